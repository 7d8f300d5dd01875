#include "world.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

namespace lab {
namespace {
World* world = nullptr;
}  // namespace

World::World() { world = this; }
World::~World() { world = nullptr; }

void World::At(long long time, std::function<void()> what) {
  happenings_.push_back({time, std::move(what)});
}

void World::Tick() {
  if (++ticks_ <= most_ticks_) return;
  const std::string asked =
      "The host or the clock was asked " + std::to_string(ticks_) + " times, which is too often. ";
  if (!last_count_.has_value()) {
    Law("io-ready");
    grader::Miss(asked + "No epoll_wait was made. Does WaitIo put the caller to sleep?");
  }
  if (blamed_ != nullptr) {
    Law(blamed_);
    grader::Miss(asked + question_);
  }
  Law("io-idle");
  grader::Miss(asked + (*last_count_ > 0
                            ? "Does epoll report what nobody waits for?"
                            : "The last epoll_wait reported nothing. Was its time too short?"));
}

void World::FoundNothing() const {
  if (last_count_.has_value()) return;
  Law("io-ready");
  grader::Miss(
      "WaitIo answered kReady, and nothing was there. No epoll_wait was made. Does WaitIo put the "
      "caller to sleep?");
}

void World::IfItDoesNotEnd(const char* law, std::string question) {
  Law(law);
  blamed_ = law;
  question_ = std::move(question);
}

bool World::Happen(long long latest) {
  if (happenings_.empty() || happenings_.front().time > latest) return false;
  const Happening next = std::move(happenings_.front());
  happenings_.pop_front();
  now_ = std::max(now_, next.time);
  next.what();
  return true;
}

mini::Moment World::Now() {
  Tick();
  return mini::Moment(now_);
}

void World::WaitUntil(mini::Moment moment) {
  Tick();
  while (Happen(moment.count())) {
  }
  now_ = std::max(now_, static_cast<long long>(moment.count()));
}

extern "C" int __real_epoll_wait(int epoll, epoll_event* events, int most, int timeout);

int World::EpollWait(int epoll, void* events, int most, int timeout) {
  Tick();
  for (;;) {
    const int count = __real_epoll_wait(epoll, static_cast<epoll_event*>(events), most, 0);
    last_count_ = count;
    if (count != 0 || timeout == 0) return count;
    if (Happen(timeout < 0 ? std::numeric_limits<long long>::max() : now_ + timeout)) continue;
    if (timeout > 0) {
      now_ += timeout;
      return 0;
    }
    const std::string waits =
        "The kernel waits for the host for ever: nothing will happen any more. ";
    if (blamed_ != nullptr) {
      Law(blamed_);
      grader::Miss(waits + question_);
    }
    // If one of the test's tasks is left, it is the law of the test that is broken.
    if (grader::Probe::Living() > 0) grader::Miss(waits + "Somebody who should wake still waits.");
    Law("ends");
    grader::Miss(waits + "Does anybody still wait for a descriptor?");
  }
}

// Stands before the host's call, by the linker.
extern "C" int __wrap_epoll_wait(int epoll, epoll_event* events, int most, int timeout) {
  if (world == nullptr) return __real_epoll_wait(epoll, events, most, timeout);
  return world->EpollWait(epoll, events, most, timeout);
}

extern "C" ssize_t __real_send(int fd, const void* bytes, std::size_t size, int flags);
extern "C" ssize_t __real_write(int fd, const void* bytes, std::size_t size);

extern "C" ssize_t __wrap_send(int fd, const void* bytes, std::size_t size, int flags) {
  return __real_send(fd, bytes, world == nullptr ? size : world->Taken(size), flags);
}

extern "C" ssize_t __wrap_write(int fd, const void* bytes, std::size_t size) {
  return __real_write(fd, bytes, world == nullptr ? size : world->Taken(size));
}

ssize_t HostSend(int fd, const std::string& text) {
  return __real_send(fd, text.data(), text.size(), MSG_NOSIGNAL);
}

Pair::Pair() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) < 0)
    grader::Miss("The test itself fails: the host gives no socket.");
  ours = ends[0];
  theirs = ends[1];
}

Pair::~Pair() {
  if (ours >= 0) close(ours);
  if (theirs >= 0) close(theirs);
}

void Pair::Say(const std::string& text) const {
  const ssize_t count = HostSend(theirs, text);
  Check(count == static_cast<ssize_t>(text.size()), "The test itself fails: its bytes do not fit.");
}

std::string Pair::Hear() const {
  std::string all;
  char buffer[65536];
  for (;;) {
    const ssize_t count = recv(theirs, buffer, sizeof(buffer), 0);
    if (count <= 0) return all;
    all.append(buffer, static_cast<std::size_t>(count));
  }
}

void Pair::HangUp() { close(std::exchange(theirs, -1)); }

void Pair::Fill() const {
  const std::string bytes(65536, '-');
  while (HostSend(ours, bytes) > 0) {
  }
}

int OpenDescriptors() {
  int count = 0;
  DIR* folder = opendir("/proc/self/fd");
  while (readdir(folder) != nullptr) ++count;
  closedir(folder);
  return count;
}

Task Reader(Probe probe, int fd, int bytes) {
  while (bytes > 0) {
    const IoAnswer answer = co_yield WaitIo(fd, Io::kRead);
    if (answer != IoAnswer::kReady) {
      Event(probe.name() + " is told " + Show(answer));
      co_return;
    }
    char byte = 0;
    const ssize_t count = recv(fd, &byte, 1, 0);
    if (count == 1) --bytes;
    if (count < 0 && world != nullptr) world->FoundNothing();
    Event(probe.name() + (count == 1   ? std::string(" reads ") + byte
                          : count == 0 ? " finds the end"
                                       : " finds nothing"));
    if (count == 0) co_return;
  }
}

Task WaitOnce(Probe probe, int fd, Io direction) {
  const IoAnswer answer = co_yield WaitIo(fd, direction);
  Event(probe.name() + " is told " + Show(answer));
}

}  // namespace lab
