// The laws of lab 4, one by one.

#include "model.h"

namespace lab {
namespace {

const Plan kNap = {"nap", {{Do::kPause}, {Do::kPause}, {Do::kPause}}};

LAB_TEST(exit_status) {
  Law("status");
  Kernel kernel;
  const Plan returns = {"returns", {{Do::kPause}}};
  const Plan exits = {"exits", {{Do::kPause}, {Do::kExit, 7}, {Do::kPause}}};
  const Plan throws = {"throws", {{Do::kPause}, {Do::kThrow}}};
  const Plan killed = {"killed", {{Do::kPark}}};
  const Plan kills_itself = {"kills itself", {{Do::kKillTask, 5}}};
  const Plan killer = {"killer", {{Do::kPause}, {Do::kKillTask, 4}}};
  Check(!kernel.StatusOf(1), "Task 1 never was, and has a status.");
  ExpectAsModel("status",
                {returns, exits, throws, killed, kills_itself, killer, {"sleeps", {{Do::kPark}}}},
                kernel);
}

// The transcript of main, which waits for its child.
LAB_TEST(waits) {
  Kernel kernel;
  const Plan parent = {
      "parent",
      {{Do::kNewTask, 0, {{"child", {{Do::kPause}, {Do::kPause}, {Do::kExit, 3}}}}},
       {Do::kWait, 3},
       {Do::kPause}}};
  ExpectAsModel("wait", {parent, kNap}, kernel);
}

LAB_TEST(waits_too_late) {
  Kernel kernel;
  const Plan late = {"late",
                     {{Do::kPause},
                      {Do::kKillTask, 4},
                      {Do::kWait, 2},
                      {Do::kWait, 3},
                      {Do::kWait, 4},
                      {Do::kWait, 2},
                      {Do::kWait, 99}}};
  ExpectAsModel(
      "wait",
      {late, {"brief", {{Do::kExit, 5}}}, {"throws", {{Do::kThrow}}}, {"victim", {{Do::kPark}}}},
      kernel);
}

LAB_TEST(many_waiters) {
  Kernel kernel;
  const Plan waiter = {"", {{Do::kWait, 1}, {Do::kPause}}};
  std::vector<Plan> plans = {{"target", {{Do::kPause}, {Do::kPause}, {Do::kExit, 9}}}};
  for (const char* name : {"A", "B", "C"}) plans.push_back({name, waiter.ops});
  // One who comes later.
  plans.push_back({"D", {{Do::kPause}, {Do::kWait, 1}}});
  ExpectAsModel("all-woken", plans, kernel);
}

LAB_TEST(kill_wakes_waiters) {
  Kernel kernel;
  const Plan target = {"target", {{Do::kPark}}};
  const Plan waiter = {"A", {{Do::kWait, 1}}};
  const Plan killer = {"killer", {{Do::kPause}, {Do::kKillTask, 1}, {Do::kPause}}};
  ExpectAsModel("all-woken", {target, waiter, {"B", waiter.ops}, killer}, kernel);
}

LAB_TEST(killed_waiter) {
  Kernel kernel;
  const Plan target = {"target", {{Do::kPause}, {Do::kPause}, {Do::kPause}, {Do::kPause}}};
  const Plan waiter = {"A", {{Do::kWait, 1}}};
  // The first and the last in the line.
  const Plan killer = {"killer",
                       {{Do::kPause}, {Do::kKillTask, 2}, {Do::kKillTask, 4}, {Do::kPause}}};
  ExpectAsModel("killed-waiter", {target, waiter, {"B", waiter.ops}, {"C", waiter.ops}, killer},
                kernel);
}

LAB_TEST(unpark_is_not_for_waiters) {
  Kernel kernel;
  const Plan waiter = {"waiter", {{Do::kWait, 1}}};
  const Plan waker = {"waker", {{Do::kUnpark, 2}, {Do::kUnpark, 4}}};
  ExpectAsModel("parked", {kNap, waiter, waker, {"sleeper", {{Do::kPark}}}}, kernel);
}

LAB_TEST(refused) {
  {
    Kernel kernel;
    const Plan fool = {"fool", {{Do::kWait, 1}, {Do::kWait, 99}, {Do::kWait, 0}, {Do::kWait, 2}}};
    ExpectAsModel("refused", {fool, kNap}, kernel);
  }
  grader::ForgetEvents();
  Kernel kernel;
  // 1 waits for 2, 2 for 3, and 3 must not wait for 1; nor 2 for itself by way of nobody. Then all
  // end.
  const Plan a = {"A", {{Do::kWait, 2}}};
  const Plan b = {"B", {{Do::kWait, 3}}};
  const Plan c = {"C", {{Do::kPause}, {Do::kWait, 1}, {Do::kWait, 2}, {Do::kWait, 4}}};
  ExpectAsModel("refused", {a, b, c, kNap}, kernel);
}

const Plan kInner = {"inner", {{Do::kGetTid}}};
const Plan kMiddle = {"middle", {{Do::kPause}, {Do::kCall, 0, {kInner}}, {Do::kGetTid}}};

LAB_TEST(calls) {
  Kernel kernel;
  const Plan empty = {"empty", {}};
  const Plan outer = {
      "outer",
      {{Do::kCall, 0, {kMiddle}}, {Do::kCall, 0, {empty}}, {Do::kCall, 0, {empty}}, {Do::kPause}}};
  const Plan other = {"other", {{Do::kPause}, {Do::kPause}, {Do::kPause}, {Do::kPause}}};
  ExpectAsModel("call", {outer, other}, kernel);
}

LAB_TEST(calls_throw) {
  Kernel kernel;
  const Plan throws = {"throws", {{Do::kPause}, {Do::kThrow}}};
  const Plan passes = {"passes", {{Do::kCall, 0, {throws}}, {Do::kPause}}};
  const Plan catches = {"catches", {{Do::kTryCall, 0, {passes}}, {Do::kPause}}};
  ExpectAsModel("call-throw", {catches, {"careless", {{Do::kCall, 0, {passes}}}}, kNap}, kernel);
}

LAB_TEST(ends_in_a_subroutine) {
  Kernel kernel;
  const Plan sleeps = {"sleeps", {{Do::kPark}}};
  const Plan exits = {"exits", {{Do::kPause}, {Do::kExit, 3}}};
  const Plan kills = {"kills itself", {{Do::kKillTask, 3}}};
  const Plan victim = {"victim", {{Do::kCall, 0, {{"its middle", {{Do::kCall, 0, {sleeps}}}}}}}};
  const Plan leaver = {"leaver", {{Do::kCall, 0, {exits}}, {Do::kPause}}};
  const Plan tired = {"tired", {{Do::kCall, 0, {kills}}, {Do::kPause}}};
  const Plan killer = {"killer", {{Do::kPause}, {Do::kKillTask, 1}}};
  ExpectAsModel("unwound", {victim, leaver, tired, killer}, kernel);
  // One who sleeps in a subroutine when the kernel dies.
  grader::ForgetEvents();
  {
    Kernel mortal;
    Spawn(mortal, victim);
    mortal.Run();
    Law("call");
    ExpectEqual(Probe::Living(), 3, "how many frames sleep");
    grader::ForgetEvents();
    Law("unwound");
  }
  ExpectEvents({Destroyed("sleeps"), Destroyed("its middle"), Destroyed("victim")});
}

// Each level adds one.
Task Descend(int depth, int& reached) {
  ++reached;
  if (depth > 0) co_await Descend(depth - 1, reached);
}

Task DescendAndPark(int depth, int& reached) {
  ++reached;
  if (depth > 0) {
    co_await DescendAndPark(depth - 1, reached);
  } else {
    co_yield Park();
  }
}

Task Nothing() { co_return; }

Task CallOften(int times, int& made) {
  for (; made < times; ++made) co_await Nothing();
}

LAB_TEST(deep) {
  constexpr int kDepth = 100'000;
  Law("call");
  Kernel kernel;
  int reached = 0;
  kernel.Spawn(Descend(10, reached));
  kernel.Step();
  ExpectEqual(reached, 11, "how many frames a recursion 10 deep has had in one turn");
  Law("deep");
  reached = 0;
  kernel.Spawn(Descend(kDepth, reached));
  kernel.Run();
  ExpectEqual(reached, kDepth + 1, "how many frames the recursion has had");
  int made = 0;
  kernel.Spawn(CallOften(kDepth, made));
  kernel.Run();
  ExpectEqual(made, kDepth, "how many calls were made");
  // A kill at the very bottom.
  reached = 0;
  const Tid tid = kernel.Spawn(DescendAndPark(kDepth, reached));
  kernel.Run();
  ExpectEqual(reached, kDepth + 1, "how many frames the recursion has had");
  kernel.Kill(tid);
  Law("unwound");
  ExpectEqual(kernel.size(), 0U, "how many live");
}

}  // namespace
}  // namespace lab
