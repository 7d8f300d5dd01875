// Counts in whole units of the last decimal place, so that 0.1 is exact and nothing adds up to
// 0.30000000000000004.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/numeric/int128.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "syscalls/yield.h"
#include "userland/bin/programs.h"
#include "userland/lib/byte_reader.h"
#include "userland/lib/complain.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kSeqOptions[] = {
    {.letter = 's',
     .name = "separator",
     .argument = "TEXT",
     .meaning = "between two numbers; a newline, if nothing is said"},
    {.letter = 'w', .name = "equal-width", .meaning = "all equally wide, by zeros"},
};

struct Decimal {
  absl::int128 units = 0;  // of the last place
  int places = 0;
};

constexpr std::size_t kMostDigits = 18;

absl::StatusOr<Decimal> ParseDecimal(std::string_view text) {
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  const std::size_t dot = rest.find('.');
  std::string digits(rest.substr(0, dot));
  Decimal decimal;
  if (dot != rest.npos) {
    digits += rest.substr(dot + 1);
    decimal.places = static_cast<int>(rest.size() - dot - 1);
  }
  if (digits.empty() || !std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit))
    return absl::InvalidArgumentError(absl::StrCat(std::string(text), " is not a number"));
  if (digits.size() > kMostDigits) {
    return absl::OutOfRangeError(
        absl::StrCat(std::string(text), " has more than ", kMostDigits, " digits"));
  }
  for (const char digit : digits) decimal.units = decimal.units * 10 + (digit - '0');
  if (negative) decimal.units = -decimal.units;
  return decimal;
}

absl::int128 InPlaces(const Decimal& decimal, int places) {
  absl::int128 units = decimal.units;
  for (int i = decimal.places; i < places; ++i) units *= 10;
  return units;
}

std::string Format(absl::int128 units, int places, std::size_t width) {
  const bool negative = units < 0;
  if (negative) units = -units;
  std::string digits;
  do {
    digits += static_cast<char>('0' + static_cast<int>(units % 10));
    units /= 10;
    if (static_cast<int>(digits.size()) == places) digits += '.';
  } while (units > 0);
  while (static_cast<int>(digits.size()) < places) {
    digits += '0';
    if (static_cast<int>(digits.size()) == places) digits += '.';
  }
  if (places > 0 && digits.back() == '.') digits += '0';
  while (digits.size() + (negative ? 1 : 0) < width) digits += '0';
  if (negative) digits += '-';
  std::reverse(digits.begin(), digits.end());
  return digits;
}

Co<int> Seq(ParsedArgs args) {
  Decimal first{.units = 1, .places = 0};
  Decimal step{.units = 1, .places = 0};
  Decimal last;
  const std::vector<std::string>& words = args.operands();
  for (std::size_t i = 0; i < words.size(); ++i) {
    const absl::StatusOr<Decimal> decimal = ParseDecimal(words[i]);
    if (!decimal.ok()) co_return Complain(args.name(), decimal.status());
    Decimal& wanted = i + 1 == words.size() ? last : i == 0 ? first : step;
    wanted = *decimal;
  }
  if (step.units == 0)
    co_return Complain(args.name(), absl::InvalidArgumentError("the step is zero"));
  const std::string* const given = args.Argument('s');
  const std::string separator = given == nullptr ? "\n" : *given;
  // What is printed has as many places as the first number and the step.
  const int places = std::max(first.places, step.places);
  const int all_places = std::max(places, last.places);
  const absl::int128 end = InPlaces(last, all_places);
  const absl::int128 by = InPlaces(step, all_places);
  absl::int128 scale = 1;
  for (int i = places; i < all_places; ++i) scale *= 10;
  std::size_t width = 0;
  absl::int128 at = InPlaces(first, all_places);
  if (args.Has('w')) {
    width = std::max(Format(at / scale, places, 0).size(), Format(end / scale, places, 0).size());
  }
  std::string text;
  for (bool any = false; by > 0 ? at <= end : at >= end; at += by, any = true) {
    if (any) text += separator;
    text += Format(at / scale, places, width);
    if (text.size() < ByteReader::kPiece) continue;
    co_await WriteOut(args.name(), text);
    text.clear();
    // (Nothing to do: any is true from now on.)
  }
  const bool printed =
      by > 0 ? InPlaces(first, all_places) <= end : InPlaces(first, all_places) >= end;
  if (printed) text += '\n';
  co_await WriteOut(args.name(), text);
  co_return 0;
}

}  // namespace

extern const Program kSeq = {
    .name = "seq",
    .params = "[FIRST [STEP]] LAST",
    .summary = "print numbers from the first to the last",
    .tool = &Seq,
    .options = kSeqOptions,
    .least = 1,
    .most = 3,
};

}  // namespace corix
