#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "syscalls/read.h"
#include "userland/bin/programs.h"
#include "userland/lib/byte_reader.h"
#include "userland/lib/complain.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kTrOptions[] = {
    {.letter = 'c', .name = "complement", .meaning = "all bytes that are not in SET1"},
    {.letter = 'C', .meaning = "the same"},
    {.letter = 'd', .name = "delete", .meaning = "delete what is in SET1"},
    {.letter = 's',
     .name = "squeeze-repeats",
     .meaning = "of equal bytes in a row that are in the last set, only one"},
    {.letter = 't', .name = "truncate-set1", .meaning = "SET1 only as far as SET2 goes"},
};

constexpr int kBytes = 256;

struct Class {
  std::string_view name;
  bool (*contains)(unsigned char c);
};

constexpr std::array<Class, 12> kClasses = {{
    {"alnum", absl::ascii_isalnum},
    {"alpha", absl::ascii_isalpha},
    {"blank", absl::ascii_isblank},
    {"cntrl", absl::ascii_iscntrl},
    {"digit", absl::ascii_isdigit},
    {"graph", absl::ascii_isgraph},
    {"lower", absl::ascii_islower},
    {"print", absl::ascii_isprint},
    {"punct", absl::ascii_ispunct},
    {"space", absl::ascii_isspace},
    {"upper", absl::ascii_isupper},
    {"xdigit", absl::ascii_isxdigit},
}};

// Reads a set: bytes, a-z, [:alpha:], [=a=], [a*3], \n, \012.
class SetParser {
 public:
  // A set in which a [a*] stands is filled up to `size`.
  SetParser(std::string_view text, std::size_t size) : text_(text), size_(size) {}

  absl::StatusOr<std::string> Parse() {
    std::size_t filler_at = 0;
    bool has_filler = false;
    unsigned char filler = 0;
    while (at_ < text_.size()) {
      if (text_.substr(at_).starts_with("[:")) {
        if (const std::size_t end = text_.find(":]", at_ + 2); end != text_.npos) {
          absl::Status status = TakeClass(text_.substr(at_ + 2, end - at_ - 2));
          if (!status.ok()) return status;
          at_ = end + 2;
          continue;
        }
      }
      if (text_.substr(at_).starts_with("[=") && text_.substr(at_ + 3).starts_with("=]")) {
        set_ += text_[at_ + 2];
        at_ += 5;
        continue;
      }
      if (text_[at_] == '[') {
        const absl::StatusOr<bool> repeated = TakeRepeat(filler);
        if (!repeated.ok()) return repeated.status();
        if (*repeated) {
          if (fills_) {
            has_filler = true;
            filler_at = set_.size();
          }
          continue;
        }
      }
      const unsigned char from = TakeByte();
      if (at_ + 1 < text_.size() && text_[at_] == '-') {
        ++at_;
        const unsigned char to = TakeByte();
        if (to < from) {
          return absl::InvalidArgumentError(
              absl::StrCat("the range ", std::string(text_), " goes backwards"));
        }
        for (int c = from; c <= to; ++c) set_ += static_cast<char>(c);
      } else {
        set_ += static_cast<char>(from);
      }
    }
    if (has_filler && set_.size() < size_)
      set_.insert(filler_at, size_ - set_.size(), static_cast<char>(filler));
    return std::move(set_);
  }

 private:
  absl::Status TakeClass(std::string_view name) {
    const auto* const found = std::find_if(kClasses.begin(), kClasses.end(),
                                           [&](const Class& c) { return c.name == name; });
    if (found == kClasses.end())
      return absl::InvalidArgumentError(absl::StrCat("no class [:", std::string(name), ":]"));
    for (int c = 0; c < kBytes; ++c) {
      if (found->contains(static_cast<unsigned char>(c))) set_ += static_cast<char>(c);
    }
    return absl::OkStatus();
  }

  // [a*3] or [a*]; false if it is none, and nothing was taken.
  absl::StatusOr<bool> TakeRepeat(unsigned char& filler) {
    const std::size_t begin = at_++;
    fills_ = false;
    if (at_ < text_.size()) {
      const unsigned char c = TakeByte();
      const std::size_t end = text_.find(']', at_);
      if (at_ < text_.size() && text_[at_] == '*' && end != text_.npos) {
        const std::string digits(text_.substr(at_ + 1, end - at_ - 1));
        const bool are_digits = std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit);
        constexpr std::size_t kMostTimes = std::size_t{1} << 16U;
        std::size_t times = 0;
        for (const char digit : digits) {
          times = times * (digits[0] == '0' ? 8 : 10) + static_cast<std::size_t>(digit - '0');
          if (times > kMostTimes)
            return absl::OutOfRangeError(absl::StrCat(digits, " is too many"));
        }
        if (are_digits) {
          at_ = end + 1;
          fills_ = times == 0;
          if (fills_) filler = c;
          set_.append(times, static_cast<char>(c));
          return true;
        }
      }
    }
    at_ = begin;
    return false;
  }

  unsigned char TakeByte() {
    const char c = text_[at_++];
    if (c != '\\' || at_ == text_.size()) return static_cast<unsigned char>(c);
    const char escaped = text_[at_++];
    constexpr std::string_view kLetters = "abfnrtv";
    constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v";
    if (const std::size_t i = kLetters.find(escaped); i != kLetters.npos)
      return static_cast<unsigned char>(kMeanings[i]);
    if (escaped < '0' || escaped > '7') return static_cast<unsigned char>(escaped);
    int value = escaped - '0';
    for (int i = 0; i < 2 && at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '7' &&
                    value * 8 + (text_[at_] - '0') < kBytes;
         ++i) {
      value = value * 8 + (text_[at_++] - '0');
    }
    return static_cast<unsigned char>(value);
  }

  std::string_view text_;
  std::size_t size_;
  std::size_t at_ = 0;
  std::string set_;
  bool fills_ = false;
};

