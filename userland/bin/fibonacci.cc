#include <cstdint>
#include <ranges>
#include <utility>

#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/generator.h"
#include "userland/lib/parse.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

// So many fit into 64 bits.
constexpr std::int64_t kMost = 94;

// All of them: who asks decides how many. (It computes a number only when it is asked for it.)
Generator<std::uint64_t> Fibonacci() {
  std::uint64_t a = 0;
  std::uint64_t b = 1;
  for (;;) {
    co_yield a;
    a = std::exchange(b, a + b);
  }
}

}  // namespace

Co<int> FibonacciMain(Args args) {
  if (args.size() > 2) co_return ComplainOfUsage(args);
  const absl::StatusOr<std::int64_t> count =
      args.size() == 2 ? ParseNumber(args[1], 0, kMost) : std::int64_t{10};
  if (!count.ok()) co_return Complain(args[0], count.status());
  const char* separator = "";
  for (const std::uint64_t number : Fibonacci() | std::views::take(*count))
    Print("%s%d", std::exchange(separator, " "), number);
  Print("\n");
  co_return 0;
}

}  // namespace corix
