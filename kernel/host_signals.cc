#include "kernel/host_signals.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>

#include "kernel/host_file.h"
#include "kernel/watchdog.h"

namespace corix {
namespace {

struct Pair {
  Signal ours;
  int host;
};
constexpr std::array kPairs = {
    Pair{Signal::kHup, SIGHUP},   Pair{Signal::kInt, SIGINT},   Pair{Signal::kUsr1, SIGUSR1},
    Pair{Signal::kUsr2, SIGUSR2}, Pair{Signal::kTerm, SIGTERM}, Pair{Signal::kCont, SIGCONT},
    Pair{Signal::kTstp, SIGTSTP}, Pair{Signal::kQuit, SIGQUIT}, Pair{Signal::kChld, SIGCHLD},
};

// What the handler touches.
std::atomic<int> signal_doorbell{-1};
std::array<std::atomic<bool>, kPairs.size()> noted = {};

std::array<struct sigaction, kPairs.size()> actions_before = {};
std::array<bool, kPairs.size()> taken_over = {};

void Note(int host_signal) {
  const int saved_errno = errno;
  for (std::size_t i = 0; i < kPairs.size(); ++i)
    if (kPairs[i].host == host_signal) noted[i] = true;
  const std::uint64_t ring = 1;
  [[maybe_unused]] const ssize_t written = write(signal_doorbell, &ring, sizeof(ring));
  if (host_signal == SIGINT) Watchdog::Interrupted();
  errno = saved_errno;
}

}  // namespace

absl::Status HostSignals::Listen(SignalSet signals) {
  const int bell = AboveStandardStreams(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (bell < 0) return absl::ResourceExhaustedError("the host gives us no descriptor");
  int nobody = -1;
  if (!signal_doorbell.compare_exchange_strong(nobody, bell)) {
    close(bell);
    return absl::FailedPreconditionError("another kernel listens to the host's signals");
  }
  doorbell_ = bell;
  if (const absl::Status status = poller_.Register(bell, *this, poll_slot_).status(); !status.ok())
    return status;
  for (std::size_t i = 0; i < kPairs.size(); ++i) {
    if (!signals.Has(kPairs[i].ours)) continue;
    sigaction(kPairs[i].host, nullptr, &actions_before[i]);
    // Who started us wants it to be ignored, as nohup does.
    if ((actions_before[i].sa_flags & SA_SIGINFO) == 0 && actions_before[i].sa_handler == SIG_IGN)
      continue;
    struct sigaction action = {};
    action.sa_handler = &Note;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    taken_over[i] = sigaction(kPairs[i].host, &action, nullptr) == 0;
  }
  return absl::OkStatus();
}

HostSignals::~HostSignals() {
  if (!listens()) return;
  for (std::size_t i = 0; i < kPairs.size(); ++i) {
    if (taken_over[i]) sigaction(kPairs[i].host, &actions_before[i], nullptr);
    taken_over[i] = false;
    noted[i] = false;
  }
  signal_doorbell = -1;
  if (poll_slot_.used()) poller_.Forget(poll_slot_, -1);
  close(doorbell_);
}

bool HostSignals::Handles(int host_signal) {
  for (std::size_t i = 0; i < kPairs.size(); ++i)
    if (kPairs[i].host == host_signal) return taken_over[i];
  return false;
}

bool HostSignals::Awaits(Signal signal) {
  for (std::size_t i = 0; i < kPairs.size(); ++i)
    if (kPairs[i].ours == signal) return noted[i];
  return false;
}

SignalSet HostSignals::Take() {
  SignalSet signals;
  for (std::size_t i = 0; i < kPairs.size(); ++i)
    if (noted[i].load(std::memory_order_relaxed) && noted[i].exchange(false))
      signals.Add(kPairs[i].ours);
  return signals;
}

void HostSignals::OnHostEvents(HostEvents /*events*/) {
  std::uint64_t rings = 0;
  while (read(doorbell_, &rings, sizeof(rings)) < 0 && errno == EINTR) {
  }
}

}  // namespace corix
