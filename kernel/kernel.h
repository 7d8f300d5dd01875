// kernel/kernel.h: the kernel: tasks, turns, ends.
//
// A Kernel runs on one host thread, the one that calls Run. Several kernels may exist in one
// program; a task of one may even run another. The host program spawns processes and runs them;
// everything else is done by system calls, for whose handlers the second half of the interface is.
//
// Invariants, which Leaks() and the tests check:
//   - Every task is in the task map until it was reaped, and in exactly one condition (see task.h).
//   - The ready queue holds exactly the tasks that can run; while a turn lasts, the running task is
//   its front.
//   - No frame of a task is destroyed while it is running: a task that ends itself is unwound after
//   its turn.
//   - What a turn printed is delivered before its trap takes effect.
#ifndef CORIX_KERNEL_KERNEL_H_
#define CORIX_KERNEL_KERNEL_H_

#include <array>
#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "kernel/api/co.h"
#include "kernel/api/cpu.h"
#include "kernel/api/exit_status.h"
#include "kernel/api/fd.h"
#include "kernel/api/tid.h"
#include "kernel/clock.h"
#include "kernel/cpu_sampler.h"
#include "kernel/execution_environment.h"
#include "kernel/fault_injector.h"
#include "kernel/group.h"
#include "kernel/host_process.h"
#include "kernel/host_signals.h"
#include "kernel/job_control.h"
#include "kernel/number_map.h"
#include "kernel/observer.h"
#include "kernel/poller.h"
#include "kernel/ready_queue.h"
#include "kernel/reply.h"
#include "kernel/scope.h"
#include "kernel/stream_router.h"
#include "kernel/system_call.h"
#include "kernel/task.h"
#include "kernel/terminal.h"
#include "kernel/thread_pool.h"
#include "kernel/timer_queue.h"
#include "kernel/turn_output.h"
#include "kernel/watchdog.h"

namespace corix {

class TraceRecorder;

// What a task can run: its return value, if it has one, is its exit code.
template <typename T>
concept ExitValue = std::is_void_v<T> || std::is_same_v<T, int>;

struct KernelOptions {
  ClockKind clock = ClockKind::kReal;
  // The host's descriptors behind 0, 1 and 2 of the first tasks. They are borrowed.
  std::array<int, 3> host_descriptors = {0, 1, 2};
  // They must outlive the kernel.
  std::vector<Observer*> observers = {};
  // The first task gets the tid after this one.
  Tid last_tid = 0;
  // Signals of the host (all of ours but KILL, STOP, PIPE, ALRM and CHLD) that are handed on to tasks,
  // instead of doing to the host process what they do: see host_signals.h. If another kernel of the
  // process listens already, they go there.
  SignalSet host_signals = {};
  // Whether a person is to be told of turns that do not end (watchdog.h), on the host's descriptor
  // behind 2. With INT among the host's signals, Ctrl-C gets an answer too. One kernel of a host
  // process may have it.
  bool watchdog = false;
  // How many threads of the host RunBlocking may use, and how many functions may be on their way to
  // them, running or
  // waiting for a thread, before their callers have to wait for that. Threads are started when they
  // are needed.
  std::size_t blocking_threads = 16;
  std::size_t blocking_jobs = 64;
};

// What is still there. After a run in which every task has ended, all of it should be 0.
struct LeakReport {
  std::size_t tasks = 0;    // that have not ended
  std::size_t records = 0;  // of tasks that ended, but were not reaped, or whose children name them
  std::size_t timers = 0;
  std::size_t io_seats = 0;
  std::size_t descriptors = 0;  // of the kernel, not closed
  std::size_t interests = 0;    // registrations with epoll of what no descriptor leads to
  std::int64_t frames = 0;      // of this host thread, more than when the kernel was made
  std::size_t outputs = 0;      // of tasks, printed, and neither delivered nor given up

