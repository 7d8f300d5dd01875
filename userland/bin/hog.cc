#include <chrono>

#include "absl/time/time.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/parse.h"

namespace corix {

// Asks the host for the time, not the kernel: that would be a trap. So it takes real time under a
// virtual clock too.
Co<int> HogMain(Args args) {
  if (args.size() != 2) co_return ComplainOfUsage(args);
  const absl::StatusOr<absl::Duration> duration = ParseSeconds(args[1]);
  if (!duration.ok()) co_return Complain(args[0], duration.status());
  using HostClock = std::chrono::steady_clock;
  const HostClock::time_point end = HostClock::now() + absl::ToChronoNanoseconds(*duration);
  while (HostClock::now() < end) {
  }
  co_return 0;
}

}  // namespace corix
