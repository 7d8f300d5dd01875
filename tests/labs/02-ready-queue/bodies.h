// What the tests of this lab have in common: bodies that tell what happens in them.
#ifndef CORIX_TESTS_LABS_02_BODIES_H_
#define CORIX_TESTS_LABS_02_BODIES_H_

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

// The events without those of frames, for tests of other laws.
inline void ExpectTurns(const std::vector<std::string>& expected,
                        grader::Where where = grader::Where::current()) {
  std::vector<std::string> turns;
  for (const std::string& event : grader::Events())
    if (event.find(" is destroyed") == event.npos) turns.push_back(event);
  grader::ForgetEvents();
  for (const std::string& turn : turns) Event(turn);
  ExpectEvents(expected, where);
}

}  // namespace lab

#endif  // CORIX_TESTS_LABS_02_BODIES_H_
