// The laws of lab 2, one by one.

#include "bodies.h"

namespace lab {
namespace {

LAB_TEST(one_task) {
  Kernel kernel;
  Law("numbers");
  ExpectEqual(kernel.Spawn(Walk(Probe("A"), 3)), 1, "the first tid");
  Law("once");
  ExpectTurns({}, "once");
  kernel.Run();
  ExpectTurns({Turn("A", 1), Turn("A", 2), Turn("A", 3)}, "once");
  Law("ends");
  kernel.Run();
  ExpectTurns({Turn("A", 1), Turn("A", 2), Turn("A", 3)}, "once");
}

// The transcript of foo and bar.
LAB_TEST(two_take_turns) {
  Law("in-turn");
  Kernel kernel;
  kernel.Spawn(Walk(Probe("foo"), 10));
  kernel.Spawn(Walk(Probe("bar"), 5));
  kernel.Run();
  std::vector<std::string> expected;
  for (int turn = 1; turn <= 10; ++turn) {
    expected.push_back(Turn("foo", turn));
    if (turn <= 5) expected.push_back(Turn("bar", turn));
  }
  ExpectTurns(expected, "in-turn");
}

LAB_TEST(step_by_step) {
  Kernel kernel;
  Law("ends");
  Check(!kernel.Step(), "Step says that it gave a turn, and there is nobody.");
  kernel.Spawn(Walk(Probe("A"), 2));
  kernel.Spawn(Walk(Probe("B"), 1));
  const std::vector<std::string> turns = {Turn("A", 1), Turn("B", 1), Turn("A", 2)};
  for (std::size_t i = 0; i < turns.size(); ++i) {
    Law("ends");
    Check(kernel.Step(), "Step says that nobody waits, and somebody does.");
    ExpectTurns({turns.begin(), turns.begin() + static_cast<std::ptrdiff_t>(i) + 1}, "in-turn");
  }
  Law("ends");
  Check(!kernel.Step(), "Step says that it gave a turn, and all have come to their ends.");
}

LAB_TEST(numbers_count_up) {
  Law("numbers");
  Kernel kernel;
  for (Tid tid = 1; tid <= 3; ++tid)
    ExpectEqual(kernel.Spawn(Walk(Probe("A"), tid)), tid, "the next tid");
  Law("destroyed");
  ExpectEqual(Probe::Living(), 3, "frames that live after three tasks were spawned");
}

LAB_TEST(numbers_go_on) {
  Law("numbers");
  Kernel kernel;
  kernel.Spawn(Walk(Probe("A"), 1));
  kernel.Spawn(Walk(Probe("B"), 2));
  kernel.Spawn(Walk(Probe("C"), 1));
  kernel.Step();
  ExpectTurns({Turn("A", 1)}, "in-turn");
  ExpectEqual(kernel.Spawn(Walk(Probe("D"), 1)), 4, "the next tid, after task 1 has ended");
  kernel.Run();
  ExpectTurns({Turn("A", 1), Turn("B", 1), Turn("C", 1), Turn("D", 1), Turn("B", 2)}, "in-turn");
  ExpectEqual(kernel.Spawn(Walk(Probe("E"), 1)), 5, "the next tid, after all have ended");
}

// Says in its turns what it sees of the map, when nobody else lives.
Task LookAtMap(Probe probe, Kernel& kernel, Tid self) {
  for (int turn = 1; turn <= 2; ++turn) {
    Event(Turn(probe.name(), turn));
    Check(kernel.Lives(self), "The running task is not in the map.");
    ExpectEqual(kernel.size(), 1U, "how many live, while the only one has its turn");
    if (turn == 1) co_yield Pause();
  }
}

LAB_TEST(the_map) {
  Law("numbers");
  Kernel kernel;
  const Tid a = kernel.Spawn(Walk(Probe("A"), 1));
  ExpectEqual(a, 1, "the first tid");
  const Tid b = kernel.Spawn(Walk(Probe("B"), 2));
  ExpectEqual(b, 2, "the next tid");
  Law("map");
  ExpectEqual(kernel.size(), 2U, "how many live");
  Check(kernel.Lives(a) && kernel.Lives(b), "Two were spawned, and should live.");
  for (const Tid nobody : {0, 3, -1})
    Check(!kernel.Lives(nobody),
          "Lives(" + std::to_string(nobody) + ") is true, but no task has had that number.");
  kernel.Step();
  ExpectTurns({Turn("A", 1)}, "in-turn");
  Check(!kernel.Lives(a), "A has come to its end, and is still in the map.");
  Check(kernel.Lives(b), "B waits for its turn, and is not in the map.");
  ExpectEqual(kernel.size(), 1U, "how many live");
  kernel.Run();
  ExpectTurns({Turn("A", 1), Turn("B", 1), Turn("B", 2)}, "in-turn");
  Check(!kernel.Lives(b), "B has come to its end, and is still in the map.");
  ExpectEqual(kernel.size(), 0U, "how many live");
  grader::ForgetEvents();
  Law("numbers");
  ExpectEqual(kernel.Spawn(LookAtMap(Probe("C"), kernel, 3)), 3, "the next tid");
  Law("map");
  kernel.Run();
  ExpectTurns({Turn("C", 1), Turn("C", 2)}, "in-turn");
}

LAB_TEST(frames_go) {
  Law("destroyed");
  {
    Kernel kernel;
    kernel.Spawn(Walk(Probe("A"), 1));
    kernel.Spawn(Walk(Probe("B"), 5));
    kernel.Spawn(Walk(Probe("C"), 5));
    kernel.Step();
    kernel.Step();
    ExpectLives({Turn("A", 1), Destroyed("A"), Turn("B", 1)}, "in-turn");
    Event("the kernel dies");
  }
  ExpectEqual(Probe::Living(), 0, "frames that live after their kernel");
  ExpectEqual(grader::Events().size(), 6U, "events");
}

Task AskWhoRuns(Probe probe, Kernel& kernel, Tid self, int turns) {
  for (int turn = 1; turn <= turns; ++turn) {
    Event(Turn(probe.name(), turn));
    ExpectEqual(kernel.running(), self, "who runs in a turn of " + probe.name());
    if (turn < turns) co_yield Pause();
  }
}

LAB_TEST(who_runs) {
  Law("numbers");
  Kernel kernel;
  ExpectEqual(kernel.Spawn(AskWhoRuns(Probe("A"), kernel, 1, 2)), 1, "the first tid");
  ExpectEqual(kernel.Spawn(AskWhoRuns(Probe("B"), kernel, 2, 1)), 2, "the next tid");
  Law("running");
  ExpectEqual(kernel.running(), 0, "who runs before the first turn");
  kernel.Step();
  ExpectEqual(kernel.running(), 0, "who runs between two turns");
  kernel.Run();
  ExpectEqual(kernel.running(), 0, "who runs after the last turn");
  ExpectTurns({Turn("A", 1), Turn("B", 1), Turn("A", 2)}, "in-turn");
}

Task Parent(Probe probe, Kernel& kernel) {
  Event(Turn(probe.name(), 1));
  kernel.Spawn(Walk(Probe("first child"), 2));
  kernel.Spawn(Walk(Probe("second child"), 1));
  co_yield Pause();
  Event(Turn(probe.name(), 2));
  // In its last turn, too.
  kernel.Spawn(Walk(Probe("third child"), 1));
}

LAB_TEST(spawns_in_a_turn) {
  Law("new-last");
  Kernel kernel;
  kernel.Spawn(Parent(Probe("parent"), kernel));
  kernel.Spawn(Walk(Probe("other"), 2));
  kernel.Run();
  ExpectTurns({Turn("parent", 1), Turn("other", 1), Turn("first child", 1), Turn("second child", 1),
               Turn("parent", 2), Turn("other", 2), Turn("first child", 2), Turn("third child", 1)},
              "new-last");
}

Task Chain(Kernel& kernel, int left) {
  Event("link " + std::to_string(left));
  if (left > 1) kernel.Spawn(Chain(kernel, left - 1));
  co_return;
}

// A thousand at once; and a thousand of which each begins the next.
LAB_TEST(many) {
  Law("once");
  Kernel kernel;
  std::vector<std::string> expected;
  for (int i = 1; i <= 1000; ++i) kernel.Spawn(Walk(Probe(std::to_string(i)), 2));
  for (int turn = 1; turn <= 2; ++turn)
    for (int i = 1; i <= 1000; ++i) expected.push_back(Turn(std::to_string(i), turn));
  kernel.Run();
  ExpectTurns(expected, "in-turn");
  grader::ForgetEvents();
  expected.clear();
  kernel.Spawn(Chain(kernel, 1000));
  for (int i = 1000; i >= 1; --i) expected.push_back("link " + std::to_string(i));
  kernel.Run();
  ExpectTurns(expected, "in-turn");
  Law("numbers");
  ExpectEqual(kernel.Spawn(Walk(Probe("last"), 1)), 2001, "the next tid");
}

}  // namespace
}  // namespace lab
