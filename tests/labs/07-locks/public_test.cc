// The laws of lab 7, each by itself.

#include "scene.h"

namespace lab {
namespace {

// ---- Semaphore ----

LAB_TEST(permits) {
  Kernel kernel(Virtual());
  Semaphore semaphore(2, "tables");
  kernel.Spawn("A", User("A", &semaphore, 0, 2));
  kernel.Spawn("B", User("B", &semaphore, 0, 4));
  kernel.Spawn("C", User("C", &semaphore, 0, 4));
  Law("permits");
  RunToTheEnd(kernel, "no-lost-wake-up");
  ExpectEventsByLaw({{"A asks", "permits"},
                     {"A has it", "permits"},
                     {"B asks", "permits"},
                     {"B has it", "permits"},
                     {"C asks", "permits"},
                     {"A gives it back", "permits"},
                     {"C has it", "no-lost-wake-up"},
                     {"B gives it back", "permits"},
                     {"C gives it back", "permits"}});
  Check(semaphore.TryAcquire(), "There is a permit, and TryAcquire finds none.");
  Check(semaphore.TryAcquire(), "There is a second permit, and TryAcquire finds none.");
  Check(!semaphore.TryAcquire(), "There is no third permit, and TryAcquire finds one.");
}

Process GivesAndTakesBack(Semaphore* semaphore) {
  const absl::Status status = co_await semaphore->Acquire();
  ExpectOk(status, "Acquire", "permits");
  Event("A has it");
  co_await Nap(1);
  Event("A gives it back");
  semaphore->Release();
  if (semaphore->TryAcquire()) Event("A has it again");
}

// E comes after A's Release, and before the turn of the one who was woken by it.
LAB_TEST(in_line) {
  Kernel kernel(Virtual());
  Semaphore semaphore(1);
  kernel.Spawn("A", GivesAndTakesBack(&semaphore));
  kernel.Spawn("B", User("B", &semaphore, 0, 1));
  kernel.Spawn("C", User("C", &semaphore, 0, 1));
  kernel.Spawn("E", User("E", &semaphore, 1, 1));
  Law("in-line");
  RunToTheEnd(kernel, "no-lost-wake-up");
  ExpectEventsByLaw({{"A has it", "permits"},
                     {"B asks", "permits"},
                     {"C asks", "permits"},
                     {"A gives it back", "in-line"},
                     {"E asks", "in-line"},
                     {"B has it", "in-line"},
                     {"B gives it back", "in-line"},
                     {"C has it", "in-line"},
                     {"C gives it back", "in-line"},
                     {"E has it", "in-line"},
                     {"E gives it back", "in-line"}});
}

Process Gives(Semaphore* semaphore, int comes, int count) {
  co_await Nap(comes);
  for (int i = 0; i < count; ++i) semaphore->Release();
  Event("gives " + std::to_string(count));
}

LAB_TEST(two_at_once) {
  Kernel kernel(Virtual());
  Semaphore semaphore(0);
  kernel.Spawn("A", User("A", &semaphore, 0, 5));
  kernel.Spawn("B", User("B", &semaphore, 0, 5));
  kernel.Spawn("gives", Gives(&semaphore, 1, 3));
  kernel.Spawn("C", User("C", &semaphore, 2, 5));
  kernel.Spawn("D", User("D", &semaphore, 3, 5));
  RunToTheEnd(kernel, "no-lost-wake-up");
  ExpectEventsByLaw({{"A asks", "permits"},
                     {"B asks", "permits"},
                     {"gives 3", "permits"},
                     {"A has it", "no-lost-wake-up"},
                     {"B has it", "no-lost-wake-up"},
                     {"C asks", "permits"},
                     {"C has it", "no-lost-wake-up"},
                     {"D asks", "permits"},
                     {"A gives it back", "permits"},
                     {"B gives it back", "permits"},
                     {"D has it", "no-lost-wake-up"},
                     {"C gives it back", "permits"},
                     {"D gives it back", "permits"}});
}

// Gives one permit, and kills the one who was woken for it, before that one's turn.
Process GivesAndKills(Semaphore* semaphore, Tid victim, std::string name) {
  co_await Nap(1);
  Event("gives one; " + name + " is killed");
  semaphore->Release();
  const bool killed = co_yield KillTask(victim);
  Check(killed, "The victim had ended too early.");
}

LAB_TEST(killed_in_line) {
  {
    Kernel kernel(Virtual());
    Semaphore semaphore(0);
    const Tid a = kernel.Spawn("A", User("A", &semaphore, 0, 1));
    const Tid b = kernel.Spawn("B", User("B", &semaphore, 0, 1));
    kernel.Spawn("C", User("C", &semaphore, 0, 1));
    kernel.Spawn("killer", Killer(a, "A", 0));
    kernel.Spawn("gives", GivesAndKills(&semaphore, b, "B"));
    RunToTheEnd(kernel, "killed");
    ExpectEventsByLaw({{"A asks", "permits"},
                       {"B asks", "permits"},
                       {"C asks", "permits"},
                       {"A is killed", "killed"},
                       {"gives one; B is killed", "killed"},
                       {"C has it", "killed"},
                       {"C gives it back", "permits"}});
  }
  grader::ForgetEvents();
  Kernel kernel(Virtual());
  Semaphore semaphore(0);
  const Tid a = kernel.Spawn("A", User("A", &semaphore, 0, 1));
  kernel.Spawn("gives", GivesAndKills(&semaphore, a, "A"));
  kernel.Spawn("B", User("B", &semaphore, 2, 1));
  RunToTheEnd(kernel, "killed");
  ExpectEventsByLaw({{"A asks", "permits"},
                     {"gives one; A is killed", "killed"},
                     {"B asks", "killed"},
                     {"B has it", "killed"},
                     {"B gives it back", "permits"}});
}

// ---- Mutex ----

LAB_TEST(one_at_a_time) {
  Kernel kernel(Virtual());
  Mutex mutex("ledger");
  kernel.Spawn("A", Owner("A", &mutex, 0, 1));
  kernel.Spawn("B", Owner("B", &mutex, 0, 1));
  kernel.Spawn("C", Owner("C", &mutex, 0, 1));
  kernel.Spawn("D", Owner("D", &mutex, 1, 1));
  RunToTheEnd(kernel, "no-lost-wake-up");
  ExpectEventsByLaw({{"A asks", "exclusion"},
                     {"A has it", "exclusion"},
                     {"B asks", "exclusion"},
                     {"C asks", "exclusion"},
                     {"A gives it back", "exclusion"},
                     {"D asks", "in-line"},
                     {"B has it", "in-line"},
                     {"B gives it back", "exclusion"},
                     {"C has it", "in-line"},
                     {"C gives it back", "exclusion"},
                     {"D has it", "in-line"},
                     {"D gives it back", "exclusion"}});
}

Process LocksBoth(Mutex* one, Mutex* other, std::string name) {
  const Locked first = co_await one->Lock();
  ExpectOk(first.status(), "Lock", "exclusion");
  Event(name + " has one");
  co_await Nap(1);
  const Locked second = co_await other->Lock();
  Event(name + " has both");
}

LAB_TEST(owner_is_known) {
  Mutex red("red");
  Mutex blue("blue");
  Kernel kernel(Virtual());
  const Tid a = kernel.Spawn("A", LocksBoth(&red, &blue, "A"));
  const Tid b = kernel.Spawn("B", LocksBoth(&blue, &red, "B"));
  Law("exclusion");
  RunWhatCan(kernel);
  ExpectEvents({"A has one", "B has one"});
  Law("owner");
  ExpectEqual(static_cast<int>(red.owner()), static_cast<int>(a), "the owner of red");
  ExpectEqual(static_cast<int>(blue.owner()), static_cast<int>(b), "the owner of blue");
  const std::string report(kernel.Run().message());
  Check(report.find("cycle") != report.npos,
        "A and B wait for each other, and the kernel does not see the circle. It says:\n" + report);
  kernel.EndTask(a);
  RunWhatCan(kernel);
  Law("killed");
  ExpectEvents({"A has one", "B has one", "B has both"});
  Law("owner");
  ExpectEqual(static_cast<int>(red.owner()), 0, "the owner of red, after all");
}

Process LocksTwice(Mutex* mutex) {
  const Locked first = co_await mutex->Lock();
  ExpectOk(first.status(), "Lock", "exclusion");
  Event("A has it");
  const Locked second = co_await mutex->Lock();
  Event(absl::IsFailedPrecondition(second.status()) ? "A is refused" : "A is not refused");
  co_await Nap(1);
  Event("A gives it back");
}

LAB_TEST(twice_is_refused) {
  Kernel kernel(Virtual());
  Mutex mutex;
  kernel.Spawn("A", LocksTwice(&mutex));
  kernel.Spawn("B", Owner("B", &mutex, 0, 1));
  RunToTheEnd(kernel, "twice");
  ExpectEventsByLaw({{"A has it", "exclusion"},
                     {"A is refused", "twice"},
                     {"B asks", "twice"},
                     {"A gives it back", "exclusion"},
                     {"B has it", "exclusion"},
                     {"B gives it back", "exclusion"}});
}

LAB_TEST(killed_owner) {
  Kernel kernel(Virtual());
  Mutex mutex;
  const Tid a = kernel.Spawn("A", Owner("A", &mutex, 0, 9));
  const Tid b = kernel.Spawn("B", Owner("B", &mutex, 0, 9));
  kernel.Spawn("C", Owner("C", &mutex, 0, 1));
  const Tid d = kernel.Spawn("D", Owner("D", &mutex, 0, 1));
  kernel.Spawn("killer", Killer(d, "D", 1));
  kernel.Spawn("killer", Killer(a, "A", 2));
  kernel.Spawn("killer", Killer(b, "B", 2));  // woken, and before its turn
  RunToTheEnd(kernel, "killed");
  ExpectEventsByLaw({{"A asks", "exclusion"},
                     {"A has it", "exclusion"},
                     {"B asks", "exclusion"},
                     {"C asks", "exclusion"},
                     {"D asks", "exclusion"},
                     {"D is killed", "killed"},
                     {"A is killed", "killed"},
                     {"B is killed", "killed"},
                     {"C has it", "killed"},
                     {"C gives it back", "exclusion"}});
}

// ---- Condition ----

struct Room {
  Mutex mutex = Mutex("room");
  Condition changed = Condition("changed");
  int inside = 0;
};

Process Waits(Room* room, std::string name) {
  Locked guard = co_await room->mutex.Lock();
  ExpectOk(guard.status(), "Lock", "condition");
  Event(name + " waits");
  const absl::Status status = co_await room->changed.Wait(*guard);
  ExpectOk(status, "Wait", "condition");
  Event(name + " goes on");
  Check(guard->mutex() == &room->mutex, "After Wait, the guard does not hold the mutex.");
  const Inside inside(room->inside, 1, "condition");
  co_await Nap(1);
  Event(name + " leaves");
}

// Notifies so many (0: all), and keeps the mutex for a time after that.
Process Notifies(Room* room, int comes, int count, int keeps) {
  if (comes > 0) co_await Nap(comes);
  const Locked guard = co_await room->mutex.Lock();
  ExpectOk(guard.status(), "Lock", "condition");
  const Inside inside(room->inside, 1, "condition");
  Event(count == 0 ? "all are notified" : std::to_string(count) + " notified");
  if (count == 0) room->changed.NotifyAll();
  for (int i = 0; i < count; ++i) room->changed.NotifyOne();
  if (keeps > 0) co_await Nap(keeps);
  Event("the notifier leaves");
}

// The notifier gets the mutex as soon as A has unlocked it in Wait.
LAB_TEST(waits_until_notified) {
  Kernel kernel(Virtual());
  Room room;
  kernel.Spawn("A", Waits(&room, "A"));
  kernel.Spawn("notifier", Notifies(&room, 0, 1, 1));
  RunToTheEnd(kernel, "no-lost-wake-up");
  ExpectEventsByLaw({{"A waits", "condition"},
                     {"1 notified", "condition"},
                     {"the notifier leaves", "condition"},
                     {"A goes on", "condition"},
                     {"A leaves", "condition"}});
}

Process HoldsThenWaits(Room* room) {
  Locked guard = co_await room->mutex.Lock();
  ExpectOk(guard.status(), "Lock", "condition");
  co_await Nap(1);
  Event("A waits");
  const absl::Status status = co_await room->changed.Wait(*guard);
  ExpectOk(status, "Wait", "condition");
  Event("A goes on");
}

// The notifier already stands in line for the mutex when A unlocks it in order to wait.
LAB_TEST(notified_at_once) {
  Kernel kernel(Virtual());
  Room room;
  kernel.Spawn("A", HoldsThenWaits(&room));
  kernel.Spawn("notifier", Notifies(&room, 0, 1, 0));
  RunToTheEnd(kernel, "no-lost-wake-up");
  ExpectEventsByLaw({{"A waits", "condition"},
                     {"1 notified", "no-lost-wake-up"},
                     {"the notifier leaves", "condition"},
                     {"A goes on", "no-lost-wake-up"}});
}

LAB_TEST(all_are_notified) {
  Kernel kernel(Virtual());
  Room room;
  kernel.Spawn("early", Notifies(&room, 0, 1, 0));  // nobody is there, and nothing is kept
  for (const char* name : {"A", "B", "C", "D"}) kernel.Spawn(name, Waits(&room, name));
  kernel.Spawn("one", Notifies(&room, 1, 1, 0));
  kernel.Spawn("all", Notifies(&room, 5, 0, 0));
  RunToTheEnd(kernel, "no-lost-wake-up");
  std::vector<grader::Expected> expected = {{"1 notified", "condition"},
                                            {"the notifier leaves", "condition"}};
  for (const char* name : {"A", "B", "C", "D"})
    expected.push_back({std::string(name) + " waits", "condition"});
  expected.push_back({"1 notified", "condition"});
  expected.push_back({"the notifier leaves", "condition"});
  expected.push_back({"A goes on", "no-lost-wake-up"});
  expected.push_back({"A leaves", "condition"});
  expected.push_back({"all are notified", "condition"});
  expected.push_back({"the notifier leaves", "condition"});
  for (const char* name : {"B", "C", "D"}) {
    expected.push_back({std::string(name) + " goes on", "no-lost-wake-up"});
    expected.push_back({std::string(name) + " leaves", "condition"});
  }
  ExpectEventsByLaw(expected);
}

// A is notified, and killed while it waits for the mutex: the notification is B's.
LAB_TEST(killed_when_notified) {
  Kernel kernel(Virtual());
  Room room;
  const Tid a = kernel.Spawn("A", Waits(&room, "A"));
  kernel.Spawn("B", Waits(&room, "B"));
  const Tid c = kernel.Spawn("C", Waits(&room, "C"));
  kernel.Spawn("killer", Killer(c, "C", 1));  // which was not notified, and has nothing to pass on
  kernel.Spawn("notifier", Notifies(&room, 2, 1, 5));
  kernel.Spawn("killer", Killer(a, "A", 3));
  RunToTheEnd(kernel, "killed");
  ExpectEventsByLaw({{"A waits", "condition"},
                     {"B waits", "condition"},
                     {"C waits", "condition"},
                     {"C is killed", "killed"},
                     {"1 notified", "killed"},
                     {"A is killed", "killed"},
                     {"the notifier leaves", "condition"},
                     {"B goes on", "killed"},
                     {"B leaves", "condition"}});
}

// ---- The buffer ----

Process Puts(Buffer* buffer, std::string name, std::vector<int> items, int comes) {
  if (comes > 0) co_await Nap(comes);
  for (const int item : items) {
    const absl::Status status = co_await buffer->Put(item);
    ExpectOk(status, "Put", "buffer");
    Event(name + " has put " + std::to_string(item));
  }
}

Process Gets(Buffer* buffer, std::string name, int count, int comes) {
  if (comes > 0) co_await Nap(comes);
  for (int i = 0; i < count; ++i) {
    const absl::StatusOr<int> item = co_await buffer->Get();
    ExpectOk(item.status(), "Get", "buffer");
    Event(name + " gets " + std::to_string(*item));
  }
}

LAB_TEST(buffer_of_two) {
  Kernel kernel(Virtual());
  Buffer buffer(2);
  kernel.Spawn("P", Puts(&buffer, "P", {1, 2, 3}, 0));
  kernel.Spawn("C", Gets(&buffer, "C", 4, 1));
  kernel.Spawn("Q", Puts(&buffer, "Q", {4}, 2));
  RunToTheEnd(kernel, "no-lost-wake-up");
  ExpectEventsByLaw({{"P has put 1", "buffer"},
                     {"P has put 2", "buffer"},
                     {"C gets 1", "buffer"},
                     {"C gets 2", "buffer"},
                     {"P has put 3", "no-lost-wake-up"},
                     {"C gets 3", "no-lost-wake-up"},
                     {"Q has put 4", "buffer"},
                     {"C gets 4", "no-lost-wake-up"}});
}

// C was notified of an item. Before its turn comes D, and gets it.
LAB_TEST(somebody_was_there) {
  Kernel kernel(Virtual());
  Buffer buffer(1);
  kernel.Spawn("C", Gets(&buffer, "C", 1, 0));
  kernel.Spawn("P", Puts(&buffer, "P", {1}, 1));
  kernel.Spawn("D", Gets(&buffer, "D", 1, 1));
  kernel.Spawn("P", Puts(&buffer, "P", {2, 3}, 2));
  kernel.Spawn("Q", Puts(&buffer, "Q", {4}, 3));
  kernel.Spawn("C", Gets(&buffer, "C", 1, 4));
  kernel.Spawn("R", Puts(&buffer, "R", {5}, 4));  // before Q's turn
  kernel.Spawn("C", Gets(&buffer, "C", 2, 5));
  Law("buffer");
  RunToTheEnd(kernel, "no-lost-wake-up");
  int got = 0;
  for (const std::string& event : grader::Events()) got += event.find(" gets ") != event.npos;
  ExpectEqual(got, 5, "items that were got");
}

// ---- Philosophers ----

LAB_TEST(dinner_for_five) {
  Kernel kernel(Virtual());
  Table table(5, [] { return 1; });
  table.Serve(kernel, {0, 1, 2, 3, 4}, 3);
}

LAB_TEST(dinner_for_two) {
  Kernel kernel(Virtual());
  Table table(5, [] { return 1; });
  table.Serve(kernel, {1, 3}, 2);
  Law("together");
  ExpectEqual(table.most_at_once, 2, "how many eat at one time, of two who share no fork");
}

}  // namespace
}  // namespace lab
