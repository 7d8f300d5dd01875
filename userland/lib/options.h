// userland/lib/options.h: what a program understands, as a table.
//
// A program lists its options; parsing, errors, the usage line and the text of --help all come from
// that list, so that they agree. The rules are POSIX's (Base Definitions, 12.2): letters may be
// combined (-la), an argument follows its letter at once or as the next word (-n3, -n 3), -- ends
// the options, and - alone is an operand. Beyond POSIX, as people expect: options may also follow
// operands, unless the table's owner says otherwise, and an option may have a name (--lines=3,
// --lines 3).
//
//   constexpr Option kOptions[] = {
//       {.letter = 'n', .name = "lines", .argument = "COUNT", .meaning = "so many lines"},
//   };
//   const absl::StatusOr<ParsedArgs> parsed = ParseOptions(kOptions, args, OperandPlace::kAnywhere);
//   if (const std::string* lines = parsed->Argument('n'); lines != nullptr) ...
#ifndef CORIX_USERLAND_LIB_OPTIONS_H_
#define CORIX_USERLAND_LIB_OPTIONS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace corix {

struct Option {
  // Names it in ParsedArgs too. kNumber: a word like -5 is this option, with the argument 5.
  static constexpr char kNumber = '#';

  char letter;
  const char* name = nullptr;      // --name; nullptr: it has none
  const char* argument = nullptr;  // what its argument is called; nullptr: it takes none
  const char* meaning = "";        // for --help
};

// Where a word that is no option ends the options.
enum class OperandPlace : std::uint8_t {
  kAnywhere,  // nowhere: options may follow
  kLast,      // all words from the first operand on are operands: of programs that run others
};

// The words of a command, sorted into options and operands.
class ParsedArgs {
 public:
  struct Given {
    char letter;
    std::string argument;
  };

  explicit ParsedArgs(std::string name) : name_(std::move(name)) {}

  // The program, as it was called.
  const std::string& name() const { return name_; }
  // As they were given; the last of several often counts.
  const std::vector<Given>& given() const { return given_; }
  const std::vector<std::string>& operands() const { return operands_; }

  bool Has(char letter) const;
  // Of the last one that was given; nullptr if there is none.
  const std::string* Argument(char letter) const;
  // Which of these letters came last; 0 if none did.
  char LastOf(std::string_view letters) const;

  void Add(char letter, std::string argument) { given_.push_back({letter, std::move(argument)}); }
  void AddOperand(std::string word) { operands_.push_back(std::move(word)); }

 private:
  std::string name_;
  std::vector<Given> given_;
  std::vector<std::string> operands_;
};

// Sorts args, of which the first is the program's name. A word that looks like a negative number is
// an operand where no option is a digit. INVALID_ARGUMENT: there is no such option, or its argument
// is missing, or too many.
absl::StatusOr<ParsedArgs> ParseOptions(absl::Span<const Option> options,
                                        const std::vector<std::string>& args, OperandPlace place);

// Whether --help stands among the options.
bool AsksForHelp(absl::Span<const Option> options, const std::vector<std::string>& args,
                 OperandPlace place);

// "[-qv] [-n COUNT]", and what the operands are.
std::string OptionsSynopsis(absl::Span<const Option> options, std::string_view params);

// One line for each option, with what it means.
std::string DescribeOptions(absl::Span<const Option> options);

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_OPTIONS_H_
