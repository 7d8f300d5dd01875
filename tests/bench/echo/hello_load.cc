// The load on a hello server: so many clients at a time, each of which connects, sends a request in
// two pieces, reads the answer to its end, and begins again.
//
// A request ends with an empty line; its length, its bytes, and the place where it is cut follow
// from its number. Every byte of every answer is checked; a wrong one, or a client for which
// nothing comes for 10 s, ends the program with status 1.

#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/echo/histogram.h"
#include "tests/bench/echo/load_options.h"
#include "tests/bench/echo/message.h"
#include "tests/bench/echo/peer.h"

namespace corix::bench {
namespace {

std::int64_t Now() {
  timespec time = {};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec;
}

struct Client {
  int fd = -1;
  std::uint64_t number = 0;  // of its request
  std::string request;
  std::size_t sent = 0;
  std::string answer;
  std::int64_t started = 0;
};

class HelloLoad {
 public:
  explicit HelloLoad(const LoadOptions& options)
      : options_(options), clients_(options.connections), epoll_(epoll_create1(EPOLL_CLOEXEC)) {}

  void Run() {
    started_ = Now();
    for (Client& client : clients_) Begin(client);
    std::array<epoll_event, 256> events;
    while (done_ < options_.messages) {
      const int n = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 10'000);
      if (n == 0)
        Fail("nothing came for 10 s, after %llu answers", static_cast<unsigned long long>(done_));
      for (int i = 0; i < n; ++i) Go(*static_cast<Client*>(events[i].data.ptr));
    }
  }

  void Report() const {
    const double seconds = static_cast<double>(Now() - started_) / 1e9;
    std::printf(
        "{\"clients\": %zu, \"requests\": %llu, \"per_second\": %.1f, \"p50_us\": %.1f, "
        "\"p99_us\": %.1f}\n",
        clients_.size(), static_cast<unsigned long long>(done_),
        static_cast<double>(done_) / seconds,
        static_cast<double>(latencies_.Percentile(0.5)) / 1000,
        static_cast<double>(latencies_.Percentile(0.99)) / 1000);
  }

 private:
  static constexpr std::string_view kEnd = "\n\n";

  void Begin(Client& client) {
    client = Client();
    client.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    client.number = next_++;
    client.request = Request(client.number);
    client.started = Now();
    const auto* const server = reinterpret_cast<const sockaddr*>(&options_.server);
    if (connect(client.fd, server, sizeof options_.server) != 0 && errno != EINPROGRESS)
      Fail("cannot connect: %s", std::strerror(errno));
    epoll_event event = {};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.ptr = &client;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, client.fd, &event);
  }

  // Up to 300 letters.
  std::string Request(std::uint64_t number) {
    const std::string_view random = messages_.Bytes(0, number, 0, 302);
    std::string text(random.substr(
        0, static_cast<unsigned char>(random[300]) + static_cast<unsigned char>(random[301]) % 45));
    for (char& c : text) c = static_cast<char>('a' + static_cast<unsigned char>(c) % 26);
    return text;
  }

  void Go(Client& client) {
    Send(client);
    std::array<char, 4096> buffer;
    for (;;) {
      const ssize_t n = recv(client.fd, buffer.data(), buffer.size(), 0);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0 && errno == EAGAIN) return;
      if (n < 0)
        Fail("request %llu: %s", static_cast<unsigned long long>(client.number),
             std::strerror(errno));
      if (n == 0) return Finish(client);
      client.answer.append(buffer.data(), static_cast<std::size_t>(n));
    }
  }

  // Two pieces, cut anywhere, also in the middle of the end.
  void Send(Client& client) {
    const std::string text = client.request + std::string(kEnd);
    const std::size_t cut = client.number % (text.size() + 1);
    while (client.sent < text.size()) {
      const std::size_t end = client.sent < cut ? cut : text.size();
      const ssize_t n = send(client.fd, text.data() + client.sent, end - client.sent, MSG_NOSIGNAL);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0 && errno == EAGAIN) return;
      if (n < 0)
        Fail("request %llu: %s", static_cast<unsigned long long>(client.number),
             std::strerror(errno));
      client.sent += static_cast<std::size_t>(n);
    }
  }

  void Finish(Client& client) {
    if (client.answer != "Hello " + client.request) {
      Fail("request %llu: %s was answered by %s", static_cast<unsigned long long>(client.number),
           client.request.c_str(), client.answer.c_str());
    }
    close(client.fd);
    ++done_;
    latencies_.Record(static_cast<std::uint64_t>(Now() - client.started));
    if (next_ < options_.messages) Begin(client);
  }

  const LoadOptions options_;
  std::vector<Client> clients_;
  Messages messages_;
  int epoll_;
  std::int64_t started_ = 0;
  std::uint64_t next_ = 0;
  std::uint64_t done_ = 0;
  Histogram latencies_;
};

}  // namespace
}  // namespace corix::bench

int main(int argc, char** argv) {
  using namespace corix::bench;
  LoadOptions options = ParseLoadOptions(argc, argv);
  if (options.messages < options.connections) options.messages = options.connections;
  RaiseFileLimit();
  HelloLoad load(options);
  load.Run();
  load.Report();
}
