#include "say.h"

namespace mini {

Task Say(std::string word, int times, std::vector<std::string>& out) {
  for (int i = 0; i < times; ++i) {
    out.push_back(word);
    // The last turn ends by the end of the body.
    if (i + 1 < times) co_yield Pause();
  }
}

int RunToEnd(Task task) {
  int turns = 0;
  for (; !task.done(); ++turns) task.Resume();
  if (task.exception()) std::rethrow_exception(task.exception());
  return turns;
}

}  // namespace mini
