#include "shell/editor/completion_query.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "shell/editor/scanner.h"
#include "shell/syntax/names.h"

namespace corix {
namespace {

using QueryKind = CompletionQuery::Kind;
using Role = ScannedWord::Role;

constexpr std::array kTakeTasks = {"kill", "wait", "strace"};
constexpr std::array kTakeJobs = {"fg", "bg", "jobs", "disown"};
constexpr std::array kTakeCommands = {"help", "type", "command", "exec", "time", "xargs", "alias"};
constexpr std::array kTakeVariables = {"unset", "export", "readonly", "local", "read"};
constexpr std::string_view kNeedsQuotes = " \t\n\\'\"$`&|;<>()*?[]#~=%!{}";

bool IsNumber(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](unsigned char c) { return absl::ascii_isdigit(c); });
}

// Where in the unfinished word a variable begins, which goes to its end; npos: it does not.
std::size_t OpenVariable(std::string_view word, char quote) {
  const std::size_t dollar = word.rfind('$');
  if (dollar == word.npos || quote == '\'') return word.npos;
  if (dollar > 0 && word[dollar - 1] == '\\') return word.npos;
  std::string_view name = word.substr(dollar + 1);
  if (name.starts_with('{')) name.remove_prefix(1);
  return name.empty() || IsName(name) ? dollar : word.npos;
}

QueryKind KindOfArgument(const ScannedWord& word, std::string_view value) {
  if (value.starts_with('-'))
    return word.command == "kill" ? QueryKind::kSignal : QueryKind::kOption;
  if (value.starts_with('%')) return QueryKind::kJob;
  if (IsOneOf(kTakeTasks, word.command)) return QueryKind::kTask;
  if (IsOneOf(kTakeJobs, word.command)) return QueryKind::kJob;
  if (IsOneOf(kTakeVariables, word.command)) return QueryKind::kVariableName;
  if (IsOneOf(kTakeCommands, word.command)) return QueryKind::kCommand;
  return word.command == "cd" ? QueryKind::kDirectory : QueryKind::kFile;
}

}  // namespace

CompletionQuery AskForCompletion(std::string_view text, std::size_t cursor) {
  // What comes after the cursor is not part of the word.
  const std::string_view typed = text.substr(0, cursor);
  // A letter at the cursor, so that there is a word.
  const ScannedLine line = ScanLine(absl::StrCat(std::string(typed), "x"));
  CompletionQuery query;
  query.begin = query.end = cursor;
  // The innermost word that the letter belongs to: the first to end there.
  const auto found = std::find_if(line.words.begin(), line.words.end(),
                                  [&](const ScannedWord& word) { return word.end > cursor; });
  if (found == line.words.end()) return query;
  const ScannedWord& word = *found;
  query.begin = word.begin;
  query.command = word.command;
  std::string value = word.value.substr(0, word.value.size() - 1);
  for (const ScannedPart& part : line.parts) {
    if (part.kind == ScannedPart::Kind::kOpenQuote && part.end > cursor &&
        part.begin >= word.begin) {
      // (The rest of a text in double quotes may begin after a variable.)
      query.quote = part.begin < cursor && typed[part.begin] == '\'' ? '\'' : '"';
    }
  }
  const std::string_view raw = typed.substr(word.begin);
  if (const std::size_t dollar = OpenVariable(raw, query.quote); dollar != raw.npos) {
    query.kind = QueryKind::kVariable;
    query.begin = word.begin + dollar;
    query.braced = raw.substr(dollar + 1).starts_with('{');
    query.prefix = raw.substr(dollar + (query.braced ? 2 : 1));
    return query;
  }
  switch (word.role) {
    case Role::kCommand:
    case Role::kKeyword:
      query.kind = value.find('/') == std::string::npos && !value.starts_with('~')
                       ? QueryKind::kCommand
                       : QueryKind::kFile;
      break;
    case Role::kAssignment: {
      // The value is a file, perhaps.
      const std::size_t equals = value.find('=');
      query.begin = word.begin + raw.find('=') + 1;
      value = value.substr(equals + 1);
      query.kind = QueryKind::kFile;
      break;
    }
    case Role::kTarget:
      query.kind = QueryKind::kFile;
      break;
    case Role::kArgument:
      query.kind = KindOfArgument(word, value);
      break;
  }
  if (query.kind == QueryKind::kFile || query.kind == QueryKind::kDirectory) {
    const std::size_t slash = value.rfind('/');
    if (slash != std::string::npos) query.directory = value.substr(0, slash + 1);
    query.prefix = value.substr(query.directory.size());
  } else {
    query.prefix = std::move(value);
  }
  return query;
}

