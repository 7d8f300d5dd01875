#include "userland/bin/sort_key.h"

#include <algorithm>
#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace corix {
namespace {

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
int Sign(int value) { return value < 0 ? -1 : value > 0 ? 1 : 0; }

// A number as sort reads it: blanks, a minus, digits, a point, digits. What follows does not count.
struct Number {
  bool negative = false;
  std::string_view whole;     // without zeros in front
  std::string_view fraction;  // without zeros behind
  int unit = 0;               // of a size: 0 none, 1 K, 2 M, ...

  bool is_zero() const { return whole.empty() && fraction.empty(); }
};

Number ParseNumber(std::string_view text, bool human) {
  std::size_t at = 0;
  while (at < text.size() && IsBlank(text[at])) ++at;
  Number number;
  if (at < text.size() && text[at] == '-') {
    number.negative = true;
    ++at;
  }
  while (at < text.size() && text[at] == '0') ++at;
  const std::size_t whole = at;
  while (at < text.size() && IsDigit(text[at])) ++at;
  number.whole = text.substr(whole, at - whole);
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = ++at;
    while (at < text.size() && IsDigit(text[at])) ++at;
    number.fraction = text.substr(fraction, at - fraction);
    while (number.fraction.ends_with('0')) number.fraction.remove_suffix(1);
  }
  if (human && at < text.size() && !number.is_zero()) {
    constexpr std::string_view kUnits = "KMGTPEZY";
    const std::size_t unit = kUnits.find(text[at] == 'k' ? 'K' : text[at]);
    if (unit != kUnits.npos) number.unit = static_cast<int>(unit) + 1;
  }
  if (number.is_zero()) number.negative = false;
  return number;
}

int CompareNumbers(const Number& a, const Number& b) {
  if (a.negative != b.negative) return a.negative ? -1 : 1;
  const int sign = a.negative ? -1 : 1;
  if (a.unit != b.unit) return a.unit < b.unit ? -sign : sign;
  if (a.whole.size() != b.whole.size()) return a.whole.size() < b.whole.size() ? -sign : sign;
  if (const int whole = a.whole.compare(b.whole); whole != 0) return sign * Sign(whole);
  return sign * Sign(a.fraction.compare(b.fraction));
}

}  // namespace

bool SortOrder::Flags::Set(char letter, bool at_end) {
  switch (letter) {
    case 'b':
      (at_end ? blanks_end : blanks_begin) = true;
      return true;
    case 'd':
      return dictionary = true;
    case 'f':
      return fold = true;
    case 'h':
      return human = true;
    case 'i':
      return printable = true;
    case 'n':
      return numeric = true;
    case 'r':
      return reverse = true;
    default:
      return false;
  }
}

void SortOrder::SetGlobal(std::string_view letters, bool no_last_resort) {
  for (const char letter : letters) {
    global_.Set(letter, false);
    global_.Set(letter, true);
  }
  no_last_resort_ = no_last_resort;
}

absl::Status SortOrder::AddKey(std::string_view text) {
  const auto wrong = [&] {
    return absl::InvalidArgumentError(absl::StrCat("-k: ", std::string(text), " is not a key"));
  };
  std::size_t at = 0;
  const auto number = [&]() -> std::optional<std::size_t> {
    const std::size_t begin = at;
    std::size_t value = 0;
    for (; at < text.size() && IsDigit(text[at]); ++at) {
      // What is larger than any line means the same as any other such number.
      if (value < std::numeric_limits<std::size_t>::max() / 100)
        value = value * 10 + static_cast<std::size_t>(text[at] - '0');
    }
    if (at == begin) return std::nullopt;
    return value;
  };
  Key key;
  bool own_flags = false;
  const auto letters = [&](bool at_end) {
    for (; at < text.size() && key.flags.Set(text[at], at_end); ++at) own_flags = true;
  };
  const auto skip = [&](char wanted) {
    if (at == text.size() || text[at] != wanted) return false;
    ++at;
    return true;
  };
  const std::optional<std::size_t> from = number();
  if (!from.has_value() || *from == 0) return wrong();
  key.from = *from - 1;
  if (skip('.')) {
    const std::optional<std::size_t> character = number();
    if (!character.has_value() || *character == 0) return wrong();
    key.from_character = *character - 1;
  }
  letters(false);
  if (skip(',')) {
    const std::optional<std::size_t> to = number();
    if (!to.has_value() || *to == 0) return wrong();
    key.has_end = true;
    if (skip('.')) {
      const std::optional<std::size_t> character = number();
      if (!character.has_value()) return wrong();
      key.to_character = *character;
    }
    // To the end of the field, or so far into it.
    key.to = key.to_character == 0 ? *to : *to - 1;
    letters(true);
  }
  if (at != text.size()) return wrong();
  if (!own_flags) key.flags = global_;
  keys_.push_back(key);
  return absl::OkStatus();
}

