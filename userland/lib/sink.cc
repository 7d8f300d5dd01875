#include "userland/lib/sink.h"

namespace corix::internal {

absl::Status SinkState::Refusal(const SinkState* state) {
  if (state == nullptr) return absl::FailedPreconditionError("this handle of a sink was closed");
  return absl::FailedPreconditionError(state->ended() ? "the sink has ended"
                                                      : "the sink is running already");
}

// The sink ended in a Send. Its sender may have been its last handle, which is gone.
absl::Status SinkState::AfterTheEnd() {
  const bool taken = item_ == nullptr;
  item_ = nullptr;
  const bool held = handles_ > 0;
  const std::exception_ptr exception = DestroyFrame();
  if (!held) delete this;
  if (exception != nullptr) std::rethrow_exception(exception);
  return taken ? absl::OkStatus() : absl::FailedPreconditionError("the sink has ended");
}

// Destroys the frame of a sink that has ended, and brings all to their end whose last handle goes
// with it: by a loop, one after the other, so that the length of a chain does not matter. Returns
// the first of the exceptions.
std::exception_ptr SinkState::DestroyFrame() noexcept {
  std::exception_ptr exception = std::exchange(exception_, nullptr);
  Line line;
  {
    const EndLater later(&line);
    std::exchange(frame_, nullptr).destroy();
  }
  while (SinkState* const sink = line.first) {
    line.first = sink->next_in_line_;
    if (line.first == nullptr) line.end = &line.first;
    sink->next_in_line_ = nullptr;
    sink->Resume();
    if (exception == nullptr) exception = sink->exception_;
    {
      const EndLater later(&line);
      sink->frame_.destroy();
      delete sink;
    }
  }
  return exception;
}

std::exception_ptr SinkState::DropHandle() noexcept {
  if (--handles_ > 0 || condition_ == Condition::kRunning) return nullptr;
  std::exception_ptr exception;
  if (condition_ == Condition::kWaiting) {
    if (line_ != nullptr) {
      *line_->end = this;
      line_->end = &next_in_line_;
      return nullptr;
    }
    Resume();
    exception = DestroyFrame();
  }
  delete this;
  return exception;
}

}  // namespace corix::internal
