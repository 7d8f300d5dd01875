// The same jobs, which wait or which compute, done in four ways: one after another, and at the same
// time as tasks, as threads of the host, and as processes of the host.

#include <sched.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "syscalls/now.h"
#include "syscalls/run_blocking.h"
#include "syscalls/sleep.h"
#include "syscalls/spend_time.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/compute.h"
#include "userland/lib/parse.h"
#include "userland/lib/print.h"
#include "userland/lib/run_host.h"
#include "userland/lib/task_group.h"

namespace corix {
namespace {

enum class Way { kSequence, kTasks, kThreads, kProcesses };
enum class Kind { kWaiting, kComputing };

struct Plan {
  std::int64_t jobs = 4;
  absl::Duration length = absl::Milliseconds(100);  // of one job, alone
  // What computing takes: under the virtual clock the length, else so many steps. (A job that
  // computed until some time has passed would gain nothing from a second processor.)
  bool is_virtual = false;
  std::int64_t steps = 0;
};

Co<> RunInTask(Kind kind, Plan plan) {
  if (kind == Kind::kWaiting) {
    co_yield Sleep(plan.length);
  } else if (plan.is_virtual) {
    Compute(plan.length);
  } else {
    Churn(plan.steps);
  }
}

Co<> RunOnThread(Kind kind, Plan plan) {
  auto job = [kind, plan] {
    if (kind == Kind::kWaiting) {
      std::this_thread::sleep_for(absl::ToChronoNanoseconds(plan.length));
    } else {
      Churn(plan.steps);
    }
  };
  co_yield RunBlocking(std::move(job));
}

// The process that computes is a second Corix, which does the same steps.
Co<absl::Status> RunAsProcess(Kind kind, Plan plan) {
  absl::StatusOr<ExitStatus> exit;
  if (kind == Kind::kWaiting) {
    exit = co_await RunHost("sleep", absl::StrFormat("%f", absl::ToDoubleSeconds(plan.length)));
  } else {
    exit = co_await RunHost("/host/proc/self/exe", "-c", absl::StrCat("churn ", plan.steps));
  }
  if (!exit.ok()) co_return exit.status();
  if (exit->code == 0) co_return absl::OkStatus();
  co_return absl::InternalError(
      absl::StrCat("a process of the host ended with the status ", exit->code));
}

// One job, in a task of its own. `failure` is the program's, which outlives its tasks.
Process Job(Way way, Kind kind, Plan plan, absl::Status* failure) {
  if (way == Way::kThreads) {
    co_await RunOnThread(kind, plan);
  } else if (way == Way::kProcesses) {
    failure->Update(co_await RunAsProcess(kind, plan));
  } else {
    co_await RunInTask(kind, plan);
  }
}

// How long all jobs took.
Co<absl::StatusOr<absl::Duration>> RunAll(Way way, Kind kind, Plan plan) {
  absl::Status failure;
  TaskGroup tasks(OnFailure::kGoOn);
  const absl::Time begin = co_yield Now();
  for (std::int64_t job = 0; job < plan.jobs; ++job) {
    tasks.Spawn("job", Job(way, kind, plan, &failure));
    if (way == Way::kSequence) (void)(co_yield tasks.Wait());
  }
  (void)(co_yield tasks.Wait());
  const absl::Time end = co_yield Now();
  if (!failure.ok()) co_return failure;
  co_return end - begin;
}

// How many steps a job takes that computes for so long: as many as the fastest of a few tries would
// do, since others may be at work on this machine. On a thread, for it takes a while.
Co<std::int64_t> StepsFor(absl::Duration length) {
  auto measure = [length] {
    constexpr std::int64_t kSteps = 5'000'000;
    constexpr int kTries = 10;
    absl::Duration least = absl::InfiniteDuration();
    for (int attempt = 0; attempt < kTries; ++attempt) {
      const auto begin = std::chrono::steady_clock::now();
      Churn(kSteps);
      least = std::min(least, absl::FromChrono(std::chrono::steady_clock::now() - begin));
    }
    return static_cast<std::int64_t>(static_cast<double>(kSteps) *
                                     absl::FDivDuration(length, least));
  };
  co_return co_yield RunBlocking(std::move(measure));
}

// On how many processors the host lets us run.
int Processors() {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;
}

absl::StatusOr<Plan> ParsePlan(const Args& args) {
  constexpr int kMostJobs = 16;  // as many as there are threads
  Plan plan;
  if (args.size() > 1) {
    const absl::StatusOr<std::int64_t> jobs = ParseNumber(args[1], 1, kMostJobs);
    if (!jobs.ok()) return jobs.status();
    plan.jobs = *jobs;
  }
  if (args.size() > 2) {
    const absl::StatusOr<absl::Duration> length = ParseSeconds(args[2], absl::Seconds(10));
    if (!length.ok()) return length.status();
    plan.length = *length;
  }
  return plan;
}

Co<absl::Status> PrintRow(const char* title, Way way, Plan plan) {
  const absl::StatusOr<absl::Duration> waiting = co_await RunAll(way, Kind::kWaiting, plan);
  if (!waiting.ok()) co_return waiting.status();
  const absl::StatusOr<absl::Duration> computing = co_await RunAll(way, Kind::kComputing, plan);
  if (!computing.ok()) co_return computing.status();
  Print("%-24s %8.3f s  %8.3f s\n", title, absl::ToDoubleSeconds(*waiting),
        absl::ToDoubleSeconds(*computing));
  co_return absl::OkStatus();
}

Co<absl::Status> PrintTable(Plan plan) {
  Print("%-24s %10s  %10s\n", "", "waiting", "computing");
  absl::Status status = co_await PrintRow("one after another", Way::kSequence, plan);
  if (status.ok()) status = co_await PrintRow("at once, as tasks", Way::kTasks, plan);
  if (plan.is_virtual || !status.ok()) co_return status;
  status = co_await PrintRow("at once, as threads", Way::kThreads, plan);
  if (status.ok()) status = co_await PrintRow("at once, as processes", Way::kProcesses, plan);
  co_return status;
}

}  // namespace

Co<int> CompareMain(Args args) {
  if (args.size() > 3) co_return ComplainOfUsage(args);
  absl::StatusOr<Plan> plan = ParsePlan(args);
  if (!plan.ok()) co_return Complain(args[0], plan.status());
  plan->is_virtual = CallNow(SpendTime(absl::ZeroDuration()));
  if (!plan->is_virtual) plan->steps = co_await StepsFor(plan->length);

  const std::string jobs =
      plan->jobs == 1 ? "1 job, which" : absl::StrCat(plan->jobs, " jobs, each of which");
  Print("%s waits, or computes, for %g s.\n\n", jobs, absl::ToDoubleSeconds(plan->length));
  const absl::Status status = co_await PrintTable(*plan);
  if (!status.ok()) co_return Complain(args[0], status);
  if (plan->is_virtual) {
    Print("(Threads and processes take no virtual time; see them with the real clock.)\n");
  } else {
    Print("(This machine lets us use %d processors at a time.)\n", Processors());
  }
  Print("\nWhat waits can be done at once in any way, and tasks are the cheapest. What computes\n");
  Print(
      "gains nothing as tasks, of which one runs at a time: it wants threads or processes, and\n");
  Print("runs on as many processors as there are.\n");
  co_return 0;
}

}  // namespace corix
