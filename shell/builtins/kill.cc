#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "kernel/api/absl_view.h"
#include "kernel/api/signal.h"
#include "shell/builtins/builtins.h"
#include "syscalls/get_group.h"
#include "syscalls/get_tid.h"
#include "syscalls/send_signal.h"
#include "syscalls/signal_group.h"
#include "syscalls/yield.h"
#include "userland/lib/parse.h"

namespace corix {
namespace {

constexpr std::array kAll = {Signal::kHup,  Signal::kInt,  Signal::kQuit, Signal::kKill,
                             Signal::kUsr1, Signal::kUsr2, Signal::kPipe, Signal::kAlrm,
                             Signal::kTerm, Signal::kChld, Signal::kCont, Signal::kStop,
                             Signal::kTstp, Signal::kTtin, Signal::kTtou};

// kill -l: their names; or the name of a number, of a signal or of a status, and the other way round.
int ListSignals(ShellState& state, const Args& args) {
  if (args.size() == 2) {
    for (const Signal signal : kAll)
      absl::StrAppend(&state.out, static_cast<int>(signal), ") ", std::string(NameOf(signal)),
                      signal == kAll.back() ? "\n" : "  ");
    return 0;
  }
  for (std::size_t i = 2; i < args.size(); ++i) {
    const absl::StatusOr<std::int64_t> number = ParseNumber(args[i], 0, 255);
    const std::string text = number.ok() && *number > 128 ? absl::StrCat(*number - 128) : args[i];
    const std::optional<Signal> signal = ParseSignal(text);
    if (!signal.has_value()) return Fail(state, args, absl::StrCat(args[i], ": no signal"), 1);
    if (number.ok()) {
      absl::StrAppend(&state.out, std::string(NameOf(*signal)), "\n");
    } else {
      absl::StrAppend(&state.out, static_cast<int>(*signal), "\n");
    }
  }
  return 0;
}

// A member of a job may have ended, as long as not all have.
absl::Status SignalJob(Job& job, Signal signal) {
  absl::Status sent = absl::NotFoundError(absl::StrCat(job.command, ": has ended"));
  if (job.group != 0) {
    if (CallNow(SignalGroup(job.group, signal)).ok()) sent = absl::OkStatus();
  } else {
    for (const Job::Member& member : job.members)
      if (!member.ended() && CallNow(SendSignal(member.tid, signal)).ok()) sent = absl::OkStatus();
  }
  // One that is stopped would not hear of its end.
  const bool ends = signal == Signal::kTerm || signal == Signal::kHup;
  const bool stopped = std::any_of(job.members.begin(), job.members.end(),
                                   [](const Job::Member& member) { return member.stopped(); });
  if (ends && job.group != 0 && stopped) (void)CallNow(SignalGroup(job.group, Signal::kCont));
  return sent;
}

absl::Status SignalOne(ShellState& state, const std::string& target, Signal signal) {
  if (target.starts_with('%')) {
    const absl::StatusOr<int> number = state.jobs.Parse(target);
    if (!number.ok()) return number.status();
    return SignalJob(state.jobs.at(*number), signal);
  }
  if (target == "0") {
    const absl::StatusOr<Tid> group = CallNow(GetGroup(CallNow(GetTid())));
    return CallNow(SignalGroup(group.value_or(0), signal));
  }
  const bool is_group = target.starts_with('-');
  const absl::StatusOr<Tid> tid = ParseTid(is_group ? target.substr(1) : target);
  if (!tid.ok()) return tid.status();
  if (signal == Signal::kStop && state.job_control && *tid == state.self)
    return absl::FailedPreconditionError("nobody could let the shell go on again");
  return is_group ? CallNow(SignalGroup(*tid, signal)) : CallNow(SendSignal(*tid, signal));
}

}  // namespace

Co<int> KillBuiltin(ShellState& state, Args args) {
  if (args.size() < 2) co_return Misused(state, args);
  if (args[1] == "-l" || args[1] == "-L") co_return ListSignals(state, args);
  std::size_t first = 1;
  std::string_view name = "TERM";
  if (args[1] == "-s" || args[1] == "-n") {
    if (args.size() < 3) co_return Misused(state, args);
    name = args[2];
    first = 3;
  } else if (args[1].starts_with('-') && args[1] != "--") {
    name = std::string_view(args[1]).substr(1);
    first = 2;
  }
  const std::optional<Signal> signal = ParseSignal(name);
  if (!signal.has_value())
    co_return Fail(state, args, absl::StrCat(std::string(name), " is not a signal"));
  if (first < args.size() && args[first] == "--") ++first;
  if (first >= args.size()) co_return Misused(state, args);
  co_await ReapJobs(state);
  int status = 0;
  for (std::size_t i = first; i < args.size(); ++i) {
    const absl::Status sent = SignalOne(state, args[i], *signal);
    if (!sent.ok()) status = Fail(state, args, StdView(sent.message()), 1);
  }
  // Those who were killed have their turns before the next command.
  co_yield Yield();
  co_return status;
}

}  // namespace corix
