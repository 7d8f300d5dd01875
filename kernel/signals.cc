#include "kernel/signals.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "kernel/kernel.h"
#include "kernel/observe.h"

namespace corix {

namespace {

constexpr SignalSet kTerminalUse(Signal::kTtin, Signal::kTtou);
constexpr SignalSet kStops(Signal::kTstp, Signal::kTtin, Signal::kTtou);

// What concerns a task and the program of the host for which it stands.
bool IsForBoth(Signal signal) { return signal == Signal::kStop || signal == Signal::kCont; }

}  // namespace

bool Kernel::Send(Task& task, Signal signal) {
  HostProcess* const program = ProgramToSignal(task, signal);
  if (program != nullptr) (void)program->Send(static_cast<int>(signal));
  return program != nullptr && !IsForBoth(signal) ? true : SendToTask(task, signal);
}

// The program of the host that gets what is sent to the task; nullptr: the task itself does.
HostProcess* Kernel::ProgramToSignal(const Task& task, Signal signal) const {
  if (!task.sleeping() || signal == Signal::kKill || signal == Signal::kNone) return nullptr;
  const Signals* const signals = task.signals();
  if (signals != nullptr && (signals->caught | signals->blocked).Has(signal)) return nullptr;
  return task.call_->StandsFor(*this, task);
}

bool Kernel::SendToTask(Task& task, Signal signal) {
  if (task.dying_or_ended() || task.frames_gone_ || task.awaits_members_ || IsDoomed(task))
    return false;
  if (signal != Signal::kNone) {
    const Task* const sender = cpu.task;
    Observe([&](Observer& observer) { observer.Signalled(task, signal, sender); });
  }
  Signals* const signals = task.signals();
  const bool stops = DefaultAction(signal) == SignalAction::kStop;
  if (signals != nullptr && stops) Discard(*signals, SignalSet(Signal::kCont));
  if (signals != nullptr && signal == Signal::kCont) Discard(*signals, kStops);
  if (signals != nullptr && (signals->caught | signals->blocked).Has(signal)) {
    Pend(task, *signals, signal);
  } else if (!task.environment().ignored.Has(signal)) {
    Act(task, signal);
  }
  // Whatever else it means to the task. (And who goes on may end at once.)
  if (signal == Signal::kCont) Continue(task);
  return true;
}

int Kernel::SendToGroup(Tid group, Signal signal) {
  // At the host, the children of programs are reached too.
  jobs_.Send(group, static_cast<int>(signal));
  int reached = 0;
  for (Task* task = TaskAfter(0); task != nullptr;) {
    const Tid tid = task->tid();
    if (!task->ended() && task->environment().process_group == group) {
      const HostProcess* const program = ProgramToSignal(*task, signal);
      const bool told = program != nullptr && group != 0 && program->group() == group;
      bool reaches = told;
      if (told && IsForBoth(signal)) reaches = SendToTask(*task, signal);
      if (!told) reaches = Send(*task, signal);
      if (reaches) ++reached;
    }
    task = TaskAfter(tid);
  }
  return reached;
}

// The default.
void Kernel::Act(Task& task, Signal signal) {
  switch (DefaultAction(signal)) {
    case SignalAction::kEnd:
      if (IsStopped(task) && signal != Signal::kKill) {
        task.MakeSignals().pending.Add(signal);
      } else {
        Kill(task, ExitStatus::Killed(signal));
      }
      break;
    case SignalAction::kStop:
      Stop(task, signal);
      break;
    case SignalAction::kContinue:
    case SignalAction::kNothing:
      break;
  }
}

void Kernel::Pend(Task& task, Signals& signals, Signal signal) {
  if (task.sleeping() && task.call_->awaited_signals().Has(signal)) {
    task.call_->Signalled(signal);
    return Wake(task);
  }
  signals.pending.Add(signal);
  if (signals.blocked.Has(signal)) return;
  signals.untold.Add(signal);
  Interrupt(task);
}

void Kernel::Discard(Signals& signals, SignalSet which) {
  signals.pending = signals.pending - which;
  signals.untold = signals.untold - which;
}

Signal Kernel::TakeSignal(Task& task, SignalSet which) {
  Signals* const signals = task.signals();
  if (signals == nullptr) return Signal::kNone;
  const Signal signal = (signals->pending & which & (signals->caught | signals->blocked)).First();
  Discard(*signals, SignalSet(signal));
  return signal;
}

void Kernel::CatchSignals(Task& task, SignalSet which) {
  Signals& signals = task.MakeSignals();
  Discard(signals, signals.caught - which - signals.blocked);
  signals.caught = which;
  const SignalSet ignored = task.environment().ignored;
  if (!(ignored & which).empty()) OwnEnvironment(task).ignored = ignored - which;
}

void Kernel::IgnoreSignals(Task& task, SignalSet which) {
  OwnEnvironment(task).ignored = which;
  Signals* const signals = task.signals();
  if (signals == nullptr) return;
  signals->caught = signals->caught - which;
  Discard(*signals, which);
}

void Kernel::BlockSignals(Task& task, SignalSet which) {
  Signals& signals = task.MakeSignals();
  const SignalSet freed = (signals.blocked - which) & signals.pending;
  signals.blocked = which;
  signals.untold = signals.untold - which;
  SendAgain(task, freed);
}

// Signals that pended, and do not any more, act as if they came just now.
void Kernel::SendAgain(Task& task, SignalSet which) {
  const Tid tid = task.tid();
  Discard(*task.signals(), which);
  for (Signal signal = which.First(); signal != Signal::kNone; signal = which.First()) {
    which.Remove(signal);
    if (Task* const still = FindTask(tid); still == nullptr || !Send(*still, signal)) return;
  }
}

// ---- Stopping ----

void Kernel::Stop(Task& task, Signal signal) {
  if (IsStopped(task)) return;
  // It stays where it is, and is taken out of the ready queue when a turn of its would begin.
  task.attention_ |= kStopped;
  TellParent(task, ExitStatus::Stopped(signal));
}

void Kernel::Continue(Task& task) {
  if (!IsStopped(task)) return;
  task.attention_ &= static_cast<std::uint8_t>(~kStopped);
  if (task.state_ == TaskState::kStopped) {
    MakeRunnable(task);
  }
  TellParent(task, ExitStatus::Continued());
  if (const Signals* const signals = task.signals(); signals != nullptr)
    SendAgain(task, signals->pending - signals->caught - signals->blocked);
}

// Of a child that was stopped, or goes on.
void Kernel::TellParent(const Task& child, ExitStatus status) {
  Task* const parent = child.parent();
  if (parent == nullptr || child.detached_ || parent->dying_or_ended()) return;
  const ChildExit change = {.tid = child.tid(), .status = status};
  if (parent->sleeping() && parent->call_->ChildChanged(change)) {
    Wake(*parent);
  } else if (Signals* const signals = parent->signals();
             signals != nullptr && signals->watches_children) {
    std::erase_if(signals->changes,
                  [&](const ChildExit& other) { return other.tid == change.tid; });
    signals->changes.push_back(change);
  }
  SendChld(*parent);
}

void Kernel::SendChld(Task& parent) {
  if (parent.signals() != nullptr) Send(parent, Signal::kChld);
}

absl::StatusOr<ChildExit> Kernel::TakeChildChange(Task& parent) {
  Signals& signals = parent.MakeSignals();
  if (!std::exchange(signals.watches_children, true)) {
    // It asks for the first time.
    for (const Task* task = TaskAfter(0); task != nullptr; task = TaskAfter(task->tid())) {
      if (task->parent_ == &parent && !task->detached_ && !task->ended() && IsStopped(*task))
        signals.changes.push_back(
            {.tid = task->tid(), .status = ExitStatus::Stopped(Signal::kStop)});
    }
  }
  while (!signals.changes.empty()) {
    const ChildExit change = signals.changes.front();
    signals.changes.pop_front();
    const Task* const child = FindTask(change.tid);
    if (child != nullptr && !child->ended()) return change;
  }
  return absl::UnavailableError("nothing has become of a child");
}

// ---- Those of the host ----

void Kernel::TakeHostSignals() {
  SignalSet signals = HostSignals::Take();
  for (Signal signal = signals.First(); signal != Signal::kNone; signal = signals.First()) {
    signals.Remove(signal);
    if (signal == Signal::kChld) {
      jobs_.LookForStops();
      continue;
    }
    if (signal == Signal::kInt || signal == Signal::kQuit || signal == Signal::kTstp) {
      SendToGroup(jobs_.foreground(), signal);
      continue;
    }
    for (Task* task = TaskAfter(0); task != nullptr;) {
      const Tid tid = task->tid();
      if (task->parent_ == nullptr) Send(*task, signal);
      task = TaskAfter(tid);
    }
  }
}

// What the terminal has told a program of the host, it would have told all tasks of the group; but
// those programs that are of its own group it has told.
void Kernel::PassOn(Tid group, Signal signal) {
  for (Task* task = TaskAfter(0); task != nullptr;) {
    const Tid tid = task->tid();
    if (!task->ended() && task->environment().process_group == group) {
      const HostProcess* const program = ProgramToSignal(*task, signal);
      if (program == nullptr || program->group() != group) SendToTask(*task, signal);
    }
    task = TaskAfter(tid);
  }
}

void Kernel::HostProgramStopped(HostProcess& program, Signal signal) {
  if (kTerminalUse.Has(signal) && jobs_.LetUseTerminal(program)) return;
  Task* const task = FindTask(program.starter());
  if (task != nullptr && ProgramToSignal(*task, Signal::kStop) == &program) {
    if (signal == Signal::kCont) {
      Continue(*task);
    } else {
      Stop(*task, signal);
    }
  }
  if (signal == Signal::kTstp && program.group() != 0) PassOn(program.group(), signal);
}

void Kernel::HostProgramEnded(const HostProcess& program) {
  // (A task that goes on may end at once, and its program's record with it.)
  const ExitStatus status = program.exit_status();
  const Tid group = program.group();
  if (program.stopped_by() != Signal::kNone) {
    // It went on and ended before anybody looked: nobody stands for it any more.
    Task* const task = FindTask(program.starter());
    if (task != nullptr && !task->ended()) Continue(*task);
  }
  if (group == 0 || status.cause != ExitStatus::Cause::kKilled) return;
  if (status.signal == Signal::kInt || status.signal == Signal::kQuit) PassOn(group, status.signal);
}

Tid Kernel::SetForeground(Tid group) {
  const Tid before = jobs_.foreground();
  if (group != before) jobs_.SetForeground(group);
  return before;
}

bool Kernel::WithholdsTerminal(Task& caller, Fd fd, OpenFile& file, IoSeat& seat) {
  const Tid group = caller.environment().process_group;
  if (jobs_.MayRead(file, group)) return false;
  jobs_.WakeAtChange(ShareFile(caller, fd));
  seat.Join(file, IoEvents::kReadable, caller);
  // (Who does not want to be stopped waits all the same.)
  SendToTask(caller, Signal::kTtin);
  return true;
}

// ---- Alarms ----

void AlarmClock::Ring() { cpu.kernel->Send(task_, Signal::kAlrm); }

void Kernel::SetAlarm(Task& task, Ticks deadline) {
  AlarmClock& alarm = task.MakeSignals().alarm;
  if (alarm.taken()) timers_.Cancel(alarm);
  if (deadline != TimerQueue::kNever) timers_.Set(alarm, deadline);
}

}  // namespace corix
