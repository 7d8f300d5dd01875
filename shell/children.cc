// What runs in tasks of its own: subshells, pipelines, jobs, command substitutions.

#include <algorithm>
#include <utility>

#include "shell/interpreter.h"
#include "shell/syntax/printer.h"
#include "syscalls/dup2.h"
#include "syscalls/new_task.h"
#include "syscalls/open.h"
#include "syscalls/pipe.h"
#include "syscalls/read.h"
#include "syscalls/wait_task.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

// What a task of a subshell is to run: one of them.
struct Body {
  std::shared_ptr<const List> list;
  std::shared_ptr<const AndOr> and_or;
  std::shared_ptr<const Command> command;
};

// Commands after which nothing comes need no further task.
const Command* OnlyCommand(const AndOr& and_or) {
  if (and_or.pipelines.size() != 1) return nullptr;
  const Pipeline& pipeline = and_or.pipelines[0];
  const bool is_plain = !pipeline.negated && !pipeline.timed && pipeline.commands.size() == 1;
  return is_plain ? pipeline.commands[0].get() : nullptr;
}

const Command* OnlyCommand(const Body& body) {
  if (body.command != nullptr) return body.command.get();
  if (body.and_or != nullptr) return OnlyCommand(*body.and_or);
  const std::vector<List::Item>& items = body.list->items;
  return items.size() == 1 && !items[0].background ? OnlyCommand(*items[0].and_or) : nullptr;
}

Co<int> SubshellTask(std::unique_ptr<ShellState> state, Body body, File in, File out) {
  if (in.is_open()) (void)CallNow(Dup2(in, kStdin));
  if (out.is_open()) (void)CallNow(Dup2(out, kStdout));
  // The descriptors 0 and 1 hold them now: those at the other ends are to notice when they close.
  in.Close();
  out.Close();
  const Command* const only = OnlyCommand(body);
  const auto* const subshell = only == nullptr ? nullptr : std::get_if<Subshell>(&only->form);
  if (only != nullptr && std::holds_alternative<Simple>(only->form)) {
    co_await RunSimple(*state, *only, Place::kLast);
  } else if (subshell != nullptr && only->redirects.empty()) {
    co_await RunList(*state, *subshell->body);
  } else if (body.list != nullptr) {
    co_await RunList(*state, *body.list);
  } else if (body.and_or != nullptr) {
    co_await RunAndOr(*state, *body.and_or);
  } else {
    co_await RunCommand(*state, *only);
  }
  co_return co_await Finish(*state);
}

// What the user knows a command by, before it is expanded.
std::string NameOf(const Command& command) {
  const auto* const simple = std::get_if<Simple>(&command.form);
  if (simple == nullptr || simple->words.empty()) return "corix";
  const std::string* const literal = simple->words[0].Literal();
  return literal == nullptr ? "corix" : *literal;
}

std::string NameOf(const Body& body) {
  const Command* const only = OnlyCommand(body);
  return only == nullptr ? "corix" : NameOf(*only);
}

Co<Tid> StartSubshell(ShellState& state, Body body, File in, File out) {
  const std::string name = NameOf(body);
  Co<int> task = SubshellTask(state.Child(), std::move(body), std::move(in), std::move(out));
  const Tid tid = co_yield NewTask(name, std::move(task));
  co_return tid;
}

// The members of a pipeline, in its order.
Co<std::vector<Tid>> StartPipes(ShellState& state, const Pipeline& pipeline, File first_in) {
  std::vector<Tid> tids;
  File in = std::move(first_in);
  for (std::size_t i = 0; i < pipeline.commands.size(); ++i) {
    PipeEnds pipe;
    if (i + 1 < pipeline.commands.size()) pipe = CallNow(Pipe());
    Body body;
    body.command = pipeline.commands[i];
    const Tid tid =
        co_await StartSubshell(state, std::move(body), std::move(in), std::move(pipe.writer));
    tids.push_back(tid);
    in = std::move(pipe.reader);
  }
  co_return tids;
}

}  // namespace

Process RunSubshell(ShellState& state, std::shared_ptr<const List> body) {
  Body run;
  run.list = std::move(body);
  const Tid tid = co_await StartSubshell(state, std::move(run), File(), File());
  std::vector<Tid> tids(1, tid);
  co_await WaitForForeground(state, "corix", std::move(tids));
  CheckErrexit(state);
}

Process RunPipes(ShellState& state, const Pipeline& pipeline) {
  std::vector<Tid> tids = co_await StartPipes(state, pipeline, File());
  std::string name = NameOf(*pipeline.commands.back());
  co_await WaitForForeground(state, std::move(name), std::move(tids));
  CheckErrexit(state);
}

Process StartBackground(ShellState& state, std::shared_ptr<const AndOr> and_or) {
  File in;
  if (!state.options.interactive) {
    // Nobody decides who of them would get what comes in.
    absl::StatusOr<File> null = CallNow(Open("/dev/null"));
    if (null.ok()) in = *std::move(null);
  }
  std::string text = PrintAndOr(*and_or);
  std::vector<Tid> tids;
  const Pipeline& first = and_or->pipelines[0];
  if (and_or->pipelines.size() == 1 && !first.negated && !first.timed &&
      first.commands.size() > 1) {
    tids = co_await StartPipes(state, first, std::move(in));
  } else {
    Body body;
    body.and_or = std::move(and_or);
    // What fails there ends it, whatever is around here.
    const int tested = std::exchange(state.tested, 0);
    const Tid tid = co_await StartSubshell(state, std::move(body), std::move(in), File());
    state.tested = tested;
    tids.push_back(tid);
  }
  const Tid last = tids.back();
  state.last_background = last;
  const int number = state.jobs.Add(std::move(tids), std::move(text));
  if (state.options.interactive) PrintError("[%d] %d\n", number, last);
  state.status = 0;
}

Co<std::string> Substitute(ShellState& state, std::shared_ptr<const List> commands) {
  PipeEnds pipe = CallNow(Pipe());
  Body body;
  body.list = std::move(commands);
  const int tested = std::exchange(state.tested, 0);
  const Tid tid = co_await StartSubshell(state, std::move(body), File(), std::move(pipe.writer));
  state.tested = tested;
  std::string text;
  for (;;) {
    constexpr std::size_t kPiece = 4096;
    const std::size_t before = text.size();
    text.resize(before + kPiece);
    const absl::StatusOr<std::size_t> bytes =
        co_yield Read(pipe.reader, absl::MakeSpan(text).subspan(before));
    text.resize(before + bytes.value_or(0));
    if (bytes.value_or(0) == 0) break;
  }
  const absl::StatusOr<ExitStatus> status = co_yield WaitTask(tid);
  state.status = status.ok() ? status->code : 1;
  state.substituted = state.status;
  // A variable has no zero bytes in it, and arguments cannot have them.
  std::erase(text, '\0');
  text.erase(text.find_last_not_of('\n') + 1);
  co_return text;
}

}  // namespace corix
