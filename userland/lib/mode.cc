#include "userland/lib/mode.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace corix {
namespace {

constexpr unsigned kAll = 0777;

absl::Status NoMode(std::string_view text) {
  return absl::InvalidArgumentError(absl::StrCat(std::string(text), " is not a mode"));
}

// Whose permissions: for each letter of "ugoa" its three bits.
unsigned WhoMask(char who) {
  switch (who) {
    case 'u':
      return 0700;
    case 'g':
      return 0070;
    case 'o':
      return 0007;
    case 'a':
      return kAll;
    default:
      return 0;
  }
}

unsigned WhatBits(char what) {
  switch (what) {
    case 'r':
      return 0444;
    case 'w':
      return 0222;
    case 'x':
      return 0111;
    default:
      return 0;
  }
}

// "u+rw": of a symbolic mode, one part.
absl::StatusOr<unsigned> ApplyClause(std::string_view clause, unsigned mode) {
  std::size_t at = 0;
  unsigned who = 0;
  for (; at < clause.size() && WhoMask(clause[at]) != 0; ++at) who |= WhoMask(clause[at]);
  if (who == 0) who = kAll;
  if (at == clause.size()) return absl::InvalidArgumentError("");
  while (at < clause.size()) {
    const char action = clause[at++];
    if (action != '+' && action != '-' && action != '=') return absl::InvalidArgumentError("");
    unsigned bits = 0;
    for (; at < clause.size() && WhatBits(clause[at]) != 0; ++at) bits |= WhatBits(clause[at]);
    bits &= who;
    if (action == '+') mode |= bits;
    if (action == '-') mode &= ~bits;
    if (action == '=') mode = (mode & ~who) | bits;
  }
  return mode;
}

}  // namespace

absl::StatusOr<unsigned> ParseMode(std::string_view text, unsigned before) {
  const bool octal = !text.empty() && std::all_of(text.begin(), text.end(),
                                                  [](char c) { return c >= '0' && c <= '7'; });
  if (octal) {
    unsigned mode = 0;
    for (const char digit : text)
      mode = std::min(mode * 8 + static_cast<unsigned>(digit - '0'), 010000U);
    if (mode > 07777U) return NoMode(text);
    return mode;
  }
  unsigned mode = before;
  for (std::string_view rest = text;;) {
    const std::size_t comma = rest.find(',');
    const absl::StatusOr<unsigned> changed = ApplyClause(rest.substr(0, comma), mode);
    if (!changed.ok()) return NoMode(text);
    mode = *changed;
    if (comma == rest.npos) return mode;
    rest.remove_prefix(comma + 1);
  }
}

std::string FormatMode(const FileInfo& info) {
  constexpr std::string_view kTypes = "-dlpscb?";
  constexpr std::string_view kBits = "rwxrwxrwx";
  std::string text(1, kTypes[static_cast<std::size_t>(info.type)]);
  for (std::size_t i = 0; i < kBits.size(); ++i)
    text += (info.permissions & (0400U >> i)) != 0 ? kBits[i] : '-';
  const auto mark = [&](unsigned bit, std::size_t at, char with_x, char without) {
    if ((info.permissions & bit) != 0) text[at] = text[at] == 'x' ? with_x : without;
  };
  mark(04000, 3, 's', 'S');
  mark(02000, 6, 's', 'S');
  mark(01000, 9, 't', 'T');
  return text;
}

}  // namespace corix
