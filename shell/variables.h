// shell/variables.h: the variables of a shell.
//
// Those that are exported stand in the task's environment too, at any time: programs, which are its
// children, find them there.
#ifndef CORIX_SHELL_VARIABLES_H_
#define CORIX_SHELL_VARIABLES_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace corix {

struct Variable {
  std::optional<std::string> value = std::nullopt;  // nothing: it has attributes alone
  bool exported = false;
  bool readonly = false;
};

class VariableTable {
 public:
  using Map = std::map<std::string, Variable, std::less<>>;

  // Takes over what the task's environment has, but for names that are none in the shell, and IFS,
  // which is as always at the beginning.
  void Import();

  // nullptr: it is not set.
  const std::string* Find(std::string_view name) const;
  // FAILED_PRECONDITION: it is read-only.
  absl::Status Set(std::string_view name, std::string value);
  absl::Status Unset(std::string_view name);
  void Export(std::string_view name);
  void MakeReadonly(std::string_view name);

  // For what ends later: local variables, assignments before a command.
  std::optional<Variable> Save(std::string_view name) const;
  void Restore(const std::string& name, std::optional<Variable> saved);

  // In the order of their names.
  const Map& all() const { return variables_; }

 private:
  Variable& At(std::string_view name);
  static void Tell(const std::string& name, const std::optional<std::string>& value);

  Map variables_;
};

}  // namespace corix

#endif  // CORIX_SHELL_VARIABLES_H_
