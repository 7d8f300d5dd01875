// The laws of lab 3, one by one.

#include <exception>

#include "script.h"

namespace lab {
namespace {

// A call of the test's own: tells whose turn it is while it is handled.
class Ask final : public mini::SystemCall {
 public:
  void Handle(Kernel& kernel, Tid) override { Event("handled: " + Show(kernel.running())); }
  void answer() const {}
};

Task AskTwice(Probe probe) {
  Event(probe.name());
  co_yield Ask();
  Event(probe.name());
  co_yield Ask();
}

// Without a kernel: what a task gives out after each of its turns.
LAB_TEST(trap) {
  Law("trap");
  Task task = AskTwice(Probe("asks"));
  Check(task.TakeCall() == nullptr, "TakeCall gives out a call before the first turn.");
  for (int turn = 1; turn <= 2; ++turn) {
    task.Resume();
    Check(task.TakeCall() != nullptr, "The turn ended with a call, and TakeCall gives out none.");
    Check(task.TakeCall() == nullptr, "TakeCall gives out the same call a second time.");
  }
  task.Resume();
  Check(task.done(), "The task has come to its end, and is not done.");
  Check(task.TakeCall() == nullptr,
        "The last turn ended with no call, and TakeCall gives out one.");
}

Task Say(Probe probe, int times) {
  const Tid self = co_yield GetTid();
  for (int i = 0; i < times; ++i) {
    Event("I'm " + probe.name() + " " + Show(self));
    if (i + 1 < times) co_yield Pause();
  }
}

// The transcript of foo and bar, who know their numbers.
LAB_TEST(get_tid) {
  Law("answer");
  Kernel kernel;
  kernel.Spawn(Say(Probe("foo"), 2));
  kernel.Spawn(Say(Probe("bar"), 3));
  kernel.Run();
  ExpectEventsByLaw({{"I'm foo 1", "answer"},
                     {"I'm bar 2", "every-trap"},
                     {"I'm foo 1", "every-trap"},
                     {Destroyed("foo"), "once"},
                     {"I'm bar 2", "every-trap"},
                     {"I'm bar 2", "every-trap"},
                     {Destroyed("bar"), "once"}});

  grader::ForgetEvents();
  Law("running");
  ExpectEqual(kernel.running(), 0, "running() between turns");
  kernel.Spawn(AskTwice(Probe("asks")));
  kernel.Run();
  ExpectEventsByLaw({{"asks", "every-trap"},
                     {"handled: 3", "running"},
                     {"asks", "every-trap"},
                     {"handled: 3", "running"},
                     {Destroyed("asks"), "once"}});
}

LAB_TEST(new_task) {
  Law("every-trap");
  Kernel kernel;
  const Plan child = {"child", {{Do::kGetTid}}};
  const Plan parent = {"parent", {{Do::kNewTask, 0, {child}}, {Do::kPause}}};
  ExpectAsModel({parent, {"other", {{Do::kPause}}}}, kernel);
}

LAB_TEST(park_and_unpark) {
  Law("asleep");
  Kernel kernel;
  const Plan sleeper = {"sleeper", {{Do::kPark}, {Do::kPause}, {Do::kPark}}};
  const Plan waker = {"waker", {{Do::kPause}, {Do::kPause}, {Do::kUnpark, 1}, {Do::kPause}}};
  ExpectAsModel({sleeper, waker, {"other", {{Do::kPause}, {Do::kPause}, {Do::kPause}}}}, kernel);
  Law("asleep");
  Check(kernel.Lives(1), "The sleeper sleeps again: it should live, though nobody can run.");
  Check(!kernel.Step(), "Step says that it gave a turn, and all who are left sleep.");
}

LAB_TEST(unpark_of_others) {
  Law("asleep");
  Kernel kernel;
  const Plan waiting = {"waiting", {{Do::kPause}, {Do::kPause}, {Do::kPause}}};
  const Plan brief = {"brief", {}};
  // One who waits for its turn, oneself, one that is gone, one that never was; then one who does
  // sleep.
  const Plan waker = {
      "waker",
      {{Do::kUnpark, 1}, {Do::kUnpark, 3}, {Do::kUnpark, 2}, {Do::kUnpark, 99}, {Do::kUnpark, 4}}};
  ExpectAsModel({waiting, brief, waker, {"sleeper", {{Do::kPark}}}}, kernel);
}

Task Foo(Probe probe) {
  const Tid self = co_yield GetTid();
  for (;;) {
    Event("I'm " + probe.name() + " " + Show(self));
    co_yield Pause();
  }
}

Task KillFoo(Kernel& kernel) {
  const Tid child = co_yield NewTask(Foo(Probe("foo")));
  for (int i = 0; i < 5; ++i) co_yield Pause();
  const bool killed = co_yield KillTask(child);
  Law("kill");
  Check(killed, "KillTask of one who waits for its turn answers false.");
  Check(!kernel.Lives(child), "A task was killed, and is still in the map.");
  Event("main done");
}

// The transcript of main, which spawns an endless foo, and kills it.
LAB_TEST(kill_one_who_waits) {
  Law("kill");
  Kernel kernel;
  kernel.Spawn(KillFoo(kernel));
  grader::LimitEvents(100);
  kernel.Run();
  ExpectEventsByLaw({{"I'm foo 2", "answer"},
                     {"I'm foo 2", "every-trap"},
                     {"I'm foo 2", "every-trap"},
                     {"I'm foo 2", "every-trap"},
                     {"I'm foo 2", "every-trap"},
                     {Destroyed("foo"), "kill"},
                     {"main done", "kill"}});
}

LAB_TEST(kill_one_asleep) {
  Law("kill");
  Kernel kernel;
  const Plan sleeper = {"sleeper", {{Do::kPark}, {Do::kPause}}};
  const Plan killer = {"killer",
                       {{Do::kPause}, {Do::kKillTask, 1}, {Do::kUnpark, 1}, {Do::kKillTask, 1}}};
  ExpectAsModel({sleeper, killer}, kernel);
  Law("kill");
  Check(!kernel.Lives(1), "A task was killed in its sleep, and is still in the map.");
}

LAB_TEST(kill_one_who_never_ran) {
  Law("kill");
  Kernel kernel;
  const Plan killer = {"killer", {{Do::kKillTask, 3}, {Do::kPause}}};
  const Plan late = {"late", {{Do::kKillTask, 3}}};
  ExpectAsModel({killer, late, {"victim", {{Do::kPause}}}, {"other", {{Do::kPause}}}}, kernel);
  Law("kill");
  const Tid first = Spawn(kernel, {"first", {{Do::kKillTask, 6}}});
  const Tid second = Spawn(kernel, {"second", {{Do::kPause}}});
  ExpectEqual(first, 5, "the next number");
  kernel.Step();
  Check(!kernel.Lives(second), "A task was killed in this very turn, and is still in the map.");
  grader::ForgetEvents();
  Check(kernel.Step(), "The killer waits for its next turn, and Step returns false.");
  Check(!grader::Events().empty(), "Step says that it gave a turn, and nobody had one.");
}

LAB_TEST(kill_oneself) {
  Law("kill-self");
  Kernel kernel;
  const Plan tired = {"tired", {{Do::kPause}, {Do::kKillTask, 1}, {Do::kPause}}};
  ExpectAsModel({tired, {"other", {{Do::kPause}, {Do::kPause}, {Do::kPause}}}}, kernel);
  Law("kill-self");
  Check(!kernel.Lives(1), "A task has killed itself, and is still in the map.");
  const Tid last = Spawn(kernel, {"last", {{Do::kKillTask, 3}}});
  ExpectEqual(last, 3, "the next number");
  kernel.Run();
  Check(!kernel.Lives(last), "A task has killed itself, and is still in the map.");
  Law("running");
  ExpectEqual(kernel.running(), 0, "running() after a turn in which the caller killed itself");
}

LAB_TEST(kill_nobody) {
  Law("kill-nobody");
  Kernel kernel;
  const Plan killer = {"killer",
                       {{Do::kPause},
                        {Do::kKillTask, 2},
                        {Do::kKillTask, 99},
                        {Do::kKillTask, 0},
                        {Do::kKillTask, -1},
                        {Do::kKillTask, 3}}};
  ExpectAsModel({killer, {"brief", {}}, {"victim", {{Do::kPark}}}}, kernel);
}

Task ThrowNumber(Probe probe) {
  co_yield Pause();
  Event(probe.name() + " throws a number");
  throw 42;
}

class Odd final : public std::exception {
 public:
  const char* what() const noexcept override { return "odd"; }
};

Task ThrowOdd(Probe probe) {
  co_yield Pause();
  Event(probe.name() + " throws a std::exception");
  throw Odd();
}

LAB_TEST(contained) {
  Law("contained");
  Kernel kernel;
  const Plan careless = {"careless", {{Do::kPause}, {Do::kThrow}}};
  ExpectAsModel({careless, {"other", {{Do::kPause}, {Do::kPause}, {Do::kPause}}}}, kernel);
  const Tid tid = kernel.Spawn(ThrowNumber(Probe("odd")));
  kernel.Run();
  Law("contained");
  ExpectEqual(kernel.failures().size(), 2U, "how many failures were noted");
  ExpectEqual(kernel.failures()[1].tid, tid, "who failed");
  ExpectEqual(kernel.failures()[1].what, "unknown", "why it failed");
  const Tid odd = kernel.Spawn(ThrowOdd(Probe("odder")));
  kernel.Run();
  ExpectEqual(kernel.failures().size(), 3U, "how many failures were noted");
  ExpectEqual(kernel.failures()[2].tid, odd, "who failed");
  ExpectEqual(kernel.failures()[2].what, "odd", "what() of a std::exception");
}

}  // namespace
}  // namespace lab
