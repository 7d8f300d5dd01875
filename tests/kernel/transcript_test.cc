// The transcripts of the seeds, line by line, by programs that use the public interface.

#include <string>

#include "tests/testing.h"
#include "userland/bin/foo.h"

namespace corix::testing {
namespace {

// Prints "Task N terminated" as each task ends, into the same file as the tasks.
class Announcer final : public Observer {
 public:
  explicit Announcer(int fd) : fd_(fd) {}
  void Exited(const Task& task, ExitStatus /*status*/) override {
    dprintf(fd_, "Task %d terminated\n", static_cast<int>(task.tid()));
  }

 private:
  int fd_;
};

// Runs processes, spawned in this order, and returns all that was printed.
template <typename... Processes>
std::string Transcript(Processes... processes) {
  const Capture capture;
  Announcer announcer(capture.fd());
  KernelOptions options = VirtualOptions(capture);
  options.observers = {&announcer};
  Kernel kernel(options);
  (kernel.Spawn(std::move(processes)), ...);
  ExpectRuns(kernel);
  return capture.Text();
}

std::string Times(int n, const std::string& text) {
  std::string all;
  for (int i = 0; i < n; ++i) all += text;
  return all;
}

Process Say(std::string line, int times) {
  for (int i = 0; i < times; ++i) {
    Print("%s\n", line);
    co_yield Yield();
  }
}

Process SayWithTid(std::string name, int times) {
  const Tid tid = co_yield GetTid();
  for (int i = 0; i < times; ++i) {
    Print("I'm %s %d\n", name, tid);
    co_yield Yield();
  }
}

// seeds/001: foo and bar; bar spawns another foo, and kills the first.
Process SeedsBar() {
  const Tid tid = co_yield GetTid();
  Print("I'm bar and I'm living in %d process\n", tid);
  co_yield NewTask(Foo());
  for (int i = 0; i < 3; ++i) {
    Print("Bar %d is in %d step\n", tid, i);
    co_yield Yield();
  }
  co_yield KillTask(1);
}

TEST(TranscriptTest, TrapScheduler) {
  EXPECT_EQ(Transcript(Foo(), SeedsBar()),
            "I'm foo and I am living in 1 process\n"
            "Foo 1 is in 0 step\n"
            "I'm bar and I'm living in 2 process\n"
            "Foo 1 is in 1 step\n"
            "Bar 2 is in 0 step\n"
            "Foo 1 is in 2 step\n"
            "I'm foo and I am living in 3 process\n"
            "Foo 3 is in 0 step\n"
            "Bar 2 is in 1 step\n"
            "Foo 1 is in 3 step\n"
            "Foo 3 is in 1 step\n"
            "Bar 2 is in 2 step\n"
            "Foo 1 is in 4 step\n"
            "Foo 3 is in 2 step\n"
            "Task 1 terminated\n"
            "Foo 3 is in 3 step\n"
            "Task 2 terminated\n"
            "Foo 3 is in 4 step\n"
            "Task 3 terminated\n");
}

TEST(TranscriptTest, SchedulerAlone) {
  EXPECT_EQ(Transcript(Say("I'm foo", 10), Say("I'm bar", 5)),
            Times(5, "I'm foo\nI'm bar\n") + "I'm foo\nTask 2 terminated\n" +
                Times(4, "I'm foo\n") + "Task 1 terminated\n");
}

TEST(TranscriptTest, WithGetTid) {
  EXPECT_EQ(Transcript(SayWithTid("foo", 5), SayWithTid("bar", 10)),
            Times(5, "I'm foo 1\nI'm bar 2\n") + "Task 1 terminated\n" + Times(5, "I'm bar 2\n") +
                "Task 2 terminated\n");
}

Process KillsAnEndlessFoo() {
  const Tid child = co_yield NewTask(SayWithTid("foo", 1'000'000));
  co_await YieldTimes(5);
  co_yield KillTask(child);
  Print("main done\n");
}

TEST(TranscriptTest, SpawnAndKill) {
  EXPECT_EQ(Transcript(KillsAnEndlessFoo()),
            Times(5, "I'm foo 2\n") + "Task 2 terminated\nmain done\nTask 1 terminated\n");
}

Process WaitsForAFoo() {
  const Tid child = co_yield NewTask(Say("I'm foo", 5));
  Print("Waiting for child\n");
  co_yield WaitTask(child);
  Print("Child done\n");
}

TEST(TranscriptTest, SpawnAndWait) {
  EXPECT_EQ(Transcript(WaitsForAFoo()), "I'm foo\nWaiting for child\n" + Times(4, "I'm foo\n") +
                                            "Task 2 terminated\nChild done\nTask 1 terminated\n");
}

}  // namespace
}  // namespace corix::testing
