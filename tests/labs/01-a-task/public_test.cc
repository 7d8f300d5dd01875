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
  ExpectEvents({"the task is made"});
  Law("turns");
  task.Resume();
  Event("its turn is over");
  // (Its frame stays when its body ends.)
  grader::ExpectEventsByLaw({{"the task is made", "lazy"},
                             {Turn("A", 1), "turns"},
                             {"its turn is over", "destroyed-once"}});
}

LAB_TEST(takes_turns) {
  Law("turns");
  // Neither comes to its end.
  Task a = Walk(Probe("A"), 4);
  Task b = Walk(Probe("B"), 3);
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
    Check(first.done(), "The task was moved away, and is said not to be done.");
    Law("done");
    bool refused = false;
    try {
      first.Resume();
    } catch (const std::logic_error&) {
      refused = true;
    }
    Check(refused, "The task was moved away, and Resume does not refuse.");
    Law("destroyed-once");
    second.Resume();
    Task third = Walk(Probe("B"), 1);
    Event("over A comes B");
    second = std::move(third);
    // (Not only when `third` dies.)
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
  Law("done");
  Check(task.done(), "An exception has left the body, and the task is said not to be done.");
  Law("kept");
  Task elsewhere(std::move(task));
  ExpectEqual(WhatOf(elsewhere), "A stumbles", "after a move, its new owner keeps");
  ExpectEqual(WhatOf(task), "no exception", "after a move, its old owner keeps");

  std::string caught = "nothing";
  try {
    mini::RunToEnd(Stumble(Probe("B"), 2));
  } catch (const std::runtime_error& error) {
    caught = error.what();
  }
  ExpectEqual(caught, "B stumbles", "RunToEnd throws");
}

LAB_TEST(says) {
  Law("lazy");
  std::vector<std::string> out;
  // The words die at the end of these lines, and are too long to be anywhere but on the heap.
  Task say = mini::Say(std::string(100, 'x'), 2, out);
  Task again = mini::Say(std::string(100, 'y'), 3, out);
  Check(out.empty(), "Say has said something before its first turn.");
  Law("arguments");
  say.Resume();
  again.Resume();
  Law("turns");
  ExpectEqual(out.size(), 2U, "words after two turns");
  Check(!say.done(), "After one turn, Say(word, 2, out) is done.");
  Check(!again.done(), "After one turn, Say(word, 3, out) is done.");
  Law("arguments");
  say.Resume();
  Law("turns");
  ExpectEqual(out.size(), 3U, "words after three turns");
  Check(say.done(), "After two turns, Say(word, 2, out) is not done.");
  Law("arguments");
  ExpectEqual(out[0] + out[1] + out[2],
              std::string(100, 'x') + std::string(100, 'y') + std::string(100, 'x'),
              "what was said");
}

}  // namespace
}  // namespace lab
