// Connections and listeners as a C library would give them, and the names of hosts.

#include "userland/lib/socket.h"

#include "tests/io_testing.h"
#include "userland/lib/resolve.h"

namespace corix::testing {
namespace {

using Message = absl::StatusOr<std::optional<std::string>>;

struct LocalPair {
  Connection connection;
  HostSocket far;
};

// A connection, by way of a local socket; `piece` as in its constructor.
LocalPair MakePair(std::size_t piece = 4096) {
  std::array<int, 2> ends;
  EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  return {Connection(Adopt(ends[0]), piece), HostSocket(ends[1])};
}

// Sends each part when everything before it has been read.
Process SendParts(HostSocket& far, std::vector<std::string> parts, Tid reader, bool ends) {
  for (const std::string& part : parts) {
    for (Patience patience; !Sleeps(reader) && !Ended(reader) && patience.Lasts();)
      co_yield Yield();
    EXPECT_EQ(far.Send(part), part.size());
  }
  if (ends) far.Close();
}

// All messages, until there is none or an error, which stands in angle brackets.
Process ReceiveAll(Connection& connection, std::string delimiter, std::size_t limit,
                   std::vector<std::string>& messages) {
  for (;;) {
    const Message message = co_await connection.ReceiveUntil(delimiter, limit);
    if (!message.ok()) {
      messages.push_back("<" + absl::StatusCodeToString(message.status().code()) + ">");
      co_return;
    }
    if (!message->has_value()) co_return;
    messages.push_back(**message);
  }
}

Co<std::vector<std::string>> Messages(std::vector<std::string> parts, std::string delimiter,
                                      std::size_t limit, std::size_t piece = 4096) {
  LocalPair pair = MakePair(piece);
  std::vector<std::string> messages;
  const Tid reader =
      co_yield NewTask(ReceiveAll(pair.connection, std::move(delimiter), limit, messages));
  const Tid writer = co_yield NewTask(SendParts(pair.far, std::move(parts), reader, true));
  co_yield WaitTask(writer);
  co_yield WaitTask(reader);
  co_return messages;
}

using Strings = std::vector<std::string>;

// However the bytes are cut, at one place, at two, or by small reads, the messages are the same.
CORIX_TEST(ReceiveUntilTest, TheCutsDoNotMatter) {
  const std::string text = "one\r\n\r\r\n\r\ntw\ro\r\n\n\r\n";
  const Strings expected = {"one", "\r", "", "tw\ro", "\n"};
  for (std::size_t i = 0; i <= text.size(); ++i) {
    for (std::size_t j = i; j <= text.size(); ++j) {
      Strings parts;
      for (const auto& [from, to] : {std::pair(std::size_t{0}, i), {i, j}, {j, text.size()}})
        if (from < to) parts.push_back(text.substr(from, to - from));
      EXPECT_EQ(co_await Messages(parts, "\r\n", 10), expected) << i << ", " << j;
    }
  }
  for (std::size_t piece = 1; piece <= text.size() + 1; ++piece) {
    const Strings parts(1, text);
    EXPECT_EQ(co_await Messages(parts, "\r\n", 10, piece), expected) << piece;
  }
}

// A model: the messages are what stands between the delimiters, for any text, delimiter and cuts.
CORIX_TEST(ReceiveUntilTest, EqualsSplitting) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    Random random(seed);
    std::string delimiter;
    for (std::size_t i = 0; i <= Below(random, 4); ++i)
      delimiter += static_cast<char>('a' + Below(random, 2));
    std::string text;
    for (std::size_t i = 0; i < Below(random, 60) + 1; ++i)
      text += static_cast<char>('a' + Below(random, 2));
    Strings expected;
    std::string_view rest = text;
    for (std::size_t end; (end = rest.find(delimiter)) != rest.npos;) {
      expected.emplace_back(rest.substr(0, end));
      rest.remove_prefix(end + delimiter.size());
    }
    if (!rest.empty()) expected.emplace_back("<OUT_OF_RANGE>");
    Strings parts;
    for (std::string_view left = text; !left.empty();) {
      parts.emplace_back(left.substr(0, 1 + Below(random, 20)));
      left.remove_prefix(parts.back().size());
    }
    EXPECT_EQ(co_await Messages(parts, delimiter, 1'000, 1 + Below(random, 10)), expected) << seed;
  }
}

// A message may be as long as the limit, and not one byte longer, however it is cut.
CORIX_TEST(ReceiveUntilTest, TheLimit) {
  for (const char* const delimiter : {"\n", "\r\n", "--end--"}) {
    for (const std::size_t limit : {0, 1, 5, 100}) {
      for (const std::size_t piece : {1, 3, 4096}) {
        const std::string fits(limit, 'x');
        Strings parts(1, fits + delimiter + fits + delimiter);
        const Strings two(2, fits);
        EXPECT_EQ(co_await Messages(parts, delimiter, limit, piece), two);
        parts[0] = fits + "y" + delimiter;
        const Strings refused(1, "<RESOURCE_EXHAUSTED>");
        EXPECT_EQ(co_await Messages(parts, delimiter, limit, piece), refused);
        // Without a delimiter it is refused all the same, before the memory is full.
        parts[0] = std::string(limit + 100, 'x');
        EXPECT_EQ(co_await Messages(parts, delimiter, limit, piece), refused);
      }
    }
  }
}

// The greatest limit of all is none.
CORIX_TEST(ReceiveUntilTest, NoLimit) {
  for (const char* const delimiter : {"\n", "\r\n", "--end--"}) {
    const Strings parts(1, "hello" + std::string(delimiter));
    const Strings expected(1, "hello");
    EXPECT_EQ(co_await Messages(parts, delimiter, std::string::npos), expected);
    EXPECT_EQ(co_await Messages(parts, delimiter, std::string::npos, 2), expected);
  }
}

// The end between two messages is none; in the middle of one, or of a delimiter, it is an error.
CORIX_TEST(ReceiveUntilTest, TheEnd) {
  const Strings none;
  EXPECT_EQ(co_await Messages(none, "\r\n", 10), none);
  const std::vector<std::pair<std::string, Strings>> cases = {
      {"a\r\n", {"a"}},
      {"a\r\nb", {"a", "<OUT_OF_RANGE>"}},
      {"\r", {"<OUT_OF_RANGE>"}},
      {"a\r\n\r", {"a", "<OUT_OF_RANGE>"}},
  };
  for (const auto& [text, expected] : cases) {
    const Strings parts(1, text);
    EXPECT_EQ(co_await Messages(parts, "\r\n", 10), expected);
  }
}

// What was read ahead is received first, in any piece, and then what comes; the end comes after
// both.
CORIX_TEST(ReceiveTest, WhatWasReadAheadComesFirst) {
  for (std::size_t size = 1; size < 9; ++size) {
    LocalPair pair = MakePair();
    EXPECT_EQ(pair.far.Send("head\nbody"), 9);
    EXPECT_EQ((co_await pair.connection.ReceiveUntil("\n", 10)).value(), "head");
    pair.far.Send(" and more");
    pair.far.Close();
    std::string text;
    std::vector<char> buffer(size);
    for (;;) {
      const auto bytes = co_await pair.connection.Receive(absl::MakeSpan(buffer));
      EXPECT_TRUE(bytes.ok());
      if (bytes.value_or(0) == 0) break;
      text.append(buffer.data(), *bytes);
    }
    EXPECT_EQ(text, "body and more") << size;
  }
}

// A message that was too long is still there, for Receive.
CORIX_TEST(ReceiveTest, WhatWasTooLongIsNotLost) {
  LocalPair pair = MakePair();
  EXPECT_EQ(pair.far.Send("much too long\n"), 14);
  EXPECT_TRUE(absl::IsResourceExhausted((co_await pair.connection.ReceiveUntil("\n", 4)).status()));
  EXPECT_EQ((co_await pair.connection.ReceiveUntil("\n", 20)).value(), "much too long");
}

// A task that is killed while it waits for the rest of a message takes nothing with it, and leaves
// nothing that was not sent: the next one receives the whole message.
CORIX_TEST(ReceiveTest, AKilledReceiverLeavesTheConnectionAsItWas) {
  LocalPair pair = MakePair();
  std::vector<std::string> lost;
  const Tid victim = co_yield NewTask(ReceiveAll(pair.connection, "\n", 100, lost));
  co_await LookOutside();
  EXPECT_EQ(pair.far.Send("begun, "), 7);
  co_await LookOutside();
  EXPECT_TRUE(Sleeps(victim));
  EXPECT_TRUE(co_yield KillTask(victim));
  EXPECT_EQ(pair.far.Send("and ended\n"), 10);
  const Message message = co_await pair.connection.ReceiveUntil("\n", 100'000);
  EXPECT_TRUE(message.ok()) << message.status();
  const std::string text = message.value_or(std::nullopt).value_or("none");
  EXPECT_EQ(text.size(), 16);
  EXPECT_TRUE(text == "begun, and ended");
  co_yield WaitTask(victim);
}

// Much is sent whole, and after EndSending the other side sees the end and can still answer.
CORIX_TEST(ConnectionTest, SendAllAndEndSending) {
  const Transports transports;
  Random random(1);
  const std::string much = RandomBytes(random, 2'000'000);
  for (const SocketAddress& where : transports) {
    Connected made = co_await Connect2(transports, where);
    Connection client(std::move(made.client));
    std::string received;
    const File server = std::move(made.server);
    const Tid reader = co_yield NewTask([](Fd fd, std::string& text) -> Process {
      text = co_await ReadToEnd(fd);
    }(server, received));
    EXPECT_TRUE((co_await client.SendAll(much)).ok());
    EXPECT_TRUE(client.EndSending().ok());
    co_yield WaitTask(reader);
    EXPECT_TRUE(received == much);
    EXPECT_TRUE((co_await WriteAll(server, "thanks\n")).ok());
    EXPECT_EQ((co_await client.ReceiveUntil("\n", 10)).value(), "thanks");
  }
}

// By name: a listener at localhost, and a connection to it.
CORIX_TEST(ConnectionTest, ByName) {
  auto listener = co_await Listener::At("localhost", 0);
  EXPECT_TRUE(listener.ok()) << listener.status();
  EXPECT_GT(listener->address().port(), 0);
  auto client = co_await Connection::To("localhost", listener->address().port());
  EXPECT_TRUE(client.ok()) << client.status();
  auto server = co_await listener->Accept();
  EXPECT_TRUE(server.ok()) << server.status();
  EXPECT_TRUE((co_await client->SendAll("hello\n")).ok());
  EXPECT_EQ((co_await server->ReceiveUntil("\n", 10)).value(), "hello");
  EXPECT_FALSE((co_await Connection::To("no-such-host.invalid", 1)).ok());
  EXPECT_FALSE((co_await Listener::At("no-such-host.invalid", 1)).ok());
}

// ---- Out of descriptors ----

Process EchoLines(Connection client) {
  for (;;) {
    const Message line = co_await client.ReceiveUntil("\n", 100);
    if (!line.ok() || !line->has_value()) co_return;
    const std::string answer = **line + "\n";
    if (!(co_await client.SendAll(answer)).ok()) co_return;
  }
}

// Writes a byte for each client.
Process ServeLines(Listener listener, Fd signal) {
  for (;;) {
    auto client = co_await listener.Accept();
    EXPECT_TRUE(client.ok()) << client.status();
    if (!client.ok()) co_return;
    EXPECT_TRUE((co_yield Write(signal, "x")).ok());
    co_yield NewTask(EchoLines(*std::move(client))).Detached();
  }
}

Co<std::string> AskOnce(const HostSocket& client) {
  EXPECT_EQ(client.Send("ping\n"), 5);
  std::string answer;
  for (Patience patience; answer.size() < 5 && patience.Lasts();) {
    answer += client.Receive();
    co_yield Yield();
  }
  co_return answer;
}

// A server without descriptors goes on: those who are connected are served, it takes hardly a turn
// meanwhile, and whoever waits is accepted as soon as there is a descriptor again.
CORIX_TEST(ListenerTest, OutOfDescriptors) {
  if (!NoMoreDescriptors::kPossible) co_return;
  const Transports transports;
  for (const SocketAddress& where : transports) {
    transports.CleanUp();
    auto listener = co_await Listener::At(where);
    const SocketAddress address = listener->address();
    const PipeEnds signal = co_yield Pipe();
    const Tid server = co_yield NewTask(ServeLines(*std::move(listener), signal.writer));
    HostSocket first = HostConnect(address);
    EXPECT_EQ(co_await AskOnce(first), "ping\n");
    EXPECT_EQ(co_await ReadSome(signal.reader), "x");
    std::optional<HostSocket> second;
    {
      // The client's own descriptor is the last that there is.
      HostSocket last(dup(0));
      const NoMoreDescriptors limit;
      last.Close();
      second.emplace(HostConnect(address));
      const std::uint64_t before = cpu.kernel->FindTask(server)->turns();
      for (int i = 0; i < 100; ++i) EXPECT_EQ(co_await AskOnce(first), "ping\n");
      co_await YieldTimes(10'000);
      EXPECT_FALSE(
          (co_yield WaitIO(signal.reader, IoEvents::kReadable, absl::ZeroDuration())).ok());
      // While a connection is awaited, no virtual time passes, and so no second attempt is due.
      EXPECT_LE(cpu.kernel->FindTask(server)->turns() - before, 5);
      // One ends, and its descriptor is for the next one.
      first.Close();
      const absl::Time start = co_yield Now();
      EXPECT_EQ(co_await ReadSome(signal.reader), "x");
      EXPECT_LE((co_yield Now()) - start, absl::Milliseconds(100));
      EXPECT_EQ(co_await AskOnce(*second), "ping\n");
    }
    second->Close();
    while (cpu.kernel->Leaks().tasks > 2) co_yield Yield();
    EXPECT_TRUE(co_yield KillTask(server));
    co_yield WaitTask(server);
  }
}

// ---- Names of hosts ----

// A numeric address stands for itself, and needs no thread; the port is the one that was asked for.
CORIX_TEST(ResolveTest, Numeric) {
  for (const char* const address : {"127.0.0.1", "10.1.2.3", "::1", "2001:db8::1"}) {
    const auto found = co_await Resolve(address, 4711);
    EXPECT_TRUE(found.ok()) << found.status();
    EXPECT_EQ(found.value(), std::vector<SocketAddress>(1, SocketAddress::Tcp(address, 4711)));
  }
}

CORIX_TEST(ResolveTest, Localhost) {
  const auto found = co_await Resolve("localhost", 80);
  EXPECT_TRUE(found.ok()) << found.status();
  for (const SocketAddress& address : found.value()) {
    EXPECT_TRUE(address.ip() == "::1" || address.ip().starts_with("127.")) << address.ToString();
    EXPECT_EQ(address.port(), 80);
  }
}

// A name that nobody has is NOT_FOUND, and the message begins with it.
CORIX_TEST(ResolveTest, Unknown) {
  for (const char* const name : {"no-such-host.invalid", "a.b.c.invalid"}) {
    const absl::Status status = (co_await Resolve(name, 80)).status();
    EXPECT_TRUE(absl::IsNotFound(status)) << status;
    EXPECT_TRUE(std::string(status.message()).starts_with(name)) << status;
  }
}

// A name with a zero byte in it is nobody's; it is not another one, cut short.
CORIX_TEST(ResolveTest, ZeroBytesCutNothingShort) {
  EXPECT_FALSE((co_await Resolve(std::string("127.0.0.1\0x", 11), 80)).ok());
}

// A task that is killed while its name is looked up leaves nothing behind.
CORIX_TEST(ResolveTest, Killed) {
  for (int turns = 0; turns < 10; ++turns) {
    const Tid tid = co_yield NewTask(
        []() -> Process { (void)(co_await Resolve("no-such-host.invalid", 80)); }());
    co_await YieldTimes(turns * 20);
    co_yield KillTask(tid);
    co_yield WaitTask(tid);
  }
}

}  // namespace
}  // namespace corix::testing
