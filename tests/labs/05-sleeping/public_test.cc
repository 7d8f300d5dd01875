// The laws of lab 5, one by one.

#include "model.h"

namespace lab {
namespace {

LAB_TEST(sleeps) {
  const Plan other = {"other", {{Do::kPause}, {Do::kPause}}};
  ExpectAsModel({{"sleeper", {{Do::kSleep, 10}, {Do::kSleep, 5}}}, other}, "not-before");
}

LAB_TEST(many_sleepers) {
  ExpectAsModel({{"A", {{Do::kSleep, 30}, {Do::kSleep, 1}}},
                 {"B", {{Do::kSleep, 10}, {Do::kSleep, 10}, {Do::kSleep, 20}}},
                 {"C", {{Do::kPause}, {Do::kSleep, 20}}}},
                "order");
}

LAB_TEST(same_moment) {
  ExpectAsModel({{"A", {{Do::kSleep, 10}, {Do::kSleep, 10}}},
                 {"B", {{Do::kSleep, 10}, {Do::kSleep, 10}}},
                 {"C", {{Do::kSleep, 5}, {Do::kSleep, 5}}},
                 {"D", {{Do::kPause}, {Do::kSleep, 10}}}},
                "order");
}

LAB_TEST(zero_and_less) {
  ExpectAsModel({{"A", {{Do::kSleep, 0}, {Do::kSleep, -5}, {Do::kPause}, {Do::kSleep, 1}}},
                 {"B", {{Do::kPause}, {Do::kSleep, 0}, {Do::kPause}}}},
                "zero");
  grader::ForgetEvents();
  // While A computes, B's time comes. A only pauses: it stands in the line before B is put there.
  ExpectAsModel({{"B", {{Do::kSleep, 5}}},
                 {"A", {{Do::kPause}, {Do::kCompute, 10}, {Do::kSleep, 0}, {Do::kPause}}}},
                "zero");
}

LAB_TEST(for_ever) {
  constexpr long long kForEver = Duration::max().count();
  ExpectAsModel({{"A", {{Do::kSleep, 7}, {Do::kSleep, kForEver}}},
                 {"B", {{Do::kSleep, kForEver - 1}}},
                 {"C", {{Do::kSleep, 1000}, {Do::kSleep, 1000}}}},
                "long");
}

Task Nap(Probe probe, Duration duration, VirtualClock& clock) {
  co_yield mini::Sleep(duration);
  Event(probe.name() + " wakes at " + Show(clock.Peek()));
  if (clock.Peek() >= duration.count()) co_return;
  Law("not-before");
  grader::Miss(probe.name() + " went to sleep at 0 ms for " + Show(duration.count()) +
               " ms, and goes on at " + Show(clock.Peek()) + " ms.");
}

// The time of an hour, in which nobody has anything to do.
LAB_TEST(idle) {
  Law("idle");
  VirtualClock clock;
  Kernel kernel(clock);
  kernel.Spawn(Nap(Probe("A"), std::chrono::hours(1), clock));
  kernel.Spawn(Nap(Probe("B"), std::chrono::minutes(1), clock));
  clock.LimitLooks(30);
  // Two turns to fall asleep, two to wake: more there are not.
  for (int turn = 1; turn <= 4; ++turn) {
    if (kernel.Step()) continue;
    Law("ends");
    grader::Miss("Step says that nobody can run, and somebody sleeps only for a time.");
  }
  ExpectEventsByLaw({{"B wakes at 60000", "when-due"},
                     {Destroyed("B"), "idle"},
                     {"A wakes at 3600000", "when-due"},
                     {Destroyed("A"), "idle"}});
  Law("idle");
  Check(!kernel.Step(), "Step says that it gave a turn, and nobody is left.");
  Check(clock.waits() >= 2, "Nobody waited for the clock, and yet time went by?");
  Check(clock.waits() <= 4,
        "For two sleepers, the clock's wait was begun " + Show(clock.waits()) + " times.");
}

LAB_TEST(busy) {
  Plan busy = {"busy", {}};
  for (int i = 0; i < 12; ++i) {
    busy.ops.push_back({Do::kCompute, 3});
    busy.ops.push_back({Do::kPause});
  }
  ExpectAsModel({busy, {"A", {{Do::kSleep, 10}, {Do::kSleep, 1}}}, {"B", {{Do::kSleep, 4}}}},
                "when-due");
}

LAB_TEST(imprecise_clock) {
  const std::vector<Plan> plans = {{"A", {{Do::kSleep, 10}, {Do::kSleep, 10}}},
                                   {"B", {{Do::kSleep, 12}, {Do::kSleep, 3}}},
                                   {"C", {{Do::kSleep, 11}}}};
  ExpectAsModel(plans, "not-before", Precision::kEarlyAtFirst);
  grader::ForgetEvents();
  ExpectAsModel(plans, "when-due", Precision::kLate);
}

LAB_TEST(kill_a_sleeper) {
  ExpectAsModel(
      {{"victim", {{Do::kSleep, 100}}},
       {"killer", {{Do::kSleep, 10}, {Do::kKillTask, 1}, {Do::kKillTask, 3}, {Do::kSleep, 5}}},
       {"same moment", {{Do::kSleep, 10}}},
       {"outer", {{Do::kCall, 0, {{"inner", {{Do::kSleep, 20}}}}}}},
       {"late", {{Do::kSleep, 12}, {Do::kKillTask, 4}}},
       {"until 20, as inner", {{Do::kSleep, 20}}}},
      "killed-sleeper");
}

LAB_TEST(run_ends) {
  ExpectAsModel({{"parked", {{Do::kPark}}},
                 {"waits", {{Do::kWait, 1}}},
                 {"sleeps", {{Do::kSleep, 10}, {Do::kSleep, 10}}}},
                "ends");
}

LAB_TEST(unpark_is_not_for_sleepers) {
  ExpectAsModel({{"sleeper", {{Do::kSleep, 10}}},
                 {"waker", {{Do::kUnpark, 1}, {Do::kUnpark, 3}}},
                 {"parked", {{Do::kPause}, {Do::kPark}}},
                 {"again", {{Do::kSleep, 5}, {Do::kUnpark, 1}, {Do::kUnpark, 3}}}},
                "parked");
}

}  // namespace
}  // namespace lab
