#include <optional>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "kernel/api/signal.h"
#include "shell/builtins/builtins.h"
#include "syscalls/send_signal.h"
#include "userland/lib/parse.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

// The tasks that an argument names: one, or the members of a job.
absl::StatusOr<std::vector<Tid>> TasksOf(const ShellState& state, const std::string& text) {
  std::vector<Tid> tids;
  if (text.starts_with('%')) {
    const int number = state.jobs.Parse(text);
    if (number == 0) return absl::NotFoundError(absl::StrCat(text, ": no such job"));
    for (const Job::Member& member : state.jobs.jobs().at(number).members) {
      if (!member.ended.has_value()) tids.push_back(member.tid);
    }
    return tids;
  }
  const absl::StatusOr<Tid> tid = ParseTid(text);
  if (!tid.ok()) return tid.status();
  tids.push_back(*tid);
  return tids;
}

}  // namespace

Co<int> KillBuiltin(ShellState& state, Args args) {
  std::size_t first = 1;
  Signal signal = Signal::kTerm;
  if (args.size() > 1 && args[1].starts_with('-')) {
    const std::string_view name = std::string_view(args[1]).substr(1);
    const std::optional<Signal> parsed = ParseSignal(name);
    if (!parsed.has_value()) {
      PrintError("kill: %s is not a signal\n", name);
      co_return 2;
    }
    signal = *parsed;
    first = 2;
  }
  if (first >= args.size()) co_return Misused(state, args);
  int status = 0;
  for (std::size_t i = first; i < args.size(); ++i) {
    const absl::StatusOr<std::vector<Tid>> tids = TasksOf(state, args[i]);
    if (!tids.ok()) {
      PrintError("kill: %s\n", tids.status().message());
      status = 1;
      continue;
    }
    for (const Tid tid : *tids) {
      const absl::Status sent = co_yield SendSignal(tid, signal);
      if (sent.ok()) continue;
      PrintError("kill: %s\n", sent.message());
      status = 1;
    }
  }
  co_return status;
}

}  // namespace corix
