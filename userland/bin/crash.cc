#include <stdexcept>

#include "userland/bin/programs.h"

namespace corix {

Co<int> CrashMain(Args args) {
  if (args.size() != 1) co_return ComplainOfUsage(args);
  throw std::runtime_error("something went wrong");
}

}  // namespace corix
