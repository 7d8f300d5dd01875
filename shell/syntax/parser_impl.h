// shell/syntax/parser_impl.h: the parser's inside, which has two parts: words.cc reads characters
// and makes words of them, parser.cc reads words and operators and makes a tree of them.
//
// They are one recursive descent, since a word may have a whole program in it: "$(...)". Between
// tokens at_ stands after the last token that was read; one token may have been looked at already
// (peeked_). A command substitution saves and restores both.
#ifndef CORIX_SHELL_SYNTAX_PARSER_IMPL_H_
#define CORIX_SHELL_SYNTAX_PARSER_IMPL_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shell/syntax/parser.h"

namespace corix::internal {

struct Token {
  enum class Kind { kWord, kOperator, kNewline, kEnd };
  Kind kind = Kind::kEnd;
  std::string op;  // of kOperator: ";", "&&", ...
  int fd = -1;     // the digit before a "<" or ">"
  Word word;       // of kWord
  std::size_t begin = 0;
  std::size_t end = 0;

  bool IsOperator(std::string_view text) const { return kind == Kind::kOperator && op == text; }
  bool IsLiteral(std::string_view text) const {
    if (kind != Kind::kWord) return false;
    const std::string* const literal = word.Literal();
    return literal != nullptr && *literal == text;
  }
};

class Parser {
 public:
  Parser(std::string_view text, const SyntaxOptions& options) : text_(text), options_(options) {}

  Parsed Run();

 private:
  // What is thrown, and caught by Run.
  struct Stop {
    SyntaxError error;
  };
  // One more level of nesting, for a scope.
  class Level;

  [[noreturn]] void Fail(std::size_t at, std::string what, bool incomplete = false) const;
  [[noreturn]] void FailUnexpected(const Token& token) const;
  [[noreturn]] void FailHere(const HereDocument& here, std::size_t begin) const;

  // ---- Characters (words.cc) ----

  bool AtEnd();
  char Peek();  // 0 at the end; passes over newlines that a backslash hides
  bool PeekIs(char c) { return !AtEnd() && Peek() == c; }
  char Next();

  // ---- Words (words.cc) ----

  // In what a piece stands, which decides what is special there.
  enum class Within { kNothing, kDoubleQuotes, kHere, kArithmetic };

  Word ReadWord();
  void ReadPiece(Word& word);
  void ReadSingleQuotes(Word& word);
  void ReadDoubleQuotes(Word& word);
  void ReadBackslash(Word& word, Within within, bool in_braces);
  void ReadDollar(Word& word, Within within);
  void ReadBraces(Word& word, std::size_t begin, Within within);
  bool ReadLength(Piece& piece);
  std::string ReadParameterName(std::size_t begin);
  void ReadOperator(Piece& piece, std::size_t begin, Within within);
  Word ReadOperand(std::size_t begin, Within within);
  void ReadCommandSubstitution(Word& word, std::size_t begin, bool quoted);
  void ReadArithmetic(Word& word, std::size_t begin, bool quoted);
  [[noreturn]] void FailAtBackquote(std::size_t at) const;

  // ---- Tokens (words.cc) ----

  const Token& PeekToken();
  Token NextToken();
  Token ReadToken();
  void SkipBlanks();
  std::string ReadOperatorToken();
  void ReadHereDocuments();
  void ReadHereDocument(HereDocument& here, bool strip, std::size_t begin);
  void ReadHereLine(HereDocument& here, std::size_t begin);

  // ---- Grammar (parser.cc) ----

  // A list up to what cannot begin a command: the end, ")", ";;", "fi", ...
  List ReadList();
  std::shared_ptr<const List> ReadBody(const Token& opener, std::string_view closer);
  std::shared_ptr<const List> ReadListInParentheses(std::size_t begin, std::string_view opener);
  std::shared_ptr<const AndOr> ReadAndOr();
  Pipeline ReadPipeline();
  std::shared_ptr<const Command> ReadCommand();
  std::shared_ptr<const Command> ReadSimple();
  std::shared_ptr<const Command> ReadFunction(const Token& name);
  bool ReadCompound(Command& command);
  Subshell ReadSubshell();
  BraceGroup ReadGroup();
  If ReadIf();
  Loop ReadLoop();
  For ReadFor();
  Case ReadCase();
  Case::Branch ReadCaseBranch(const Token& opener);
  bool ReadRedirect(std::vector<Redirect>& redirects);
  void SkipNewlines();
  // Replaces a word that is an alias in the text. True if it did: then there is another next token.
  bool ExpandAlias();
  void Expect(std::string_view reserved, const Token& opener, std::string_view closer);

  struct PendingHere {
    std::shared_ptr<HereDocument> here;
    bool strip;
    std::size_t begin;
  };
  struct ActiveAlias {
    std::string name;
    std::size_t end;  // in the text: up to there it is not expanded again
  };

  std::string text_;
  const SyntaxOptions& options_;
  std::size_t at_ = 0;
  bool end_is_hidden_ = false;  // a backslash stands before the end of the last line
  std::optional<Token> peeked_;
  std::vector<PendingHere> pending_;
  std::vector<ActiveAlias> aliases_;
  std::size_t blank_alias_end_ = 0;  // an alias that ends with a blank ended there
  int depth_ = 0;
};

class Parser::Level {
 public:
  Level(Parser& parser, std::size_t at) : parser_(parser) {
    if (parser_.depth_ == kDeepest) parser_.Fail(at, "this is nested too deep");
    ++parser_.depth_;
  }
  ~Level() { --parser_.depth_; }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;

 private:
  Parser& parser_;
};

// Text after text of the same kind is one piece.
void AddText(Word& word, std::string_view text, bool quoted);

}  // namespace corix::internal

#endif  // CORIX_SHELL_SYNTAX_PARSER_IMPL_H_
