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

Process Barber(Shop* shop) {
  for (;;) {
    if (shop->customers.permits() == 0) Print("the barber sleeps\n");
    absl::StatusOr<Semaphore::Permit> customer = co_await shop->customers.Acquire();
    if (!customer.ok()) co_return;
    customer->Forget();
    if (shop->closed.is_set()) break;
    shop->barber.Release();
    co_yield Sleep(absl::Seconds(3));
  }
  Print("the barber goes home\n");
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

}  // namespace

// The sleeping barber (Dijkstra, EWD 123): one barber, two chairs to wait on; a customer comes each
// second.
Co<int> BarberMain(Args args) {
  if (args.size() > 2) co_return ComplainOfUsage(args);
  const auto count = ParseNumber(args.size() == 2 ? args[1] : "6", 0, 1'000);
  if (!count.ok()) co_return Complain(args[0], count.status());
  Shop shop;
  TaskGroup barber;
  barber.Spawn("barber", Barber(&shop));
  TaskGroup customers;
  for (int number = 1; number <= *count; ++number) {
    customers.Spawn(absl::StrCat("customer ", number), Customer(&shop, number));
    co_yield Sleep(absl::Seconds(1));
  }
  absl::Status status = co_yield customers.Wait();
  shop.closed.Set();
  shop.customers.Release();
  if (status.ok()) status = co_yield barber.Wait();
  co_return status.ok() ? 0 : Complain(args[0], status);
}

}  // namespace corix
