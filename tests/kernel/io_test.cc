// WaitIO, Read and Write on descriptors of the host.

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>

#include "tests/testing.h"

namespace corix::testing {
namespace {

Fd Adopted(int host_fd) { return CallNow(AdoptHostDescriptor(host_fd)).value().Release(); }

Process Wait(Fd fd, IoEvents events, std::string& log, std::string name) {
  const auto ready = co_yield WaitIO(fd, events);
  log += name + ":";
  if (!ready.ok()) {
    log += std::string(ready.status().message()) + " ";
    co_return;
  }
  if (Any(*ready & IoEvents::kReadable)) log += "r";
  if (Any(*ready & IoEvents::kWritable)) log += "w";
  log += " ";
}

Process ReadInto(Fd fd, std::string& log, std::string name) {
  std::array<char, 64> buffer;
  const auto bytes = co_yield Read(fd, absl::MakeSpan(buffer));
  log += name + ":" +
         (bytes.ok() ? std::string(buffer.data(), *bytes) : std::string(bytes.status().message())) +
         " ";
}

// Regular files and /dev/null, which epoll refuses, are always ready.
CORIX_TEST(WaitIoTest, RegularFilesAndDevNull) {
  for (const char* path : {"/dev/null", "/proc/self/exe", "/"}) {
    const Fd fd = Adopted(open(path, O_RDONLY | O_CLOEXEC));
    const auto ready = co_yield WaitIO(fd, IoEvents::kReadable);
    EXPECT_EQ(ready.value(), IoEvents::kReadable) << path;
    EXPECT_TRUE((co_yield Close(fd)).ok());
  }
}

// Level-triggered: what is ready stays ready until it is used.
CORIX_TEST(WaitIoTest, IsLevelTriggered) {
  HostPipe pipe;
  const Fd reader = Adopted(pipe.TakeReader());
  std::string log;
  co_yield NewTask(Wait(reader, IoEvents::kReadable, log, "early")).Detached();
  co_yield Yield();
  EXPECT_EQ(log, "");
  EXPECT_EQ(write(pipe.writer(), "hello", 5), 5);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ((co_yield WaitIO(reader, IoEvents::kReadable)).value(), IoEvents::kReadable);
  while (log.empty()) co_yield Yield();
  EXPECT_EQ(log, "early:r ");
  EXPECT_TRUE((co_yield Close(reader)).ok());
}

// Readers and writers of one socket wait apart, any number of each, and one epoll registration
// serves them all.
CORIX_TEST(WaitIoTest, ReadersAndWritersApart) {
  std::array<int, 2> ends;
  EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  // Fill it, so that nobody can write.
  const std::string much(65536, 'x');
  while (send(ends[0], much.data(), much.size(), MSG_DONTWAIT) > 0) {
  }
  const Fd socket = Adopted(ends[0]);
  std::string log;
  co_yield NewTask(Wait(socket, IoEvents::kReadable, log, "r1")).Detached();
  co_yield NewTask(Wait(socket, IoEvents::kWritable, log, "w1")).Detached();
  co_yield NewTask(Wait(socket, IoEvents::kReadable, log, "r2")).Detached();
  co_yield NewTask(Wait(socket, IoEvents::kReadable | IoEvents::kWritable, log, "both")).Detached();
  co_yield Yield();
  EXPECT_EQ(cpu.kernel->poller().registered(), 1);
  EXPECT_EQ(cpu.kernel->Leaks().io_seats, 5);
  EXPECT_EQ(write(ends[1], "x", 1), 1);
  while (cpu.kernel->Leaks().tasks > 2) co_yield Yield();
  EXPECT_EQ(log, "r1:r r2:r both:r ");
  std::string sink(1 << 20, ' ');
  while (recv(ends[1], sink.data(), sink.size(), MSG_DONTWAIT) > 0) {
  }
  while (cpu.kernel->Leaks().tasks > 1) co_yield Yield();
  EXPECT_EQ(log, "r1:r r2:r both:r w1:w ");
  close(ends[1]);
  EXPECT_TRUE((co_yield Close(socket)).ok());
}

// The end of a pipe wakes its readers.
CORIX_TEST(WaitIoTest, HangUp) {
  HostPipe pipe;
  const Fd reader = Adopted(pipe.TakeReader());
  std::string log;
  const Tid waiter = co_yield NewTask(Wait(reader, IoEvents::kReadable, log, "w"));
  const Tid blocked = co_yield NewTask(ReadInto(reader, log, "read"));
  co_yield Yield();
  pipe.CloseWriter();
  co_yield WaitTask(waiter);
  co_yield WaitTask(blocked);
  EXPECT_EQ(log, "w:r read: ");
  EXPECT_TRUE((co_yield Close(reader)).ok());
}

// Closing a descriptor wakes those who wait on it. Its number is not used again.
CORIX_TEST(WaitIoTest, CloseCancelsWaiters) {
  HostPipe pipe;
  const Fd reader = Adopted(pipe.TakeReader());
  std::string log;
  const Tid a = co_yield NewTask(Wait(reader, IoEvents::kReadable, log, "a"));
  const Tid b = co_yield NewTask(ReadInto(reader, log, "b"));
  co_yield Yield();
  EXPECT_TRUE((co_yield Close(reader)).ok());
  co_yield WaitTask(a);
  co_yield WaitTask(b);
  EXPECT_EQ(log, "a:descriptor 10 was closed b:descriptor 10 was closed ");
  HostPipe another;
  EXPECT_EQ(static_cast<int>(Adopted(another.TakeReader())), 11);
  EXPECT_TRUE((co_yield Close(11)).ok());
}

CORIX_TEST(WaitIoTest, Refusals) {
  for (const int fd : {-1, 5, 10, 1000}) {
    const auto ready = co_yield WaitIO(fd, IoEvents::kReadable);
    EXPECT_EQ(ready.status().message(), "no descriptor " + std::to_string(fd));
    EXPECT_TRUE(absl::IsNotFound((co_yield Write(fd, "x")).status()));
    EXPECT_TRUE(absl::IsNotFound((co_yield Read(fd, absl::Span<char>())).status()));
    EXPECT_TRUE(absl::IsNotFound(co_yield Close(fd)));
  }
  EXPECT_TRUE(absl::IsInvalidArgument((co_yield WaitIO(kStdin, IoEvents::kNone)).status()));
  for (const int host_fd : {-1, 0, 1, 2, 999}) {
    EXPECT_TRUE(absl::IsInvalidArgument((co_yield AdoptHostDescriptor(host_fd)).status()));
  }
}

// Two readers of one descriptor are both served, in order.
CORIX_TEST(ReadTest, TwoReaders) {
  HostPipe pipe;
  const Fd reader = Adopted(pipe.TakeReader());
  std::string log;
  const Tid a = co_yield NewTask(ReadInto(reader, log, "a"));
  const Tid b = co_yield NewTask(ReadInto(reader, log, "b"));
  co_yield Yield();
  EXPECT_EQ(write(pipe.writer(), "one", 3), 3);
  co_yield WaitTask(a);
  EXPECT_EQ(log, "a:one ");
  EXPECT_EQ(write(pipe.writer(), "two", 3), 3);
  co_yield WaitTask(b);
  EXPECT_EQ(log, "a:one b:two ");
  EXPECT_TRUE((co_yield Close(reader)).ok());
}

// Nothing is taken out of a file for a task that dies between its wake-up and its turn: the next
// one gets it.
CORIX_TEST(ReadTest, AReaderKilledBetweenWakeUpAndTurnLosesNothing) {
  HostPipe pipe;
  const Fd reader = Adopted(pipe.TakeReader());
  std::string log;
  const Tid first = co_yield NewTask(ReadInto(reader, log, "first"));
  const Tid second = co_yield NewTask(ReadInto(reader, log, "second"));
  co_yield Yield();
  EXPECT_EQ(write(pipe.writer(), "bytes", 5), 5);
  cpu.kernel->poller().Poll(0);
  EXPECT_EQ(cpu.kernel->FindTask(first)->state(), TaskState::kReady);
  EXPECT_TRUE(CallNow(KillTask(first)));
  co_yield WaitTask(second);
  EXPECT_EQ(log, "second:bytes ");
  EXPECT_TRUE((co_yield Close(reader)).ok());
}

Process WriteAll(Fd fd, std::string bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const auto taken = co_yield Write(fd, std::string_view(bytes).substr(at));
    EXPECT_TRUE(taken.ok()) << taken.status().message();
    if (!taken.ok()) co_return;
    at += *taken;
  }
}

// A writer that has to wait, and a reader that takes odd pieces: every byte arrives, in order.
CORIX_TEST(WriteTest, ThroughAFullPipe) {
  HostPipe pipe;
  const Fd reader = Adopted(pipe.TakeReader());
  const Fd writer = Adopted(pipe.TakeWriter());
  std::string sent;
  for (int i = 0; i < 500'000; ++i) sent += static_cast<char>('a' + i % 26 * (i % 7) % 26);
  co_yield NewTask(WriteAll(writer, sent)).Detached();
  std::string received;
  std::array<char, 7777> buffer;
  for (std::size_t piece = 1; received.size() < sent.size(); piece = piece * 7 % 7777 + 1) {
    const auto bytes = co_yield Read(reader, absl::MakeSpan(buffer).first(piece));
    EXPECT_TRUE(bytes.ok());
    if (!bytes.ok()) break;
    received.append(buffer.data(), *bytes);
  }
  EXPECT_EQ(received, sent);
  EXPECT_TRUE((co_yield Close(writer)).ok());
  EXPECT_TRUE((co_yield Close(reader)).ok());
}

CORIX_TEST(WriteTest, WithoutReadersIsAborted) {
  HostPipe pipe;
  const Fd writer = Adopted(pipe.TakeWriter());
  pipe.CloseReader();
  const auto taken = co_yield Write(writer, "x");
  EXPECT_TRUE(absl::IsAborted(taken.status()));
  EXPECT_TRUE((co_yield Close(writer)).ok());
}

// The flags of the descriptors that Corix was given are never changed: they are shared with whoever
// gave them.
TEST(BorrowedTest, FlagsStayAsTheyWere) {
  const HostPipe pipe;
  const HostPipe input;
  KernelOptions options = VirtualOptions();
  options.host_descriptors = {input.reader(), pipe.writer(), pipe.writer()};
  {
    Kernel kernel(options);
    kernel.Spawn([]() -> Process {
      Print("%s", std::string(1000, 'x'));
      std::array<char, 8> buffer;
      const auto bytes = co_yield Read(kStdin, absl::MakeSpan(buffer));
      EXPECT_EQ(*bytes, 2);
    }());
    EXPECT_EQ(write(input.writer(), "hi", 2), 2);
    ExpectRuns(kernel);
    EXPECT_EQ(fcntl(pipe.writer(), F_GETFL) & O_NONBLOCK, 0);
    EXPECT_EQ(fcntl(input.reader(), F_GETFL) & O_NONBLOCK, 0);
  }
  EXPECT_EQ(pipe.Drain().size(), 1000);
}

// While somebody waits for a pipe that will surely speak, virtual time stands still.
CORIX_TEST(VirtualTimeTest, WaitsForAdoptedDescriptors) {
  HostPipe pipe;
  const Fd reader = Adopted(pipe.TakeReader());
  std::string log;
  const Tid blocked = co_yield NewTask(ReadInto(reader, log, "read"));
  EXPECT_EQ(write(pipe.writer(), "x", 1), 1);
  co_yield Sleep(absl::Hours(1));
  EXPECT_EQ(log, "read:x ");
  co_yield WaitTask(blocked);
  EXPECT_TRUE((co_yield Close(reader)).ok());
}

}  // namespace
}  // namespace corix::testing
