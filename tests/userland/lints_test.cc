// What is a finding, and what is none.

#include "userland/lib/lints.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/userland/made_tasks.h"

namespace corix {
namespace {

using testing::MakeTask;

std::string Lints(const LintWindow& window, const LintLimits& limits = {}) {
  std::string text;
  for (const LintFinding& finding : FindLints(window, limits))
    absl::StrAppend(&text, finding.kind, " ", int(finding.tid), "\n");
  return text;
}

LintWindow TwoSamples(std::vector<TaskInfo> before, std::vector<TaskInfo> after) {
  LintWindow window;
  window.before = {.up = absl::Seconds(1), .descriptors = 0, .tasks = std::move(before)};
  window.after = {.up = absl::Seconds(2), .descriptors = 0, .tasks = std::move(after)};
  return window;
}

TEST(LintsTest, NothingIsFoundWhereAllIsWell) {
  TaskInfo worker = MakeTask(2, 1, "worker", TaskState::kReady);
  worker.cpu = absl::Seconds(90);
  worker.turns = 100'000;
  TaskInfo later = worker;
  later.cpu += absl::Milliseconds(900);
  later.turns += 900;
  EXPECT_EQ(Lints(TwoSamples({MakeTask(1, 0, "corix"), worker}, {MakeTask(1, 0, "corix"), later})),
            "");
  EXPECT_EQ(Lints(TwoSamples({}, {})), "");
}

TEST(LintsTest, LongTurns) {
  TaskInfo hog = MakeTask(2, 1, "hog");
  TaskInfo later = hog;
  later.cpu = absl::Milliseconds(400);
  later.turns += 2;
  LintWindow window = TwoSamples({hog}, {later});
  EXPECT_EQ(Lints(window), "never traps 2\n");
  EXPECT_EQ(Lints(window, {.turn = absl::Seconds(1)}), "");
  // One that came and did all in one turn.
  EXPECT_EQ(Lints(TwoSamples({}, {later})), "never traps 2\n");
  // Nothing is sampled: who could have been it.
  later.cpu = absl::ZeroDuration();
  later.ready = absl::Seconds(1);
  window = TwoSamples({hog}, {later});
  window.late = absl::Milliseconds(300);
  EXPECT_EQ(Lints(window), "never traps 2\n");
  window.after.tasks.clear();
  EXPECT_EQ(Lints(window), "never traps 0\n");
}

TEST(LintsTest, Spinners) {
  TaskInfo spin = MakeTask(2, 1, "spin", TaskState::kReady);
  TaskInfo later = spin;
  later.turns += 1000;
  later.ready = absl::Milliseconds(950);
  LintWindow window = TwoSamples({spin}, {later});
  EXPECT_EQ(Lints(window), "");  // it was not always at one place
  window.steady[2] = "Spin at spin.cc:8";
  EXPECT_EQ(Lints(window), "spins 2\n");
  EXPECT_EQ(FindLints(window, {})[0].ToString(),
            "spins: task 2 (spin) in Spin at spin.cc:8 had 1000 turns there and never waited: let "
            "it sleep until what it wants has happened");
  // It waited in between.
  window.after.tasks[0].ready = absl::Milliseconds(500);
  EXPECT_EQ(Lints(window), "");
  // It had few turns.
  window.after.tasks[0] = later;
  window.after.tasks[0].turns = spin.turns + 999;
  EXPECT_EQ(Lints(window), "");
}

TEST(LintsTest, ZombiesAndDescriptors) {
  std::vector<TaskInfo> tasks = {MakeTask(1, 0, "corix"), MakeTask(2, 1, "careless")};
  const auto add_zombie = [&](int tid, absl::Duration age) {
    tasks.push_back(MakeTask(tid, 2, "child", TaskState::kZombie));
    tasks.back().idle = age;
  };
  add_zombie(3, absl::Seconds(1));
  EXPECT_EQ(Lints(TwoSamples(tasks, tasks)), "");
  add_zombie(4, absl::Milliseconds(1001));
  EXPECT_EQ(Lints(TwoSamples(tasks, tasks)), "not awaited 4\n");
  for (int tid = 5; tid < 13; ++tid) add_zombie(tid, absl::ZeroDuration());
  EXPECT_EQ(Lints(TwoSamples(tasks, tasks)), "zombies 2\n");
  // Those whom the kernel keeps for the host's program are nobody's fault.
  EXPECT_EQ(Lints(TwoSamples({}, {MakeTask(9, 0, "root", TaskState::kZombie)})), "");

  LintWindow window = TwoSamples({}, {});
  window.before.descriptors = 100;
  window.after.descriptors = 109;
  EXPECT_EQ(Lints(window), "");
  window.after.descriptors = 110;
  EXPECT_EQ(Lints(window), "descriptors 0\n");
  window.before.descriptors = window.after.descriptors = 1000;
  EXPECT_EQ(Lints(window), "descriptors 0\n");
}

}  // namespace
}  // namespace corix
