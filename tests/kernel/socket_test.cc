// Sockets: addresses, listening, connecting, accepting, shutting down; and every wrong use.

#include <fcntl.h>
#include <sys/stat.h>

#include "tests/io_testing.h"

namespace corix::testing {
namespace {

SocketAddress Local(const File& file) { return CallNow(LocalAddress(file)).value(); }
SocketAddress Peer(const File& file) { return CallNow(PeerAddress(file)).value(); }

// Both are registered afterwards, and known to have nothing just now.
Process MakeQuiet(const Connected& made) {
  for (int i = 0; i < 2; ++i) {
    std::string text;
    const Tid reader = co_yield NewTask(ReadSomeInto(made.server, text));
    const Tid acceptor =
        co_yield NewTask([](Fd fd) -> Process { (void)(co_yield Accept(fd)); }(made.listener));
    co_await LookOutside();
    EXPECT_TRUE(Sleeps(reader));
    EXPECT_TRUE(Sleeps(acceptor));
    if (i == 1) {
      co_yield KillTask(reader);
      co_yield KillTask(acceptor);
    } else {
      EXPECT_EQ((co_yield Write(made.client, "x")).value(), 1);
      EXPECT_TRUE((co_yield Connect(Local(made.listener))).ok());
    }
    co_yield WaitTask(reader);
    co_yield WaitTask(acceptor);
  }
}

// ---- Addresses ----

// Both sides of a connection agree on who is where; a listener knows its port; a client of a Unix
// socket has no name.
CORIX_TEST(AddressTest, BothSidesAgree) {
  const Transports transports;
  for (const SocketAddress& where : transports) {
    const Connected made = co_await Connect2(transports, where);
    const SocketAddress address = Local(made.listener);
    EXPECT_EQ(address.is_unix(), where.is_unix());
    EXPECT_EQ(address.is_unix() ? address.path() : address.ip(), where.path());
    EXPECT_EQ(address.port() == 0, where.is_unix());
    EXPECT_EQ(Peer(made.client), address);
    EXPECT_EQ(Local(made.server), address);
    EXPECT_EQ(Local(made.client), Peer(made.server));
    if (where.is_unix()) {
      EXPECT_EQ(Peer(made.server), SocketAddress::Unix(""));
    }
    EXPECT_EQ((co_yield PeerAddress(made.listener)).status().code(),
              absl::StatusCode::kFailedPrecondition);
  }
}

// What is no address is refused, with a message that says why: by Listen and by Connect.
CORIX_TEST(AddressTest, WhatIsNone) {
  const std::string not_ip = "localhost is not an IP address";
  const std::string not_path = "the path of a socket has 1 to 107 bytes";
  const std::vector<std::pair<SocketAddress, std::string>> wrong = {
      {SocketAddress::Tcp("localhost", 80), not_ip},
      {SocketAddress::Tcp("", 80), " is not an IP address"},
      {SocketAddress::Unix(""), not_path},
      {SocketAddress::Unix(std::string(108, 'x')), not_path},
  };
  for (const auto& [address, message] : wrong) {
    EXPECT_EQ((co_yield Listen(address)).status(), absl::InvalidArgumentError(message));
    EXPECT_EQ((co_yield Connect(address)).status(), absl::InvalidArgumentError(message));
  }
}

// A path or an address with a zero byte in it is refused; it is not another one, cut short.
CORIX_TEST(AddressTest, ZeroBytesCutNothingShort) {
  const TempDirectory directory;
  const std::string tail("\0tail", 5);
  const std::string path = directory.Path("socket");
  EXPECT_FALSE((co_yield Listen(SocketAddress::Unix(path + tail))).ok());
  EXPECT_FALSE((co_yield Listen(SocketAddress::Tcp("127.0.0.1" + tail, 0))).ok());
  EXPECT_FALSE((co_yield Open("/dev/null" + tail)).ok());
  EXPECT_FALSE((co_yield ChangeDirectory("/" + tail)).ok());
  EXPECT_NE(access(path.c_str(), F_OK), 0);
}

// A path may have 107 bytes.
CORIX_TEST(AddressTest, TheLongestPath) {
  const TempDirectory directory;
  const std::string path = directory.Path(std::string(107 - directory.path().size() - 1, 'x'));
  EXPECT_EQ(path.size(), 107);
  const File listener = (co_yield Listen(SocketAddress::Unix(path))).value();
  const File client = (co_yield Connect(SocketAddress::Unix(path))).value();
  EXPECT_EQ(Local(listener).path(), path);
  EXPECT_EQ(Peer(client).path(), path);
}

// ---- Listening ----

// Where somebody listens nobody else can, and the message says where that was.
CORIX_TEST(ListenTest, InUse) {
  const Transports transports;
  for (const SocketAddress& where : transports) {
    const File listener = (co_yield Listen(where)).value();
    const SocketAddress address = Local(listener);
    const absl::Status status = (co_yield Listen(address)).status();
    EXPECT_TRUE(absl::IsAlreadyExists(status) || absl::IsFailedPrecondition(status)) << status;
    EXPECT_EQ(status.message(), "listen at " + address.ToString() + ": Address already in use");
    EXPECT_EQ(cpu.kernel->Leaks().descriptors, 1);
  }
}

// As soon as a listener is closed its port is free, although connections are open, were closed by
// this side first, or were never accepted.
CORIX_TEST(ListenTest, ThePortIsFreeAtOnce) {
  const Transports transports;
  for (const SocketAddress& where : transports) {
    if (where.is_unix()) continue;
    Connected first = co_await Connect2(transports, where);
    const SocketAddress address = Local(first.listener);
    const File open = (co_yield Connect(address)).value();
    const File not_accepted = (co_yield Connect(address)).value();
    const File open_here = (co_yield Accept(first.listener)).value();
    first.server.Close();  // this side first: TIME_WAIT is ours
    first.client.Close();
    first.listener.Close();
    for (int i = 0; i < 10; ++i) {
      absl::StatusOr<File> again = co_yield Listen(address);
      EXPECT_TRUE(again.ok()) << again.status();
      if (!again.ok()) break;
      const File client = (co_yield Connect(address)).value();
      const File server = (co_yield Accept(*again)).value();
      EXPECT_EQ(Peer(client), address);
    }
  }
}

// The path of a Unix socket stays, and is the caller's to remove.
CORIX_TEST(ListenTest, ThePathStays) {
  const TempDirectory directory;
  const SocketAddress address = SocketAddress::Unix(directory.Path("socket"));
  (co_yield Listen(address)).value().Close();
  EXPECT_FALSE((co_yield Listen(address)).ok());
  EXPECT_EQ((co_yield Connect(address)).status().message(),
            "connect to " + address.ToString() + ": Connection refused");
  EXPECT_EQ(unlink(address.path().c_str()), 0);
  EXPECT_TRUE((co_yield Listen(address)).ok());
}

// ---- Connecting ----

// Where nobody listens a connection is refused, and nothing of the attempt is left.
CORIX_TEST(ConnectTest, Refused) {
  const Transports transports;
  for (const SocketAddress& where : transports) {
    SocketAddress address;
    {
      const File listener = (co_yield Listen(where)).value();
      address = Local(listener);
    }
    const absl::Status status = (co_yield Connect(address)).status();
    EXPECT_EQ(status.message(), "connect to " + address.ToString() + ": Connection refused");
    EXPECT_FALSE(absl::IsUnavailable(status));
    EXPECT_EQ(cpu.kernel->poller().registered(), 0);
  }
  const TempDirectory directory;
  const SocketAddress missing = SocketAddress::Unix(directory.Path("missing"));
  const absl::Status status = (co_yield Connect(missing)).status();
  EXPECT_TRUE(absl::IsNotFound(status)) << status;
  EXPECT_EQ(status.message(), "connect to " + missing.ToString() + ": No such file or directory");
}

Process ConnectOnly(SocketAddress address, int& connected) {
  const auto file = co_yield Connect(address);
  if (file.ok()) ++connected;
}

// A task that is killed half-way to a connection leaves nothing behind. (At a listener whose line
// is full, the host lets those who come later wait.)
CORIX_TEST(ConnectTest, KilledHalfWay) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Random random(seed);
    const HostSocket listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in host = {};
    host.sin_family = AF_INET;
    host.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(host);
    EXPECT_EQ(bind(listener.fd(), reinterpret_cast<sockaddr*>(&host), size), 0);
    EXPECT_EQ(listen(listener.fd(), 0), 0);
    EXPECT_EQ(getsockname(listener.fd(), reinterpret_cast<sockaddr*>(&host), &size), 0);
    const auto address = SocketAddress::Tcp("127.0.0.1", ntohs(host.sin_port));
    int connected = 0;
    std::vector<Tid> tids;
    for (int i = 0; i < 6; ++i) tids.push_back(co_yield NewTask(ConnectOnly(address, connected)));
    co_await YieldTimes(static_cast<int>(Below(random, 130)));
    std::shuffle(tids.begin(), tids.end(), random);
    std::size_t killed = 0;
    for (const Tid tid : tids) {
      if (CallNow(KillTask(tid))) ++killed;
    }
    EXPECT_GT(killed, 0);
    EXPECT_EQ(cpu.kernel->poller().registered(), 0);
    EXPECT_EQ(cpu.kernel->Leaks().io_seats, 0);
    EXPECT_EQ(cpu.kernel->Leaks().descriptors, 0);
    for (const Tid tid : tids) co_yield WaitTask(tid);
  }
}

