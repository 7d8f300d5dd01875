// shell/expand/fields.h: from what a word stands for to fields.
//
// A word becomes no field, one, or several: what comes out of $x without quotes is split where
// characters of IFS stand (POSIX, 2.6.5). What is quoted is kept apart from what may be a pattern.
#ifndef CORIX_SHELL_EXPAND_FIELDS_H_
#define CORIX_SHELL_EXPAND_FIELDS_H_

#include <string>
#include <string_view>
#include <vector>

namespace corix {

struct Field {
  std::string text;
  // The text as a pattern, in which a backslash stands before what was quoted. Kept only if the
  // text has unquoted characters that make a difference: has_pattern.
  std::string pattern;
  bool has_pattern = false;
  bool has_wildcard = false;  // an unquoted * ? or [

  void Append(std::string_view more, bool quoted);
  // What matches only this text, or, where it is a pattern, what the pattern matches.
  std::string AsPattern() const;
};

class FieldBuilder {
 public:
  // With the characters of IFS, splits. Not without: then there is exactly one field.
  explicit FieldBuilder(std::string_view ifs) : ifs_(ifs), splits_(true) {}
  FieldBuilder() = default;

  bool splits() const { return splits_; }

  // Text of the program itself.
  void AddLiteral(std::string_view text, bool quoted);
  // What an expansion gave.
  void AddExpansion(std::string_view text, bool quoted);
  // "$@" ends a field between two arguments.
  void EndArgument();
  // The word has ended.
  void EndWord();

  std::vector<Field> TakeFields();
  // The one field, without splitting.
  Field TakeField() { return std::move(current_); }
  std::string TakeText() { return std::move(current_.text); }

 private:
  void EndField();

  std::string_view ifs_;
  bool splits_ = false;
  Field current_;
  bool exists_ = false;  // there is a current field, although it may be empty
  std::vector<Field> fields_;
};

}  // namespace corix

#endif  // CORIX_SHELL_EXPAND_FIELDS_H_
