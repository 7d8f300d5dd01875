// tests/sleeps.h: every kind of call in which a task can sleep, for tests that strike sleepers.
#ifndef CORIX_TESTS_SLEEPS_H_
#define CORIX_TESTS_SLEEPS_H_

#include <string_view>
#include <vector>

#include "tests/io_testing.h"
#include "userland/lib/channel.h"
#include "userland/lib/mutex.h"

namespace corix::testing {

// What the sleepers below sleep on. None of it ever wakes them.
class SleepWorld {
 public:
  SleepWorld();
  ~SleepWorld();
  SleepWorld(const SleepWorld&) = delete;
  SleepWorld& operator=(const SleepWorld&) = delete;

  PipeEnds empty;
  PipeEnds full;
  File empty_host_pipe;
  File full_host_pipe;
  Connected connection;
  SocketAddress full_listener;
  Channel<int> empty_channel{1};
  Channel<int> full_channel{1};
  Mutex mutex{"taken"};
  Resource resource{"nothing"};
  Tid never = 0;  // a task that does not end by itself
  int release_thread = -1;
  int blocked_thread = -1;

  // The rest of the setting up, which traps.
  Co<void> SetUp();

 private:
  Transports transports_;
  HostPipe empty_;
  HostPipe full_;
  HostPipe thread_;
  std::vector<HostSocket> sockets_;
};

// A process that waits for mail, for ever; and a call that tells how its sleep ended.
Process WaitForMail();

// Reaps the children that have ended.
Process ReapAll();

struct SleepKind {
  std::string_view name;
  Co<absl::Status> (*sleep)(SleepWorld* world);
  bool holds_time = false;  // virtual time stands still for it
};
const std::vector<SleepKind>& SleepKinds();

}  // namespace corix::testing

#endif  // CORIX_TESTS_SLEEPS_H_
