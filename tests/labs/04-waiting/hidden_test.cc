// The laws of lab 4, with the luck of the seed.

#include "model.h"

namespace lab {
namespace {

Plan RandomPlan(grader::Random& random, const std::string& name, int depth) {
  Plan plan = {name, {}};
  const int ops = random.Between(1, 6);
  for (int i = 0; i < ops; ++i) {
    const Tid target = random.Between(1, 12);
    const std::string child = name + "." + Show(i);
    switch (random.Between(1, 16)) {
      case 1:
        plan.ops.push_back({Do::kGetTid});
        break;
      case 2:
        plan.ops.push_back({Do::kKillTask, target});
        break;
      case 3:
        plan.ops.push_back({Do::kPark});
        break;
      case 4:
      case 5:
        plan.ops.push_back({Do::kUnpark, target});
        break;
      case 6:
        if (depth > 0)
          plan.ops.push_back({Do::kNewTask, 0, {RandomPlan(random, child, depth - 1)}});
        break;
      case 7:
      case 8:
        if (depth > 0) plan.ops.push_back({Do::kCall, 0, {RandomPlan(random, child, depth - 1)}});
        break;
      case 9:
      case 10:
        if (depth > 0)
          plan.ops.push_back({Do::kTryCall, 0, {RandomPlan(random, child, depth - 1)}});
        break;
      case 11:
        if (random.OneIn(3)) plan.ops.push_back({Do::kThrow});
        break;
      case 12:
        if (random.OneIn(3)) plan.ops.push_back({Do::kExit, target});
        break;
      case 13:
      case 14:
      case 15:
        plan.ops.push_back({Do::kWait, target});
        break;
      default:
        plan.ops.push_back({Do::kPause});
    }
  }
  return plan;
}

LAB_TEST(random_scripts) {
  grader::Random random;
  for (int round = 0; round < 20; ++round) {
    grader::ForgetEvents();
    std::vector<Plan> plans;
    for (int i = 0; i < 6; ++i)
      plans.push_back(RandomPlan(random, std::string(1, static_cast<char>('A' + i)), 3));
    // Three who do everything, so that no round lets a law pass.
    const Plan inner = {"inner", {{Do::kGetTid}, {Do::kThrow}}};
    const Plan outer = {"outer", {{Do::kCall, 0, {inner}}}};
    plans.push_back(
        {"all", {{Do::kTryCall, 0, {outer}}, {Do::kWait, 7}, {Do::kWait, 9}, {Do::kExit, 3}}});
    plans.push_back({"waits", {{Do::kWait, 9}, {Do::kWait, 7}, {Do::kWait, 7}}});
    plans.push_back(
        {"target", {{Do::kPause}, {Do::kCall, 0, {{"nap", {{Do::kPause}, {Do::kExit, 5}}}}}}});
    {
      Kernel kernel;
      ExpectAsModel("traps", plans, kernel);
    }
    Law("unwound");
    ExpectEqual(Probe::Living(), 0, "frames that live after their kernel");
  }
}

// A victim that calls, waits and is waited for, struck at every moment of its life.
LAB_TEST(kill_at_every_moment) {
  for (int moment = 0; moment < 8; ++moment) {
    grader::ForgetEvents();
    const Plan inner = {"inner", {{Do::kPause}, {Do::kWait, 4}, {Do::kPause}}};
    const Plan victim = {"victim", {{Do::kPause}, {Do::kCall, 0, {inner}}, {Do::kPause}}};
    Plan killer = {"killer", {}};
    for (int i = 0; i < moment; ++i) killer.ops.push_back({Do::kPause});
    killer.ops.push_back({Do::kKillTask, 1});
    killer.ops.push_back({Do::kWait, 1});
    const Plan waiter = {"waiter", {{Do::kWait, 1}, {Do::kPause}}};
    const Plan target = {"target",
                         {{Do::kPause}, {Do::kPause}, {Do::kPause}, {Do::kPause}, {Do::kPause}}};
    Kernel kernel;
    ExpectAsModel("unwound", {victim, killer, waiter, target, {"other", waiter.ops}}, kernel);
  }
}

LAB_TEST(leaves_nothing) {
  Law("no-leak");
  const grader::LeakCheck leaks;
  {
    Kernel kernel;
    const Plan throws = {"throws", {{Do::kPause}, {Do::kThrow}}};
    const Plan sleeps = {"sleeps", {{Do::kPark}}};
    Spawn(kernel, {"catches", {{Do::kTryCall, 0, {throws}}, {Do::kWait, 2}}});
    Spawn(kernel, {"sleeper", {{Do::kCall, 0, {sleeps}}}});
    Spawn(kernel, {"victim", {{Do::kCall, 0, {{"waits", {{Do::kWait, 2}}}}}}});
    Spawn(kernel, {"killer", {{Do::kPause}, {Do::kPause}, {Do::kKillTask, 3}}});
    kernel.Run();
    Law("traps");
    Check(grader::Events().size() > 10, "Not all turns were given.");
    Law("unwound");
    ExpectEqual(Probe::Living(), 3, "how many frames still sleep");
    Law("no-leak");
  }
  leaks.ExpectNone("The kernel is gone, but memory is not.");
}

}  // namespace
}  // namespace lab
