// The laws of lab 6: the student's echo server, and clients of all kinds.

#include "echo.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <functional>
#include <vector>

#include "world.h"

namespace lab {
namespace {

// A listening socket without a name in any directory.
class Listener {
 public:
  Listener() : fd_(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    // With nothing but the family, the host chooses a name.
    if (bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(sa_family_t)) < 0 ||
        listen(fd_, 128) < 0)
      grader::Miss("The test itself fails: the host gives no listening socket.");
  }

  int fd() const { return fd_; }

  int Connect() const {
    sockaddr_un address = {};
    socklen_t size = sizeof(address);
    getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    Check(connect(fd, reinterpret_cast<sockaddr*>(&address), size) == 0,
          "A client cannot connect: does the server accept all who wait?");
    return fd;
  }

 private:
  const int fd_;
};

std::string Hear(int fd) {
  std::string all;
  char buffer[65536];
  for (ssize_t count; (count = recv(fd, buffer, sizeof(buffer), 0)) > 0;)
    all.append(buffer, static_cast<std::size_t>(count));
  return all;
}

std::size_t Say(int fd, const std::string& text) {
  const ssize_t count = HostSend(fd, text);
  return count < 0 ? 0 : static_cast<std::size_t>(count);
}

// Ends the server when all is over.
Task CloseAt(World& world, const Kernel& kernel, Tid server, int listener, long long time) {
  co_yield mini::Sleep(Duration(time));
  world.IfItDoesNotEnd("echo-ends",
                       "The listener was closed: does the server end? Do its connections?");
  const bool closed = co_yield Close(listener);
  Law("io-close");
  Check(closed, "Close of the listener answers false. It was open, unless the server closed it.");
  Law("echo-ends");
  for (int i = 0; i < 1000 && kernel.Lives(server); ++i) co_yield mini::Pause();
  Check(!kernel.Lives(server),
        "The listener was closed 1000 turns ago, and the server has not ended.");
}

// Runs the server until a time, at which it must end, and all its connections with it. Says first
// what is wrong with what was heard.
void Serve(World& world, const Listener& listener, long long until, int before,
           const std::function<void()>& check_what_was_heard) {
  {
    Kernel kernel(world);
    const Tid server = kernel.Spawn(mini::EchoServer(listener.fd()));
    kernel.Spawn(CloseAt(world, kernel, server, listener.fd(), until));
    kernel.Run();
    check_what_was_heard();
    Law("echo-ends");
    ExpectEqual(kernel.size(), 0U,
                "how many tasks live when all clients have gone and the listener is closed");
  }
  Law("descriptors");
  // (The listener was counted, and is closed.)
  ExpectEqual(OpenDescriptors(), before - 1, "how many descriptors are open when all is over");
}

LAB_TEST(echo_one) {
  Law("echo");
  World world;
  Listener listener;
  const int before = OpenDescriptors();
  int client = -1;
  std::string heard;
  world.At(1, [&] {
    client = listener.Connect();
    Say(client, "hello ");
  });
  world.At(2, [&] { heard += Hear(client); });
  world.At(3, [&] { Say(client, "world"); });
  world.At(4, [&] {
    heard += Hear(client);
    Event("heard " + heard);
    // Half closed: what is on its way still comes back.
    Say(client, "!");
    shutdown(client, SHUT_WR);
  });
  world.At(5, [&] {
    Event("heard " + Hear(client));
    close(client);
  });
  Serve(world, listener, 100, before, [] {
    Law("echo");
    ExpectEvents({"heard hello world", "heard !"});
  });
}

// The host takes only a few bytes at a time.
LAB_TEST(echo_in_parts) {
  Law("echo");
  World world;
  world.TakeAtMost(3);
  Listener listener;
  const int before = OpenDescriptors();
  int client = -1;
  world.At(1, [&] {
    client = listener.Connect();
    Say(client, "one two three");
  });
  world.At(2, [&] { Event("heard " + Hear(client)); });
  world.At(3, [&] { Say(client, "four five"); });
  world.At(4, [&] {
    Event("heard " + Hear(client));
    close(client);
  });
  Serve(world, listener, 100, before, [] {
    const auto& events = grader::Events();
    const bool nothing = events.empty() || events[0] == "heard ";
    Law(nothing ? "echo" : "echo-parts");
    ExpectEvents({"heard one two three", "heard four five"});
  });
}

LAB_TEST(echo_slow_client) {
  Law("echo-slow");
  World world;
  Listener listener;
  const int before = OpenDescriptors();
  int slow = -1;
  int quick = -1;
  std::string sent;
  std::string heard;
  // It sends as long as anything fits, and reads nothing: the server cannot write.
  world.At(1, [&] { slow = listener.Connect(); });
  for (int i = 0; i < 30; ++i) {
    world.At(2 + i, [&, i] {
      const std::string piece(40'000, static_cast<char>('a' + i % 26));
      sent += piece.substr(0, Say(slow, piece));
    });
  }
  world.At(40, [&] {
    quick = listener.Connect();
    Say(quick, "quick");
  });
  world.At(41, [&] { Event("the quick one hears " + Hear(quick)); });
  for (int i = 0; i < 60; ++i) world.At(50 + i, [&] { heard += Hear(slow); });
  world.At(150, [&] {
    close(slow);
    close(quick);
  });
  Serve(world, listener, 200, before, [&] {
    Law("echo-slow");
    ExpectEvents({"the quick one hears quick"});
    Law("echo");
    Check(sent.size() > 200'000, "The slow client could not send much: the server does not read.");
    ExpectEqual(heard.size(), sent.size(), "how many bytes came back to the slow client");
    Check(heard == sent, "What came back to the slow client is not what it has sent.");
  });
}

LAB_TEST(echo_rude_clients) {
  Law("echo-rude");
  World world;
  Listener listener;
  const int before = OpenDescriptors();
  int silent = -1;
  int full = -1;
  int polite = -1;
  world.At(1, [&] { silent = listener.Connect(); });
  world.At(2, [&] { full = listener.Connect(); });
  // One goes without a word. One sends much, does not read, and goes while the server writes.
  world.At(3, [&] { close(silent); });
  for (int i = 0; i < 10; ++i) world.At(4 + i, [&] { Say(full, std::string(100'000, 'x')); });
  world.At(20, [&] { close(full); });
  // One was gone before it was accepted.
  world.At(21, [&] {
    const int fd = listener.Connect();
    Say(fd, "too late");
    close(fd);
  });
  world.At(30, [&] {
    polite = listener.Connect();
    Say(polite, "good day");
  });
  world.At(31, [&] {
    Event("the polite one hears " + Hear(polite));
    close(polite);
  });
  Serve(world, listener, 100, before, [] {
    Law("echo-rude");
    ExpectEvents({"the polite one hears good day"});
  });
}

LAB_TEST(echo_thousand) {
  Law("echo");
  constexpr int kClients = 1000;
  rlimit limit = {};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  Check(limit.rlim_cur >= 2 * kClients + 50,
        "The test itself fails: the host allows too few descriptors (ulimit -Hn).");
  World world;
  world.LimitTicks(30'000);
  Listener listener;
  const int before = OpenDescriptors();
  std::vector<int> clients;
  std::vector<std::string> heard(kClients);
  const auto word = [](std::size_t i, int round) {
    return "client " + std::to_string(i) + ", round " + std::to_string(round) + "; ";
  };
  // They come in crowds, since the host lets only so many wait at the door.
  for (int crowd = 0; crowd < 20; ++crowd) {
    world.At(1 + crowd, [&] {
      for (int i = 0; i < kClients / 20; ++i) clients.push_back(listener.Connect());
    });
  }
  for (int round = 0; round < 3; ++round) {
    world.At(100 + 2 * round, [&, round] {
      for (std::size_t i = 0; i < clients.size(); ++i) Say(clients[i], word(i, round));
    });
    world.At(101 + 2 * round, [&] {
      for (std::size_t i = 0; i < clients.size(); ++i) heard[i] += Hear(clients[i]);
    });
  }
  world.At(200, [&] {
    for (const int client : clients) close(client);
  });
  Serve(world, listener, 300, before, [&] {
    Law("echo");
    ExpectEqual(clients.size(), heard.size(), "how many clients were served");
    for (std::size_t i = 0; i < heard.size(); ++i)
      ExpectEqual(heard[i], word(i, 0) + word(i, 1) + word(i, 2),
                  "what client " + std::to_string(i) + " heard");
  });
}

}  // namespace
}  // namespace lab
