// kernel/watchdog.h: tells a person at a terminal of a task that does not give up the CPU.
//
// No task can be interrupted between two of its traps: while a turn lasts, the kernel's thread is
// the task's. So somebody else has to look: a thread of its own, which sleeps for as long as the
// kernel idles. It finds out which turn goes on as a debugger would, by copying the memory of the
// process (proc(5), /proc/PID/mem): so turns cost nothing for being watched, and if what it reads
// changes under its eyes, it has read something useless, and no more.
//
//   - Of a turn that is longer than a second it tells, once for each task.
//   - When Ctrl-C comes and the kernel does not take it, it says which task has the CPU, and since
//     when. When it comes again within two seconds, it ends the host process with 130, after all
//     host programs, and with the terminal as it was. No frame is unwound, then.
#ifndef CORIX_KERNEL_WATCHDOG_H_
#define CORIX_KERNEL_WATCHDOG_H_

#include <semaphore.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <thread>

#include "kernel/api/tid.h"

namespace corix {

class JobControl;
class Task;

class Watchdog {
 public:
  // One in a host process. `running` is where the kernel says whose turn it is; `output`, the
  // host's descriptor to tell it on.
  Watchdog(Task* const& running, JobControl& jobs, int output);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // The kernel is about to idle, and does so no more.
  void Rest() { resting_ = true; }
  void Wake();
  // True if it has written to the terminal since the last time.
  bool TakeSpoke() { return spoke_.load(std::memory_order_relaxed) && spoke_.exchange(false); }

  // In a signal handler: Ctrl-C has come.
  static void Interrupted();

 private:
  using Time = std::chrono::steady_clock::time_point;

  // A turn that goes on.
  struct Turn {
    Tid tid = 0;
    std::uint64_t number = 0;
    friend bool operator==(const Turn&, const Turn&) = default;
  };

  void Run();
  void Look(Time now);
  void HearInterrupt(Time now);
  std::optional<Turn> Glimpse(std::string* name) const;
  // Memory that may change, or be given back, at any moment. False: it has been given back.
  bool Copy(const void* from, void* to, std::size_t bytes) const;
  void Tell(const std::string& what);
  std::string Describe(Time now) const;

  Task* const& running_;
  JobControl& jobs_;
  int output_;
  int memory_;  // of this process
  std::atomic<bool> stopping_{false};
  std::atomic<bool> resting_{true};
  std::atomic<bool> asleep_{false};
  std::atomic<bool> spoke_{false};
  std::atomic<int> interrupts_{0};
  sem_t bell_;

  // The thread's own.
  std::optional<Turn> turn_;
  Time since_;  // it was first seen
  std::set<Tid> told_of_;
  std::optional<Time> warned_;  // that Ctrl-C once more would end everything
  std::optional<Time> interrupted_;
  std::thread thread_;
};

}  // namespace corix

#endif  // CORIX_KERNEL_WATCHDOG_H_
