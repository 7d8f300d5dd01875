// Groups: a member never outlives what stands in its owner's frames.

#include <array>
#include <stdexcept>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/io_testing.h"
#include "userland/lib/task_group.h"
#include "userland/lib/timeout.h"

namespace corix::testing {
namespace {

constexpr absl::Duration kSecond = absl::Seconds(1);

// Stands in an owner's frame, before the group. Members look at it as they go.
class Canary {
 public:
  ~Canary() { alive_ = kDead; }
  bool alive() const { return alive_ == kAlive; }

 private:
  static constexpr int kAlive = 0x600D;
  static constexpr int kDead = 0xDEAD;
  volatile int alive_ = kAlive;
};

class Watch {
 public:
  Watch(std::string& log, std::string name, const Canary& canary)
      : log_(log), name_(std::move(name)), canary_(canary) {}
  ~Watch() {
    EXPECT_TRUE(canary_.alive()) << name_ << " has outlived its owner";
    absl::StrAppend(&log_, "~", name_, " ");
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  std::string& log_;
  const std::string name_;
  const Canary& canary_;
};

Process Member(std::string* log, std::string name, const Canary* canary) {
  const Watch watch(*log, name, *canary);
  co_yield Receive();
}
Co<int> Fails(int code) {
  co_yield Yield();
  co_return code;
}
Process Throws() {
  co_yield Yield();
  throw std::runtime_error("oh");
}
Process KillsItself() { co_yield KillTask(co_yield GetTid(), Signal::kTerm); }

// The end of the block is the end of the members.
CORIX_TEST(GroupTest, EndsWithItsBlock) {
  std::string log;
  {
    const Canary canary;
    TaskGroup group;
    group.Spawn(Member(&log, "a", &canary));
    group.Spawn(Member(&log, "b", &canary));
    co_await YieldTimes(2);
    EXPECT_EQ(group.size(), 2u);
  }
  EXPECT_EQ(log, "~a ~b ");
}

// The first failure, of whatever kind, ends the others, and is reported.
CORIX_TEST(GroupTest, TheFirstFailureEndsTheOthers) {
  for (int kind = 0; kind < 4; ++kind) {
    std::string log;
    const Canary canary;
    TaskGroup group;
    group.Spawn(Member(&log, "a", &canary));
    group.Spawn(ReturnCode(0));
    Tid failing = 0;
    if (kind == 0) failing = group.Spawn(Fails(3));
    if (kind == 1) failing = group.Spawn(Throws());
    if (kind == 2) failing = group.Spawn(KillsItself());
    if (kind == 3) {
      failing = group.Spawn(Nap(kSecond));
      EXPECT_TRUE(co_yield KillTask(failing));
    }
    group.Spawn(Member(&log, "b", &canary));
    const absl::Status status = co_yield group.Wait();
    EXPECT_TRUE(absl::IsAborted(status)) << status;
    EXPECT_EQ(group.failure()->tid, failing);
    const ExitStatus expected[] = {ExitStatus::Returned(3), ExitStatus::Threw(),
                                   ExitStatus::Killed(Signal::kTerm),
                                   ExitStatus::Killed(Signal::kKill)};
    EXPECT_EQ(group.failure()->status, expected[kind]);
    EXPECT_EQ(log, kind == 3 ? "" : "~a ~b ");
    // Closed: whoever comes now ends at once.
    const Tid late = group.Spawn(Member(&log, "late", &canary));
    EXPECT_EQ(cpu.kernel->FindTask(late), nullptr);
    EXPECT_TRUE(absl::IsAborted(co_yield group.Wait()));
  }
}

CORIX_TEST(GroupTest, AllWellAndEmpty) {
  TaskGroup group;
  EXPECT_TRUE((co_yield group.Wait()).ok());
  group.Spawn(Nap(kSecond));
  group.Spawn(ReturnCode(0));
  EXPECT_TRUE((co_yield group.Wait()).ok());
  EXPECT_FALSE(group.failure().has_value());
  // It may be used again.
  group.Spawn(Nap(kSecond));
  group.End();
  EXPECT_EQ(group.size(), 0u);
  EXPECT_TRUE((co_yield group.Wait()).ok());
}

// ---- The owner's end ----

enum class Way { kReturn, kExit, kThrow, kKilled, kDeadline, kSuicide };

Process KillOn(Tid victim) {
  const Finally kill([victim] { (void)CallNow(KillTask(victim)); });
  co_yield Receive();
}
Co<int> WriteMuch() {
  Print("%s", std::string(100'000, 'x'));
  co_yield Yield();
  co_return 0;
}

// Owns members in every state there is: asleep, ready, writing, owners themselves, never run.
Co<void> OwnAll(std::string* log, Way way, File writer) {
  const Tracer first(*log, "owner");
  const Canary canary;
  TaskGroup group;
  group.Spawn(Member(log, "asleep", &canary));
  group.Spawn(YieldTimes(50));
  group.Spawn(WithDescriptors(File(), std::move(writer), WriteMuch()));
  const auto own = [](std::string* its_log, const Canary* outer) -> Process {
    const Canary canary_of_its_own;
    const Watch watch(*its_log, "inner", *outer);
    TaskGroup inner;
    inner.Spawn(Member(its_log, "innermost", &canary_of_its_own));
    (void)(co_yield inner.Wait());
  };
  group.Spawn(own(log, &canary));
  group.Spawn(KillOn(co_yield GetTid()));
  co_await YieldTimes(5);
  const Tid self = co_yield GetTid();
  group.Spawn(Member(log, "never", &canary));
  switch (way) {
    case Way::kReturn:
      co_return;
    case Way::kExit:
      co_yield Exit(5);
      break;
    case Way::kThrow:
      throw std::runtime_error("out");
    case Way::kSuicide:
      co_yield KillTask(self);
      break;
    default:
      (void)(co_yield group.Wait());
      ADD_FAILURE() << "nobody had failed";
  }
}
Process Own(std::string* log, Way way, File writer) {
  if (way == Way::kDeadline) {
    EXPECT_TRUE(absl::IsDeadlineExceeded(
        co_await WithTimeout(kSecond, OwnAll(log, way, std::move(writer)))));
  } else {
    co_await OwnAll(log, way, std::move(writer));
  }
  // In its destructor one of the members has killed its owner.
  co_yield Yield();
  *log += "went on ";
}

// However the owner ends, its members have ended before its frames go.
CORIX_TEST(GroupTest, MembersEndBeforeTheirOwner) {
  for (const Way way :
       {Way::kReturn, Way::kExit, Way::kThrow, Way::kKilled, Way::kDeadline, Way::kSuicide}) {
    std::string log;
    PipeEnds pipe = co_yield Pipe();
    const Tid owner = co_yield NewTask(Own(&log, way, std::move(pipe.writer)));
    co_await YieldTimes(20);
    if (way == Way::kKilled) {
      EXPECT_TRUE(co_yield KillTask(owner));
    }
    const absl::StatusOr<ExitStatus> status = co_yield WaitTask(owner);
    EXPECT_EQ(status->code, way == Way::kExit ? 5 : 137) << static_cast<int>(way);
    const bool asleep = way == Way::kKilled || way == Way::kDeadline;
    EXPECT_EQ(log, asleep ? "~asleep ~innermost ~inner ~never ~owner "
                          : "~asleep ~innermost ~inner ~owner ")
        << static_cast<int>(way);
  }
}

// The groups of one task end as its frames do: the newest first.
CORIX_TEST(GroupTest, SeveralGroupsEndTheNewestFirst) {
  for (const bool killed : {true, false}) {
    std::string log;
    const auto body = [](std::string* its_log, bool waits) -> Process {
      const Canary canary;
      TaskGroup first;
      TaskGroup second;
      TaskGroup third;
      second.Spawn(Member(its_log, "second", &canary));
      third.Spawn(Member(its_log, "third", &canary));
      first.Spawn(Member(its_log, "first", &canary));
      co_yield Yield();
      if (waits) (void)(co_yield first.Wait());
    };
    const Tid tid = co_yield NewTask(body(&log, killed));
    co_await YieldTimes(5);
    if (killed) {
      EXPECT_TRUE(co_yield KillTask(tid));
    }
    EXPECT_TRUE((co_yield WaitTask(tid)).ok());
    EXPECT_EQ(log, "~third ~second ~first ") << killed;
  }
}

// ---- Members that strike back ----

// Whom a member of a member kills, in its turn or as it dies: 0 itself, 1 its owner, 2 its owner's
// owner, 3 its sibling.
struct Family {
  std::string log;
  Tid tids[4] = {};
  int victim = 0;
  bool as_it_dies = false;
};
Process Striker(Family* family, const Canary* canary) {
  family->tids[0] = co_yield GetTid();
  const Watch watch(family->log, "striker", *canary);
  const Finally kill([family] {
    if (family->as_it_dies) (void)CallNow(KillTask(family->tids[family->victim]));
  });
  if (family->as_it_dies) co_yield Receive();
  co_yield Yield();
  const Tid victim = family->tids[family->victim];
  co_yield KillTask(victim);
  // Only of its sibling, who is gone by now, does it hear.
  co_yield Yield();
  family->log += "went on ";
  co_yield Receive();
}
Process Middle(Family* family, const Canary* canary) {
  family->tids[1] = co_yield GetTid();
  const Watch watch(family->log, "middle", *canary);
  const Canary its_own;
  TaskGroup group;
  group.Spawn(Striker(family, &its_own));
  family->tids[3] = group.Spawn(Member(&family->log, "sibling", &its_own));
  const absl::Status status = co_yield group.Wait();
  family->log += "middle: ";
  family->log += absl::IsAborted(status) ? "failed " : "well ";
  co_yield Exit(1);
}
Process Outer(Family* family) {
  family->tids[2] = co_yield GetTid();
  const Tracer tracer(family->log, "outer");
  const Canary canary;
  TaskGroup group;
  group.Spawn(Middle(family, &canary));
  (void)(co_yield group.Wait());
  family->log += "outer went on ";
}

Co<void> ExpectEndings(const std::array<const char*, 4>& expected, bool as_it_dies) {
  for (int victim = 0; victim < 4; ++victim) {
    Family family;
    family.victim = victim;
    family.as_it_dies = as_it_dies;
    const Tid outer = co_yield NewTask(Outer(&family));
    if (as_it_dies) {
      co_await YieldTimes(5);
      EXPECT_TRUE(co_yield KillTask(family.tids[0]));
    }
    EXPECT_TRUE((co_yield WaitTask(outer)).ok());
    EXPECT_EQ(family.log, expected[static_cast<std::size_t>(victim)]) << victim;
  }
}

CORIX_TEST(GroupTest, MembersKillTheirFamily) {
  const std::array expected = {
      "~striker ~sibling middle: failed ~middle outer went on ~outer ",
      "~sibling ~striker ~middle outer went on ~outer ",
      "~sibling ~striker ~middle ~outer ",
      // (The striker is ended by its sibling's failure, in the trap by which it kills.)
      "~sibling ~striker middle: failed ~middle outer went on ~outer ",
  };
  co_await ExpectEndings(expected, false);
}

CORIX_TEST(GroupTest, DyingMembersKillTheirFamily) {
  const std::array expected = {
      "~striker ~sibling middle: failed ~middle outer went on ~outer ",
      "~sibling ~striker ~middle outer went on ~outer ",
      "~sibling ~striker ~middle ~outer ",
      "~sibling ~striker middle: failed ~middle outer went on ~outer ",
  };
  co_await ExpectEndings(expected, true);
}

// ---- Spawning ----

Process SpawnSibling(TaskGroup* group, int* count, int depth) {
  ++*count;
  if (depth > 0) group->Spawn(SpawnSibling(group, count, depth - 1));
  if (depth > 0) group->Spawn(SpawnSibling(group, count, depth - 1));
  co_yield Yield();
}

// A member may spawn into its own group: the group waits for those too.
CORIX_TEST(GroupTest, MembersSpawnMembers) {
  int count = 0;
  TaskGroup group;
  group.Spawn(SpawnSibling(&group, &count, 9));
  EXPECT_TRUE((co_yield group.Wait()).ok());
  EXPECT_EQ(count, 1023);
}

// A destructor of a member that spawns into the closed group: what it spawns ends at once.
CORIX_TEST(GroupTest, SpawningAsTheGroupEnds) {
  std::string log;
  const auto spawner = [](TaskGroup* group, std::string* its_log, const Canary* canary) -> Process {
    const Finally spawn([&] { group->Spawn(Member(its_log, "never runs", canary)); });
    co_yield Receive();
  };
  {
    const Canary canary;
    TaskGroup group;
    group.Spawn(spawner(&group, &log, &canary));
    co_await YieldTimes(2);
  }
  EXPECT_EQ(log, "");
}

class KillsOnDeath {
 public:
  explicit KillsOnDeath(Tid tid) : tid_(tid) {}
  KillsOnDeath(KillsOnDeath&& other) noexcept : tid_(std::exchange(other.tid_, Tid(0))) {}
  ~KillsOnDeath() {
    if (tid_ != 0) (void)CallNow(KillTask(tid_));
  }
  KillsOnDeath(const KillsOnDeath&) = delete;

 private:
  Tid tid_;
};
Process Takes(KillsOnDeath /*killer*/) { co_return; }

// A process that ends as it is spawned may kill its spawner by that, also at the trap that spawned:
// then the spawner's turn is its last, and it too has ended before the group.
CORIX_TEST(GroupTest, KilledByWhatItSpawned) {
  std::string log;
  const auto member = [](Group* group, std::string* its_log, const Canary* canary) -> Process {
    const Watch watch(*its_log, "member", *canary);
    co_yield Sleep(kSecond);
    const Tid self = co_yield GetTid();
    co_yield NewTask(Takes(KillsOnDeath(self))).In(*group);
    *its_log += "went on ";
    co_yield Yield();
  };
  const auto failing = []() -> Co<int> {
    co_yield Sleep(kSecond / 2);
    co_return 1;
  };
  for (int turns = 0; turns < 5; ++turns) {
    log.clear();
    Group closed;
    co_yield OpenGroup(closed);
    co_yield NewTask(failing()).In(closed);
    {
      const Canary canary;
      TaskGroup group;
      group.Spawn(member(&closed, &log, &canary));
      co_yield Sleep(kSecond);
      EXPECT_TRUE(closed.closed());
      co_await YieldTimes(turns);
    }
    EXPECT_EQ(log, "~member ") << turns;
  }
}

// ---- Last words ----

struct LastWords {
  Tid owner;
  bool owner_went_on = false;
  std::string log;
};
Co<int> PrintAndKillOwner(LastWords* words, bool by_a_parameter) {
  if (!by_a_parameter) {
    co_yield Yield();
    Print("%s", std::string(100'000, 'x'));
    EXPECT_TRUE(CallNow(KillTask(words->owner)));
  }
  co_return 0;
}
template <typename T>
Co<int> WithParameter(T /*parameter*/, Co<int> body) {
  co_return co_await std::move(body);
}
Process OwnWriter(LastWords* words, File writer, bool by_a_parameter) {
  words->owner = co_yield GetTid();
  const Tracer tracer(words->log, "owner");
  TaskGroup group;
  auto on_death = [words, by_a_parameter](const int* /*nothing*/) {
    if (!by_a_parameter) return;
    Print("%s", std::string(100'000, 'x'));
    EXPECT_TRUE(CallNow(KillTask(words->owner)));
  };
  static const int nothing = 0;
  std::unique_ptr<const int, decltype(on_death)> parameter(&nothing, on_death);
  Co<int> body = WithParameter(std::move(parameter), PrintAndKillOwner(words, by_a_parameter));
  group.Spawn(WithDescriptors(File(), std::move(writer), std::move(body)));
  for (int i = 0; i < 20; ++i) co_yield Yield();
  words->owner_went_on = true;
}

// An owner that is killed by its member ends with that member's turn at the latest, even if nobody
// reads the member's last words; it does not go on meanwhile.
CORIX_TEST(GroupTest, LastWordsDoNotKeepTheOwner) {
  for (const bool by_a_parameter : {false, true}) {
    LastWords words;
    PipeEnds pipe = co_yield Pipe();
    const Tid owner = co_yield NewTask(OwnWriter(&words, std::move(pipe.writer), by_a_parameter));
    co_yield Sleep(kSecond);
    EXPECT_TRUE(Ended(owner)) << by_a_parameter;
    EXPECT_FALSE(words.owner_went_on) << by_a_parameter;
    EXPECT_EQ(words.log, "~owner ");
    (void)(co_await ReadToEnd(pipe.reader));
    EXPECT_EQ((co_yield WaitTask(owner))->code, 137);
  }
}

}  // namespace
}  // namespace corix::testing
