// Files of the host at their borders: shared with threads, without descriptors for epoll, behind
// descriptor 1, and between wake-up and turn.

#include "kernel/host_file.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/time.h>

#include <csignal>

#include "tests/io_testing.h"

namespace corix::testing {
namespace {

// ---- Shared with the host ----

// A socket that a thread of the host has too is none on which the kernel would block; and when the
// kernel has closed it, nothing is told of it any more, though the host goes on to use it.
CORIX_TEST(DupToHostTest, Sockets) {
  const Transports transports;
  for (const SocketAddress& where : transports) {
    for (const bool before : {true, false}) {
      Served made = co_await ConnectHost(transports, where);
      int host_fd = before ? (co_yield DupToHost(made.server)).value() : -1;
      std::string text;
      const Tid reader = co_yield NewTask(ReadSomeInto(made.server, text));
      co_await LookOutside();
      EXPECT_TRUE(Sleeps(reader));
      if (!before) host_fd = (co_yield DupToHost(made.server)).value();
      const HostSocket shared(host_fd);
      EXPECT_EQ(fcntl(host_fd, F_GETFL) & O_NONBLOCK, 0);
      EXPECT_EQ(fcntl(host_fd, F_GETFD), FD_CLOEXEC);
      EXPECT_EQ(made.client.Send("hello"), 5);
      co_yield WaitTask(reader);
      EXPECT_EQ(text, "hello");
      const Tid again = co_yield NewTask(ReadSomeInto(made.server, text));
      const Tid writer = co_yield NewTask(WriteForEver(made.server));
      for (Patience patience; !Sleeps(writer) && patience.Lasts();) co_yield Yield();
      EXPECT_TRUE(Sleeps(again));
      made.server.Close();
      EXPECT_EQ(cpu.kernel->poller().registered(), 0);
      co_yield WaitTask(again);
      co_yield WaitTask(writer);
      HostPipe pipe;
      const File other = Adopt(pipe.TakeReader());
      const Tid waiter = co_yield NewTask(ReadSomeInto(other, text));
      EXPECT_EQ(made.client.Send("for the host"), 12);
      co_await LookOutside();
      EXPECT_TRUE(Sleeps(waiter));
      EXPECT_EQ(shared.Receive(), "for the host");
      pipe.CloseWriter();
      co_yield WaitTask(waiter);
    }
  }
}

// As long as it lives, a signal interrupts what takes longer than it should.
class Impatience {
 public:
  Impatience() {
    struct sigaction action = {};
    action.sa_handler = [](int) {};
    EXPECT_EQ(sigaction(SIGALRM, &action, &before_), 0);
    Set({.tv_sec = 0, .tv_usec = 300'000});
  }
  ~Impatience() {
    Set({});
    EXPECT_EQ(sigaction(SIGALRM, &before_, nullptr), 0);
  }
  Impatience(const Impatience&) = delete;
  Impatience& operator=(const Impatience&) = delete;

 private:
  static void Set(timeval when) {
    const itimerval timer = {.it_interval = when, .it_value = when};
    EXPECT_EQ(setitimer(ITIMER_REAL, &timer, nullptr), 0);
  }
  struct sigaction before_;
};

// An end of a FIFO is given to the host without waiting for somebody at its other end: the kernel
// never blocks.
CORIX_TEST(DupToHostTest, AFifoWithoutItsOtherEnd) {
  for (const bool reads : {true, false}) {
    const TempDirectory directory;
    const std::string path = directory.Path("fifo");
    EXPECT_EQ(mkfifo(path.c_str(), 0600), 0);
    File reader = (co_yield Open(path)).value();
    File writer = (co_yield Open(path, OpenMode::kWrite)).value();
    (reads ? writer : reader).Close();
    const Impatience impatience;
    const absl::StatusOr<int> host_fd = co_yield DupToHost(reads ? reader : writer);
    EXPECT_TRUE(host_fd.ok()) << (reads ? "reads: " : "writes: ") << host_fd.status();
    if (host_fd.ok()) {
      EXPECT_EQ(close(*host_fd), 0);
    }
  }
}

// The descriptor that the host gets blocks, whatever kind of file it is; ours does not.
CORIX_TEST(DupToHostTest, Blocks) {
  HostPipe pipe;
  const File reader = Adopt(pipe.TakeReader());
  const int host_fd = (co_yield DupToHost(reader)).value();
  EXPECT_EQ(fcntl(host_fd, F_GETFL) & O_NONBLOCK, 0);
  std::string text;
  const Tid waiter = co_yield NewTask(ReadSomeInto(reader, text));
  co_await LookOutside();
  EXPECT_TRUE(Sleeps(waiter));
  EXPECT_EQ(write(pipe.writer(), "x", 1), 1);
  co_yield WaitTask(waiter);
  EXPECT_EQ(text, "x");
  EXPECT_EQ(close(host_fd), 0);
}

// ---- Local sockets ----

// Sends a descriptor along with the text.
void SendWithDescriptor(const HostSocket& socket, std::string text) {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control = {};
  iovec piece = {.iov_base = text.data(), .iov_len = text.size()};
  msghdr message = {};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  const int fd = socket.fd();
  std::memcpy(CMSG_DATA(header), &fd, sizeof(fd));
  EXPECT_EQ(sendmsg(socket.fd(), &message, 0), text.size());
}

// A read from a local socket stops where a descriptor was sent along: what stands behind it is read
// without a further event.
CORIX_TEST(LocalSocketTest, WhatStandsBehindADescriptor) {
  const Transports transports;
  const Served made = co_await ConnectHost(transports, *(transports.end() - 1));
  std::string text;
  const Tid reader = co_yield NewTask(ReadSomeInto(made.server, text));
  co_await LookOutside();
  EXPECT_TRUE(Sleeps(reader));
  for (const char* part : {"abc", "def", "ghi"}) SendWithDescriptor(made.client, part);
  co_yield WaitTask(reader);
  EXPECT_EQ(text, "abc");
  for (int i = 0; i < 2; ++i) {
    const Tid next = co_yield NewTask(ReadSomeInto(made.server, text));
    co_await LookOutside();
    EXPECT_TRUE(Ended(next));
    EXPECT_EQ(text, i == 0 ? "def" : "ghi");
    co_yield KillTask(next);
    co_yield WaitTask(next);
  }
}

// ---- Devices ----

// What is no file of bytes, as an event counter, is read and awaited like one.
CORIX_TEST(DeviceTest, AnEventCounter) {
  const int host_fd = eventfd(0, EFD_CLOEXEC);
  const int ours = dup(host_fd);
  const File file = Adopt(host_fd);
  std::string text;
  const Tid reader = co_yield NewTask(ReadSomeInto(file, text));
  co_await LookOutside();
  EXPECT_TRUE(Sleeps(reader));
  EXPECT_EQ(eventfd_write(ours, 5), 0);
  co_yield WaitTask(reader);
  EXPECT_EQ(text, std::string("\5\0\0\0\0\0\0\0", 8));
  EXPECT_EQ(close(ours), 0);
}

// ---- No descriptor for epoll ----

// If the host has no descriptor for epoll, whoever would have to wait is told so; the others go on;
// and later it works.
TEST(NoEpollTest, IsAnAnswer) {
  if (!NoMoreDescriptors::kPossible) GTEST_SKIP();
  HostPipe pipe;
  Kernel kernel(VirtualOptions());
  const Tid tid = kernel.Spawn([](int host_fd, int far) -> Process {
    const File reader = Adopt(host_fd);
    {
      const NoMoreDescriptors limit;
      std::array<char, 4> buffer;
      const auto bytes = co_yield Read(reader, absl::MakeSpan(buffer));
      EXPECT_FALSE(bytes.ok());
      EXPECT_FALSE((co_yield WaitIO(reader, IoEvents::kReadable)).ok());
      co_yield Sleep(absl::Seconds(1));
    }
    std::string text;
    const Tid waiter = co_yield NewTask(ReadSomeInto(reader, text));
    co_await LookOutside();
    EXPECT_TRUE(Sleeps(waiter));
    EXPECT_EQ(write(far, "x", 1), 1);
    co_yield WaitTask(waiter);
    EXPECT_EQ(text, "x");
  }(pipe.TakeReader(), pipe.writer()));
  ExpectRuns(kernel);
  EXPECT_EQ(kernel.TakeExit(tid).value(), ExitStatus::Returned(0));
  ExpectNoLeaks(kernel);
}

// ---- Printing into sockets ----

Co<int> PrintMuch(std::string_view text) {
  for (int i = 0; i < 100; ++i) {
    PrintTo(kStdout, text);
    co_yield Yield();
  }
  co_return 0;
}

// Descriptor 1 may be a socket: all arrives, at the pace of the other side; and when that side is
// gone, the task ends by PIPE, as for any reader that goes.
CORIX_TEST(PrintToSocketTest, ArrivesOrEnds) {
  const Transports transports;
  Random random(1);
  const std::string text = RandomBytes(random, 100'000);
  for (const SocketAddress& where : transports) {
    for (const bool goes : {false, true}) {
      Served made = co_await ConnectHost(transports, where);
      const Tid printer =
          co_yield NewTask(WithDescriptors(File(), std::move(made.server), PrintMuch(text)));
      const auto is_writing = [printer] {
        return !Ended(printer) && cpu.kernel->FindTask(printer)->state() == TaskState::kWriting;
      };
      for (Patience patience; !is_writing() && patience.Lasts();) co_yield Yield();
      EXPECT_TRUE(is_writing());
      if (goes) {
        made.client.Reset();
        EXPECT_EQ((co_yield WaitTask(printer)).value(), ExitStatus::Killed(Signal::kPipe));
        continue;
      }
      std::string received;
      for (Patience patience; received.size() < 100 * text.size() && patience.Lasts();) {
        received += made.client.Receive(1 << 20);
        co_yield Yield();
      }
      EXPECT_EQ((co_yield WaitTask(printer)).value(), ExitStatus::Returned(0));
      for (int i = 0; i < 100; ++i) {
        EXPECT_TRUE(received.compare(i * text.size(), text.size(), text) == 0) << i;
      }
    }
  }
}

// ---- Between wake-up and turn ----

Process AcceptOne(Fd listener, int& accepted) {
  const auto file = co_yield Accept(listener);
  if (file.ok()) ++accepted;
}

// A connection for which somebody was woken who is killed before its turn is there for the next.
CORIX_TEST(AcceptTest, KilledBetweenWakeUpAndTurn) {
  const Transports transports;
  for (const SocketAddress& where : transports) {
    transports.CleanUp();
    const File listener = (co_yield Listen(where)).value();
    int accepted = 0;
    std::vector<Tid> tids;
    for (int i = 0; i < 5; ++i) tids.push_back(co_yield NewTask(AcceptOne(listener, accepted)));
    co_await LookOutside();
    const HostSocket client = HostConnect(CallNow(LocalAddress(listener)).value());
    const auto is_awake = [&tids] {
      return cpu.kernel->FindTask(tids[0])->state() == TaskState::kReady;
    };
    for (Patience patience; !is_awake() && patience.Lasts();) cpu.kernel->poller().Poll(0);
    for (int i = 0; i < 4; ++i) EXPECT_TRUE(CallNow(KillTask(tids[i])));
    co_yield WaitTask(tids[4]);
    EXPECT_EQ(accepted, 1);
    for (int i = 0; i < 4; ++i) co_yield WaitTask(tids[i]);
  }
}

// A flood of connections is accepted to the last one, by any number of acceptors.
CORIX_TEST(AcceptTest, AFlood) {
  const Transports transports;
  for (const SocketAddress& where : transports) {
    for (const int acceptors : {1, 3}) {
      transports.CleanUp();
      const File listener = (co_yield Listen(where)).value();
      const SocketAddress address = CallNow(LocalAddress(listener)).value();
      int accepted = 0;
      std::vector<Tid> tids;
      for (int i = 0; i < acceptors; ++i) {
        tids.push_back(co_yield NewTask([](Fd fd, int& count) -> Process {
          while ((co_yield Accept(fd)).ok()) ++count;
        }(listener, accepted)));
      }
      std::vector<HostSocket> clients;
      for (int i = 0; i < 300; ++i) {
        clients.push_back(HostConnect(address));
        if (i % 50 == 0) co_await LookOutside();
        if (i % 7 == 0) clients[i / 2].Reset();
      }
      for (Patience patience; accepted < 300 && patience.Lasts();) co_yield Yield();
      EXPECT_EQ(accepted, 300) << where.ToString();
      for (const Tid tid : tids) {
        co_yield KillTask(tid);
        co_yield WaitTask(tid);
      }
    }
  }
}

// ---- Virtual time ----

// A listener to which nobody may ever connect holds no time still; a connection does.
CORIX_TEST(SocketTimeTest, WhatHoldsTime) {
  const Transports transports;
  for (const SocketAddress& where : transports) {
    Connected made = co_await Connect2(transports, where);
    int accepted = 0;
    const Tid acceptor = co_yield NewTask(AcceptOne(made.listener, accepted));
    co_yield Yield();
    EXPECT_EQ(cpu.kernel->poller().time_holders(), 0);
    const absl::Time start = co_yield Now();
    co_yield Sleep(absl::Hours(1));
    EXPECT_EQ(co_yield Now(), start + absl::Hours(1));
    std::string text;
    const Tid reader = co_yield NewTask(ReadSomeInto(made.server, text));
    co_yield Yield();
    EXPECT_EQ(cpu.kernel->poller().time_holders(), 1);
    EXPECT_EQ((co_yield Write(made.client, "x")).value(), 1);
    co_yield Sleep(absl::Hours(1));
    EXPECT_EQ(text, "x");
    co_yield WaitTask(reader);
    EXPECT_TRUE(co_yield KillTask(acceptor));
    co_yield WaitTask(acceptor);
  }
}

}  // namespace
}  // namespace corix::testing
