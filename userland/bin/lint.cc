#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "syscalls/list_tasks.h"
#include "syscalls/sleep.h"
#include "syscalls/uptime.h"
#include "syscalls/yield.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/kernel_view.h"
#include "userland/lib/lints.h"
#include "userland/lib/parse.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kLintOptions[] = {
    {.letter = 'c',
     .name = "turn",
     .argument = "SECONDS",
     .meaning = "so much CPU time in one turn is much; otherwise 0.1"},
    {.letter = 'd',
     .name = "descriptors",
     .argument = "COUNT",
     .meaning = "so many descriptors are many; otherwise 1000"},
    {.letter = 'g',
     .name = "growth",
     .argument = "COUNT",
     .meaning = "so many more than a sample before, too; otherwise 10"},
    {.letter = 'n', .name = "count", .argument = "COUNT", .meaning = "so many times; otherwise 1"},
    {.letter = 't',
     .name = "turns",
     .argument = "COUNT",
     .meaning = "so many turns without a wait are many; otherwise 1000"},
    {.letter = 'w',
     .name = "window",
     .argument = "SECONDS",
     .meaning = "from one sample to the next; otherwise 1"},
    {.letter = 'y',
     .name = "age",
     .argument = "SECONDS",
     .meaning = "a zombie that is older is not awaited; otherwise 1"},
    {.letter = 'z',
     .name = "zombies",
     .argument = "COUNT",
     .meaning = "so many zombies of one parent are many; otherwise 10"},
};

struct LintWish {
  LintLimits limits;
  absl::Duration window = absl::Seconds(1);
  std::int64_t windows = 1;
};

absl::StatusOr<LintWish> ParseLintWish(const ParsedArgs& args) {
  constexpr std::int64_t kMost = 1'000'000'000;
  LintWish wish;
  const std::pair<char, absl::Duration*> durations[] = {
      {'c', &wish.limits.turn}, {'w', &wish.window}, {'y', &wish.limits.zombie_age}};
  for (const auto& [letter, duration] : durations) {
    const std::string* const text = args.Argument(letter);
    if (text == nullptr) continue;
    const absl::StatusOr<absl::Duration> seconds = ParseSeconds(*text);
    if (!seconds.ok()) return seconds.status();
    *duration = *seconds;
  }
  const std::pair<char, std::int64_t*> counts[] = {{'d', &wish.limits.descriptors},
                                                   {'g', &wish.limits.descriptor_growth},
                                                   {'n', &wish.windows},
                                                   {'t', &wish.limits.turns},
                                                   {'z', &wish.limits.zombies}};
  for (const auto& [letter, count] : counts) {
    const std::string* const text = args.Argument(letter);
    if (text == nullptr) continue;
    const absl::StatusOr<std::int64_t> number = ParseNumber(*text, 1, kMost);
    if (!number.ok()) return number.status();
    *count = *number;
  }
  return wish;
}

Co<absl::StatusOr<LintSample>> TakeLintSample() {
  LintSample sample;
  const absl::StatusOr<std::map<std::string, std::int64_t>> counts = co_await ReadStatistics();
  if (!counts.ok()) co_return counts.status();
  if (const auto found = counts->find("descriptors"); found != counts->end())
    sample.descriptors = found->second;
  sample.up = co_yield Uptime();
  sample.tasks = co_yield ListTasks();
  co_return sample;
}

Co<std::string> PlaceOfTask(Tid tid) {
  const std::vector<std::string> stack = co_await ReadStack(tid);
  co_return stack.empty() ? std::string() : stack.front();
}

