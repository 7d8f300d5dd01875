// shell/editor/shell_completer.h: what a shell knows of names, tasks and files, for completions and
// colours.
//
// The shell itself is asked by an interface, so that this can be used without one.
#ifndef CORIX_SHELL_EDITOR_SHELL_COMPLETER_H_
#define CORIX_SHELL_EDITOR_SHELL_COMPLETER_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/api/co.h"
#include "shell/editor/completion_query.h"
#include "shell/editor/terminal_editor.h"

namespace corix {

// What only the shell knows. Nothing here may trap.
class ShellNames {
 public:
  // Built-ins, programs, functions and aliases.
  virtual std::vector<std::string> Commands() const = 0;
  virtual bool IsCommand(const std::string& name) const = 0;
  virtual std::vector<std::string> Variables() const = 0;
  // Nothing, if there is no such variable.
  virtual std::string Value(const std::string& variable) const = 0;
  // "%1", with its command as a remark.
  virtual std::vector<Completable> Jobs() const = 0;
  virtual std::vector<std::string> Signals() const = 0;
  virtual std::vector<std::string> Options(const std::string& command) const = 0;

 protected:
  ~ShellNames() = default;
};

class ShellCompleter final : public Completer {
 public:
  // The names must outlive it.
  explicit ShellCompleter(const ShellNames& names) : names_(names) {}

  Co<Completion> Complete(std::string text, std::size_t cursor) override;

  // Whether a word in the place of a command means one: the shell's, or a program of the host.
  bool IsCommand(const std::string& name);
  // A new line begins: what is known of the host may have changed.
  void Forget() { known_.clear(); }

 private:
  Co<std::vector<Completable>> Gather(const CompletionQuery& query);
  std::string Expanded(const std::string& directory) const;

  const ShellNames& names_;
  std::map<std::string, bool> known_;  // programs of the host, as far as somebody asked
};

// The files of a directory of the host; `directory` is "" or ends with a slash. May block.
std::vector<Completable> CompletablesIn(const std::string& directory);
// The programs of the host on a search path. May block.
std::vector<Completable> ListPrograms(const std::string& search_path);

}  // namespace corix

#endif  // CORIX_SHELL_EDITOR_SHELL_COMPLETER_H_
