// What the tests of this lab have in common: coroutines that tell what happens in them.
#ifndef CORIX_TESTS_LABS_01_BODIES_H_
#define CORIX_TESTS_LABS_01_BODIES_H_

#include <stdexcept>
#include <string>

#include "grader.h"
#include "task.h"

namespace lab {

using grader::Event;
using grader::Probe;
using mini::Pause;
using mini::Task;

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

// Takes `turns` turns, and throws in the last.
inline Task Stumble(Probe probe, int turns) {
  for (int turn = 1; turn <= turns; ++turn) {
    Event(Turn(probe.name(), turn));
    if (turn < turns) co_yield Pause();
  }
  throw std::runtime_error(probe.name() + " stumbles");
}

// What was thrown out of the body of a task, in words.
inline std::string WhatOf(const Task& task) {
  if (!task.exception()) return "no exception";
  try {
    std::rethrow_exception(task.exception());
  } catch (const std::exception& exception) {
    return exception.what();
  } catch (...) {
    return "something else";
  }
}

}  // namespace lab

#endif  // CORIX_TESTS_LABS_01_BODIES_H_
