// kernel/host_signals.h: what the host sends to the process, handed on to the tasks.
//
// A handler in the host's sense does next to nothing: it notes the signal and rings a doorbell, on
// which the poller listens. The kernel takes what was noted when it looks outside, or when nobody can
// run, and sends it as if a task had: INT and TSTP, which a terminal sends for Ctrl-C and Ctrl-Z, to
// the process group in the foreground; the others to the tasks that the host program started.
//
// One kernel of a host process at a time listens.
#ifndef CORIX_KERNEL_HOST_SIGNALS_H_
#define CORIX_KERNEL_HOST_SIGNALS_H_

#include "absl/status/status.h"
#include "kernel/api/signal.h"
#include "kernel/poller.h"

namespace corix {

class HostSignals final : public PollTarget {
 public:
  explicit HostSignals(Poller& poller) : poller_(poller) {}
  // What the host does about the signals is what it was before.
  ~HostSignals();
  HostSignals(const HostSignals&) = delete;
  HostSignals& operator=(const HostSignals&) = delete;

  // From now on these are noted, but for those that the host process ignores. Once.
  // FAILED_PRECONDITION: another kernel listens. RESOURCE_EXHAUSTED: the host has no descriptor left.
  absl::Status Listen(SignalSet signals);

  bool listens() const { return doorbell_ >= 0; }
  // Whether a handler of ours is there for this signal of the host's numbers.
  static bool Handles(int host_signal);
  // Whether this one has come, and was not taken yet. From any thread.
  static bool Awaits(Signal signal);
  // What has come since the last time.
  static SignalSet Take();

  // The doorbell rings: whoever waited for the host goes on, and takes what has come.
  void OnHostEvents(HostEvents events) override;
  bool watched() const { return poll_slot_.used(); }
  bool Owns(int host_fd) const { return doorbell_ >= 0 && host_fd == doorbell_; }

 private:
  Poller& poller_;
  PollSlot poll_slot_;
  int doorbell_ = -1;
};

}  // namespace corix

#endif  // CORIX_KERNEL_HOST_SIGNALS_H_
