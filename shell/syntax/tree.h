// shell/syntax/tree.h: what a program of the shell is made of.
//
// Plain structs without behaviour. A tree is never changed once the parser has made it, so that
// subshells, jobs and functions share its parts. Places are offsets in bytes into the text from
// which the tree was made; they do not count when trees are compared.
#ifndef CORIX_SHELL_SYNTAX_TREE_H_
#define CORIX_SHELL_SYNTAX_TREE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace corix {

struct Word;
struct List;
struct Command;

// What ${...} does with a parameter.
enum class ParameterOp : std::uint8_t {
  kValue,          // $x
  kLength,         // ${#x}
  kDefault,        // ${x-word}
  kAssign,         // ${x=word}
  kAlternative,    // ${x+word}
  kError,          // ${x?word}
  kTrimStart,      // ${x#word}
  kTrimStartLong,  // ${x##word}
  kTrimEnd,        // ${x%word}
  kTrimEndLong,    // ${x%%word}
};

// A word is kept in pieces, since what is quoted must not be looked at again.
struct Piece {
  enum class Kind : std::uint8_t { kText, kParameter, kCommand, kArithmetic };

  Kind kind = Kind::kText;
  bool quoted = false;
  // Whether there is a command substitution in it: only that can sleep.
  bool sleeps = false;
  ParameterOp op = ParameterOp::kValue;
  bool colon = false;                    // ${x:-word}: a parameter that is empty counts as unset
  std::string text;                      // of kText; the name of a parameter
  std::shared_ptr<const Word> word;      // of an operator that takes one; the expression of $(( ))
  std::shared_ptr<const List> commands;  // of $( )
};

struct Word {
  std::vector<Piece> pieces;
  std::size_t at = 0;

  // The text of a word that is nothing but unquoted text, else nullptr.
  const std::string* Literal() const {
    const bool is_literal = pieces.size() == 1 && pieces[0].kind == Piece::Kind::kText;
    return is_literal && !pieces[0].quoted ? &pieces[0].text : nullptr;
  }
  bool sleeps() const {
    for (const Piece& piece : pieces) {
      if (piece.sleeps) return true;
    }
    return false;
  }
};

struct HereDocument {
  std::string delimiter;
  bool quoted = false;  // the delimiter was: nothing in the text is expanded
  Word text;
};

struct Redirect {
  enum class Kind : std::uint8_t {
    kRead,       // <
    kWrite,      // >
    kAppend,     // >>
    kClobber,    // >|
    kReadWrite,  // <>
    kDupRead,    // <&
    kDupWrite,   // >&
    kHere,       // <<
  };
  Kind kind = Kind::kRead;
  int fd = 0;
  Word target;                         // but not of kHere
  std::shared_ptr<HereDocument> here;  // of kHere
};

struct Assignment {
  std::string name;
  Word value;
};

struct Simple {
  std::vector<Assignment> assignments;
  std::vector<Word> words;
};

struct BraceGroup {
  std::shared_ptr<const List> body;
};

struct Subshell {
  std::shared_ptr<const List> body;
};

struct If {
  struct Branch {
    std::shared_ptr<const List> condition;
    std::shared_ptr<const List> body;
  };
  std::vector<Branch> branches;           // if, elif, ...
  std::shared_ptr<const List> else_body;  // or nullptr
};

struct Loop {
  bool until = false;
  std::shared_ptr<const List> condition;
  std::shared_ptr<const List> body;
};

struct For {
  std::string name;
  std::optional<std::vector<Word>> words;  // nothing: the positional parameters
  std::shared_ptr<const List> body;
};

struct Case {
  struct Branch {
    std::vector<Word> patterns;
    std::shared_ptr<const List> body;  // perhaps empty
  };
  Word word;
  std::vector<Branch> branches;
};

struct Function {
  std::string name;
  std::shared_ptr<const Command> body;
};

struct Command {
  std::variant<Simple, BraceGroup, Subshell, If, Loop, For, Case, Function> form;
  std::vector<Redirect> redirects;
  std::size_t at = 0;
};

struct Pipeline {
  bool negated = false;
  bool timed = false;
  bool posix_time = false;                               // time -p
  std::vector<std::shared_ptr<const Command>> commands;  // at least one
};

// Pipelines with && and || between them.
struct AndOr {
  std::vector<Pipeline> pipelines;  // at least one
  std::vector<bool> is_or;          // of each but the first: whether || stands before it
};

struct List {
  struct Item {
    std::shared_ptr<const AndOr> and_or;
    bool background = false;
  };
  std::vector<Item> items;
};

// Whether two trees mean the same, wherever they stood.
bool Same(const Word& a, const Word& b);
bool Same(const List& a, const List& b);
bool Same(const Command& a, const Command& b);

}  // namespace corix

#endif  // CORIX_SHELL_SYNTAX_TREE_H_
