// kernel/api/cpu.h: the registers of our one processor.
//
// Between two traps a process runs as plain C++ code. What that code and the kernel must tell each
// other at once stands here, one set for each host thread: who is running, which of its frames is
// on top, and why it stopped.
#ifndef CORIX_KERNEL_API_CPU_H_
#define CORIX_KERNEL_API_CPU_H_

#include <cstdint>

namespace corix {

class Kernel;
class Task;
struct Frame;

// Why the top frame handed the processor back to the kernel's trampoline.
enum class Stop : std::uint8_t {
  kCallOrReturn,  // another frame of the same task is on top now: resume that one
  kAnswered,      // a trap that has its answer: the turn is over, the task stays runnable
  kBlocked,       // a trap that has to wait: the turn is over, the task sleeps
  kEnd,           // a trap that ends its caller
  kTimeUp,        // a trap that was struck by a deadline: the call around it is to be ended
  kReturned,      // the outermost frame came to its end
  kGone,          // the task was buried: nothing is left of it to look at
  kLeft,          // the turn did not begin: the host program wants the kernel back
};

// Reasons for which a trap must leave the fast path. They share one word, which a turn looks at
// once.
enum Attention : std::uint32_t {
  kAttentionNone = 0,
  kOutputPending = 1U << 0U,  // the turn printed something that is not yet delivered
  kObserved = 1U << 1U,       // somebody watches this kernel
  kRestart = 1U << 2U,    // the task's turn begins with its last trap going through the gate again
  kDoomed = 1U << 3U,     // the running task was killed by somebody whom it had called
  kStopAsked = 1U << 4U,  // the task for which RunUntilExit runs has ended
  kInterrupted = 1U << 5U,  // a deadline, a cancel or a signal waits to strike the task
  kStruck = 1U << 6U,       // a deadline struck it in its sleep: its turn begins with being unwound
  kStopped = 1U << 7U,      // it was sent STOP or TSTP: it gets no turns until CONT
};

// (`task` and `top` are apart, so that the compiler does not write both with one wide store, for
// which the narrow loads that soon follow would have to wait.)
struct Cpu {
  Kernel* kernel = nullptr;
  Task* task = nullptr;  // the running task, or the dying one while it is being unwound; nullptr
                         // outside any task
  std::uint32_t attention = kAttentionNone;
  Stop stop = Stop::kCallOrReturn;
  bool threw = false;    // the frame that just returned left an exception with the kernel
  int exit_code = 0;     // what the outermost frame returned
  Frame* top = nullptr;  // the running task's innermost frame
};

inline constinit thread_local Cpu cpu;

}  // namespace corix

#endif  // CORIX_KERNEL_API_CPU_H_
