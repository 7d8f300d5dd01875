#include "shell/interpreter.h"

#include <sys/resource.h>

#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "kernel/api/absl_view.h"
#include "shell/expand/expand.h"
#include "shell/expand/pattern.h"
#include "shell/redirect.h"
#include "shell/syntax/parser.h"
#include "syscalls/now.h"
#include "syscalls/spend_time.h"
#include "syscalls/yield.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

// ---- time ----

absl::Duration OfHost(const timeval& time) { return absl::DurationFromTimeval(time); }

// What the host says that we, and its programs that we started, have computed.
struct HostTimes {
  absl::Duration user;
  absl::Duration system;

  static HostTimes Now() {
    rusage own = {};
    rusage children = {};
    getrusage(RUSAGE_SELF, &own);
    getrusage(RUSAGE_CHILDREN, &children);
    return {.user = OfHost(own.ru_utime) + OfHost(children.ru_utime),
            .system = OfHost(own.ru_stime) + OfHost(children.ru_stime)};
  }
};

void PrintTime(const char* name, absl::Duration time, bool posix) {
  const double seconds = absl::ToDoubleSeconds(time);
  if (posix) {
    PrintError("%s %.2f\n", name, seconds);
    return;
  }
  const auto minutes = static_cast<std::int64_t>(seconds / 60);
  PrintError("%s\t%dm%.3fs\n", name, minutes, seconds - 60.0 * static_cast<double>(minutes));
}

// ---- Loops ----

// After a round of a loop: whether the loop ends.
bool LoopEnds(ShellState& state) {
  if (state.flow == Flow::kBreak || state.flow == Flow::kContinue) {
    if (--state.flow_levels > 0) return true;
    return std::exchange(state.flow, Flow::kNone) == Flow::kBreak;
  }
  return state.flow != Flow::kNone;
}

// One more loop around what runs.
class InLoop {
 public:
  explicit InLoop(ShellState& state) : state_(state) { ++state_.loops; }
  ~InLoop() { --state_.loops; }
  InLoop(const InLoop&) = delete;
  InLoop& operator=(const InLoop&) = delete;

 private:
  ShellState& state_;
};

Process RunIf(ShellState& state, const If& form) {
  for (const If::Branch& branch : form.branches) {
    {
      const Tested tested(state);
      co_await RunList(state, *branch.condition);
    }
    if (state.flow != Flow::kNone) co_return;
    if (state.status == 0) {
      co_await RunList(state, *branch.body);
      co_return;
    }
  }
  // (Until a command runs in there, $? is that of the condition; likewise below.)
  if (form.else_body != nullptr) {
    co_await RunList(state, *form.else_body);
  } else {
    state.status = 0;
  }
}

Process RunLoop(ShellState& state, const Loop& loop) {
  const InLoop in_loop(state);
  int status = 0;
  for (;;) {
    // A loop of built-ins alone would let nobody else run.
    co_yield Yield();
    {
      const Tested tested(state);
      co_await RunList(state, *loop.condition);
    }
    if (state.flow != Flow::kNone) {
      if (LoopEnds(state)) break;
      continue;
    }
    if ((state.status == 0) == loop.until) {
      state.status = status;
      break;
    }
    co_await RunList(state, *loop.body);
    status = state.status;
    if (LoopEnds(state)) break;
  }
}

Process RunFor(ShellState& state, const For& loop) {
  std::vector<std::string> values = state.arguments;
  if (loop.words.has_value()) {
    values.clear();
    co_await ExpandWords(state, *loop.words, values);
    if (state.flow != Flow::kNone) co_return;
  }
  const InLoop in_loop(state);
  if (values.empty()) state.status = 0;
  for (std::string& value : values) {
    co_yield Yield();
    const absl::Status status = SetShellVariable(state, loop.name, std::move(value));
    if (!status.ok()) {
      Complain(state, StdView(status.message()));
      AbandonCommands(state, kWrongUse);
      co_return;
    }
    co_await RunList(state, *loop.body);
    if (LoopEnds(state)) co_return;
  }
}

Co<bool> MatchesAny(ShellState& state, const std::vector<Word>& patterns, std::string_view text) {
  for (const Word& word : patterns) {
    Field field;
    if (word.sleeps()) {
      co_await ExpandWord(state, word, WordUse::kPattern, field);
    } else {
      (void)ExpandWordNow(state, word, WordUse::kPattern, field);
    }
    if (state.flow != Flow::kNone) co_return false;
    if (field.has_pattern ? Pattern(field.pattern).Matches(text) : field.text == text)
      co_return true;
  }
  co_return false;
}

Process RunCase(ShellState& state, const Case& form) {
  Field field;
  state.substituted.reset();
  co_await ExpandWord(state, form.word, WordUse::kText, field);
  if (state.flow != Flow::kNone) co_return;
  for (const Case::Branch& branch : form.branches) {
    const bool matches = co_await MatchesAny(state, branch.patterns, field.text);
    if (state.flow != Flow::kNone) co_return;
    if (!matches) continue;
    if (branch.body->items.empty()) break;
    co_await RunList(state, *branch.body);
    co_return;
  }
  state.status = 0;
}

