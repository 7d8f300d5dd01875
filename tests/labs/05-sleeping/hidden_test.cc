// The laws of lab 5, with the luck of the seed.

#include "model.h"

namespace lab {
namespace {

Plan RandomPlan(grader::Random& random, const std::string& name, int depth) {
  Plan plan = {name, {}};
  const int ops = random.Between(2, 7);
  for (int i = 0; i < ops; ++i) {
    const int target = random.Between(1, 9);
    switch (random.Between(1, 14)) {
      case 1:
        plan.ops.push_back({Do::kCompute, random.Between(1, 9)});
        break;
      case 2:
        if (random.OneIn(2)) plan.ops.push_back({Do::kKillTask, target});
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
          plan.ops.push_back({Do::kCall, 0, {RandomPlan(random, name + "." + Show(i), depth - 1)}});
        break;
      case 7:
        plan.ops.push_back({Do::kSleep, random.Between(-2, 0)});
        break;
      case 8:
        plan.ops.push_back({Do::kPause});
        break;
      default:
        // Few moments, so that many are the same.
        plan.ops.push_back({Do::kSleep, 5 * random.Between(1, 4)});
    }
  }
  return plan;
}

LAB_TEST(random_sleepers) {
  grader::Random random;
  const Precision precisions[] = {Precision::kExact, Precision::kLate, Precision::kEarlyAtFirst};
  for (int round = 0; round < 30; ++round) {
    grader::ForgetEvents();
    std::vector<Plan> plans;
    for (int i = 0; i < 7; ++i)
      plans.push_back(RandomPlan(random, std::string(1, static_cast<char>('A' + i)), 2));
    // Some who do everything, so that no round lets a law pass.
    plans.push_back({"first", {{Do::kSleep, 0}, {Do::kSleep, 20}, {Do::kSleep, 20}}});
    plans.push_back({"second", {{Do::kSleep, -1}, {Do::kSleep, 20}, {Do::kSleep, 20}}});
    plans.push_back({"victim", {{Do::kSleep, 500}}});
    plans.push_back({"killer", {{Do::kUnpark, 10}, {Do::kSleep, 300}, {Do::kKillTask, 10}}});
    ExpectAsModel(plans, round % 2 == 0 ? "when-due" : "order", precisions[round % 3]);
    Law("traps");
    ExpectEqual(Probe::Living(), 0, "frames that live after their kernel");
  }
}

LAB_TEST(leaves_nothing) {
  Law("no-leak");
  const grader::LeakCheck leaks;
  {
    VirtualClock clock;
    Kernel kernel(clock);
    Spawn(kernel, clock, {"A", {{Do::kSleep, 10}, {Do::kSleep, 10}}});
    Spawn(kernel, clock, {"victim", {{Do::kSleep, 100}}});
    Spawn(kernel, clock, {"killer", {{Do::kSleep, 15}, {Do::kKillTask, 2}}});
    Spawn(kernel, clock, {"B", {{Do::kSleep, 50}, {Do::kPark}}});
    kernel.Run();
    Law(clock.Peek() > 50 ? "killed-sleeper" : "ends");
    ExpectEqual(clock.Peek(), 50, "the time when Run has returned, in ms");
    Law("traps");
    ExpectEqual(Probe::Living(), 1, "how many frames live after the run");
    Law("no-leak");
  }
  leaks.ExpectNone("The kernel is gone, but memory is not.");
}

}  // namespace
}  // namespace lab
