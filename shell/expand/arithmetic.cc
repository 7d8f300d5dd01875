#include "shell/expand/arithmetic.h"

#include <array>
#include <limits>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "kernel/api/absl_view.h"
#include "shell/syntax/names.h"

namespace corix {
namespace {

// Binary operators, by how strongly they bind; the longest of a beginning comes first.
struct Operator {
  std::string_view text;
  int strength;
};
constexpr std::array<Operator, 18> kBinaryOperators = {{{"<<", 8},
                                                        {">>", 8},
                                                        {"<=", 7},
                                                        {">=", 7},
                                                        {"==", 6},
                                                        {"!=", 6},
                                                        {"&&", 2},
                                                        {"||", 1},
                                                        {"*", 10},
                                                        {"/", 10},
                                                        {"%", 10},
                                                        {"+", 9},
                                                        {"-", 9},
                                                        {"<", 7},
                                                        {">", 7},
                                                        {"&", 5},
                                                        {"^", 4},
                                                        {"|", 3}}};
constexpr std::array<std::string_view, 11> kAssigning = {
    "<<=", ">>=", "*=", "/=", "%=", "+=", "-=", "&=", "^=", "|=", "="};

// A number at the front of a text, in C's notation, which is taken off it. Too large a one is the
// largest.
std::int64_t TakeNumber(std::string_view& text) {
  unsigned base = 10;
  if (text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X') &&
      absl::ascii_isxdigit(static_cast<unsigned char>(text[2]))) {
    base = 16;
    text.remove_prefix(2);
  } else if (text.starts_with('0')) {
    base = 8;
  }
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  std::uint64_t value = 0;
  for (; !text.empty(); text.remove_prefix(1)) {
    const auto c = static_cast<unsigned char>(text[0]);
    const unsigned digit = absl::ascii_isdigit(c)    ? c - '0'
                           : absl::ascii_isxdigit(c) ? absl::ascii_tolower(c) - 'a' + 10U
                                                     : base;
    if (digit >= base) break;
    value = value > (kMost - digit) / base ? kMost : value * base + digit;
  }
  return static_cast<std::int64_t>(value);
}

class Evaluator {
 public:
  Evaluator(std::string_view text, ArithmeticVariables& variables)
      : whole_(text), rest_(text), variables_(variables) {}

  absl::StatusOr<std::int64_t> Run() {
    const std::int64_t value = Assignment(true);
    SkipBlanks();
    if (status_.ok() && !rest_.empty()) Fail("an operator is missing, or this is no number");
    if (!status_.ok()) return status_;
    return value;
  }

