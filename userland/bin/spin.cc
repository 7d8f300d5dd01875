#include "syscalls/yield.h"
#include "userland/bin/programs.h"

namespace corix {

Co<int> SpinMain(Args args) {
  if (args.size() != 1) co_return ComplainOfUsage(args);
  for (;;) co_yield Yield();
}

}  // namespace corix
