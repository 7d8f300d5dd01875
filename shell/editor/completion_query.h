// shell/editor/completion_query.h: what the word at the cursor may become, as a question and an
// answer, both pure.
//
// The question says what is looked for; whoever knows the files, tasks and names gathers what there
// is; the answer keeps what begins as the word does, and quotes it as the word is quoted.
#ifndef CORIX_SHELL_EDITOR_COMPLETION_QUERY_H_
#define CORIX_SHELL_EDITOR_COMPLETION_QUERY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shell/editor/completion.h"

namespace corix {

struct CompletionQuery {
  enum class Kind : std::uint8_t {
    kCommand,
    kFile,
    kDirectory,
    kVariable,      // after a $
    kVariableName,  // of unset and the like
    kTask,          // tasks, by their ids
    kJob,
    kSignal,
    kOption,
  };
  Kind kind = Kind::kFile;
  std::size_t begin = 0;  // of what is replaced
  std::size_t end = 0;    // the cursor
  std::string directory;  // for files: as it was typed, with its slash; without quotes
  std::string prefix;     // what the candidates begin with; without quotes
  std::string command;    // whose argument it is
  char quote = '\0';      // what the word is quoted by: ' or ", or nothing
  bool braced = false;    // a variable in ${ }
};

CompletionQuery AskForCompletion(std::string_view text, std::size_t cursor);

// Something that might be meant.
struct Completable {
  std::string name;         // without quotes
  std::string remark = {};  // is listed beside it: the name of a task
  bool directory = false;   // goes on with a slash
};

// The answer, in the order of the names; those that are numbers in the order of the numbers.
Completion AnswerCompletion(const CompletionQuery& query, std::vector<Completable> known);

// A name as it must be typed so that it is one word and stands for itself.
std::string QuoteForShell(std::string_view name, char quote);

}  // namespace corix

#endif  // CORIX_SHELL_EDITOR_COMPLETION_QUERY_H_
