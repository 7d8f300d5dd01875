// The laws of lab 2, with the luck of the seed: a model says what should happen.

#include <deque>
#include <map>

#include "bodies.h"

namespace lab {
namespace {

LAB_TEST(random_turns) {
  Law("in-turn");
  grader::Random random;
  Kernel kernel;
  std::deque<std::pair<std::string, int>> model;  // name, turns
  for (int i = 0; i < 12; ++i) {
    const std::string name(1, static_cast<char>('A' + i));
    const int turns = random.Between(1, 9);
    kernel.Spawn(Walk(Probe(name), turns));
    model.emplace_back(name, turns);
  }
  std::vector<std::string> expected;
  for (int turn = 1; !model.empty(); ++turn) {
    for (std::size_t n = model.size(); n > 0; --n) {
      const auto [name, turns] = model.front();
      model.pop_front();
      expected.push_back(Turn(name, turn));
      if (turn < turns) {
        model.emplace_back(name, turns);
      } else {
        expected.push_back(Destroyed(name));
      }
    }
  }
  kernel.Run();
  ExpectLives(expected, "in-turn");
}

// What a task does: in each turn it begins some children.
struct Plan {
  Plan() = default;
  std::vector<std::vector<Plan>> turns;
};

Plan RandomPlan(grader::Random& random, int depth) {
  Plan plan;
  plan.turns.resize(static_cast<std::size_t>(random.Between(1, 4)));
  for (std::vector<Plan>& children : plan.turns) {
    if (depth == 0 || !random.OneIn(2)) continue;
    for (int i = random.Between(1, 2); i > 0; --i)
      children.push_back(RandomPlan(random, depth - 1));
  }
  return plan;
}

std::string Name(Tid tid) { return "task " + std::to_string(tid); }

// `last` is the number that was given last.
Task Follow(Kernel& kernel, Plan plan, Tid self, Tid& last) {
  Probe probe(Name(self));
  for (std::size_t turn = 0; turn < plan.turns.size(); ++turn) {
    Event(Turn(probe.name(), static_cast<int>(turn) + 1));
    Law("running");
    ExpectEqual(kernel.running(), self, "who runs");
    Law("map");
    Check(kernel.Lives(self), "The running task is not in the map.");
    for (Plan& child : plan.turns[turn]) {
      Law("numbers");
      const Tid next = ++last;
      Event(Name(self) + " begins " + Name(next));
      ExpectEqual(kernel.Spawn(Follow(kernel, std::move(child), next, last)), next, "the next tid");
    }
    Law("in-turn");
    if (turn + 1 < plan.turns.size()) co_yield Pause();
  }
}

// The same in plain words.
struct Model {
  struct Life {
    Tid tid;
    Plan plan;
    std::size_t turn = 0;
  };
  std::deque<Life> ready;
  Tid last = 0;
  std::vector<std::string> events;

  void Run() {
    while (!ready.empty()) {
      Life life = std::move(ready.front());
      ready.pop_front();
      events.push_back(Turn(Name(life.tid), static_cast<int>(life.turn) + 1));
      for (const Plan& child : life.plan.turns[life.turn]) {
        ready.push_back({++last, child});
        events.push_back(Name(life.tid) + " begins " + Name(last));
      }
      if (++life.turn < life.plan.turns.size()) {
        ready.push_back(std::move(life));
      } else {
        events.push_back(Destroyed(Name(life.tid)));
      }
    }
  }
};

LAB_TEST(random_families) {
  Law("numbers");
  grader::Random random;
  Tid last = 0;
  Kernel kernel;
  Model model;
  for (int i = 0; i < 4; ++i) {
    const Plan plan = RandomPlan(random, 3);
    model.ready.push_back({++model.last, plan});
    const Tid next = ++last;
    ExpectEqual(kernel.Spawn(Follow(kernel, plan, next, last)), next, "the next tid");
  }
  Law("new-last");
  kernel.Run();
  model.Run();
  ExpectLives(model.events, "new-last");
  Law("map");
  for (Tid tid = 1; tid <= model.last; ++tid)
    Check(!kernel.Lives(tid), "A task has come to its end, and is still in the map.");
  ExpectEqual(kernel.size(), 0U, "how many live");
}

LAB_TEST(leaves_nothing) {
  Law("no-leak");
  const grader::LeakCheck leaks;
  {
    Kernel kernel;
    for (int i = 0; i < 20; ++i) kernel.Spawn(Walk(Probe("A"), 2 + i % 3));
    for (int i = 0; i < 45; ++i) kernel.Step();
    kernel.Spawn(Walk(Probe("B"), 100));
    kernel.Step();
    Law("once");
    Check(grader::Events().size() >= 46, "Not all turns were given.");
    Law("no-leak");
  }
  leaks.ExpectNone("The kernel is gone, but memory is not.");
}

}  // namespace
}  // namespace lab