  bool clean() const;
  std::string ToString() const;
};

// What has happened since the kernel was made, and what there is now.
struct Statistics {
  std::uint64_t created = 0;  // tasks
  std::uint64_t turns = 0;    // of all tasks, also of those that are gone
  std::uint64_t traps = 0;
  std::uint64_t switches = 0;  // turns that followed another task's turn
  std::uint64_t looks = 0;     // how often the host was asked for events
  std::size_t live = 0;        // tasks that have not ended
  std::size_t timers = 0;
  std::size_t io_seats = 0;     // places taken in the lines of open files,
  std::size_t io_waiters = 0;   // and those of them that wait for the host
  std::size_t interests = 0;    // registrations with epoll
  std::size_t descriptors = 0;  // of the kernel
};

// One activation of a coroutine of a task.
struct StackEntry {
  std::source_location where;
  std::size_t bytes;
};

class Kernel {
 public:
  // If the host process does not handle SIGPIPE, it ignores it from now on: a pipe without readers
  // is to end the task that writes into it, not the host.
  explicit Kernel(KernelOptions options = {});
  // Ends the tasks that still live, in the order of their tids.
  ~Kernel();
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  // ---- For the host program ----

  // Starts a process. It keeps its exit status until TakeExit; it has no parent.
  template <ExitValue T>
  Tid Spawn(Co<T> process) {
    return SpawnRoot({}, std::move(process).Release());
  }
  template <ExitValue T>
  Tid Spawn(std::string_view name, Co<T> process) {
    return SpawnRoot(name, std::move(process).Release());
  }

  // Runs until no task is left. FAILED_PRECONDITION if nothing can ever run again: the message says
  // who waits for whom, and the tasks stay as they are. While somebody waits for the host or for a
  // timer, it does not return.
  absl::Status Run();

  // The same, but returns as soon as this task has ended. NOT_FOUND: no such task.
  absl::Status RunUntilExit(Tid tid);

  // Runs until nobody can run. No time passes, and nothing is awaited.
  void RunReady();

  // One turn of one task; if nobody can run, waits until somebody can. False: no task is left, or
  // nothing can ever run again. For tests that look, or strike, between turns.
  bool Step();

  // Ends a task, cancels it, or sends it a signal, from outside. False: no such task lives.
  bool EndTask(Tid tid, Signal signal = Signal::kKill);
  bool CancelTask(Tid tid);
  bool SignalTask(Tid tid, Signal signal);

  // Moves the virtual clock on by hand, and makes those runnable whose timers come due.
  void Advance(absl::Duration duration);

  // How a task ended that Spawn had started; it is forgotten then. NOT_FOUND: no such task.
  // FAILED_PRECONDITION: it has not ended, or is another task's child.
  absl::StatusOr<ExitStatus> TakeExit(Tid tid);

  void AddObserver(Observer& observer);
  void RemoveObserver(Observer& observer);
  // Who may make calls fail, or be late (fault_injector.h); nullptr: nobody any more. One at a time.
  void SetFaultInjector(FaultInjector* injector);
  FaultInjector* fault_injector() const { return injector_; }
  // Who records what all tasks do (trace_recorder.h); nullptr: nobody.
  TraceRecorder* tracer() const { return tracer_.get(); }
  // Answers the one before.
  std::unique_ptr<TraceRecorder> SetTracer(std::unique_ptr<TraceRecorder> tracer);

  LeakReport Leaks() const;

  // Walks every queue and table, and compares them with each other (audit.cc). What does not fit, a
  // sentence each; nothing, if the kernel is sound. Linear in all there is.
  std::vector<std::string> Audit() const;

  // Linear in the number of tasks.
  Statistics Count() const;
  // Those who can run, in the order of their turns; the running one first.
  std::vector<Tid> ReadyTasks() const;
  // The frames of a task, innermost first, and where each of them stands.
  static std::vector<StackEntry> StackOf(const Task& task);

  // ---- For system calls ----

  // nullptr if there is no such task. A task that has ended is found until it is reaped.
  Task* FindTask(Tid tid) const { return tasks_.Find(tid); }
  // For walking all tasks in the order of their tids, starting with After(0).
  Task* TaskAfter(Tid tid) const { return tasks_.After(tid); }
  // Whether its turn is going on.
  bool IsRunning(const Task& task) const { return running_ == &task; }

  // A new task, at the end of the ready queue. It takes the frame over. A detached task leaves no
  // zombie.
  Task& Create(std::string_view name, Frame* root, Task& parent, bool detached);

