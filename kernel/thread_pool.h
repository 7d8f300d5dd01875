// kernel/thread_pool.h: threads of the host, for what would stall the kernel.
//
// A job is a function that computes for long, or blocks. It runs on one of a few threads, while its
// task sleeps; when it is done, the thread rings a doorbell (an eventfd, which the poller watches),
// and the kernel's own thread wakes the task. A job whose task died is forgotten if it has not
// begun; one that runs comes to its end, and nobody asks for it. Jobs are made and destroyed on
// the kernel's thread alone; an abandoned one outside any task.
//
// At most so many jobs are on their way at a time: each needs a ticket, and who finds none left
// sleeps until one is given back.
#ifndef CORIX_KERNEL_THREAD_POOL_H_
#define CORIX_KERNEL_THREAD_POOL_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "kernel/panic.h"
#include "kernel/poller.h"
#include "kernel/wait_queue.h"

namespace corix {

class BlockingJob {
 public:
  BlockingJob() = default;
  virtual ~BlockingJob() = default;
  BlockingJob(const BlockingJob&) = delete;
  BlockingJob& operator=(const BlockingJob&) = delete;

  // Runs on a thread. What it leaves behind is read when the job is done.
  virtual void Run() noexcept = 0;

  // For the kernel's thread.
  bool done() const { return done_; }
  // Those who are restarted when it is done.
  WaitQueue& waiters() { return waiters_; }

 private:
  friend class ThreadPool;
  bool done_ = false;
  WaitQueue waiters_;
};

// Everything but Run is for the kernel's thread.
class ThreadPool final : public PollTarget {
 public:
  // At least one of each.
  ThreadPool(Poller& poller, std::size_t most_threads, std::size_t most_jobs)
      : poller_(poller), most_threads_(most_threads), tickets_(most_jobs) {
    Invariant(most_threads > 0 && most_jobs > 0,
              "RunBlocking needs at least one thread and one job");
  }
  // Waits for the functions that still run.
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  // False if there is none: then take a seat in tickets_wanted().
  bool TakeTicket();
  // Gives one back; whoever has waited longest gets it (SystemCallBase::Granted), and is restarted.
  void ReturnTicket();
  WaitQueue& tickets_wanted() { return tickets_wanted_; }

  // Lets a job run; its ticket comes back by itself. RESOURCE_EXHAUSTED: the host gives us no
  // thread; the caller keeps the ticket.
  absl::Status Submit(std::shared_ptr<BlockingJob> job);
  // Nobody waits for the job any more.
  void Abandon(BlockingJob& job);

  void OnHostEvents(HostEvents events) override;

  bool watched() const { return poll_slot_.used(); }
  bool Owns(int host_fd) const { return doorbell_ >= 0 && host_fd == doorbell_; }
  std::size_t threads() const { return threads_.size(); }
  // Jobs that no thread has taken up yet.
  std::size_t queued();

 private:
  absl::Status HangDoorbell();
  absl::Status StartThreadIfNeeded();
  // A thread's life.
  void Work();

  Poller& poller_;
  PollSlot poll_slot_;
  int doorbell_ = -1;
  const std::size_t most_threads_;
  std::size_t tickets_;
  WaitQueue tickets_wanted_;
  std::vector<std::thread> threads_;

  std::mutex mutex_;  // for all that follows
  std::condition_variable work_;
  std::deque<std::shared_ptr<BlockingJob>> queue_;
  std::vector<std::shared_ptr<BlockingJob>> finished_;
  std::size_t idle_ = 0;  // threads that wait for work
  bool closing_ = false;
};

}  // namespace corix

#endif  // CORIX_KERNEL_THREAD_POOL_H_
