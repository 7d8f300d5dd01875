// userland/lib/channel.h: messages from task to task, through a buffer.
//
//   Channel<int> numbers(16);
//   ...
//   const absl::Status status = co_await numbers.Send(42);     // a sender
//   numbers.Close();                                           // no more will come
//   ...
//   while (std::optional<int> n = co_await numbers.Next()) {}  // a receiver
//
// Any number of senders and receivers; messages arrive in the order in which they were sent, and
// those who wait are served in the order in which they came. A send or receive that need not wait
// is no trap. What is in the channel when it is closed still arrives.
//
// A receiver that dies before it has taken its message leaves it to the next one: nothing is taken
// out of a channel but by a task that is running.
#ifndef CORIX_USERLAND_LIB_CHANNEL_H_
#define CORIX_USERLAND_LIB_CHANNEL_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "absl/status/statusor.h"
#include "syscalls/get_tid.h"
#include "userland/lib/leaf_wait.h"

namespace corix {

template <typename T>
class ReceiveFrom;
template <typename T>
class SendTo;

// Those who wait when it is destroyed are answered NOT_FOUND.
template <typename T>
class Channel {
 public:
  // For so many messages, at least one; memory for them is taken at once.
  explicit Channel(std::size_t capacity, std::string_view name = {})
      : capacity_(std::max<std::size_t>(capacity, 1)),
        slots_(std::make_unique<std::optional<T>[]>(capacity_)),
        messages_("message in channel", name),
        room_("room in channel", name) {
    Update();
  }

  class [[nodiscard("write co_await channel.Send(message)")]] SendCall final
      : public internal::LeafWait {
   public:
    SendCall(Channel& channel, T message) : channel_(channel), message_(std::move(message)) {}
    bool await_ready() const { return channel_.room_.has_some(); }
    void await_suspend() { GoToSleepOn(channel_.room_); }
    absl::Status await_resume() {
      absl::Status status = WakeUpStatus();
      if (!status.ok()) [[unlikely]]
        return status;
      if (channel_.closed_) [[unlikely]]
        return Closed();
      channel_.Push(std::move(message_));
      return status;
    }

   private:
    Channel& channel_;
    T message_;
  };

  class [[nodiscard("write co_await channel.Receive()")]] ReceiveCall final
      : public internal::LeafWait {
   public:
    explicit ReceiveCall(Channel& channel) : channel_(channel) {}
    bool await_ready() const { return channel_.messages_.has_some(); }
    void await_suspend() { GoToSleepOn(channel_.messages_); }
    absl::StatusOr<T> await_resume() {
      absl::Status status = WakeUpStatus();
      if (!status.ok()) [[unlikely]]
        return status;
      if (channel_.size_ == 0) [[unlikely]]
        return absl::OutOfRangeError("the channel is closed");
      return channel_.Pop();
    }

   private:
    Channel& channel_;
  };

  class [[nodiscard("write co_await channel.Next()")]] NextCall final : public internal::LeafWait {
   public:
    explicit NextCall(Channel& channel) : channel_(channel) {}
    bool await_ready() const { return channel_.messages_.has_some(); }
    void await_suspend() { GoToSleepOn(channel_.messages_); }
    std::optional<T> await_resume() {
      const absl::Status status = WakeUpStatus();
      if (!status.ok() || channel_.size_ == 0) [[unlikely]]
        return std::nullopt;
      return channel_.Pop();
    }

   private:
    Channel& channel_;
  };

  // Somebody who may send, as the kernel is told: so it knows when nobody will any more, and whoever
  // receives waits for ever (unless the channel is closed). It belongs to the task that made it,
  // until another one, to which it was moved, sends for the first time. One who sends without it is
  // one of whom nobody knows: so either all who send have one, or none.
  class [[nodiscard]] Sender {
   public:
    Sender(Sender&& other) noexcept
        : channel_(std::exchange(other.channel_, nullptr)), holder_(other.holder_) {}
    Sender& operator=(Sender&& other) noexcept {
      if (this != &other) {
        Drop();
        channel_ = std::exchange(other.channel_, nullptr);
        holder_ = other.holder_;
      }
      return *this;
    }
    Sender(const Sender&) = delete;
    Sender& operator=(const Sender&) = delete;
    ~Sender() { Drop(); }

