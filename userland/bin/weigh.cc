// The table of the seeds: process, native thread, goroutine, coroutine. What of it are numbers is
// measured here, on this machine.

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "syscalls/adopt_host_descriptor.h"
#include "syscalls/list_tasks.h"
#include "syscalls/run_blocking.h"
#include "syscalls/sleep.h"
#include "syscalls/yield.h"
#include "userland/bin/programs.h"
#include "userland/bin/weigh_host.h"
#include "userland/lib/complain.h"
#include "userland/lib/print.h"
#include "userland/lib/redirect.h"
#include "userland/lib/run_host.h"
#include "userland/lib/task_group.h"

namespace corix {
namespace {

// ---- A process of the host ----

// Says its process id, and then becomes a small program that gives back what it gets. `failure` is
// the caller's, who outlives this.
Co<int> RunCat(absl::Status* failure) {
  const absl::StatusOr<ExitStatus> exit = co_await RunHost("sh", "-c", "echo $$; exec cat");
  *failure = exit.status();
  co_return exit.ok() ? exit->code : 1;
}

Co<absl::StatusOr<Weight>> WeighHostProcess() {
  const auto pipes = std::make_shared<PingPong>();
  if (absl::Status opened = pipes->Open(); !opened.ok()) co_return opened;
  absl::StatusOr<File> in = CallNow(AdoptHostDescriptor(pipes->TakeItsReader()));
  if (!in.ok()) co_return in.status();
  absl::StatusOr<File> out = CallNow(AdoptHostDescriptor(pipes->TakeItsWriter()));
  if (!out.ok()) co_return out.status();
  // If this task is killed, the program is too, and whoever measures sees the end of the pipe.
  absl::Status failure;
  TaskGroup tasks;
  tasks.Spawn("cat", WithDescriptors(*std::move(in), *std::move(out), RunCat(&failure)));
  auto measure = [pipes] {
    absl::StatusOr<Weight> weight = WeighProcess(*pipes);
    pipes->HangUp();
    return weight;
  };
  absl::StatusOr<Weight> weight = co_yield RunBlocking(std::move(measure));
  (void)(co_yield tasks.Wait());
  if (!failure.ok()) co_return failure;
  co_return weight;
}

// ---- A task of Corix ----

Process SleepLong() { co_yield Sleep(absl::Hours(1)); }

// The memory of one task among many that sleep: what the kernel's process has grown by. Where it
// could use again what others had left, that is too little: a task has at least its frame and its
// record.
Co<std::size_t> WeighSleeper() {
  constexpr std::size_t kMany = 10'000;
  const std::size_t before = ResidentBytes();
  TaskGroup tasks;
  for (std::size_t i = 0; i < kMany; ++i) tasks.Spawn("", SleepLong());
  const Tid last = tasks.Spawn("", SleepLong());
  co_yield Yield();
  const std::size_t after = ResidentBytes();
  const std::vector<TaskInfo> list = co_yield ListTasks();
  const auto found = std::find_if(list.begin(), list.end(),
                                  [&](const TaskInfo& task) { return task.tid == last; });
  const std::size_t least = (found == list.end() ? 0 : found->frame_bytes) + sizeof(Task);
  co_return std::max(least, after > before ? (after - before) / kMany : 0);
}

Process YieldTimes(int times) {
  for (int i = 0; i < times; ++i) co_yield Yield();
}

// The best of some rounds: in the others, somebody else was at work on this machine.
Co<double> MeasureSwitch() {
  constexpr int kRounds = 10;
  constexpr int kTimes = 50'000;
  auto least = std::chrono::duration<double, std::nano>::max();
  for (int round = 0; round < kRounds; ++round) {
    TaskGroup tasks;
    tasks.Spawn("", YieldTimes(kTimes));
    tasks.Spawn("", YieldTimes(kTimes));
    const auto begin = std::chrono::steady_clock::now();
    (void)(co_yield tasks.Wait());
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
    least = std::min(least, took);
  }
  co_return least.count() / (2.0 * kTimes);
}

Co<Weight> WeighTask() {
  Weight weight;
  // First, before the pools hold what ten thousand tasks have left in them.
  weight.switch_ns = co_await MeasureSwitch();
  weight.touched = co_await WeighSleeper();
  weight.reserved = weight.touched;
  co_return weight;
}

// ---- The table ----

std::string Bytes(std::size_t bytes) {
  constexpr std::size_t kKibi = 1024;
  if (bytes == 0) return "-";
  if (bytes < kKibi) return absl::StrFormat("%d B", bytes);
  if (bytes < 10 * kKibi * kKibi) return absl::StrFormat("%d KiB", bytes / kKibi);
  return absl::StrFormat("%d MiB", bytes / (kKibi * kKibi));
}

std::string Time(double nanoseconds) {
  return nanoseconds < 1000 ? absl::StrFormat("%.1f ns", nanoseconds)
                            : absl::StrFormat("%.1f us", nanoseconds / 1000);
}

void PrintRow(const char* title, const std::string& process, const std::string& thread,
              const std::string& stackful, const std::string& task) {
  Print("%-22s %13s %13s %14s %11s\n", title, process, thread, stackful, task);
}

void PrintTable(const Weight& process, const Weight& thread, const StackfulWeight& stackful,
                const Weight& task) {
  PrintRow("", "process", "native thread", "goroutine-like", "coroutine");
  PrintRow("memory in use", Bytes(process.touched), Bytes(thread.touched), Bytes(stackful.touched),
           Bytes(task.touched));
  PrintRow("memory set aside", Bytes(process.reserved), Bytes(thread.reserved),
           Bytes(stackful.reserved), Bytes(task.reserved));
  PrintRow("one switch", Time(process.switch_ns), Time(thread.switch_ns), Time(stackful.switch_ns),
           Time(task.switch_ns));
  PrintRow("scheduled by the host", "yes", "yes", "no", "no");
  PrintRow("own address space", "yes", "no", "no", "no");
  PrintRow("pre-empted", "yes", "yes", "no", "no");
  PrintRow("several in parallel", "yes", "yes", "no", "no");
  Print("\n");
  Print("Process: cat, waiting; the memory that it shares with no other (smaps_rollup).\n");
  Print("Thread: the part of its stack that was touched (mincore). What the host's own kernel\n");
  Print(
      "keeps for either is not counted. They switch by a byte through a pipe, on one processor.\n");
  Print("Goroutine-like: a function with its own stack. A switch through glibc (swapcontext),\n");
  Print("which makes a system call for the signal mask, takes %s. Go itself spreads its\n",
        Time(stackful.portable_ns));
  Print("goroutines over several threads.\n");
  Print("Coroutine: a task of Corix, asleep among 10,000; it switches by Yield.\n");
}

}  // namespace

Co<int> WeighMain(Args args) {
  if (args.size() != 1) co_return ComplainOfUsage(args);
  const absl::StatusOr<Weight> process = co_await WeighHostProcess();
  if (!process.ok()) co_return Complain(args[0], process.status());
  const absl::StatusOr<Weight> thread = co_yield RunBlocking(&WeighThread);
  if (!thread.ok()) co_return Complain(args[0], thread.status());
  const absl::StatusOr<StackfulWeight> stackful = co_yield RunBlocking(&WeighStackful);
  if (!stackful.ok()) co_return Complain(args[0], stackful.status());
  const Weight task = co_await WeighTask();
  PrintTable(*process, *thread, *stackful, task);
  co_return 0;
}

}  // namespace corix
