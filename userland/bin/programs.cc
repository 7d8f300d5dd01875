#include "userland/bin/programs.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "userland/bin/tools.h"
#include "userland/lib/complain.h"
#include "userland/lib/line_source.h"
#include "userland/lib/print.h"
#include "userland/lib/server.h"

namespace corix {
namespace {

constexpr std::array kPrograms = {
    Program{"bar", "",
            "kill a foo in the middle of its steps, as in the first transcript of the seeds",
            &BarMain, "a scheduler is a queue and a loop: tasks start and end each other by traps"},
    Program{"barber", "[CUSTOMERS]", "let a barber sleep until customers come: semaphores",
            &BarberMain, "a permit that was given while nobody waited is there for the next one"},
    Program{"careless", "children|files|turns [COUNT]",
            "wait for no child, close no file, or compute in long turns: for lint to see",
            &CarelessMain, "what nobody waits for or closes stays; long turns starve the others"},
    Program{"chat-server", kServerParams, "let those who connect talk to each other, line by line",
            &ChatServerMain},
    Program{"churn", "STEPS", "compute so many steps without a trap, about a nanosecond each",
            &ChurnMain},
    Program{"compare", "[JOBS [SECONDS]]",
            "do the same jobs one after another, as tasks, as threads and as processes",
            &CompareMain, "what waits gains by tasks; what computes needs threads or processes"},
    Program{"consumer", "", "hand out a value, and be sent one: a coroutine that goes both ways",
            &ConsumerMain, "send goes into a coroutine where a value came out; close ends it"},
    Program{"count", "N", "print the numbers from 1 to N, one a turn", &CountMain},
    Program{"counter", "",
            "count to three by a coroutine that is written by hand, and by a generator",
            &CounterMain,
            "a coroutine is a function that remembers where it was; the compiler can do that"},
    Program{"crash", "", "end by an exception", &CrashMain},
    Program{"delegate", "", "hand out what two other generators do, by loops and by delegation",
            &DelegateMain,
            "a generator can hand over to another one, as if the values were its own"},
    Program{"echo-blocking", kServerParams,
            "send back what comes, to one client at a time: the others wait", &EchoBlockingMain,
            "served one after another, a client who waits holds up all others"},
    Program{"echo-callbacks", kServerParams, "send back what comes, by callbacks on readiness",
            &EchoCallbacksMain,
            "callbacks serve many at once, but the story of one falls to pieces"},
    Program{"echo-server", kServerParams, "send back what comes, by a task for each client",
            &EchoServerMain, "with coroutines each client is a straight line, and all are served"},
    Program{"echo-threads", kServerParams,
            "send back what comes, by a thread of the host for each client", &EchoThreadsMain,
            "a thread for each client works, until there are too many"},
    Program{"event-loop", "", "register, delay, cancel and run functions, until told to stop",
            &EventLoopMain, "an event loop calls what is due, and sleeps until something is"},
    Program{"fibonacci", "[N]", "print the first N Fibonacci numbers, or ten", &FibonacciMain,
            "an endless sequence is no problem for who takes one at a time"},
    Program{"foo", "", "say where it lives, and take five steps", &FooMain,
            "a trap in each step: others run between any two of them"},
    Program{"futures", "", "show what becomes of results that are there later", &FuturesMain,
            "a future is assigned once; a task is a future that wraps a coroutine"},
    Program{"handshake-server", kServerParams,
            "send back what comes from those who first say hello, and close the others",
            &HandshakeServerMain,
            "what callbacks must keep in tables, a coroutine keeps by where it is"},
    Program{"hello-foo", "", "print Hello Foo after a second", &HelloFooMain,
            "a plain function can be made a coroutine, and called like one"},
    Program{"hello-server", kServerParams,
            "answer a request, which ends with an empty line, by Hello and the request",
            &HelloServerMain, "a request comes in pieces, each of which may have to be waited for"},
    Program{"hog", "SECONDS", "compute for so long without a trap: nobody else gets a turn",
            &HogMain, "who does not trap keeps the processor"},
    Program{"listeners", "",
            "show all results at once, by a callback; then each as it comes, by a generator",
            &ListenersMain, "a callback has all results at the end, a generator each as it comes"},
    Program{"log-channels", kLineSourceParams,
            "count the lines of three clients in a log, by tasks and channels", &LogChannelsMain,
            "tasks and channels: each stage is a loop, and a full channel slows the sender"},
    Program{"log-push", kLineSourceParams,
            "count the lines of three clients in a log, by a pipeline of push coroutines",
            &LogPushMain,
            "push coroutines: who has a line sends it on; nobody waits, nothing is buffered"},
    Program{"log-threads", kLineSourceParams,
            "count the lines of three clients in a log, by threads and queues", &LogThreadsMain,
            "threads and queues: the answer is right only if one waits for the workers"},
    Program{"mixed-coroutines", "[SCALE]",
            "wait, compute and poll in coroutines; SCALE 0.1 is ten times as fast",
            &MixedCoroutinesMain,
            "a coroutine that computes is not interrupted: the poller starves meanwhile"},
    Program{"mixed-threads", "[SCALE]", "do what mixed-coroutines does, in threads of the host",
            &MixedThreadsMain,
            "threads are interrupted anywhere: nobody starves, and no order is certain"},
    Program{"philosophers", "[careful|naive|stuck]",
            "let five philosophers dine with five forks: mutexes, and a deadlock",
            &PhilosophersMain,
            "who waits in a circle waits for ever; who takes locks in order does not"},
    Program{"ping-pong", "[ROUNDS]", "play with a ball: messages from task to task", &PingPongMain,
            "two tasks that share nothing but messages"},
    Program{"producer-consumer", "[THINGS]",
            "fill and empty a small buffer: a mutex and two conditions", &ProducerConsumerMain,
            "a wake-up is a hint: look again, under the lock, before you go on"},
    Program{"race", "", "let a hare and a tortoise run, and tell how far each one came", &RaceMain,
            "a parent learns how its children ended, in the order in which they did"},
    Program{"readers-writers", "", "read a page together, write it alone: a lock for both",
            &ReadersWritersMain,
            "many may read at a time, one may write, and neither kind starves the other"},
    Program{"say", "", "say C, Java, Python; and that this was the end", &SayMain,
            "a generator that has said everything has an end, which can be seen"},
    Program{"sieve", "N", "print the primes up to N, by a pipeline of one process for each",
            &SieveMain, "processes are so light that each prime can have its own"},
    Program{"spin", "", "yield for ever", &SpinMain},
    Program{"stubborn", "[SECONDS]", "compute so long while two others tick, in three ways",
            &StubbornMain,
            "one task that does not cooperate stops all; yielding or a thread helps"},
    Program{"tree", "", "walk through a tree by a generator that delegates to itself", &TreeMain,
            "recursion by delegation: the whole walk is one sequence"},
    Program{"weigh", "", "measure what processes, threads and coroutines cost on this machine",
            &WeighMain, "the lighter the unit, the more its own code must do by itself"},
};

// Both tables, in the order of their names.
std::vector<Program> SortedPrograms() {
  std::vector<Program> programs(kPrograms.begin(), kPrograms.end());
  for (const Program* tool : Tools()) programs.push_back(*tool);
  std::sort(programs.begin(), programs.end(),
            [](const Program& a, const Program& b) { return std::string_view(a.name) < b.name; });
  return programs;
}

Co<int> PrintHelp(const Program* program) {
  PrintTo(kStdout, HelpText(*program));
  co_return 0;
}

Co<int> RefuseOptions(std::string name, absl::Status wrong) { co_return Complain(name, wrong); }

Co<int> RefuseOperands(const Program* program, std::string name) {
  co_return ComplainOfUsage(name, OptionsSynopsis(program->options, program->params));
}

}  // namespace

Co<int> Program::main(Args args) const {
  if (!literal && AsksForHelp(options, args, place)) return PrintHelp(this);
  if (tool == nullptr) return words(std::move(args));
  absl::StatusOr<ParsedArgs> parsed = ParseOptions(options, args, place);
  if (!parsed.ok()) return RefuseOptions(args[0], parsed.status());
  const auto operands = static_cast<int>(parsed->operands().size());
  if (operands < least || operands > most) return RefuseOperands(this, args[0]);
  return tool(*std::move(parsed));
}

absl::Span<const Program> Programs() {
  static const std::vector<Program>& programs = *new std::vector<Program>(SortedPrograms());
  return programs;
}

const Program* FindProgram(std::string_view name) {
  const absl::Span<const Program> programs = Programs();
  const auto* found =
      std::lower_bound(programs.begin(), programs.end(), name,
                       [](const Program& p, std::string_view wanted) { return p.name < wanted; });
  return found == programs.end() || found->name != name ? nullptr : found;
}

std::string Synopsis(const Program& program) {
  const std::string rest = OptionsSynopsis(program.options, program.params);
  return rest.empty() ? program.name : absl::StrCat(program.name, " ", rest);
}

std::string HelpText(const Program& program) {
  std::string text = absl::StrCat("usage: ", Synopsis(program), "\n  ", program.summary, "\n");
  if (!program.options.empty()) absl::StrAppend(&text, "\n", DescribeOptions(program.options));
  if (program.notes != nullptr) absl::StrAppend(&text, "\n  ", program.notes, "\n");
  if (program.idea != nullptr) absl::StrAppend(&text, "\n  Its idea: ", program.idea, ".\n");
  return text;
}

int ComplainOfUsage(const Args& args) {
  const Program* program = FindProgram(args[0]);
  return ComplainOfUsage(args[0], program == nullptr ? "" : program->params);
}

}  // namespace corix
