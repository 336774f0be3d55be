// What a layer of causal self-attention costs against the length of one sequence: milliseconds of a forward and
// backward pass (processor time, so that waiting for other programs does not count; median of rounds in which the kinds
// take turns) and the peak of what LibTorch's allocator handed out in it (exact). One thread, float32, d_model 128, 2
// heads, no positions. Prints rows for print_line_charts.
//
//   taskset -c 1 bazel-bin/tools/benchmark/attention_cost [LONGEST] > attention_cost.csv
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "core/attention/multi_head_attention.h"
#include "core/block/mask_builder.h"
#include "core/position/consecutive_positions.h"
#include "core/position/none.h"
#include "core/tensor/parameter_set.h"
#include "core/testing/allocated_bytes.h"
#include "core/testing/default_choices.h"
#include "core/testing/named_noise.h"
#include "google/protobuf/text_format.h"

namespace ceteris {
namespace {

constexpr int64_t kModel = 128, kShortest = 128, kLongest = 8192;

struct Kind {
  const char *name, *config;
};
constexpr Kind kKinds[] = {
    {"full: composed", "kernel: COMPOSED"},
    {"full: fused", "kernel: FUSED"},
    {"sliding window of 128", "sliding_window { window: 128 }"},
    {"linear", "linear_attention {}"},
};

config::Attention Parse(const std::string& text) {
  config::Attention config;
  TORCH_CHECK(google::protobuf::TextFormat::ParseFromString("num_heads: 2 " + text, &config), text);
  WriteDefaultChoices(&config);
  return config;
}

// A layer and its input at one length.
class Pass {
 public:
  Pass(const Kind& kind, int64_t len)
      : config_(Parse(kind.config)),
        masks_(/*causal=*/true, config_, &none_),
        places_(ConsecutivePositions(0, len, at::kCPU)),
        x_(NamedNoise("x", {1, len, kModel}, at::kFloat).requires_grad_()) {
    const Normal normal(0.02);
    const Scope scope(&parameters_, /*seed=*/1, at::TensorOptions().dtype(at::kFloat));
    layer_ = std::make_unique<MultiHeadAttention>(ShapeOf(config_, kModel), config_,
                                                  AttentionContext{normal, normal, len}, &none_, 0, scope);
  }

  void Run() { layer_->Forward(x_, masks_.Build(places_, places_, {}), {}).sum().backward(); }

 private:
  config::Attention config_;
  None none_;
  MaskBuilder masks_;
  at::Tensor places_, x_;
  ParameterSet parameters_;
  std::unique_ptr<MultiHeadAttention> layer_;
};

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void MeasureAt(int64_t len) {
  std::vector<std::unique_ptr<Pass>> passes;
  for (const Kind& kind : kKinds) {
    passes.push_back(std::make_unique<Pass>(kind, len));
    passes.back()->Run();  // the mask and the gradients that stay are made before
    const double bytes = PeakBytes([&] { passes.back()->Run(); });
    std::printf("Peak memory of a forward and backward pass,tokens,MiB,%s,%ld,%.6g\n", kind.name,
                static_cast<long>(len), bytes / (1 << 20));
  }
  std::vector<std::vector<double>> milliseconds(passes.size());
  for (int round = 0; round < (len < 4096 ? 15 : 3); ++round) {
    for (size_t i = 0; i < passes.size(); ++i) {
      const std::clock_t started = std::clock();
      passes[i]->Run();
      milliseconds[i].push_back((std::clock() - started) * 1000.0 / CLOCKS_PER_SEC);
    }
  }
  for (size_t i = 0; i < passes.size(); ++i) {
    std::printf("Processor time of a forward and backward pass,tokens,ms,%s,%ld,%.4g\n", kKinds[i].name,
                static_cast<long>(len), Median(milliseconds[i]));
  }
  std::fflush(stdout);
}

}  // namespace
}  // namespace ceteris

int main(int argc, char** argv) {
  at::set_num_threads(1);
  const int64_t longest = argc > 1 ? std::atoll(argv[1]) : ceteris::kLongest;
  std::printf("chart,x_label,y_label,series,x,y\n");
  for (int64_t len = ceteris::kShortest; len <= longest; len *= 2) ceteris::MeasureAt(len);
}
