#include "core/feed_forward/expert_routing.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>

#include <cmath>
#include <vector>

#include "core/testing/named_noise.h"
#include "core/testing/tensor_matchers.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

std::vector<int64_t> Numbers(const at::Tensor& x) {
  const at::Tensor flat = x.to(at::kLong).contiguous();
  return {flat.const_data_ptr<int64_t>(), flat.const_data_ptr<int64_t>() + flat.numel()};
}

// Shazeer et al. 2017, eq. (3): the softmax of the logits that are left, by hand.
TEST(ExpertRoutingTest, GatesAreASoftmaxOverTheChosen) {
  const at::Tensor logits = NamedNoise("logits", {20, 5}, at::kDouble, 2), probabilities = at::softmax(logits, -1);
  const ExpertChoice choice = ChooseExperts(probabilities, 3);
  for (int64_t t = 0; t < 20; ++t) {
    double sum = 0, least = 1e9;
    for (int64_t r = 0; r < 3; ++r) {
      const double logit = logits[t][choice.experts[t][r].item<int64_t>()].item<double>();
      sum += std::exp(logit);
      least = std::min(least, logit);
    }
    int larger = 0;
    for (int64_t e = 0; e < 5; ++e) larger += logits[t][e].item<double>() >= least;
    EXPECT_EQ(larger, 3) << "the three largest";
    for (int64_t r = 0; r < 3; ++r) {
      const double logit = logits[t][choice.experts[t][r].item<int64_t>()].item<double>();
      EXPECT_NEAR(choice.gates[t][r].item<double>(), std::exp(logit) / sum, 1e-14);
    }
  }
}

// Fedus et al. 2021, eq. (2).
TEST(ExpertRoutingTest, OneChoiceKeepsItsProbability) {
  const at::Tensor probabilities = at::tensor({0.5, 0.3, 0.2, 0.1, 0.2, 0.7}, at::kDouble).view({2, 3});
  const ExpertChoice choice = ChooseExperts(probabilities, 1);
  EXPECT_EQ(Numbers(choice.experts), (std::vector<int64_t>{0, 2}));
  EXPECT_TRUE(TensorsBitEqual(choice.gates, at::tensor({0.5, 0.7}, at::kDouble).view({2, 1})));
}

// Three tokens, two choices each, three experts, queues of two: worked out by hand.
TEST(ExpertRoutingTest, QueuesFillTokenByTokenAndTheLateAreDropped) {
  const at::Tensor experts = at::tensor({0, 1, 1, 0, 0, 2}, at::kLong).view({3, 2});
  const ExpertQueues queues = QueueChoices(experts, 3, 2);
  EXPECT_EQ(Numbers(queues.slot_of_choice), (std::vector<int64_t>{0, 2, 3, 1, 6, 4}));
  EXPECT_EQ(Numbers(queues.dropped), (std::vector<int64_t>{0, 0, 0, 0, 1, 0}));
  EXPECT_EQ(Numbers(queues.choice_of_slot), (std::vector<int64_t>{0, 3, 1, 2, 5, 6}));
}

TEST(ExpertRoutingTest, EverySlotAndItsChoicePointAtEachOther) {
  const at::Tensor probabilities = at::softmax(NamedNoise("p", {50, 4}, at::kDouble, 2), -1);
  const at::Tensor experts = ChooseExperts(probabilities, 2).experts;
  for (const int64_t capacity : {1, 7, 25, 50}) {
    const ExpertQueues queues = QueueChoices(experts, 4, capacity);
    const std::vector<int64_t> slots = Numbers(queues.slot_of_choice), choices = Numbers(queues.choice_of_slot),
                               dropped = Numbers(queues.dropped), chosen = Numbers(experts.reshape({-1}));
    int64_t standing = 0;
    for (size_t slot = 0; slot < choices.size(); ++slot) {
      if (choices[slot] == 100) continue;
      ++standing;
      EXPECT_EQ(slots[static_cast<size_t>(choices[slot])], static_cast<int64_t>(slot));
      EXPECT_EQ(chosen[static_cast<size_t>(choices[slot])], static_cast<int64_t>(slot) / capacity);
    }
    int64_t lost = 0;
    for (const int64_t one : dropped) lost += one;
    EXPECT_EQ(standing + lost, 100);
    EXPECT_EQ(lost == 0, capacity == 50);
  }
}

// A token loses its place to an earlier one only: what comes later changes no queue before it.
TEST(ExpertRoutingTest, LaterTokensTakeNoPlaceFromEarlierOnes) {
  const at::Tensor experts = at::tensor({0, 1, 0, 2, 1, 0, 0, 1}, at::kLong).view({4, 2});
  const at::Tensor before = QueueChoices(experts.narrow(0, 0, 3), 3, 2).slot_of_choice;
  EXPECT_TRUE(TensorsBitEqual(QueueChoices(experts, 3, 2).slot_of_choice.narrow(0, 0, 6), before));
}

}  // namespace
}  // namespace ceteris
