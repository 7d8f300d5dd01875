// The recorder, and the text that is made of what it recorded.

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "kernel/trace_json.h"
#include "kernel/trace_recorder.h"
#include "tests/seeds.h"
#include "tests/testing.h"
#include "tests/trace_check.h"
#include "userland/lib/channel.h"

namespace corix::testing {
namespace {

std::string TextOf(const TraceLog& trace) {
  TraceJson json(trace);
  std::string text;
  for (std::string_view part = json.Next(); !part.empty(); part = json.Next()) text += part;
  return text;
}

// ---- Random programs ----

constexpr int kTasks = 24;
constexpr int kSteps = 60;

struct Shared {
  std::mt19937 random;
  std::vector<Tid> tids;
  std::vector<std::unique_ptr<Channel<int>>> channels;
  std::vector<std::pair<Fd, Fd>> pipes;
  int left = kTasks;

  unsigned Pick(unsigned below) { return static_cast<unsigned>(random()) % below; }
};

// Calls out of a destructor: in a turn, or while its task is killed.
class CallsAtEnd {
 public:
  CallsAtEnd() = default;
  CallsAtEnd(const CallsAtEnd&) = delete;
  CallsAtEnd& operator=(const CallsAtEnd&) = delete;
  ~CallsAtEnd() { CallNow(GetTid()); }
};

Co<int> Actor(Shared* shared);

Co<void> Act(Shared* shared) {
  const auto others = static_cast<unsigned>(shared->tids.size());
  const Tid other = others == 0 ? Tid(0) : shared->tids[shared->Pick(others)];
  Channel<int>& channel = *shared->channels[shared->Pick(3)];
  const std::pair<Fd, Fd> pipe = shared->pipes[shared->Pick(2)];
  char byte = 'x';
  switch (shared->Pick(14)) {
    case 0: {
      if (shared->left == 0) break;
      --shared->left;
      const Tid child = co_yield NewTask("child", Actor(shared));
      shared->tids.push_back(child);
      break;
    }
    case 1:
      co_yield Sleep(absl::Microseconds(shared->Pick(50)));
      break;
    case 2:
      if (shared->Pick(4) == 0) co_yield KillTask(other);
      break;
    case 3:
      (void)co_await channel.Send(1);
      break;
    case 4:
      (void)co_await channel.Next();
      break;
    case 5:
      co_yield Write(pipe.second, std::string_view(&byte, 1));
      break;
    case 6:
      co_yield Read(pipe.first, absl::MakeSpan(&byte, 1));
      break;
    case 7:
      co_yield SendSignal(other, Signal::kStop);
      break;
    case 8:
      co_yield SendSignal(other, Signal::kCont);
      break;
    case 9:
      co_yield Cancel(other);
      break;
    case 10:
      co_yield WaitAnyChild();
      break;
    case 11:
      Print("%s\n", std::string(100, 'y'));
      break;
    case 12: {
      const CallsAtEnd object;
      co_yield SetName(absl::StrCat("actor \"", shared->Pick(9), "\""));
      break;
    }
    default:
      co_yield Yield();
  }
}

Co<int> Actor(Shared* shared) {
  const CallsAtEnd object;
  for (int step = 0; step < kSteps; ++step) co_await Act(shared);
  co_return static_cast<int>(shared->Pick(3));
}

Process SendOne(Channel<int>* channel) { (void)co_await channel->Send(1); }

Process Director(Shared* shared) {
  for (int i = 0; i < 3; ++i)
    shared->channels.push_back(std::make_unique<Channel<int>>(static_cast<std::size_t>(i + 1)));
  std::vector<File> files;
  for (int i = 0; i < 2; ++i) {
    auto ends = co_yield Pipe();
    shared->pipes.emplace_back(ends.reader, ends.writer);
    files.push_back(std::move(ends.reader));
    files.push_back(std::move(ends.writer));
  }
  for (int i = 0; i < 8; ++i) {
    const Tid tid = co_yield NewTask(absl::StrCat("actor ", i), Actor(shared));
    shared->tids.push_back(tid);
  }
  // They stop each other, and wait for what will never come; but not for ever.
  for (int round = 0; round < 200; ++round) {
    co_yield Sleep(absl::Microseconds(20));
    // (Others spawn meanwhile.)
    const std::vector<Tid> actors = shared->tids;
    for (const Tid tid : actors) co_yield SendSignal(tid, Signal::kCont);
    for (const std::pair<Fd, Fd>& pipe : shared->pipes) co_yield Write(pipe.second, "zz");
    if (round % 20 == 0) {
      for (auto& channel : shared->channels) co_yield NewTask(SendOne(channel.get())).Detached();
    }
  }
  for (std::size_t i = 0; i < shared->tids.size(); ++i) co_yield KillTask(shared->tids[i]);
}

// Says who resumed, and how many could run then.
class Recount final : public Observer {
 public:
  explicit Recount(std::unique_ptr<Kernel>& kernel) : kernel_(kernel) {}
  void Resumed(const Task& task) override {
    turns.emplace_back(task.tid(), kernel_->ReadyTasks().size());
  }
  std::vector<std::pair<int, std::size_t>> turns;

