#include "world.h"

#include <algorithm>
#include <compare>
#include <stdexcept>

#include "syscalls/get_group.h"
#include "syscalls/get_tid.h"
#include "syscalls/list_tasks.h"
#include "syscalls/new_task.h"
#include "syscalls/read.h"
#include "syscalls/send_signal.h"
#include "syscalls/signal_group.h"
#include "syscalls/sleep.h"
#include "syscalls/write.h"

namespace lab {
namespace {

using corix::kStdin;
using corix::kStdout;
using mini::Words;

constexpr std::size_t kPiece = 1000;

// What programs tell. In which order those do so who run at the same instant is the scheduler's
// business, and depends on how many traps the shell needs. So they are told in the order of time,
// and then of the alphabet.
struct Told {
  corix::Ticks when;
  std::string what;
  friend auto operator<=>(const Told&, const Told&) = default;
};
std::vector<Told> told;
Kernel* the_kernel = nullptr;

void Tell(const std::string& what) { told.push_back({the_kernel->clock().Now(), what}); }

void TellAll() {
  std::sort(told.begin(), told.end());
  for (const Told& one : told) Event(one.what);
  told.clear();
}

int Number(const Words& words, std::size_t at) {
  return at < words.size() ? std::stoi(words[at]) : 0;
}

Co<int> ExitWith(Words words) {
  Tell("exit");
  co_return Number(words, 1);
}

Co<int> Throw(Words) {
  Tell("throws");
  throw std::runtime_error("thrown by throw");
  co_return 0;
}

Co<int> Nap(Words words) {
  Tell(words[1] + " begins");
  // No two end at the same instant.
  static int naps = 0;
  co_yield corix::Sleep(absl::Seconds(Number(words, 2)) + absl::Microseconds(++naps));
  Tell(words[1] + " ends");
  co_return 0;
}

// Writes as many bytes, or fewer if nobody reads them; answers how many.
Co<std::size_t> WriteBytes(std::string bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const std::string_view rest = std::string_view(bytes).substr(done);
    const absl::StatusOr<std::size_t> written = co_yield corix::Write(kStdout, rest);
    if (!written.ok()) break;
    done += *written;
  }
  co_return done;
}

Co<int> Emit(Words words) {
  const auto all = static_cast<std::size_t>(Number(words, 1));
  std::size_t done = 0;
  while (done < all) {
    const std::size_t wants = std::min(kPiece, all - done);
    const std::size_t wrote = co_await WriteBytes(std::string(wants, 'x'));
    done += wrote;
    if (wrote < wants) break;
  }
  Tell("emit: " + std::to_string(done));
  co_return 0;
}

// At most so many bytes; nothing at the end.
Co<std::string> ReadBytes(std::size_t most) {
  std::string buffer(std::min(most, kPiece), '\0');
  const absl::StatusOr<std::size_t> got =
      co_yield corix::Read(kStdin, absl::MakeSpan(buffer.data(), buffer.size()));
  buffer.resize(got.value_or(0));
  co_return buffer;
}

Co<int> Pass(Words) {
  for (;;) {
    std::string bytes = co_await ReadBytes(kPiece);
    if (bytes.empty()) break;
    const std::size_t length = bytes.size();
    const std::size_t wrote = co_await WriteBytes(std::move(bytes));
    if (wrote < length) break;
  }
  co_return 0;
}

Co<int> Count(Words) {
  std::size_t count = 0;
  for (;;) {
    const std::string bytes = co_await ReadBytes(kPiece);
    if (bytes.empty()) break;
    count += bytes.size();
  }
  Tell("count: " + std::to_string(count));
  co_return 0;
}

Co<int> Head(Words words) {
  auto wants = static_cast<std::size_t>(Number(words, 1));
  while (wants > 0) {
    const std::string bytes = co_await ReadBytes(wants);
    if (bytes.empty()) break;
    wants -= bytes.size();
  }
  Tell("head has all");
  co_return 0;
}

Co<int> Yes(Words) {
  for (;;) {
    const std::size_t wrote = co_await WriteBytes(std::string(kPiece, 'y'));
    if (wrote < kPiece) break;
  }
  Tell("yes: nobody reads");
  co_return 1;
}

Co<int> Parent(Words words) {
  const Words child = {"nap", words[1] + "'s child", words[2]};
  co_yield corix::NewTask("child", Nap(child));
  co_return co_await Nap(words);
}

Co<int> Halt(Words words) {
  const Tid self = co_yield corix::GetTid();
  Tell(words[1] + " stops");
  co_yield corix::SendSignal(self, corix::Signal::kStop);
  Tell(words[1] + " goes on");
  co_return 5;
}

Co<int> HaltAll(Words words) {
  const Tid self = co_yield corix::GetTid();
  const absl::StatusOr<Tid> group = co_yield corix::GetGroup(self);
  // All are there by then.
  co_yield corix::Sleep(absl::Seconds(1));
  Tell(words[1] + " stops all");
  co_yield corix::SignalGroup(*group, corix::Signal::kStop);
  Tell(words[1] + " goes on");
  co_return 5;
}

// A descriptor of the kernel that is open is an end of a pipe that somebody has forgotten.
Left CountWhatIsLeft(const Kernel& kernel, const std::vector<corix::TaskInfo>& tasks) {
  Left left;
  for (const corix::TaskInfo& task : tasks) left.zombies += task.StateLetter() == 'Z' ? 1U : 0U;
  left.descriptors = kernel.Leaks().descriptors;
  return left;
}

Process Talk(const Kernel* kernel, Session session, Left* left) {
  MiniShell shell(Programs());
  for (const std::string& line : session) {
    if (line == "?") {
      TellAll();
      const std::vector<std::string> jobs = co_await shell.Jobs();
      Event("jobs: " + std::to_string(jobs.size()));
      for (const std::string& job : jobs) Event(job);
    } else if (line.starts_with("@")) {
      co_yield corix::Sleep(absl::Seconds(std::stoi(line.substr(1))));
    } else {
      TellAll();
      Event("$ " + line);
      const int status = co_await shell.Run(line);
      // Whoever can run does so first.
      co_yield corix::Sleep(absl::Milliseconds(1));
      TellAll();
      Event("-> " + std::to_string(status));
    }
  }
  TellAll();
  const std::vector<corix::TaskInfo> tasks = co_yield corix::ListTasks();
  *left = CountWhatIsLeft(*kernel, tasks);
}

}  // namespace

const mini::Programs& Programs() {
  static const mini::Programs& programs = *new mini::Programs{
      {"exit", ExitWith}, {"throw", Throw}, {"nap", Nap},         {"emit", Emit},
      {"pass", Pass},     {"count", Count}, {"head", Head},       {"yes", Yes},
      {"parent", Parent}, {"halt", Halt},   {"halt-all", HaltAll}};
  return programs;
}

Left RunSession(const Session& session, const char* law) {
  constexpr int kMostTurns = 200'000;
  Law(law);
  Left left;
  corix::KernelOptions options;
  options.clock = corix::ClockKind::kVirtual;
  Kernel kernel(options);
  the_kernel = &kernel;
  told.clear();
  const Tid shell = kernel.Spawn("shell", Talk(&kernel, session, &left));
  for (int turn = 0; !kernel.FindTask(shell)->ended(); ++turn) {
    if (turn > kMostTurns) {
      TellAll();
      Law(law);
      Miss("The session does not end: there were more than 200000 turns.");
    }
    if (kernel.Step()) continue;
    TellAll();
    Law(law);
    Miss("The session came to a standstill:\n" + std::string(kernel.Run().message()));
  }
  return left;
}

}  // namespace lab
