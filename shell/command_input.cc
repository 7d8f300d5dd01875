#include "shell/command_input.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "shell/builtins/builtins.h"
#include "shell/editor/history_file.h"
#include "shell/editor/scanner.h"
#include "shell/interpreter.h"
#include "syscalls/run_blocking.h"
#include "syscalls/terminal_size.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

constexpr std::size_t kMostHistory = 10'000;
constexpr char kContinuationPrompt[] = "> ";
constexpr int kStatusOfInterrupt = 130;  // $?, as after SIGINT

// What the built-in `history` shows.
class WithHistory {
 public:
  WithHistory(ShellState& state, const History& history) : state_(state) {
    state_.history = &history;
  }
  ~WithHistory() { state_.history = nullptr; }
  WithHistory(const WithHistory&) = delete;
  WithHistory& operator=(const WithHistory&) = delete;

 private:
  ShellState& state_;
};

}  // namespace

CommandInput::CommandInput(const ShellState& state)
    : state_(state), history_(kMostHistory), completer_(*this), editor_(Setup(), &completer_) {}

EditorSetup CommandInput::Setup() {
  EditorSetup setup;
  setup.history = &history_;
  setup.colour = [this](std::string_view text) {
    return ColourLine(text, [this](const std::string& name) { return completer_.IsCommand(name); });
  };
  setup.is_complete = [this](std::string_view text) {
    const Parsed parsed = ParseText(state_, std::string(text) + '\n', 1, true);
    const auto* const error = std::get_if<SyntaxError>(&parsed);
    return error == nullptr || !error->incomplete;
  };
  setup.styles = Value("NO_COLOR").empty();
  return setup;
}

Co<bool> CommandInput::Open() {
  const std::string terminal = Value("TERM");
  const absl::StatusOr<WindowSize> window = co_yield TerminalSize(kStderr);
  if (!window.ok() || terminal.empty() || terminal == "dumb") co_return false;
  const std::string home = Value("HOME");
  if (const std::string* const chosen = state_.variables.Find("CORIX_HISTORY"); chosen != nullptr) {
    history_path_ = *chosen;
  } else if (!home.empty()) {
    history_path_ = absl::StrCat(home, "/.corix_history");
  }
  if (history_path_.empty()) co_return true;
  auto load = [path = history_path_] { return LoadHistory(path, kMostHistory); };
  const absl::StatusOr<std::vector<std::string>> entries = co_yield RunBlocking(std::move(load));
  if (!entries.ok()) {
    PrintError("%s: %s: %s\n", state_.options.name, history_path_, entries.status().message());
    history_path_.clear();
    co_return true;
  }
  for (const std::string& entry : *entries) history_.Add(entry);
  co_return true;
}

// On disk at once, so that nothing is lost however we end.
Process CommandInput::Remember(std::string line) {
  if (!history_.Add(line) || history_path_.empty()) co_return;
  auto append = [path = history_path_, line = std::move(line)] {
    return AppendToHistory(path, line);
  };
  const absl::Status status = co_yield RunBlocking(std::move(append));
  // (Interrupted, it is not waited for; but it is done.)
  if (status.ok() || absl::IsAborted(status)) co_return;
  PrintError("%s: %s: %s\n", state_.options.name, history_path_, status.message());
  // Once is enough.
  history_path_.clear();
}

Co<absl::StatusOr<EditedLine>> CommandInput::Next(std::string prompt) {
  completer_.Forget();
  absl::StatusOr<EditedLine> line =
      co_await editor_.EditLine(std::move(prompt), kContinuationPrompt);
  if (line.ok() && line->kind == EditedLine::Kind::kLine) co_await Remember(line->text);
  co_return line;
}

Co<bool> RunAtTerminal(ShellState& state) {
  CommandInput input(state);
  const bool edits = co_await input.Open();
  if (!edits) co_return false;
  const WithHistory with(state, input.history());
  while (state.flow != Flow::kExit) {
    co_await TellOfJobs(state);
    absl::StatusOr<EditedLine> line = co_await input.Next("$ ");
    if (absl::IsAborted(line.status())) {
      co_await HearSignal(state, TakeCaught(state));
      if (state.flow != Flow::kExit) state.flow = Flow::kNone;
      continue;
    }
    if (!line.ok()) co_return absl::IsCancelled(line.status());
    ++state.commands_read;
    if (line->kind == EditedLine::Kind::kEndOfFile) {
      const bool may_leave = co_await MayLeave(state);
      if (!may_leave) continue;
      PrintError("exit\n");
      break;
    }
    if (line->kind == EditedLine::Kind::kInterrupted) {
      state.status = kStatusOfInterrupt;
      continue;
    }
    // Ctrl-C may have come already.
    co_await HearSignal(state, TakeCaught(state));
    if (state.flow == Flow::kNone) {
      Parsed parsed = ParseText(state, line->text + '\n', 1, false);
      co_await RunParsed(state, "", std::move(parsed));
    }
    // A command was left: back to the prompt.
    if (state.flow != Flow::kExit) state.flow = Flow::kNone;
  }
  co_return true;
}

// ---- What the shell knows ----

std::vector<std::string> CommandInput::Commands() const {
  std::vector<std::string> names;
  for (const Builtin& builtin : Builtins()) names.emplace_back(builtin.name);
  for (const Program& program : Programs()) names.emplace_back(program.name);
  for (const auto& [name, body] : state_.functions) names.push_back(name);
  for (const auto& [name, text] : state_.aliases) names.push_back(name);
  return names;
}

bool CommandInput::IsCommand(const std::string& name) const {
  return FindBuiltin(name) != nullptr || FindProgram(name) != nullptr ||
         state_.functions.contains(name) || state_.aliases.contains(name);
}

std::vector<std::string> CommandInput::Variables() const {
  std::vector<std::string> names;
  for (const auto& [name, variable] : state_.variables.all()) names.push_back(name);
  return names;
}

std::string CommandInput::Value(const std::string& variable) const {
  const std::string* const value = state_.variables.Find(variable);
  return value == nullptr ? "" : *value;
}

std::vector<Completable> CommandInput::Jobs() const {
  std::vector<Completable> jobs;
  for (const auto& [number, job] : state_.jobs.jobs())
    jobs.push_back({.name = absl::StrCat("%", number), .remark = job.command});
  return jobs;
}

std::vector<std::string> CommandInput::Signals() const {
  std::vector<std::string> names;
  for (const Signal signal :
       {Signal::kAlrm, Signal::kChld, Signal::kCont, Signal::kHup, Signal::kInt, Signal::kKill,
        Signal::kPipe, Signal::kStop, Signal::kTerm, Signal::kTstp, Signal::kUsr1, Signal::kUsr2}) {
    names.emplace_back(NameOf(signal));
  }
  return names;
}

// A program has a table of them; of a built-in, those that stand in its usage.
std::vector<std::string> CommandInput::Options(const std::string& command) const {
  std::vector<std::string> options;
  if (const Builtin* const builtin = FindBuiltin(command); builtin != nullptr) {
    for (const std::string& word : std::vector<std::string>(
             absl::StrSplit(builtin->params, absl::ByAnyChar(" []|,"), absl::SkipEmpty()))) {
      if (word.starts_with('-') && word != "-") options.push_back(word);
    }
    return options;
  }
  const Program* const program = FindProgram(command);
  if (program == nullptr) return options;
  for (const Option& option : program->options) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(option.letter)))
      options.push_back(std::string("-") + option.letter);
    if (option.name != nullptr) options.push_back(absl::StrCat("--", option.name));
  }
  if (!program->literal) options.emplace_back("--help");
  return options;
}

}  // namespace corix
