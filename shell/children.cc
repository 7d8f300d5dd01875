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

// What becomes its descriptors 0 and 1, if it is open.
struct Files {
  Files() = default;
  Files(File new_in, File new_out) : in(std::move(new_in)), out(std::move(new_out)) {}
  File in;
  File out;
};

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

Co<Tid> StartSubshell(ShellState& state, Body body, Files files, Ground ground, Tid group) {
  const std::string name = NameOf(body);
  const Beginning beginning(state, ground, group);
  std::unique_ptr<ShellState> child = state.Child();
  if (beginning.ignored.has_value()) child->ignored = child->ignores_now = *beginning.ignored;
  Co<int> task =
      SubshellTask(std::move(child), std::move(body), std::move(files.in), std::move(files.out));
  if (beginning.joins || beginning.ignored.has_value()) task = Begin(beginning, std::move(task));
  const Tid tid = co_yield NewTask(name, std::move(task));
  co_return tid;
}

// The members of a pipeline, in its order.
Co<Job> StartPipes(ShellState& state, const Pipeline& pipeline, File first_in, Ground ground) {
  Job job;
  File in = std::move(first_in);
  for (std::size_t i = 0; i < pipeline.commands.size(); ++i) {
    PipeEnds pipe;
    if (i + 1 < pipeline.commands.size()) pipe = CallNow(Pipe());
    Body body;
    body.command = pipeline.commands[i];
    Files files(std::move(in), std::move(pipe.writer));
    const Tid tid =
        co_await StartSubshell(state, std::move(body), std::move(files), ground, job.group);
    if (state.job_control && job.group == 0) job.group = tid;
    job.members.push_back({.tid = tid});
    in = std::move(pipe.reader);
  }
  co_return job;
}

std::string TextOf(const Pipeline& pipeline) {
  AndOr and_or;
  and_or.pipelines.push_back(pipeline);
  return PrintAndOr(and_or);
}

Job JobOf(const ShellState& state, Tid tid) {
  Job job;
  job.members.push_back({.tid = tid});
  if (state.job_control) job.group = tid;
  return job;
}

}  // namespace

Process RunSubshell(ShellState& state, std::shared_ptr<const List> body) {
  std::string text;
  if (state.job_control) text = "( " + PrintList(*body) + " )";
  Body run;
  run.list = std::move(body);
  const Tid tid = co_await StartSubshell(state, std::move(run), Files(), Ground::kFore, 0);
  Job job = JobOf(state, tid);
  job.command = std::move(text);
  co_await WaitForForeground(state, "corix", std::move(job));
  CheckErrexit(state);
}

Process RunPipes(ShellState& state, const Pipeline& pipeline) {
  Job job = co_await StartPipes(state, pipeline, File(), Ground::kFore);
  if (state.job_control) job.command = TextOf(pipeline);
  std::string name = NameOf(*pipeline.commands.back());
  co_await WaitForForeground(state, std::move(name), std::move(job));
  CheckErrexit(state);
}

Process StartBackground(ShellState& state, std::shared_ptr<const AndOr> and_or) {
  File in;
  if (!state.job_control) {
    // Nobody decides who of them would get what comes in.
    absl::StatusOr<File> null = CallNow(Open("/dev/null"));
    if (null.ok()) in = *std::move(null);
  }
  std::string text = PrintAndOr(*and_or);
  Job job;
  const Pipeline& first = and_or->pipelines[0];
  if (and_or->pipelines.size() == 1 && !first.negated && !first.timed &&
      first.commands.size() > 1) {
    job = co_await StartPipes(state, first, std::move(in), Ground::kBack);
  } else {
    Body body;
    body.and_or = std::move(and_or);
    // What fails there ends it, whatever is around here.
    const int tested = std::exchange(state.tested, 0);
    Files files(std::move(in), File());
    const Tid tid =
        co_await StartSubshell(state, std::move(body), std::move(files), Ground::kBack, 0);
    state.tested = tested;
    job = JobOf(state, tid);
  }
  job.command = std::move(text);
  const Tid last = job.members.back().tid;
  state.last_background = last;
  const int number = state.jobs.Add(std::move(job));
  if (state.options.interactive) PrintError("[%d] %d\n", number, last);
  state.status = 0;
}

Co<std::string> Substitute(ShellState& state, std::shared_ptr<const List> commands) {
  PipeEnds pipe = CallNow(Pipe());
  Body body;
  body.list = std::move(commands);
  const int tested = std::exchange(state.tested, 0);
  Files files(File(), std::move(pipe.writer));
  const Tid tid = co_await StartSubshell(state, std::move(body), std::move(files), Ground::kOwn, 0);
  state.tested = tested;
  std::string text;
  for (;;) {
    constexpr std::size_t kPiece = 4096;
    const std::size_t before = text.size();
    text.resize(before + kPiece);
    const absl::StatusOr<std::size_t> bytes =
        co_yield Read(pipe.reader, absl::MakeSpan(text).subspan(before));
    text.resize(before + bytes.value_or(0));
    // (A signal that the shell catches is heard of when the command is over.)
    if (absl::IsAborted(bytes.status())) continue;
    if (bytes.value_or(0) == 0) break;
  }
  absl::StatusOr<ExitStatus> status = absl::AbortedError("");
  while (absl::IsAborted(status.status())) status = co_yield WaitTask(tid);
  // ($? stays what it was: the pipelines of a substitution are not the shell's own.)
  state.substituted = status.ok() ? status->code : 1;
  // A person who pressed Ctrl-C does not want the rest of the command either.
  if (state.job_control) co_await HearSignal(state, TakeCaught(state));
  // A variable has no zero bytes in it, and arguments cannot have them.
  std::erase(text, '\0');
  text.erase(text.find_last_not_of('\n') + 1);
  co_return text;
}

}  // namespace corix