    // As the channel's.
    SendCall Send(T message) {
      TakeOver();
      return SendCall(*channel_, std::move(message));
    }
    // The caller is the one who may send.
    void TakeOver() {
      if (holder_ == SelfTid()) return;
      channel_->messages_.AddWaker(SelfTid());
      channel_->messages_.RemoveWaker(std::exchange(holder_, SelfTid()));
    }

   private:
    friend class Channel;
    explicit Sender(Channel& channel) : channel_(&channel), holder_(SelfTid()) {
      channel_->messages_.AddWaker(holder_);
    }
    void Drop() {
      if (Channel* const channel = std::exchange(channel_, nullptr); channel != nullptr)
        channel->messages_.RemoveWaker(holder_);
    }

    Channel* channel_;  // which outlives it
    Tid holder_;
  };
  Sender MakeSender() { return Sender(*this); }

  // Sleeps until there is room. FAILED_PRECONDITION: the channel is closed; the message is gone.
  // CANCELLED: the caller was cancelled. NOT_FOUND: the channel is gone.
  SendCall Send(T message) { return SendCall(*this, std::move(message)); }

  // Sleeps until there is a message. OUT_OF_RANGE: the channel is closed, and empty. CANCELLED: the
  // caller was cancelled. NOT_FOUND: the channel is gone.
  ReceiveCall Receive() { return ReceiveCall(*this); }
  // The same for loops; nothing: there will be no more for the caller, for one of these reasons.
  NextCall Next() { return NextCall(*this); }

  // The same without sleeping. False: there is no room, or the channel is closed; the message stays
  // where it was. Nothing: there is no message, or others are expected to take it.
  bool TrySend(T&& message) {
    if (closed_ || !room_.has_some()) return false;
    Push(std::move(message));
    return true;
  }
  std::optional<T> TryReceive() {
    if (size_ == 0 || !messages_.has_some()) return std::nullopt;
    return Pop();
  }

  // No more messages. Those who wait to send are refused; those who receive get what is left. Does
  // not sleep. Nothing happens if it is closed.
  void Close() {
    if (std::exchange(closed_, true)) return;
    Update();
    internal::WakeAll(messages_);
    internal::WakeAll(room_);
  }

  bool closed() const { return closed_; }
  // How many messages are in it, and for how many it is.
  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }

 private:
  friend class ReceiveFrom<T>;
  friend class SendTo<T>;

  static absl::Status Closed() { return absl::FailedPreconditionError("the channel is closed"); }

  // If the move of a message throws, the caller has not taken what he was woken for: the next in
  // line is woken.
  template <typename Move>
  static auto OrPassOn(Resource& resource, Move move) {
    try {
      return move();
    } catch (...) {
      internal::WakeOne(resource);
      throw;
    }
  }

  void Push(T&& message) {
    const std::size_t behind = first_ + size_;
    std::optional<T>& slot = slots_[behind < capacity_ ? behind : behind - capacity_];
    OrPassOn(room_, [&] { slot.emplace(std::move(message)); });
    ++size_;
    Update();
    internal::WakeOne(messages_);
  }

  T Pop() {
    std::optional<T>& slot = slots_[first_];
    T message = OrPassOn(messages_, [&] { return T(*std::move(slot)); });
    slot.reset();
    if (++first_ == capacity_) first_ = 0;
    --size_;
    Update();
    internal::WakeOne(room_);
    return message;
  }

  // When it is closed, nobody need wait for anything.
  void Update() {
    messages_.set_available(closed_ ? Resource::kUnlimited : size_);
    room_.set_available(closed_ ? Resource::kUnlimited : capacity_ - size_);
  }

  const std::size_t capacity_;
  const std::unique_ptr<std::optional<T>[]> slots_;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
  bool closed_ = false;
  std::uint64_t chosen_ = 0;  // when a Select chose it last
  Resource messages_;
  Resource room_;
};

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_CHANNEL_H_
