// Push coroutines: sinks, the pipelines that are built of them, and exchanges.

#include "userland/lib/sink.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <random>
#include <ranges>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/testing.h"
#include "userland/lib/exchange.h"
#include "userland/lib/pipeline.h"

namespace corix::testing {
namespace {

// At the end of a test, all frames that it made are gone.
class SinkTest : public ::testing::Test {
 protected:
  ~SinkTest() override { EXPECT_EQ(Frame::live, frames_before_); }

 private:
  const std::int64_t frames_before_ = Frame::live;
};

bool Refused(const absl::Status& status) {
  return status.code() == absl::StatusCode::kFailedPrecondition;
}

Sink<int> Log(std::string& log) {
  log += "begin ";
  while (const int* item = co_yield kNext) log += std::to_string(*item) + " ";
  log += "end ";
}

// It begins with the first item, takes each one before Send returns, and sees its end at Close.
TEST_F(SinkTest, TakesItemsAndSeesItsEnd) {
  std::string log;
  Sink<int> sink = Log(log);
  EXPECT_EQ(log, "");
  EXPECT_TRUE(sink.Send(1).ok());
  EXPECT_EQ(log, "begin 1 ");
  EXPECT_TRUE(sink.Send(2).ok());
  EXPECT_EQ(log, "begin 1 2 ");
  EXPECT_FALSE(sink.ended());
  sink.Close();
  EXPECT_EQ(log, "begin 1 2 end ");
  EXPECT_TRUE(sink.ended());
  EXPECT_TRUE(Refused(sink.Send(3)));
  sink.Close();
  EXPECT_EQ(log, "begin 1 2 end ");
}

// One that never got an item still sees its end; and destruction tells it as Close does.
TEST_F(SinkTest, SeesItsEndWithoutItems) {
  std::string log;
  {
    const Sink<int> sink = Log(log);
  }
  EXPECT_EQ(log, "begin end ");
  log.clear();
  (void)Log(log);
  EXPECT_EQ(log, "begin end ");
}

// It sees the end with its last handle, whichever that is.
TEST_F(SinkTest, SeesItsEndWithItsLastHandle) {
  std::string log;
  Sink<int> a = Log(log);
  Sink<int> b = a;
  auto c = std::make_unique<Sink<int>>(b);
  a.Close();
  a = b;
  b = Sink<int>();
  Sink<int> d = std::move(a);
  EXPECT_TRUE(a.ended());           // NOLINT(bugprone-use-after-move)
  EXPECT_TRUE(Refused(a.Send(1)));  // NOLINT(bugprone-use-after-move)
  EXPECT_TRUE(d.Send(1).ok());
  d = *c;
  d.Close();
  EXPECT_EQ(log, "begin 1 ");
  c.reset();
  EXPECT_EQ(log, "begin 1 end ");
}

Sink<int> TakeTwo(std::string& log) {
  const Tracer tracer(log, "two");
  (void)(co_yield kNext);
  (void)(co_yield kNext);
}

Sink<int> TakeNone() { co_return; }

// One that has ended refuses all; one that ends without taking an item refuses that one.
TEST_F(SinkTest, RefusesAfterItsEnd) {
  std::string log;
  const Sink<int> two = TakeTwo(log);
  EXPECT_TRUE(two.Send(1).ok());
  EXPECT_EQ(log, "");
  EXPECT_TRUE(two.Send(2).ok());
  EXPECT_EQ(log, "~two ");
  EXPECT_TRUE(two.ended());
  EXPECT_TRUE(Refused(two.Send(3)));
  EXPECT_TRUE(Refused(TakeNone().Send(1)));
}

Sink<int> AskOnAndOn(int& ends) {
  for (int i = 0; i < 5; ++i) {
    const int* const item = co_yield kNext;
    if (item == nullptr) ++ends;
  }
}

TEST_F(SinkTest, IsToldOfTheEndAgain) {
  int ends = 0;
  Sink<int> sink = AskOnAndOn(ends);
  EXPECT_TRUE(sink.Send(1).ok());
  sink.Close();
  EXPECT_EQ(ends, 4);
}

Sink<int> SendTo(Sink<int>& target, absl::Status& answer) {
  while (const int* item = co_yield kNext) answer = target.Send(*item + 1);
}

// A send into a sink that is running, by itself or by one that it sends to, is refused and changes
// nothing.
TEST_F(SinkTest, RefusesWhileItRuns) {
  Sink<int> self;
  absl::Status answer;
  self = SendTo(self, answer);
  EXPECT_TRUE(self.Send(1).ok());
  EXPECT_TRUE(Refused(answer));
  answer = absl::OkStatus();
  absl::Status of_other;
  Sink<int> other = SendTo(self, answer);
  self = SendTo(other, of_other);
  EXPECT_TRUE(self.Send(1).ok());
  EXPECT_TRUE(of_other.ok());
  EXPECT_TRUE(Refused(answer));
  self.Close();
}

Sink<int> DropHandleAt(Sink<int>& handle, int when, std::string& log) {
  while (const int* item = co_yield kNext) {
    log += std::to_string(*item) + " ";
    if (*item == when) handle.Close();
    if (*item == when) log += "closed ";
  }
  log += "end ";
}

// A sink may close the last handle to itself: it sees its end when it next asks.
TEST_F(SinkTest, ClosesItself) {
  std::string log;
  Sink<int> sink;
  sink = DropHandleAt(sink, 2, log);
  EXPECT_TRUE(sink.Send(1).ok());
  EXPECT_TRUE(sink.Send(2).ok());
  EXPECT_EQ(log, "1 2 closed end ");
  EXPECT_TRUE(sink.ended());
}

// ---- Exceptions ----

Sink<int> ThrowAt(int when, std::string& log) {
  const Tracer tracer(log, "thrower");
  while (const int* item = co_yield kNext) {
    if (*item == when) throw std::runtime_error("at an item");
  }
  if (when < 0) throw std::runtime_error("at the end");
}

// What a sink throws goes to the sender, through all between; then it has ended.
TEST_F(SinkTest, ExceptionsGoToTheSender) {
  std::string log;
  const Sink<int> sink = ThrowAt(2, log);
  EXPECT_TRUE(sink.Send(1).ok());
  EXPECT_THROW((void)sink.Send(2), std::runtime_error);
  EXPECT_EQ(log, "~thrower ");
  EXPECT_TRUE(Refused(sink.Send(3)));

  log.clear();
  Sink<int> deep = ThrowAt(3, log);
  for (int i = 0; i < 100; ++i) deep = Map<int>(std::identity(), std::move(deep));
  EXPECT_TRUE(deep.Send(2).ok());
  EXPECT_THROW((void)deep.Send(3), std::runtime_error);
  EXPECT_EQ(log, "~thrower ");
  EXPECT_TRUE(deep.ended());
}

// At the end it goes to whoever closes, also from behind; a destructor has nobody to tell.
TEST_F(SinkTest, ExceptionsAtTheEnd) {
  std::string log;
  Sink<int> sink = ThrowAt(-1, log);
  EXPECT_THROW(sink.Close(), std::runtime_error);
  {
    const Sink<int> dropped = ThrowAt(-1, log);
  }
  Sink<int> chain = Map<int>(std::negate<>(), Map<int>(std::negate<>(), ThrowAt(-1, log)));
  EXPECT_THROW(chain.Close(), std::runtime_error);
  EXPECT_EQ(log, "~thrower ~thrower ~thrower ");
  EXPECT_THROW((void)Take<int>(1, ThrowAt(-1, log)).Send(5), std::runtime_error);
}

// ---- Lengths ----

// A chain of 100,000 is closed, destroyed, and ended from its far end, by a loop.
TEST_F(SinkTest, LongChainsEndByALoop) {
  constexpr int kLong = 100'000;
  for (const bool close : {true, false}) {
    int done = 0;
    Sink<int> chain = Reduce<int>(0, std::plus<>(), [&](int) { ++done; });
    for (int i = 0; i < kLong; ++i) chain = Map<int>(std::identity(), std::move(chain));
    EXPECT_GE(Frame::live, kLong);
    if (close) {
      chain.Close();
    } else {
      const Sink<int> dropped = std::move(chain);
    }
    EXPECT_EQ(done, 1);
  }
}

// An item passes through a chain of 2,000, also in a build with sanitizers.
TEST_F(SinkTest, AnItemPassesALongChain) {
  int sum = 0;
  Sink<int> chain = ForEach<int>([&](int item) { sum += item; });
  for (int i = 0; i < 2000; ++i) chain = Map<int>([](int item) { return item + 1; }, chain);
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(chain.Send(i).ok());
  EXPECT_EQ(sum, 45 + 10 * 2000);
}

// What a body closes has ended when Close returns, also if the body runs at its own end.
Sink<int> UseAPipelineAtTheEnd(std::vector<int>& result) {
  while (const int* item = co_yield kNext) (void)item;
  std::vector<int> squares;
  Sink<int> inner =
      Map<int>([](int i) { return i * i; },
               Reduce<int>(0, std::plus<>(), [&](int sum) { squares.push_back(sum); }));
  Feed(std::views::iota(1, 4), inner).IgnoreError();
  inner.Close();
  result = squares;
}

TEST_F(SinkTest, AnInnerPipelineEndsAtItsClose) {
  std::vector<int> result;
  Sink<int> outer =
      Map<int>(std::identity(), Map<int>(std::identity(), UseAPipelineAtTheEnd(result)));
  outer.Close();
  EXPECT_EQ(result, std::vector<int>{14});
}

// ---- Pipelines ----

TEST_F(SinkTest, TheBuildingBlocks) {
  std::vector<int> all;
  std::vector<std::string> words;
  auto is_odd = [](int i) { return i % 2 == 1; };
  Sink<int> flow = Broadcast<int>(
      {Filter<int>(is_odd, Collect(all)),
       Map<int>([](int i) { return std::to_string(i); }, Take<std::string>(2, Collect(words)))});
  EXPECT_TRUE(Feed(std::views::iota(0, 6), flow).ok());
  EXPECT_EQ(all, (std::vector<int>{1, 3, 5}));
  EXPECT_EQ(words, (std::vector<std::string>{"0", "1"}));
  flow.Close();

  all.clear();
  int seen = 0;
  const Sink<int> tee =
      Tee<int>(Take<int>(1, ForEach<int>([&](int) { ++seen; })), Take<int>(2, Collect(all)));
  EXPECT_TRUE(Refused(Feed(std::views::iota(0, 6), tee)));
  EXPECT_EQ(seen, 1);
  EXPECT_EQ(all, (std::vector<int>{0, 1}));
}

bool IsPrime(int n) {
  for (int d = 2; d * d <= n; ++d) {
    if (n % d == 0) return false;
  }
  return n > 1;
}

// The example of pipeline.h: two branches meet in one sink, which sees its end with the last.
TEST_F(SinkTest, BranchesMeet) {
  std::vector<int> sums;
  Sink<int> total = Reduce<int>(0, std::plus<>(), [&](int sum) { sums.push_back(sum); });
  Sink<int> flow = Broadcast<int>({Filter<int>(&IsPrime, total), Take<int>(3, total)});
  total.Close();
  EXPECT_TRUE(Feed(std::views::iota(1, 100), flow).ok());
  EXPECT_EQ(sums, std::vector<int>());
  flow.Close();
  EXPECT_EQ(sums, std::vector<int>{1060 + 1 + 2 + 3});
}

Sink<int> SendInto(Sink<int>& target) {
  while (const int* item = co_yield kNext) PassOn(target, *item);
}

// A pipeline that leads back is an error of who built it, not a lost item.
TEST_F(SinkTest, ACycleThrows) {
  Sink<int> begin;
  begin = Map<int>(std::identity(), SendInto(begin));
  EXPECT_THROW((void)begin.Send(1), std::logic_error);
  EXPECT_TRUE(begin.ended());
  begin.Close();
}

// A random network, and what it must do: the same, computed item by item with plain functions.
struct Network {
  using Direct = std::function<void(int)>;
  std::vector<Sink<int>> sinks;
  std::vector<Direct> direct;

