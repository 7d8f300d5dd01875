#include "userland/lib/options.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace corix {
namespace {

const Option* FindLetter(absl::Span<const Option> options, char letter) {
  const auto* found = std::find_if(options.begin(), options.end(),
                                   [&](const Option& option) { return option.letter == letter; });
  return found == options.end() ? nullptr : found;
}

const Option* FindName(absl::Span<const Option> options, std::string_view name) {
  const auto* found = std::find_if(options.begin(), options.end(), [&](const Option& option) {
    return option.name != nullptr && option.name == name;
  });
  return found == options.end() ? nullptr : found;
}

absl::Status NoSuchOption(std::string_view option) {
  return absl::InvalidArgumentError(
      absl::StrCat(std::string(option), ": no such option; --help lists them"));
}

absl::Status NoArgument(std::string_view word, const Option& option) {
  return absl::InvalidArgumentError(
      absl::StrCat(std::string(word), " needs an argument: ", option.argument));
}

bool IsNumber(std::string_view word) {
  const std::string_view digits = word.substr(1);
  return !digits.empty() && std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit);
}

bool HasDigitOption(absl::Span<const Option> options) {
  return std::any_of(options.begin(), options.end(), [](const Option& option) {
    return absl::ascii_isdigit(static_cast<unsigned char>(option.letter)) ||
           option.letter == Option::kNumber;
  });
}

// -3, -0.5, -.5
bool LooksNegative(std::string_view word) {
  if (word.size() < 2 || word[0] != '-') return false;
  const std::size_t digit = word[1] == '.' ? 2 : 1;
  return digit < word.size() && absl::ascii_isdigit(static_cast<unsigned char>(word[digit]));
}

// Walks over the words once.
class OptionParser {
 public:
  OptionParser(absl::Span<const Option> options, const std::vector<std::string>& args)
      : options_(options), args_(args), parsed_(args.empty() ? "" : args[0]) {}

  absl::StatusOr<ParsedArgs> Parse(OperandPlace place) {
    const bool numbers_are_operands = !HasDigitOption(options_);
    bool only_operands = false;
    for (at_ = 1; at_ < args_.size(); ++at_) {
      const std::string& word = args_[at_];
      const bool is_operand = only_operands || word.size() < 2 || word[0] != '-' ||
                              (numbers_are_operands && LooksNegative(word));
      if (is_operand) {
        parsed_.AddOperand(word);
        only_operands |= place == OperandPlace::kLast;
        continue;
      }
      if (word == "--") {
        only_operands = true;
        continue;
      }
      absl::Status status = word[1] == '-' ? TakeName(word) : TakeLetters(word);
      if (!status.ok()) return status;
    }
    return std::move(parsed_);
  }

 private:
  absl::Status TakeName(std::string_view word) {
    const std::size_t equals = word.find('=');
    const std::string_view shown = word.substr(0, equals);
    const Option* const option = FindName(options_, shown.substr(2));
    if (option == nullptr) return NoSuchOption(shown);
    if (option->argument == nullptr) {
      if (equals != word.npos)
        return absl::InvalidArgumentError(absl::StrCat(std::string(shown), " takes no argument"));
      parsed_.Add(option->letter, "");
      return absl::OkStatus();
    }
    std::optional<std::string> argument;
    if (equals != word.npos) {
      argument = word.substr(equals + 1);
    } else {
      argument = NextWord();
    }
    if (!argument.has_value()) return NoArgument(shown, *option);
    parsed_.Add(option->letter, *std::move(argument));
    return absl::OkStatus();
  }

