// The load on an echo server: connections that each have one message in flight.
//
// First all connections are opened, with one echo on each: only that shows that the server has
// accepted it, and a server that accepts one in each round of its loop would else have to do so
// between the echoes of all others. Then each connection sends a message, waits for the whole echo,
// and sends the next. The measured part begins when there were enough echoes to warm up, and ends
// after a number of echoes or a time; at both ends all connections are busy. Then each gets the
// echo it waits for, and sends one last message with the end of the stream right behind it: the
// server has to echo that too, and to close.
//
// Every byte that comes is checked. A wrong or surplus byte, a lost connection, or a connection on
// which nothing comes for 10 s ends the program with status 1.

#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <string_view>
#include <vector>

#include "tests/bench/echo/histogram.h"
#include "tests/bench/echo/load_options.h"
#include "tests/bench/echo/message.h"
#include "tests/bench/echo/peer.h"

namespace corix::bench {
namespace {

using Nanoseconds = std::int64_t;
constexpr Nanoseconds kSecond = 1'000'000'000;

// What is said first to a server that wants to be greeted, and what it answers.
constexpr std::string_view kGreeting = "hello\n";

using Ull = unsigned long long;  // what printf takes

Nanoseconds ReadClock(clockid_t clock) {
  timespec time = {};
  if (clock_gettime(clock, &time) != 0) Fail("clock_gettime: %s", std::strerror(errno));
  return time.tv_sec * kSecond + time.tv_nsec;
}

Nanoseconds Now() { return ReadClock(CLOCK_MONOTONIC); }

struct Connection {
  int fd = -1;
  bool open = false;              // connected; whether it was accepted, the first echo shows
  std::size_t greeting_left = 0;  // bytes of the answer to our greeting that have not come
  bool last = false;              // the end of the stream follows this message
  bool closed = false;
  std::uint64_t number = 0;  // of the message in flight
  std::size_t sent = 0;      // of it
  std::size_t received = 0;
  Nanoseconds started = 0;   // when the message was begun
  Nanoseconds progress = 0;  // when last something happened here
};

class Load {
 public:
  explicit Load(const LoadOptions& options)
      : options_(options),
        connections_(options.connections),
        buffer_(Messages::kMost),
        epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_ < 0) Fail("epoll_create1: %s", std::strerror(errno));
    if (options_.server_pid == 0) return;
    const int error = clock_getcpuclockid(options_.server_pid, &server_clock_);
    if (error != 0) Fail("process %d: %s", options_.server_pid, std::strerror(error));
  }

  void Run() {
    OpenAll();
    part_ = Part::kWarmup;
    for (Connection& connection : connections_) StartNext(connection, Now());
    while (closed_ < connections_.size()) HandleEvents();
  }

  void Report() const;

 private:
  enum class Part { kOpening, kWarmup, kMeasured, kEnd };

  struct Moment {
    Nanoseconds time = 0;
    Nanoseconds server_cpu = 0;
    Nanoseconds own_cpu = 0;
  };

  static constexpr std::uint64_t kMostUnfinished = 500;

  void OpenAll();
  void StartConnect(Connection& connection);
  void FinishConnect(Connection& connection);

  void HandleEvents();
  void WatchConnections();

  void StartMessage(Connection& connection, Nanoseconds now);
  void StartNext(Connection& connection, Nanoseconds now);
  void Send(Connection& connection);
  void Receive(Connection& connection, std::uint32_t events);
  void CheckGreeting(Connection& connection, std::string_view got);
  void Check(Connection& connection, std::size_t size);
  void FinishMessage(Connection& connection);
  void CountEcho(Connection& connection, Nanoseconds now);
  void EndStream(Connection& connection);
  Moment ThisMoment(Nanoseconds now) const;

  Ull Number(const Connection& connection) const {
    return static_cast<Ull>(&connection - connections_.data());
  }

  const LoadOptions options_;
  std::vector<Connection> connections_;
  Messages messages_;
  std::vector<char> buffer_;
  int epoll_;
  clockid_t server_clock_ = CLOCK_MONOTONIC;
  Nanoseconds next_watch_ = Now() + kSecond;

  std::uint64_t unfinished_ = 0;  // connections that are being opened
  std::uint64_t opened_ = 0;
  std::uint64_t closed_ = 0;

  Part part_ = Part::kOpening;
  Moment begin_;
  Moment end_;
  std::uint64_t checked_ = 0;   // echoes in all
  std::uint64_t measured_ = 0;  // echoes in the measured part
  Histogram latencies_;
};

// ---- Opening ----

void Load::OpenAll() {
  std::size_t next = 0;
  while (opened_ < connections_.size()) {
    while (next < connections_.size() && unfinished_ < kMostUnfinished)
      StartConnect(connections_[next++]);
    HandleEvents();
  }
}

