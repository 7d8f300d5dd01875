#include <deque>

#include "syscalls/sleep.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/condition.h"
#include "userland/lib/mutex.h"
#include "userland/lib/parse.h"
#include "userland/lib/print.h"
#include "userland/lib/task_group.h"

namespace corix {
namespace {

// A buffer for three things, under a mutex and two conditions: what Channel is, made by hand.
struct Buffer {
  static constexpr std::size_t kRoom = 3;
  Mutex mutex{"buffer"};
  Condition not_full{"not full"};
  Condition not_empty{"not empty"};
  std::deque<int> things;
};

// Returns the exit code, as Consume does: should one of them fail, the other one ends too.
Co<int> Produce(Buffer* buffer, int count) {
  for (int thing = 1; thing <= count; ++thing) {
    absl::StatusOr<Mutex::Guard> guard = co_await buffer->mutex.Lock();
    if (!guard.ok()) co_return 1;
    while (buffer->things.size() == Buffer::kRoom) {
      Print("  the producer waits\n");
      const absl::Status status = co_await buffer->not_full.Wait(*guard);
      if (!status.ok()) co_return 1;
    }
    buffer->things.push_back(thing);
    Print("  made %d\n", thing);
    buffer->not_empty.NotifyOne();
  }
  co_return 0;
}

// Slower than the producer.
Co<int> Consume(Buffer* buffer, int count) {
  for (int i = 0; i < count; ++i) {
    absl::StatusOr<Mutex::Guard> guard = co_await buffer->mutex.Lock();
    if (!guard.ok()) co_return 1;
    while (buffer->things.empty()) {
      Print("the consumer waits\n");
      const absl::Status status = co_await buffer->not_empty.Wait(*guard);
      if (!status.ok()) co_return 1;
    }
    const int thing = buffer->things.front();
    buffer->things.pop_front();
    buffer->not_full.NotifyOne();
    guard->Unlock();
    Print("used %d\n", thing);
    co_yield Sleep(absl::Seconds(1));
  }
  co_return 0;
}

}  // namespace

Co<int> ProducerConsumerMain(Args args) {
  if (args.size() > 2) co_return ComplainOfUsage(args);
  const auto count = ParseNumber(args.size() == 2 ? args[1] : "6", 0, 1'000'000);
  if (!count.ok()) co_return Complain(args[0], count.status());
  Buffer buffer;
  TaskGroup group;
  group.Spawn("consumer", Consume(&buffer, static_cast<int>(*count)));
  group.Spawn("producer", Produce(&buffer, static_cast<int>(*count)));
  const absl::Status status = co_yield group.Wait();
  co_return status.ok() ? 0 : Complain(args[0], status);
}

}  // namespace corix
