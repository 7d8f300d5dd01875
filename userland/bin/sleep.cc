#include "syscalls/sleep.h"

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "kernel/api/absl_view.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/parse.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

// With s, m, h or d behind it, of seconds, minutes, hours, days; or for ever.
absl::StatusOr<absl::Duration> ParseTime(std::string_view text) {
  constexpr std::string_view kUnits = "smhd";
  if (text == "infinity") return absl::InfiniteDuration();
  constexpr int kSeconds[] = {1, 60, 60 * 60, 24 * 60 * 60};
  const std::size_t unit = text.empty() ? kUnits.npos : kUnits.find(text.back());
  if (unit == kUnits.npos) return ParseSeconds(text);
  const absl::StatusOr<absl::Duration> duration = ParseSeconds(text.substr(0, text.size() - 1));
  if (!duration.ok()) {
    return absl::Status(duration.status().code(),
                        absl::StrCat(AbslView(text), " is not a number of seconds"));
  }
  return *duration * kSeconds[unit];
}

Co<int> SleepSum(ParsedArgs args) {
  absl::Duration sum;
  for (const std::string& word : args.operands()) {
    const absl::StatusOr<absl::Duration> duration = ParseTime(word);
    if (!duration.ok()) co_return Complain(args.name(), duration.status());
    sum += *duration;
  }
  const absl::StatusCode code = co_yield Sleep(sum);
  if (code == absl::StatusCode::kOk) co_return 0;
  co_return Fail(args, "was woken before its time");
}

}  // namespace

extern const Program kSleep = {
    .name = "sleep",
    .params = "SECONDS...",
    .summary = "wait; decimals are understood, s, m, h and d for units, and infinity",
    .tool = &SleepSum,
    .least = 1,
};

}  // namespace corix
