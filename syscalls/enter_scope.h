// syscalls/enter_scope.h
#ifndef CORIX_SYSCALLS_ENTER_SCOPE_H_
#define CORIX_SYSCALLS_ENTER_SCOPE_H_

#include <tuple>
#include <variant>

#include "absl/time/time.h"
#include "kernel/scope.h"
#include "kernel/system_call.h"

namespace corix {

// For libraries, which make it as they call a coroutine: see userland/lib/timeout.h.
class EnterScope final : public SystemCall<EnterScope, void> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "EnterScope",
      .params = "scope[, timeout or deadline]",
      .summary =
          "Puts a scope around what the caller's innermost frame is about to call, until the scope "
          "leaves. With a time, the call is ended when that has come: its frames are destroyed, "
          "innermost first. Without, it is a shield: no deadline around it and no Cancel strikes "
          "within.",
      .answer = "nothing",
      .errors = "",
  };
  explicit EnterScope(Scope& scope) : scope_(scope) {}
  // An infinite one never strikes: then there is no scope.
  EnterScope(Scope& scope, absl::Duration timeout)
      : scope_(scope), limit_(timeout), never_(timeout == absl::InfiniteDuration()) {}
  EnterScope(Scope& scope, absl::Time deadline)
      : scope_(scope), limit_(deadline), never_(deadline == absl::InfiniteFuture()) {}
  std::tuple<Plain> args() const;
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  Scope& scope_;
  std::variant<std::monostate, absl::Duration, absl::Time> limit_;
  bool never_ = false;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_ENTER_SCOPE_H_
