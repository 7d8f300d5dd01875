// syscalls/run_blocking.h
#ifndef CORIX_SYSCALLS_RUN_BLOCKING_H_
#define CORIX_SYSCALLS_RUN_BLOCKING_H_

#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "kernel/open_file.h"
#include "kernel/system_call.h"
#include "kernel/thread_pool.h"

namespace corix {

namespace internal {

// What all RunBlocking calls have in common: the way of a job to a thread and back.
class BlockingWait {
 public:
  explicit BlockingWait(std::shared_ptr<BlockingJob> job) : job_(std::move(job)) {}
  // If the task dies, the job is forgotten, or its ticket goes to the next one.
  ~BlockingWait();
  BlockingWait(const BlockingWait&) = delete;
  BlockingWait& operator=(const BlockingWait&) = delete;

  Reply Handle(Kernel& kernel, Task& caller) noexcept;
  void TakeTicket() { has_ticket_ = true; }
  void Withdraw() { seat_.Leave(); }

 private:
  std::shared_ptr<BlockingJob> job_;
  bool has_ticket_ = false;
  bool submitted_ = false;
  IoSeat seat_;  // in the job's line, and so destroyed before the job
};

// A function and what comes of it: a value (or, for a reference, where it is) or an exception.
template <typename Function>
class BlockingFunction final : public BlockingJob {
 public:
  using Result = std::invoke_result_t<Function&>;
  explicit BlockingFunction(Function function) : function_(std::move(function)) {}

  void Run() noexcept override {
    try {
      if constexpr (std::is_void_v<Result>) {
        function_();
      } else {
        result_.emplace(function_());
      }
    } catch (...) {
      exception_ = std::current_exception();
    }
  }

  Result Take() {
    if (exception_ != nullptr) std::rethrow_exception(std::exchange(exception_, nullptr));
    if constexpr (!std::is_void_v<Result>) return std::move(*result_);
  }

 private:
  struct Nothing {};
  Function function_;
  std::optional<std::conditional_t<std::is_void_v<Result>, Nothing, Result>> result_;
  std::exception_ptr exception_;
};

}  // namespace internal

// What a call throws in a task that was cancelled, if it has no other way to say so.
class TaskCancelled final : public std::exception {
 public:
  const char* what() const noexcept override { return "cancelled"; }
};

//   auto hash = [text = std::move(text)] { return SlowHash(text); };
//   const Digest digest = co_yield RunBlocking(std::move(hash));
// The function must own all that it uses: if the task is killed, the function lives on. It runs on
// another thread, and so must neither print nor make system calls; a File does not belong in it,
// since outside any task nothing closes it. (A lambda that captures is given a name first: g++ 12
// destroys it twice as a temporary.)
template <typename Function>
class RunBlocking final : public SystemCall<RunBlocking<Function>, void> {
 public:
  using Result = std::invoke_result_t<Function&>;
  static constexpr bool kCanBeRefused = true;
  static constexpr bool kHearsSignals = false;
  static_assert(!std::is_reference_v<Result>, "RunBlocking's function returns a value or nothing.");

  static constexpr SyscallDoc kDoc = {
      .name = "RunBlocking",
      .params = "function",
      .summary =
          "Sleeps while a function runs on one of a few threads of the host: one that computes for "
          "long, or that blocks. Answers what it returns; what it throws is thrown here. At most "
          "KernelOptions::blocking_jobs functions are on their way at a time; further callers wait "
          "in line. Signals wait meanwhile. If the caller is killed, a function that has not begun "
          "is forgotten, and one "
          "that runs comes to its end unheard.",
      .answer = "the function's result",
      .errors =
          "It throws std::runtime_error if the host gives us no thread, and TaskCancelled if the "
          "caller was cancelled.",
  };
  explicit RunBlocking(Function function)
      : job_(std::make_shared<internal::BlockingFunction<Function>>(std::move(function))),
        wait_(job_) {}
  auto args() const { return std::tie(); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override {
    return wait_.Handle(kernel, caller);
  }
  void Granted() noexcept override { wait_.TakeTicket(); }
  void Withdraw() noexcept override { wait_.Withdraw(); }
  void Refuse(absl::Status refusal) noexcept override { refusal_ = std::move(refusal); }

  Result TakeAnswer() {
    if (absl::IsCancelled(refusal_)) throw TaskCancelled();
    if (!refusal_.ok()) throw std::runtime_error(std::string(refusal_.message()));
    return job_->Take();
  }

 private:
  std::shared_ptr<internal::BlockingFunction<Function>> job_;
  internal::BlockingWait wait_;
  absl::Status refusal_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_RUN_BLOCKING_H_
