// userland/lib/select.h: whichever of several channels is ready first.
//
//   std::optional<Job> job;
//   std::optional<Order> order;
//   const absl::StatusOr<int> which = co_await Select(ReceiveFrom(jobs, job),
//                                                     ReceiveFrom(orders, order),
//                                                     After(absl::Seconds(1)));
//
// Exactly one of the cases happens; the answer is its place, counted from 0. Of several that are
// ready, the one whose channel has not been chosen for the longest time: so none is starved.
#ifndef CORIX_USERLAND_LIB_SELECT_H_
#define CORIX_USERLAND_LIB_SELECT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "userland/lib/channel.h"

namespace corix {

// A case: receive into this place. Nothing there afterwards: the channel is closed, and empty.
template <typename T>
class ReceiveFrom {
 public:
  ReceiveFrom(Channel<T>& channel, std::optional<T>& into) : channel_(channel), into_(into) {}

  Resource* resource() const { return &channel_.messages_; }
  bool ready() const { return channel_.messages_.has_some(); }
  std::uint64_t chosen() const { return channel_.chosen_; }
  void Happen(std::uint64_t now) {
    channel_.chosen_ = now;
    into_.reset();
    if (channel_.size_ > 0) into_ = channel_.Pop();
  }

 private:
  Channel<T>& channel_;
  std::optional<T>& into_;
};

// A case: send this. It stays where it is if another case happens; afterwards it is gone, or, if
// the channel is closed, still there.
template <typename T>
class SendTo {
 public:
  SendTo(Channel<T>& channel, std::optional<T>& message) : channel_(channel), message_(message) {}

  Resource* resource() const { return &channel_.room_; }
  bool ready() const { return channel_.room_.has_some(); }
  std::uint64_t chosen() const { return channel_.chosen_; }
  void Happen(std::uint64_t now) {
    channel_.chosen_ = now;
    if (channel_.closed_) return;
    if (!message_.has_value()) {
      // There is nothing to send: the room is for the next one.
      if (channel_.room_.has_some()) internal::WakeOne(channel_.room_);
      return;
    }
    channel_.Push(*std::move(message_));
    message_.reset();
  }

 private:
  Channel<T>& channel_;
  std::optional<T>& message_;
};

// A case: this time has passed, and nothing else happened.
class After {
 public:
  explicit After(absl::Duration timeout) : timeout_(timeout) {}

  static Resource* resource() { return nullptr; }
  static bool ready() { return false; }
  static std::uint64_t chosen() { return std::numeric_limits<std::uint64_t>::max(); }
  absl::Duration timeout() const { return timeout_; }
  static void Happen(std::uint64_t /*now*/) {}

 private:
  absl::Duration timeout_;
};

namespace internal {

// Counted for this host thread, whatever their cases; only the order matters.
inline thread_local std::uint64_t selects_so_far = 0;

template <typename... Cases>
class [[nodiscard("write co_await Select(...)")]] SelectCall final : public LeafCallBase {
 public:
  explicit SelectCall(Cases... cases) : cases_(std::move(cases)...) {}

  bool await_ready() {
    std::uint64_t longest = std::numeric_limits<std::uint64_t>::max();
    ForEach([&](int place, auto& one) {
      if (!one.ready() || one.chosen() >= longest) return;
      longest = one.chosen();
      which_ = place;
    });
    return which_ >= 0;
  }

  void await_suspend() {
    absl::Duration timeout = absl::InfiniteDuration();
    ForEach([&](int place, auto& one) {
      if constexpr (std::is_same_v<std::remove_reference_t<decltype(one)>, After>) {
        if (one.timeout() >= timeout) return;
        timeout = one.timeout();
        after_ = place;
      } else {
        waits_.emplace_back(*one.resource());
        places_.push_back(place);
      }
    });
    sleep_.emplace(absl::MakeSpan(waits_), timeout);
    sleep_->EnterKernel();
  }

  absl::StatusOr<int> await_resume() {
    if (sleep_.has_value()) {
      absl::Status status = sleep_->TakeAnswer();
      if (absl::IsDeadlineExceeded(status)) return after_;
      if (!status.ok()) return status;
      which_ = places_[static_cast<std::size_t>(sleep_->woken_by())];
    }
    const std::uint64_t now = ++selects_so_far;
    ForEach([&](int place, auto& one) {
      if (place == which_) one.Happen(now);
    });
    return which_;
  }

 private:
  template <typename Function>
  void ForEach(Function function) {
    std::apply(
        [&](auto&... one) {
          int place = 0;
          (function(place++, one), ...);
        },
        cases_);
  }

  std::tuple<Cases...> cases_;
  std::vector<SleepOn::Wait> waits_;
  std::vector<int> places_;
  std::optional<SleepOn> sleep_;
  int which_ = -1;
  int after_ = -1;
};

}  // namespace internal

// Sleeps until one of the cases happens; at least one of them is a channel. CANCELLED: the caller
// was cancelled. NOT_FOUND: one of the channels is gone.
template <typename... Cases>
internal::SelectCall<Cases...> Select(Cases... cases) {
  static_assert((!std::is_same_v<Cases, After> || ...),
                "Select is for channels: to let time pass, write co_yield Sleep(d).");
  return internal::SelectCall<Cases...>(std::move(cases)...);
}

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_SELECT_H_
