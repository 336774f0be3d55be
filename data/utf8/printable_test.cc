#include "data/utf8/printable.h"

#include "gtest/gtest.h"

namespace ceteris {
namespace {

TEST(PrintableTest, LeavesNothingThatATerminalWouldObey) {
  EXPECT_EQ(Printable("a\tb\nc"), "a\\tb\\nc");
  EXPECT_EQ(Printable("\x1b[31mred\x07\x7f"), "\\x1b[31mred\\x07\\x7f");
  EXPECT_EQ(Printable("\u009b31m"), "\\x9b31m");        // the one-byte form of ESC [
  EXPECT_EQ(Printable("\u202eright"), "\\u202eright");  // would turn the line around
}

TEST(PrintableTest, KeepsTextAndMarksWhatIsNone) {
  EXPECT_EQ(Printable("gr\u00fc\u00df \u96ea"), "gr\u00fc\u00df \u96ea");
  EXPECT_EQ(Printable("a\xff"), "a\ufffd");
  EXPECT_EQ(Printable(""), "");
}

}  // namespace
}  // namespace ceteris
