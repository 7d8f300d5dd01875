// tests/userland/sync_testing.h: what the tests of locks, channels and their like share.
#ifndef CORIX_TESTS_USERLAND_SYNC_TESTING_H_
#define CORIX_TESTS_USERLAND_SYNC_TESTING_H_

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/api/absl_view.h"
#include "tests/io_testing.h"
#include "tests/sweep.h"
#include "userland/lib/task_group.h"
#include "userland/lib/timeout.h"

namespace corix::testing {

// What stands in the logs: "a " for a task that got what it wanted, "a:CANCELLED " for one that was
// refused.
inline void Note(std::string* log, std::string_view who, const absl::Status& status) {
  absl::StrAppend(log, AbslView(who));
  if (!status.ok()) absl::StrAppend(log, ":", absl::StatusCodeToString(status.code()));
  absl::StrAppend(log, " ");
}

// Without a trap: so whoever calls them stays between two turns of all others.
template <typename T>
Tid Start(Co<T> process) {
  return CallNow(NewTask(std::move(process)).Detached());
}
inline void KillNow(Tid tid) { EXPECT_TRUE(CallNow(KillTask(tid))); }
inline void CancelNow(Tid tid) { EXPECT_TRUE(CallNow(Cancel(tid))); }

// As many turns as the tasks of a small test need until nobody can go on.
inline Process Settle() { co_await YieldTimes(30); }

// Prints more into the pipe than it takes, if its capacity is 1: so the caller's next trap first
// waits, until Unclog.
inline void Clog(Fd writer) {
  EXPECT_TRUE(CallNow(Dup2(writer, kStdout)).ok());
  Print("xx");
}
inline Process Unclog(Fd reader) { EXPECT_EQ(co_await ReadSome(reader), "x"); }
inline bool Writes(Tid tid) {
  const Task* const task = cpu.kernel->FindTask(tid);
  return task != nullptr && task->state() == TaskState::kWriting;
}

// Runs these tasks to their ends. Meanwhile, `strikes` times, one of them is killed or cancelled,
// and time passes now and then. Expects that all of them end. `look` is asked after each turn of
// the caller's.
inline Process RunAndStrike(std::vector<Process> processes, Random* random, int strikes,
                            std::function<void()> look = nullptr) {
  std::vector<Tid> tids;
  for (Process& process : processes) tids.push_back(Start(std::move(process)));
  bool all_ended = false;
  for (int turn = 0; turn < 5'000 && !all_ended; ++turn) {
    if (Below(*random, 8) == 0) {
      co_yield Sleep(absl::Milliseconds(1));
    } else {
      co_yield Yield();
    }
    if (look) look();
    if (strikes > 0 && Below(*random, 3) == 0) {
      --strikes;
      const Tid victim = tids[Below(*random, tids.size())];
      if (Below(*random, 2) == 0) {
        CallNow(KillTask(victim));
      } else {
        CallNow(Cancel(victim));
      }
    }
    all_ended = true;
    for (const Tid tid : tids) all_ended = all_ended && Ended(tid);
  }
  EXPECT_TRUE(all_ended) << "somebody waits for ever";
  for (const Tid tid : tids) CallNow(KillTask(tid));
}

}  // namespace corix::testing

#endif  // CORIX_TESTS_USERLAND_SYNC_TESTING_H_
