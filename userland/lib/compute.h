// userland/lib/compute.h: to be busy, for programs that show what becomes of the others then.
#ifndef CORIX_USERLAND_LIB_COMPUTE_H_
#define CORIX_USERLAND_LIB_COMPUTE_H_

#include <cstdint>

#include "absl/time/time.h"

namespace corix {

// So many steps of a computation that has no end in itself; a step takes about a nanosecond. No
// system call, so any thread may do it. Returns what came out.
std::uint64_t Churn(std::int64_t steps);

// Computes for this long, by the host's clock, on any thread.
void ChurnFor(absl::Duration duration);

// Computes for this long in a task, without a trap: nobody else gets a turn. Under a virtual clock
// the kernel is told how long it would have taken; no host time passes.
void Compute(absl::Duration duration);

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_COMPUTE_H_
