// The server programs, as the real program corix runs them, with real clients: what each of them
// answers.

#include <csignal>
#include <cstdio>
#include <thread>

#include "tests/shell/server_client.h"

namespace corix::testing {
namespace {

const std::vector<std::string> kEchoes = {"echo-server", "echo-blocking", "echo-callbacks",
                                          "echo-threads"};
const std::vector<std::string> kServers = {"echo-server",  "echo-blocking", "echo-callbacks",
                                           "echo-threads", "hello-server",  "handshake-server",
                                           "chat-server"};

// ---- All of them ----

// A server says where it listens; SIGTERM ends it.
TEST(ServersTest, SaysItsPortAndEndsByASignal) {
  for (const std::string& name : kServers) {
    Server server(name);
    EXPECT_GT(server.port(), 0) << name;
    const Client client(server.port());
    kill(server.child().pid(), SIGTERM);
    EXPECT_EQ(server.child().Wait(), 128 + SIGTERM) << name;
  }
}

// What a user of a server does wrong gets one line, and status 2; what the host refuses, status 1.
TEST(ServersTest, WrongUse) {
  const std::vector<std::string> wrong = {"--port",   "--port x", "--port 65536", "--port -1",
                                          "--nosuch", "8080",     "--host",       "--port 0 more"};
  for (const std::string& name : kServers) {
    for (const std::string& args : wrong) {
      const Outcome outcome = RunCorix({"-c", name + " " + args});
      EXPECT_EQ(outcome.status, 2) << name << " " << args;
      EXPECT_EQ(outcome.out, "");
      EXPECT_TRUE(outcome.err.starts_with(name + ": ")) << outcome.err;
      EXPECT_EQ(outcome.err.find('\n'), outcome.err.size() - 1) << outcome.err;
    }
  }
  const Server server("echo-server");
  const Outcome taken = RunCorix({"-c", "hello-server --port " + std::to_string(server.port())});
  EXPECT_EQ(taken.status, 1);
  EXPECT_EQ(taken.err.find('\n'), taken.err.size() - 1) << taken.err;
  const Outcome elsewhere = RunCorix({"-c", "echo-server --host 192.0.2.1"});
  EXPECT_EQ(elsewhere.status, 1);
  EXPECT_EQ(elsewhere.err.find('\n'), elsewhere.err.size() - 1) << elsewhere.err;
}

// A server that is killed frees its port at once, although clients are still connected, and their
// connections end: the next one can listen there.
TEST(ServersTest, AKilledServerFreesItsPort) {
  for (const std::string& name : kServers) {
    TalkingShell shell;
    const int port = shell.StartServer(name);
    std::vector<Client> clients;
    for (int i = 0; i < 20; ++i) clients.emplace_back(port);
    // They are being served: one has had an answer.
    if (name == "handshake-server") {
      EXPECT_TRUE(clients[0].Send("hello\n"));
      EXPECT_EQ(clients[0].Receive(6), "hello\n");
    } else if (name == "chat-server") {
      EXPECT_EQ(clients[0].Receive(11), "your name? ");
    } else if (name != "hello-server") {
      EXPECT_EQ(clients[0].Exchange("x"), "x");
    }
    shell.Tell("kill $!");
    EXPECT_EQ(shell.StartServer(name, port), port) << name;
    for (const Client& client : clients) EXPECT_TRUE(client.IsClosed()) << name;
    const Client another(port);
    shell.End();
    EXPECT_EQ(shell.child().Wait(), 0) << name;
  }
}

// Python's sockets are clients too: tests/shell/clients.py talks to each server, and prints "ok".
TEST(ServersTest, Python) {
  for (const std::string& name : kServers) {
    const Server server(name);
    const std::string command = std::string("python3 ") + CORIX_SOURCE_DIR +
                                "/tests/shell/clients.py " + name + " " +
                                std::to_string(server.port()) + " 2>&1";
    FILE* const output = popen(command.c_str(), "re");
    std::string text;
    char piece[4096];
    while (const std::size_t bytes = fread(piece, 1, sizeof(piece), output))
      text.append(piece, bytes);
    EXPECT_EQ(pclose(output), 0) << name;
    EXPECT_EQ(text, "ok\n") << name;
  }
}

// ---- Echoes ----

// What is sent comes back, of whatever size, over several connections at once.
TEST(EchoTest, RandomSizes) {
  for (const std::string& name : kEchoes) {
    const Server server(name);
    std::vector<std::thread> threads;
    for (unsigned seed = 1; seed <= 6; ++seed) {
      threads.emplace_back([seed, port = server.port(), &name] {
        const Client client(port);
        std::mt19937 random(seed);
        std::vector<std::size_t> sizes = {1, 511, 512, 513, 65'536};
        sizes.push_back(random() % 1'048'576 + 1);
        if (seed == 1) sizes.push_back(1'048'576);
        for (const std::size_t size : sizes) {
          const std::string sent = RandomBytes(size, seed);
          EXPECT_TRUE(client.Exchange(sent) == sent) << name << " " << size;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
}

// A client that sends no more still gets back what it has sent, and then the end.
TEST(EchoTest, AfterTheEndOfSending) {
  for (const std::string& name : kEchoes) {
    const Server server(name);
    const Client client(server.port());
    const std::string sent = RandomBytes(50'000, 1);
    EXPECT_TRUE(client.Send(sent));
    client.EndSending();
    EXPECT_TRUE(client.ReceiveAll() == sent) << name;
  }
}

// A client that breaks off, at any time, harms no other.
TEST(EchoTest, OthersBreakOff) {
  for (const std::string& name : kEchoes) {
    const Server server(name);
    for (int i = 0; i < 20; ++i) {
      Client rude(server.port());
      EXPECT_TRUE(rude.Send(RandomBytes(static_cast<std::size_t>(i) * 1000, 1)));
      rude.Reset();
    }
    const Client client(server.port());
    EXPECT_EQ(client.Exchange("hello"), "hello") << name;
  }
}

// There are 16 threads, and 20 clients: four of them wait until others have gone, and are served
// then.
TEST(EchoTest, MoreClientsThanThreads) {
  const Server server("echo-threads");
  std::vector<Client> clients;
  for (int i = 0; i < 20; ++i) clients.emplace_back(server.port());
  for (const Client& client : clients) EXPECT_TRUE(client.Send("hello"));
  for (Client& client : clients) {
    EXPECT_EQ(client.Receive(5), "hello");
    client.EndSending();
    EXPECT_EQ(client.ReceiveAll(), "");
  }
}

// As many as may be on their way, and more: 64 functions, of which 16 run, and then a line.
TEST(EchoTest, MoreClientsThanTickets) {
  const Server server("echo-threads");
  std::vector<Client> clients;
  for (int i = 0; i < 100; ++i) clients.emplace_back(server.port());
  for (const Client& client : clients) EXPECT_TRUE(client.Send("hello"));
  // Some of those who wait go away.
  for (int i = 20; i < 100; i += 3) clients[static_cast<std::size_t>(i)].Reset();
  for (Client& client : clients) {
    if (client.fd() < 0) continue;
    EXPECT_EQ(client.Receive(5), "hello");
    client.Close();
  }
}

// ---- The hello server ----

// A request may be cut anywhere.
TEST(HelloServerTest, SplitRequests) {
  const Server server("hello-server");
  const std::string request = "GET /\nname: x\n\n";
  for (std::size_t cut = 0; cut <= request.size(); ++cut) {
    const Client client(server.port());
    EXPECT_TRUE(client.Send(request.substr(0, cut)));
    EXPECT_TRUE(client.Send(request.substr(cut)));
    EXPECT_EQ(client.ReceiveAll(), "Hello GET /\nname: x") << cut;
  }
  const Client bytewise(server.port());
  for (const char c : request) EXPECT_TRUE(bytewise.Send(std::string(1, c)));
  EXPECT_EQ(bytewise.ReceiveAll(), "Hello GET /\nname: x");
}

// A request has at most 64 KiB: that much is answered; one byte more ends the connection.
TEST(HelloServerTest, LongRequests) {
  const Server server("hello-server");
  const std::string longest(65'536, 'x');
  const Client just(server.port());
  EXPECT_TRUE(just.Send(longest + "\n\n"));
  EXPECT_TRUE(just.ReceiveAll() == "Hello " + longest);
  for (const std::string more : {"x\n\n", "xxx", "x\nx\n"}) {
    const Client too_long(server.port());
    EXPECT_TRUE(too_long.Send(longest + more));
    bool closed = false;
    EXPECT_EQ(too_long.ReceiveAll(&closed), "");
    EXPECT_TRUE(closed);
  }
}

// Without an empty line there is no answer.
TEST(HelloServerTest, UnfinishedRequests) {
  const Server server("hello-server");
  for (const std::string request : {"", "x", "x\n", "\nx\n"}) {
    const Client client(server.port());
    EXPECT_TRUE(client.Send(request));
    client.EndSending();
    bool closed = false;
    EXPECT_EQ(client.ReceiveAll(&closed), "") << request;
    EXPECT_TRUE(closed);
  }
  const Client empty(server.port());
  EXPECT_TRUE(empty.Send("\n\n"));
  EXPECT_EQ(empty.ReceiveAll(), "Hello ");
}

// Clients whose requests come in turns, piece by piece, get each its own answer.
TEST(HelloServerTest, Interleaved) {
  const Server server("hello-server");
  std::vector<Client> clients;
  std::vector<std::string> requests;
  for (int i = 0; i < 10; ++i) {
    clients.emplace_back(server.port());
    requests.push_back("I am " + std::to_string(i) + std::string(200, static_cast<char>('a' + i)));
  }
  for (std::size_t at = 0; at < requests[0].size(); at += 7) {
    for (std::size_t i = 0; i < 10; ++i) EXPECT_TRUE(clients[i].Send(requests[i].substr(at, 7)));
  }
  for (std::size_t i = 10; i-- > 0;) {
    EXPECT_TRUE(clients[i].Send("\n\n"));
    EXPECT_EQ(clients[i].ReceiveAll(), "Hello " + requests[i]);
  }
}

// ---- The handshake server ----

// Who does not say hello is closed, without an answer.
TEST(HandshakeServerTest, WrongGreetings) {
  const Server server("handshake-server");
  const std::vector<std::string> wrong = {"good day\n",
                                          "hell\n",
                                          "hello there\n",
                                          "\n",
                                          "HELLO\n",
                                          std::string(1000, 'h'),
                                          std::string(65, ' ') + "hello\n"};
  for (const std::string& greeting : wrong) {
    const Client client(server.port());
    EXPECT_TRUE(client.Send(greeting));
    bool closed = false;
    EXPECT_EQ(client.ReceiveAll(&closed), "") << greeting;
    EXPECT_TRUE(closed);
  }
}

// Who says hello, in however many pieces, is greeted, and then hears what he says. What he says at
// once after his greeting counts.
TEST(HandshakeServerTest, Greetings) {
  const Server server("handshake-server");
  for (const std::string greeting : {"hello\n", "hello\r\n", " hello \n"}) {
    const Client client(server.port());
    for (const char c : greeting) EXPECT_TRUE(client.Send(std::string(1, c)));
    EXPECT_EQ(client.Receive(6), "hello\n");
    const std::string sent = RandomBytes(100'000, 1);
    EXPECT_TRUE(client.Exchange(sent) == sent);
  }
  const Client hasty(server.port());
  EXPECT_TRUE(hasty.Send("hello\nand what I have to say"));
  hasty.EndSending();
  EXPECT_EQ(hasty.ReceiveAll(), "hello\nand what I have to say");
}

}  // namespace
}  // namespace corix::testing
