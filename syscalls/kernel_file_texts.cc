#include "syscalls/kernel_file_texts.h"

#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "kernel/api/absl_view.h"
#include "kernel/kernel.h"
#include "kernel/report.h"
#include "syscalls/list_tasks.h"
#include "syscalls/table.h"

namespace corix {
namespace {

std::string Seconds(absl::Duration duration) {
  return absl::StrFormat("%.3f", absl::ToDoubleSeconds(duration));
}

std::string JoinTids(const std::vector<Tid>& tids, const char* separator) {
  return absl::StrJoin(tids, separator, [](std::string* out, Tid tid) {
    absl::StrAppend(out, static_cast<int>(tid));
  });
}

std::string TextOf(SignalSet signals) {
  std::string text;
  AppendArg(text, signals);
  return text;
}

std::string TextOf(ExitStatus status) {
  std::string text;
  AppendArg(text, status);
  return text;
}

std::string PlaceOf(const StackEntry& entry) {
  return absl::StrCat(ShortFunctionName(entry.where.function_name()), " at ",
                      entry.where.file_name(), ":", entry.where.line());
}

// What a task does, or waits for.
std::string Doing(const TaskInfo& info) {
  return info.waits_in.empty() ? absl::StrCat("(", AbslView(info.StateWord()), ")") : info.waits_in;
}

// The tasks that could end a wait, as ps would print it: "3,5"; "?" stands for those whom nobody
// knows.
std::string WakersText(const WaitInfo& wait) {
  std::string text = JoinTids(wait.wakers, ",");
  if (wait.others) absl::StrAppend(&text, text.empty() ? "" : ",", "?");
  return text.empty() ? "-" : text;
}

std::string_view EndsText(const WaitInfo& wait) {
  return wait.deadline ? "deadline" : wait.signal ? "signal" : "-";
}

}  // namespace

// ---- Of a task ----

std::string CommandText(const Kernel& /*kernel*/, const Task& task) {
  const bool told = task.belongings() != nullptr && !task.belongings()->command.empty();
  return absl::StrCat(told ? task.belongings()->command : task.Name(), "\n");
}

std::string DescriptorsText(const Kernel& kernel, const Task& task) {
  std::string text;
  if (task.ended()) return text;
  for (int fd = 0; fd < ExecutionEnvironment::kDescriptors; ++fd) {
    const OpenFile* const file = kernel.FindFile(task, fd);
    if (file != nullptr) absl::StrAppend(&text, fd, " ", file->Describe(), "\n");
  }
  return text;
}

std::string StackText(const Kernel& /*kernel*/, const Task& task) {
  std::string text;
  int depth = 0;
  for (const StackEntry& entry : Kernel::StackOf(task))
    absl::StrAppend(&text, "#", depth++, "  ", PlaceOf(entry), "\n");
  return text;
}

std::string TaskStatText(const Kernel& kernel, const Task& task) {
  const TaskInfo info = InfoOf(kernel, task, nullptr);
  return absl::StrFormat("%d (%s) %c %d %d %d %d %d %d %d %d\n", info.tid, info.name,
                         info.StateLetter(), info.parent, info.process_group, info.turns,
                         info.traps, absl::ToInt64Milliseconds(info.cpu),
                         absl::ToInt64Milliseconds(info.ready),
                         absl::ToInt64Milliseconds(info.idle), info.frame_bytes);
}

std::string StatusText(const Kernel& kernel, const Task& task) {
  const TaskInfo info = InfoOf(kernel, task, nullptr);
  const std::vector<StackEntry> stack = Kernel::StackOf(task);
  std::string text = absl::StrFormat(
      "Name:\t%s\nState:\t%c (%s)\nTid:\t%d\nPPid:\t%d\nPGid:\t%d\nTurns:\t%d\nTraps:\t%d\n",
      info.name, info.StateLetter(), AbslView(info.StateWord()), info.tid, info.parent,
      info.process_group, info.turns, info.traps);
  absl::StrAppend(&text, "Cpu:\t", Seconds(info.cpu), " s\nReady:\t", Seconds(info.ready),
                  " s\nIdle:\t", Seconds(info.idle), " s\nMemory:\t", info.frame_bytes,
                  " bytes\nFrames:\t", stack.size(), "\n");
  if (task.ended()) {
    absl::StrAppend(&text, "Exit:\t", TextOf(task.exit_status()), "\n");
    return text;
  }
  absl::StrAppend(&text, "Wait:\t", Doing(info), "\n");
  const SignalSet none;
  const Signals* const signals = task.signals();
  absl::StrAppend(&text, "SigCgt:\t", TextOf(signals == nullptr ? none : signals->caught),
                  "\nSigIgn:\t", TextOf(task.environment().ignored), "\nSigBlk:\t",
                  TextOf(signals == nullptr ? none : signals->blocked), "\nSigPnd:\t",
                  TextOf(signals == nullptr ? none : signals->pending), "\n");
  return text;
}

std::string SyscallText(const Kernel& /*kernel*/, const Task& task) {
  const SystemCallBase* const call = task.call();
  if (call == nullptr) return task.ended() ? "-1\n" : "running\n";
  int number = 0;
  for (const SyscallEntry& entry : kSyscalls) {
    if (std::string_view(entry.doc->name) == call->doc().name) number = entry.number;
  }
  return absl::StrCat(number, " ", call->Format(), "\n");
}

std::string WaitText(const Kernel& kernel, const Task& task) {
  const TaskInfo info = InfoOf(kernel, task, nullptr);
  std::string text = absl::StrCat("call: ", Doing(info), "\n");
  if (task.call() == nullptr) return text;
  const WaitInfo wait = DescribeWait(kernel, task);
  absl::StrAppend(&text, "asleep: ", Seconds(info.idle), "\n");
  const std::vector<StackEntry> stack = Kernel::StackOf(task);
  if (!stack.empty()) absl::StrAppend(&text, "in: ", PlaceOf(stack.front()), "\n");
  absl::StrAppend(&text, "wakers: ", WakersText(wait), "\nends: ", AbslView(EndsText(wait)), "\n");
  return text;
}

// ---- Of the kernel ----

std::string SchedText(const Kernel& kernel) {
  const std::vector<Tid> ready = kernel.ReadyTasks();
  return absl::StrCat("policy: round robin\nready: ", ready.size(),
                      "\nqueue: ", JoinTids(ready, " "), "\n");
}

std::string StatText(const Kernel& kernel) {
  const Statistics count = kernel.Count();
  return absl::StrCat("created ", count.created, "\nlive ", count.live, "\nready ",
                      kernel.ReadyTasks().size(), "\nturns ", count.turns, "\ntraps ", count.traps,
                      "\nswitches ", count.switches, "\ntimers ", count.timers, "\nio_seats ",
                      count.io_seats, "\nio_waiters ", count.io_waiters, "\ninterests ",
                      count.interests, "\nlooks ", count.looks, "\ndescriptors ", count.descriptors,
                      "\n");
}

std::string SyscallsText(const Kernel& /*kernel*/) {
  std::string text;
  for (const SyscallEntry& entry : kSyscalls) {
    absl::StrAppend(&text, entry.number, " ", entry.doc->name, "(", entry.doc->params, ")",
                    entry.never_sleeps ? "" : " sleeps", "\n");
  }
  return text;
}

std::string TasksText(const Kernel& kernel) {
  std::string text =
      absl::StrFormat("%5s %5s S %9s %8s %6s  %s\n", "TID", "PPID", "TURNS", "IDLE", "MEM", "NAME");
  for (const Task* task = kernel.TaskAfter(0); task != nullptr;
       task = kernel.TaskAfter(task->tid())) {
    const TaskInfo info = InfoOf(kernel, *task, nullptr);
    absl::StrAppendFormat(&text, "%5d %5d %c %9d %8s %6d  %s\n", info.tid, info.parent,
                          info.StateLetter(), info.turns, Seconds(info.idle), info.frame_bytes,
                          info.name);
  }
  return text;
}

std::string UptimeText(const Kernel& kernel) {
  return absl::StrCat(Seconds(absl::Nanoseconds(kernel.clock().Now())), "\n");
}

std::string WaitsText(const Kernel& kernel) {
  std::string text =
      absl::StrFormat("%5s %9s %-9s %-8s %s\n", "TID", "ASLEEP", "WAKERS", "ENDS", "CALL");
  for (const Task* task = kernel.TaskAfter(0); task != nullptr;
       task = kernel.TaskAfter(task->tid())) {
    if (task->call() == nullptr) continue;
    const WaitInfo wait = DescribeWait(kernel, *task);
    const TaskInfo info = InfoOf(kernel, *task, nullptr);
    absl::StrAppendFormat(&text, "%5d %9s %-9s %-8s %s\n", info.tid, Seconds(info.idle),
                          WakersText(wait), AbslView(EndsText(wait)), info.waits_in);
  }
  return text;
}

}  // namespace corix
