#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "syscalls/list_tasks.h"
#include "userland/bin/programs.h"
#include "userland/lib/kernel_view.h"
#include "userland/lib/parse.h"
#include "userland/lib/print.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

// What ends a wait for which no task is known.
std::string_view WhatEnds(std::string_view call) {
  struct Known {
    std::string_view call;
    std::string_view what;
  };
  static constexpr Known kKnown[] = {
      {"Sleep(", "its time will come"},
      {"Read(", "something may come to its descriptor"},
      {"Write(", "there may be room behind its descriptor"},
      {"WaitIO(", "something may happen to its descriptor"},
      {"Accept(", "somebody may connect"},
      {"Connect(", "the other side may answer"},
      {"Receive(", "any task may send it a message"},
      {"WaitSignal(", "any task may send it a signal"},
      {"WaitHost(", "a program of the host will end"},
      {"RunBlocking(", "a function on a thread will end"},
  };
  for (const Known& known : kKnown) {
    if (call.starts_with(known.call)) return known.what;
  }
  return "any task may wake it";
}

std::string Describe(const TaskInfo& task, const Waits& waits) {
  const auto found = waits.find(task.tid);
  if (found != waits.end())
    return absl::StrCat("has waited ", found->second.asleep, " s in ", found->second.call);
  switch (task.StateLetter()) {
    case 'R':
      return task.running ? "is running: it asks" : "can run, and will have its turn";
    case 'T':
      return "is stopped, until it is sent CONT";
    case 'W':
      return "waits until what it printed is delivered";
    case 'Z':
      return "has ended, and nobody has waited for it";
    default:
      return "is being unwound";
  }
}

// From a task to the first of those for whom it waits, to the end or back to where it was before.
Co<int> Explain(ParsedArgs args) {
  const absl::StatusOr<Tid> asked = ParseTid(args.operands()[0]);
  if (!asked.ok()) co_return Fail(args, asked.status());
  const std::vector<TaskInfo> list = co_yield ListTasks();
  std::map<int, TaskInfo> tasks;
  for (const TaskInfo& task : list) tasks.emplace(task.tid, task);
  const absl::StatusOr<Waits> waits = co_await ReadWaits();
  if (!waits.ok()) co_return Fail(args, waits.status());
  if (!tasks.contains(*asked))
    co_return Fail(args, absl::StrCat("no task ", static_cast<int>(*asked)));

  std::map<int, bool> seen;
  Tid tid = *asked;
  bool first = true;
  for (;;) {
    const TaskInfo& task = tasks.at(tid);
    Print("%stask %d (%s)%s %s\n", first ? "" : "for ", tid, task.name, first ? "" : ", which",
          Describe(task, *waits));
    first = false;
    seen[tid] = true;
    const auto found = waits->find(tid);
    if (found == waits->end()) co_return 0;
    const std::vector<std::string> stack = co_await ReadStack(tid);
    for (const std::string& frame : stack) Print("    %s\n", frame);
    const Waiting& waiting = found->second;
    if (waiting.ends != "-") Print("  but a %s may end that\n", waiting.ends);
    if (waiting.wakers.empty()) {
      Print("  %s\n",
            waiting.others ? WhatEnds(waiting.call) : "and all who could have woken it are gone");
      co_return 0;
    }
    if (waiting.wakers.size() > 1 || waiting.others) {
      std::string names;
      for (const Tid waker : waiting.wakers)
        absl::StrAppend(&names, names.empty() ? "" : ", ", static_cast<int>(waker));
      Print("  any of these could wake it: %s%s\n", names, waiting.others ? ", or others" : "");
    }
    // To one who can go on, if there is one.
    const auto able = std::find_if(waiting.wakers.begin(), waiting.wakers.end(), [&](Tid waker) {
      return tasks.contains(waker) && !waits->contains(waker);
    });
    const Tid next = able == waiting.wakers.end() ? waiting.wakers.front() : *able;
    if (seen.contains(next)) {
      Print("for task %d (%s): a circle, in which each waits for the next\n", next,
            tasks.at(next).name);
      co_return 0;
    }
    if (!tasks.contains(next)) {
      Print("for task %d, which is gone\n", next);
      co_return 0;
    }
    tid = next;
  }
}

}  // namespace

extern const Program kWhy = {
    .name = "why",
    .params = "TID",
    .summary = "tell what a task waits for, and what that one waits for, to the end",
    .tool = &Explain,
    .least = 1,
    .most = 1,
};

}  // namespace corix
