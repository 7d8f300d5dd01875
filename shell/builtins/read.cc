#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "shell/builtins/builtins.h"
#include "shell/input.h"
#include "shell/syntax/names.h"
#include "shell/traps.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

// A line, of which a backslash has taken some characters' meaning.
struct Escaped {
  std::string text;
  std::vector<bool> plain;  // of each byte: it separates nothing
};

void Append(Escaped& line, char c, bool plain) {
  line.text += c;
  line.plain.push_back(plain);
}

// Takes a line apart at backslashes. True: the last of them hides the end of the line.
bool AppendLine(Escaped& line, std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      Append(line, text[i], false);
    } else if (i + 1 == text.size()) {
      return true;
    } else {
      Append(line, text[++i], true);
    }
  }
  return false;
}

// Field splitting (POSIX, 2.6.5) of a line, one field after another.
class LineSplitter {
 public:
  LineSplitter(const Escaped& line, std::string_view ifs) : line_(line), ifs_(ifs) { SkipWhite(); }

  std::string NextField() {
    const std::size_t begin = at_;
    while (at_ < size() && !Separates(at_)) ++at_;
    std::string field = line_.text.substr(begin, at_ - begin);
    // White space, at most one other separator, and white space end it.
    SkipWhite();
    if (at_ < size() && Separates(at_)) ++at_;
    SkipWhite();
    return field;
  }

  // All that is left, without the separators behind it; a single one of those that are no white
  // space only if nothing but one field stands before it.
  std::string Rest() {
    LineSplitter one(*this);
    std::string field = one.NextField();
    if (one.at_ == size()) return field;
    std::size_t end = size();
    while (end > at_ && IsWhite(end - 1)) --end;
    return line_.text.substr(at_, end - at_);
  }

 private:
  std::size_t size() const { return line_.text.size(); }
  bool Separates(std::size_t at) const {
    return !line_.plain[at] && ifs_.find(line_.text[at]) != ifs_.npos;
  }
  bool IsWhite(std::size_t at) const {
    const char c = line_.text[at];
    return Separates(at) && (c == ' ' || c == '\t' || c == '\n');
  }
  void SkipWhite() {
    while (at_ < size() && IsWhite(at_)) ++at_;
  }

  const Escaped& line_;
  std::string_view ifs_;
  std::size_t at_ = 0;
};

struct ReadOptions {
  bool raw = false;
  std::string prompt;
  std::vector<std::string> names;
};

// False: they are wrong.
bool ParseReadOptions(const Args& args, ReadOptions& options) {
  std::size_t at = 1;
  for (; at < args.size() && args[at].size() > 1 && args[at][0] == '-'; ++at) {
    if (args[at] == "--") {
      ++at;
      break;
    }
    const std::string_view letters = std::string_view(args[at]).substr(1);
    for (std::size_t i = 0; i < letters.size(); ++i) {
      if (letters[i] == 'r') {
        options.raw = true;
      } else if (letters[i] == 'p' && i + 1 < letters.size()) {
        options.prompt = letters.substr(i + 1);
        break;
      } else if (letters[i] == 'p' && at + 1 < args.size()) {
        options.prompt = args[++at];
        break;
      } else {
        return false;
      }
    }
  }
  options.names.assign(args.begin() + static_cast<std::ptrdiff_t>(at), args.end());
  if (options.names.empty()) options.names = {"REPLY"};
  return true;
}

}  // namespace

Co<int> ReadBuiltin(ShellState& state, Args args) {
  ReadOptions options;
  if (!ParseReadOptions(args, options)) co_return Misused(state, args);
  for (const std::string& name : options.names) {
    if (!IsName(name))
      co_return Fail(state, args, absl::StrCat(name, ": not the name of a variable"));
  }
  if (!options.prompt.empty()) PrintError("%s", options.prompt);
  Escaped line;
  bool ended = false;
  for (bool more = true; more;) {
    const absl::StatusOr<InputLine> read = co_await ReadInputLine(kStdin);
    if (absl::IsAborted(read.status())) {
      const Signal signal = TakeCaught(state);
      if (signal == Signal::kNone) continue;
      co_await HearSignal(state, signal);
      co_return 128 + static_cast<int>(signal);
    }
    if (!read.ok()) co_return Fail(state, args, read.status());
    ended = read->ended;
    more = false;
    if (options.raw) {
      for (const char c : read->text) Append(line, c, false);
    } else {
      more = AppendLine(line, read->text) && ended;
    }
  }
  // A variable has no zero bytes in it.
  const std::string* const variable = state.variables.Find("IFS");
  const std::string ifs = variable == nullptr ? " \t\n" : *variable;
  LineSplitter splitter(line, ifs);
  for (std::size_t i = 0; i < options.names.size(); ++i) {
    std::string value = i + 1 < options.names.size() ? splitter.NextField() : splitter.Rest();
    std::erase(value, '\0');
    const absl::Status status = SetShellVariable(state, options.names[i], std::move(value));
    if (!status.ok()) co_return Fail(state, args, status);
  }
  co_return ended ? 0 : 1;
}

}  // namespace corix
