// What happens where two ends meet: kills from destructors of the dying, last words, errors of the
// host.

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <iostream>
#include <memory>
#include <sstream>

#include "tests/testing.h"

namespace corix::testing {
namespace {

// Calls a function when it is destroyed.
template <typename F>
class AtEnd {
 public:
  explicit AtEnd(F f) : f_(f) {}
  AtEnd(const AtEnd&) = delete;
  AtEnd& operator=(const AtEnd&) = delete;
  ~AtEnd() { f_(); }

 private:
  F f_;
};

KernelOptions PrintInto(int out, int err) {
  KernelOptions options = VirtualOptions();
  options.host_descriptors = {0, out, err};
  return options;
}

Process KillsAtEnd(Tid victim, Signal signal) {
  const auto kill = [victim, signal] { CallNow(KillTask(victim, signal)); };
  const AtEnd guard(kill);
  co_await YieldForEver();
}

// A task that was doomed in its turn, and whose last words do not fit, ends once.
TEST(EdgesTest, DoomedWithLastWords) {
  const HostPipe pipe;
  pipe.Fill();
  Kernel kernel(PrintInto(pipe.writer(), 2));
  const Tid assassin = kernel.Spawn(KillsAtEnd(2, Signal::kTerm));
  const Tid doomed = kernel.Spawn([](Tid killer) -> Process {
    co_yield Yield();
    CallNow(KillTask(killer));
    Print("last words");
    co_yield Yield();
  }(assassin));
  kernel.RunReady();
  EXPECT_EQ(kernel.FindTask(doomed)->state(), TaskState::kWriting);
  pipe.Drain();
  EXPECT_TRUE(kernel.RunUntilExit(doomed).ok());
  EXPECT_EQ(kernel.TakeExit(doomed)->code, 143);
}

// Whoever is doomed by its own victim ends at once, with the signal meant for it.
TEST(EdgesTest, EachGetsItsOwnDoom) {
  Kernel kernel(VirtualOptions());
  std::array<Tid, 2> victims;
  const auto killer = [](const Tid* victim) -> Process {
    co_yield Yield();
    co_yield KillTask(*victim);
    ADD_FAILURE() << "went on";
  };
  const Tid first = kernel.Spawn(killer(&victims[0]));
  const Tid second = kernel.Spawn(killer(&victims[1]));
  victims[0] = kernel.Spawn(KillsAtEnd(first, Signal::kTerm));
  victims[1] = kernel.Spawn(KillsAtEnd(second, Signal::kInt));
  ExpectRuns(kernel);
  EXPECT_EQ(kernel.TakeExit(first)->code, 143);
  EXPECT_EQ(kernel.TakeExit(second)->code, 130);
}

Process ListsAtEnd() {
  const auto list = [] { EXPECT_FALSE(CallNow(ListTasks()).empty()); };
  const AtEnd guard(list);
  co_await YieldForEver();
}

Process ExitsInside() { co_yield Exit(0); }

// A task that is being unwound kills another, which looks at all frames. (The address sanitizer
// watches.)
CORIX_TEST(EdgesTest, FramesAreKnownInANestedKill) {
  const Tid victim = co_yield NewTask(ListsAtEnd());
  const Tid outer = co_yield NewTask([](Tid prey) -> Process {
    const auto kill = [prey] { CallNow(KillTask(prey)); };
    const AtEnd guard(kill);
    co_await ExitsInside();
  }(victim));
  EXPECT_EQ((co_yield WaitTask(outer))->code, 0);
}

// What a task prints before its destructors kill another is delivered, however it ends.
TEST(EdgesTest, NoLastWordIsLost) {
  const std::string much(200'000, 'x');
  const HostPipe pipe;
  Kernel kernel(PrintInto(pipe.writer(), 2));
  const Tid victim = kernel.Spawn(YieldForEver());
  const Tid printer = kernel.Spawn([](Tid prey, std::string text) -> Process {
    const auto say = [prey, &text] {
      Print("%s", text);
      CallNow(KillTask(prey));
      Print("bye");
    };
    const AtEnd guard(say);
    co_yield Exit(3);
  }(victim, much));
  std::string received;
  kernel.Spawn([](const HostPipe& out, std::string& text, std::size_t size) -> Process {
    while (text.size() < size) {
      text += out.Drain();
      co_await YieldTimes(100);
    }
  }(pipe, received, much.size() + 3));
  ExpectRuns(kernel);
  EXPECT_EQ(received, much + "bye");
  EXPECT_EQ(kernel.TakeExit(printer)->code, 3);
}

// In a nested kill each one's words go to its own descriptors, in the order in which they were
// said.
TEST(EdgesTest, NestedLastWordsInOrder) {
  EXPECT_EQ(RunToEnd([]() -> Process {
              const Tid inner = co_yield NewTask([]() -> Process {
                const auto say = [] { Print("B; "); };
                const AtEnd guard(say);
                co_await YieldForEver();
              }());
              const Tid outer = co_yield NewTask([](Tid prey) -> Process {
                const auto say = [prey] {
                  Print("A; ");
                  CallNow(KillTask(prey));
                  Print("a; ");
                };
                const AtEnd guard(say);
                co_await YieldForEver();
              }(inner));
              co_yield Yield();
              Print("killer; ");
              EXPECT_TRUE((co_yield Close(kStdout)).ok());
              co_yield KillTask(outer);
            }()),
            "killer; A; B; a; ");
}

// A call that closes a descriptor without a trap does not lose what was printed to it.
TEST(EdgesTest, PrintThenCloseNow) {
  EXPECT_EQ(RunToEnd([]() -> Process {
              Print("printed");
              EXPECT_TRUE(CallNow(Close(kStdout)).ok());
              co_return;
            }()),
            "printed");
}

// ---- Errors of the host ----

// An error that the host reports once is answered, not slept upon.
CORIX_TEST(EdgesTest, ARefusedDatagram) {
  const int socket_fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_in nobody = {};
  nobody.sin_family = AF_INET;
  nobody.sin_port = htons(9);
  nobody.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(connect(socket_fd, reinterpret_cast<sockaddr*>(&nobody), sizeof(nobody)), 0);
  const Fd fd = (co_yield AdoptHostDescriptor(socket_fd)).value().Release();
  std::array<char, 8> buffer;
  EXPECT_TRUE((co_yield Write(fd, "x")).ok());
  const auto bytes = co_yield Read(fd, absl::MakeSpan(buffer));
  EXPECT_FALSE(bytes.ok());
  EXPECT_NE(bytes.status().message().find("refused"), std::string::npos) << bytes.status();
  EXPECT_TRUE((co_yield Close(fd)).ok());
}

Process ReadOnce(Fd fd, absl::Status& status) {
  std::array<char, 8> buffer;
  const auto bytes = co_yield Read(fd, absl::MakeSpan(buffer));
  status = bytes.status();
}

// Closed between a reader's wake-up and its turn: it is told that, not that there never was such a
// descriptor.
CORIX_TEST(EdgesTest, ClosedBetweenWakeUpAndTurn) {
  HostPipe pipe;
  const Fd reader = CallNow(AdoptHostDescriptor(pipe.TakeReader())).value().Release();
  absl::Status status;
  const Tid child = co_yield NewTask(ReadOnce(reader, status));
  co_yield Yield();
  EXPECT_EQ(write(pipe.writer(), "x", 1), 1);
  cpu.kernel->poller().Poll(0);
  EXPECT_TRUE(CallNow(Close(reader)).ok());
  co_yield WaitTask(child);
  EXPECT_TRUE(absl::IsCancelled(status)) << status;
}

// Standard output and standard error may be the same descriptor of the host, and full.
TEST(EdgesTest, TheSameDescriptorTwice) {
  std::array<int, 2> ends;
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  const std::string much(1 << 20, 'x');
  Kernel kernel(PrintInto(ends[0], ends[0]));
  kernel.Spawn([](std::string text) -> Process {
    Print("%s", text);
    PrintTo(kStderr, "err");
    co_yield Yield();
    PrintTo(kStderr, "or");
    Print("!");
  }(much));
  std::string received;
  kernel.Spawn([](int fd, std::string& text, std::size_t size) -> Process {
    std::string piece(1 << 16, ' ');
    while (text.size() < size) {
      const ssize_t n = recv(fd, piece.data(), piece.size(), MSG_DONTWAIT);
      if (n > 0) text.append(piece, 0, static_cast<std::size_t>(n));
      co_await YieldTimes(70);
    }
  }(ends[1], received, much.size() + 6));
  ExpectRuns(kernel);
  EXPECT_EQ(received, much + "error!");
  close(ends[0]);
  close(ends[1]);
}

// ---- Limits ----

// Infinite sleeps one after another come to the end of time, and not past it.
CORIX_TEST(EdgesTest, InfiniteSleeps) {
  for (int i = 0; i < 4; ++i) co_yield Sleep(absl::InfiniteDuration());
  EXPECT_GT(co_yield Now(), absl::UnixEpoch() + absl::Hours(24 * 365 * 200));
}

Process Generation(int left, std::size_t& most) {
  most = std::max(most, cpu.kernel->Leaks().records);
  if (left > 0) co_yield NewTask(Generation(left - 1, most));
}

// Ancestors that have ended are forgotten, but for the last one.
CORIX_TEST(EdgesTest, GenerationsLeaveNoRecords) {
  std::size_t most = 0;
  const Tid first = co_yield NewTask(Generation(1000, most)).Detached();
  EXPECT_EQ(first, 2);
  co_await YieldTimes(3000);
  EXPECT_LE(most, 3);
}

// Destructors that spawn while their kernel is destroyed.
TEST(EdgesTest, SpawnsInTheEnd) {
  const std::int64_t frames = Frame::live;
  for (const int last_tid : {0, INT_MAX - 1}) {
    KernelOptions options = VirtualOptions();
    options.last_tid = last_tid;
    Kernel kernel(options);
    kernel.Spawn([]() -> Process {
      const auto spawn = [] { CallNow(NewTask(Nap(absl::Seconds(1)))); };
      const AtEnd guard(spawn);
      co_await YieldForEver();
    }());
    kernel.Spawn(Nap(absl::Hours(1)));
    kernel.Advance(absl::Seconds(1));
    const Tid first = kernel.Spawn(YieldTimes(1));
    EXPECT_TRUE(kernel.RunUntilExit(first).ok());
  }
  EXPECT_EQ(Frame::live, frames);
}

class Wordless final : public std::exception {
 public:
  const char* what() const noexcept override { return nullptr; }
};

// An exception that has nothing to say, and a coroutine that is used twice, end their task alone.
CORIX_TEST(EdgesTest, OddExceptions) {
  const Tid wordless = co_yield NewTask([]() -> Process {
    co_yield Yield();
    throw Wordless();
  }());
  const Tid twice = co_yield NewTask([]() -> Process {
    Process process = YieldTimes(1);
    co_await std::move(process);
    co_await std::move(process);
  }());
  EXPECT_EQ((co_yield WaitTask(wordless))->code, 134);
  EXPECT_EQ((co_yield WaitTask(twice))->code, 134);
}

// A stream that one task made fail is good again for the next.
TEST(EdgesTest, AFailedStreamIsRepaired) {
  EXPECT_EQ(RunToEnd([]() -> Process {
              co_yield NewTask([]() -> Process {
                std::cout << static_cast<const char*>(nullptr);
                co_return;
              }());
              std::cout << "hello";
            }()),
            "hello");
}

// The streams can be taken away from a kernel and given back, in any order.
TEST(EdgesTest, StreamsTakenAndGivenBack) {
  auto first = std::make_unique<Kernel>(VirtualOptions());
  std::ostringstream mine;
  std::streambuf* const before = std::cout.rdbuf(mine.rdbuf());
  first.reset();
  std::cout.rdbuf(before);
  const Kernel second(VirtualOptions());
  std::cout << "" << std::flush;
  EXPECT_TRUE(std::cout.good());
}

}  // namespace
}  // namespace corix::testing
