// calls.h: what a task can ask of the kernel.
//
// Every call ends the turn. Unless it says that the caller sleeps or ends, the caller goes to the
// end of the line, behind whoever is made or woken by it.
#ifndef MINI_CALLS_H_
#define MINI_CALLS_H_

#include "clock.h"
#include "exit_status.h"
#include "system_call.h"
#include "task.h"

namespace mini {

// Lets others run.
class Pause final : public SystemCall {
 public:
  void Handle(Kernel& kernel, Tid caller) override;
  void answer() const {}
};

// Answers the caller's own number.
class GetTid final : public SystemCall {
 public:
  void Handle(Kernel& kernel, Tid caller) override;
  Tid answer() const { return tid_; }

 private:
  Tid tid_ = 0;
};

// Begins a task, and answers its number.
class NewTask final : public SystemCall {
 public:
  explicit NewTask(Task task);
  void Handle(Kernel& kernel, Tid caller) override;
  Tid answer() const { return tid_; }

 private:
  Task task_;
  Tid tid_ = 0;
};

// Ends a task at once, wherever it is, and answers true; or false if no such task lives. A task
// that kills itself gets no answer.
class KillTask final : public SystemCall {
 public:
  explicit KillTask(Tid target);
  void Handle(Kernel& kernel, Tid caller) override;
  bool answer() const { return killed_; }

 private:
  Tid target_;
  bool killed_ = false;
};

// Sleeps until another task says Unpark.
class Park final : public SystemCall {
 public:
  void Handle(Kernel& kernel, Tid caller) override;
  void answer() const {}
};

// Sleeps for a time. Zero, or less, is the same as Pause. No time is too long: what would end after
// Moment::max(), such as Duration::max(), ends then.
class Sleep final : public SystemCall {
 public:
  explicit Sleep(Duration duration);
  void Handle(Kernel& kernel, Tid caller) override;
  void answer() const {}

 private:
  Duration duration_;
};

// Wakes a task that sleeps in Park, and answers true; or false if that task does not sleep there.
class Unpark final : public SystemCall {
 public:
  explicit Unpark(Tid target);
  void Handle(Kernel& kernel, Tid caller) override;
  bool answer() const { return woken_; }

 private:
  Tid target_;
  bool woken_ = false;
};

// What a task waits for at a descriptor.
enum class Io { kRead, kWrite };

// kReady: to read or write would not wait now. (It may fail, or find the end: that is no waiting.)
enum class IoAnswer { kReady, kClosed, kBadDescriptor };

// Sleeps until a descriptor of the host is readable, or writable, or has hung up. Any number of
// tasks may wait for the same one; all who want the same are woken, in the order in which they
// came. (Among different descriptors the order is free.) What epoll refuses, such as a file on disk,
// is always ready.
class WaitIo final : public SystemCall {
 public:
  WaitIo(int fd, Io direction);
  void Handle(Kernel& kernel, Tid caller) override;
  IoAnswer answer() const { return answer_; }

  // The kernel tells why it wakes the caller.
  void Finish(IoAnswer answer) { answer_ = answer; }

 private:
  int fd_;
  Io direction_;
  IoAnswer answer_ = IoAnswer::kReady;
};

// Closes a descriptor of the host, and answers whether it was open. Those who wait for it are told
// kClosed. From then on its number means nothing here: the host may give it to another file.
class Close final : public SystemCall {
 public:
  explicit Close(int fd);
  void Handle(Kernel& kernel, Tid caller) override;
  bool answer() const { return closed_; }

 private:
  int fd_;
  bool closed_ = false;
};

// Ends the caller, with all its frames.
class Exit final : public SystemCall {
 public:
  explicit Exit(int code);
  void Handle(Kernel& kernel, Tid caller) override;
  void answer() const {}

 private:
  int code_;
};

// Sleeps until a task has ended, and answers how. If it has ended already, the answer is there at
// once. Refused is to wait for who never was, for oneself, and for one who waits, maybe through
// others, for the caller.
class WaitTask final : public SystemCall {
 public:
  explicit WaitTask(Tid target);
  void Handle(Kernel& kernel, Tid caller) override;
  Waited answer() const { return waited_; }

  // The kernel tells how the target ended.
  void Finish(ExitStatus status) { waited_.status = status; }

 private:
  Tid target_;
  Waited waited_;
};

}  // namespace mini

#endif  // MINI_CALLS_H_
