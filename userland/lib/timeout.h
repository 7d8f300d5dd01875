// userland/lib/timeout.h: calls that end before their time, and calls that must not.
//
//   absl::StatusOr<std::string> page = co_await WithTimeout(absl::Seconds(1), Fetch(url));
//   if (absl::IsDeadlineExceeded(page.status())) ...
//
// When time is up, the call is unwound: its frames are destroyed, innermost first, as in a kill;
// destructors run, and catch blocks do not. What it waited for is really given up. Time up ends
// only a sleep: a call that has its answer takes it, and is struck at its next trap. So a call that
// never traps is not struck at all.
//
// Limits nest; the outermost whose time is up strikes. What a call must not leave half done stands
// in Shielded(...): within, neither a limit that stands around it nor a Cancel strikes; they come
// after it.
#ifndef CORIX_USERLAND_LIB_TIMEOUT_H_
#define CORIX_USERLAND_LIB_TIMEOUT_H_

#include <optional>
#include <type_traits>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "kernel/api/co.h"
#include "syscalls/enter_scope.h"

namespace corix {

namespace internal {

// What a call answers that may be ended: a Status or StatusOr has a place for that.
template <typename T>
struct LimitedAnswer {
  using Type = absl::StatusOr<T>;
};
template <>
struct LimitedAnswer<void> {
  using Type = absl::Status;
};
template <>
struct LimitedAnswer<absl::Status> {
  using Type = absl::Status;
};
template <typename T>
struct LimitedAnswer<absl::StatusOr<T>> {
  using Type = absl::StatusOr<T>;
};
template <typename T>
using Limited = typename LimitedAnswer<T>::Type;

// A call with a scope around it.
template <typename T, typename... Limit>
class ScopedCall final : public LeafCallBase {
 public:
  ScopedCall(Co<T> callee, Limit... limit) : callee_(std::move(callee)), limit_(limit...) {}

  static constexpr bool await_ready() { return false; }
  void await_suspend() {
    std::apply([this](auto... limit) { CallNow(EnterScope(scope_, limit...)); }, limit_);
    call_.emplace(std::move(callee_).Release());
    call_->Enter();
  }
  auto await_resume() {
    if constexpr (sizeof...(Limit) == 0) {
      scope_.Leave();
      return call_->await_resume();
    } else {
      return Resume();
    }
  }

 private:
  Limited<T> Resume() {
    if (scope_.struck()) return absl::DeadlineExceededError("time is up");
    scope_.Leave();
    if constexpr (std::is_void_v<T>) {
      call_->await_resume();
      return absl::OkStatus();
    } else {
      return call_->await_resume();
    }
  }

  Co<T> callee_;
  std::tuple<Limit...> limit_;
  Scope scope_;
  std::optional<Subroutine<T>> call_;
};

}  // namespace internal

// Calls a coroutine, and ends it when this much time has passed, or when it is that late.
// DEADLINE_EXCEEDED: it was ended. A coroutine that answers a Status or a StatusOr answers through
// it; any other answer T becomes a StatusOr<T>.
template <typename T>
Co<internal::Limited<T>> WithTimeout(absl::Duration timeout, Co<T> call) {
  co_return co_await internal::ScopedCall<T, absl::Duration>(std::move(call), timeout);
}
template <typename T>
Co<internal::Limited<T>> WithDeadline(absl::Time deadline, Co<T> call) {
  co_return co_await internal::ScopedCall<T, absl::Time>(std::move(call), deadline);
}

// What is no coroutine has no frame that could be unwound.
template <typename Limit, typename Call>
  requires(internal::LeafCall<Call> || internal::Trappable<Call>)
void WithTimeout(Limit /*limit*/, Call&& /*call*/) {
  static_assert(
      internal::kNever<Call>,
      "WithTimeout ends a coroutine. To limit a single call, write a coroutine that makes "
      "it: Co<absl::StatusOr<Mutex::Guard>> LockIt(Mutex* mutex) { co_return co_await "
      "mutex->Lock(); }");
}
template <typename Limit, typename Call>
  requires(internal::LeafCall<Call> || internal::Trappable<Call>)
void WithDeadline(Limit limit, Call&& call) {
  WithTimeout(limit, std::forward<Call>(call));
}

// Calls a coroutine that no limit around it and no Cancel ends. (KillTask does.)
template <typename T>
Co<T> Shielded(Co<T> call) {
  co_return co_await internal::ScopedCall<T>(std::move(call));
}

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_TIMEOUT_H_
