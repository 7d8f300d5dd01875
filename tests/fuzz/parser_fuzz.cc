// Whatever text a program is, the parser judges it, in time that grows with its length alone, and
// on a stack that does not; and what is right is printed and read again as the same tree.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "shell/syntax/parser.h"
#include "shell/syntax/printer.h"

namespace corix::testing {
namespace {

using Tree = std::shared_ptr<const List>;

// As large as a text grows that is made of copies. (If time grew with the square of the length, the
// fuzzer would call it a timeout.)
constexpr std::size_t kLong = std::size_t{1} << 16;

void Require(bool holds) {
  if (!holds) std::abort();
}

// Some that begin something, some that end with a blank, and some that name each other.
const std::string* FindAlias(std::string_view name) {
  static const std::string kLoop = "while a; do ";
  static const std::string kBlank = "b ";
  static const std::string kOther = "c 'x y' ";
  static const std::string kSelf = "a -l # ";
  if (name == "w") return &kLoop;
  if (name == "a") return &kBlank;
  if (name == "b") return &kOther;
  if (name == "c") return &kSelf;
  return nullptr;
}

// The tree, or nullptr if the text is not right.
Tree Judge(std::string_view text, const SyntaxOptions& options = {}, SyntaxError* found = nullptr) {
  Parsed parsed = Parse(text, options);
  if (auto* const tree = std::get_if<Tree>(&parsed); tree != nullptr) {
    Require(*tree != nullptr);
    return *tree;
  }
  const SyntaxError& error = std::get<SyntaxError>(parsed);
  Require(!error.what.empty() && error.line >= 1 && error.column >= 1);
  Require(error.Describe("f").starts_with("f: line "));
  if (found != nullptr) *found = error;
  return nullptr;
}

// A tree, printed and read again, is the same.
void CheckPrinting(const Tree& tree) {
  const std::string text = PrintList(*tree);
  const Tree again = Judge(text);
  Require(again != nullptr && Same(*tree, *again));
  Require(PrintList(*again) == text);
}

// Line by line, as a prompt reads it, a text that is right is never called wrong on the way; and
// what it awaits does come.
void CheckLines(std::string_view text) {
  SyntaxOptions options;
  options.more_may_come = true;
  int lines = 0;
  std::size_t begin = 0;
  std::string awaits;
  for (std::size_t at = text.find('\n'); at != text.npos && lines < 20;
       at = text.find('\n', at + 1), ++lines) {
    SyntaxError error;
    const Tree tree = Judge(text.substr(0, at + 1), options, &error);
    Require(tree != nullptr || error.incomplete);
    const std::string_view line = text.substr(begin, at - begin);
    Require(tree == nullptr || line.find(awaits) != line.npos);
    if (line.find(awaits) != line.npos) awaits = error.awaits;
    begin = at + 1;
  }
}

void CheckAliases(std::string_view text) {
  SyntaxOptions options;
  options.alias = FindAlias;
  if (const Tree tree = Judge(text, options); tree != nullptr) CheckPrinting(tree);
}

// Many copies, one behind the other, and one within the other.
void CheckLongTexts(std::string_view text) {
  const std::string_view front = text.substr(0, text.size() / 2);
  const std::string_view back = text.substr(text.size() / 2);
  std::string many;
  std::string nested;
  while (many.size() < kLong) many += text;
  while (nested.size() < kLong / 2) nested += front;
  while (nested.size() < kLong) nested += back;
  for (const std::string& longer : {many, nested}) {
    const Tree tree = Judge(longer);
    if (tree != nullptr) CheckPrinting(tree);
    CheckAliases(longer);
  }
}

}  // namespace
}  // namespace corix::testing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace corix::testing;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const Tree tree = Judge(text); tree != nullptr) {
    CheckPrinting(tree);
    CheckLines(text);
  }
  CheckAliases(text);
  // It takes a thousand times as long as all the rest: one text in many does.
  unsigned sum = 0;
  for (const char c : text) sum = sum * 31 + static_cast<unsigned char>(c);
  if (size > 1 && sum % 1024 == 0) CheckLongTexts(text);
  return 0;
}
