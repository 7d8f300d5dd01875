#include "absl/strings/str_cat.h"
#include "syscalls/sleep.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/print.h"
#include "userland/lib/rw_lock.h"
#include "userland/lib/task_group.h"

namespace corix {
namespace {

struct Page {
  RwLock lock{"page"};
  int edition = 0;
};

Process Reader(Page* page, int number, int times) {
  for (int i = 0; i < times; ++i) {
    const absl::StatusOr<RwLock::Shared> shared = co_await page->lock.LockShared();
    if (!shared.ok()) co_return;
    const int edition = page->edition;
    Print("reader %d reads edition %d, with %d others\n", number, edition,
          page->lock.readers() - 1);
    co_yield Sleep(absl::Seconds(2));
    if (page->edition != edition) Print("reader %d saw it change!\n", number);
  }
}

Process Writer(Page* page, int number, int times) {
  for (int i = 0; i < times; ++i) {
    const absl::StatusOr<RwLock::Exclusive> exclusive = co_await page->lock.LockExclusive();
    if (!exclusive.ok()) co_return;
    Print("writer %d writes, alone\n", number);
    co_yield Sleep(absl::Seconds(1));
    ++page->edition;
  }
}

}  // namespace

// Three readers and two writers: many may read at a time, but who writes is alone, and neither kind
// starves the other (Courtois, Heymans and Parnas, CACM 1971).
Co<int> ReadersWritersMain(Args args) {
  if (args.size() != 1) co_return ComplainOfUsage(args);
  Page page;
  TaskGroup group;
  for (int number = 1; number <= 3; ++number)
    group.Spawn(absl::StrCat("reader ", number), Reader(&page, number, 2));
  for (int number = 1; number <= 2; ++number)
    group.Spawn(absl::StrCat("writer ", number), Writer(&page, number, 2));
  const absl::Status status = co_yield group.Wait();
  Print("edition %d\n", page.edition);
  co_return status.ok() ? 0 : Complain(args[0], status);
}

}  // namespace corix
