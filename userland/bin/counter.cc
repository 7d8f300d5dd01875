// The first coroutine of the seeds, twice: by a switch on a state that it keeps, and as a
// generator, where the compiler writes that switch.

#include <ranges>

#include "userland/bin/programs.h"
#include "userland/lib/generator.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

// What outlives a call stands here; `state_` tells where the next one goes on.
class CounterByHand {
 public:
  int Next() {
    switch (state_) {
      default:
        state_ = 1;
        for (count_ = 0;; ++count_) {
          return count_;
          case 1:;
        }
    }
  }

 private:
  int state_ = 0;
  int count_ = 0;
};

Generator<int> Counter() {
  for (int count = 0;; ++count) co_yield count;
}

}  // namespace

Co<int> CounterMain(Args args) {
  if (args.size() != 1) co_return ComplainOfUsage(args);
  Print("by hand:");
  CounterByHand by_hand;
  for (int i = 0; i < 3; ++i) Print(" %d", by_hand.Next());
  Print("\nas a generator:");
  for (const int count : Counter() | std::views::take(3)) Print(" %d", count);
  Print("\n");
  co_return 0;
}

}  // namespace corix
