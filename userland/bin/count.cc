#include <cstdint>

#include "syscalls/yield.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/parse.h"
#include "userland/lib/print.h"

namespace corix {

Co<int> CountMain(Args args) {
  if (args.size() != 2) co_return ComplainOfUsage(args);
  const absl::StatusOr<std::int64_t> last = ParseNumber(args[1], 0, INT64_MAX - 1);
  if (!last.ok()) co_return Complain(args[0], last.status());
  for (std::int64_t i = 1; i <= *last; ++i) {
    Print("%d\n", i);
    co_yield Yield();
  }
  co_return 0;
}

}  // namespace corix
