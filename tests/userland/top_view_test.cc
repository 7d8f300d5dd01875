// What top shows of what it is told, and what its keys do: without a terminal, and without a kernel.

#include "userland/bin/top_view.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/userland/made_tasks.h"
#include "userland/lib/task_columns.h"

namespace corix {
namespace {

using testing::MakeTask;

TopSnapshot Snapshot(absl::Duration up, std::vector<TaskInfo> tasks, std::int64_t traps = 0) {
  return {.date = "12:00:00",
          .up = up,
          .counts = {{"traps", traps}, {"switches", 3}, {"ready", 1}, {"interests", 2}},
          .tasks = std::move(tasks)};
}

std::string Screen(TopView& view, int rows, int columns) {
  std::string text;
  for (const TopLine& line : view.Draw(rows, columns))
    absl::StrAppend(&text, line.inverse ? "*" : "", line.text, "\n");
  return text;
}

TopAction PressAll(TopView& view, std::string_view bytes) {
  TopAction last;
  for (const ScreenKey& key : ScreenKeys().Feed(bytes)) last = view.Press(key);
  return last;
}

TEST(TopViewTest, RatesAreThoseSinceTheLookBefore) {
  TopView view;
  TaskInfo busy = MakeTask(2, 1, "busy", TaskState::kReady);
  view.Take(Snapshot(absl::Seconds(1), {MakeTask(1, 0, "corix"), busy}, 100));
  busy.cpu = absl::Seconds(1);
  busy.traps = 5002;
  view.Take(Snapshot(absl::Seconds(3), {MakeTask(1, 0, "corix"), busy}, 10'000'100));
  EXPECT_EQ(Screen(view, 24, 80),
            "top - 12:00:00 up 0:00:03, load: 1\n"
            "Tasks: 2 total, 0 running, 1 ready, 1 sleeping, 0 writing, 0 stopped, 0 ended\n"
            "Traps/s: 5.0M, switches/s: 0.0, ready queue: 1, epoll interests: 2, timers: 0\n"
            "\n"
            "*  TID  PPID S  %CPU       CPU   TRAPS/S      IDLE     MEM NAME       WAIT\n"
            "    2     1 R  50.0    1.000s    2500.0    0.000s     100 busy       (ready)\n"
            "    1     0 S   0.0    0.000s       0.0    0.000s     100 corix      Sleep(5s)\n");
}

TEST(TopViewTest, KeysSortSelectAndAsk) {
  TopView view;
  view.Take(
      Snapshot(absl::Seconds(1), {MakeTask(1, 0, "c"), MakeTask(2, 1, "a"), MakeTask(3, 1, "b")}));
  (void)PressAll(view, "n");
  EXPECT_NE(Screen(view, 6, 20).find("\n    2"), std::string::npos);
  (void)PressAll(view, "r");
  EXPECT_NE(Screen(view, 6, 20).find("\n    1"), std::string::npos);
  // The selected task is seen, on however small a screen.
  (void)PressAll(view, "\x1b[B\x1b[B\x1b[B");
  EXPECT_NE(Screen(view, 6, 20).find("\n*    2"), std::string::npos);
  const TopAction kill = PressAll(view, "k\rkill\r");
  EXPECT_EQ(kill.kind, TopAction::Kind::kSignal);
  EXPECT_EQ(kill.tid, 2);
  EXPECT_EQ(kill.signal, Signal::kKill);
  EXPECT_EQ(PressAll(view,
                     "k3\x7f\x7f"
                     "99\r")
                .kind,
            TopAction::Kind::kNone);
  EXPECT_NE(Screen(view, 6, 20).find("\nno task 99\n"), std::string::npos);
  EXPECT_EQ(PressAll(view, "d5\r").delay, absl::Seconds(5));
  EXPECT_EQ(PressAll(view, "d0\r").kind, TopAction::Kind::kNone);
  EXPECT_EQ(PressAll(view, "s3\r").kind, TopAction::Kind::kLook);
  EXPECT_EQ(view.shown(), 3);
  EXPECT_EQ(PressAll(view, "q").kind, TopAction::Kind::kNone);
  EXPECT_EQ(PressAll(view, "q").kind, TopAction::Kind::kQuit);
  EXPECT_EQ(PressAll(view, "k\x03").kind, TopAction::Kind::kQuit);
}

// Any keys, any tasks, any size: what is drawn fits.
TEST(TopViewTest, AlwaysFits) {
  std::mt19937 random(1);
  const std::string keys =
      "ctmnirsdkh?q \r\x7f\x07\x10"
      "0123xé";
  for (int run = 0; run < 300; ++run) {
    TopView view;
    for (int step = 0; step < 60; ++step) {
      const auto choice = random() % 8;
      if (choice == 0) {
        std::vector<TaskInfo> tasks;
        for (int tid = 1; tid < 30; ++tid) {
          if (random() % 3 == 0) tasks.push_back(MakeTask(tid, 1, random() % 2 == 0 ? "ä\t" : "b"));
        }
        view.Take(Snapshot(absl::Seconds(step), std::move(tasks)));
        view.SetShown(std::vector<std::string>(random() % 40, "a line"));
      } else if (choice < 4) {
        const char* const moves[] = {"\x1b[A", "\x1b[B", "\x1b[5~", "\x1b[6~", "\x1b[H", "\x1b[F"};
        (void)PressAll(view, moves[random() % 6]);
      } else {
        (void)PressAll(view, std::string(1, keys[random() % keys.size()]));
      }
      const int rows = static_cast<int>(random() % 30);
      const int columns = static_cast<int>(random() % 100);
      const std::vector<TopLine> lines = view.Draw(rows, columns);
      EXPECT_LE(static_cast<int>(lines.size()), rows);
      for (const TopLine& line : lines) EXPECT_LE(CharactersIn(line.text), columns);
    }
  }
}

}  // namespace
}  // namespace corix
