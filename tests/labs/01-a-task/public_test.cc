// The laws of lab 1, one by one.

#include <optional>

#include "bodies.h"
#include "say.h"

namespace lab {
namespace {

using grader::Check;
using grader::ExpectEqual;
using grader::ExpectEvents;
using grader::Law;

LAB_TEST(starts_lazily) {
  Law("lazy");
  Task task = Walk(Probe("A"), 1);
  Event("the task is made");
  task.Resume();
  ExpectEvents({"the task is made", Turn("A", 1)});
}

LAB_TEST(takes_turns) {
  Law("turns");
  Task a = Walk(Probe("A"), 3);
  Task b = Walk(Probe("B"), 2);
  a.Resume();
  a.Resume();
  b.Resume();
  a.Resume();
  b.Resume();
  ExpectEvents({Turn("A", 1), Turn("A", 2), Turn("B", 1), Turn("A", 3), Turn("B", 2)});
}

LAB_TEST(knows_its_end) {
  Law("done");
  Task task = Walk(Probe("A"), 2);
  Check(!task.done(), "The task has not begun, and is said to be done.");
  task.Resume();
  Check(!task.done(), "The task is in its middle, and is said to be done.");
  task.Resume();
  Check(task.done(), "The task has come to its end, and is said not to be done.");
  ExpectEvents({Turn("A", 1), Turn("A", 2)});
  try {
    task.Resume();
  } catch (const std::logic_error&) {
    Event("Resume refuses");
  }
  ExpectEvents({Turn("A", 1), Turn("A", 2), "Resume refuses"});
}

LAB_TEST(runs_to_end) {
  Law("done");
  ExpectEqual(mini::RunToEnd(Walk(Probe("A"), 3)), 3, "RunToEnd counts the turns");
  ExpectEqual(mini::RunToEnd(Walk(Probe("B"), 1)), 1, "RunToEnd counts the turns");
  Check(grader::Events().size() >= 4, "RunToEnd gave the task no turns.");
}

LAB_TEST(dies_with_its_owner) {
  Law("destroyed-once");
  {
    Task never_run = Walk(Probe("A"), 1);
    Event("A is made");
  }
  {
    Task in_its_middle = Walk(Probe("B"), 2);
    in_its_middle.Resume();
    Event("B is in its middle");
  }
  {
    Task at_its_end = Walk(Probe("C"), 1);
    at_its_end.Resume();
    Event("C is at its end");
  }
  ExpectEvents({"A is made", Destroyed("A"), Turn("B", 1), "B is in its middle", Destroyed("B"),
                Turn("C", 1), "C is at its end", Destroyed("C")});
}

LAB_TEST(moves) {
  Law("destroyed-once");
  {
    Task first = Walk(Probe("A"), 2);
    Task second(std::move(first));
    Check(first.done(), "A task that was moved away has no turns left.");
    second.Resume();
    Event("over A comes B");
    second = Walk(Probe("B"), 1);
    Event("A is gone");
    second.Resume();
    Task& itself = second;
    second = std::move(itself);
    Event("B is its own owner again");
  }
  ExpectEvents({Turn("A", 1), "over A comes B", Destroyed("A"), "A is gone", Turn("B", 1),
                "B is its own owner again", Destroyed("B")});
}

LAB_TEST(keeps_its_exception) {
  Law("kept");
  Task task = Stumble(Probe("A"), 2);
  task.Resume();
  ExpectEqual(WhatOf(task), "no exception", "before it stumbles, the task keeps");
  task.Resume();
  Event("Resume returns");
  ExpectEvents({Turn("A", 1), Turn("A", 2), "Resume returns"});
  ExpectEqual(WhatOf(task), "A stumbles", "the task keeps");
  Check(task.done(), "A body that an exception has left has ended.");

  std::string caught = "nothing";
  try {
    mini::RunToEnd(Stumble(Probe("B"), 2));
  } catch (const std::runtime_error& error) {
    caught = error.what();
  }
  ExpectEqual(caught, "B stumbles", "RunToEnd throws");
}

LAB_TEST(says) {
  Law("arguments");
  std::vector<std::string> out;
  // The words die at the end of these lines, and are too long to be anywhere but on the heap.
  Task say = mini::Say(std::string(100, 'x'), 2, out);
  Task again = mini::Say(std::string(100, 'y'), 3, out);
  Check(out.empty(), "Say has said something before its first turn.");
  say.Resume();
  again.Resume();
  say.Resume();
  ExpectEqual(out.size(), 3U, "words after three turns");
  ExpectEqual(out[0] + out[1] + out[2],
              std::string(100, 'x') + std::string(100, 'y') + std::string(100, 'x'),
              "what was said");
  Check(say.done(), "Say(word, 2, out) is done after two turns.");
  Check(!again.done(), "Say(word, 3, out) is not done after one turn.");
}

}  // namespace
}  // namespace lab