  absl::Status TakeLetters(std::string_view word) {
    if (IsNumber(word) && FindLetter(options_, Option::kNumber) != nullptr) {
      parsed_.Add(Option::kNumber, std::string(word.substr(1)));
      return absl::OkStatus();
    }
    for (std::size_t i = 1; i < word.size(); ++i) {
      const Option* const option =
          word[i] == Option::kNumber ? nullptr : FindLetter(options_, word[i]);
      if (option == nullptr) return NoSuchOption(std::string("-") + word[i]);
      if (option->argument == nullptr) {
        parsed_.Add(word[i], "");
        continue;
      }
      // The rest of the word is its argument, or else the next word.
      std::optional<std::string> argument;
      if (i + 1 < word.size()) {
        argument = word.substr(i + 1);
      } else {
        argument = NextWord();
      }
      if (!argument.has_value()) return NoArgument(std::string("-") + word[i], *option);
      parsed_.Add(word[i], *std::move(argument));
      return absl::OkStatus();
    }
    return absl::OkStatus();
  }

  std::optional<std::string> NextWord() {
    if (at_ + 1 >= args_.size()) return std::nullopt;
    return args_[++at_];
  }

  absl::Span<const Option> options_;
  const std::vector<std::string>& args_;
  std::size_t at_ = 1;
  ParsedArgs parsed_;
};

}  // namespace

bool ParsedArgs::Has(char letter) const { return Argument(letter) != nullptr; }

const std::string* ParsedArgs::Argument(char letter) const {
  const auto found = std::find_if(given_.rbegin(), given_.rend(),
                                  [&](const Given& given) { return given.letter == letter; });
  return found == given_.rend() ? nullptr : &found->argument;
}

char ParsedArgs::LastOf(std::string_view letters) const {
  const auto found = std::find_if(given_.rbegin(), given_.rend(), [&](const Given& given) {
    return letters.find(given.letter) != letters.npos;
  });
  return found == given_.rend() ? '\0' : found->letter;
}

absl::StatusOr<ParsedArgs> ParseOptions(absl::Span<const Option> options,
                                        const std::vector<std::string>& args, OperandPlace place) {
  return OptionParser(options, args).Parse(place);
}

bool AsksForHelp(absl::Span<const Option> options, const std::vector<std::string>& args,
                 OperandPlace place) {
  // With it as one of the options, the parser tells whether it is meant as such: no operand, and no
  // option's argument. What stands behind it, right or wrong, does not matter.
  constexpr char kHelp = '\1';
  std::vector<Option> with_help(options.begin(), options.end());
  with_help.push_back({.letter = kHelp, .name = "help"});
  const auto word = std::find(args.begin(), args.end(), "--help");
  if (word == args.end()) return false;
  const std::vector<std::string> up_to_it(args.begin(), word + 1);
  const absl::StatusOr<ParsedArgs> parsed = ParseOptions(with_help, up_to_it, place);
  return parsed.ok() && parsed->Has(kHelp);
}

std::string OptionsSynopsis(absl::Span<const Option> options, std::string_view params) {
  std::string flags;
  std::string text;
  for (const Option& option : options) {
    if (option.argument == nullptr) {
      flags += option.letter;
    } else if (option.letter == Option::kNumber) {
      absl::StrAppend(&text, " [-", option.argument, "]");
    } else {
      absl::StrAppend(&text, " [-", std::string(1, option.letter), " ", option.argument, "]");
    }
  }
  if (!flags.empty()) text = absl::StrCat(" [-", flags, "]", text);
  if (!params.empty()) absl::StrAppend(&text, " ", std::string(params));
  return text.empty() ? text : text.substr(1);
}

std::string DescribeOptions(absl::Span<const Option> options) {
  std::string text;
  for (const Option& option : options) {
    std::string words = "-";
    if (option.letter == Option::kNumber) {
      words += option.argument;
    } else {
      words += option.letter;
      if (option.name != nullptr) absl::StrAppend(&words, ", --", option.name);
      if (option.argument != nullptr) absl::StrAppend(&words, " ", option.argument);
    }
    absl::StrAppendFormat(&text, "  %-24s %s\n", words, option.meaning);
  }
  return text;
}

}  // namespace corix
