#include "shell/suggest.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/match.h"
#include "shell/builtins/builtins.h"
#include "syscalls/table.h"
#include "userland/bin/programs.h"

namespace corix {
namespace {

std::vector<std::string> KnownNames() {
  std::vector<std::string> names;
  for (const Builtin& builtin : Builtins()) names.emplace_back(builtin.name);
  for (const Program& program : Programs()) names.emplace_back(program.name);
  for (const SyscallEntry& entry : kSyscalls) names.emplace_back(entry.doc->name);
  return names;
}

std::string Meant(std::string_view name) { return "; did you mean " + std::string(name) + "?"; }

// One slip of the finger is forgiven: a letter left out, one too many, a wrong one, two exchanged,
// the wrong case.
TEST(SuggestTest, OneSlip) {
  EXPECT_EQ(Suggest("slep"), Meant("sleep"));
  EXPECT_EQ(Suggest("sleeep"), Meant("sleep"));
  EXPECT_EQ(Suggest("sleet"), Meant("sleep"));
  EXPECT_EQ(Suggest("hepl"), Meant("help"));
  EXPECT_EQ(Suggest("EXIT"), Meant("exit"));
  EXPECT_EQ(Suggest("waittask"), Meant("WaitTask"));
}

// In a long name two or three are.
TEST(SuggestTest, LongNamesMayHaveMore) {
  EXPECT_EQ(Suggest("WiatAnyChlid"), Meant("WaitAnyChild"));
  EXPECT_EQ(Suggest("AdoptHostDescript"), Meant("AdoptHostDescriptor"));
}

// What is like nothing gets no suggestion: one that is far off is worse than none.
TEST(SuggestTest, NothingIsLikeIt) {
  for (const std::string name :
       {"", "x", "xy", "firefox", "systemctl", "|", "/bin/sh", "\xff\xff"}) {
    EXPECT_EQ(Suggest(name), "") << name;
  }
}

// A name of any length is answered: it is a user who typed it.
TEST(SuggestTest, AnyLength) {
  EXPECT_EQ(Suggest(std::string(1000000, 's')), "");
  EXPECT_EQ(Suggest("sleep" + std::string(100, 'p')), "");
}

// Law: with its last letter doubled, every known name of three letters or more suggests a known
// name; one of five or more, which has no near neighbours, suggests itself, or the one that differs
// in its case only: Sleep and sleep.
TEST(SuggestTest, EveryNameIsNearToItself) {
  for (const std::string& name : KnownNames()) {
    const std::string suggestion = Suggest(name + name.back());
    if (name.size() >= 3) {
      EXPECT_TRUE(suggestion.starts_with("; did you mean ")) << name;
    }
    if (name.size() >= 5) {
      EXPECT_TRUE(absl::EqualsIgnoreCase(suggestion, Meant(name))) << name << suggestion;
    }
  }
}

}  // namespace
}  // namespace corix