// What becomes of each byte.
class Translation {
 public:
  static absl::StatusOr<Translation> For(const ParsedArgs& args) {
    const std::vector<std::string>& sets = args.operands();
    absl::StatusOr<std::string> first = SetParser(sets[0], 0).Parse();
    if (!first.ok()) return first.status();
    if (args.LastOf("cC") != 0) first = Complement(*first);
    Translation translation;
    const bool deletes = args.Has('d');
    std::string last = *first;
    if (sets.size() == 2) {
      const absl::StatusOr<std::string> second = SetParser(sets[1], first->size()).Parse();
      if (!second.ok()) return second.status();
      if (!deletes) {
        absl::Status status = translation.Map(*first, *second, args.Has('t'));
        if (!status.ok()) return status;
      }
      last = *second;
    }
    for (const char c : deletes ? *first : "") translation.deleted_[Index(c)] = true;
    for (const char c : args.Has('s') ? last : "") translation.squeezed_[Index(c)] = true;
    return translation;
  }

  // In place.
  std::string_view Apply(absl::Span<char> bytes) {
    std::size_t kept = 0;
    for (const char c : bytes) {
      if (deleted_[Index(c)]) continue;
      const char out = map_[Index(c)];
      if (squeezed_[Index(out)] && last_ == static_cast<unsigned char>(out)) continue;
      last_ = static_cast<unsigned char>(out);
      bytes[kept++] = out;
    }
    return {bytes.data(), kept};
  }

 private:
  Translation() {
    for (int c = 0; c < kBytes; ++c) map_[static_cast<std::size_t>(c)] = static_cast<char>(c);
  }

  static std::size_t Index(char c) { return static_cast<unsigned char>(c); }

  static std::string Complement(const std::string& set) {
    std::string others;
    for (int c = 0; c < kBytes; ++c) {
      if (set.find(static_cast<char>(c)) == set.npos) others += static_cast<char>(c);
    }
    return others;
  }

  absl::Status Map(const std::string& from, const std::string& to, bool truncate) {
    if (to.empty() && !truncate && !from.empty())
      return absl::InvalidArgumentError("SET2 is empty");
    for (std::size_t i = 0; i < from.size() && (i < to.size() || !truncate); ++i)
      map_[Index(from[i])] = to[std::min(i, to.size() - 1)];
    return absl::OkStatus();
  }

  std::array<char, kBytes> map_;
  std::array<bool, kBytes> deleted_ = {};
  std::array<bool, kBytes> squeezed_ = {};
  int last_ = -1;
};

Co<int> Tr(ParsedArgs args) {
  const std::size_t sets = args.operands().size();
  const bool both = args.Has('d') && args.Has('s');
  if (sets == 2 && args.Has('d') && !args.Has('s'))
    co_return Complain(args.name(), absl::InvalidArgumentError("-d without -s takes one set"));
  if (sets == 1 && (both || !(args.Has('d') || args.Has('s'))))
    co_return Complain(args.name(), absl::InvalidArgumentError("SET2 is missing"));
  absl::StatusOr<Translation> translation = Translation::For(args);
  if (!translation.ok()) co_return Complain(args.name(), translation.status());
  std::vector<char> piece(ByteReader::kPiece);
  for (;;) {
    const absl::StatusOr<std::size_t> bytes = co_yield Read(kStdin, absl::MakeSpan(piece));
    if (!bytes.ok()) co_return Fail(args, ReadingError("standard input", bytes.status()));
    if (*bytes == 0) co_return 0;
    co_await WriteOut(args.name(), translation->Apply(absl::MakeSpan(piece.data(), *bytes)));
  }
}

}  // namespace

extern const Program kTr = {
    .name = "tr",
    .params = "SET1 [SET2]",
    .summary = "replace, delete or squeeze the bytes of standard input",
    .tool = &Tr,
    .options = kTrOptions,
    .least = 1,
    .most = 2,
};

}  // namespace corix
