// say.h: a first task, and something that runs tasks.
#ifndef MINI_SAY_H_
#define MINI_SAY_H_

#include <string>
#include <vector>

#include "task.h"

namespace mini {

// In each of `times` turns (at least one), puts `word` at the end of `out`. `out` outlives the task;
// `word` is often a temporary, which does not.
Task Say(std::string word, int times, std::vector<std::string>& out);

// Gives a task turns until it is done, and says how many those were. If an exception has left its
// body, throws that.
int RunToEnd(Task task);

}  // namespace mini

#endif  // MINI_SAY_H_
