#include "userland/bin/programs.h"

#include <algorithm>
#include <array>

#include "userland/lib/complain.h"
#include "userland/lib/line_source.h"
#include "userland/lib/server.h"

namespace corix {
namespace {

constexpr std::array kPrograms = {
    Program{"bar", "",
            "kill a foo in the middle of its steps, as in the first transcript of the seeds",
            &BarMain},
    Program{"barber", "[CUSTOMERS]", "let a barber sleep until customers come: semaphores",
            &BarberMain},
    Program{"chat-server", kServerParams, "let those who connect talk to each other, line by line",
            &ChatServerMain},
    Program{"churn", "STEPS", "compute so many steps without a trap, about a nanosecond each",
            &ChurnMain},
    Program{"compare", "[JOBS [SECONDS]]",
            "do the same jobs one after another, as tasks, as threads and as processes",
            &CompareMain},
    Program{"consumer", "", "hand out a value, and be sent one: a coroutine that goes both ways",
            &ConsumerMain},
    Program{"count", "N", "print the numbers from 1 to N, one a turn", &CountMain},
    Program{"counter", "",
            "count to three by a coroutine that is written by hand, and by a generator",
            &CounterMain},
    Program{"crash", "", "end by an exception", &CrashMain},
    Program{"delegate", "", "hand out what two other generators do, by loops and by delegation",
            &DelegateMain},
    Program{"echo", "[WORD...]", "print the words", &EchoMain},
    Program{"echo-blocking", kServerParams,
            "send back what comes, to one client at a time: the others wait", &EchoBlockingMain},
    Program{"echo-callbacks", kServerParams, "send back what comes, by callbacks on readiness",
            &EchoCallbacksMain},
    Program{"echo-server", kServerParams, "send back what comes, by a task for each client",
            &EchoServerMain},
    Program{"echo-threads", kServerParams,
            "send back what comes, by a thread of the host for each client", &EchoThreadsMain},
    Program{"event-loop", "", "register, delay, cancel and run functions, until told to stop",
            &EventLoopMain},
    Program{"false", "", "do nothing, and fail", &FalseMain},
    Program{"fibonacci", "[N]", "print the first N Fibonacci numbers, or ten", &FibonacciMain},
    Program{"foo", "", "say where it lives, and take five steps", &FooMain},
    Program{"futures", "", "show what becomes of results that are there later", &FuturesMain},
    Program{"handshake-server", kServerParams,
            "send back what comes from those who first say hello, and close the others",
            &HandshakeServerMain},
    Program{"hello-foo", "", "print Hello Foo after a second", &HelloFooMain},
    Program{"hello-server", kServerParams,
            "answer a request, which ends with an empty line, by Hello and the request",
            &HelloServerMain},
    Program{"hog", "SECONDS", "compute for so long without a trap: nobody else gets a turn",
            &HogMain},
    Program{"listeners", "",
            "show all results at once, by a callback; then each as it comes, by a generator",
            &ListenersMain},
    Program{"log-push", kLineSourceParams,
            "count the lines of three clients in a log, by a pipeline of push coroutines",
            &LogPushMain},
    Program{"mixed-coroutines", "[SCALE]",
            "wait, compute and poll in coroutines; SCALE 0.1 is ten times as fast",
            &MixedCoroutinesMain},
    Program{"mixed-threads", "[SCALE]", "do what mixed-coroutines does, in threads of the host",
            &MixedThreadsMain},
    Program{"philosophers", "[careful|naive|stuck]",
            "let five philosophers dine with five forks: mutexes, and a deadlock",
            &PhilosophersMain},
    Program{"ping-pong", "[ROUNDS]", "play with a ball: messages from task to task", &PingPongMain},
    Program{"producer-consumer", "[THINGS]",
            "fill and empty a small buffer: a mutex and two conditions", &ProducerConsumerMain},
    Program{"ps", "", "list all tasks", &PsMain},
    Program{"race", "", "let a hare and a tortoise run, and tell how far each one came", &RaceMain},
    Program{"readers-writers", "", "read a page together, write it alone: a lock for both",
            &ReadersWritersMain},
    Program{"say", "", "say C, Java, Python; and that this was the end", &SayMain},
    Program{"sieve", "N", "print the primes up to N, by a pipeline of one process for each",
            &SieveMain},
    Program{"sleep", "SECONDS", "wait; decimals are understood", &SleepMain},
    Program{"spin", "", "yield for ever", &SpinMain},
    Program{"stubborn", "[SECONDS]", "compute so long while two others tick, in three ways",
            &StubbornMain},
    Program{"tree", "", "walk through a tree by a generator that delegates to itself", &TreeMain},
    Program{"true", "", "do nothing, and succeed", &TrueMain},
    Program{"weigh", "", "measure what processes, threads and coroutines cost on this machine",
            &WeighMain},
};

}  // namespace

absl::Span<const Program> Programs() { return kPrograms; }

const Program* FindProgram(std::string_view name) {
  const auto* found = std::find_if(kPrograms.begin(), kPrograms.end(),
                                   [&](const Program& p) { return p.name == name; });
  return found == kPrograms.end() ? nullptr : found;
}

int ComplainOfUsage(const Args& args) {
  const Program* program = FindProgram(args[0]);
  return ComplainOfUsage(args[0], program == nullptr ? "" : program->params);
}

}  // namespace corix
