#include <array>
#include <string>

#include "syscalls/list_tasks.h"
#include "syscalls/sleep.h"
#include "syscalls/yield.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/mutex.h"
#include "userland/lib/print.h"
#include "userland/lib/task_group.h"
#include "userland/lib/timeout.h"

namespace corix {
namespace {

constexpr int kSeats = 5;
constexpr std::array<const char*, kSeats> kNames = {"Plato", "Zeno", "Thales", "Solon", "Laozi"};

// The forks lie between the seats: a philosopher has the one of his own number on his left.
struct Table {
  std::array<Mutex, kSeats> forks = {Mutex("fork 0"), Mutex("fork 1"), Mutex("fork 2"),
                                     Mutex("fork 3"), Mutex("fork 4")};
};

// Eats twice, each time with one fork after the other.
Process Dine(Table* table, const char* name, int first, int second) {
  for (int meal = 1; meal <= 2; ++meal) {
    const absl::StatusOr<Mutex::Guard> one = co_await table->forks[first].Lock();
    if (!one.ok()) co_return;
    Print("%s has fork %d\n", name, first);
    co_yield Yield();
    const absl::StatusOr<Mutex::Guard> other = co_await table->forks[second].Lock();
    if (!other.ok()) co_return;
    Print("%s eats, with the forks %d and %d\n", name, first, second);
    co_yield Sleep(absl::Seconds(1));
  }
}

Co<absl::Status> WaitFor(TaskGroup* group) { co_return co_yield group->Wait(); }

// Who waits for which fork, and who has it.
void TellWhoWaits(const Table& table) {
  const std::vector<TaskInfo> tasks = CallNow(ListTasks());
  const auto name_of = [&tasks](Tid tid) {
    for (const TaskInfo& task : tasks)
      if (task.tid == tid) return task.name;
    return std::string("nobody");
  };
  for (const TaskInfo& task : tasks) {
    for (int fork = 0; fork < kSeats; ++fork) {
      if (task.waits_in.find(absl::StrCat("fork ", fork)) == task.waits_in.npos) continue;
      Print("%s waits for fork %d, which %s has\n", task.name, fork,
            name_of(table.forks[fork].owner()));
    }
  }
}

}  // namespace

// Five philosophers and five forks (Dijkstra, EWD 310). Careful ones take the fork with the smaller
// number first, so they cannot wait in a circle; naive ones the fork on their left.
Co<int> PhilosophersMain(Args args) {
  const std::string manners = args.size() == 2 ? args[1] : "careful";
  const bool careful = manners == "careful";
  if (args.size() > 2 || (!careful && manners != "naive" && manners != "stuck"))
    co_return ComplainOfUsage(args);
  Table table;
  TaskGroup dinner;
  for (int seat = 0; seat < kSeats; ++seat) {
    const int right = (seat + 1) % kSeats;
    const bool swaps = careful && right < seat;
    dinner.Spawn(kNames[seat],
                 Dine(&table, kNames[seat], swaps ? right : seat, swaps ? seat : right));
  }
  if (manners == "stuck") {
    // They wait for ever, and so do we: the kernel is to say so.
    const absl::Status status = co_yield dinner.Wait();
    co_return Complain(args[0], status);
  }
  const absl::Status status = co_await WithTimeout(absl::Seconds(15), WaitFor(&dinner));
  if (status.ok()) {
    Print("all have eaten\n");
    co_return 0;
  }
  if (!absl::IsDeadlineExceeded(status)) co_return Complain(args[0], status);
  Print("nobody eats any more\n");
  TellWhoWaits(table);
  co_return 1;
}

}  // namespace corix