  // Ends a task now, wherever it sleeps: unwinds its frames, innermost first, and wakes those who
  // wait for it. The running task ends with its turn. False if it had ended already, or is ending.
  // (A destructor that kills a task whose destructors kill another, and so on, needs the host's
  // stack for each: some
  // thousands are fine.)
  bool Kill(Task& victim, ExitStatus status);
  // Whether the running task was killed during its turn, and with which status it will end.
  bool IsDoomed(const Task& task) const { return (task.attention_ & kDoomed) != 0; }
  ExitStatus doom() const { return doom_; }

  // Tells a task that it is to give up: its next trap that may sleep and can be refused, or the one
  // in which it sleeps, answers CANCELLED, once. False if it has ended, or is ending.
  bool Cancel(Task& task);
  // Something may strike the task: a deadline, a cancel, a signal, the end of a shield.
  void Interrupt(Task& task);
  // Whether a deadline will end what the task waits for, at the latest.
  static bool HasDeadline(const Task& task);

  // ---- Signals (signals.h) ----

  // False if the task has ended, or is ending. kNone only asks.
  bool Send(Task& task, Signal signal);
  // To all tasks of a process group; answers to how many. Linear in the number of tasks.
  int SendToGroup(Tid group, Signal signal);
  // The first of them that pends, which does not any more; kNone: none does.
  static Signal TakeSignal(Task& task, SignalSet which);
  // The sets as wholes. Neither KILL nor STOP may be in them. What pended and is caught no longer
  // is forgotten.
  void CatchSignals(Task& task, SignalSet which);
  void IgnoreSignals(Task& task, SignalSet which);
  void BlockSignals(Task& task, SignalSet which);
  // It gets no turns until it is sent CONT.
  void Stop(Task& task, Signal signal);
  static bool IsStopped(const Task& task) { return (task.attention_ & kStopped) != 0; }
  // The next stop or continuation of a child. UNAVAILABLE: there is none. From the first time on,
  // they are kept for the parent.
  absl::StatusOr<ChildExit> TakeChildChange(Task& parent);
  // The process group that INT, QUIT and TSTP of the host reach. Answers the one before.
  Tid SetForeground(Tid group);
  // What the host says of programs that tasks have started (job_control.h). CONT: it goes on.
  void HostProgramStopped(HostProcess& program, Signal signal);
  void HostProgramEnded(const HostProcess& program);
  // Whether the caller has to wait before it reads this file, since it is a terminal and its group is
  // in the background. If so, the caller takes a seat, and is sent TTIN.
  bool WithholdsTerminal(Task& caller, Fd fd, OpenFile& file, IoSeat& seat);
  // Sends ALRM at this time, once, instead of at the time that was set before; kNever: not at all.
  void SetAlarm(Task& task, Ticks deadline);

  // Ends the members of a group. Those that are running end with their turn.
  void EndMembers(Group& group, ExitStatus status);

  // Makes a sleeper runnable. Its call must have its answer.
  void Wake(Task& sleeper);
  // The same for one whose call has given up its seats and timers.
  void WakeWithdrawn(Task& sleeper);
  // Makes a sleeper runnable, and lets its call pass the gate once more when its turn comes.
  void Restart(Task& sleeper);
  // The same for all who sit in a queue, in seats that are IoSeats.
  void RestartAll(WaitQueue& queue);

  // Forgets an ended child of `parent`.
  void Reap(Task& parent, Task& zombie);

  // Whether the call that is being handled had slept, and passes the gate again.
  bool restarting() const { return restarting_; }

  const Clock& clock() const { return clock_; }
  Clock& clock() { return clock_; }
  TimerQueue& timers() { return timers_; }
  Poller& poller() { return poller_; }

  ThreadPool& threads() { return threads_; }
  HostReaper& reaper() { return reaper_; }
  Terminal& terminal() { return terminal_; }
  JobControl& jobs() { return jobs_; }

  // ---- Descriptors (descriptors.cc). Those below 10 are the task's, the others the kernel's. ----

