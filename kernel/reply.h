// kernel/reply.h: what a handler says to the gate.
//
// One plain word, so that it travels in a register. A handler either
//   return Answer(value);            has put the answer into the call object: the caller goes on;
//   return Blocked();                has taken a seat: the caller sleeps until it is woken;
//   return End(status);              asks for the end of the caller;
//   return absl::NotFoundError(...)  refuses.
// There is no other way out of a handler, so one that forgets its caller cannot be written.
#ifndef CORIX_KERNEL_REPLY_H_
#define CORIX_KERNEL_REPLY_H_

#include <cstdint>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "kernel/api/exit_status.h"

namespace corix {

class [[nodiscard]] Reply {
 public:
  // A refusal. Its status is kept on the heap until the gate takes it; no other reply needs memory.
  Reply(absl::Status refusal)
      : word_(reinterpret_cast<std::uintptr_t>(new absl::Status(std::move(refusal))) | kRefused) {}

  static constexpr Reply Answered() { return Reply(kAnswered); }
  static constexpr Reply Blocked() { return Reply(kBlocked); }
  static constexpr Reply End(ExitStatus status) {
    return Reply(kEnd | static_cast<std::uintptr_t>(status.cause) << 8U |
                 static_cast<std::uintptr_t>(status.signal) << 16U |
                 static_cast<std::uintptr_t>(static_cast<std::uint32_t>(status.code)) << 32U);
  }

  constexpr bool answered() const { return word_ == kAnswered; }
  constexpr bool blocked() const { return word_ == kBlocked; }
  constexpr bool ends_caller() const { return (word_ & kKind) == kEnd; }
  constexpr bool refused() const { return (word_ & kKind) == kRefused; }

  // Only of a reply that ends the caller.
  constexpr ExitStatus exit_status() const {
    return {.code = static_cast<int>(static_cast<std::uint32_t>(word_ >> 32U)),
            .cause = static_cast<ExitStatus::Cause>(word_ >> 8U & 0xFFU),
            .signal = static_cast<Signal>(word_ >> 16U & 0xFFU)};
  }
  // Only of a refusal, and once.
  absl::Status TakeRefusal() const {
    const std::unique_ptr<absl::Status> refusal(reinterpret_cast<absl::Status*>(word_ & ~kKind));
    return std::move(*refusal);
  }

 private:
  static constexpr std::uintptr_t kAnswered = 0;
  static constexpr std::uintptr_t kBlocked = 1;
  static constexpr std::uintptr_t kEnd = 2;
  static constexpr std::uintptr_t kRefused = 3;
  static constexpr std::uintptr_t kKind = 3;

  explicit constexpr Reply(std::uintptr_t word) : word_(word) {}

  std::uintptr_t word_;
};

static_assert(sizeof(std::uintptr_t) == 8, "Corix needs a 64-bit host");

}  // namespace corix

#endif  // CORIX_KERNEL_REPLY_H_
