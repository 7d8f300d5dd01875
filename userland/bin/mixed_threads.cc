// The same six as in mixed-coroutines: five on threads of the host, and the one that looks.
//
// A thread may not print, since it is no task. What it has to say it writes into a pipe of the
// host, line by line, from which a task prints it: so the lines come in the order in which the
// threads said them.

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "syscalls/adopt_host_descriptor.h"
#include "syscalls/read.h"
#include "syscalls/run_blocking.h"
#include "syscalls/sleep.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/compute.h"
#include "userland/lib/parse.h"
#include "userland/lib/print.h"
#include "userland/lib/task_group.h"

namespace corix {
namespace {

// What the threads share with the program. It lives until the last of them is done, also if the
// program was killed long before.
class Scene {
 public:
  // Takes the writing end of a pipe over.
  Scene(int pipe, absl::Duration second) : pipe_(pipe), second_(second) {}
  ~Scene() { close(pipe_); }
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  void IoBound(int seconds) {
    Say(absl::StrCat(seconds, "s IO Bound started\n"));
    {
      std::unique_lock lock(mutex_);
      cut_.wait_until(lock, EndOf(seconds), [this] { return is_cut_; });
    }
    Say(absl::StrCat(seconds, "s IO Bound finished\n"));
  }

  void CpuBound(int seconds) {
    Say(absl::StrCat(seconds, "s CPU Bound started\n"));
    const auto end = EndOf(seconds);
    while (std::chrono::steady_clock::now() < end && !WasCut()) Churn(100'000);
    Say(absl::StrCat(seconds, "s CPU Bound finished\n"));
  }

  // Nobody listens any more: all are to come to an end soon.
  void Cut() {
    {
      const std::lock_guard lock(mutex_);
      is_cut_ = true;
    }
    cut_.notify_all();
  }

 private:
  std::chrono::steady_clock::time_point EndOf(int seconds) const {
    return std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(seconds * second_);
  }
  // A line is short, so the host writes it whole (PIPE_BUF). If nobody reads any more, it is lost.
  void Say(std::string_view line) const {
    while (write(pipe_, line.data(), line.size()) < 0 && errno == EINTR) {
    }
  }
  bool WasCut() {
    const std::lock_guard lock(mutex_);
    return is_cut_;
  }

  const int pipe_;
  const absl::Duration second_;
  std::mutex mutex_;
  std::condition_variable cut_;
  bool is_cut_ = false;
};

// When the program ends before its threads, they are cut short. It does not keep the scene: the
// pipe comes to its end with the last thread.
class CutAtEnd {
 public:
  explicit CutAtEnd(std::weak_ptr<Scene> scene) : scene_(std::move(scene)) {}
  ~CutAtEnd() {
    if (const std::shared_ptr<Scene> scene = scene_.lock(); scene != nullptr) scene->Cut();
  }
  CutAtEnd(const CutAtEnd&) = delete;
  CutAtEnd& operator=(const CutAtEnd&) = delete;

 private:
  std::weak_ptr<Scene> scene_;
};

Process IoBound(int seconds, std::shared_ptr<Scene> scene) {
  auto job = [seconds, scene = std::move(scene)] { scene->IoBound(seconds); };
  co_yield RunBlocking(std::move(job));
}

Process CpuBound(int seconds, std::shared_ptr<Scene> scene) {
  auto job = [seconds, scene = std::move(scene)] { scene->CpuBound(seconds); };
  co_yield RunBlocking(std::move(job));
}

// Prints what the threads say, until there is none left that could say something.
Process Speaker(File pipe) {
  std::array<char, 512> words;
  for (;;) {
    const absl::StatusOr<std::size_t> bytes = co_yield Read(pipe, absl::MakeSpan(words));
    if (!bytes.ok() || *bytes == 0) co_return;
    PrintTo(kStdout, std::string_view(words.data(), *bytes));
  }
}

struct HostPipe {
  File reader;
  int writer = -1;  // of the host
};

absl::StatusOr<HostPipe> OpenHostPipe() {
  std::array<int, 2> ends = {};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return absl::ErrnoToStatus(errno, "no pipe");
  absl::StatusOr<File> reader = CallNow(AdoptHostDescriptor(ends[0]));
  if (!reader.ok()) {
    close(ends[0]);
    close(ends[1]);
    return reader.status();
  }
  HostPipe pipe;
  pipe.reader = *std::move(reader);
  pipe.writer = ends[1];
  return pipe;
}

}  // namespace

Co<int> MixedThreadsMain(Args args) {
  if (args.size() > 2) co_return ComplainOfUsage(args);
  constexpr absl::Duration kLongest = absl::Hours(1);
  const absl::StatusOr<absl::Duration> second =
      ParseSeconds(args.size() == 2 ? args[1] : "1", kLongest);
  if (!second.ok()) co_return Complain(args[0], second.status());
  absl::StatusOr<HostPipe> pipe = OpenHostPipe();
  if (!pipe.ok()) co_return Complain(args[0], pipe.status());

  TaskGroup speaker;
  speaker.Spawn("speaker", Speaker(std::move(pipe->reader)));
  TaskGroup threads;
  Print("Start child threads\n");
  auto scene = std::make_shared<Scene>(pipe->writer, *second);
  const CutAtEnd guard(scene);
  for (int seconds = 0; seconds < 4; ++seconds)
    threads.Spawn(absl::StrCat(seconds, "s-io"), IoBound(seconds, scene));
  threads.Spawn("2s-cpu", CpuBound(2, std::move(scene)));
  while (threads.size() > 0) {
    Print("Poll\n");
    co_yield Sleep(*second / 2);
  }
  (void)(co_yield speaker.Wait());
  Print("Poll\nMain thread completed\n");
  co_return 0;
}

}  // namespace corix
