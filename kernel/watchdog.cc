#include "kernel/watchdog.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <ctime>
#include <utility>

#include "absl/strings/str_format.h"
#include "kernel/host_file.h"
#include "kernel/host_signals.h"
#include "kernel/job_control.h"
#include "kernel/task.h"
#include "kernel/terminal_rescue.h"
#include "kernel/trace_dump.h"

namespace corix {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kBetweenLooks(50);
constexpr milliseconds kLongTurn(1000);
// How long the kernel may take to hear of Ctrl-C before it is said why it does not.
constexpr milliseconds kPatience(150);
constexpr milliseconds kForTheSecond(2000);
constexpr int kLeft = 130;
constexpr std::size_t kLongestName = 64;

std::atomic<Watchdog*> watchdog{nullptr};

double Seconds(steady_clock::duration time) { return std::chrono::duration<double>(time).count(); }

}  // namespace

Watchdog::Watchdog(Task* const& running, JobControl& jobs, int output)
    : running_(running),
      jobs_(jobs),
      output_(output),
      memory_(AboveStandardStreams(open("/proc/self/mem", O_RDONLY | O_CLOEXEC))) {
  sem_init(&bell_, 0, 0);
  watchdog = this;
  // Signals are for the kernel's thread.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { Run(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Watchdog::~Watchdog() {
  watchdog = nullptr;
  stopping_ = true;
  sem_post(&bell_);
  thread_.join();
  sem_destroy(&bell_);
  if (memory_ >= 0) close(memory_);
}

void Watchdog::Wake() {
  resting_ = false;
  if (asleep_.exchange(false)) sem_post(&bell_);
}

void Watchdog::Interrupted() {
  Watchdog* const dog = watchdog;
  if (dog == nullptr) return;
  ++dog->interrupts_;
  sem_post(&dog->bell_);
}

void Watchdog::Run() {
  int rests = 0;  // looks in a row at which the kernel was idle
  while (!stopping_) {
    rests = resting_ ? rests + 1 : 0;
    bool sleeps = rests > 1 && !interrupted_.has_value();
    if (sleeps) {
      asleep_ = true;
      // (It may have gone on just now.)
      if (!resting_) sleeps = !asleep_.exchange(false);
    }
    if (sleeps) {
      while (sem_wait(&bell_) != 0 && errno == EINTR) {
      }
      asleep_ = false;
    } else {
      timespec until = {};
      clock_gettime(CLOCK_REALTIME, &until);
      until.tv_nsec += std::chrono::nanoseconds(kBetweenLooks).count();
      if (until.tv_nsec >= 1'000'000'000) {
        until.tv_nsec -= 1'000'000'000;
        ++until.tv_sec;
      }
      sem_timedwait(&bell_, &until);
    }
    const Time now = steady_clock::now();
    Look(now);
    HearInterrupt(now);
  }
}

// ---- Looking ----

bool Watchdog::Copy(const void* from, void* to, std::size_t bytes) const {
  return pread(memory_, to, bytes, static_cast<off_t>(reinterpret_cast<std::uintptr_t>(from))) ==
         static_cast<ssize_t>(bytes);
}

std::optional<Watchdog::Turn> Watchdog::Glimpse(std::string* name) const {
  Task* address = nullptr;
  alignas(Task) std::array<std::byte, sizeof(Task)> copy;
  if (resting_ ||
      !Copy(static_cast<const void*>(&running_), static_cast<void*>(&address), sizeof(void*)) ||
      address == nullptr || !Copy(address, copy.data(), copy.size()))
    return std::nullopt;
  const Task& task = *reinterpret_cast<const Task*>(copy.data());
  if (name == nullptr) return Turn{.tid = task.tid_, .number = task.turns_};
  const char* function = nullptr;
  if (!task.has_extra_) {
    function = task.function_;
  } else if (!Copy(static_cast<const void*>(&task.extra_->function), static_cast<void*>(&function),
                   sizeof(void*))) {
    function = nullptr;
  }
  *name = function == nullptr ? "?" : ShortFunctionName(function);
  alignas(std::string) std::array<std::byte, sizeof(std::string)> text;
  if (task.has_extra_ && Copy(&task.extra_->name, text.data(), text.size())) {
    const std::string& given = *reinterpret_cast<const std::string*>(text.data());
    std::array<char, kLongestName> letters;
    const std::size_t size = std::min(given.size(), letters.size());
    if (size > 0 && Copy(given.data(), letters.data(), size)) name->assign(letters.data(), size);
  }
  return Turn{.tid = task.tid_, .number = task.turns_};
}

void Watchdog::Look(Time now) {
  const std::optional<Turn> turn = Glimpse(nullptr);
  if (turn != turn_) {
    turn_ = turn;
    since_ = now;
    warned_.reset();
  }
  if (!turn_.has_value() || now - since_ < kLongTurn || told_of_.contains(turn_->tid)) return;
  told_of_.insert(turn_->tid);
  Tell(Describe(now) + "; nobody else can run meanwhile");
}

void Watchdog::HearInterrupt(Time now) {
  if (interrupts_.exchange(0) > 0) {
    if (warned_.has_value() && now - *warned_ < kForTheSecond) {
      jobs_.Abandon();
      RestoreTerminalAtEnd();
      DumpTraceAtEnd();
      [[maybe_unused]] const ssize_t written = write(output_, "\n", 1);
      _exit(kLeft);
    }
    interrupted_ = now;
  }
  if (!interrupted_.has_value()) return;
  if (!HostSignals::Awaits(Signal::kInt)) {
    interrupted_.reset();
  } else if (now - *interrupted_ >= kPatience && turn_.has_value()) {
    interrupted_.reset();
    warned_ = now;
    Tell(Describe(now) +
         " and cannot be interrupted;\ncorix: Ctrl-C again within two seconds leaves Corix");
  }
}

// ---- Telling ----

std::string Watchdog::Describe(Time now) const {
  std::string name;
  const std::optional<Turn> turn = Glimpse(&name);
  if (turn != turn_ || !turn.has_value()) return "corix: a task held the CPU";
  return absl::StrFormat("corix: task %d (%s) has held the CPU for %.1f s",
                         static_cast<int>(turn->tid), name, Seconds(now - since_));
}

void Watchdog::Tell(const std::string& what) {
  const std::string line = "\n" + what + "\n";
  [[maybe_unused]] const ssize_t written = write(output_, line.data(), line.size());
  // Ctrl-C is to be a signal, whatever the terminal is used for at the moment.
  LetTerminalInterrupt();
  spoke_ = true;
}

}  // namespace corix