  // nullptr if the descriptor is not open.
  OpenFile* FindFile(const Task& task, Fd fd) const {
    if (fd >= ExecutionEnvironment::kDescriptors) {
      OpenFile* const file = files_.Find(fd);
      return file == nullptr ? nullptr : &file->Now();
    }
    return fd < 0 ? nullptr : task.environment_->FindFile(fd);
  }
  // The same, to be kept. nullptr if the descriptor is not open.
  std::shared_ptr<OpenFile> ShareFile(const Task& task, Fd fd) const;
  // A new number of the kernel for an open file.
  Fd AddFile(std::shared_ptr<OpenFile> file);
  // Puts a file, or nothing, behind one of the task's own descriptors, which is from 0 to 9.
  void Redirect(Task& task, Fd fd, std::shared_ptr<OpenFile> file);
  // False if it is not open. Those who wait on it are restarted, and find it closed.
  bool Close(Task& task, Fd fd);
  // Whether a descriptor of the host belongs to something of this kernel. Linear in the number of
  // open files.
  bool OwnsHostDescriptor(int host_fd) const;
  // A task's execution environment, to be changed for this task alone.
  ExecutionEnvironment& OwnEnvironment(Task& task);

  // Adds to what the running, or dying, task has printed.
  void Print(Fd fd, std::string_view text);

  void StashException(std::exception_ptr exception) { exception_ = std::move(exception); }
  std::exception_ptr TakeException() { return std::exchange(exception_, nullptr); }

 private:
  friend void internal::EnterGateSlowly(SystemCallBase& call) noexcept;
  friend void internal::Settle(SystemCallBase& call, Reply reply) noexcept;
  friend void internal::EnterGateNow(SystemCallBase& call) noexcept;

  // How many turns may pass between two looks at timers and host.
  static constexpr int kTurnsPerLook = 64;
  // More than this is not kept back until the next trap, if the descriptor takes it.
  static constexpr std::size_t kOutputToKeep = std::size_t{64} * 1024;

  // What a task could not deliver yet, and its seat in the line for the file that had no room.
  struct Undelivered {
    TurnOutput output;
    IoSeat seat;
    // It waits for this, and not for room: somebody wanted its call to be late.
    std::optional<Delay> delay = {};
  };

  Tid SpawnRoot(std::string_view name, Frame* root);
  Task& Create(std::string_view name, Frame* root, Task* parent, ExecutionEnvironment* environment,
               bool detached);
  // How many registrations with the poller have somebody to whom they belong.
  std::size_t RegisteredFiles() const;
  void OpenFirstDescriptors(const std::array<int, 3>& host_descriptors);

  // The loop. Returns when no task is left, when `until` has ended, or when nothing can ever run
  // again.
  absl::Status RunLoop(Tid until);
  // Turns, at most so many, until nobody can run.
  void RunTurns(int most);
  void MakeRunnable(Task& task);
  void EndTurn(Task& task);
  // A turn that needs attention before it starts. False if it does not start.
  bool BeginTurn(Task& task);
  void LookOutside();
  // Nobody can run: waits until somebody can. False if that will never be.
  bool Idle();
  bool RestAndWait();
  bool WaitUntilSomebodyCan();
  void FireTimers(Ticks now);

  // The gate (gate.cc).
  enum class Passage : std::uint8_t {
    kFirst,
    kAfterDelivery,  // it had been kept before the handler, until the caller's output was delivered
    kAfterDelay,     // the same, until a time had passed that a fault injector wanted
    kAfterSleep,     // it had slept
  };
  void LetThrough(Task& caller, SystemCallBase& call, Passage passage);
  bool Inject(Task& caller, SystemCallBase& call);
  void PassGate(Task& caller, SystemCallBase& call, Passage passage);
  void PassGateNow(Task& caller, SystemCallBase& call);
  void Settle(Task& caller, SystemCallBase& call, Reply reply);

  // Interruptions (interrupt.cc).
  static Scope* ScopeToStrike(Task& task);
  static bool CancelStrikes(const Task& task, const SystemCallBase& call);
  static bool SignalStrikes(const Task& task, const SystemCallBase& call);
  static bool Refuses(Task& task, SystemCallBase& call);
  static bool InterruptionWaits(const Task& task);
  void WakeInterrupted(Task& task);
  bool StrikeAtTrap(Task& caller, SystemCallBase& call);
  void UnwindToScope(Task& task);
  void SetOutputAside(Task& task);

  // Signals (signals.cc).
  void Act(Task& task, Signal signal);
  void Pend(Task& task, Signals& signals, Signal signal);
  static void Discard(Signals& signals, SignalSet which);
  void SendAgain(Task& task, SignalSet which);
  void Continue(Task& task);
  void TellParent(const Task& child, ExitStatus status);
  void SendChld(Task& parent);
  void TakeHostSignals();
  HostProcess* ProgramToSignal(const Task& task, Signal signal) const;
  bool SendToTask(Task& task, Signal signal);
  void PassOn(Tid group, Signal signal);

