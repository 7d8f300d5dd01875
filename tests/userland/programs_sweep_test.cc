// The demonstrations, with one of their tasks killed or cancelled at any moment: the others come to
// an end, and nothing is left of them. (Not those that use threads, or the host's clock.)

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/sweep.h"
#include "userland/bin/log_addresses.h"
#include "userland/bin/programs.h"

namespace corix::testing {
namespace {

Co<int> RunProgram(Args args) { return FindProgram(args[0])->main(std::move(args)); }

Process Perform(Args args) {
  const int code = co_await RunProgram(std::move(args));
  EXPECT_TRUE(code == 0 || code == 1) << code;
}

class ProgramsSweepTest : public ::testing::TestWithParam<Args> {};

TEST_P(ProgramsSweepTest, Kills) {
  EXPECT_GT(SweepKills([] { return Perform(GetParam()); }), 3);
}
TEST_P(ProgramsSweepTest, Cancels) {
  EXPECT_GT(SweepCancels([] { return Perform(GetParam()); }), 3);
}

INSTANTIATE_TEST_SUITE_P(Programs, ProgramsSweepTest,
                         ::testing::Values(Args{"bar"}, Args{"barber", "3"}, Args{"event-loop"},
                                           Args{"foo"}, Args{"futures"}, Args{"hello-foo"},
                                           Args{"listeners"}, Args{"mixed-coroutines"},
                                           Args{"philosophers"}, Args{"philosophers", "naive"},
                                           Args{"ping-pong", "2"}, Args{"producer-consumer"},
                                           Args{"race"}, Args{"readers-writers"},
                                           Args{"sieve", "12"}),
                         [](const auto& program) {
                           std::string name;
                           for (const std::string& word : program.param) name += word;
                           std::erase(name, '-');
                           return name;
                         });

// A log that is longer than what the channels hold.
class ShortLog {
 public:
  ShortLog() {
    folder_ = std::filesystem::temp_directory_path() / "corix_sweep_XXXXXX";
    if (mkdtemp(folder_.data()) == nullptr) ADD_FAILURE() << "cannot make " << folder_;
    std::ofstream log(path());
    for (int i = 0; i < 70; ++i) log << kLogAddresses[i % 10 == 0 ? 1 : 0] << " - -\n";
  }
  ~ShortLog() { std::filesystem::remove_all(folder_); }
  ShortLog(const ShortLog&) = delete;
  ShortLog& operator=(const ShortLog&) = delete;
  std::string path() const { return folder_ + "/log"; }

 private:
  std::string folder_;
};

TEST(ProgramsSweepTest, LogChannels) {
  const ShortLog log;
  const auto scenario = [&log] { return Perform({"log-channels", log.path()}); };
  EXPECT_GT(SweepKills(scenario), 20);
  EXPECT_GT(SweepCancels(scenario), 20);
}

}  // namespace
}  // namespace corix::testing