// A Unix socket at which too many wait says so.
CORIX_TEST(ConnectTest, TooManyWait) {
  const TempDirectory directory;
  const SocketAddress address = SocketAddress::Unix(directory.Path("socket"));
  const HostSocket listener(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un host = {};
  host.sun_family = AF_UNIX;
  std::copy(address.path().begin(), address.path().end(), host.sun_path);
  EXPECT_EQ(bind(listener.fd(), reinterpret_cast<sockaddr*>(&host), sizeof(host)), 0);
  EXPECT_EQ(listen(listener.fd(), 0), 0);
  const File first = (co_yield Connect(address)).value();
  absl::Status status;
  std::vector<File> others;
  for (int i = 0; i < 10 && status.ok(); ++i) {
    absl::StatusOr<File> file = co_yield Connect(address);
    status = file.status();
    if (file.ok()) others.push_back(*std::move(file));
  }
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
}

// ---- Shutting down ----

// After kWrite the other side sees the end, and can still answer; after kRead this side sees the
// end; after kBoth both do.
CORIX_TEST(ShutdownTest, Directions) {
  const Transports transports;
  for (const SocketAddress& where : transports) {
    for (const auto direction :
         {ShutdownDirection::kRead, ShutdownDirection::kWrite, ShutdownDirection::kBoth}) {
      const Connected made = co_await Connect2(transports, where);
      EXPECT_TRUE((co_yield Shutdown(made.client, direction)).ok());
      if (direction != ShutdownDirection::kRead) {
        EXPECT_EQ(co_await ReadSome(made.server), "");
        EXPECT_TRUE(absl::IsAborted((co_yield Write(made.client, "x")).status()));
      } else {
        EXPECT_EQ((co_yield Write(made.client, "x")).value(), 1);
        EXPECT_EQ(co_await ReadSome(made.server), "x");
      }
      if (direction == ShutdownDirection::kWrite) {
        EXPECT_EQ((co_yield Write(made.server, "answer")).value(), 6);
        EXPECT_EQ(co_await ReadSome(made.client), "answer");
      } else {
        EXPECT_EQ(co_await ReadSome(made.client), "");
      }
    }
  }
}

// Whoever sleeps at a socket is woken when another task shuts that direction down.
CORIX_TEST(ShutdownTest, WakesThisSide) {
  const Transports transports;
  for (const SocketAddress& where : transports) {
    for (const bool reads : {true, false}) {
      const Connected made = co_await Connect2(transports, where);
      std::string text = "asleep";
      const Tid sleeper = reads ? co_yield NewTask(ReadSomeInto(made.client, text))
                                : co_yield NewTask(WriteForEver(made.client));
      for (Patience patience; !Sleeps(sleeper) && patience.Lasts();) co_yield Yield();
      co_await LookOutside();
      EXPECT_TRUE(Sleeps(sleeper));
      EXPECT_TRUE((co_yield Shutdown(made.client,
                                     reads ? ShutdownDirection::kRead : ShutdownDirection::kWrite))
                      .ok());
      co_await LookOutside();
      EXPECT_TRUE(Ended(sleeper)) << where.ToString() << (reads ? " reads" : " writes");
      if (reads) {
        EXPECT_EQ(text, "");
      }
      co_yield KillTask(sleeper);
      co_yield WaitTask(sleeper);
    }
  }
}

// The same for one who comes after the shutdown, to a socket that had nothing to read before it.
CORIX_TEST(ShutdownTest, IsSeenByWhoComesLater) {
  const Transports transports;
  for (const SocketAddress& where : transports) {
    const Connected made = co_await Connect2(transports, where);
    co_await MakeQuiet(made);
    EXPECT_TRUE((co_yield Shutdown(made.server, ShutdownDirection::kRead)).ok());
    std::string text = "asleep";
    const Tid reader = co_yield NewTask(ReadSomeInto(made.server, text));
    co_await LookOutside();
    EXPECT_TRUE(Ended(reader)) << where.ToString();
    EXPECT_EQ(text, "") << where.ToString();
    co_yield KillTask(reader);
    co_yield WaitTask(reader);
  }
}

// A listener is not connected: to shut it down is refused, and it goes on to accept.
CORIX_TEST(ShutdownTest, OfAListener) {
  const Transports transports;
  for (const SocketAddress& where : transports) {
    for (const auto direction :
         {ShutdownDirection::kRead, ShutdownDirection::kWrite, ShutdownDirection::kBoth}) {
      const Connected made = co_await Connect2(transports, where);
      EXPECT_EQ(co_yield Shutdown(made.listener, direction),
                absl::FailedPreconditionError("not connected"))
          << where.ToString();
      EXPECT_TRUE((co_yield Connect(Local(made.listener))).ok()) << where.ToString();
    }
  }
}

// ---- Wrong use ----

Process CallWrongly(Fd fd, int call, absl::Status& status) {
  std::array<char, 4> buffer;
  if (call == 0) status = (co_yield Accept(fd)).status();
  if (call == 1) status = (co_yield LocalAddress(fd)).status();
  if (call == 2) status = (co_yield PeerAddress(fd)).status();
  if (call == 3) status = co_yield Shutdown(fd);
  if (call == 4) status = (co_yield Read(fd, absl::MakeSpan(buffer))).status();
  if (call == 5) status = (co_yield Write(fd, "x")).status();
  if (call == 6) status = (co_yield WaitIO(fd, IoEvents::kReadable)).status();
  if (call == 7) status = (co_yield Seek(fd, 0)).status();
  if (call == 8) status = (co_yield DupToHost(fd)).status();
}

Co<absl::Status> Wrong(Fd fd, int call) {
  absl::Status status = absl::InternalError("sleeps");
  const Tid tid = co_yield NewTask(CallWrongly(fd, call, status));
  co_await LookOutside();
  co_yield KillTask(tid);
  co_yield WaitTask(tid);
  co_return status;
}

// What is no socket is no socket, whatever else it is.
CORIX_TEST(WrongUseOfSocketsTest, NoSocket) {
  const TempDirectory directory;
  const PipeEnds pipe = co_yield Pipe();
  HostPipe host;
  const File host_pipe = Adopt(host.TakeReader());
  const File null = (co_yield Open("/dev/null")).value();
  const File file = (co_yield Open("/host/proc/self/exe")).value();
  const File folder = (co_yield Open(directory.path())).value();
  const std::vector<std::pair<Fd, std::string>> kinds = {
      {pipe.reader.fd(), "pipe"}, {pipe.writer.fd(), "pipe"}, {host_pipe.fd(), "pipe"},
      {null.fd(), "null"},        {file.fd(), "file"},        {folder.fd(), "directory"}};
  for (const auto& [fd, kind] : kinds) {
    for (int call = 0; call < 4; ++call) {
      EXPECT_EQ(co_await Wrong(fd, call),
                absl::InvalidArgumentError("descriptor " + std::to_string(fd) + " is a " + kind +
                                           ", no socket"))
          << call;
    }
  }
}

// A number behind which nothing is: every call says so.
CORIX_TEST(WrongUseOfSocketsTest, NoDescriptor) {
  for (const int fd : {-1, 9, 10, 4711}) {
    for (int call = 0; call < 9; ++call) {
      EXPECT_EQ(co_await Wrong(fd, call),
                absl::NotFoundError("no descriptor " + std::to_string(fd)))
          << call;
    }
  }
}

// A connection does not accept, and nothing is read from or written to a listener; this is said at
// once, whatever was asked of the socket before.
CORIX_TEST(WrongUseOfSocketsTest, TheWrongSocket) {
  const Transports transports;
  for (const SocketAddress& where : transports) {
    const Connected made = co_await Connect2(transports, where);
    for (const bool slept : {false, true}) {
      if (slept) co_await MakeQuiet(made);
      EXPECT_TRUE(absl::IsInvalidArgument(co_await Wrong(made.server, 0)))
          << where.ToString() << ": " << co_await Wrong(made.server, 0);
      for (const int call : {2, 4, 5}) {
        const absl::Status status = co_await Wrong(made.listener, call);
        EXPECT_FALSE(status.ok() || absl::IsInternal(status))
            << where.ToString() << ", slept: " << slept << ", call " << call << ": " << status;
      }
      EXPECT_TRUE(absl::IsFailedPrecondition(co_await Wrong(made.server, 7)));
    }
    // The connection was not hurt.
    EXPECT_EQ((co_yield Write(made.client, "still here")).value(), 10);
    EXPECT_EQ(co_await ReadSome(made.server), "still here");
  }
}

}  // namespace
}  // namespace corix::testing
