// shell/syntax/parser.h: text to a tree. Pure: it knows neither kernel nor shell.
//
//   program  = {NL} [list] ;
//   list     = {NL} and_or {sep and_or} [sep] ;
//   clist    = {NL} and_or {sep and_or} sep ;   (* before a reserved word *)
//   sep      = ("&" | ";") {NL} | NL {NL} ;
//   and_or   = pipeline {("&&"|"||") {NL} pipeline} ;
//   pipeline = ["time" ["-p"]] ["!"] command {"|" {NL} command} ;
//   command  = simple | compound {redirect} | NAME "(" ")" {NL} compound {redirect} ;
//   simple   = (assign|redirect) {assign|redirect} [word {word|redirect}] | word {word|redirect} ;
//   compound = "{" clist "}" | "(" list ")" | case
//            | "if" clist "then" clist {"elif" clist "then" clist} ["else" clist] "fi"
//            | ("while"|"until") clist "do" clist "done"
//            | "for" NAME [{NL} "in" {word}] (";"|NL) {NL} "do" clist "done" ;
//   case     = "case" word {NL} "in" {NL} {branch ";;" {NL}} [branch] "esac" ;
//   branch   = ["("] word {"|" word} ")" ({NL} | list) ;
//   redirect = [DIGIT] ("<"|">"|">>"|">|"|"<>"|">&"|"<&") word | [DIGIT] "<<" ["-"] word ;
//   assign   = NAME "=" [word] ;
//
// Words: shell/syntax/words.cc.
#ifndef CORIX_SHELL_SYNTAX_PARSER_H_
#define CORIX_SHELL_SYNTAX_PARSER_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "shell/syntax/tree.h"

namespace corix {

// A text that is not of the grammar.
struct SyntaxError {
  bool incomplete = false;  // with more lines, it might become right
  int line = 1;             // counted from 1
  int column = 1;           // in characters, from 1
  std::string what;
  std::string source;  // the line in which it is
  // Of a here-document without an end, the line that ends it: until one with this in it has come,
  // the text stays incomplete, and need not be parsed again.
  std::string awaits;

  // "NAME: line 3, column 7: WHAT", the line, and a caret under the place; three lines.
  std::string Describe(std::string_view name) const;
};

struct SyntaxOptions {
  int first_line = 1;  // in which the text begins
  // The text is a beginning: if a backslash hides the end of its last line, it is incomplete.
  bool more_may_come = false;
  // What an alias stands for, or nullptr. It must outlive the parser.
  std::function<const std::string*(std::string_view)> alias;
};

using Parsed = std::variant<std::shared_ptr<const List>, SyntaxError>;

// A whole program. Constructs that are nested more than kDeepest times are refused, so that no text
// overflows the host's stack.
inline constexpr int kDeepest = 200;
Parsed Parse(std::string_view text, const SyntaxOptions& options = {});

}  // namespace corix

#endif  // CORIX_SHELL_SYNTAX_PARSER_H_
