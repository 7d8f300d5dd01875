// The laws of lab 3, with the luck of the seed.

#include "script.h"

namespace lab {
namespace {

Plan RandomPlan(grader::Random& random, const std::string& name, int depth) {
  Plan plan = {name, {}};
  const int ops = random.Between(1, 7);
  for (int i = 0; i < ops; ++i) {
    const Tid target = random.Between(1, 14);
    switch (random.Between(1, 12)) {
      case 1:
      case 2:
        plan.ops.push_back({Do::kGetTid});
        break;
      case 3:
        plan.ops.push_back({Do::kKillTask, target});
        break;
      case 4:
        plan.ops.push_back({Do::kPark});
        break;
      case 5:
      case 6:
      case 7:
        plan.ops.push_back({Do::kUnpark, target});
        break;
      case 8:
      case 9:
        if (depth == 0) break;
        plan.ops.push_back(
            {Do::kNewTask, 0, {RandomPlan(random, name + "." + Show(i), depth - 1)}});
        break;
      case 10:
        if (random.OneIn(3)) plan.ops.push_back({Do::kThrow});
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
    Law("every-trap");
    std::vector<Plan> plans;
    for (int i = 0; i < 6; ++i)
      plans.push_back(RandomPlan(random, std::string(1, static_cast<char>('A' + i)), 2));
    // Someone who does everything, so that no round lets a law pass.
    const Plan child = {"child", {{Do::kPark}}};
    plans.push_back({"all",
                     {{Do::kGetTid},
                      {Do::kNewTask, 0, {child}},
                      {Do::kKillTask, 99},
                      {Do::kKillTask, random.Between(1, 6)}}});
    plans.push_back({"last", {{Do::kPause}, {Do::kKillTask, 8}}});
    plans.push_back({"fails", {{Do::kPause}, {Do::kThrow}}});
    {
      Kernel kernel;
      ExpectAsModel(plans, kernel);
    }
    Law("once");
    ExpectEqual(Probe::Living(), 0, "frames that live after their kernel");
  }
}

// One victim, struck after one turn, after two turns, and so on: before it has run, ready, asleep.
LAB_TEST(kill_at_every_moment) {
  Law("kill");
  for (int moment = 0; moment < 6; ++moment) {
    grader::ForgetEvents();
    const Plan victim = {"victim", {{Do::kPause}, {Do::kPark}, {Do::kGetTid}, {Do::kPause}}};
    Plan killer = {"killer", {}};
    for (int i = 0; i < moment; ++i) killer.ops.push_back({Do::kPause});
    killer.ops.push_back({Do::kKillTask, 3});
    killer.ops.push_back({Do::kKillTask, 3});
    const Plan waker = {"waker", {{Do::kPause}, {Do::kPause}, {Do::kPause}, {Do::kUnpark, 3}}};
    Kernel kernel;
    ExpectAsModel({killer, waker, victim}, kernel);
    Law("kill");
    Check(!kernel.Lives(3), "A task was killed, and is still in the map.");
  }
}

LAB_TEST(leaves_nothing) {
  Law("no-leak");
  const grader::LeakCheck leaks;
  {
    Kernel kernel;
    const Plan child = {"child", {{Do::kPark}}};
    Spawn(kernel, {"parent", {{Do::kNewTask, 0, {child}}, {Do::kPause}, {Do::kThrow}}});
    Spawn(kernel, {"tired", {{Do::kPause}, {Do::kKillTask, 2}, {Do::kPark}}});
    Spawn(kernel, {"killer", {{Do::kPause}, {Do::kKillTask, 5}}});
    Spawn(kernel, {"sleeper", {{Do::kPark}}});
    Spawn(kernel, {"victim", {{Do::kPause}, {Do::kPause}, {Do::kPark}}});
    kernel.Run();
    Law("every-trap");
    Check(grader::Events().size() > 10, "Not all turns were given.");
    Law("kill");
    Check(!kernel.Lives(5), "The victim was killed, and is still in the map.");
    Law("kill-self");
    Check(!kernel.Lives(2), "A task has killed itself, and is still in the map.");
    Law("contained");
    ExpectEqual(kernel.failures().size(), 1U, "how many failures were noted");
    Law("once");
    Check(Probe::Living() == 2, "Two should still sleep: the sleeper, and the child.");
    Law("no-leak");
  }
  leaks.ExpectNone("The kernel is gone, but memory is not.");
}

}  // namespace
}  // namespace lab
