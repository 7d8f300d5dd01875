#include "userland/lib/event_loop.h"

#include "syscalls/now.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/print.h"

namespace corix {

// What an event loop does with functions: registers, runs, delays and cancels them, until it is
// stopped.
Co<int> EventLoopMain(Args args) {
  if (args.size() != 1) co_return ComplainOfUsage(args);
  EventLoop loop;
  const absl::Time start = CallNow(Now());
  const auto say = [start](const char* what) {
    Print("%2ds  %s\n", (CallNow(Now()) - start) / absl::Seconds(1), what);
  };
  loop.CallLater(absl::Seconds(3), [&] {
    say("the third, and last: stop");
    loop.Stop();
  });
  loop.CallLater(absl::Seconds(1), [&] {
    say("the second, which registers another one");
    loop.CallLater(absl::Seconds(1), [&] { say("the one that it registered"); });
  });
  EventLoop::Handle never = loop.CallLater(absl::Seconds(2), [&] { say("never"); });
  loop.CallSoon([&] {
    say("the first");
    never.Cancel();
    say("has cancelled one");
  });
  const absl::Status status = co_await loop.RunForever();
  if (!status.ok()) co_return Complain(args[0], status);
  say("the loop has ended");
  co_return 0;
}

}  // namespace corix
