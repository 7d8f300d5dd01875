#include "kernel/terminal_rescue.h"

#include <termios.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "kernel/host_signals.h"

namespace corix {
namespace {

// What ends a process. Those that it ignores, it goes on to ignore.
constexpr std::array kDeadly = {SIGHUP,  SIGINT, SIGQUIT, SIGILL,  SIGTRAP, SIGABRT,
                                SIGBUS,  SIGFPE, SIGSEGV, SIGALRM, SIGTERM, SIGUSR1,
                                SIGUSR2, SIGSYS, SIGXCPU, SIGXFSZ};
// What only rings.
constexpr std::array kNews = {SIGWINCH, SIGCONT};
// Ends bracketed paste, and the colours; the line stays where it is. A guest that had the whole screen
// gives it back, and the cursor (xterm's 1047 does nothing where there is nothing to give back).
constexpr std::string_view kFarewell = "\x1b[?1047l\x1b[?7h\x1b[?25h\x1b[?2004l\x1b[m\r\n";
constexpr std::size_t kStackSize = std::size_t{64} << 10U;

struct Rescue {
  std::atomic<bool> taken{false};  // by a guest
  std::atomic<bool> armed{false};  // the modes are to be put back
  int host_fd = -1;
  std::atomic<int> doorbell{-1};
  termios before = {};
  termios raw = {};
  std::array<struct sigaction, kDeadly.size()> deadly_before = {};
  std::array<struct sigaction, kNews.size()> news_before = {};
};
Rescue rescue;

// Only what is allowed in a signal handler: tcsetattr, write (POSIX, 2.4.3).
void PutBack() {
  if (!rescue.armed.exchange(false)) return;
  tcsetattr(rescue.host_fd, TCSANOW, &rescue.before);
}

void PutBackAtEnd() {
  if (!rescue.armed) return;
  PutBack();
  [[maybe_unused]] const ssize_t written =
      write(rescue.host_fd, kFarewell.data(), kFarewell.size());
}

void OnDeadly(int signal, siginfo_t* info, void* /*context*/) {
  const int saved_errno = errno;
  PutBackAtEnd();
  for (std::size_t i = 0; i < kDeadly.size(); ++i) {
    if (kDeadly[i] == signal) sigaction(signal, &rescue.deadly_before[i], nullptr);
  }
  errno = saved_errno;
  // A fault will come again by itself when the handler returns; what was sent must be sent again, and
  // comes when the handler returns too.
  const bool is_fault = info != nullptr && info->si_code > 0 && signal != SIGALRM &&
                        signal != SIGHUP && signal != SIGINT && signal != SIGQUIT;
  if (!is_fault) raise(signal);
}

void OnNews(int signal, siginfo_t* info, void* context) {
  const int saved_errno = errno;
  const std::uint64_t ring = 1;
  [[maybe_unused]] const ssize_t written = write(rescue.doorbell, &ring, sizeof(ring));
  // Whoever listened before goes on to hear it.
  for (std::size_t i = 0; i < kNews.size(); ++i) {
    if (kNews[i] != signal) continue;
    const struct sigaction& before = rescue.news_before[i];
    if ((before.sa_flags & SA_SIGINFO) != 0) {
      before.sa_sigaction(signal, info, context);
    } else if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) {
      before.sa_handler(signal);
    }
  }
  errno = saved_errno;
}

using Handler = void (*)(int, siginfo_t*, void*);

void Listen(int signal, Handler handler, int flags, struct sigaction& before) {
  sigaction(signal, nullptr, &before);
  if ((before.sa_flags & SA_SIGINFO) == 0 && before.sa_handler == SIG_IGN) return;
  struct sigaction ours = {};
  ours.sa_sigaction = handler;
  ours.sa_flags = SA_SIGINFO | flags;
  sigemptyset(&ours.sa_mask);
  sigaction(signal, &ours, nullptr);
}

void StopListening(int signal, Handler handler, const struct sigaction& before) {
  struct sigaction current = {};
  sigaction(signal, nullptr, &current);
  // Somebody else may have come after us.
  const bool is_ours = (current.sa_flags & SA_SIGINFO) != 0 && current.sa_sigaction == handler;
  if (is_ours) sigaction(signal, &before, nullptr);
}

termios RawFrom(termios modes) {
  modes.c_iflag &=
      ~static_cast<tcflag_t>(BRKINT | ICRNL | IGNCR | INLCR | INPCK | ISTRIP | IXON | PARMRK);
  // What is written keeps its treatment: a newline of others returns to the margin.
  modes.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL | ICANON | IEXTEN | ISIG);
  modes.c_cc[VMIN] = 1;
  modes.c_cc[VTIME] = 0;
  return modes;
}

}  // namespace

void NeedSignalStack() {
  stack_t current = {};
  if (sigaltstack(nullptr, &current) != 0 || (current.ss_flags & SS_DISABLE) == 0) return;
  static std::array<char, kStackSize> memory;
  stack_t ours = {};
  ours.ss_sp = memory.data();
  ours.ss_size = memory.size();
  sigaltstack(&ours, nullptr);
}

bool MakeTerminalRaw(int host_fd, int doorbell) {
  if (rescue.taken.exchange(true)) {
    errno = EBUSY;
    return false;
  }
  static const bool at_exit = std::atexit(&PutBackAtEnd) == 0;
  (void)at_exit;
  if (tcgetattr(host_fd, &rescue.before) != 0) {
    rescue.taken = false;
    return false;
  }
  rescue.host_fd = host_fd;
  rescue.doorbell = doorbell;
  rescue.raw = RawFrom(rescue.before);
  NeedSignalStack();
  // (What a kernel hands on to its tasks ends nobody else.)
  for (std::size_t i = 0; i < kDeadly.size(); ++i) {
    if (!HostSignals::Handles(kDeadly[i]))
      Listen(kDeadly[i], &OnDeadly, SA_ONSTACK, rescue.deadly_before[i]);
  }
  for (std::size_t i = 0; i < kNews.size(); ++i)
    Listen(kNews[i], &OnNews, SA_RESTART | SA_ONSTACK, rescue.news_before[i]);
  rescue.armed = true;
  if (tcsetattr(host_fd, TCSANOW, &rescue.raw) == 0) return true;
  const int error = errno;
  RestoreTerminal();
  errno = error;
  return false;
}

void MakeTerminalRawAgain() {
  if (rescue.armed) tcsetattr(rescue.host_fd, TCSANOW, &rescue.raw);
}

void LetTerminalInterrupt() {
  if (!rescue.armed) return;
  termios modes = rescue.raw;
  modes.c_lflag |= ISIG;
  tcsetattr(rescue.host_fd, TCSANOW, &modes);
}

void RestoreTerminalAtEnd() { PutBackAtEnd(); }

void RestoreTerminal() {
  PutBack();
  for (std::size_t i = 0; i < kDeadly.size(); ++i)
    StopListening(kDeadly[i], &OnDeadly, rescue.deadly_before[i]);
  for (std::size_t i = 0; i < kNews.size(); ++i)
    StopListening(kNews[i], &OnNews, rescue.news_before[i]);
  rescue.doorbell = -1;
  rescue.taken = false;
}

}  // namespace corix
