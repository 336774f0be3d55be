#include "core/feed_forward/mixture_of_experts.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "core/feed_forward/expert_shape.h"
#include "core/feed_forward/feed_forward_factory.h"
#include "core/tensor/auxiliary_losses.h"
#include "core/testing/default_choices.h"
#include "core/testing/gradient_check.h"
#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

constexpr int64_t kModel = 6;

config::FeedForward Config(const std::string& mixture, const std::string& rest = "d_ff: 5") {
  config::FeedForward config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(rest + " mixture_of_experts { " + mixture + " }", &config));
  WriteDefaultChoices(&config);
  return config;
}

struct Built {
  explicit Built(const config::FeedForward& config, at::ScalarType dtype = at::kDouble) {
    const Scope scope = Scope(&parameters, 1, at::TensorOptions().dtype(dtype)).Child("ff");
    layer = BuildFeedForward(config, kModel, {Normal(0.4), Normal(0.4)}, scope);
    AddNamedNoise(parameters, 0.4);
  }
  ParameterSet parameters;
  std::unique_ptr<FeedForward> layer;
};

ForwardContext Training(AuxiliaryLosses* auxiliary = nullptr) {
  ForwardContext training;
  training.training = true;
  training.draw = at::ones({}, at::kLong);
  training.auxiliary = auxiliary;
  return training;
}

at::Tensor X() { return NamedNoise("x", {2, 7, kModel}, at::kDouble, 1.5); }

// The equations in loops over tokens and experts: what is computed, dropped, and lost as a loss.
class Oracle {
 public:
  Oracle(const config::FeedForward& config, const at::Tensor& x, bool training)
      : mixture_(config.mixture_of_experts()),
        taken_(static_cast<size_t>(mixture_.num_experts())),
        mean_(taken_.size()) {
    const Scope scope = Scope(&parameters_, 1, at::TensorOptions().dtype(at::kDouble)).Child("ff");
    router_ = scope.Child("router").Parameter("weight", {mixture_.num_experts(), kModel}, Normal(0.4));
    for (int64_t e = 0; e < mixture_.num_experts(); ++e) {
      experts_.push_back(
          BuildFeedForward(ExpertConfig(config), kModel, {Normal(0.4), Normal(0.4)}, scope.Child("expert", e)));
    }
    AddNamedNoise(parameters_, 0.4);
    const at::Tensor rows = x.reshape({-1, kModel});
    num_choices_ = static_cast<double>(rows.size(0) * mixture_.top_k());
    const double fair = mixture_.capacity_factor() * num_choices_ / mixture_.num_experts();
    capacity_ = training ? std::max<int64_t>(1, static_cast<int64_t>(std::ceil(fair))) : rows.size(0);
    y = at::zeros(rows.sizes(), at::kDouble);
    for (int64_t t = 0; t < rows.size(0); ++t) AddToken(rows[t], y[t]);
    for (size_t e = 0; e < mean_.size(); ++e) {
      loss +=
          mixture_.load_balancing() * mixture_.num_experts() * mean_[e] * static_cast<double>(taken_[e]) / num_choices_;
    }
    y = y.view(x.sizes()).detach();
  }

  at::Tensor y;
  double dropped = 0, loss = 0;

 private:
  void AddToken(const at::Tensor& token, const at::Tensor& out) {
    std::vector<double> p;
    for (int64_t e = 0; e < mixture_.num_experts(); ++e)
      p.push_back(std::exp((router_[e] * token).sum().item<double>()));
    const double sum = std::accumulate(p.begin(), p.end(), 0.0);
    for (size_t e = 0; e < p.size(); ++e) mean_[e] += p[e] / sum * mixture_.top_k() / num_choices_;
    std::vector<size_t> order(p.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return p[a] > p[b]; });
    order.resize(static_cast<size_t>(mixture_.top_k()));
    double chosen = 0;
    for (const size_t e : order) chosen += p[e];
    for (const size_t e : order) {
      if (taken_[e]++ >= capacity_) {
        dropped += 1 / num_choices_;
      } else {
        out.add_(experts_[e]->Forward(token.unsqueeze(0), {})[0] * (p[e] / (order.size() == 1 ? sum : chosen)));
      }
    }
  }

  const config::MixtureOfExperts mixture_;
  ParameterSet parameters_;
  at::Tensor router_;
  std::vector<std::unique_ptr<FeedForward>> experts_;
  int64_t capacity_ = 0;
  double num_choices_ = 0;
  std::vector<int64_t> taken_;  // choices that fell on each expert so far
  std::vector<double> mean_;    // of each expert's probability
};

