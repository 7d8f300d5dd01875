// kernel/system_call.h: how a process enters the kernel.
//
// A system call is an object. The process makes it and yields it; the gate hands it to its own
// handler; it keeps the answer until the process takes it; and while the caller sleeps, it holds
// the caller's seats. It lives in the caller's frame.
//
// The way of one trap:
//   co_yield call  ->  EnterKernel, the gate  ->  Handle  ->  the turn is over
//   ... and when the task's next turn comes: TakeAnswer is the value of the co_yield expression.
//
// How the world reaches a sleeper: only through its call object, by the events that stand below
// (Expired, TaskExited, ChildExited), or by having it start again (Kernel::Restart). No pointer to
// a sleeper exists but in its seats.
#ifndef CORIX_KERNEL_SYSTEM_CALL_H_
#define CORIX_KERNEL_SYSTEM_CALL_H_

#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/utility/utility.h"
#include "kernel/api/cpu.h"
#include "kernel/api/exit_status.h"
#include "kernel/api/tid.h"
#include "kernel/format_args.h"
#include "kernel/reply.h"
#include "kernel/task.h"

namespace corix {

class HostProcess;
class Kernel;

// A call's manual page, which is part of its declaration. `help`, strace and syscalls/README.md are
// made from it.
struct SyscallDoc {
  const char* name;
  const char* params;
  const char* summary;
  const char* answer;
  const char* errors;
};

class SystemCallBase {
 public:
  SystemCallBase() = default;
  SystemCallBase(const SystemCallBase&) = delete;
  SystemCallBase& operator=(const SystemCallBase&) = delete;

  // The handler. It runs at once, in the caller's turn; it neither sleeps nor throws.
  virtual Reply Handle(Kernel& kernel, Task& caller) noexcept = 0;

  // Makes the refusal the answer.
  virtual void Refuse(absl::Status refusal) noexcept = 0;

  // Events for a sleeper. Each is followed by its being woken, so it must leave an answer behind.
  virtual void Expired() noexcept {}  // its timer has run out
  virtual void TaskExited(Tid /*tid*/, ExitStatus /*status*/) noexcept {
  }  // a task in whose exit_waiters() it sits has ended
  // What it waits for is its own now. Followed by a restart; if the sleeper dies before that, the
  // call's destructor
  // gives it back.
  virtual void Granted() noexcept {}
  // A child of the sleeper has ended. True if the call takes the child's status; then the child is
  // reaped.
  virtual bool ChildExited(Tid /*tid*/, ExitStatus /*status*/) noexcept { return false; }

  // A child of the sleeper was stopped, or goes on. True if that is the call's answer.
  virtual bool ChildChanged(const ChildExit& /*change*/) noexcept { return false; }
  // One of awaited_signals() has come.
  virtual void Signalled(Signal /*signal*/) noexcept {}

  // Gives up every seat and timer. Called when the sleeper is woken; whoever wakes it by one seat
  // need not know of the others.
  virtual void Withdraw() noexcept {}

  // A program of the host for which the sleeper stands: what is sent to the one is for the other.
  virtual HostProcess* StandsFor(const Kernel& /*kernel*/, const Task& /*caller*/) const {
    return nullptr;
  }

  // For the refusal of cycles: the one task without whose end this call cannot answer; 0 if there
  // is no such task.
  virtual Tid AwaitedTask() const { return 0; }
  // For reports of deadlocks: the tasks any of which could wake the caller.
  virtual std::vector<Tid> Awaited(const Kernel& /*kernel*/, const Task& /*caller*/) const {
    return AwaitedTask() == 0 ? std::vector<Tid>() : std::vector<Tid>{AwaitedTask()};
  }

  // Whether those are all who could: no timer of the call's, no file, nobody whom it does not name.
  virtual bool AwaitsNobodyElse(const Kernel& /*kernel*/) const { return AwaitedTask() != 0; }

  // Whether the caller may be told here that it was cancelled: a call that may sleep, and can be
  // refused.
  virtual bool can_be_cancelled() const = 0;

  // Whether a signal that the caller catches ends its sleep here.
  virtual bool can_be_aborted() const = 0;
  // The signals for which it waits: they end it by Signalled.
  virtual SignalSet awaited_signals() const { return {}; }

  virtual const SyscallDoc& doc() const = 0;
  virtual std::string FormatArgs() const = 0;
  // The answer, as long as the caller has not taken it; and whether that is an error.
  virtual std::string FormatAnswer() const = 0;
  virtual bool has_failed() const { return false; }

  // "WaitTask(3)"
  std::string Format() const { return std::string(doc().name) + "(" + FormatArgs() + ")"; }

 protected:
  ~SystemCallBase() = default;

