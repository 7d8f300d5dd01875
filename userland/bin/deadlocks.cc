#include "userland/lib/deadlocks.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "syscalls/list_tasks.h"
#include "syscalls/sleep.h"
#include "userland/bin/programs.h"
#include "userland/lib/print.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kDeadlocksOptions[] = {
    {.letter = 'w', .name = "watch", .meaning = "look again and again, and tell of each new one"},
};

// How often it looks. So each is told within a second of its forming.
constexpr absl::Duration kPause = absl::Milliseconds(500);

// One moment of the kernel, as far as it matters here.
struct Moment {
  Waits waits;
  std::map<int, std::string> names;
  std::vector<Deadlock> deadlocks;
};

Co<absl::StatusOr<Moment>> Look() {
  Moment moment;
  const std::vector<TaskInfo> tasks = co_yield ListTasks();
  absl::StatusOr<Waits> waits = co_await ReadWaits();
  if (!waits.ok()) co_return waits.status();
  moment.waits = *std::move(waits);
  for (const TaskInfo& task : tasks) moment.names[task.tid] = task.name;
  moment.deadlocks = FindDeadlocks(moment.waits);
  co_return moment;
}

std::string Quoted(const Moment& moment, Tid tid) {
  const auto found = moment.names.find(tid);
  return absl::StrCat("\"", found == moment.names.end() ? "?" : found->second, "\" (task ",
                      static_cast<int>(tid), ")");
}

// As a Java virtual machine tells of it.
std::string Heading(std::string_view text) {
  return absl::StrCat(std::string(text), "\n", std::string(text.size(), '='), "\n");
}

void PrintWaits(const Moment& moment, const Deadlock& deadlock) {
  for (std::size_t i = 0; i < deadlock.tasks.size(); ++i) {
    const Tid tid = deadlock.tasks[i];
    const Waiting& waiting = moment.waits.at(tid);
    Print("%s:\n  waits in %s,\n", Quoted(moment, tid), waiting.call);
    if (deadlock.cycle) {
      Print("  which only %s can end\n",
            Quoted(moment, deadlock.tasks[(i + 1) % deadlock.tasks.size()]));
    } else {
      PrintTo(kStdout, "  which nobody can end: all who could have are gone\n");
    }
  }
  for (const Tid tid : deadlock.behind) {
    Print("%s:\n  waits in %s,\n  behind them\n", Quoted(moment, tid), moment.waits.at(tid).call);
  }
}

// "Foo(file.cc:12)" of "Foo at file.cc:12".
std::string AsJava(const std::string& frame) {
  const std::size_t at = frame.find(" at ");
  if (at == frame.npos) return frame;
  return absl::StrCat(frame.substr(0, at), "(", frame.substr(at + 4), ")");
}

Co<void> PrintStacks(const Moment* moment, const Deadlock* deadlock) {
  std::vector<Tid> tasks = deadlock->tasks;
  tasks.insert(tasks.end(), deadlock->behind.begin(), deadlock->behind.end());
  for (const Tid tid : tasks) {
    Print("%s:\n", Quoted(*moment, tid));
    const std::vector<std::string> stack = co_await ReadStack(tid);
    for (const std::string& frame : stack) Print("\tat %s\n", AsJava(frame));
    Print("\t- waiting in %s\n", moment->waits.at(tid).call);
  }
}

Co<void> Report(const Moment* moment, const std::vector<Deadlock>* deadlocks) {
  for (const Deadlock& deadlock : *deadlocks) {
    Put(Heading(deadlock.cycle ? "Found a deadlock:" : "Found a task that waits for ever:"));
    PrintWaits(*moment, deadlock);
    Put("\n" + Heading("Stacks of the tasks listed above:"));
    co_await PrintStacks(moment, &deadlock);
    Put("\n");
  }
  const std::size_t count = deadlocks->size();
  Print("Found %d deadlock%s.\n", count, count == 1 ? "" : "s");
}

Co<int> Deadlocks(ParsedArgs args) {
  if (!args.Has('w')) {
    const absl::StatusOr<Moment> moment = co_await Look();
    if (!moment.ok()) co_return Fail(args, moment.status());
    if (moment->deadlocks.empty()) {
      Put("No deadlock: whoever waits may be woken.\n");
      co_return 0;
    }
    co_await Report(&*moment, &moment->deadlocks);
    co_return 1;
  }
  std::set<std::vector<int>> told;
  for (;;) {
    const absl::StatusOr<Moment> moment = co_await Look();
    if (!moment.ok()) co_return Fail(args, moment.status());
    std::vector<Deadlock> fresh;
    std::set<std::vector<int>> standing;
    for (const Deadlock& deadlock : moment->deadlocks) {
      std::vector<int> key(deadlock.tasks.begin(), deadlock.tasks.end());
      if (!told.contains(key)) fresh.push_back(deadlock);
      standing.insert(std::move(key));
    }
    told = std::move(standing);
    if (!fresh.empty()) co_await Report(&*moment, &fresh);
    const absl::StatusCode code = co_yield Sleep(kPause);
    if (code != absl::StatusCode::kOk) co_return 0;
  }
}

}  // namespace

extern const Program kDeadlocks = {
    .name = "deadlocks",
    .params = "",
    .summary = "tell who can never go on, and why; 1 if there is somebody",
    .tool = &Deadlocks,
    .options = kDeadlocksOptions,
    .most = 0,
};

}  // namespace corix
