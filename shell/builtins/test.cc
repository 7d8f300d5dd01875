// test and [ (POSIX, test): what an expression means depends on how many words it has, up to four;
// longer ones are parsed.

#include <unistd.h>

#include <array>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "shell/builtins/builtins.h"
#include "syscalls/check_access.h"
#include "syscalls/dup_to_host.h"
#include "syscalls/file_status.h"

namespace corix {
namespace {

constexpr std::string_view kUnary = "bcdefghkLnOGprSstuwxz";
constexpr std::array<std::string_view, 15> kBinary = {"=",   "==",  "!=",  "<",   ">",
                                                      "-eq", "-ne", "-gt", "-ge", "-lt",
                                                      "-le", "-nt", "-ot", "-ef", "=~"};

bool IsUnary(std::string_view word) {
  return word.size() == 2 && word[0] == '-' && kUnary.find(word[1]) != kUnary.npos;
}

bool IsBinary(std::string_view word) {
  for (const std::string_view op : kBinary) {
    if (word == op && op != "=~") return true;
  }
  return false;
}

class Tester {
 public:
  explicit Tester(absl::Span<const std::string> words) : words_(words) {}

  // Nothing: it cannot be understood; see wrong().
  std::optional<bool> Run() {
    const bool result = ByCount(words_);
    if (!wrong_.empty()) return std::nullopt;
    return result;
  }
  const std::string& wrong() const { return wrong_; }

 private:
  using Words = absl::Span<const std::string>;

  bool Wrong(std::string what) {
    if (wrong_.empty()) wrong_ = std::move(what);
    return false;
  }

  bool ByCount(Words words) {
    switch (words.size()) {
      case 0:
        return false;
      case 1:
        return !words[0].empty();
      case 2:
        if (words[0] == "!") return words[1].empty();
        if (IsUnary(words[0])) return Unary(words[0][1], words[1]);
        return Wrong(absl::StrCat(words[0], ": a unary operator is expected"));
      case 3:
        if (IsBinary(words[1])) return Binary(words[0], words[1], words[2]);
        if (words[1] == "-a") return !words[0].empty() && !words[2].empty();
        if (words[1] == "-o") return !words[0].empty() || !words[2].empty();
        if (words[0] == "!") return !ByCount(words.subspan(1));
        if (words[0] == "(" && words[2] == ")") return !words[1].empty();
        return Wrong(absl::StrCat(words[1], ": a binary operator is expected"));
      case 4:
        if (words[0] == "!") return !ByCount(words.subspan(1));
        if (words[0] == "(" && words[3] == ")") return ByCount(words.subspan(1, 2));
        break;
      default:
        break;
    }
    at_ = 0;
    const bool result = Or();
    if (at_ < words_.size()) return Wrong(absl::StrCat(words_[at_], ": is one word too many"));
    return result;
  }

  // ---- Longer ones ----

  bool Next(std::string_view word) {
    if (at_ >= words_.size() || words_[at_] != word) return false;
    ++at_;
    return true;
  }
  bool Or() {
    bool result = And();
    while (Next("-o")) result = And() || result;
    return result;
  }
  bool And() {
    bool result = Not();
    while (Next("-a")) result = Not() && result;
    return result;
  }
  bool Not() {
    bool negated = false;
    while (at_ + 1 < words_.size() && !(at_ + 2 < words_.size() && IsBinary(words_[at_ + 1])) &&
           Next("!"))
      negated = !negated;
    return Primary() != negated;
  }
  bool Primary() {
    if (at_ >= words_.size()) return Wrong("an expression is missing at the end");
    const Words rest = words_.subspan(at_);
    if (rest.size() >= 3 && IsBinary(rest[1])) {
      at_ += 3;
      return Binary(rest[0], rest[1], rest[2]);
    }
    if (rest[0] == "(") {
      constexpr int kDeepest = 1000;
      if (++depth_ > kDeepest) return Wrong("the expression is nested too deep");
      ++at_;
      const bool result = Or();
      --depth_;
      return Next(")") ? result : Wrong("a ) is missing");
    }
    if (rest.size() >= 2 && IsUnary(rest[0])) {
      at_ += 2;
      return Unary(rest[0][1], rest[1]);
    }
    ++at_;
    return !rest[0].empty();
  }

