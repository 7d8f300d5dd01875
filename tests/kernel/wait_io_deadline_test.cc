// WaitIO with a timeout: exact under virtual time, and nothing is left of it.

#include "tests/io_testing.h"

namespace corix::testing {
namespace {

constexpr IoEvents kReadable = IoEvents::kReadable;
constexpr IoEvents kWritable = IoEvents::kWritable;

Ticks Time() { return cpu.kernel->clock().Now(); }

// A timeout of nothing, or less, only looks: no time passes, and nothing is registered.
CORIX_TEST(WaitIoTimeoutTest, ZeroOnlyLooks) {
  HostPipe pipe;
  const File reader = Adopt(pipe.TakeReader());
  for (const absl::Duration timeout :
       {absl::ZeroDuration(), absl::Seconds(-1), -absl::InfiniteDuration()}) {
    const Ticks before = Time();
    EXPECT_EQ((co_yield WaitIO(reader, kReadable, timeout)).status(),
              absl::DeadlineExceededError("the timeout has passed"));
    EXPECT_EQ(Time(), before);
    EXPECT_EQ(cpu.kernel->poller().registered(), 0);
  }
  EXPECT_EQ(write(pipe.writer(), "x", 1), 1);
  EXPECT_EQ((co_yield WaitIO(reader, kReadable, absl::ZeroDuration())).value(), kReadable);
}

struct Waited {
  bool ready = false;
  Ticks at = -1;
};

Process WaitUntil(Fd fd, absl::Duration timeout, Waited& waited) {
  const auto ready = co_yield WaitIO(fd, kReadable, timeout);
  EXPECT_TRUE(ready.ok() || absl::IsDeadlineExceeded(ready.status())) << ready.status();
  waited = {.ready = ready.ok(), .at = Time()};
}

// Without an event a timeout fires exactly at its time, each of many; what was awaited with one
// holds no virtual time.
CORIX_TEST(WaitIoTimeoutTest, FiresExactlyAtItsTime) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Random random(seed);
    HostPipe pipe;
    const PipeEnds inside = co_yield Pipe();
    const File reader = Adopt(pipe.TakeReader());
    const Ticks start = Time();
    std::vector<Waited> waited(50);
    std::vector<Ticks> expected;
    for (Waited& one : waited) {
      const auto nanoseconds = static_cast<std::int64_t>(1 + Below(random, 5'000'000'000));
      expected.push_back(start + nanoseconds);
      const Fd fd = Below(random, 2) == 0 ? reader.fd() : inside.reader.fd();
      co_yield NewTask(WaitUntil(fd, absl::Nanoseconds(nanoseconds), one)).Detached();
    }
    while (cpu.kernel->Leaks().tasks > 1) co_yield Sleep(absl::Seconds(1));
    for (std::size_t i = 0; i < waited.size(); ++i) {
      EXPECT_FALSE(waited[i].ready);
      EXPECT_EQ(waited[i].at, expected[i]);
    }
    EXPECT_EQ(cpu.kernel->Leaks().io_seats, 0);
    EXPECT_EQ(cpu.kernel->Leaks().timers, 0);
  }
}

// An event before the time is up answers the call, and takes its timer away.
CORIX_TEST(WaitIoTimeoutTest, AnEventComesFirst) {
  for (const bool of_kernel : {false, true}) {
    HostPipe pipe;
    PipeEnds inside = co_yield Pipe();
    File reader = of_kernel ? std::move(inside.reader) : Adopt(pipe.TakeReader());
    const File writer = of_kernel ? std::move(inside.writer) : Adopt(pipe.TakeWriter());
    Waited waited;
    const Ticks start = Time();
    const Tid tid = co_yield NewTask(WaitUntil(reader, absl::Seconds(10), waited));
    co_yield Sleep(absl::Seconds(3));
    EXPECT_EQ(cpu.kernel->Leaks().timers, 1);
    EXPECT_EQ((co_yield Write(writer, "x")).value(), 1);
    co_yield WaitTask(tid);
    EXPECT_TRUE(waited.ready);
    EXPECT_EQ(waited.at, start + absl::ToInt64Nanoseconds(absl::Seconds(3)));
    EXPECT_EQ(cpu.kernel->Leaks().timers, 0);
    EXPECT_EQ(cpu.kernel->Leaks().io_seats, 0);
  }
}

// An event that is taken by somebody else does not prolong the wait: its time stays as it was.
CORIX_TEST(WaitIoTimeoutTest, AStolenEventDoesNotProlong) {
  const PipeEnds pipe = co_yield Pipe();
  std::string stolen;
  Waited waited;
  const Ticks start = Time();
  std::vector<Tid> thieves;
  for (int i = 0; i < 5; ++i)
    thieves.push_back(co_yield NewTask(ReadSomeInto(pipe.reader, stolen)));
  const Tid tid = co_yield NewTask(WaitUntil(pipe.reader, absl::Seconds(10), waited));
  for (int i = 0; i < 5; ++i) {
    co_yield Sleep(absl::Seconds(1));
    EXPECT_EQ((co_yield Write(pipe.writer, "x")).value(), 1);
  }
  co_yield WaitTask(tid);
  EXPECT_FALSE(waited.ready);
  EXPECT_EQ(waited.at, start + absl::ToInt64Nanoseconds(absl::Seconds(10)));
  for (const Tid thief : thieves) co_yield WaitTask(thief);
}

Process WriteAt(Fd fd, absl::Duration when) {
  co_yield Sleep(when);
  EXPECT_TRUE((co_yield Write(fd, "x")).ok());
}

// If both come at once, the call answers once, one or the other; the byte stays, and nothing of the
// wait does.
CORIX_TEST(WaitIoTimeoutTest, BothAtOnce) {
  for (int variant = 0; variant < 4; ++variant) {
    HostPipe pipe;
    PipeEnds inside = co_yield Pipe();
    File reader = variant % 2 == 0 ? std::move(inside.reader) : Adopt(pipe.TakeReader());
    const File writer = variant % 2 == 0 ? std::move(inside.writer) : Adopt(pipe.TakeWriter());
    Waited waited;
    const Ticks start = Time();
    if (variant < 2) co_yield NewTask(WriteAt(writer, absl::Seconds(7))).Detached();
    const Tid tid = co_yield NewTask(WaitUntil(reader, absl::Seconds(7), waited));
    if (variant >= 2) co_yield NewTask(WriteAt(writer, absl::Seconds(7))).Detached();
    co_yield WaitTask(tid);
    EXPECT_EQ(waited.at, start + absl::ToInt64Nanoseconds(absl::Seconds(7)));
    EXPECT_EQ(co_await ReadSome(reader), "x");
    EXPECT_EQ(cpu.kernel->Leaks().io_seats, 0);
    EXPECT_EQ(cpu.kernel->Leaks().timers, 0);
  }
}

// An event that is there when the clock is moved by hand: the same.
TEST(WaitIoTimeoutByHandTest, BothAtOnce) {
  for (const bool event : {false, true}) {
    HostPipe pipe;
    Kernel kernel(VirtualOptions());
    Waited waited;
    const Tid tid = kernel.Spawn([](int host_fd, Waited& result) -> Process {
      const File reader = Adopt(host_fd);
      co_await [](Fd fd, Waited& out) -> Process {
        const auto ready = co_yield WaitIO(fd, kReadable, absl::Seconds(5));
        out = {.ready = ready.ok(), .at = Time()};
      }(reader, result);
    }(pipe.TakeReader(), waited));
    kernel.RunReady();
    kernel.Advance(absl::Seconds(5) - absl::Nanoseconds(1));
    kernel.RunReady();
    EXPECT_EQ(waited.at, -1);
    if (event) {
      EXPECT_EQ(write(pipe.writer(), "x", 1), 1);
    }
    kernel.Advance(absl::Nanoseconds(1));
    ExpectRuns(kernel);
    EXPECT_EQ(waited.at, absl::ToInt64Nanoseconds(absl::Seconds(5)));
    EXPECT_TRUE(kernel.TakeExit(tid).ok());
    ExpectNoLeaks(kernel);
  }
}

Process WaitInEveryWay(Fd fd, std::size_t way) {
  const absl::Duration timeout = way % 2 == 0 ? absl::InfiniteDuration() : absl::Seconds(1);
  const IoEvents events = way < 2 ? kReadable : kReadable | kWritable;
  (void)(co_yield WaitIO(fd, events, timeout));
}

// Those who are killed, whose time is up, whose descriptor is closed, or who are woken and killed
// before their turn, leave no seat, no timer and no interest behind, in any mixture.
CORIX_TEST(WaitIoTimeoutTest, NothingIsLeft) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Random random(seed);
    std::array<int, 2> ends;
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    const std::string much(65'536, 'x');
    while (send(ends[0], much.data(), much.size(), MSG_DONTWAIT) > 0) {
    }
    const HostSocket far(ends[1]);
    File file = Adopt(ends[0]);
    std::vector<Tid> waiters;
    for (std::size_t i = 0; i < 12; ++i)
      waiters.push_back(co_yield NewTask(WaitInEveryWay(file, Below(random, 4))));
    co_yield Yield();
    std::size_t step = 0;
    while (cpu.kernel->Leaks().tasks > 1) {
      const Tid some = waiters[Below(random, waiters.size())];
      switch (Below(random, 8)) {
        case 0:
          co_yield Yield();
          break;
        case 1:
          if (Below(random, 5) == 0) {
            EXPECT_EQ(far.Send("x"), 1);
          }
          break;
        case 2:
          cpu.kernel->poller().Poll(0);
          break;
        case 3:
          // Time stands still as long as somebody waits without a timeout.
          if (cpu.kernel->poller().time_holders() == 0) co_yield Sleep(absl::Milliseconds(300));
          break;
        case 4:
          if (++step > 20) file.Close();
          break;
        default:
          CallNow(KillTask(some));
      }
    }
    EXPECT_EQ(cpu.kernel->Leaks().io_seats, 0);
    EXPECT_EQ(cpu.kernel->Leaks().timers, 0);
    EXPECT_LE(cpu.kernel->poller().registered(), file.is_open() ? 1 : 0);
    EXPECT_EQ(cpu.kernel->poller().waiters(), 0);
    EXPECT_EQ(cpu.kernel->poller().time_holders(), 0);
    for (const Tid tid : waiters) co_yield WaitTask(tid);
  }
}

}  // namespace
}  // namespace corix::testing
