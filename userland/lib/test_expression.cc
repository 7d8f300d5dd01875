#include "userland/lib/test_expression.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "kernel/api/absl_view.h"
#include "kernel/api/file_info.h"
#include "syscalls/check_access.h"
#include "syscalls/file_status.h"
#include "syscalls/terminal_size.h"
#include "userland/lib/parse.h"

namespace corix {
namespace {

using Verdict = absl::StatusOr<bool>;

constexpr std::string_view kUnary = "bcdefghkLnprsStuwxz";
constexpr std::array<std::string_view, 14> kBinary = {
    "=", "==", "!=", "<", ">", "-eq", "-ne", "-gt", "-ge", "-lt", "-le", "-nt", "-ot", "-ef"};

bool IsUnary(std::string_view word) {
  return word.size() == 2 && word[0] == '-' && kUnary.find(word[1]) != kUnary.npos;
}

bool IsBinary(std::string_view word) {
  return std::find(kBinary.begin(), kBinary.end(), word) != kBinary.end();
}

absl::Status Unexpected(std::string_view word) {
  return absl::InvalidArgumentError(absl::StrCat("'", std::string(word), "' is not expected here"));
}

absl::StatusOr<std::int64_t> Integer(std::string_view word) {
  const std::string text(absl::StripAsciiWhitespace(AbslView(word)));
  const std::string_view digits = text;
  return ParseNumber(digits.starts_with('+') ? digits.substr(1) : digits,
                     std::numeric_limits<std::int64_t>::min(),
                     std::numeric_limits<std::int64_t>::max());
}

Co<Verdict> HasAccess(std::string path, FileAccess access) {
  const absl::Status status = co_yield CheckAccess(std::move(path), access);
  co_return status.ok();
}

Co<Verdict> IsTerminal(std::string word) {
  const absl::StatusOr<std::int64_t> fd = Integer(word);
  if (!fd.ok()) co_return fd.status();
  if (*fd < 0 || *fd > std::numeric_limits<int>::max()) co_return false;
  const absl::StatusOr<WindowSize> size = co_yield TerminalSize(Fd(static_cast<int>(*fd)));
  co_return size.ok();
}

bool Holds(char letter, const FileInfo& info) {
  switch (letter) {
    case 'b':
      return info.type == FileType::kBlockDevice;
    case 'c':
      return info.type == FileType::kCharacterDevice;
    case 'd':
      return info.type == FileType::kDirectory;
    case 'f':
      return info.type == FileType::kRegular;
    case 'h':
    case 'L':
      return info.type == FileType::kSymbolicLink;
    case 'p':
      return info.type == FileType::kFifo;
    case 'S':
      return info.type == FileType::kSocket;
    case 's':
      return info.size > 0;
    case 'u':
      return (info.permissions & 04000U) != 0;
    case 'g':
      return (info.permissions & 02000U) != 0;
    case 'k':
      return (info.permissions & 01000U) != 0;
    default:
      return true;  // e: it is there
  }
}

Co<Verdict> Unary(std::string op, std::string word) {
  const char letter = op[1];
  if (letter == 'n' || letter == 'z') co_return word.empty() == (letter == 'z');
  if (letter == 't') co_return co_await IsTerminal(std::move(word));
  if (letter == 'r') co_return co_await HasAccess(std::move(word), FileAccess::kRead);
  if (letter == 'w') co_return co_await HasAccess(std::move(word), FileAccess::kWrite);
  if (letter == 'x') co_return co_await HasAccess(std::move(word), FileAccess::kExecute);
  absl::StatusOr<FileInfo> info;
  if (letter == 'h' || letter == 'L') {
    info = co_yield FileStatus(std::move(word)).NotFollowing();
  } else {
    info = co_yield FileStatus(std::move(word));
  }
  co_return info.ok() && Holds(letter, *info);
}

Co<Verdict> CompareFiles(std::string left, std::string op, std::string right) {
  const absl::StatusOr<FileInfo> a = co_yield FileStatus(std::move(left));
  const absl::StatusOr<FileInfo> b = co_yield FileStatus(std::move(right));
  if (op == "-ef") co_return a.ok() && b.ok() && a->SameFileAs(*b);
  const absl::Time before = absl::InfinitePast();
  const absl::Time left_time = a.ok() ? a->modified : before;
  const absl::Time right_time = b.ok() ? b->modified : before;
  co_return op == "-nt" ? left_time > right_time : left_time < right_time;
}

Co<Verdict> Binary(std::string left, std::string op, std::string right) {
  if (op == "=" || op == "==") co_return left == right;
  if (op == "!=") co_return left != right;
  if (op == "<") co_return left < right;
  if (op == ">") co_return left > right;
  if (op == "-nt" || op == "-ot" || op == "-ef")
    co_return co_await CompareFiles(std::move(left), std::move(op), std::move(right));
  const absl::StatusOr<std::int64_t> a = Integer(left);
  if (!a.ok()) co_return a.status();
  const absl::StatusOr<std::int64_t> b = Integer(right);
  if (!b.ok()) co_return b.status();
  if (op == "-eq") co_return *a == *b;
  if (op == "-ne") co_return *a != *b;
  if (op == "-gt") co_return *a > *b;
  if (op == "-ge") co_return *a >= *b;
  if (op == "-lt") co_return *a < *b;
  co_return *a <= *b;
}

// Of more than four words. All of an expression is looked at, as it has to be understood anyway.
class ExpressionParser {
 public:
  explicit ExpressionParser(const std::vector<std::string>& words) : words_(words) {}

