// strace's lines: what is said of calls that follow each other, and of those that others interrupt.

#include "userland/lib/strace_lines.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/io_testing.h"

namespace corix::testing {
namespace {

using Kind = TapEvent::Kind;

TapEvent Make(Kind kind, int task, const char* call = "", std::string text = "") {
  TapEvent event;
  event.kind = kind;
  event.task = task;
  event.call = call;
  event.text = std::move(text);
  return event;
}

std::string Tell(StraceLines& lines, const std::vector<TapEvent>& events) {
  std::string text;
  for (const TapEvent& event : events) text += lines.Tell(event);
  return text + lines.Flush();
}

TEST(StraceLinesTest, OneTask) {
  StraceLines lines({});
  EXPECT_EQ(Tell(lines, {Make(Kind::kAttached, 2, "", "x"), Make(Kind::kCalled, 2, "GetTid"),
                         Make(Kind::kAnswered, 2, "GetTid", "2")}),
            "GetTid()                                = 2\n");
  // A call is shown as far as it is known when nothing follows for now.
  EXPECT_EQ(Tell(lines, {Make(Kind::kCalled, 2, "Sleep", "1s"), Make(Kind::kSlept, 2)}),
            "Sleep(1s");
  TapEvent answer = Make(Kind::kAnswered, 2, "Sleep", "OK");
  answer.asleep = absl::Seconds(1);
  EXPECT_EQ(Tell(lines, {answer}), ")                               = OK <asleep 1.000>\n");
  EXPECT_EQ(Tell(lines, {Make(Kind::kCalled, 2, "Exit", "3"), Make(Kind::kExited, 2)}),
            "Exit(3)                                 = ?\n+++ exited with 0 +++\n");
  EXPECT_EQ(lines.attached(), 0);
}

TEST(StraceLinesTest, Interrupted) {
  StraceLines lines({});
  EXPECT_EQ(
      Tell(lines, {Make(Kind::kAttached, 2, "", "a"), Make(Kind::kAttached, 3, "", "b"),
                   Make(Kind::kCalled, 2, "WaitTask", "3"), Make(Kind::kCalled, 3, "Yield"),
                   Make(Kind::kAnswered, 3, "Yield"), Make(Kind::kAnswered, 2, "WaitTask", "0")}),
      "strace: task 3 (b) attached\n"
      "[tid 2] WaitTask(3 <unfinished ...>\n"
      "[tid 3] Yield()                         = nothing\n"
      "[tid 2] <... WaitTask resumed>)         = 0\n");
  TapEvent exit = Make(Kind::kExited, 3);
  exit.status = ExitStatus::Killed(Signal::kTerm);
  EXPECT_EQ(Tell(lines, {Make(Kind::kCalled, 3, "Sleep", "9s"), exit}),
            "[tid 3] Sleep(9s <unfinished ...>)      = ?\n[tid 3] +++ killed by SIGTERM +++\n");
}

TEST(StraceLinesTest, ChosenCalls) {
  StraceLines::Style style;
  std::vector<FaultRule> faults;
  ASSERT_TRUE(AddExpression("trace=Read,Write", style.filter, faults).ok());
  StraceLines lines(style);
  EXPECT_EQ(Tell(lines, {Make(Kind::kAttached, 2), Make(Kind::kCalled, 2, "Yield"),
                         Make(Kind::kAnswered, 2, "Yield")}),
            "");
  ASSERT_TRUE(AddExpression("!Read", style.filter, faults).ok());
  EXPECT_TRUE(style.filter.Shows("Yield"));
  EXPECT_FALSE(style.filter.Shows("Read"));
  ASSERT_TRUE(AddExpression("none", style.filter, faults).ok());
  EXPECT_FALSE(style.filter.Shows("Yield"));
  ASSERT_TRUE(AddExpression("trace=all", style.filter, faults).ok());
  EXPECT_TRUE(style.filter.Shows("Yield"));
}

TEST(StraceLinesTest, FaultExpressions) {
  CallFilter filter;
  std::vector<FaultRule> faults;
  ASSERT_TRUE(AddExpression("inject=Read,Write:error=NOT_FOUND:when=3..9+2", filter, faults).ok());
  ASSERT_EQ(faults.size(), 2U);
  EXPECT_EQ(faults[0].call, "Read");
  EXPECT_EQ(faults[0].error.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(faults[0].first, 3U);
  EXPECT_EQ(faults[0].last, 9U);
  EXPECT_EQ(faults[0].step, 2U);
  ASSERT_TRUE(AddExpression("inject=Read:delay=500ms", filter, faults).ok());
  EXPECT_EQ(faults[2].delay, absl::Milliseconds(500));
  EXPECT_EQ(faults[2].step, 1U);
  ASSERT_TRUE(AddExpression("inject=Read:delay=0.25:when=2+", filter, faults).ok());
  EXPECT_EQ(faults[3].delay, absl::Milliseconds(250));
  for (const char* wrong :
       {"inject=Read", "inject=Read:error=ENOENT", "inject=Reed:error=NOT_FOUND",
        "trace=", "trace=,", "inject=Read:error=NOT_FOUND:when=0",
        "inject=Read:error=NOT_FOUND:when=", "Reed", "inject=Read:error=NOT_FOUND:when=3x",
        "inject=Read:error=NOT_FOUND:when=9..3", "inject=Read:delay=-1", "inject=Read:delay=soon",
        "inject=:error=NOT_FOUND", "inject=Read:error=NOT_FOUND:delay=1", "inject=Read:what=3"}) {
    const absl::Status status = AddExpression(wrong, filter, faults);
    EXPECT_FALSE(status.ok()) << wrong;
    EXPECT_EQ(status.message().find('\n'), status.message().npos);
  }
  EXPECT_EQ(faults.size(), 4U);
}

// Whatever comes in whatever order: each line has its end, and what is begun is finished once.
TEST(StraceLinesTest, LinesAreWhole) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Random random(seed);
    StraceLines lines({});
    std::vector<bool> calls(5, false);
    std::string text;
    for (int tid = 0; tid < 5; ++tid) text += lines.Tell(Make(Kind::kAttached, tid, "", "t"));
    for (int i = 0; i < 200; ++i) {
      const auto tid = static_cast<int>(Below(random, 5));
      text += lines.Tell(Make(calls[tid] ? Kind::kAnswered : Kind::kCalled, tid, "Yield"));
      calls[tid] = !calls[tid];
      if (Below(random, 9) == 0) text += lines.Flush();
    }
    for (int tid = 0; tid < 5; ++tid) text += lines.Tell(Make(Kind::kExited, tid));
    const auto count = [&text](std::string_view part) {
      int n = 0;
      for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++n;
      return n;
    };
    const int open = static_cast<int>(std::count(calls.begin(), calls.end(), true));
    EXPECT_EQ(count("Yield("), count("= nothing") + open) << "seed " << seed;
    EXPECT_EQ(count("exited with"), 5);
    EXPECT_TRUE(text.ends_with('\n'));
    // Who was interrupted is resumed, or has ended.
    EXPECT_LE(count("resumed>)"), count("<unfinished ...>\n")) << "seed " << seed;
    EXPECT_GE(count("resumed>)") + open, count("<unfinished ...>\n")) << "seed " << seed;
  }
}

}  // namespace
}  // namespace corix::testing
