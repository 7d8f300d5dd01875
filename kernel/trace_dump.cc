#include "kernel/trace_dump.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <string_view>
#include <utility>

#include "kernel/host_signals.h"
#include "kernel/terminal_rescue.h"
#include "kernel/trace_json.h"
#include "kernel/trace_recorder.h"

namespace corix {
namespace {

constexpr std::array kCrashes = {SIGILL, SIGTRAP, SIGABRT, SIGBUS,  SIGFPE,  SIGSEGV, SIGSYS,
                                 SIGHUP, SIGINT,  SIGQUIT, SIGTERM, SIGALRM, SIGXCPU, SIGXFSZ};

struct Dump {
  std::atomic<const TraceRecorder*> recorder{nullptr};
  std::string path;
  int host_fd = -1;
  bool listens = false;
  std::array<struct sigaction, kCrashes.size()> before = {};
};
Dump& TheDump() {
  static Dump& dump = *new Dump();
  return dump;
}

bool WriteWhole(int host_fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(host_fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

void StopListeningForCrashes() {
  Dump& dump = TheDump();
  if (!std::exchange(dump.listens, false)) return;
  for (std::size_t i = 0; i < kCrashes.size(); ++i) {
    if (dump.before[i].sa_flags == -1) continue;
    sigaction(kCrashes[i], &dump.before[i], nullptr);
  }
}

void OnCrash(int signal, siginfo_t* info, void* /*context*/) {
  const int saved_errno = errno;
  // Whatever goes wrong from here on is no business of ours any more.
  StopListeningForCrashes();
  DumpTraceAtEnd();
  errno = saved_errno;
  // A fault comes again by itself; what was sent must be sent again.
  const bool was_sent = info == nullptr || info->si_code <= 0;
  const bool is_fault = signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE ||
                        signal == SIGILL || signal == SIGTRAP || signal == SIGSYS;
  if (was_sent || !is_fault) raise(signal);
}

void ListenForCrashes() {
  Dump& dump = TheDump();
  if (std::exchange(dump.listens, true)) return;
  NeedSignalStack();
  for (std::size_t i = 0; i < kCrashes.size(); ++i) {
    struct sigaction& before = dump.before[i];
    sigaction(kCrashes[i], nullptr, &before);
    const bool ignored = (before.sa_flags & SA_SIGINFO) == 0 && before.sa_handler == SIG_IGN;
    // (What a kernel hands on to its tasks ends nobody else.)
    if (ignored || HostSignals::Handles(kCrashes[i])) {
      before.sa_flags = -1;
      continue;
    }
    struct sigaction ours = {};
    ours.sa_sigaction = &OnCrash;
    ours.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&ours.sa_mask);
    sigaction(kCrashes[i], &ours, nullptr);
  }
}

}  // namespace

void DumpTraceAtCrash(const TraceRecorder& recorder, std::string path, int host_fd) {
  Dump& dump = TheDump();
  dump.recorder = nullptr;
  dump.path = std::move(path);
  dump.host_fd = host_fd;
  dump.recorder = &recorder;
  ListenForCrashes();
}

void ForgetTraceDump(const TraceRecorder& recorder) {
  const TraceRecorder* ours = &recorder;
  TheDump().recorder.compare_exchange_strong(ours, nullptr);
}

// Nothing here allocates from the heap, or takes a lock.
void DumpTraceAtEnd() {
  Dump& dump = TheDump();
  const TraceRecorder* const recorder = dump.recorder.exchange(nullptr);
  if (recorder == nullptr) return;
  constexpr int kPermissions = 0600;
  int host_fd = dump.host_fd;
  if (host_fd < 0) {
    host_fd = open(dump.path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
                   kPermissions);
  }
  bool written = host_fd >= 0;
  if (written) {
    TraceJson json;
    json.SetLost(recorder->lost());
    // The last record may have been just about to be written.
    TracePiece last = {};
    recorder->ForEach(
        [&](const TracePiece& piece) {
          json.Add(last);
          last = piece;
        },
        [&](const TracedTask& task) { json.Add(task); });
    if (last.begin != last.end) --last.end;
    json.Add(last);
    for (std::string_view text = json.Next(); written && !text.empty(); text = json.Next())
      written = WriteWhole(host_fd, text);
  }
  (void)WriteWhole(STDERR_FILENO, written ? "corix: what was traced is in "
                                          : "corix: what was traced cannot be written to ");
  (void)WriteWhole(STDERR_FILENO, dump.path);
  (void)WriteWhole(STDERR_FILENO, "\n");
}

}  // namespace corix