  void Add(Sink<int> sink, Direct function) {
    sinks.push_back(std::move(sink));
    direct.push_back(std::move(function));
  }
};

void AddRandomNode(std::mt19937& random, Network& network) {
  const std::size_t n = random() % network.sinks.size();
  const std::size_t m = random() % network.sinks.size();
  const int k = static_cast<int>(random() % 4) + 2;
  Sink<int> next = network.sinks[n];
  Network::Direct direct = network.direct[n];
  switch (random() % 4) {
    case 0:
      network.Add(Map<int>([k](int i) { return i * k + 1; }, next),
                  [=](int i) { direct(i * k + 1); });
      return;
    case 1:
      network.Add(Filter<int>([k](int i) { return i % k == 0; }, next), [=](int i) {
        if (i % k == 0) direct(i);
      });
      return;
    case 2:
      network.Add(Take<int>(static_cast<std::size_t>(k), next),
                  [=, left = std::make_shared<int>(k)](int i) {
                    if ((*left)-- > 0) direct(i);
                  });
      return;
    default:
      network.Add(Broadcast<int>({next, network.sinks[m]}), [=, other = network.direct[m]](int i) {
        direct(i);
        other(i);
      });
  }
}

TEST_F(SinkTest, RandomNetworks) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    std::vector<std::pair<int, int>> pushed;
    std::vector<std::pair<int, int>> expected;
    int ends = 0;
    Network network;
    for (int leaf = 0; leaf < 3; ++leaf) {
      auto count = [&pushed, leaf](int sum, int item) {
        pushed.emplace_back(leaf, item);
        return sum + 1;
      };
      network.Add(Reduce<int>(0, count, [&](int) { ++ends; }),
                  [&expected, leaf](int item) { expected.emplace_back(leaf, item); });
    }
    for (int node = 0; node < 12; ++node) AddRandomNode(random, network);
    Sink<int> root = network.sinks.back();
    for (Sink<int>& sink : network.sinks) sink.Close();
    const int items = static_cast<int>(random() % 20);
    for (int i = 0; i < items; ++i) {
      root.Send(i).IgnoreError();
      network.direct.back()(i);
      ASSERT_EQ(pushed, expected) << seed;
    }
    root.Close();
    ASSERT_EQ(ends, 3) << seed;
  }
}

