// Taps: who listens hears each call, answer and end of those he listens to, in their order, and of
// nobody else; and the faults that he wants strike where he wants them.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/testing.h"
#include "userland/lib/timeout.h"

namespace corix::testing {
namespace {

using Kind = TapEvent::Kind;

// One line for each event.
std::string Describe(const TapEvent& event) {
  const auto of = [&event](const char* what) {
    return absl::StrCat(static_cast<int>(event.task), " ", what, " ", event.call, " ", event.text);
  };
  switch (event.kind) {
    case Kind::kAttached:
      return of("attached");
    case Kind::kCalled:
      return of("called");
    case Kind::kSlept:
      return of("slept");
    case Kind::kAnswered:
      return absl::StrCat(of("answered"), event.failed ? " failed" : "",
                          event.injected ? " injected" : "",
                          event.asleep > absl::ZeroDuration()
                              ? absl::StrCat(" asleep ", absl::FormatDuration(event.asleep))
                              : "");
    case Kind::kAbandoned:
      return of("abandoned");
    case Kind::kSignalled:
      return absl::StrCat(of("signalled"), std::string(NameOf(event.signal)), " by ",
                          static_cast<int>(event.other));
    case Kind::kExited:
      return absl::StrCat(of("exited"), event.status.code);
    case Kind::kLost:
      return absl::StrCat("lost ", event.count);
  }
  return "";
}

// All that is heard until nobody is left to listen to.
Co<std::vector<std::string>> Hear(const File* tap) {
  std::vector<std::string> lines;
  for (int attached = 0, ended = 0; attached == 0 || ended < attached;) {
    const absl::StatusOr<std::vector<TapEvent>> events = co_yield TakeTapped(*tap);
    EXPECT_TRUE(events.ok()) << events.status().message();
    if (!events.ok()) break;
    for (const TapEvent& event : *events) {
      if (event.kind == Kind::kAttached) ++attached;
      if (event.kind == Kind::kExited) ++ended;
      lines.push_back(Describe(event));
    }
  }
  co_return lines;
}

TapOptions Children() {
  TapOptions options;
  options.children = true;
  return options;
}

TapOptions WithFault(std::string call, absl::StatusCode code, std::uint64_t first,
                     std::uint64_t step = 0) {
  TapOptions options = Children();
  FaultRule rule;
  rule.call = std::move(call);
  rule.error = absl::Status(code, "injected");
  rule.first = first;
  rule.step = step;
  options.faults.push_back(std::move(rule));
  return options;
}

Co<int> SleepAndTell() {
  const absl::StatusCode code = co_yield Sleep(absl::Seconds(2));
  (void)(co_yield GetTid());
  co_return static_cast<int>(code);
}

CORIX_TEST(TapTest, HearsCallsAnswersAndTheEnd) {
  const File tap = (co_yield OpenTap(Children())).value();
  const Tid child = co_yield NewTask("child", SleepAndTell());
  co_await YieldTimes(2);
  co_yield Sleep(absl::Seconds(3));
  const std::vector<std::string> expected = {
      "2 attached  child", "2 called Sleep 2s",   "2 slept  ",  "2 answered Sleep OK asleep 2s",
      "2 called GetTid ",  "2 answered GetTid 2", "2 exited  0"};
  EXPECT_EQ(co_await Hear(&tap), expected);
  co_yield WaitTask(child);
}

// Of a task that sleeps already, the call in which it does comes first; and a tap that is closed
// hears nothing more, and costs nothing.
CORIX_TEST(TapTest, AttachesToASleeper) {
  const Tid child = co_yield NewTask("child", SleepAndTell());
  co_yield Yield();
  TapOptions options;
  options.tasks = {child};
  {
    const File tap = (co_yield OpenTap(std::move(options))).value();
    const auto events = co_yield TakeTapped(tap);
    EXPECT_EQ(events->size(), 3);
    EXPECT_EQ(Describe((*events)[1]), "2 called Sleep 2s");
    EXPECT_NE(cpu.attention & kObserved, 0);
  }
  co_yield Yield();
  EXPECT_EQ(cpu.attention & kObserved, 0);
  co_yield WaitTask(child);
}

CORIX_TEST(TapTest, RefusesWhatMakesNoSense) {
  TapOptions nobody;
  nobody.tasks = {99};
  EXPECT_TRUE(absl::IsNotFound((co_yield OpenTap(std::move(nobody))).status()));
  TapOptions self;
  self.tasks = {SelfTid()};
  EXPECT_TRUE(absl::IsInvalidArgument((co_yield OpenTap(std::move(self))).status()));
  for (const char* call : {"GetTid", "Nonsense"}) {
    const auto tap = co_yield OpenTap(WithFault(call, absl::StatusCode::kCancelled, 1));
    EXPECT_TRUE(absl::IsInvalidArgument(tap.status())) << call;
  }
  const File first =
      (co_yield OpenTap(WithFault("Sleep", absl::StatusCode::kCancelled, 1))).value();
  const auto second = co_yield OpenTap(WithFault("Sleep", absl::StatusCode::kCancelled, 1));
  EXPECT_TRUE(absl::IsFailedPrecondition(second.status()));
  EXPECT_TRUE(absl::IsInvalidArgument((co_yield TakeTapped(kStdout)).status()));
  EXPECT_TRUE(absl::IsNotFound((co_yield TakeTapped(Fd(999))).status()));
}

Process Naps(std::vector<absl::StatusCode>* codes, int times) {
  for (int i = 0; i < times; ++i) codes->push_back(co_yield Sleep(absl::Seconds(1)));
}

// A rule strikes each task's calls by their number: the first, and then each so-manieth.
CORIX_TEST(TapTest, FaultsStrikeByNumber) {
  for (std::uint64_t first = 1; first <= 4; ++first) {
    for (std::uint64_t step = 0; step <= 3; ++step) {
      const File tap =
          (co_yield OpenTap(WithFault("Sleep", absl::StatusCode::kAborted, first, step))).value();
      std::vector<absl::StatusCode> codes;
      const Tid child = co_yield NewTask(Naps(&codes, 9));
      co_yield WaitTask(child);
      EXPECT_EQ(codes.size(), 9);
      for (std::uint64_t number = 1; number <= codes.size(); ++number) {
        const bool strikes =
            number == first || (step > 0 && number > first && (number - first) % step == 0);
        EXPECT_EQ(codes[number - 1], strikes ? absl::StatusCode::kAborted : absl::StatusCode::kOk)
            << first << " " << step << " " << number;
      }
    }
  }
}

// A call that is delayed comes to its handler later, and then does what it always does.
CORIX_TEST(TapTest, DelaysTakeTime) {
  TapOptions options = Children();
  FaultRule rule;
  rule.call = "GetTid";
  rule.delay = absl::Seconds(5);
  options.faults = {rule};
  const File tap = (co_yield OpenTap(std::move(options))).value();
  const Tid child = co_yield NewTask(SleepAndTell());
  co_yield WaitTask(child);
  EXPECT_EQ(cpu.kernel->clock().Now(), TicksOf(absl::Seconds(7)));
}

// Whoever is late may be killed, cancelled, or ended by a deadline meanwhile: nothing is left.
CORIX_TEST(TapTest, DelayedCallsCanBeInterrupted) {
  for (int way = 0; way < 3; ++way) {
    TapOptions options = Children();
    FaultRule rule;
    rule.call = "Sleep";
    rule.delay = absl::Seconds(50);
    options.faults = {rule};
    const File tap = (co_yield OpenTap(std::move(options))).value();
    const absl::Time begin = co_yield Now();
    std::vector<absl::StatusCode> codes;
    const Tid child = co_yield NewTask(Naps(&codes, 1));
    co_yield Yield();
    EXPECT_EQ(cpu.kernel->FindTask(child)->state(), TaskState::kWriting);
    if (way == 0) co_yield KillTask(child);
    if (way == 1) co_yield Cancel(child);
    if (way == 2) co_yield SendSignal(child, Signal::kTerm);
    co_yield WaitTask(child);
    EXPECT_EQ(co_yield Now(), begin);
    EXPECT_EQ(codes.size(), way == 1 ? 1 : 0);
  }
}

Co<absl::Status> LongNap() {
  co_yield Sleep(absl::Seconds(100));
  co_return absl::OkStatus();
}
Process UnderDeadline() {
  const absl::Status status = co_await WithTimeout(absl::Seconds(1), LongNap());
  EXPECT_TRUE(absl::IsDeadlineExceeded(status));
}

// A call that a deadline ends is abandoned: what it was is gone before the task goes on.
CORIX_TEST(TapTest, HearsOfDeadlines) {
  const File tap = (co_yield OpenTap(Children())).value();
  const Tid child = co_yield NewTask("child", UnderDeadline());
  co_yield WaitTask(child);
  const std::vector<std::string> lines = co_await Hear(&tap);
  EXPECT_NE(std::find(lines.begin(), lines.end(), "2 abandoned Sleep "), lines.end());
}

CORIX_TEST(TapTest, HearsOfSignalsAndFollows) {
  TapOptions options = Children();
  options.follow = true;
  const File tap = (co_yield OpenTap(std::move(options))).value();
  struct Family {
    static Process Parent() {
      const Tid child = co_yield NewTask("grandchild", Nap(absl::Seconds(9)));
      co_yield SendSignal(child, Signal::kTerm);
      co_yield WaitTask(child);
    }
  };
  const Tid child = co_yield NewTask("child", Family::Parent());
  co_yield WaitTask(child);
  const std::vector<std::string> lines = co_await Hear(&tap);
  const auto has = [&lines](const char* line) {
    return std::find(lines.begin(), lines.end(), line) != lines.end();
  };
  EXPECT_TRUE(has("3 attached  grandchild"));
  EXPECT_TRUE(has("3 signalled  TERM by 2"));
  EXPECT_TRUE(has("3 exited  143"));
  EXPECT_TRUE(has("2 answered WaitTask 143 (TERM)"));
}

// Nobody takes what is heard: the oldest is lost, and that is told.
CORIX_TEST(TapTest, KeepsOnlySoMuch) {
  const File tap = (co_yield OpenTap(Children())).value();
  constexpr int kYields = 100'000;
  const Tid child = co_yield NewTask(YieldTimes(kYields));
  co_yield WaitTask(child);
  const auto events = co_yield TakeTapped(tap);
  constexpr std::size_t kMost = std::size_t{1} << 16U;
  EXPECT_EQ(events->size(), kMost + 1);
  // (Two for each Yield, and the beginning and the end.)
  EXPECT_EQ(events->front().kind, Kind::kLost);
  EXPECT_EQ(events->front().count, 2 * kYields + 2 - kMost);
  EXPECT_EQ(events->back().kind, Kind::kExited);
}

}  // namespace
}  // namespace corix::testing
