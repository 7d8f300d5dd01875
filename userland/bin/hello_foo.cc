// Hello Foo, after a second: by a plain function, which knows nothing of tasks, and a coroutine,
// both called in the same way.

#include <string>

#include "absl/time/time.h"
#include "syscalls/sleep.h"
#include "userland/bin/programs.h"
#include "userland/lib/as_coroutine.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

// A coroutine already: it sleeps.
Process Pause(absl::Duration duration) { co_yield Sleep(duration); }

// No coroutine: it only computes.
std::string Greeting(const std::string& name) { return "Hello " + name; }

Process GreetAfterASecond() {
  const AsCoroutine pause(&Pause);
  const AsCoroutine greeting(&Greeting);
  co_await pause(absl::Seconds(1));
  const std::string words = co_await greeting(std::string("Foo"));
  Print("%s\n", words);
}

}  // namespace

Co<int> HelloFooMain(Args args) {
  if (args.size() != 1) co_return ComplainOfUsage(args);
  co_await GreetAfterASecond();
  co_return 0;
}

}  // namespace corix
