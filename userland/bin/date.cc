#include <string>
#include <string_view>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "syscalls/now.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kDateOptions[] = {
    {.letter = 'u', .name = "utc", .meaning = "in UTC, rather than local time"},
    {.letter = 'd',
     .name = "date",
     .argument = "TIME",
     .meaning = "not now, but @SECONDS since 1970, or YYYY-MM-DD[ HH:MM:SS]"},
    {.letter = 'I', .name = "iso-8601", .meaning = "as +%Y-%m-%d"},
};

absl::StatusOr<absl::Time> ParseDate(const std::string& text, absl::TimeZone zone) {
  std::int64_t seconds = 0;
  if (text.starts_with('@') && absl::SimpleAtoi(text.substr(1), &seconds))
    return absl::FromUnixSeconds(seconds);
  for (const char* format :
       {"%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"}) {
    absl::Time time;
    std::string error;
    if (absl::ParseTime(format, text, zone, &time, &error)) return time;
  }
  return absl::InvalidArgumentError(absl::StrCat(text, " is not a date"));
}

Co<int> Date(ParsedArgs args) {
  const absl::TimeZone zone = args.Has('u') ? absl::UTCTimeZone() : absl::LocalTimeZone();
  absl::Time time = co_yield Now();
  if (const std::string* text = args.Argument('d'); text != nullptr) {
    const absl::StatusOr<absl::Time> given = ParseDate(*text, zone);
    if (!given.ok()) co_return Complain(args.name(), given.status());
    time = *given;
  }
  std::string format = args.Has('I') ? "%Y-%m-%d" : "%a %b %e %H:%M:%S %Z %Y";
  if (!args.operands().empty()) {
    const std::string& word = args.operands()[0];
    if (!word.starts_with('+'))
      co_return Complain(args.name(),
                         absl::InvalidArgumentError(absl::StrCat(word, " does not begin with +")));
    format = word.substr(1);
    // What the library does not know.
    const std::size_t nanoseconds = format.find("%N");
    if (nanoseconds != format.npos)
      format.replace(
          nanoseconds, 2,
          absl::StrFormat("%09d", absl::ToInt64Nanoseconds(
                                      time - absl::FromUnixSeconds(absl::ToUnixSeconds(time)))));
  }
  Put(absl::StrCat(absl::FormatTime(format, time, zone), "\n"));
  co_return 0;
}

}  // namespace

extern const Program kDate = {
    .name = "date",
    .params = "[+FORMAT]",
    .summary = "print the time by the kernel's clock",
    .tool = &Date,
    .options = kDateOptions,
    .most = 1,
};

}  // namespace corix
