#include "userland/lib/parse.h"

#include <algorithm>
#include <climits>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "kernel/api/absl_view.h"

namespace corix {
namespace {

bool AreDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

}  // namespace

absl::StatusOr<std::int64_t> ParseNumber(std::string_view text, std::int64_t least,
                                         std::int64_t most) {
  const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  if (!AreDigits(digits))
    return absl::InvalidArgumentError(absl::StrCat(AbslView(text), " is not a number"));
  std::int64_t value = 0;
  if (!absl::SimpleAtoi(AbslView(text), &value) || value < least || value > most) {
    return absl::OutOfRangeError(
        absl::StrCat(AbslView(text), " is not from ", least, " to ", most));
  }
  return value;
}

absl::StatusOr<absl::Duration> ParseSeconds(std::string_view text) {
  const std::size_t dot = text.find('.');
  const std::string_view whole = text.substr(0, dot);
  const std::string_view decimals = dot == text.npos ? "0" : text.substr(dot + 1);
  // As POSIX writes it: 2, 0.5, .5, but neither 1e3 nor -1 nor inf.
  const bool is_number =
      (AreDigits(whole) || (whole.empty() && dot != text.npos)) && AreDigits(decimals);
  if (!is_number)
    return absl::InvalidArgumentError(absl::StrCat(AbslView(text), " is not a number of seconds"));
  absl::Duration duration;
  constexpr absl::Duration kCentury = absl::Hours(24 * 365 * 100);
  if (!absl::ParseDuration(
          absl::StrCat(AbslView(whole.empty() ? "0" : whole), ".", AbslView(decimals), "s"),
          &duration) ||
      duration > kCentury) {
    return absl::OutOfRangeError(
        absl::StrCat(AbslView(text), " is more than a century of seconds"));
  }
  return duration;
}

absl::StatusOr<absl::Duration> ParseSeconds(std::string_view text, absl::Duration most) {
  absl::StatusOr<absl::Duration> duration = ParseSeconds(text);
  if (duration.ok() && *duration > most) {
    return absl::OutOfRangeError(
        absl::StrCat(AbslView(text), " is more than ", absl::ToDoubleSeconds(most), " seconds"));
  }
  return duration;
}

absl::StatusOr<Tid> ParseTid(std::string_view text) {
  const absl::StatusOr<std::int64_t> number = ParseNumber(text, 1, INT_MAX);
  if (!number.ok())
    return absl::InvalidArgumentError(absl::StrCat(AbslView(text), " is not a task id"));
  return Tid(static_cast<int>(*number));
}

}  // namespace corix