 private:
  std::unique_ptr<Kernel>& kernel_;
};

struct Traced {
  std::string text;
  TraceLog trace;
  std::vector<std::pair<int, std::size_t>> turns;
};

// `late`: begins in the middle, between two turns.
Traced TraceRandomProgram(unsigned seed, std::size_t ring_bytes, int late) {
  const Capture capture;
  Shared shared;
  shared.random.seed(seed);
  std::unique_ptr<Kernel> kernel;
  Recount recount(kernel);
  KernelOptions options = VirtualOptions(capture);
  options.clock = seed % 2 == 0 ? ClockKind::kVirtual : ClockKind::kReal;
  kernel = std::make_unique<Kernel>(options);
  if (late == 0) kernel->SetTracer(std::make_unique<TraceRecorder>(*kernel, ring_bytes));
  kernel->Spawn("director", Director(&shared));
  for (int i = 0; i < late; ++i) kernel->Step();
  if (late != 0) kernel->SetTracer(std::make_unique<TraceRecorder>(*kernel, ring_bytes));
  kernel->AddObserver(recount);
  (void)kernel->RunUntilExit(1);
  Traced run;
  run.trace = kernel->tracer()->Look();
  run.text = TextOf(run.trace);
  run.turns = recount.turns;
  kernel->SetTracer(nullptr);
  kernel->RemoveObserver(recount);
  kernel = nullptr;
  return run;
}

// Whatever tasks do to each other, the laws hold, and the text says what an observer has seen.
TEST(TraceTest, LawsHoldOfRandomPrograms) {
  std::size_t arrows = 0;
  for (unsigned seed = 1; seed <= Seeds(100U); ++seed) {
    const Traced run =
        TraceRandomProgram(seed, 0, seed % 3 == 0 ? 100 + static_cast<int>(seed) : 0);
    const TraceCheck check(run.text);
    ASSERT_EQ(check.wrong(), "") << "seed " << seed;
    EXPECT_EQ(run.trace.lost, 0) << "seed " << seed;
    arrows += check.arrows();
    // (A turn that is not told to begin is that of a call that passed the gate once more, in vain.)
    std::vector<TraceCheck::Turn> turns;
    for (const TraceCheck::Turn& turn : check.turns()) {
      if (turn.name != "again" && turn.name != "end") turns.push_back(turn);
    }
    ASSERT_EQ(turns.size(), run.turns.size()) << "seed " << seed;
    for (std::size_t i = 0; i < turns.size(); ++i) {
      ASSERT_EQ(turns[i].task, run.turns[i].first) << "seed " << seed << ", turn " << i;
      ASSERT_EQ(turns[i].ready, run.turns[i].second) << "seed " << seed << ", turn " << i;
    }
  }
  EXPECT_GT(arrows, 100 * Seeds(100U));
}

// A ring is bounded, what is lost is the oldest, and the laws hold of what is left.
TEST(TraceTest, LawsHoldOfARing) {
  constexpr std::size_t kRing = 2 * sizeof(TraceChunk);
  std::uint64_t lost = 0;
  for (unsigned seed = 1; seed <= Seeds(30U); ++seed) {
    const Traced all = TraceRandomProgram(2 * seed, 0, 0);
    const Traced ring = TraceRandomProgram(2 * seed, kRing, 0);
    EXPECT_EQ(ring.trace.recorded, all.trace.recorded);
    EXPECT_LE(ring.trace.records(), kRing / sizeof(TraceRecord));
    lost += ring.trace.lost;
    const TraceCheck check(ring.text);
    ASSERT_EQ(check.wrong(), "") << "seed " << seed;
    // Its turns are the last ones.
    const TraceCheck whole(all.text);
    ASSERT_LE(check.turns().size(), whole.turns().size());
    const std::size_t before = whole.turns().size() - check.turns().size();
    for (std::size_t i = 0; i < check.turns().size(); ++i) {
      ASSERT_EQ(check.turns()[i].task, whole.turns()[before + i].task) << "seed " << seed;
      ASSERT_EQ(check.turns()[i].name, whole.turns()[before + i].name) << "seed " << seed;
      ASSERT_EQ(check.turns()[i].ready, whole.turns()[before + i].ready) << "seed " << seed;
    }
  }
  EXPECT_GT(lost, 0);
}

// Killed in its sleep by the host program, between turns; its destructors call, and wake others.
Process SleepWithCalls() {
  const CallsAtEnd object;
  co_yield Sleep(absl::Hours(1));
}

TEST(TraceTest, LawsHoldOfWhomTheHostKills) {
  Kernel kernel(VirtualOptions());
  kernel.SetTracer(std::make_unique<TraceRecorder>(kernel));
  const Tid sleeper = kernel.Spawn(SleepWithCalls());
  const Tid waiter = kernel.Spawn(WaitFor(sleeper));
  kernel.RunReady();
  EXPECT_TRUE(kernel.EndTask(sleeper));
  kernel.RunReady();
  EXPECT_TRUE(kernel.TakeExit(waiter).ok());
  const TraceCheck check(TextOf(kernel.tracer()->Look()));
  EXPECT_EQ(check.wrong(), "");
}

// ---- What it costs in bytes ----

Process Player(Channel<int>* here, Channel<int>* there, int rounds) {
  for (int i = 0; i < rounds; ++i) {
    (void)co_await there->Send(i);
    (void)co_await here->Next();
  }
}

// A server's work, as far as the kernel sees it: thousands of tasks, each of which is woken again and
// again. A record is 24 bytes in memory, and fewer than 200 in the text.
TEST(TraceTest, BytesOfARecord) {
  constexpr int kPairs = 2'000;
  Kernel kernel(VirtualOptions());
  kernel.SetTracer(std::make_unique<TraceRecorder>(kernel));
  std::vector<std::unique_ptr<Channel<int>>> channels;
  for (int i = 0; i < kPairs; ++i) {
    channels.push_back(std::make_unique<Channel<int>>(1));
    channels.push_back(std::make_unique<Channel<int>>(1));
    Channel<int>* const a = channels[channels.size() - 2].get();
    Channel<int>* const b = channels.back().get();
    kernel.Spawn("ping", Player(a, b, 10));
    kernel.Spawn("pong", Player(b, a, 10));
  }
  ExpectRuns(kernel);
  const TraceLog trace = kernel.tracer()->Look();
  const std::string text = TextOf(trace);
  EXPECT_GT(trace.records(), 50'000);
  EXPECT_LT(text.size(), 200 * trace.records());
  const TraceCheck check(text);
  EXPECT_EQ(check.wrong(), "");
  EXPECT_LT(text.size(), 200 * check.events());
}

// ---- By system calls ----

CORIX_TEST(TraceCallsTest, StartReadStop) {
  const auto none = co_yield StopTrace();
  EXPECT_EQ(none.status().message(), "no trace is being recorded");
  EXPECT_TRUE((co_yield StartTrace()).ok());
  const absl::Status again = co_yield StartTrace();
  EXPECT_TRUE(absl::IsFailedPrecondition(again));
  co_await YieldTimes(10);
  const auto so_far = co_yield ReadTrace();
  EXPECT_TRUE(so_far.ok());
  const Tid child = co_yield NewTask("a \"child\"\n\xff", ReturnCode(3));
  co_yield WaitTask(child);
  const auto whole = co_yield StopTrace();
  EXPECT_TRUE(whole.ok());
  // What was looked at has not changed meanwhile.
  EXPECT_LT((*so_far)->records(), (*whole)->records());
  const TraceCheck early(TextOf(**so_far));
  EXPECT_EQ(early.wrong(), "");
  const TraceCheck late(TextOf(**whole));
  EXPECT_EQ(late.wrong(), "");
  EXPECT_EQ(late.names().at(child), "a \"child\"??");
  EXPECT_FALSE((co_yield ReadTrace()).ok());
}

// Nothing is recorded any more, and nothing is left of the recorder.
CORIX_TEST(TraceCallsTest, ByCallNow) {
  EXPECT_TRUE(CallNow(StartTrace(1)).ok());
  const auto trace = CallNow(StopTrace());
  EXPECT_TRUE(trace.ok());
  EXPECT_EQ((*trace)->ring_bytes, 2 * sizeof(TraceChunk));
  const TraceCheck check(TextOf(**trace));
  EXPECT_EQ(check.wrong(), "");
  co_return;
}

}  // namespace
}  // namespace corix::testing
