// Random damage to a valid experiment: nothing crashes, and every refusal is one short line that begins with the place.
#include <random>
#include <string>

#include "experiments/spec/parse_experiment.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

const char kExperiment[] = R"(name: "positions"  question: "Which one?"  # a comment
primary_metric: "valid/loss" goal: MINIMIZE equivalence_margin: 0.005
seeds { first: 1 count: 8 } replicates: 2 budget { max_minutes: 3.5 }
base {
  task { language_model { tokenizer { character {} } seq_len: 128 evaluate_at_lengths: [1, 2, 4] } }
  model < embedding { tied: true } decoder { num_layers: 2 attention { num_heads: 4 kernel: FUSED } position { rotary {} } } >
  training { num_steps: 500 schedule { cosine { warmup_steps: 50 } } learning_rate: 3e-3 }
}
arm { name: 'a' baseline: true }
arm [ { name: 'b' change { model { decoder { position { alibi {} } } } } }, { name: "c" } ]
axis { path: "training.num_steps" values: ["1", "2"] baseline: "1" }
)";

std::string Mutate(std::string text, std::mt19937_64* random) {
  static const char* const kPieces[] = {"{",   "}",    "[",      "]",       "<",    ">",    ":",
                                        ",",   "\"",   "'",      "-",       "#",    "\n",   "1e999",
                                        "nan", "base", "rotary", "model {", "\xff", "\xc3", "9999999999999999999999",
                                        "arm", "/",    "0x",     " "};
  const int mutations = 1 + (*random)() % 4;
  for (int i = 0; i < mutations && !text.empty(); ++i) {
    const size_t at = (*random)() % text.size();
    const size_t length = std::min<size_t>((*random)() % 12, text.size() - at);
    switch ((*random)() % 5) {
      case 0:
        text[at] = static_cast<char>((*random)());
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, kPieces[(*random)() % (sizeof kPieces / sizeof *kPieces)]);
        break;
      case 3:
        text.insert((*random)() % text.size(), text.substr(at, length));
        break;
      default:
        text.resize(at);
    }
  }
  return text;
}

TEST(ParseFuzzTest, TheUndamagedTextParses) {
  const auto parsed = ParseExperiment(kExperiment, "e.textproto");
  ASSERT_TRUE(parsed.ok()) << parsed.status();
}

TEST(ParseFuzzTest, EveryRefusalIsOneShortLineThatBeginsWithThePlace) {
  std::mt19937_64 random(9);
  int refused = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string text = Mutate(kExperiment, &random);
    SourceLocations locations;
    const auto parsed = ParseExperiment(text, "e.textproto", &locations);
    if (parsed.ok()) continue;
    ++refused;
    const std::string message(parsed.status().message());
    ASSERT_THAT(message, testing::MatchesRegex("e\\.textproto:[0-9]+:[0-9]+: .+")) << text;
    ASSERT_LT(message.size(), 400u) << text;
    ASSERT_EQ(message.find('\n'), std::string::npos) << text;
  }
  EXPECT_GT(refused, 10000);
}

}  // namespace
}  // namespace ceteris
