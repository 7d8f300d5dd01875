// exit_status.h: how a task ended, and what WaitTask answers.
#ifndef MINI_EXIT_STATUS_H_
#define MINI_EXIT_STATUS_H_

namespace mini {

// By its own will: its body came to its end, or it said Exit. By an exception. By KillTask.
enum class Cause { kReturned, kException, kKilled };

inline constexpr int kExceptionCode = 134;
inline constexpr int kKilledCode = 137;

struct ExitStatus {
  Cause cause = Cause::kReturned;
  int code = 0;
};

enum class WaitError { kNone, kNoSuchTask, kItself, kCycle };

struct Waited {
  WaitError error = WaitError::kNone;
  ExitStatus status;  // if there was no error
};

}  // namespace mini

#endif  // MINI_EXIT_STATUS_H_
