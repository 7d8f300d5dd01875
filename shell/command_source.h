// shell/command_source.h: who gives a shell its commands, where it is neither a file nor a person.
#ifndef CORIX_SHELL_COMMAND_SOURCE_H_
#define CORIX_SHELL_COMMAND_SOURCE_H_

#include <optional>
#include <string>

#include "kernel/api/co.h"

namespace corix {

class CommandSource {
 public:
  virtual ~CommandSource() = default;

  // Called by the shell, in its own task, when it is ready for the next commands. `status` is that
  // of the last ones. Nothing: there are no more.
  virtual Co<std::optional<std::string>> Next(int status) = 0;
};

}  // namespace corix

#endif  // CORIX_SHELL_COMMAND_SOURCE_H_
