#include "shell/expand/fields.h"

#include <utility>

#include "shell/expand/pattern.h"

namespace corix {
namespace {

bool IsWhite(char c) { return c == ' ' || c == '\t' || c == '\n'; }

}  // namespace

void Field::Append(std::string_view more, bool quoted) {
  if (!quoted) {
    const std::size_t special = more.find_first_of("*?[\\");
    if (special != more.npos) {
      if (!std::exchange(has_pattern, true)) pattern = EscapePattern(text);
      has_wildcard |= more.find_first_of("*?[") != more.npos;
    }
  }
  text += more;
  if (!has_pattern) return;
  if (quoted) {
    pattern += EscapePattern(more);
  } else {
    pattern += more;
  }
}

std::string Field::AsPattern() const { return has_pattern ? pattern : EscapePattern(text); }

void FieldBuilder::AddLiteral(std::string_view text, bool quoted) {
  exists_ = true;
  current_.Append(text, quoted);
}

void FieldBuilder::AddExpansion(std::string_view text, bool quoted) {
  if (quoted || !splits_) {
    exists_ |= quoted;
    return current_.Append(text, quoted);
  }
  // White space that ended a field, and another character of IFS behind it, end it together.
  bool ended_by_white = false;
  while (!text.empty()) {
    const std::size_t plain = std::min(text.find_first_of(ifs_), text.size());
    if (plain > 0) {
      exists_ = true;
      ended_by_white = false;
      current_.Append(text.substr(0, plain), false);
      text.remove_prefix(plain);
      continue;
    }
    const char c = text[0];
    text.remove_prefix(1);
    if (IsWhite(c)) {
      ended_by_white |= exists_;
      if (exists_) EndField();
    } else if (!std::exchange(ended_by_white, false)) {
      EndField();
    }
  }
}

void FieldBuilder::EndArgument() {
  if (!splits_) return;
  if (exists_) EndField();
}

void FieldBuilder::EndWord() {
  if (exists_) EndField();
}

void FieldBuilder::EndField() {
  fields_.push_back(std::exchange(current_, Field()));
  exists_ = false;
}

std::vector<Field> FieldBuilder::TakeFields() {
  EndWord();
  return std::move(fields_);
}

}  // namespace corix
