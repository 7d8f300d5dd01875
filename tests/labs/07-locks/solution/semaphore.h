// semaphore.h: at most so many at a time. (E. W. Dijkstra, EWD 123.)
#ifndef SEMAPHORE_H_
#define SEMAPHORE_H_

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"
#include "kernel/api/co.h"
#include "syscalls/sleep_on.h"
#include "syscalls/wake_up.h"

namespace mini {

using corix::CallNow;
using corix::Co;
using corix::Process;
using corix::Resource;
using corix::SleepOn;
using corix::Tid;
using corix::WakeUp;

class Semaphore {
 public:
  // `name` is what the kernel's reports call it.
  explicit Semaphore(std::size_t permits, std::string_view name = {});

  // Takes a permit. If there is none, sleeps until there is one for the caller. Those who wait are
  // served in the order in which they came, and nobody overtakes them. An error: the sleep's.
  Co<absl::Status> Acquire();

  // Takes a permit, if there is one that nobody was woken for. Does not sleep.
  bool TryAcquire();

  // Gives a permit back, or gives one more. Does not sleep, and is no trap.
  void Release();

 private:
  Resource resource_;
};

}  // namespace mini

#endif  // SEMAPHORE_H_
