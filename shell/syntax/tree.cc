#include "shell/syntax/tree.h"

#include <algorithm>

namespace corix {
namespace {

bool Same(const Piece& a, const Piece& b);
bool Same(const Redirect& a, const Redirect& b);
bool Same(const Assignment& a, const Assignment& b);
bool Same(const If::Branch& a, const If::Branch& b);
bool Same(const Case::Branch& a, const Case::Branch& b);
bool Same(const Pipeline& a, const Pipeline& b);
bool Same(const List::Item& a, const List::Item& b);

template <typename T>
bool Same(const std::shared_ptr<T>& a, const std::shared_ptr<T>& b) {
  return a == nullptr || b == nullptr ? a == b : corix::Same(*a, *b);
}

template <typename T>
bool Same(const std::vector<T>& a, const std::vector<T>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const T& x, const T& y) { return Same(x, y); });
}

bool Same(const Piece& a, const Piece& b) {
  return a.kind == b.kind && a.quoted == b.quoted && a.op == b.op && a.colon == b.colon &&
         a.text == b.text && Same(a.word, b.word) && Same(a.commands, b.commands);
}

bool Same(const Redirect& a, const Redirect& b) {
  if (a.kind != b.kind || a.fd != b.fd || (a.here == nullptr) != (b.here == nullptr)) return false;
  if (a.here == nullptr) return corix::Same(a.target, b.target);
  return a.here->delimiter == b.here->delimiter && a.here->quoted == b.here->quoted &&
         corix::Same(a.here->text, b.here->text);
}

bool Same(const Assignment& a, const Assignment& b) {
  return a.name == b.name && corix::Same(a.value, b.value);
}

bool Same(const If::Branch& a, const If::Branch& b) {
  return Same(a.condition, b.condition) && Same(a.body, b.body);
}

bool Same(const Case::Branch& a, const Case::Branch& b) {
  return std::equal(a.patterns.begin(), a.patterns.end(), b.patterns.begin(), b.patterns.end(),
                    [](const Word& x, const Word& y) { return corix::Same(x, y); }) &&
         Same(a.body, b.body);
}

bool SameAndOr(const AndOr& a, const AndOr& b) {
  return a.is_or == b.is_or && Same(a.pipelines, b.pipelines);
}

bool Same(const Pipeline& a, const Pipeline& b) {
  return a.negated == b.negated && a.timed == b.timed && a.posix_time == b.posix_time &&
         Same(a.commands, b.commands);
}

bool Same(const List::Item& a, const List::Item& b) {
  return a.background == b.background && SameAndOr(*a.and_or, *b.and_or);
}

bool SameWords(const std::vector<Word>& a, const std::vector<Word>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Word& x, const Word& y) { return corix::Same(x, y); });
}

struct SameForm {
  const Command& other;
  bool operator()(const Simple& a) const {
    const auto& b = std::get<Simple>(other.form);
    return Same(a.assignments, b.assignments) && SameWords(a.words, b.words);
  }
  bool operator()(const BraceGroup& a) const {
    return Same(a.body, std::get<BraceGroup>(other.form).body);
  }
  bool operator()(const Subshell& a) const {
    return Same(a.body, std::get<Subshell>(other.form).body);
  }
  bool operator()(const If& a) const {
    const auto& b = std::get<If>(other.form);
    return Same(a.branches, b.branches) && Same(a.else_body, b.else_body);
  }
  bool operator()(const Loop& a) const {
    const auto& b = std::get<Loop>(other.form);
    return a.until == b.until && Same(a.condition, b.condition) && Same(a.body, b.body);
  }
  bool operator()(const For& a) const {
    const auto& b = std::get<For>(other.form);
    return a.name == b.name && a.words.has_value() == b.words.has_value() &&
           (!a.words.has_value() || SameWords(*a.words, *b.words)) && Same(a.body, b.body);
  }
  bool operator()(const Case& a) const {
    const auto& b = std::get<Case>(other.form);
    return corix::Same(a.word, b.word) && Same(a.branches, b.branches);
  }
  bool operator()(const Function& a) const {
    const auto& b = std::get<Function>(other.form);
    return a.name == b.name && Same(a.body, b.body);
  }
};

}  // namespace

bool Same(const Word& a, const Word& b) { return Same(a.pieces, b.pieces); }

bool Same(const List& a, const List& b) { return Same(a.items, b.items); }

bool Same(const Command& a, const Command& b) {
  return a.form.index() == b.form.index() && std::visit(SameForm{b}, a.form) &&
         Same(a.redirects, b.redirects);
}

}  // namespace corix
