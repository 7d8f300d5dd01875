#include "userland/lib/compute.h"

#include <chrono>

#include "syscalls/spend_time.h"

namespace corix {

std::uint64_t Churn(std::int64_t steps) {
  // Each step needs the one before it (a linear congruential generator, with Knuth's constants);
  // the compiler neither knows where they start, nor that nobody may look at what comes out.
  volatile std::uint64_t seed = 1;
  std::uint64_t value = seed;
  for (std::int64_t step = 0; step < steps; ++step)
    value = value * 6364136223846793005U + 1442695040888963407U;
  seed = value;
  return value;
}

void ChurnFor(absl::Duration duration) {
  constexpr int kStepsPerLook = 1000;
  using HostClock = std::chrono::steady_clock;
  const HostClock::time_point begin = HostClock::now();
  while (absl::FromChrono(HostClock::now() - begin) < duration) Churn(kStepsPerLook);
}

void Compute(absl::Duration duration) {
  const bool told = CallNow(SpendTime(duration));
  if (!told) ChurnFor(duration);
}

}  // namespace corix