  Co<Verdict> All() {
    Verdict verdict = co_await Or();
    if (verdict.ok() && at_ < words_.size()) co_return Unexpected(words_[at_]);
    co_return verdict;
  }

 private:
  bool Next(std::string_view word) {
    if (at_ >= words_.size() || words_[at_] != word) return false;
    ++at_;
    return true;
  }

  Co<Verdict> Or() {
    Verdict left = co_await And();
    while (left.ok() && Next("-o")) {
      const Verdict right = co_await And();
      if (!right.ok()) co_return right;
      left = *left || *right;
    }
    co_return left;
  }

  Co<Verdict> And() {
    Verdict left = co_await Not();
    while (left.ok() && Next("-a")) {
      const Verdict right = co_await Not();
      if (!right.ok()) co_return right;
      left = *left && *right;
    }
    co_return left;
  }

  Co<Verdict> Not() {
    bool negated = false;
    while (at_ + 1 < words_.size() && !IsOperatorAhead() && Next("!")) negated = !negated;
    Verdict verdict = co_await Primary();
    if (verdict.ok() && negated) verdict = !*verdict;
    co_return verdict;
  }

  // A word that is followed by an operator of two is compared, whatever it is.
  bool IsOperatorAhead() const { return at_ + 2 < words_.size() && IsBinary(words_[at_ + 1]); }

  Co<Verdict> Primary() {
    if (at_ >= words_.size()) co_return absl::InvalidArgumentError("something is missing");
    if (IsOperatorAhead()) {
      at_ += 3;
      co_return co_await Binary(words_[at_ - 3], words_[at_ - 2], words_[at_ - 1]);
    }
    if (Next("(")) {
      const Verdict inner = co_await Or();
      if (inner.ok() && !Next(")")) co_return absl::InvalidArgumentError("( without )");
      co_return inner;
    }
    if (IsUnary(words_[at_]) && at_ + 1 < words_.size()) {
      at_ += 2;
      co_return co_await Unary(words_[at_ - 2], words_[at_ - 1]);
    }
    co_return !words_[at_++].empty();
  }

  const std::vector<std::string>& words_;
  std::size_t at_ = 0;
};

std::vector<std::string> Slice(const std::vector<std::string>& words, std::size_t from,
                               std::size_t to) {
  return {words.begin() + static_cast<std::ptrdiff_t>(from),
          words.begin() + static_cast<std::ptrdiff_t>(to)};
}

}  // namespace

Co<absl::StatusOr<bool>> EvaluateTest(std::vector<std::string> words) {
  const std::size_t count = words.size();
  if (count == 0) co_return false;
  if (count == 1) co_return !words[0].empty();
  if (count == 3 && IsBinary(words[1])) co_return co_await Binary(words[0], words[1], words[2]);
  if (count == 3 && (words[1] == "-a" || words[1] == "-o")) {
    const bool left = !words[0].empty();
    const bool right = !words[2].empty();
    co_return words[1] == "-a" ? left&& right : left || right;
  }
  if (count <= 4 && words[0] == "!") {
    absl::StatusOr<bool> rest = co_await EvaluateTest(Slice(words, 1, count));
    if (rest.ok()) rest = !*rest;
    co_return rest;
  }
  if (count == 2 && IsUnary(words[0])) co_return co_await Unary(words[0], words[1]);
  if (count == 2) co_return Unexpected(words[0]);
  if (count <= 4 && words[0] == "(" && words[count - 1] == ")")
    co_return co_await EvaluateTest(Slice(words, 1, count - 1));
  if (count == 3) co_return Unexpected(words[1]);
  ExpressionParser parser(words);
  co_return co_await parser.All();
}

}  // namespace corix
