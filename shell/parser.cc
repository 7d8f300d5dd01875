#include "shell/parser.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace corix {

absl::StatusOr<std::vector<Command>> Parse(std::string_view text, int line) {
  absl::StatusOr<std::vector<Token>> tokens = Tokenize(text, line);
  if (!tokens.ok()) return tokens.status();
  std::vector<Command> commands;
  Command command;
  std::size_t begin = 0;
  std::size_t end = 0;
  for (Token& token : *tokens) {
    if (token.kind == Token::Kind::kWord) {
      if (command.words.empty()) begin = token.begin;
      end = token.end;
      command.words.push_back(std::move(token.word));
      continue;
    }
    const bool separates =
        token.kind == Token::Kind::kSemicolon || token.kind == Token::Kind::kAmpersand;
    if (command.words.empty()) {
      if (!separates) continue;
      const std::string_view found = text.substr(token.begin, token.end - token.begin);
      return absl::InvalidArgumentError(
          absl::StrCat("line ", token.line, ": no command stands before '",
                       absl::string_view(found.data(), found.size()), "'"));
    }
    command.background = token.kind == Token::Kind::kAmpersand;
    command.text = text.substr(begin, end - begin);
    commands.push_back(std::exchange(command, Command()));
  }
  return commands;
}

}  // namespace corix
