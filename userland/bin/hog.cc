#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/compute.h"
#include "userland/lib/parse.h"

namespace corix {

Co<int> HogMain(Args args) {
  if (args.size() != 2) co_return ComplainOfUsage(args);
  const absl::StatusOr<absl::Duration> duration = ParseSeconds(args[1]);
  if (!duration.ok()) co_return Complain(args[0], duration.status());
  Compute(*duration);
  co_return 0;
}

}  // namespace corix