  // ---- Operators ----

  std::int64_t Number(const std::string& text) {
    std::int64_t number = 0;
    if (!absl::SimpleAtoi(text, &number)) Wrong(absl::StrCat(text, ": a number is expected"));
    return number;
  }

  bool Binary(const std::string& a, std::string_view op, const std::string& b) {
    if (op == "=" || op == "==") return a == b;
    if (op == "!=") return a != b;
    if (op == "<") return a < b;
    if (op == ">") return a > b;
    if (op == "-nt" || op == "-ot" || op == "-ef") return Files(a, op, b);
    const std::int64_t left = Number(a);
    const std::int64_t right = Number(b);
    if (op == "-eq") return left == right;
    if (op == "-ne") return left != right;
    if (op == "-gt") return left > right;
    if (op == "-ge") return left >= right;
    if (op == "-lt") return left < right;
    return left <= right;
  }

  static bool Files(const std::string& a, std::string_view op, const std::string& b) {
    const absl::StatusOr<FileInfo> left = CallNow(FileStatus(a));
    const absl::StatusOr<FileInfo> right = CallNow(FileStatus(b));
    if (op == "-ef") return left.ok() && right.ok() && left->SameFileAs(*right);
    // A file that is not there is older than any that is.
    if (op == "-nt") return left.ok() && (!right.ok() || left->modified > right->modified);
    return right.ok() && (!left.ok() || left->modified < right->modified);
  }

  bool IsTerminal(const std::string& text) {
    const std::int64_t fd = Number(text);
    if (!wrong_.empty() || fd < 0 || fd > 9) return false;
    const absl::StatusOr<int> host_fd = CallNow(DupToHost(Fd(static_cast<int>(fd))));
    if (!host_fd.ok()) return false;
    const bool is_terminal = isatty(*host_fd) == 1;
    close(*host_fd);
    return is_terminal;
  }

  bool Unary(char op, const std::string& operand) {
    if (op == 'n') return !operand.empty();
    if (op == 'z') return operand.empty();
    if (op == 't') return IsTerminal(operand);
    if (op == 'r') return CallNow(CheckAccess(operand, FileAccess::kRead)).ok();
    if (op == 'w') return CallNow(CheckAccess(operand, FileAccess::kWrite)).ok();
    if (op == 'x') return CallNow(CheckAccess(operand, FileAccess::kExecute)).ok();
    const bool of_link = op == 'h' || op == 'L';
    const absl::StatusOr<FileInfo> info =
        of_link ? CallNow(FileStatus(operand).NotFollowing()) : CallNow(FileStatus(operand));
    if (!info.ok()) return false;
    switch (op) {
      case 'b':
        return info->type == FileType::kBlockDevice;
      case 'c':
        return info->type == FileType::kCharacterDevice;
      case 'd':
        return info->type == FileType::kDirectory;
      case 'f':
        return info->type == FileType::kRegular;
      case 'g':
        return (info->permissions & 02000U) != 0;
      case 'h':
      case 'L':
        return info->type == FileType::kSymbolicLink;
      case 'k':
        return (info->permissions & 01000U) != 0;
      case 'O':
        return info->owner == geteuid();
      case 'G':
        return info->group == getegid();
      case 'p':
        return info->type == FileType::kFifo;
      case 'S':
        return info->type == FileType::kSocket;
      case 's':
        return info->size > 0;
      case 'u':
        return (info->permissions & 04000U) != 0;
      default:
        return true;
    }
  }

  Words words_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::string wrong_;
};

}  // namespace

int TestBuiltin(ShellState& state, const Args& args) {
  absl::Span<const std::string> words = absl::MakeSpan(args).subspan(1);
  if (args[0] == "[") {
    if (words.empty() || words.back() != "]") return Fail(state, args, "a ] is missing at the end");
    words.remove_suffix(1);
  }
  Tester tester(words);
  const std::optional<bool> result = tester.Run();
  if (!result.has_value()) return Fail(state, args, tester.wrong());
  return *result ? 0 : 1;
}

}  // namespace corix
