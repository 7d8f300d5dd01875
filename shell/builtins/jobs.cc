// The built-ins of job control: jobs, fg, bg, disown.

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "shell/builtins/builtins.h"

namespace corix {
namespace {

// The jobs that are named; if none is, the current one. Those that there are not are complained of.
std::optional<std::vector<int>> NamedJobs(ShellState& state, const Args& args, std::size_t first) {
  std::vector<int> numbers;
  if (first >= args.size()) {
    if (state.jobs.current() == 0) {
      Fail(state, args, "no current job", 1);
      return std::nullopt;
    }
    numbers.push_back(state.jobs.current());
  }
  for (std::size_t i = first; i < args.size(); ++i) {
    const std::string text = args[i].starts_with('%') ? args[i] : absl::StrCat("%", args[i]);
    const absl::StatusOr<int> number = state.jobs.Parse(text);
    if (!number.ok()) {
      Fail(state, args, number.status());
      return std::nullopt;
    }
    numbers.push_back(*number);
  }
  return numbers;
}

bool NeedsControl(ShellState& state, const Args& args) {
  if (state.job_control) return true;
  Fail(state, args, "no job control here", 1);
  return false;
}

}  // namespace

Co<int> JobsBuiltin(ShellState& state, Args args) {
  // Who was warned when leaving, and looks, may leave.
  if (state.warned_at == state.commands_read - 1) state.warned_at = state.commands_read;
  bool long_form = false;
  bool only_tids = false;
  std::size_t at = 1;
  for (; at < args.size() && args[at].starts_with('-'); ++at) {
    if (args[at] != "-l" && args[at] != "-p") co_return Misused(state, args);
    long_form |= args[at] == "-l";
    only_tids |= args[at] == "-p";
  }
  co_await ReapJobs(state);
  std::vector<int> numbers;
  if (at < args.size()) {
    const std::optional<std::vector<int>> named = NamedJobs(state, args, at);
    if (!named.has_value()) co_return 1;
    numbers = *named;
  } else {
    for (const auto& [number, job] : state.jobs.jobs()) numbers.push_back(number);
  }
  std::vector<int> told;
  for (const int number : numbers) {
    Job& job = state.jobs.at(number);
    if (only_tids) {
      absl::StrAppend(&state.out, static_cast<int>(job.members.front().tid), "\n");
      continue;
    }
    absl::StrAppend(&state.out, state.jobs.Describe(number, long_form), "\n");
    job.changed = false;
    if (job.ended().has_value()) told.push_back(number);
  }
  for (const int number : told) state.jobs.Remove(number);
  co_return 0;
}

Co<int> FgBuiltin(ShellState& state, Args args) {
  if (args.size() > 2) co_return Misused(state, args);
  if (!NeedsControl(state, args)) co_return 1;
  co_await ReapJobs(state);
  const std::optional<std::vector<int>> numbers = NamedJobs(state, args, 1);
  if (!numbers.has_value()) co_return 1;
  co_await ContinueInForeground(state, numbers->front());
  co_return state.status;
}

Co<int> BgBuiltin(ShellState& state, Args args) {
  if (!NeedsControl(state, args)) co_return 1;
  co_await ReapJobs(state);
  const std::optional<std::vector<int>> numbers = NamedJobs(state, args, 1);
  if (!numbers.has_value()) co_return 1;
  for (const int number : *numbers) {
    const Job& job = state.jobs.at(number);
    if (job.ended().has_value()) {
      co_return Fail(state, args, absl::StrCat("job ", number, " has ended"), 1);
    }
    const char mark = number == state.jobs.current()    ? '+'
                      : number == state.jobs.previous() ? '-'
                                                        : ' ';
    absl::StrAppend(&state.out, "[", number, "]", std::string(1, mark), " ", job.command, " &\n");
    ContinueInBackground(state, number);
  }
  co_return 0;
}

Co<int> DisownBuiltin(ShellState& state, Args args) {
  co_await ReapJobs(state);
  std::vector<int> numbers;
  if (args.size() == 2 && args[1] == "-a") {
    for (const auto& [number, job] : state.jobs.jobs()) numbers.push_back(number);
  } else {
    const std::optional<std::vector<int>> named = NamedJobs(state, args, 1);
    if (!named.has_value()) co_return 1;
    numbers = *named;
  }
  for (const int number : numbers) {
    if (!state.jobs.jobs().contains(number)) continue;
    const Job job = state.jobs.Take(number);
    for (const Job::Member& member : job.members)
      if (!member.ended() && state.options.disowned != nullptr)
        state.options.disowned->insert(member.tid);
  }
  co_return 0;
}

}  // namespace corix