 private:
  void Fail(std::string_view what) {
    if (!status_.ok()) return;
    status_ =
        absl::InvalidArgumentError(absl::StrCat("$((", AbslView(whole_), ")): ", AbslView(what)));
    rest_ = "";
  }
  void SkipBlanks() {
    while (!rest_.empty() && absl::ascii_isspace(static_cast<unsigned char>(rest_[0])))
      rest_.remove_prefix(1);
  }
  bool Take(std::string_view text) {
    SkipBlanks();
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  std::string_view TakeName() {
    SkipBlanks();
    std::size_t length = 0;
    if (!rest_.empty() && IsNameStart(rest_[0])) {
      while (length < rest_.size() && IsNameChar(rest_[length])) ++length;
    }
    const std::string_view name = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return name;
  }

  std::int64_t ValueOf(std::string_view name) {
    const std::string text = variables_.Get(name);
    std::string_view rest = text;
    const auto skip = [&] {
      while (!rest.empty() && absl::ascii_isspace(static_cast<unsigned char>(rest[0])))
        rest.remove_prefix(1);
    };
    skip();
    if (rest.empty()) return 0;
    const bool negative = rest[0] == '-';
    if (negative || rest[0] == '+') rest.remove_prefix(1);
    const bool is_number =
        !rest.empty() && absl::ascii_isdigit(static_cast<unsigned char>(rest[0]));
    std::int64_t value = TakeNumber(rest);
    skip();
    if (!is_number || !rest.empty())
      Fail(absl::StrCat(AbslView(name), " is ", text, ", which is no number"));
    // The least number is one further from 0 than the greatest.
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
    if (negative && value == kMost && text.find("9223372036854775807") == std::string::npos)
      return std::numeric_limits<std::int64_t>::min();
    return negative ? -value : value;
  }

  std::int64_t Assignment(bool live) {
    const Level level(*this);
    if (!level.ok()) return 0;
    const std::string_view before = rest_;
    const std::string_view name = TakeName();
    if (!name.empty()) {
      SkipBlanks();
      for (const std::string_view op : kAssigning) {
        if (!rest_.starts_with(op) || rest_.starts_with("==")) continue;
        rest_.remove_prefix(op.size());
        return Assign(name, op.substr(0, op.size() - 1), live);
      }
    }
    rest_ = before;
    return Conditional(live);
  }

  std::int64_t Assign(std::string_view name, std::string_view op, bool live) {
    std::int64_t value = Assignment(live);
    if (!live || !status_.ok()) return value;
    if (!op.empty()) value = Apply(op, ValueOf(name), value);
    if (!status_.ok()) return value;
    status_ = variables_.Set(name, absl::StrCat(value));
    return value;
  }

  std::int64_t Conditional(bool live) {
    const std::int64_t condition = Binary(1, live);
    if (!Take("?")) return condition;
    const std::int64_t yes = Assignment(live && condition != 0);
    if (!Take(":")) Fail("a : must come after the ?");
    const Level level(*this);
    if (!level.ok()) return 0;
    const std::int64_t no = Conditional(live && condition == 0);
    return condition != 0 ? yes : no;
  }

  // The operator that comes next, if it is a binary one.
  const Operator* PeekOperator() {
    SkipBlanks();
    for (const Operator& op : kBinaryOperators) {
      if (!rest_.starts_with(op.text)) continue;
      // a *= b is no product.
      const std::string_view behind = rest_.substr(op.text.size());
      const bool assigns = behind.starts_with('=') && op.strength != 7 && op.strength != 6;
      return assigns ? nullptr : &op;
    }
    return nullptr;
  }

  // Operators that bind at least so strongly.
  std::int64_t Binary(int least, bool live) {
    std::int64_t left = Unary(live);
    for (;;) {
      const Operator* const op = PeekOperator();
      if (op == nullptr || op->strength < least) return left;
      rest_.remove_prefix(op->text.size());
      bool right_lives = live;
      if (op->text == "&&") right_lives &= left != 0;
      if (op->text == "||") right_lives &= left == 0;
      const std::int64_t right = Binary(op->strength + 1, right_lives);
      if (live) left = Apply(op->text, left, right);
    }
  }

  std::int64_t Apply(std::string_view op, std::int64_t a, std::int64_t b) {
    if (!status_.ok()) return 0;
    const auto ua = static_cast<std::uint64_t>(a);
    const auto ub = static_cast<std::uint64_t>(b);
    if (op == "+") return static_cast<std::int64_t>(ua + ub);
    if (op == "-") return static_cast<std::int64_t>(ua - ub);
    if (op == "*") return static_cast<std::int64_t>(ua * ub);
    if (op == "/" || op == "%") {
      if (b == 0) {
        Fail("division by zero");
        return 0;
      }
      // The one quotient that is too large wraps, as products do.
      if (b == -1) return op == "/" ? static_cast<std::int64_t>(0 - ua) : 0;
      return op == "/" ? a / b : a % b;
    }
    // As the processor does it: by the lowest six bits.
    if (op == "<<") return static_cast<std::int64_t>(ua << (ub & 63U));
    if (op == ">>") return a >> (ub & 63U);
    if (op == "<") return a < b ? 1 : 0;
    if (op == ">") return a > b ? 1 : 0;
    if (op == "<=") return a <= b ? 1 : 0;
    if (op == ">=") return a >= b ? 1 : 0;
    if (op == "==") return a == b ? 1 : 0;
    if (op == "!=") return a != b ? 1 : 0;
    if (op == "&") return static_cast<std::int64_t>(ua & ub);
    if (op == "^") return static_cast<std::int64_t>(ua ^ ub);
    if (op == "|") return static_cast<std::int64_t>(ua | ub);
    if (op == "&&") return a != 0 && b != 0 ? 1 : 0;
    return a != 0 || b != 0 ? 1 : 0;
  }

  std::int64_t Unary(bool live) {
    const Level level(*this);
    if (!level.ok()) return 0;
    if (Take("-")) return static_cast<std::int64_t>(0 - static_cast<std::uint64_t>(Unary(live)));
    if (Take("+")) return Unary(live);
    if (Take("~")) return static_cast<std::int64_t>(~static_cast<std::uint64_t>(Unary(live)));
    if (Take("!")) return Unary(live) == 0 ? 1 : 0;
    if (Take("(")) {
      const std::int64_t value = Assignment(live);
      if (!Take(")")) Fail("a ) is missing");
      return value;
    }
    if (!rest_.empty() && absl::ascii_isdigit(static_cast<unsigned char>(rest_[0])))
      return TakeNumber(rest_);
    const std::string_view name = TakeName();
    if (!name.empty()) return live ? ValueOf(name) : 0;
    Fail(rest_.empty()
             ? "a number is missing at the end"
             : absl::StrCat("a number or a variable must stand before ", AbslView(rest_)));
    return 0;
  }

  // So that no expression overflows the host's stack.
  class Level {
   public:
    explicit Level(Evaluator& evaluator) : evaluator_(evaluator) {
      if (++evaluator_.depth_ > kDeepest) evaluator_.Fail("it is nested too deep");
    }
    ~Level() { --evaluator_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
    bool ok() const { return evaluator_.status_.ok(); }

   private:
    static constexpr int kDeepest = 1000;
    Evaluator& evaluator_;
  };

  std::string_view whole_;
  std::string_view rest_;
  ArithmeticVariables& variables_;
  absl::Status status_;
  int depth_ = 0;
};

}  // namespace

absl::StatusOr<std::int64_t> EvaluateArithmetic(std::string_view expression,
                                                ArithmeticVariables& variables) {
  return Evaluator(expression, variables).Run();
}

}  // namespace corix
