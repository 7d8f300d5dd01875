#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/compute.h"
#include "userland/lib/parse.h"

namespace corix {

// As hog, but for an amount of work, not of time: with two of them on one processor, each takes
// twice as long.
Co<int> ChurnMain(Args args) {
  if (args.size() != 2) co_return ComplainOfUsage(args);
  constexpr std::int64_t kMost = 1'000'000'000'000;
  const absl::StatusOr<std::int64_t> steps = ParseNumber(args[1], 0, kMost);
  if (!steps.ok()) co_return Complain(args[0], steps.status());
  Churn(*steps);
  co_return 0;
}

}  // namespace corix