  // Groups (group.cc). While one of these stands, no owner is killed that had to be left for its
  // members' sake.
  class Unwinding {
   public:
    explicit Unwinding(Kernel& kernel) : kernel_(kernel) { ++kernel_.unwinding_; }
    ~Unwinding();
    Unwinding(const Unwinding&) = delete;
    Unwinding& operator=(const Unwinding&) = delete;

   private:
    Kernel& kernel_;
  };
  struct DoomedOwner {
    Tid tid;
    ExitStatus status;
  };
  static bool OwnsGroups(const Task& task);
  static Group* NextGroup(const Task& owner, const Group* after);
  static bool HasMembers(const Task& task);
  Task* MemberToEnd(Task& owner, ExitStatus status);
  bool EndGroupsOf(Task& owner, ExitStatus status);
  void KillDoomedOwners();
  void LeaveGroup(Task& member, ExitStatus status);

  // The ends of tasks (exit.cc).
  void Doom(ExitStatus status);
  void KillAlone(Task& victim, ExitStatus status);
  void EndTurnWith(Task& task, ExitStatus status);
  void Return(Task& task);
  void DestroyFrames(Task& task);
  void FinishExit(Task& task);
  void Bury(Task& task);
  void TellOfEnd(Task& task, ExitStatus status);
  void Forget(Task& task);
  void FreeRecord(Task& task);

  // Output (output.cc). False if the task sleeps until the rest can be delivered.
  bool Deliver(Task& task, ExitStatus* fatal);
  void DeliverWithoutSleeping(Task& task);
  // What becomes of a task whose output was delivered with this result; ExitStatus(): it goes on.
  ExitStatus AfterDelivery(Task& task, const absl::Status& status);
  Passage TakeUpUndelivered(Task& task);

  template <typename Tell>
  void Observe(Tell tell);

  std::string DescribeDeadlock() const;
  void TellOfDeadlock();

  // (audit.cc)
  struct Survey;
  void AuditTask(const Task& task, Survey& survey) const;
  void AuditLine(const WaitQueue& line, std::string_view whose, Survey& survey) const;
  void AuditTasks(Survey& survey) const;
  void AuditFiles(Survey& survey) const;

  // What a turn touches stands first.
  ReadyQueue ready_;
  std::uint32_t attention_ = kAttentionNone;  // of every turn of this kernel
  Task* running_ = nullptr;
  const Task* ended_ = nullptr;  // the task whose turn was its last, while others are told
  std::size_t live_ = 0;         // tasks that have not ended
  std::size_t records_ = 0;      // Task objects
  std::uint64_t created_ = 0;
  std::uint64_t switches_ = 0;         // turns that followed another task's
  std::uint64_t forgotten_turns_ = 0;  // of tasks that are in the map no longer
  std::uint64_t forgotten_traps_ = 0;
  bool restarting_ = false;
  int unwinding_ = 0;
  std::vector<DoomedOwner> doomed_owners_;  // each after its members
  Tid awaited_exit_ = 0;                    // RunUntilExit's
  ExitStatus ending_;                       // of the running task, when its turn ends it
  ExitStatus doom_;  // of the running task, when it was killed during its turn
  std::exception_ptr exception_;

  NumberMap<Task*> tasks_;
  Clock clock_;
  TimerQueue timers_;
  Poller poller_;
  TurnOutput output_;
  std::map<Tid, Undelivered> undelivered_;
  ThreadPool threads_;
  HostReaper reaper_;
  HostSignals host_signals_;
  Terminal terminal_;
  JobControl jobs_;
  NumberMap<std::shared_ptr<OpenFile>> files_;
  ExecutionEnvironment* first_environment_;
  std::vector<Observer*> observers_;
  FaultInjector* injector_ = nullptr;
  std::unique_ptr<TraceRecorder> tracer_;
  std::int64_t frames_before_;
  StreamRouter router_;
  std::optional<Watchdog> watchdog_;
  std::string told_deadlock_;
};

// What a call answers in a task that was cancelled.
absl::Status CancelledByTask();

}  // namespace corix

#endif  // CORIX_KERNEL_KERNEL_H_