TEST(MixtureOfExpertsTest, IsTheEquationWithAndWithoutFullExperts) {
  double most_dropped = 0;
  for (const int k : {1, 2, 4}) {
    for (const double factor : {0.4, 1.0, 4.0}) {
      const config::FeedForward config = Config("num_experts: 4 load_balancing: 0.3 top_k: " + std::to_string(k) +
                                                " capacity_factor: " + std::to_string(factor));
      const Built built(config);
      AuxiliaryLosses auxiliary;
      const Oracle oracle(config, X(), true);
      EXPECT_TRUE(TensorsNear(built.layer->Forward(X(), Training(&auxiliary)), oracle.y, 1e-12)) << k << " " << factor;
      const std::vector<NamedScalar> values = auxiliary.values();
      ASSERT_EQ(values.size(), 2u);
      EXPECT_EQ(values[0].name, "load_balancing");
      EXPECT_NEAR(values[0].value.item<double>(), oracle.loss, 1e-12);
      EXPECT_EQ(values[1].name, "dropped_tokens");
      EXPECT_NEAR(values[1].value.item<double>(), oracle.dropped, 1e-12);
      EXPECT_EQ(oracle.dropped == 0, factor == 4.0 || (k == 4 && factor == 1.0));
      most_dropped = std::max(most_dropped, oracle.dropped);
      EXPECT_TRUE(TensorsNear(built.layer->Forward(X(), {}), Oracle(config, X(), false).y, 1e-12));
    }
  }
  EXPECT_GT(most_dropped, 0.4);
}

TEST(MixtureOfExpertsTest, EveryKindOfExpertIsBuilt) {
  const auto* choice = config::MixtureOfExperts::descriptor()->FindOneofByName("expert");
  ASSERT_EQ(choice->field_count() + 1, config::FeedForward::descriptor()->FindOneofByName("variant")->field_count())
      << "every feed-forward layer but this one";
  for (int i = 0; i < choice->field_count(); ++i) {
    const auto* variant = config::FeedForward::descriptor()->FindFieldByName(choice->field(i)->name());
    ASSERT_NE(variant, nullptr) << choice->field(i)->name();
    EXPECT_EQ(variant->message_type(), choice->field(i)->message_type()) << variant->name();
    const config::FeedForward config = Config(choice->field(i)->name() + " {} num_experts: 3");
    EXPECT_TRUE(TensorsNear(Built(config).layer->Forward(X(), {}), Oracle(config, X(), false).y, 1e-12));
  }
}

// Through gates, experts, and the balancing loss, with some choices dropped.
TEST(MixtureOfExpertsTest, GradientsOfTrainingMatchDifferences) {
  for (const std::string k : {"1", "2"}) {
    const Built built(Config("num_experts: 3 capacity_factor: 0.7 load_balancing: 0.5 top_k: " + k));
    const at::Tensor x = X().set_requires_grad(true);
    std::vector<CheckedTensor> checked = CheckedParameters(built.parameters);
    checked.push_back({"x", x});
    const auto loss = [&] {
      AuxiliaryLosses auxiliary;
      const at::Tensor y = built.layer->Forward(x, Training(&auxiliary));
      return y.sin() + auxiliary.loss_sum();
    };
    EXPECT_TRUE(GradientsMatch(loss, checked)) << k;
  }
}

// Balanced routing costs load_balancing exactly; the worst costs num_experts times that.
TEST(MixtureOfExpertsTest, TheLossIsItsCoefficientWhereExpertsAreEquallyUsed) {
  const Built built(Config("num_experts: 2 top_k: 2 load_balancing: 0.25"));
  const at::Tensor router = built.parameters.FindOne("ff.router.weight")->tensor;
  router.detach().zero_();
  AuxiliaryLosses balanced, lopsided;
  built.layer->Forward(X(), Training(&balanced));
  EXPECT_NEAR(balanced.loss_sum().item<double>(), 0.25, 1e-15);
  const Built switched(Config("num_experts: 4 top_k: 1 load_balancing: 0.25"));
  const at::Tensor large = switched.parameters.FindOne("ff.router.weight")->tensor.detach();
  large.zero_();
  large[2].fill_(1e3);
  switched.layer->Forward(at::ones({3, kModel}, at::kDouble), Training(&lopsided));
  EXPECT_NEAR(lopsided.loss_sum().item<double>(), 4 * 0.25, 1e-12);
}

