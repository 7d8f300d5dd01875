#include <stdexcept>
#include <utility>
#include <vector>

#include "syscalls/sleep.h"
#include "syscalls/yield.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/print.h"
#include "userland/lib/task_future.h"

namespace corix {
namespace {

Co<int> Multiply(int a, int b) {
  co_yield Sleep(absl::Seconds(1));
  co_return a* b;
}

Co<int> Fail() {
  co_yield Sleep(absl::Seconds(1));
  throw std::runtime_error("no result");
}

Process AssignTwice() {
  Promise<int> promise;
  const Future<int> future = promise.future();
  future.OnDone([future] { Print("callback: it is %d\n", future.value()); });
  Print("assigned once: %s\n", promise.Set(1) ? "accepted" : "refused");
  Print("assigned again: %s\n", promise.Set(2) ? "accepted" : "refused");
  co_yield Yield();
}

}  // namespace

// Futures are assigned once; a task is a future that wraps a coroutine.
Co<int> FuturesMain(Args args) {
  if (args.size() != 1) co_return ComplainOfUsage(args);
  co_await AssignTwice();

  TaskFuture<int> product = StartTask(Multiply(6, 7));
  Print("the task is %s\n", product.done() ? "done" : "pending");
  const absl::StatusOr<int> result = co_await product.Get();
  if (!result.ok()) co_return Complain(args[0], result.status());
  Print("its result: %d\n", *result);

  TaskFuture<int> failing = StartTask(Fail());
  try {
    (void)(co_await failing.Get());
  } catch (const std::runtime_error& error) {
    Print("its exception: %s\n", error.what());
  }

  TaskFuture<int> cancelled = StartTask(Multiply(6, 7));
  co_yield Yield();
  cancelled.Cancel();
  const absl::Status waited = co_await cancelled.Wait();
  if (!waited.ok()) co_return Complain(args[0], waited);
  Print("cancelled: %s\n", cancelled.cancelled() ? "yes" : "no");

  std::vector<Co<int>> products;
  for (int i = 1; i <= 3; ++i) products.push_back(Multiply(i, 10));
  const std::vector<int> all = co_await Gather(std::move(products));
  Print("gathered, in one second: %d %d %d\n", all[0], all[1], all[2]);
  co_return 0;
}

}  // namespace corix
