#include "parse.h"

#include <sstream>

namespace mini {

absl::StatusOr<Line> Parse(std::string_view text) {
  Line line;
  std::istringstream words{std::string(text)};
  Words command;
  bool after_bar = false;
  for (std::string word; words >> word;) {
    if (line.background) return absl::InvalidArgumentError("nothing may follow the &");
    if (word == "|" || word == "&") {
      if (command.empty()) return absl::InvalidArgumentError("a command is missing before " + word);
      line.commands.push_back(std::move(command));
      command.clear();
      after_bar = word == "|";
      line.background = word == "&";
    } else {
      command.push_back(word);
      after_bar = false;
    }
    if (!line.background) line.text += (line.text.empty() ? "" : " ") + word;
  }
  if (after_bar) return absl::InvalidArgumentError("a command is missing after |");
  if (!command.empty()) line.commands.push_back(std::move(command));
  return line;
}

}  // namespace mini
