#include "syscalls/run_blocking.h"

#include "kernel/kernel.h"

namespace corix::internal {

BlockingWait::~BlockingWait() {
  seat_.Leave();
  if (submitted_ && !job_->done()) cpu.kernel->threads().Abandon(*job_);
  if (has_ticket_) cpu.kernel->threads().ReturnTicket();
}

Reply BlockingWait::Handle(Kernel& kernel, Task& caller) noexcept {
  if (job_->done()) return Reply::Answered();
  ThreadPool& pool = kernel.threads();
  if (!submitted_) {
    has_ticket_ = has_ticket_ || pool.TakeTicket();
    if (!has_ticket_) {
      seat_.Join(pool.tickets_wanted(), Waker::kHostSurely, caller);
      return Reply::Blocked();
    }
    if (absl::Status status = pool.Submit(job_); !status.ok()) return status;
    has_ticket_ = false;  // it comes back with the job
    submitted_ = true;
  }
  seat_.Join(job_->waiters(), Waker::kHostSurely, caller);
  return Reply::Blocked();
}

}  // namespace corix::internal
