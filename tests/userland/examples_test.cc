// The examples of userland/README.md: each stands here too, word for word, and does what the page
// says. (That it is the same, the house's tests check.)

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "tests/testing.h"
#include "userland/lib/as_completed.h"
#include "userland/lib/as_coroutine.h"
#include "userland/lib/async_generator.h"
#include "userland/lib/barrier.h"
#include "userland/lib/call_soon.h"
#include "userland/lib/channel.h"
#include "userland/lib/condition.h"
#include "userland/lib/event.h"
#include "userland/lib/event_loop.h"
#include "userland/lib/exchange.h"
#include "userland/lib/generator.h"
#include "userland/lib/mutex.h"
#include "userland/lib/pipeline.h"
#include "userland/lib/rw_lock.h"
#include "userland/lib/select.h"
#include "userland/lib/semaphore.h"
#include "userland/lib/task_future.h"
#include "userland/lib/task_group.h"
#include "userland/lib/timeout.h"

namespace corix::testing {
namespace {

// ---- Generators ----

Generator<int> Countdown(int from) {
  for (int n = from; n > 0; --n) co_yield n;
}
Generator<int> Twice(int from) {
  co_yield ElementsOf(Countdown(from));
  co_yield ElementsOf(Countdown(from));
}

TEST(ExamplesTest, Generator) {
  std::vector<int> all;
  for (const int n : Twice(3)) all.push_back(n);
  EXPECT_EQ(all, (std::vector<int>{3, 2, 1, 3, 2, 1}));
}

AsyncGenerator<int> Ticks(int count) {
  for (int i = 1; i <= count; ++i) {
    co_yield Sleep(absl::Seconds(1));
    co_yield i;
  }
}

CORIX_TEST(ExamplesTest, AsyncGenerator) {
  AsyncGenerator<int> ticks = Ticks(3);
  int seconds = 0;
  while (std::optional<int> tick = co_await ticks.Next()) {
    EXPECT_EQ(*tick, ++seconds);
    EXPECT_EQ(co_yield Now(), absl::UnixEpoch() + absl::Seconds(seconds));
  }
  EXPECT_EQ(seconds, 3);
}

// ---- Push coroutines ----

Process SumOfSquares() {
  Sink<int> total = Reduce<int>(0, std::plus<>(), [](int sum) { Print("%d\n", sum); });
  Sink<int> squares = Map<int>([](int n) { return n * n; }, std::move(total));
  for (int n = 1; n <= 3; ++n) squares.Send(n).IgnoreError();
  squares.Close();
  co_return;
}

TEST(ExamplesTest, Sinks) { EXPECT_EQ(RunToEnd(SumOfSquares()), "14\n"); }

Sink<std::string> Greet(std::string greeting) {
  while (const std::string* name = co_yield kNext) Print("%s %s\n", greeting, *name);
  Print("(the end)\n");
}

Process GreetAnn() {
  Sink<std::string> greet = Greet("Hello");
  EXPECT_TRUE(greet.Send("Ann").ok());
  greet.Close();
  co_return;
}

TEST(ExamplesTest, SinkOfOnesOwn) { EXPECT_EQ(RunToEnd(GreetAnn()), "Hello Ann\n(the end)\n"); }

Exchange<int, int> Adder() {
  int sum = 0;
  for (;;) sum += co_yield sum;
}

TEST(ExamplesTest, Exchange) {
  Exchange<int, int> adder = Adder();
  EXPECT_EQ(adder.Start().value_or(-1), 0);
  EXPECT_EQ(adder.Send(20).value_or(-1), 20);
  EXPECT_EQ(adder.Send(22).value_or(-1), 42);
}

// ---- Groups and time limits ----

Process Add(int a, int b, int* sum) {
  co_yield Yield();
  *sum = a + b;
}

CORIX_TEST(ExamplesTest, TaskGroup) {
  int left = 0;
  int right = 0;
  TaskGroup group;
  group.Spawn(Add(20, 1, &left));
  group.Spawn(Add(20, 1, &right));
  const absl::Status status = co_yield group.Wait();
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(left + right, 42);
}

Co<int> Ponder() {
  co_yield Sleep(absl::Hours(1));
  co_return 42;
}

Process BeImpatient() {
  const absl::StatusOr<int> answer = co_await WithTimeout(absl::Seconds(1), Ponder());
  if (absl::IsDeadlineExceeded(answer.status())) Print("too late\n");
}

TEST(ExamplesTest, Timeout) { EXPECT_EQ(RunToEnd(BeImpatient()), "too late\n"); }

Process CleanUp() {
  co_yield Sleep(absl::Seconds(1));
  Print("clean\n");
}

Process SleepOrCleanUp() {
  const absl::StatusCode slept = co_yield Sleep(absl::Hours(1));
  if (slept == absl::StatusCode::kCancelled) co_await Shielded(CleanUp());
}

Process CancelTwice() {
  const Tid sleeper = co_yield NewTask(SleepOrCleanUp());
  for (int i = 0; i < 2; ++i) {
    co_yield Yield();
    EXPECT_TRUE(co_yield Cancel(sleeper));
  }
  (void)(co_yield WaitTask(sleeper));
}

TEST(ExamplesTest, Shielded) { EXPECT_EQ(RunToEnd(CancelTwice()), "clean\n"); }

// ---- Locks ----

Process Deposit(Mutex& mutex, int* balance) {
  const absl::StatusOr<Mutex::Guard> guard = co_await mutex.Lock();
  if (!guard.ok()) co_return;
  const int before = *balance;
  co_yield Sleep(absl::Seconds(1));
  *balance = before + 1;
}

CORIX_TEST(ExamplesTest, Mutex) {
  Mutex mutex("ledger");
  int balance = 0;
  TaskGroup group;
  for (int i = 0; i < 5; ++i) group.Spawn(Deposit(mutex, &balance));
  EXPECT_TRUE((co_yield group.Wait()).ok());
  EXPECT_EQ(balance, 5);
}

Process TakeThing(Mutex* mutex, Condition* not_empty, int* things) {
  absl::StatusOr<Mutex::Guard> guard = co_await mutex->Lock();
  while (guard.ok() && *things == 0) {
    const absl::Status status = co_await not_empty->Wait(*guard);
    if (!status.ok()) co_return;
  }
  --*things;
}

CORIX_TEST(ExamplesTest, Condition) {
  Mutex mutex;
  Condition not_empty;
  int things = 0;
  TaskGroup group;
  group.Spawn(TakeThing(&mutex, &not_empty, &things));
  co_yield Sleep(absl::Seconds(1));
  things = 1;
  not_empty.NotifyOne();
  EXPECT_TRUE((co_yield group.Wait()).ok());
  EXPECT_EQ(things, 0);
}

Process Dine(Semaphore* tables) {
  const absl::StatusOr<Semaphore::Permit> permit = co_await tables->Acquire();
  if (!permit.ok()) co_return;
  co_yield Sleep(absl::Seconds(1));
}

CORIX_TEST(ExamplesTest, Semaphore) {
  Semaphore tables("tables", 2);
  TaskGroup group;
  for (int i = 0; i < 6; ++i) group.Spawn(Dine(&tables));
  EXPECT_TRUE((co_yield group.Wait()).ok());
  EXPECT_EQ(co_yield Now(), absl::UnixEpoch() + absl::Seconds(3));
}

Process Shop(Event* open) {
  const absl::Status status = co_await open->Wait();
  if (status.ok()) Print("the shop is open\n");
}

Process OpenTheShop() {
  Event open("the shop is open");
  TaskGroup group;
  group.Spawn(Shop(&open));
  co_yield Sleep(absl::Seconds(1));
  open.Set();
  (void)(co_yield group.Wait());
}

TEST(ExamplesTest, Event) { EXPECT_EQ(RunToEnd(OpenTheShop()), "the shop is open\n"); }

Process Meet(Barrier* barrier) {
  const absl::StatusOr<bool> last = co_await barrier->Arrive();
  if (last.ok() && *last) Print("all are here\n");
}

Process Meeting() {
  Barrier barrier(3);
  TaskGroup group;
  for (int i = 0; i < 3; ++i) group.Spawn(Meet(&barrier));
  (void)(co_yield group.Wait());
}

TEST(ExamplesTest, Barrier) { EXPECT_EQ(RunToEnd(Meeting()), "all are here\n"); }

Process Read(RwLock* lock) {
  const absl::StatusOr<RwLock::Shared> shared = co_await lock->LockShared();
  if (shared.ok()) Print("%d read\n", lock->readers());
  co_yield Yield();
}

Process ReadTogether() {
  RwLock lock;
  TaskGroup group;
  for (int i = 0; i < 2; ++i) group.Spawn(Read(&lock));
  (void)(co_yield group.Wait());
}

TEST(ExamplesTest, RwLock) { EXPECT_EQ(RunToEnd(ReadTogether()), "1 read\n2 read\n"); }

// ---- Channels and messages ----

Process SendThree(Channel<int>* numbers) {
  for (int i = 1; i <= 3; ++i) (void)(co_await numbers->Send(i));
  numbers->Close();
}

Process ReceiveThree() {
  Channel<int> numbers(2);
  TaskGroup group;
  group.Spawn(SendThree(&numbers));
  while (std::optional<int> n = co_await numbers.Next()) Print("%d\n", *n);
}

TEST(ExamplesTest, Channel) { EXPECT_EQ(RunToEnd(ReceiveThree()), "1\n2\n3\n"); }

Process SendOne(Channel<int>::Sender sender) { (void)(co_await sender.Send(1)); }

CORIX_TEST(ExamplesTest, Sender) {
  Channel<int> news(1, "news");
  TaskGroup group;
  group.Spawn(SendOne(news.MakeSender()));
  const absl::StatusOr<int> first = co_await news.Receive();
  EXPECT_EQ(first.value_or(0), 1);
}

CORIX_TEST(ExamplesTest, Select) {
  Channel<int> numbers(1);
  Channel<std::string> words(1);
  EXPECT_TRUE(words.TrySend("hello"));
  std::optional<int> number;
  std::optional<std::string> word;
  const absl::StatusOr<int> which = co_await Select(
      ReceiveFrom(numbers, number), ReceiveFrom(words, word), After(absl::Seconds(1)));
  EXPECT_EQ(which.value_or(-1), 1);
  EXPECT_EQ(word, "hello");
}

Process AnswerOnce() {
  const absl::StatusOr<Message> message = co_yield Receive();
  if (message.ok()) (void)(co_yield Send(message->from, message->text + " to you"));
}

Process GreetFriend() {
  const Tid friend_tid = co_yield NewTask(AnswerOnce());
  const absl::Status sent = co_yield Send(friend_tid, "hello");
  const absl::StatusOr<Message> answer = co_yield Receive();
  if (answer.ok()) Print("%d says %s\n", answer->from, answer->text);
  EXPECT_TRUE(sent.ok());
  (void)(co_yield WaitTask(friend_tid));
}

TEST(ExamplesTest, Mailbox) { EXPECT_EQ(RunToEnd(GreetFriend()), "2 says hello to you\n"); }

// ---- Futures ----

Process KeepAPromise() {
  Promise<int> promise;
  const Future<int> future = promise.future();
  future.OnDone([future] { Print("it is %d\n", future.value()); });
  promise.Set(42);
  co_yield Yield();
}

TEST(ExamplesTest, Future) { EXPECT_EQ(RunToEnd(KeepAPromise()), "it is 42\n"); }

CORIX_TEST(ExamplesTest, TaskFuture) {
  TaskFuture<int> slow = StartTask(Ponder());
  slow.Cancel();
  const absl::StatusOr<int> nothing = co_await slow.Get();
  EXPECT_TRUE(absl::IsCancelled(nothing.status()));
}

Co<std::string> Name() {
  co_yield Sleep(absl::Seconds(2));
  co_return "Ann";
}
Co<int> Age() {
  co_yield Sleep(absl::Seconds(1));
  co_return 30;
}

Process Introduce() {
  const auto [name, age] = co_await Gather(Name(), Age());
  Print("%s is %d\n", name, age);
}

TEST(ExamplesTest, Gather) { EXPECT_EQ(RunToEnd(Introduce()), "Ann is 30\n"); }

Co<int> RunFor(int seconds) {
  co_yield Sleep(absl::Seconds(seconds));
  co_return seconds;
}

std::vector<Co<int>> Racers() {
  std::vector<Co<int>> racers;
  for (const int seconds : {3, 1, 2}) racers.push_back(RunFor(seconds));
  return racers;
}

Process Race() {
  std::vector<Co<int>> racers = Racers();
  const Winner<int> winner = co_await WaitAny(std::move(racers));
  Print("racer %d came first\n", winner.index);
}

TEST(ExamplesTest, WaitAny) { EXPECT_EQ(RunToEnd(Race()), "racer 1 came first\n"); }

Process Finish() {
  std::vector<Co<int>> racers = Racers();
  AsyncGenerator<int> answers = AsCompleted(std::move(racers));
  while (std::optional<int> n = co_await answers.Next()) Print("%d\n", *n);
}

TEST(ExamplesTest, AsCompleted) { EXPECT_EQ(RunToEnd(Finish()), "1\n2\n3\n"); }

Process CallTwo() {
  CallSoon([] { Print("soon\n"); });
  ScheduledCall bell = CallLater(absl::Minutes(3), [] { Print("tea\n"); });
  bell.Cancel();
  co_yield Sleep(absl::Minutes(4));
}

TEST(ExamplesTest, CallSoon) { EXPECT_EQ(RunToEnd(CallTwo()), "soon\n"); }

Process Loop() {
  EventLoop loop;
  loop.CallLater(absl::Seconds(1), [&loop] { loop.Stop(); });
  loop.CallSoon([] { Print("soon\n"); });
  const absl::Status status = co_await loop.RunForever();
  EXPECT_TRUE(status.ok());
}

TEST(ExamplesTest, EventLoop) { EXPECT_EQ(RunToEnd(Loop()), "soon\n"); }

std::string ToUpper(std::string text) {
  absl::AsciiStrToUpper(&text);
  return text;
}

CORIX_TEST(ExamplesTest, AsCoroutine) {
  const AsCoroutine shout(&ToUpper);
  const std::string word = co_await shout(std::string("hello"));
  EXPECT_EQ(word, "HELLO");
}

}  // namespace
}  // namespace corix::testing
