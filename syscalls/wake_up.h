// syscalls/wake_up.h
#ifndef CORIX_SYSCALLS_WAKE_UP_H_
#define CORIX_SYSCALLS_WAKE_UP_H_

#include <climits>
#include <string>
#include <tuple>

#include "kernel/resource.h"
#include "kernel/system_call.h"

namespace corix {

class WakeUp final : public SystemCall<WakeUp, int> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr int kAll = INT_MAX;
  static constexpr SyscallDoc kDoc = {
      .name = "WakeUp",
      .params = "resource[, count]",
      .summary =
          "Wakes those who have slept longest on a resource: one of them, unless told otherwise. "
          "Should "
          "one of them die before its turn, the next is woken in its place.",
      .answer = "int: how many were woken",
      .errors = "",
  };
  explicit WakeUp(Resource& resource, int count = 1) : resource_(resource), count_(count) {}
  std::tuple<Plain, int> args() const { return {Plain{resource_.Describe()}, count_}; }
  Reply Handle(Kernel& /*kernel*/, Task& /*caller*/) noexcept override {
    if (count_ == kAll) {
      const auto all = static_cast<int>(resource_.sleepers());
      resource_.WakeAll();
      return Answer(all);
    }
    int woken = 0;
    for (; woken < count_ && resource_.awaited(); ++woken) resource_.WakeOne();
    return Answer(woken);
  }

 private:
  Resource& resource_;
  int count_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_WAKE_UP_H_