// ---- Exchanges ----

Exchange<std::string, std::string> Consumer(std::string& log) {
  const Tracer tracer(log, "consumer");
  const std::string data = co_yield "Starting";
  log += "Consume " + data + " ";
  co_yield "Hello World";
}

TEST_F(SinkTest, ExchangeOfTheSeeds) {
  std::string log;
  Exchange<std::string, std::string> consumer = Consumer(log);
  EXPECT_EQ(consumer.Start().value(), "Starting");
  EXPECT_EQ(consumer.Send("data").value(), "Hello World");
  EXPECT_EQ(log, "Consume data ");
  EXPECT_TRUE(consumer.Close().ok());
  EXPECT_EQ(log, "Consume data ~consumer ");
  EXPECT_EQ(consumer.Send("more").status().code(), absl::StatusCode::kOutOfRange);
}

// What is done in a wrong order is refused, and changes nothing.
TEST_F(SinkTest, ExchangeRefusals) {
  std::string log;
  Exchange<std::string, std::string> consumer = Consumer(log);
  EXPECT_TRUE(Refused(consumer.Send("too early").status()));
  EXPECT_TRUE(consumer.Start().ok());
  EXPECT_TRUE(Refused(consumer.Start().status()));
  EXPECT_EQ(consumer.Send("data").value(), "Hello World");
  EXPECT_EQ(consumer.Send("").status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(consumer.Send("").status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(log, "Consume data ~consumer ");
}

Exchange<int, int> Accumulate() {
  for (int sum = 0;;) sum += co_yield sum;
}

Exchange<std::unique_ptr<int>, std::unique_ptr<int>> Double() {
  std::unique_ptr<int> in = co_yield nullptr;
  for (;;) in = co_yield std::make_unique<int>(*in * 2);
}

TEST_F(SinkTest, ExchangeOfManyValues) {
  Exchange<int, int> sum = Accumulate();
  EXPECT_EQ(sum.Start().value(), 0);
  for (int i = 1; i <= 100; ++i) EXPECT_EQ(sum.Send(i).value(), i * (i + 1) / 2);
  Exchange<std::unique_ptr<int>, std::unique_ptr<int>> doubles = Double();
  EXPECT_EQ(doubles.Start().value(), nullptr);
  EXPECT_EQ(*doubles.Send(std::make_unique<int>(21)).value(), 42);
  Exchange<std::unique_ptr<int>, std::unique_ptr<int>> moved = std::move(doubles);
  EXPECT_EQ(*moved.Send(std::make_unique<int>(4)).value(), 8);
  EXPECT_EQ(doubles.Send(nullptr).status().code(),  // NOLINT(bugprone-use-after-move)
            absl::StatusCode::kOutOfRange);
}

Exchange<int, int> SendToSelf(Exchange<int, int>*& self, int& refusals) {
  for (int i = 0; i < 2; ++i) {
    refusals += Refused(self->Send(1).status()) ? 1 : 0;
    refusals += Refused(self->Close()) ? 1 : 0;
    (void)(co_yield i);
  }
  throw std::runtime_error("enough");
}

TEST_F(SinkTest, ExchangeThatRunsIsRefused) {
  Exchange<int, int>* self = nullptr;
  int refusals = 0;
  Exchange<int, int> exchange = SendToSelf(self, refusals);
  self = &exchange;
  EXPECT_EQ(exchange.Start().value(), 0);
  EXPECT_EQ(exchange.Send(0).value(), 1);
  EXPECT_EQ(refusals, 4);
  EXPECT_THROW((void)exchange.Send(0), std::runtime_error);
  EXPECT_EQ(exchange.Send(0).status().code(), absl::StatusCode::kOutOfRange);
}

}  // namespace
}  // namespace corix::testing