std::size_t SortOrder::SkipFields(std::string_view line, std::size_t fields, bool past_last) const {
  std::size_t at = 0;
  for (; fields > 0 && at < line.size(); --fields) {
    if (separator_.has_value()) {
      at = std::min(line.find(*separator_, at), line.size());
      if (at < line.size() && (fields > 1 || past_last)) ++at;
    } else {
      while (at < line.size() && IsBlank(line[at])) ++at;
      while (at < line.size() && !IsBlank(line[at])) ++at;
    }
  }
  return at;
}

std::string_view SortOrder::Find(const Key& key, std::string_view line) const {
  std::size_t begin = SkipFields(line, key.from, true);
  if (key.flags.blanks_begin) {
    while (begin < line.size() && IsBlank(line[begin])) ++begin;
  }
  begin = std::min(line.size(), begin + std::min(line.size(), key.from_character));
  std::size_t end = line.size();
  if (key.has_end) {
    end = SkipFields(line, key.to, key.to_character > 0);
    if (key.to_character > 0) {
      if (key.flags.blanks_end) {
        while (end < line.size() && IsBlank(line[end])) ++end;
      }
      end = std::min(line.size(), end + std::min(line.size(), key.to_character));
    }
  }
  return line.substr(begin, std::max(begin, end) - begin);
}

int SortOrder::CompareKeys(std::string_view a, std::string_view b, const Flags& flags) {
  if (flags.numeric || flags.human)
    return CompareNumbers(ParseNumber(a, flags.human), ParseNumber(b, flags.human));
  if (!flags.dictionary && !flags.fold && !flags.printable) return Sign(a.compare(b));
  const auto counts = [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    if (flags.dictionary && !absl::ascii_isalnum(byte) && !IsBlank(c)) return false;
    return !flags.printable || absl::ascii_isprint(byte);
  };
  const auto value = [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return static_cast<int>(flags.fold ? static_cast<unsigned char>(absl::ascii_toupper(byte))
                                       : byte);
  };
  std::size_t i = 0;
  std::size_t j = 0;
  for (;; ++i, ++j) {
    while (i < a.size() && !counts(a[i])) ++i;
    while (j < b.size() && !counts(b[j])) ++j;
    if (i == a.size() || j == b.size()) return (i < a.size() ? 1 : 0) - (j < b.size() ? 1 : 0);
    if (value(a[i]) != value(b[j])) return value(a[i]) < value(b[j]) ? -1 : 1;
  }
}

SortLine SortOrder::MakeLine(std::string_view text) const {
  if (!keys_.empty()) return {text, Find(keys_[0], text)};
  std::string_view key = text;
  while (global_.blanks_begin && !key.empty() && IsBlank(key[0])) key.remove_prefix(1);
  return {text, key};
}

int SortOrder::Compare(const SortLine& a, const SortLine& b) const {
  const Flags& first = keys_.empty() ? global_ : keys_[0].flags;
  int compared = CompareKeys(a.key, b.key, first);
  if (compared != 0) return first.reverse ? -compared : compared;
  for (std::size_t i = 1; i < keys_.size(); ++i) {
    const Key& key = keys_[i];
    compared = CompareKeys(Find(key, a.text), Find(key, b.text), key.flags);
    if (compared != 0) return key.flags.reverse ? -compared : compared;
  }
  if (no_last_resort_) return 0;
  compared = Sign(a.text.compare(b.text));
  return global_.reverse ? -compared : compared;
}

}  // namespace corix
