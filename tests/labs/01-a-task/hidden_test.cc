// The laws of lab 1, with many tasks and the luck of the seed.

#include <optional>

#include "bodies.h"
#include "say.h"

namespace lab {
namespace {

using grader::ExpectEqual;
using grader::ExpectEvents;
using grader::Law;

// Some tasks get turns in any order, and come to their ends, some by an exception.
LAB_TEST(random_turns) {
  // (The vector grows, and its tasks move.)
  Law("destroyed-once");
  grader::Random random;
  struct Walker {
    std::string name;
    Task task;
    int turns;
    int taken;
    bool stumbles;
  };
  std::vector<Walker> walkers;
  std::vector<std::string> expected;
  for (int i = 0; i < 8; ++i) {
    const std::string name(1, static_cast<char>('A' + i));
    const int turns = random.Between(1, 6);
    const bool stumbles = random.OneIn(3);
    walkers.push_back({name, stumbles ? Stumble(Probe(name), turns) : Walk(Probe(name), turns),
                       turns, 0, stumbles});
  }
  grader::Check(Probe::Living() == 8, "A frame was destroyed, and its task has an owner.");
  Law("lazy");
  ExpectEvents({});
  while (!walkers.empty()) {
    const auto which =
        static_cast<std::size_t>(random.Between(0, static_cast<int>(walkers.size()) - 1));
    Walker& walker = walkers[which];
    Law("done");
    ExpectEqual(walker.task.done(), walker.taken == walker.turns, walker.name + " is done");
    if (walker.taken < walker.turns) {
      Law("turns");
      walker.task.Resume();
      expected.push_back(Turn(walker.name, ++walker.taken));
      ExpectEvents(expected);
      continue;
    }
    Law("kept");
    ExpectEqual(WhatOf(walker.task), walker.stumbles ? walker.name + " stumbles" : "no exception",
                walker.name + " keeps");
    Law("destroyed-once");
    expected.push_back(Destroyed(walker.name));
    walkers.erase(walkers.begin() + static_cast<std::ptrdiff_t>(which));
    ExpectEvents(expected);
  }
}

// Tasks go from owner to owner: five places, some of them empty.
LAB_TEST(random_owners) {
  Law("destroyed-once");
  grader::Random random;
  std::vector<std::string> expected;
  std::vector<std::optional<Task>> places(5);
  std::vector<std::string> names(5);
  const auto forget = [&](std::size_t place) {
    if (!names[place].empty()) expected.push_back(Destroyed(names[place]));
    names[place].clear();
  };
  for (int i = 0; i < 60; ++i) {
    const auto to = static_cast<std::size_t>(random.Between(0, 4));
    const auto from = static_cast<std::size_t>(random.Between(0, 4));
    switch (random.Between(1, 3)) {
      case 1: {  // a new one
        const std::string name = "task " + std::to_string(i);
        Task task = Walk(Probe(name), 2);
        if (random.OneIn(2)) {
          task.Resume();
          expected.push_back(Turn(name, 1));
        }
        forget(to);
        names[to] = name;
        if (places[to]) {
          *places[to] = std::move(task);
        } else {
          places[to] = std::move(task);
        }
        break;
      }
      case 2:  // a move
        if (from == to || !places[from]) break;
        forget(to);
        names[to].swap(names[from]);
        if (places[to]) {
          *places[to] = std::move(*places[from]);
        } else {
          places[to] = std::move(*places[from]);
        }
        break;
      default:  // an end
        forget(to);
        places[to].reset();
    }
    ExpectEvents(expected);
  }
  grader::Check(expected.size() > 10, "The test itself is wrong: nothing happened.");
}

LAB_TEST(leaves_nothing) {
  Law("destroyed-once");
  const std::uint64_t before = grader::Allocations();
  const grader::LeakCheck leaks;
  {
    Task walking = Walk(Probe("A"), 3);
    walking.Resume();
    grader::Check(Probe::Living() == 1, "No frame lives after its first turn: nothing to see yet.");
    Task never_run = Walk(Probe("B"), 2);
    Task replaced = Walk(Probe("C"), 2);
    replaced = Walk(Probe("D"), 2);
    Task moved(std::move(replaced));
    moved = std::move(never_run);
    std::vector<std::string> out;
    Task say = mini::Say(std::string(50, 'x'), 2, out);
    try {
      mini::RunToEnd(Stumble(Probe("E"), 3));
    } catch (const std::runtime_error&) {
    }
    grader::ForgetEvents();
  }
  Law("no-leak");
  grader::Check(Probe::Living() == 0,
                "All tasks are gone, but not all frames. See ~Task and operator=.");
  grader::ForgetEvents();
  grader::Check(grader::Allocations() > before + 4,
                "The test itself is wrong: nothing was allocated.");
  // (The log of events keeps its memory.)
  leaks.ExpectNone("All tasks are gone, but their memory is not.");
}

}  // namespace
}  // namespace lab