  static Reply Blocked() { return Reply::Blocked(); }
  static Reply End(ExitStatus status) { return Reply::End(status); }
};

namespace internal {

// The gate's way for everything but a call that nobody watches and that answers at once.
void EnterGateSlowly(SystemCallBase& call) noexcept;
void Settle(SystemCallBase& call, Reply reply) noexcept;
// The gate for destructors.
void EnterGateNow(SystemCallBase& call) noexcept;
void SettleNow(SystemCallBase& call, Reply reply) noexcept;

template <typename AnswerType>
class AnswerSlot : public SystemCallBase {
 public:
  static constexpr bool kCanBeRefused = std::is_constructible_v<AnswerType, absl::Status> ||
                                        std::is_same_v<AnswerType, absl::StatusCode>;

  AnswerType TakeAnswer() { return std::move(answer_); }

  std::string FormatAnswer() const override {
    std::string text;
    AppendAnswer(text, answer_);
    return text;
  }
  bool has_failed() const override {
    if constexpr (requires { answer_.ok(); }) {
      return !answer_.ok();
    } else if constexpr (std::is_same_v<AnswerType, absl::StatusCode>) {
      return answer_ != absl::StatusCode::kOk;
    } else {
      return false;
    }
  }

  void Refuse(absl::Status refusal) noexcept override {
    if constexpr (std::is_constructible_v<AnswerType, absl::Status>) {
      answer_ = AnswerType(std::move(refusal));
    } else if constexpr (std::is_same_v<AnswerType, absl::StatusCode>) {
      answer_ = refusal.code();
    }
  }

 protected:
  Reply Answer(AnswerType answer) {
    answer_ = std::move(answer);
    return Reply::Answered();
  }

 private:
  // A StatusOr begins with a value: to begin with an error, as it would, it makes a Status.
  static AnswerType Empty() {
    if constexpr (std::is_constructible_v<AnswerType, absl::Status> &&
                  std::is_constructible_v<AnswerType, absl::in_place_t>) {
      return AnswerType(absl::in_place);
    } else {
      return AnswerType{};
    }
  }

  AnswerType answer_ = Empty();
};

template <>
class AnswerSlot<void> : public SystemCallBase {
 public:
  static constexpr bool kCanBeRefused = false;

  void TakeAnswer() {}
  std::string FormatAnswer() const override { return ""; }
  void Refuse(absl::Status /*refusal*/) noexcept override {}

 protected:
  static Reply Answer() { return Reply::Answered(); }
};

}  // namespace internal

// The base of every system call. `Derived` is final, and declares
//   static constexpr SyscallDoc kDoc = {...};       its manual page
//   explicit Derived(...)                           a constructor (never an aggregate: g++ 12 destroys those twice)
//   auto args() const                               its arguments, as a std::tie
//   Reply Handle(Kernel&, Task& caller) noexcept    its handler
// and, if it can be made from a destructor,
//   static constexpr bool kNeverSleeps = true;
// AnswerType is what co_yield gives back. It must be default-constructible; a call that can fail
// answers an absl::Status (or, where callers mostly do not care, a bare absl::StatusCode) or an
// absl::StatusOr, and only such a call may be refused.
template <typename Derived, typename AnswerType>
class SystemCall : public internal::AnswerSlot<AnswerType> {
 public:
  static constexpr bool kNeverSleeps = false;
  static constexpr bool kHearsSignals = true;

  bool can_be_cancelled() const final { return !Derived::kNeverSleeps && Derived::kCanBeRefused; }
  bool can_be_aborted() const final { return can_be_cancelled() && Derived::kHearsSignals; }
  const SyscallDoc& doc() const final { return Derived::kDoc; }
  std::string FormatArgs() const final {
    return FormatTuple(static_cast<const Derived&>(*this).args());
  }

  // The gate.
  void EnterKernel() noexcept {
    static_assert(std::is_final_v<Derived>,
                  "A system call is final, so that the gate can call its handler directly.");
    if (cpu.attention != kAttentionNone) [[unlikely]]
      return internal::EnterGateSlowly(*this);
    const Reply reply = static_cast<Derived&>(*this).Handle(*cpu.kernel, *cpu.task);
    if (reply.answered()) [[likely]] {
      cpu.stop = Stop::kAnswered;
      return;
    }
    internal::Settle(*this, reply);
  }
};

// Makes a system call from where no trap is possible: a destructor. It passes the same gate and the
// same observers, but does not end the turn. The caller is the running task, or, while a task is
// being unwound, the dying one. On oneself, or on a task that is already dying, it changes nothing.
// Outside any task it does nothing, and answers FAILED_PRECONDITION where the answer can say so.
template <typename Call>
auto CallNow(Call&& call) {
  using Type = std::remove_reference_t<Call>;
  static_assert(Type::kNeverSleeps,
                "CallNow is for system calls that never sleep: this one may have to wait, so it "
                "must be yielded.");
  if (cpu.task == nullptr || (cpu.attention & kObserved) != 0) [[unlikely]] {
    internal::EnterGateNow(call);
  } else {
    cpu.task->CountCallNow();
    const Reply reply = call.Handle(*cpu.kernel, *cpu.task);
    if (!reply.answered()) [[unlikely]]
      internal::SettleNow(call, reply);
  }
  return call.TakeAnswer();
}

}  // namespace corix

#endif  // CORIX_KERNEL_SYSTEM_CALL_H_