std::string QuoteForShell(std::string_view name, char quote) {
  std::string quoted;
  for (const char c : name) {
    if (quote == '\'') {
      quoted += c == '\'' ? "'\\''" : std::string(1, c);
    } else if (quote == '"') {
      if (c == '"' || c == '$' || c == '\\' || c == '`') quoted += '\\';
      quoted += c;
    } else if (c == '\n') {
      // A backslash would hide it.
      quoted += "'\n'";
    } else {
      if (kNeedsQuotes.find(c) != kNeedsQuotes.npos) quoted += '\\';
      quoted += c;
    }
  }
  return quoted;
}

Completion AnswerCompletion(const CompletionQuery& query, std::vector<Completable> known) {
  const bool is_file = query.kind == QueryKind::kFile || query.kind == QueryKind::kDirectory;
  std::erase_if(known, [&](const Completable& one) {
    if (!one.name.starts_with(query.prefix)) return true;
    if (query.kind == QueryKind::kDirectory && !one.directory) return true;
    // Hidden files are for those who ask for them.
    return is_file && one.name.starts_with('.') && query.prefix.empty();
  });
  std::sort(known.begin(), known.end(), [](const Completable& a, const Completable& b) {
    if (IsNumber(a.name) && IsNumber(b.name) && a.name.size() != b.name.size())
      return a.name.size() < b.name.size();
    return a.name < b.name;
  });
  known.erase(
      std::unique(known.begin(), known.end(),
                  [](const Completable& a, const Completable& b) { return a.name == b.name; }),
      known.end());

  Completion completion{.begin = query.begin, .end = query.end};
  // As it was typed, up to where the candidates begin. A tilde stays one.
  std::string before;
  if (query.kind == QueryKind::kVariable) {
    before = query.braced ? "${" : "$";
  } else if (is_file) {
    std::string_view directory = query.directory;
    if (query.quote == '\0' && directory.starts_with('~')) {
      before = "~";
      directory.remove_prefix(1);
    }
    before += QuoteForShell(directory, query.quote);
    if (query.quote != '\0') before.insert(0, 1, query.quote);
  } else if (query.quote != '\0') {
    before = std::string(1, query.quote);
  }
  // Words of the language are not quoted.
  const bool is_plain = query.kind == QueryKind::kVariable || query.kind == QueryKind::kJob;
  const auto as_typed = [&](std::string_view name) {
    return before + (is_plain ? std::string(name) : QuoteForShell(name, query.quote));
  };
  std::vector<std::string> names;
  for (const Completable& one : known) {
    std::string display = one.name;
    if (one.directory) display += '/';
    if (!one.remark.empty()) absl::StrAppend(&display, " ", one.remark);
    completion.candidates.push_back({.text = as_typed(one.name), .display = std::move(display)});
    names.push_back(one.name);
  }
  if (known.empty()) return completion;
  completion.common = as_typed(CommonPrefix(names));
  if (known.size() > 1) return completion;
  if (known[0].directory) {
    completion.suffix = "/";
  } else if (query.kind == QueryKind::kVariable) {
    completion.suffix = query.braced ? "}" : "";
  } else {
    completion.suffix = query.quote == '\0' ? " " : std::string(1, query.quote) + " ";
  }
  return completion;
}

}  // namespace corix
