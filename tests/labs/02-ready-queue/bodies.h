// What the tests of this lab have in common: bodies that tell what happens in them.
#ifndef CORIX_TESTS_LABS_02_BODIES_H_
#define CORIX_TESTS_LABS_02_BODIES_H_

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "grader.h"
#include "kernel.h"

namespace lab {

using grader::Check;
using grader::Event;
using grader::ExpectEqual;
using grader::ExpectEvents;
using grader::Law;
using grader::Probe;
using mini::Kernel;
using mini::Pause;
using mini::Task;
using mini::Tid;

inline std::string Turn(const std::string& name, int turn) {
  return name + ", turn " + std::to_string(turn);
}
inline std::string Destroyed(const std::string& name) {
  return "the frame of " + name + " is destroyed";
}

// Takes `turns` turns.
inline Task Walk(Probe probe, int turns) {
  for (int turn = 1; turn <= turns; ++turn) {
    Event(Turn(probe.name(), turn));
    if (turn < turns) co_yield Pause();
  }
}

// Compares all events, and names the law that was broken: that of frames if the first event that
// differs is about one, that no turn is lost or one too many, or else the law of `order`.
inline void ExpectLives(const std::vector<std::string>& expected, const char* order,
                        grader::Where where = grader::Where::current()) {
  const std::vector<std::string>& events = grader::Events();
  const auto [e, a] = std::mismatch(expected.begin(), expected.end(), events.begin(), events.end());
  if (e == expected.end() && a == events.end()) return;
  const std::string due = e == expected.end() ? "" : *e;
  const std::string came = a == events.end() ? "" : *a;
  const auto of_a_frame = [](const std::string& event) {
    return event.find(" is destroyed") != event.npos;
  };
  const auto turns = [&](const std::vector<std::string>& in) {
    return std::count_if(in.begin(), in.end(), std::not_fn(of_a_frame));
  };
  if (of_a_frame(due) || of_a_frame(came)) {
    Law("destroyed");
  } else {
    Law(turns(events) == turns(expected) ? order : "once");
  }
  ExpectEvents(expected, where);
}

// The same without the events of frames, for tests of other laws.
inline void ExpectTurns(const std::vector<std::string>& expected, const char* order,
                        grader::Where where = grader::Where::current()) {
  std::vector<std::string> turns;
  for (const std::string& event : grader::Events())
    if (event.find(" is destroyed") == event.npos) turns.push_back(event);
  grader::ForgetEvents();
  for (const std::string& turn : turns) Event(turn);
  ExpectLives(expected, order, where);
}

}  // namespace lab

#endif  // CORIX_TESTS_LABS_02_BODIES_H_
