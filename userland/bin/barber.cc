#include <cstdint>
#include <optional>

#include "absl/strings/str_cat.h"
#include "syscalls/sleep.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/event.h"
#include "userland/lib/parse.h"
#include "userland/lib/print.h"
#include "userland/lib/semaphore.h"
#include "userland/lib/task_group.h"

namespace corix {
namespace {

struct Shop {
  Semaphore chairs{"chairs", 2};        // in the waiting room
  Semaphore customers{"customers", 0};  // who wait there
  Semaphore barber{"barber", 0};        // ready for the next one
  Event closed{"the shop is closed"};
};

Co<int> Barber(Shop* shop) {
  for (;;) {
    if (shop->customers.permits() == 0) Print("the barber sleeps\n");
    absl::StatusOr<Semaphore::Permit> customer = co_await shop->customers.Acquire();
    if (!customer.ok()) co_return 1;
    customer->Forget();
    if (shop->closed.is_set()) break;
    shop->barber.Release();
    co_yield Sleep(absl::Seconds(3));
  }
  Print("the barber goes home\n");
  co_return 0;
}

Process Customer(Shop* shop, int number) {
  std::optional<Semaphore::Permit> chair = shop->chairs.TryAcquire();
  if (!chair.has_value()) {
    Print("customer %d finds no chair, and leaves\n", number);
    co_return;
  }
  Print("customer %d sits down\n", number);
  shop->customers.Release();
  absl::StatusOr<Semaphore::Permit> turn = co_await shop->barber.Acquire();
  if (!turn.ok()) co_return;
  turn->Forget();
  chair->Release();
  Print("customer %d has his hair cut\n", number);
  co_yield Sleep(absl::Seconds(3));
  Print("customer %d is done\n", number);
}

// A customer comes each second; when the last has gone, the shop closes.
Co<int> Street(Shop* shop, std::int64_t count) {
  TaskGroup customers;
  for (int number = 1; number <= count; ++number) {
    customers.Spawn(absl::StrCat("customer ", number), Customer(shop, number));
    co_yield Sleep(absl::Seconds(1));
  }
  const absl::Status status = co_yield customers.Wait();
  shop->closed.Set();
  shop->customers.Release();
  co_return status.ok() ? 0 : 1;
}

}  // namespace

// The sleeping barber (Dijkstra, EWD 123): one barber, and two chairs to wait on. Should one of all
// fail, the others end, with the group.
Co<int> BarberMain(Args args) {
  if (args.size() > 2) co_return ComplainOfUsage(args);
  const auto count = ParseNumber(args.size() == 2 ? args[1] : "6", 0, 1'000);
  if (!count.ok()) co_return Complain(args[0], count.status());
  Shop shop;
  TaskGroup town;
  town.Spawn("barber", Barber(&shop));
  town.Spawn("street", Street(&shop, *count));
  const absl::Status status = co_yield town.Wait();
  co_return status.ok() ? 0 : Complain(args[0], status);
}

}  // namespace corix
