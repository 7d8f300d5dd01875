// What the host is asked while data flows: counted, since it does not vary.

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

#include "tests/io_testing.h"
#include "tests/testing.h"

namespace corix::testing {
namespace {

Process EchoTo(File connection) {
  std::array<char, 256> buffer;
  for (;;) {
    const auto bytes = co_yield Read(connection, absl::MakeSpan(buffer));
    if (!bytes.ok() || *bytes == 0) co_return;
    const auto sent = co_yield Write(connection, {buffer.data(), *bytes});
    EXPECT_EQ(sent.value_or(0), *bytes);
  }
}

// Each side of a connection is registered once in its life, however many messages pass.
CORIX_TEST(CountedIoTest, OneRegistrationInAConnectionsLife) {
  const File listener = (co_yield Listen(SocketAddress::Tcp("127.0.0.1", 0))).value();
  const SocketAddress address = (co_yield LocalAddress(listener)).value();
  constexpr int kConnections = 20;
  std::vector<File> clients;
  const Poller& poller = cpu.kernel->poller();
  for (int i = 0; i < kConnections; ++i) {
    clients.push_back((co_yield Connect(address)).value());
    File server = (co_yield Accept(listener)).value();
    co_yield NewTask(EchoTo(std::move(server))).Detached();
  }
  std::string buffer(256, ' ');
  for (int round = 0; round < 50; ++round) {
    for (const File& client : clients) {
      const std::string message = "message " + std::to_string(round);
      EXPECT_TRUE((co_yield Write(client, message)).ok());
      const auto bytes = co_yield Read(client, absl::MakeSpan(buffer));
      EXPECT_EQ(buffer.substr(0, bytes.value_or(0)), message);
    }
  }
  // (Both sides are ours. The listener never had to wait.)
  EXPECT_LE(poller.registrations(), 2 * kConnections + 1);
  EXPECT_EQ(poller.registered(), poller.registrations());
}

// While somebody can always run, the host is asked once in 64 turns, and not more often.
CORIX_TEST(CountedIoTest, OneLookInSixtyFourTurns) {
  HostPipe pipe;
  const File reader = CallNow(AdoptHostDescriptor(pipe.TakeReader())).value();
  std::string got;
  const Tid waiter = co_yield NewTask(ReadSomeInto(reader, got));
  const std::uint64_t before = cpu.kernel->poller().looks();
  co_await YieldTimes(6400);
  const std::uint64_t looks = cpu.kernel->poller().looks() - before;
  EXPECT_GE(looks, 99);
  EXPECT_LE(looks, 101);
  EXPECT_TRUE(co_yield KillTask(waiter));
  co_yield WaitTask(waiter);
  // Nobody waits for the host any more: it is not asked at all.
  const std::uint64_t then = cpu.kernel->poller().looks();
  co_await YieldTimes(6400);
  EXPECT_LE(cpu.kernel->poller().looks() - then, 1);
}

// A message that comes while its reader sleeps costs one look, however many descriptors wait.
CORIX_TEST(CountedIoTest, OneLookForAMessage) {
  constexpr int kPipes = 50;
  std::vector<HostPipe> pipes(kPipes);
  std::vector<std::string> got(kPipes);
  std::vector<File> readers;
  for (int i = 0; i < kPipes; ++i) {
    readers.push_back(CallNow(AdoptHostDescriptor(pipes[i].TakeReader())).value());
    co_yield NewTask(ReadSomeInto(readers.back(), got[i])).Detached();
  }
  co_await YieldTimes(3);
  for (const HostPipe& pipe : pipes) EXPECT_EQ(write(pipe.writer(), "x", 1), 1);
  const std::uint64_t before = cpu.kernel->poller().looks();
  // The virtual clock waits for what comes from outside.
  co_yield Sleep(absl::Hours(1));
  EXPECT_LE(cpu.kernel->poller().looks() - before, 3);
  for (const std::string& text : got) EXPECT_EQ(text, "x");
}

}  // namespace
}  // namespace corix::testing
