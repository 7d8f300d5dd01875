// Simple commands: words to arguments, redirections, assignments, and whoever does the work.

#include <cstring>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "kernel/api/absl_view.h"
#include "shell/expand/expand.h"
#include "shell/find_command.h"
#include "shell/interpreter.h"
#include "shell/redirect.h"
#include "shell/suggest.h"
#include "shell/syntax/names.h"
#include "shell/syntax/printer.h"
#include "syscalls/get_tid.h"
#include "syscalls/new_task.h"
#include "syscalls/send_signal.h"
#include "syscalls/set_name.h"
#include "syscalls/set_variable.h"
#include "syscalls/yield.h"
#include "userland/lib/print.h"
#include "userland/lib/run_host.h"

namespace corix {
namespace {

// A function that calls itself for ever ends here, and not when the memory does.
constexpr int kDeepestCall = 5000;

bool AnySleeps(const std::vector<Word>& words) {
  for (const Word& word : words) {
    if (word.sleeps()) return true;
  }
  return false;
}

// Variables of the shell, and of the environment, for the time of one command.
class Temporary {
 public:
  explicit Temporary(ShellState& state) : state_(state) {}
  ~Temporary() {
    for (auto saved = saved_.rbegin(); saved != saved_.rend(); ++saved)
      state_.variables.Restore(saved->first, std::move(saved->second));
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  bool Set(Assigned assigned) {
    for (auto& [name, value] : assigned) {
      saved_.emplace_back(name, state_.variables.Save(name));
      const absl::Status status = state_.variables.Set(name, std::move(value));
      if (!status.ok()) {
        saved_.pop_back();
        Complain(state_, StdView(status.message()));
        AbandonCommands(state_, kWrongUse);
        return false;
      }
      state_.variables.Export(name);
    }
    return true;
  }

 private:
  ShellState& state_;
  std::vector<std::pair<std::string, std::optional<Variable>>> saved_;
};

// For good.
bool Assign(ShellState& state, Assigned assigned) {
  for (auto& [name, value] : assigned) {
    const absl::Status status = SetShellVariable(state, name, std::move(value));
    if (status.ok()) continue;
    Complain(state, StdView(status.message()));
    AbandonCommands(state, kWrongUse);
    return false;
  }
  return true;
}

// ---- What a command may be ----

Process RunBuiltin(ShellState& state, const Builtin& builtin, Args args) {
  std::string name = args[0];
  state.failed = false;
  int status = 0;
  if (args.size() == 2 && args[1] == "--help" && HasHelp(builtin)) {
    state.out = Describe(builtin);
  } else if (builtin.now != nullptr) {
    status = builtin.now(state, args);
  } else {
    status = co_await builtin.run(state, std::move(args));
  }
  const bool failed = std::exchange(state.failed, false);
  if (!state.out.empty()) {
    const std::string out = std::exchange(state.out, "");
    const int written = co_await WriteAll(kStdout, std::move(name), out);
    if (status == 0) status = written;
  }
  state.status = status;
  state.failed = failed;
}

// What a function has for itself, for the time of a call.
class Call {
 public:
  Call(ShellState& state, std::vector<std::string> args)
      : state_(state),
        arguments_(std::exchange(state.arguments, std::move(args))),
        loops_(std::exchange(state.loops, 0)) {
    ++state_.functions_run;
    ++state_.returnable;
    state_.hidden.emplace_back();
  }
  ~Call() {
    for (auto& [name, saved] : state_.hidden.back()) state_.variables.Restore(name, saved);
    state_.hidden.pop_back();
    --state_.returnable;
    --state_.functions_run;
    state_.loops = loops_;
    state_.arguments = std::move(arguments_);
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

 private:
  ShellState& state_;
  std::vector<std::string> arguments_;
  int loops_;
};

Process CallFunction(ShellState& state, std::shared_ptr<const Command> body, Args args) {
  if (state.functions_run >= kDeepestCall) {
    Complain(state, absl::StrCat(args[0], ": functions call each other too deep"));
    AbandonCommands(state, kWrongUse);
    co_return;
  }
  co_yield Yield();
  args.erase(args.begin());
  {
    const Call call(state, std::move(args));
    co_await RunCommand(state, *body);
  }
  if (state.flow == Flow::kReturn) state.flow = Flow::kNone;
}

// In the task that runs the program: what was assigned before it.
Co<int> WithVariables(Assigned assigned, Co<int> body) {
  for (auto& [name, value] : assigned) (void)CallNow(SetVariable(name, value));
  co_return co_await std::move(body);
}

Co<int> HostTask(std::string shell_name, Args args) {
  const std::string name = args[0];
  const absl::StatusOr<ExitStatus> status = co_await RunHostProgram(std::move(args));
  if (status.ok() && status->cause != ExitStatus::Cause::kKilled) co_return status->code;
  if (status.ok()) {
    // As it ended, so does the task that stands for it, if we know that signal.
    if (ParseSignal(NameOf(status->signal)).has_value()) {
      const Tid self = co_yield GetTid();
      (void)CallNow(SendSignal(self, status->signal));
    } else {
      PrintError("%s: %s\n", name, std::string(strsignal(static_cast<int>(status->signal))));
    }
    co_return status->code;
  }
  PrintError("%s: %s\n", shell_name, status.status().message());
  co_return absl::IsNotFound(status.status()) ? kNotFound : kNotExecutable;
}

// A file without "#!": in a shell of its own.
Co<int> ScriptTask(std::string path, Args args, SignalSet ignored) {
  const std::string shell_name = args[0];
  absl::StatusOr<std::string> text = co_await ReadWholeFile(std::move(path));
  if (!text.ok()) {
    PrintError("%s: %s\n", shell_name, text.status().message());
    co_return kNotExecutable;
  }
  ShellOptions options;
  options.name = shell_name;
  options.arguments.assign(args.begin() + 1, args.end());
  options.commands = *std::move(text);
  options.ignored = ignored;
  co_return co_await Shell(std::move(options));
}

Co<int> NoCommand(std::string shell_name, std::string name, bool exists) {
  if (exists) {
    PrintError("%s: %s: not executable\n", shell_name, name);
    co_return kNotExecutable;
  }
  PrintError("%s: %s: not found%s\n", shell_name, name, Suggest(name));
  co_return kNotFound;
}

std::string JoinQuoted(const Args& args) {
  std::string text;
  for (const std::string& arg : args)
    absl::StrAppend(&text, text.empty() ? "" : " ", QuoteWord(arg));
  return text;
}

// What runs in a task of its own.
Co<int> MakeTask(const ShellState& state, const FoundCommand& found, Args args) {
  switch (found.kind) {
    case FoundCommand::Kind::kProgram:
      return found.program->main(std::move(args));
    case FoundCommand::Kind::kScript:
      return ScriptTask(found.path, std::move(args), state.ignores_now);
    case FoundCommand::Kind::kHost:
      return HostTask(state.options.name, std::move(args));
    default: {
      const bool exists = found.kind == FoundCommand::Kind::kForbidden;
      return NoCommand(state.options.name, std::move(args[0]), exists);
    }
  }
}

Process RunFound(ShellState& state, FoundCommand found, Args args, Assigned assigned, Place place) {
  const std::string name = args[0];
  const bool runs = found.kind == FoundCommand::Kind::kProgram ||
                    found.kind == FoundCommand::Kind::kHost ||
                    found.kind == FoundCommand::Kind::kScript;
  const std::string command = JoinQuoted(args);
  Job job;
  if (state.job_control && place != Place::kLast) job.command = command;
  Co<int> task = MakeTask(state, found, std::move(args));
  // (What is not there runs in the shell itself, whose environment stays as it is.)
  if (runs && !assigned.empty()) task = WithVariables(std::move(assigned), std::move(task));
  if (!runs) {
    state.status = co_await std::move(task);
  } else if (place == Place::kLast) {
    co_yield SetName(name, command);
    state.status = co_await std::move(task);
  } else {
    if (state.job_control) {
      const Beginning beginning(state, Ground::kFore, 0);
      task = Begin(beginning, std::move(task));
    }
    const Tid tid = co_yield NewTask(name, std::move(task)).For(command);
    job.members.push_back({.tid = tid});
    if (state.job_control) job.group = tid;
    co_await WaitForForeground(state, name, std::move(job));
  }
}

// ---- Its parts ----

// export a=$b: as an assignment, which is not split.
bool IsDeclaration(const Simple& simple) {
  for (const Word& word : simple.words) {
    const std::string* const name = word.Literal();
    if (name == nullptr) return false;
    if (*name == "command") continue;
    return *name == "export" || *name == "readonly" || *name == "local";
  }
  return false;
}

// The length of "NAME=" at the front of a word, or 0.
std::size_t AssignmentPrefix(const Word& word) {
  if (word.pieces.empty()) return 0;
  const Piece& first = word.pieces[0];
  if (first.kind != Piece::Kind::kText || first.quoted) return 0;
  const std::size_t equals = first.text.find('=');
  const bool is_one =
      equals != std::string::npos && IsName(std::string_view(first.text).substr(0, equals));
  return is_one ? equals + 1 : 0;
}

Process ExpandDeclaration(ShellState& state, const std::vector<Word>& words, Args& args) {
  for (const Word& word : words) {
    const std::size_t prefix = AssignmentPrefix(word);
    if (prefix == 0) {
      const std::vector<Word> one(1, word);
      co_await ExpandWords(state, one, args);
    } else {
      Word value = word;
      const std::string name = value.pieces[0].text.substr(0, prefix);
      value.pieces[0].text.erase(0, prefix);
      if (value.pieces[0].text.empty()) value.pieces.erase(value.pieces.begin());
      Field field;
      co_await ExpandWord(state, value, WordUse::kAssignment, field);
      args.push_back(name + field.text);
    }
    if (state.flow != Flow::kNone) co_return;
  }
}

Process ExpandAssignments(ShellState& state, const std::vector<Assignment>& assignments,
                          Assigned& assigned, bool at_once) {
  for (const Assignment& assignment : assignments) {
    Field field;
    if (assignment.value.sleeps()) {
      co_await ExpandWord(state, assignment.value, WordUse::kAssignment, field);
    } else {
      (void)ExpandWordNow(state, assignment.value, WordUse::kAssignment, field);
    }
    if (state.flow != Flow::kNone) co_return;
    assigned.emplace_back(assignment.name, std::move(field.text));
    // Without a command, x=1 y=$x sees what was assigned before.
    if (!at_once) continue;
    Assigned one(1, assigned.back());
    if (!Assign(state, std::move(one))) co_return;
  }
}

// What set -x shows.
std::string Trace(const ShellState& state, const Assigned& assigned, const Args& args) {
  const std::string* const prompt = state.variables.Find("PS4");
  std::string line = prompt == nullptr ? "+" : *prompt;
  if (!line.empty() && line.back() == ' ') line.pop_back();
  for (const auto& [name, value] : assigned)
    absl::StrAppend(&line, " ", name, "=", QuoteWord(value));
  for (const std::string& arg : args) absl::StrAppend(&line, " ", QuoteWord(arg));
  return line + "\n";
}

Process RunParts(ShellState& state, const Command& command, Args args, Place place) {
  const Simple& simple = std::get<Simple>(command.form);
  Redirections redirections;
  if (!command.redirects.empty()) {
    const int status = co_await redirections.Do(state, command.redirects);
    if (state.flow != Flow::kNone) co_return;
    if (status != 0) {
      state.status = status;
      if (!args.empty() && IsSpecialBuiltin(args[0])) AbandonCommands(state, status);
      co_return;
    }
  }
  Assigned assigned;
  if (!simple.assignments.empty()) {
    co_await ExpandAssignments(state, simple.assignments, assigned, args.empty());
    if (state.flow != Flow::kNone) co_return;
  }
  if (state.flags.xtrace) {
    const std::string line = Trace(state, assigned, args);
    (void)co_await WriteAll(redirections.former_stderr(), state.options.name, line);
  }
  if (args.empty()) {
    state.status = state.substituted.value_or(0);
    co_return;
  }
  const bool keeps = args[0] == "exec";
  RunOptions options;
  options.place = place;
  co_await RunArgs(state, std::move(args), std::move(assigned), options);
  if (keeps && state.flow == Flow::kNone) redirections.Keep();
}

}  // namespace

Process RunArgs(ShellState& state, Args args, Assigned assigned, RunOptions options) {
  FoundCommand found = FindCommand(state, args[0], options.functions);
  const bool is_special = found.builtin != nullptr && IsSpecialBuiltin(args[0]) && options.special;
  if (found.kind == FoundCommand::Kind::kBuiltin && is_special) {
    // x=1 exec PROGRAM: the program has it in its environment.
    std::vector<std::string> exported;
    if (args[0] == "exec" && args.size() > 1) {
      for (const auto& [variable, value] : assigned) exported.push_back(variable);
    }
    if (!Assign(state, std::move(assigned))) co_return;
    for (const std::string& variable : exported) state.variables.Export(variable);
    co_await RunBuiltin(state, *found.builtin, std::move(args));
    if (std::exchange(state.failed, false) && state.flow == Flow::kNone)
      AbandonCommands(state, state.status);
  } else if (found.kind == FoundCommand::Kind::kBuiltin) {
    Temporary temporary(state);
    if (!assigned.empty() && !temporary.Set(std::move(assigned))) co_return;
    co_await RunBuiltin(state, *found.builtin, std::move(args));
    state.failed = false;
  } else if (found.kind == FoundCommand::Kind::kFunction) {
    Temporary temporary(state);
    if (!assigned.empty() && !temporary.Set(std::move(assigned))) co_return;
    co_await CallFunction(state, std::move(found.function), std::move(args));
  } else {
    co_await RunFound(state, std::move(found), std::move(args), std::move(assigned), options.place);
  }
}

Process RunSimple(ShellState& state, const Command& command, Place place) {
  const Simple& simple = std::get<Simple>(command.form);
  state.substituted.reset();
  Args args;
  if (IsDeclaration(simple)) {
    co_await ExpandDeclaration(state, simple.words, args);
  } else if (AnySleeps(simple.words)) {
    co_await ExpandWords(state, simple.words, args);
  } else {
    (void)ExpandWordsNow(state, simple.words, args);
  }
  if (state.flow != Flow::kNone) co_return;
  co_await RunParts(state, command, std::move(args), place);
  CheckErrexit(state);
}

}  // namespace corix