void Load::StartConnect(Connection& connection) {
  connection.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (connection.fd < 0) Fail("socket %llu: %s", Number(connection), std::strerror(errno));
  SetNoDelay(connection.fd);
  ++unfinished_;
  connection.progress = Now();
  const auto* const server = reinterpret_cast<const sockaddr*>(&options_.server);
  if (connect(connection.fd, server, sizeof options_.server) != 0 && errno != EINPROGRESS)
    Fail("connection %llu cannot be opened: %s", Number(connection), std::strerror(errno));
  epoll_event event = {};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = &connection;
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.fd, &event) != 0)
    Fail("epoll_ctl: %s", std::strerror(errno));
}

void Load::FinishConnect(Connection& connection) {
  int error = 0;
  socklen_t size = sizeof error;
  if (getsockopt(connection.fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  if (error != 0)
    Fail("connection %llu cannot be opened: %s", Number(connection), std::strerror(error));
  connection.open = true;
  if (!options_.greets) return StartMessage(connection, Now());
  connection.greeting_left = kGreeting.size();
  // (A new connection has room for so little.)
  if (send(connection.fd, kGreeting.data(), kGreeting.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(kGreeting.size()))
    Fail("connection %llu cannot greet: %s", Number(connection), std::strerror(errno));
}

// ---- Waiting ----

void Load::HandleEvents() {
  std::array<epoll_event, 256> events;
  const int n = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 100);
  if (n < 0 && errno != EINTR) Fail("epoll_wait: %s", std::strerror(errno));
  for (int i = 0; i < n; ++i) {
    Connection& connection = *static_cast<Connection*>(events[i].data.ptr);
    const std::uint32_t what = events[i].events;
    if (!connection.open) FinishConnect(connection);
    if ((what & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) Receive(connection, what);
    const bool busy = !connection.closed && connection.greeting_left == 0;
    if ((what & EPOLLOUT) != 0 && busy) Send(connection);
  }
  if (Now() >= next_watch_) WatchConnections();
}

// Looks at each connection, not only for any sign of life: a server may well forget one of them.
void Load::WatchConnections() {
  const Nanoseconds now = Now();
  next_watch_ = now + kSecond / 4;
  Ull silent = 0;
  Ull missing = 0;
  const Connection* first = nullptr;
  for (const Connection& connection : connections_) {
    if (connection.fd < 0 || connection.closed) continue;
    const bool has_echo = connection.received == options_.size;
    if (has_echo && part_ == Part::kOpening) continue;  // it waits for the others
    if (!has_echo) ++missing;
    if (static_cast<double>(now - connection.progress) < options_.watchdog * kSecond) continue;
    if (first == nullptr) first = &connection;
    ++silent;
  }
  if (first == nullptr) return;
  if (!first->open) {
    Fail("%llu connections of %llu could not be opened in %g s", silent,
         static_cast<Ull>(options_.connections), options_.watchdog);
  }
  if (first->received == options_.size)
    Fail("%llu connections were not closed in %g s", silent, options_.watchdog);
  Fail(
      "nothing came on %llu connections for %g s; %llu echoes are missing, after %llu good ones; "
      "connection %llu, message %llu: sent %zu bytes, got %zu",
      silent, options_.watchdog, missing, static_cast<Ull>(checked_), Number(*first),
      static_cast<Ull>(first->number), first->sent, first->received);
}

// ---- Echoes ----

void Load::StartMessage(Connection& connection, Nanoseconds now) {
  connection.sent = 0;
  connection.received = 0;
  connection.started = now;
  connection.progress = now;
  Send(connection);
}

void Load::StartNext(Connection& connection, Nanoseconds now) {
  ++connection.number;
  connection.last = part_ == Part::kEnd;
  StartMessage(connection, now);
}

// Sends as much as the socket takes.
void Load::Send(Connection& connection) {
  if (connection.sent == options_.size) return;
  while (connection.sent < options_.size) {
    const std::string_view bytes = messages_.Bytes(
        Number(connection), connection.number, connection.sent, options_.size - connection.sent);
    const ssize_t n = send(connection.fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0) {
      if (errno == EAGAIN) return;
      if (errno == EINTR) continue;
      Fail("connection %llu is lost, in message %llu: %s", Number(connection),
           static_cast<Ull>(connection.number), std::strerror(errno));
    }
    connection.sent += static_cast<std::size_t>(n);
  }
  if (connection.last && shutdown(connection.fd, SHUT_WR) != 0)
    Fail("connection %llu: shutdown: %s", Number(connection), std::strerror(errno));
}

void Load::Receive(Connection& connection, std::uint32_t events) {
  // A short read drains the socket; but behind it may stand the end of the stream, for which no
  // second edge comes.
  const bool to_the_end = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
  for (;;) {
    const ssize_t n = recv(connection.fd, buffer_.data(), buffer_.size(), 0);
    if (n < 0) {
      if (errno == EAGAIN) return;
      if (errno == EINTR) continue;
      Fail("connection %llu is lost, in message %llu: %s", Number(connection),
           static_cast<Ull>(connection.number), std::strerror(errno));
    }
    if (n == 0) return EndStream(connection);
    const auto size = static_cast<std::size_t>(n);
    if (connection.greeting_left > 0) {
      CheckGreeting(connection, {buffer_.data(), size});
      continue;
    }
    Check(connection, size);
    if (connection.received == options_.size) {
      FinishMessage(connection);
    } else {
      connection.progress = Now();
    }
    if (size < buffer_.size() && !to_the_end) return;
  }
}

void Load::CheckGreeting(Connection& connection, std::string_view got) {
  const std::string_view expected = kGreeting.substr(kGreeting.size() - connection.greeting_left);
  if (got != expected.substr(0, got.size()))
    Fail("connection %llu: the greeting was not answered by a greeting", Number(connection));
  connection.greeting_left -= got.size();
  if (connection.greeting_left == 0) StartMessage(connection, Now());
}

// Compares what came with what was sent.
void Load::Check(Connection& connection, std::size_t size) {
  if (connection.received + size > connection.sent) {
    Fail("connection %llu, message %llu: %zu bytes came, but only %zu were sent",
         Number(connection), static_cast<Ull>(connection.number), connection.received + size,
         connection.sent);
  }
  const std::string_view expected =
      messages_.Bytes(Number(connection), connection.number, connection.received, size);
  const std::string_view got(buffer_.data(), size);
  if (got != expected) {
    std::size_t i = 0;
    while (got[i] == expected[i]) ++i;
    Fail("connection %llu, message %llu: byte %zu is 0x%02x, and not 0x%02x", Number(connection),
         static_cast<Ull>(connection.number), connection.received + i,
         static_cast<unsigned char>(got[i]), static_cast<unsigned char>(expected[i]));
  }
  connection.received += size;
}

void Load::FinishMessage(Connection& connection) {
  const Nanoseconds now = Now();
  CountEcho(connection, now);
  connection.progress = now;
  if (connection.last) return;
  if (part_ == Part::kOpening) {
    --unfinished_;
    ++opened_;
  } else {
    StartNext(connection, now);
  }
}

void Load::CountEcho(Connection& connection, Nanoseconds now) {
  ++checked_;
  if (part_ == Part::kMeasured) {
    ++measured_;
    latencies_.Record(static_cast<std::uint64_t>(now - connection.started));
    const double seconds = static_cast<double>(now - begin_.time) / kSecond;
    if (options_.messages > 0 ? measured_ == options_.messages : seconds >= options_.seconds) {
      part_ = Part::kEnd;
      end_ = ThisMoment(now);
    }
  } else if (part_ == Part::kWarmup) {
    if (checked_ < options_.warmup) return;
    part_ = Part::kMeasured;
    begin_ = ThisMoment(now);
  }
}

void Load::EndStream(Connection& connection) {
  if (!connection.last || connection.received < options_.size) {
    Fail("connection %llu was closed by the server, in message %llu: sent %zu bytes, got %zu",
         Number(connection), static_cast<Ull>(connection.number), connection.sent,
         connection.received);
  }
  close(connection.fd);
  connection.closed = true;
  ++closed_;
}

// ---- The report ----

Load::Moment Load::ThisMoment(Nanoseconds now) const {
  return {.time = now,
          .server_cpu = options_.server_pid == 0 ? 0 : ReadClock(server_clock_),
          .own_cpu = ReadClock(CLOCK_PROCESS_CPUTIME_ID)};
}

void Load::Report() const {
  const double echoes = static_cast<double>(measured_);
  const double seconds = static_cast<double>(end_.time - begin_.time) / kSecond;
  const auto us = [](auto nanoseconds) { return static_cast<double>(nanoseconds) / 1000; };
  std::printf("{\"connections\": %llu, \"size\": %llu, \"echoes\": %llu, \"checked\": %llu, ",
              static_cast<Ull>(options_.connections), static_cast<Ull>(options_.size),
              static_cast<Ull>(measured_), static_cast<Ull>(checked_));
  std::printf("\"seconds\": %.6f, \"per_second\": %.1f, ", seconds, echoes / seconds);
  std::printf("\"p50_us\": %.3f, \"p90_us\": %.3f, \"p99_us\": %.3f, \"p999_us\": %.3f, ",
              us(latencies_.Percentile(0.5)), us(latencies_.Percentile(0.9)),
              us(latencies_.Percentile(0.99)), us(latencies_.Percentile(0.999)));
  std::printf("\"max_us\": %.3f, \"load_cpu_us_per_echo\": %.4f", us(latencies_.max()),
              us(end_.own_cpu - begin_.own_cpu) / echoes);
  if (options_.server_pid != 0) {
    std::printf(", \"server_cpu_us_per_echo\": %.4f",
                us(end_.server_cpu - begin_.server_cpu) / echoes);
  }
  std::printf("}\n");
}

}  // namespace
}  // namespace corix::bench

int main(int argc, char** argv) {
  using namespace corix::bench;
  const LoadOptions options = ParseLoadOptions(argc, argv);
  RaiseFileLimit();
  Load load(options);
  load.Run();
  load.Report();
}
