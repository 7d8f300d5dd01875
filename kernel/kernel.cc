#include "kernel/kernel.h"

#include <algorithm>
#include <csignal>

#include "absl/strings/str_cat.h"
#include "kernel/observe.h"
#include "kernel/panic.h"
#include "kernel/trace_recorder.h"

namespace corix {
namespace {

// Lends the processor to a kernel for a scope, and gives it back as it was: a task of one kernel
// may run another.
class CpuLease {
 public:
  CpuLease(Kernel* kernel, std::uint32_t attention) : saved_(cpu) {
    cpu = Cpu{};
    cpu.kernel = kernel;
    cpu.attention = attention;
  }
  ~CpuLease() { cpu = saved_; }
  CpuLease(const CpuLease&) = delete;
  CpuLease& operator=(const CpuLease&) = delete;

 private:
  const Cpu saved_;
};

// A pipe without readers is to end the task that writes into it, not the host process.
void IgnoreHostSigpipe() {
  struct sigaction current;
  if (sigaction(SIGPIPE, nullptr, &current) == 0 && current.sa_handler == SIG_DFL)
    std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace

Kernel::Kernel(KernelOptions options)
    : tasks_(options.last_tid),
      clock_(options.clock),
      threads_(poller_, options.blocking_threads, options.blocking_jobs),
      reaper_(poller_),
      host_signals_(poller_),
      terminal_(poller_),
      files_(ExecutionEnvironment::kDescriptors - 1, ExecutionEnvironment::kDescriptors - 1),
      first_environment_(new ExecutionEnvironment()),
      observers_(std::move(options.observers)),
      frames_before_(Frame::live) {
  IgnoreHostSigpipe();
  if (!observers_.empty()) attention_ = kObserved;
  OpenFirstDescriptors(options.host_descriptors);
  if (!options.host_signals.empty()) (void)host_signals_.Listen(options.host_signals);
  if (options.watchdog) watchdog_.emplace(running_, jobs_, options.host_descriptors[2]);
}

Kernel::~Kernel() {
  Invariant(running_ == nullptr, "a kernel was destroyed by one of its own tasks");
  const CpuLease lease(this, attention_);
  // Again and again, since their destructors may spawn others.
  while (live_ > 0) {
    for (Task* task = tasks_.After(0); task != nullptr;) {
      const Tid tid = task->tid();
      Kill(*task, ExitStatus::Killed(Signal::kKill));
      task = tasks_.After(tid);
    }
  }
  for (Task* task = tasks_.After(0); task != nullptr;) {
    const Tid tid = task->tid();
    Forget(*task);
    task = tasks_.After(tid);
  }
  for (int fd = files_.NumberAfter(0); fd >= 0; fd = files_.NumberAfter(fd)) files_.Erase(fd);
  first_environment_->Release();
}

Tid Kernel::SpawnRoot(std::string_view name, Frame* root) {
  const CpuLease lease(this, attention_);
  return Create(name, root, nullptr, first_environment_->Share(), false).tid();
}

Task& Kernel::Create(std::string_view name, Frame* root, Task& parent, bool detached) {
  return Create(name, root, &parent, parent.environment_->Share(), detached);
}

Task& Kernel::Create(std::string_view name, Frame* root, Task* parent,
                     ExecutionEnvironment* environment, bool detached) {
  const Tid tid = tasks_.Next();
  auto* task = new Task(tid, parent, root, environment);
  if (!name.empty()) task->SetName(name);
  task->detached_ = detached;
  if (parent != nullptr && !detached) ++parent->waitable_children_;
  tasks_.Insert(tid, task);
  ++live_;
  ++records_;
  ++created_;
  task->NoteRunnable(clock_.recent());
  ready_.Push(*task);
  Observe([&](Observer& observer) { observer.Created(*task); });
  return *task;
}

// ---- The loop ----

absl::Status Kernel::Run() { return RunLoop(0); }

absl::Status Kernel::RunUntilExit(Tid tid) {
  const Task* task = FindTask(tid);
  if (task == nullptr) return absl::NotFoundError(absl::StrCat("no task ", static_cast<int>(tid)));
  return task->ended() ? absl::OkStatus() : RunLoop(tid);
}

absl::Status Kernel::RunLoop(Tid until) {
  Invariant(running_ == nullptr, "a task ran its own kernel");
  const CpuLease lease(this, attention_);
  const CpuSampler sampler(!clock_.is_virtual());
  awaited_exit_ = until;
  bool stuck = false;
  while (live_ > 0 && !stuck) {
    RunTurns(kTurnsPerLook);
    if (until != 0 && awaited_exit_ == 0) break;
    if (!ready_.empty()) {
      LookOutside();
    } else if (live_ > 0) {
      stuck = !Idle();
    }
  }
  awaited_exit_ = 0;
  attention_ &= ~std::uint32_t{kStopAsked};
  return stuck ? absl::FailedPreconditionError(DescribeDeadlock()) : absl::OkStatus();
}

void Kernel::RunReady() {
  Invariant(running_ == nullptr, "a task ran its own kernel");
  const CpuLease lease(this, attention_);
  while (!ready_.empty()) RunTurns(kTurnsPerLook);
}

bool Kernel::Step() {
  Invariant(running_ == nullptr, "a task ran its own kernel");
  const CpuLease lease(this, attention_);
  LookOutside();
  if (ready_.empty()) return live_ > 0 && Idle();
  RunTurns(1);
  return true;
}

bool Kernel::EndTask(Tid tid, Signal signal) {
  const CpuLease lease(this, attention_);
  Task* const task = FindTask(tid);
  return task != nullptr && Kill(*task, ExitStatus::Killed(signal));
}

bool Kernel::CancelTask(Tid tid) {
  const CpuLease lease(this, attention_);
  Task* const task = FindTask(tid);
  return task != nullptr && Cancel(*task);
}

bool Kernel::SignalTask(Tid tid, Signal signal) {
  const CpuLease lease(this, attention_);
  Task* const task = FindTask(tid);
  return task != nullptr && Send(*task, signal);
}

// The trampoline. The task's frames call and return by changing cpu.top; here the frame on top is
// resumed, until one of them traps.
//
// The speed of the whole system is that of this loop. From one turn to the next nothing is carried
// through memory that was written a moment before (a load that has to wait for such a store takes
// longer than all the rest of the turn): the next task is found by way of this one, and what did
// not change is not written. (It begins a line of the instruction cache: where the linker happens to
// put it would make a tenth more or less.)
[[gnu::aligned(64)]] void Kernel::RunTurns(int most) {
  Task* task = ready_.front();
  unsigned switches = 0;
  for (int turn = 0; turn < most && task != nullptr; ++turn) {
    Frame* top = task->top_;
    running_ = task;
    cpu.task = task;
    cpu.top = top;
    const std::uint32_t attention = attention_ | task->attention_;
    // The next one's frame is on its way into the cache while this one runs.
    __builtin_prefetch(task->neighbour()->top_);
    bool begun = true;
    if ((attention | cpu.attention) != kAttentionNone) [[unlikely]] {
      cpu.attention = attention;
      // Frames may be unwound now, and new ones come to stand in their places: then the address of
      // the top one says nothing.
      top = nullptr;
      begun = BeginTurn(*task);
    }
    if (begun) [[likely]] {
      ++task->turns_;
      do {
        cpu.top->Resume();
      } while (cpu.stop == Stop::kCallOrReturn);
    }
    if (cpu.stop == Stop::kAnswered) [[likely]] {
      if (cpu.top != top) task->top_ = cpu.top;
      Task& next = ready_.Rotate(*task);
      switches += &next != task ? 1U : 0U;
      task = &next;
      continue;
    }
    if (cpu.stop == Stop::kLeft) break;
    if (cpu.stop == Stop::kBlocked) {
      task->top_ = cpu.top;
    } else {
      EndTurn(*task);
    }
    task = ready_.front();
    ++switches;
  }
  switches_ += switches;
  running_ = nullptr;
  cpu.task = nullptr;
}

// The end of a turn after which the task neither is simply runnable nor sleeps.
void Kernel::EndTurn(Task& task) {
  switch (cpu.stop) {
    case Stop::kEnd:
      task.top_ = cpu.top;
      EndTurnWith(task, ending_);
      break;
    case Stop::kReturned:
      Return(task);
      break;
    case Stop::kTimeUp:
      task.top_ = cpu.top;
      UnwindToScope(task);
      // A task that is to end delivers its last words as such.
      if (!IsDoomed(task)) SetOutputAside(task);
      if (IsDoomed(task)) return EndTurnWith(task, doom_);
      ready_.Rotate(task);
      break;
    case Stop::kGone:
      break;
    default:
      Panic("a turn ended without a trap");
  }
}

bool Kernel::BeginTurn(Task& task) {
  const std::uint32_t attention = task.attention_;
  task.attention_ = kAttentionNone;
  cpu.attention = attention_;
  if ((attention_ & kStopAsked) != 0) {
    task.attention_ = static_cast<std::uint8_t>(attention);
    cpu.stop = Stop::kLeft;
    return false;
  }
  if ((attention & kDoomed) != 0) {
    cpu.stop = Stop::kEnd;
    ending_ = doom_;
    return false;
  }
  if ((attention & kStopped) != 0) {
    task.attention_ = static_cast<std::uint8_t>(attention);
    task.state_ = TaskState::kStopped;
    task.NoteWaiting(clock_.recent());
    ready_.Remove(task);
    Observe([&](Observer& observer) { observer.Slept(task); });
    cpu.stop = Stop::kBlocked;
    return false;
  }
  if ((attention & kInterrupted) != 0 && InterruptionWaits(task)) {
    task.attention_ = kInterrupted;
    cpu.attention |= kInterrupted;
  }
  Passage passage = Passage::kAfterSleep;
  if ((attention & kOutputPending) != 0) passage = TakeUpUndelivered(task);
  if ((attention & kStruck) != 0) {
    UnwindToScope(task);
  } else if ((attention & kRestart) != 0) {
    if (task.frames_gone_) {
      FinishExit(task);
      cpu.stop = Stop::kGone;
      return false;
    }
    PassGate(task, *task.call_, passage);
    if (cpu.stop != Stop::kAnswered) return false;
  }
  Observe([&](Observer& observer) { observer.Resumed(task); });
  return true;
}

void Kernel::LookOutside() {
  if (watchdog_.has_value() && watchdog_->TakeSpoke()) terminal_.ShowAgain();
  if (host_signals_.listens()) TakeHostSignals();
  if (timers_.size() > 0) FireTimers(clock_.Now());
  if (poller_.waiters() > 0) poller_.Poll(0);
}

bool Kernel::Idle() {
  const bool somebody_can = RestAndWait();
  Observe([](Observer& observer) { observer.Waited(); });
  return somebody_can;
}

bool Kernel::RestAndWait() {
  if (!watchdog_.has_value()) return WaitUntilSomebodyCan();
  if (watchdog_->TakeSpoke()) terminal_.ShowAgain();
  watchdog_->Rest();
  const bool somebody_can = WaitUntilSomebodyCan();
  watchdog_->Wake();
  return somebody_can;
}

bool Kernel::WaitUntilSomebodyCan() {
  if (host_signals_.listens()) {
    TakeHostSignals();
    if (!ready_.empty() || live_ == 0) return true;
  }
  const bool waits_for_host = poller_.waiters() > 0;
  const bool has_timers = timers_.size() > 0;
  if (!waits_for_host && !has_timers) {
    // But at a terminal somebody may end those who wait; and the host may let a program go on, for
    // which a task stands that is stopped.
    const bool may_go_on = HostSignals::Handles(SIGCHLD) && jobs_.has_programs();
    if (!jobs_.controls() && !may_go_on) return false;
    if (!may_go_on) TellOfDeadlock();
    poller_.PollWhenIdle(TimerQueue::kNever);
    return true;
  }
  if (!clock_.is_virtual()) {
    if (has_timers) {
      poller_.PollWhenIdle(std::max<Ticks>(0, timers_.NextLook() - clock_.Now()));
      FireTimers(clock_.Now());
    } else {
      poller_.PollWhenIdle(TimerQueue::kNever);
      (void)clock_.Now();
    }
    return true;
  }
  if (waits_for_host && poller_.PollWhenIdle(0)) return true;
  // Where time stands still, a task may have spent some of it all the same.
  if (has_timers && (poller_.time_holders() == 0 || timers_.NextLook() <= clock_.Now())) {
    clock_.AdvanceTo(timers_.NextLook());
    FireTimers(clock_.Now());
  } else {
    poller_.PollWhenIdle(TimerQueue::kNever);
  }
  return true;
}

void Kernel::FireTimers(Ticks now) {
  while (Timer* due = timers_.PopDue(now)) {
    if (due->wakes_nobody()) {
      static_cast<Alarm*>(due)->Ring();
      continue;
    }
    Task& sleeper = due->sleeper();
    sleeper.call_->Expired();
    Wake(sleeper);
  }
}

void Kernel::Advance(absl::Duration duration) {
  Invariant(clock_.is_virtual(), "only a virtual clock can be moved by hand");
  const CpuLease lease(this, attention_);
  clock_.AdvanceTo(Later(clock_.Now(), TicksOf(duration)));
  FireTimers(clock_.Now());
}

Timer::~Timer() {
  if (taken()) cpu.kernel->timers().Cancel(*this);
}

// ---- Waking ----

void Kernel::Wake(Task& sleeper) {
  Invariant(sleeper.sleeping(), "a task was woken that does not sleep");
  sleeper.call_->Withdraw();
  WakeWithdrawn(sleeper);
}

void Kernel::WakeWithdrawn(Task& sleeper) {
  __builtin_prefetch(sleeper.top_);
  MakeRunnable(sleeper);
}

// It could not run before, and now it can.
void Kernel::MakeRunnable(Task& task) {
  // The first one after a rest: nobody has looked at the clock since, and the rest is no time in
  // which the task could have run.
  if (ready_.empty()) (void)clock_.Now();
  task.state_ = TaskState::kReady;
  task.NoteRunnable(clock_.recent());
  ready_.Push(task);
  if (observers_.empty()) [[likely]]
    return;
  const Task* const waker = cpu.task != nullptr ? cpu.task : ended_;
  Observe([&](Observer& observer) { observer.Woken(task, waker); });
}

void Kernel::Restart(Task& sleeper) {
  sleeper.attention_ |= kRestart;
  if (sleeper.sleeping()) return Wake(sleeper);
  Invariant(sleeper.state_ == TaskState::kWriting, "a task was restarted that does not wait");
  MakeRunnable(sleeper);
}

void Kernel::RestartAll(WaitQueue& queue) {
  while (Seat* seat = queue.front()) {
    static_cast<IoSeat*>(seat)->Leave();
    Restart(seat->sleeper());
  }
}

// ---- Observers and reports ----

void Kernel::AddObserver(Observer& observer) {
  observers_.push_back(&observer);
  attention_ |= kObserved;
  if (cpu.kernel == this) cpu.attention |= kObserved;
}

void Kernel::RemoveObserver(Observer& observer) {
  std::erase(observers_, &observer);
  if (observers_.empty() && injector_ == nullptr) attention_ &= ~std::uint32_t{kObserved};
}

std::unique_ptr<TraceRecorder> Kernel::SetTracer(std::unique_ptr<TraceRecorder> tracer) {
  if (tracer_ != nullptr) RemoveObserver(*tracer_);
  if (tracer != nullptr) AddObserver(*tracer);
  return std::exchange(tracer_, std::move(tracer));
}

void Kernel::SetFaultInjector(FaultInjector* injector) {
  injector_ = injector;
  if (injector != nullptr) {
    attention_ |= kObserved;
    if (cpu.kernel == this) cpu.attention |= kObserved;
  } else if (observers_.empty()) {
    attention_ &= ~std::uint32_t{kObserved};
  }
}

void Delay::Ring() { cpu.kernel->Restart(task_); }

LeakReport Kernel::Leaks() const {
  LeakReport report;
  report.tasks = live_;
  report.records = records_ - live_;
  report.timers = timers_.size();
  report.io_seats = poller_.seats();
  report.descriptors = files_.size();
  report.interests = poller_.registered() - RegisteredFiles();
  report.frames = Frame::live - frames_before_;
  report.outputs = undelivered_.size();
  return report;
}

bool LeakReport::clean() const {
  return tasks == 0 && records == 0 && timers == 0 && io_seats == 0 && descriptors == 0 &&
         interests == 0 && frames == 0 && outputs == 0;
}

std::string LeakReport::ToString() const {
  if (clean()) return "nothing leaked";
  return absl::StrCat("leaked: ", tasks, " tasks, ", records, " records of ended tasks, ", timers,
                      " timers, ", io_seats, " seats in files, ", descriptors, " descriptors, ",
                      interests, " epoll interests, ", frames, " frames, ", outputs,
                      " undelivered outputs");
}

}  // namespace corix
