// userland/bin/programs.h: what the shell can start.
//
// A program is a process that takes its arguments; args[0] is its name. One file each, one line in
// a table each: demonstrations and what belongs to Corix in programs.cc, the tools that every Unix
// has in tools.cc, which describe themselves in their own files.
//
// What a program understands is part of its entry: --help, the usage line, `help NAME`, the errors
// of wrong options and the completion of right ones all come from there.
#ifndef CORIX_USERLAND_BIN_PROGRAMS_H_
#define CORIX_USERLAND_BIN_PROGRAMS_H_

#include <climits>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "kernel/api/co.h"
#include "userland/lib/options.h"

namespace corix {

using Args = std::vector<std::string>;

struct Program {
  static constexpr int kAnyNumber = INT_MAX;

  const char* name;
  const char* params;   // what its operands are
  const char* summary;  // in the imperative
  // Gets its words as they are. Either this or `tool` is there.
  Co<int> (*words)(Args args) = nullptr;
  // Of a demonstration: what is to be learned from it, for `help demos`.
  const char* idea = nullptr;
  // Gets its words as options and operands; if they are wrong, it is not even started.
  Co<int> (*tool)(ParsedArgs args) = nullptr;
  absl::Span<const Option> options = {};
  int least = 0;  // operands
  int most = kAnyNumber;
  OperandPlace place = OperandPlace::kAnywhere;
  // What further lines of its help say.
  const char* notes = nullptr;
  // Every word means what it is: not even --help is an option.
  bool literal = false;

  // The process to be spawned or called.
  Co<int> main(Args args) const;
};

// In the order of their names.
absl::Span<const Program> Programs();

// nullptr if there is none of that name.
const Program* FindProgram(std::string_view name);

// How it is called: "head [-qv] [-n COUNT] [FILE...]".
std::string Synopsis(const Program& program);

// What --help prints.
std::string HelpText(const Program& program);

// For a program whose arguments are wrong: prints its usage, and returns 2.
int ComplainOfUsage(const Args& args);

Co<int> BarMain(Args args);
Co<int> BarberMain(Args args);
Co<int> CarelessMain(Args args);
Co<int> ChatServerMain(Args args);
Co<int> ChurnMain(Args args);
Co<int> CompareMain(Args args);
Co<int> ConsumerMain(Args args);
Co<int> CountMain(Args args);
Co<int> CounterMain(Args args);
Co<int> CrashMain(Args args);
Co<int> DelegateMain(Args args);
Co<int> EchoBlockingMain(Args args);
Co<int> EchoCallbacksMain(Args args);
Co<int> EchoServerMain(Args args);
Co<int> EchoThreadsMain(Args args);
Co<int> EventLoopMain(Args args);
Co<int> FibonacciMain(Args args);
Co<int> FooMain(Args args);
Co<int> FuturesMain(Args args);
Co<int> HandshakeServerMain(Args args);
Co<int> HelloFooMain(Args args);
Co<int> HelloServerMain(Args args);
Co<int> HogMain(Args args);
Co<int> ListenersMain(Args args);
Co<int> LogChannelsMain(Args args);
Co<int> LogPushMain(Args args);
Co<int> LogThreadsMain(Args args);
Co<int> MixedCoroutinesMain(Args args);
Co<int> MixedThreadsMain(Args args);
Co<int> PhilosophersMain(Args args);
Co<int> PingPongMain(Args args);
Co<int> ProducerConsumerMain(Args args);
Co<int> RaceMain(Args args);
Co<int> ReadersWritersMain(Args args);
Co<int> SayMain(Args args);
Co<int> SieveMain(Args args);
Co<int> SpinMain(Args args);
Co<int> StubbornMain(Args args);
Co<int> TreeMain(Args args);
Co<int> WeighMain(Args args);

}  // namespace corix

#endif  // CORIX_USERLAND_BIN_PROGRAMS_H_
