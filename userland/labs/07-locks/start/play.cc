// play.cc: a dinner to watch. `make play` runs it, `make gdb` runs it in the debugger. It is not
// graded. The kernel's clock is virtual: a second takes no time.

#include <string>

#include "dinner.h"
#include "syscalls/new_task.h"  // (which brings the kernel with it)
#include "syscalls/sleep.h"
#include "userland/lib/print.h"

using namespace mini;

Co<> Say(int seat, const char* what, int seconds) {
  corix::Print("philosopher %d %s\n", seat, what);
  co_yield corix::Sleep(absl::Seconds(seconds));
}

int main() {
  corix::KernelOptions options;
  options.clock = corix::ClockKind::kVirtual;
  Dinner dinner(5);  // (It outlives the kernel, whose tasks have its forks.)
  corix::Kernel kernel(options);
  dinner.think = [](int seat) { return Say(seat, "thinks", 1); };
  dinner.reach = [](int seat) { return Say(seat, "reaches for a fork", 1); };
  dinner.eat = [](int seat) { return Say(seat, "eats", 2); };
  for (int seat = 0; seat < 5; ++seat)
    kernel.Spawn("philosopher " + std::to_string(seat), Philosopher(dinner, seat, 2));
  // If all sleep for ever, the kernel says who waits for whom.
  const absl::Status end = kernel.Run();
  if (!end.ok()) corix::Print("%s\n", std::string(end.message()));
  return end.ok() ? 0 : 1;
}