Process RunCompound(ShellState& state, const Command& command) {
  if (const auto* group = std::get_if<BraceGroup>(&command.form)) {
    co_await RunList(state, *group->body);
  } else if (const auto* subshell = std::get_if<Subshell>(&command.form)) {
    co_await RunSubshell(state, subshell->body);
  } else if (const auto* form = std::get_if<If>(&command.form)) {
    co_await RunIf(state, *form);
  } else if (const auto* loop = std::get_if<Loop>(&command.form)) {
    co_await RunLoop(state, *loop);
  } else if (const auto* for_loop = std::get_if<For>(&command.form)) {
    co_await RunFor(state, *for_loop);
  } else if (const auto* form_case = std::get_if<Case>(&command.form)) {
    co_await RunCase(state, *form_case);
  } else if (const auto* function = std::get_if<Function>(&command.form)) {
    state.functions[function->name] = function->body;
    state.status = 0;
  }
}

Process RunPipelineNow(ShellState& state, const Pipeline& pipeline) {
  if (pipeline.commands.size() == 1) {
    co_await RunCommand(state, *pipeline.commands[0]);
  } else {
    co_await RunPipes(state, pipeline);
  }
}

Process RunTimed(ShellState& state, const Pipeline& pipeline) {
  const absl::Time begin = co_yield Now();
  const bool is_virtual = co_yield SpendTime(absl::ZeroDuration());
  const HostTimes before = HostTimes::Now();
  co_await RunPipelineNow(state, pipeline);
  const absl::Time end = co_yield Now();
  HostTimes after = HostTimes::Now();
  // Computing takes no virtual time.
  if (is_virtual) after = before;
  if (!pipeline.posix_time) PrintError("\n");
  PrintTime("real", end - begin, pipeline.posix_time);
  PrintTime("user", after.user - before.user, pipeline.posix_time);
  PrintTime("sys", after.system - before.system, pipeline.posix_time);
}

Process RunPipeline(ShellState& state, const Pipeline& pipeline) {
  std::optional<Tested> tested;
  if (pipeline.negated) tested.emplace(state);
  if (pipeline.timed) {
    co_await RunTimed(state, pipeline);
  } else {
    co_await RunPipelineNow(state, pipeline);
  }
  if (pipeline.negated && state.flow == Flow::kNone) state.status = state.status == 0 ? 1 : 0;
}

bool IsPlain(const Pipeline& pipeline) {
  return !pipeline.negated && !pipeline.timed && pipeline.commands.size() == 1;
}

}  // namespace

void CheckErrexit(ShellState& state) {
  if (!state.flags.errexit || state.tested > 0 || state.status == 0) return;
  if (state.flow == Flow::kNone) state.flow = Flow::kExit;
}

Process RunCommand(ShellState& state, const Command& command) {
  if (std::holds_alternative<Simple>(command.form)) {
    co_await RunSimple(state, command, Place::kHere);
    co_return;
  }
  if (command.redirects.empty()) {
    co_await RunCompound(state, command);
    co_return;
  }
  Redirections redirections;
  const int status = co_await redirections.Do(state, command.redirects);
  if (state.flow != Flow::kNone) co_return;
  if (status != 0) {
    state.status = status;
    CheckErrexit(state);
    co_return;
  }
  co_await RunCompound(state, command);
}

Process RunAndOr(ShellState& state, const AndOr& and_or) {
  for (std::size_t i = 0; i < and_or.pipelines.size(); ++i) {
    if (i > 0 && and_or.is_or[i - 1] == (state.status == 0)) continue;
    std::optional<Tested> tested;
    if (i + 1 < and_or.pipelines.size()) tested.emplace(state);
    co_await RunPipeline(state, and_or.pipelines[i]);
    if (state.flow != Flow::kNone) co_return;
  }
}

Process RunList(ShellState& state, const List& list) {
  for (const List::Item& item : list.items) {
    const AndOr& and_or = *item.and_or;
    if (item.background) {
      co_await StartBackground(state, item.and_or);
    } else if (and_or.pipelines.size() == 1 && IsPlain(and_or.pipelines[0])) {
      // The most common, without the ways of the others.
      co_await RunCommand(state, *and_or.pipelines[0].commands[0]);
    } else {
      co_await RunAndOr(state, and_or);
    }
    if (const Signal signal = TakeCaught(state); signal != Signal::kNone)
      co_await HearSignal(state, signal);
    if (state.flow != Flow::kNone) co_return;
  }
}

Parsed ParseText(const ShellState& state, std::string_view text, int first_line,
                 bool more_may_come) {
  SyntaxOptions options;
  options.first_line = first_line;
  options.more_may_come = more_may_come;
  if (!state.aliases.empty()) {
    options.alias = [&state](std::string_view name) -> const std::string* {
      const auto found = state.aliases.find(name);
      return found == state.aliases.end() ? nullptr : &found->second;
    };
  }
  return Parse(text, options);
}

Co<bool> RunParsed(ShellState& state, std::string_view context, Parsed parsed) {
  if (const auto* error = std::get_if<SyntaxError>(&parsed); error != nullptr) {
    std::string name = state.options.name;
    if (!context.empty()) (name += ": ") += context;
    PrintError("%s\n", error->Describe(name));
    state.status = kWrongUse;
    co_return false;
  }
  const auto list = std::get<std::shared_ptr<const List>>(parsed);
  co_await RunList(state, *list);
  co_return true;
}

Co<bool> RunText(ShellState& state, std::string_view context, std::string text) {
  Parsed parsed = ParseText(state, text, 1, false);
  co_return co_await RunParsed(state, context, std::move(parsed));
}

Co<int> Finish(ShellState& state) {
  state.flow = Flow::kNone;
  co_await RunTraps(state, Signal::kNone);
  co_return state.status;
}

}  // namespace corix
