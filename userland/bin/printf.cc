// As POSIX has it (XCU, printf): the format is used again until all arguments are, missing ones are
// empty or zero, and %b is a text with escapes.

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "userland/bin/programs.h"
#include "userland/lib/escapes.h"
#include "userland/lib/print.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

// One conversion: %-*.3d.
struct Conversion {
  std::string flags;
  int width = 0;
  int precision = -1;
  char letter = 0;

  // For the host's printf, with a length for the type.
  std::string For(std::string_view length) const {
    std::string format = absl::StrCat("%", flags);
    if (width > 0) absl::StrAppend(&format, width);
    if (precision >= 0) absl::StrAppend(&format, ".", precision);
    return absl::StrCat(format, std::string(length), std::string(1, letter));
  }
};

constexpr int kWidest = 1 << 20;

class Formatter {
 public:
  Formatter(std::string program, std::vector<std::string> words)
      : program_(std::move(program)), format_(words[0]), words_(std::move(words)) {}

  // The exit code; the text is in text().
  int Run() {
    do {
      const std::size_t before = next_;
      if (!Once()) break;
      if (next_ == before) break;  // a format without conversions is not repeated
    } while (next_ < words_.size());
    return status_;
  }
  const std::string& text() const { return text_; }

 private:
  // False: it is over.
  bool Once() {
    for (std::size_t at = 0; at < format_.size();) {
      if (format_[at] == '\\') {
        AppendEscape(text_, format_, at, EscapeDialect::kFormat);
      } else if (format_[at] == '%') {
        if (!Convert(++at)) return false;
      } else {
        text_ += format_[at++];
      }
    }
    return true;
  }

  std::string NextWord() { return next_ < words_.size() ? words_[next_++] : std::string(); }

  bool Wrong(std::string_view what) {
    PrintError("%s: %s\n", program_, what);
    status_ = 1;
    return false;
  }

  int Number(std::size_t& at) {
    if (at < format_.size() && format_[at] == '*') {
      ++at;
      return static_cast<int>(
          std::max<std::int64_t>(-kWidest, std::min<std::int64_t>(kWidest, ToInteger(NextWord()))));
    }
    int value = 0;
    for (; at < format_.size() && absl::ascii_isdigit(static_cast<unsigned char>(format_[at]));
         ++at)
      value = std::min(value * 10 + (format_[at] - '0'), kWidest);
    return value;
  }

  bool Convert(std::size_t& at) {
    if (at < format_.size() && format_[at] == '%') {
      text_ += '%';
      ++at;
      return true;
    }
    Conversion conversion;
    for (; at < format_.size() &&
           std::string_view("-+ #0").find(format_[at]) != std::string_view::npos;
         ++at)
      conversion.flags += format_[at];
    conversion.width = Number(at);
    if (conversion.width < 0) {
      conversion.width = -conversion.width;
      conversion.flags += '-';
    }
    if (at < format_.size() && format_[at] == '.') conversion.precision = Number(++at);
    if (at == format_.size()) return Wrong("the format ends within a conversion");
    conversion.letter = format_[at++];
    switch (conversion.letter) {
      case 'd':
      case 'i':
        return Append(conversion.For("ll").c_str(), static_cast<long long>(ToInteger(NextWord())));
      case 'o':
      case 'u':
      case 'x':
      case 'X':
        return Append(conversion.For("ll").c_str(),
                      static_cast<unsigned long long>(ToInteger(NextWord())));
      case 'a':
      case 'A':
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G':
        return Append(conversion.For("L").c_str(), ToFloat(NextWord()));
      case 'c':
        // Of no character at all, the zero byte.
        Pad(std::string(1, NextWord().c_str()[0]), conversion);
        return true;
      case 's':
        Pad(Cut(NextWord(), conversion), conversion);
        return true;
      case 'b': {
        std::string unescaped;
        const bool goes_on = AppendUnescaped(unescaped, NextWord(), EscapeDialect::kEcho);
        Pad(Cut(unescaped, conversion), conversion);
        return goes_on;
      }
      default:
        return Wrong(absl::StrCat("%", std::string(1, conversion.letter), ": no such conversion"));
    }
  }

  static std::string Cut(const std::string& text, const Conversion& conversion) {
    return conversion.precision < 0
               ? text
               : text.substr(0, static_cast<std::size_t>(conversion.precision));
  }

  void Pad(const std::string& text, const Conversion& conversion) {
    const auto width = static_cast<std::size_t>(conversion.width);
    const std::string blanks(width > text.size() ? width - text.size() : 0, ' ');
    const bool left = conversion.flags.find('-') != std::string::npos;
    absl::StrAppend(&text_, left ? text : blanks, left ? blanks : text);
  }

  template <typename T>
  bool Append(const char* format, T value) {
    const int size = std::snprintf(nullptr, 0, format, value);
    if (size < 0) return Wrong("too wide");
    std::string text(static_cast<std::size_t>(size) + 1, '\0');
    std::snprintf(text.data(), text.size(), format, value);
    text.pop_back();
    text_ += text;
    return true;
  }

  // 'x is the value of the character. False: it is not that.
  static bool IsCharacter(const std::string& word) {
    return word.size() > 1 && (word[0] == '\'' || word[0] == '"');
  }

  void CheckNumber(const std::string& word, const char* end) {
    if (end == word.c_str()) {
      (void)Wrong(absl::StrCat(word, " is not a number"));
    } else if (*end != '\0') {
      (void)Wrong(absl::StrCat(word, " is not only a number"));
    } else if (errno == ERANGE) {
      (void)Wrong(absl::StrCat(word, " is out of range"));
    }
  }

  std::int64_t ToInteger(const std::string& word) {
    if (word.empty()) return 0;
    if (IsCharacter(word)) return static_cast<unsigned char>(word[1]);
    char* end = nullptr;
    errno = 0;
    std::int64_t value = std::strtoll(word.c_str(), &end, 0);
    if (errno == ERANGE && word[0] != '-') {
      // It may still fit without a sign.
      errno = 0;
      value = static_cast<std::int64_t>(std::strtoull(word.c_str(), &end, 0));
    }
    CheckNumber(word, end);
    return value;
  }

  long double ToFloat(const std::string& word) {
    if (word.empty()) return 0;
    if (IsCharacter(word)) return static_cast<unsigned char>(word[1]);
    char* end = nullptr;
    errno = 0;
    const long double value = std::strtold(word.c_str(), &end);
    CheckNumber(word, end);
    return value;
  }

  std::string program_;
  std::string format_;
  std::vector<std::string> words_;  // the format is the first of them
  std::size_t next_ = 1;
  std::string text_;
  int status_ = 0;
};

Co<int> Printf(ParsedArgs args) {
  Formatter formatter(args.name(), args.operands());
  const int status = formatter.Run();
  co_await WriteOut(args.name(), formatter.text());
  co_return status;
}

}  // namespace

extern const Program kPrintf = {
    .name = "printf",
    .params = "FORMAT [WORD...]",
    .summary = "print the words as the format says",
    .tool = &Printf,
    .least = 1,
    .place = OperandPlace::kLast,
    .notes =
        "%d %i %o %u %x %X %a %e %f %g %c %s %b %% are known, with flags, width and precision.",
};

}  // namespace corix