TEST(MixtureOfExpertsTest, ADroppedTokenAddsNothing) {
  const Built built(Config("num_experts: 2 top_k: 1 capacity_factor: 0.1"));
  const at::Tensor same = X()[0][0].expand({1, 6, kModel});
  const at::Tensor y = built.layer->Forward(same, Training());
  EXPECT_GT(y[0][0].abs().sum().item<double>(), 0.01);
  EXPECT_EQ(y.narrow(1, 1, 5).abs().sum().item<double>(), 0) << "one place, six equal tokens";
}

// A token that is broken must not spread through slots that are empty, or through experts that it shares.
TEST(MixtureOfExpertsTest, ANotANumberStaysWithItsToken) {
  const Built built(Config("num_experts: 3 top_k: 2 capacity_factor: 1.5"));
  const at::Tensor x = X();
  x[1][6].fill_(std::numeric_limits<double>::quiet_NaN());  // the last, so that it takes nobody's place
  for (const ForwardContext& context : {ForwardContext(), Training()}) {
    const at::Tensor y = built.layer->Forward(x, context).reshape({-1, kModel});
    EXPECT_TRUE(AllFinite(y.narrow(0, 0, 13)));
  }
}

TEST(MixtureOfExpertsTest, OneTokenAndOneExpertWork) {
  for (const std::string text : {"num_experts: 1 top_k: 1", "num_experts: 5 top_k: 5 capacity_factor: 0.01"}) {
    const config::FeedForward config = Config(text);
    const at::Tensor x = X().narrow(0, 0, 1).narrow(1, 0, 1);
    const Built built(config);
    EXPECT_TRUE(TensorsNear(built.layer->Forward(x, Training()), Oracle(config, x, false).y, 1e-12)) << text;
    EXPECT_TRUE(TensorsNear(built.layer->Forward(x, {}), Oracle(config, x, false).y, 1e-12)) << text;
  }
}

TEST(MixtureOfExpertsTest, OtherDtypesTrainNearDoublePrecision) {
  const config::FeedForward config = Config("num_experts: 3 top_k: 2 capacity_factor: 3");
  const at::Tensor exact = Built(config).layer->Forward(X(), Training());
  for (const auto& [dtype, tolerance] : {std::make_pair(at::kFloat, 1e-5), std::make_pair(at::kBFloat16, 0.2)}) {
    const Built built(config, dtype);
    const at::Tensor y = built.layer->Forward(X().to(dtype), Training());
    EXPECT_EQ(y.scalar_type(), dtype);
    EXPECT_TRUE(TensorsNear(y, exact, tolerance));
    y.sum().backward();
    for (const Parameter& parameter : built.parameters.parameters()) {
      if (!parameter.tensor.grad().defined()) continue;  // of an expert that nobody chose
      EXPECT_TRUE(AllFinite(parameter.tensor.grad())) << parameter.name;
    }
  }
}

// A dense layer beside mixtures of equal work and of equal size: what a comparison starts from. No biases.
TEST(MixtureOfExpertsTest, EqualFlopsAndEqualParametersCanBeHad) {
  const Built dense([] {
    config::FeedForward config;
    config.set_d_ff(24);
    config.set_bias(false);
    config.mutable_gelu();
    return config;
  }());
  const Built equal_work(Config("num_experts: 4 top_k: 2", "bias: false d_ff: 12")),
      equal_size(Config("num_experts: 4 top_k: 2", "bias: false d_ff: 6"));
  const int64_t router = 4 * kModel;
  EXPECT_EQ(equal_work.layer->Flops(10), dense.layer->Flops(10) + 2 * 10 * router);
  EXPECT_EQ(equal_work.parameters.num_elements(), 2 * dense.parameters.num_elements() + router);
  EXPECT_EQ(equal_size.layer->Flops(10), dense.layer->Flops(10) / 2 + 2 * 10 * router);
  EXPECT_EQ(equal_size.parameters.num_elements(), dense.parameters.num_elements() + router);
}

TEST(ExpertCapacityTest, IsTheFairShareTimesItsFactor) {
  const auto capacity = [](const std::string& text, int64_t num_tokens) {
    return ExpertCapacity(Config(text).mixture_of_experts(), num_tokens);
  };
  EXPECT_EQ(capacity("num_experts: 8 top_k: 2 capacity_factor: 1.25", 64), 20);
  EXPECT_EQ(capacity("num_experts: 8 top_k: 1 capacity_factor: 1", 9), 2) << "rounded up";
  EXPECT_EQ(capacity("num_experts: 8 top_k: 1 capacity_factor: 0.01", 9), 1) << "at least one place";
  EXPECT_EQ(capacity("num_experts: 8 top_k: 1 capacity_factor: 1e9", 9), 9) << "at most every token";
}

}  // namespace
}  // namespace ceteris
