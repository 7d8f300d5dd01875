#include "kernel/thread_pool.h"

#include <pthread.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <system_error>
#include <utility>

#include "kernel/host_file.h"
#include "kernel/kernel.h"

namespace corix {
namespace {

// Signals are for the kernel's thread. A thread has the mask of the one that started it.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

}  // namespace

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    queue_.clear();
  }
  work_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  if (poll_slot_.used()) poller_.Forget(poll_slot_, -1);
  if (doorbell_ >= 0) close(doorbell_);
}

bool ThreadPool::TakeTicket() {
  if (tickets_ == 0) return false;
  --tickets_;
  return true;
}

void ThreadPool::ReturnTicket() {
  Seat* const seat = tickets_wanted_.front();
  if (seat == nullptr) {
    ++tickets_;
    return;
  }
  Task& sleeper = seat->sleeper();
  sleeper.call()->Granted();
  cpu.kernel->Restart(sleeper);
}

absl::Status ThreadPool::HangDoorbell() {
  if (doorbell_ < 0) doorbell_ = AboveStandardStreams(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (doorbell_ < 0) return absl::ResourceExhaustedError("the host gives us no descriptor");
  if (poll_slot_.used()) return absl::OkStatus();
  return poller_.Register(doorbell_, *this, poll_slot_).status();
}

absl::Status ThreadPool::StartThreadIfNeeded() {
  {
    const std::lock_guard lock(mutex_);
    if (idle_ > queue_.size() || threads_.size() == most_threads_) return absl::OkStatus();
  }
  const SignalsBlocked blocked;
  try {
    threads_.emplace_back([this] { Work(); });
  } catch (const std::system_error& e) {
    if (threads_.empty()) return absl::ResourceExhaustedError("the host gives us no thread");
  }
  return absl::OkStatus();
}

absl::Status ThreadPool::Submit(std::shared_ptr<BlockingJob> job) {
  if (absl::Status status = HangDoorbell(); !status.ok()) return status;
  if (absl::Status status = StartThreadIfNeeded(); !status.ok()) return status;
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(job));
  }
  work_.notify_one();
  return absl::OkStatus();
}

void ThreadPool::Abandon(BlockingJob& job) {
  std::shared_ptr<BlockingJob> forgotten;
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(queue_.begin(), queue_.end(),
                                    [&](const auto& queued) { return queued.get() == &job; });
    if (found == queue_.end()) return;
    forgotten = std::move(*found);
    queue_.erase(found);
  }
  ReturnTicket();
}

void ThreadPool::OnHostEvents(HostEvents /*events*/) {
  std::uint64_t rings = 0;
  while (read(doorbell_, &rings, sizeof(rings)) < 0 && errno == EINTR) {
  }
  std::vector<std::shared_ptr<BlockingJob>> finished;
  {
    const std::lock_guard lock(mutex_);
    finished.swap(finished_);
  }
  for (const std::shared_ptr<BlockingJob>& job : finished) {
    job->done_ = true;
    cpu.kernel->RestartAll(job->waiters());
    ReturnTicket();
  }
}

std::size_t ThreadPool::queued() {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void ThreadPool::Work() {
  pthread_setname_np(pthread_self(), "corix-blocking");
  // A umask of its own, which stays what it is while the kernel lends a task's to the process. (If
  // the host does not allow that, it is shared.)
  unshare(CLONE_FS);
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    work_.wait(lock, [this] { return closing_ || !queue_.empty(); });
    --idle_;
    if (closing_) return;
    std::shared_ptr<BlockingJob> job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    job->Run();
    lock.lock();
    finished_.push_back(std::move(job));
    const std::uint64_t ring = 1;
    // It fails only if it has been rung 2^64 times unheard.
    while (write(doorbell_, &ring, sizeof(ring)) < 0 && errno == EINTR) {
    }
  }
}

}  // namespace corix