// Keeps those that can run and stand where they stood before; in the first look, all that can run.
Co<void> LookForSpinners(std::map<int, std::string>* steady, bool first) {
  // Where so many are busy, some are as good as all.
  constexpr std::size_t kMostCandidates = 100;
  const std::vector<TaskInfo> tasks = co_yield ListTasks();
  std::map<int, std::string> still;
  for (const TaskInfo& info : tasks) {
    if (info.StateLetter() != 'R' || info.running || still.size() >= kMostCandidates) continue;
    const auto known = steady->find(info.tid);
    if (!first && known == steady->end()) continue;
    std::string place = co_await PlaceOfTask(info.tid);
    if (!place.empty() && (first || known->second == place)) still[info.tid] = std::move(place);
  }
  *steady = std::move(still);
}

// A lint that takes turns sees who takes as many: that needs no time, and so shows what spins also
// under the virtual clock, which stands still while anybody can run.
Co<void> TakeTurns(LintWindow* seen, std::int64_t turns, absl::Duration most) {
  constexpr int kLooks = 10;
  for (int look = 0; look <= kLooks; ++look) {
    const bool is_first = look == 0;
    co_await LookForSpinners(&seen->steady, is_first);
    if (seen->steady.empty()) co_return;
    for (std::int64_t i = 0; i <= turns / kLooks; ++i) co_yield Yield();
    const absl::Duration now = co_yield Uptime();
    if (now - seen->before.up >= most) co_return;
  }
}

Co<absl::StatusOr<LintWindow>> WatchTasks(const LintWish* wish) {
  LintWindow seen;
  absl::StatusOr<LintSample> before = co_await TakeLintSample();
  if (!before.ok()) co_return before.status();
  seen.before = *std::move(before);
  co_await TakeTurns(&seen, wish->limits.turns, wish->window);
  const absl::Duration now = co_yield Uptime();
  const absl::Duration end = seen.before.up + wish->window;
  const bool time_stands = now == seen.before.up && !seen.steady.empty();
  if (!time_stands && now < end) {
    const absl::StatusCode slept = co_yield Sleep(end - now);
    if (slept == absl::StatusCode::kCancelled) co_return absl::CancelledError("cancelled");
  }
  if (!seen.steady.empty()) co_await LookForSpinners(&seen.steady, false);
  absl::StatusOr<LintSample> after = co_await TakeLintSample();
  if (!after.ok()) co_return after.status();
  seen.after = *std::move(after);
  if (!time_stands) seen.late = std::max(absl::ZeroDuration(), seen.after.up - std::max(end, now));
  for (const TaskInfo& info : seen.after.tasks) {
    std::string place = co_await PlaceOfTask(info.tid);
    if (!place.empty()) seen.places[info.tid] = std::move(place);
  }
  co_return seen;
}

Co<int> Lint(ParsedArgs args) {
  const absl::StatusOr<LintWish> wish = ParseLintWish(args);
  if (!wish.ok()) co_return Complain(args.name(), wish.status());
  std::set<std::pair<std::string, int>> told;
  for (std::int64_t i = 0; i < wish->windows; ++i) {
    const absl::StatusOr<LintWindow> seen = co_await WatchTasks(&*wish);
    if (!seen.ok()) co_return Complain(args.name(), seen.status());
    for (const LintFinding& finding : FindLints(*seen, wish->limits)) {
      const bool is_new = told.emplace(finding.kind, finding.tid).second;
      if (is_new) Put(absl::StrCat(finding.ToString(), "\n"));
    }
  }
  co_return told.empty() ? 0 : 1;
}

}  // namespace

extern const Program kLint = {
    .name = "lint",
    .params = "",
    .summary = "watch all tasks for a while, and tell of habits that are probably mistakes",
    .tool = &Lint,
    .options = kLintOptions,
    .most = 0,
    .notes =
        "never traps: a turn that is so long keeps all others from theirs (lint too, so it is "
        "seen\n"
        "  when it is over). spins: takes turns all the time, always at one place of its source.\n"
        "  not awaited: a task has ended, and its parent lives and has not waited for it. "
        "zombies:\n"
        "  these pile up. descriptors: so do those that are not closed, nobody knows by whom.\n"
        "  Each is told once. Status: 0 nothing was found, 1 something was.",
};

}  // namespace corix
