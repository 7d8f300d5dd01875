// The program corix: boots a kernel, and runs a shell in it.

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "kernel/kernel.h"
#include "kernel/trace_dump.h"
#include "kernel/trace_json.h"
#include "kernel/trace_recorder.h"
#include "shell/end_others.h"
#include "shell/session.h"
#include "shell/session_run.h"
#include "shell/shell.h"

namespace corix {
namespace {

constexpr std::string_view kUsage =
    "usage: corix [OPTION...]                             an interactive shell\n"
    "       corix [OPTION...] FILE [ARG...]               run a script; exit with its status\n"
    "       corix [OPTION...] -c COMMANDS [NAME [ARG...]] run commands; exit with their status\n"
    "       corix --session [--update] FILE...            run transcripts; 1 if one is not true\n"
    "   -i                 show prompts although standard input is no terminal\n"
    "   --virtual-time     no sleep takes time\n"
    "   --real-time        sleeps take their time in a session too\n"
    "   --update           write into the sessions what really comes\n"
    "   --trace-out FILE   write what all tasks do, for ui.perfetto.dev\n"
    "   --announce-exits   print \"Task N terminated\" as each task ends\n"
    "   --help             print this\n";

constexpr int kWrongUse = 2;

struct CommandLine {
  ShellOptions shell;
  bool virtual_time = false;
  bool announce_exits = false;
  bool real_time = false;
  bool update = false;
  std::string trace_out;  // empty: nothing is recorded
  std::vector<std::string> sessions;
};

// Prints "Task N terminated" as each task ends.
class Announcer final : public Observer {
 public:
  void Exited(const Task& task, ExitStatus /*status*/) override {
    // (What ends the others is no news.)
    if (task.Name() == kEndOthersName) return;
    std::cout << "Task " << static_cast<int>(task.tid()) << " terminated\n" << std::flush;
  }
};

// What --trace-out FILE does: all of a kernel's life is recorded. Without a file, nothing is.
class TraceFile {
 public:
  explicit TraceFile(std::string path) : path_(std::move(path)) {}
  ~TraceFile() {
    if (host_fd_ >= 0) close(host_fd_);
  }
  TraceFile(const TraceFile&) = delete;
  TraceFile& operator=(const TraceFile&) = delete;

  bool Open() {
    constexpr int kPermissions = 0666;
    if (path_.empty()) return true;
    host_fd_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kPermissions);
    if (host_fd_ >= 0) return true;
    std::cerr << "corix: " << absl::ErrnoToStatus(errno, path_).message() << "\n";
    return false;
  }

  // From now on; should a panic or a signal end the process, what was recorded is written too.
  void Begin(Kernel& kernel) const {
    if (host_fd_ < 0) return;
    auto recorder = std::make_unique<TraceRecorder>(kernel, TraceLog::kPlenty);
    DumpTraceAtCrash(*recorder, path_, host_fd_);
    kernel.SetTracer(std::move(recorder));
  }

  bool End(Kernel& kernel) const {
    if (host_fd_ < 0) return true;
    const std::unique_ptr<TraceRecorder> recorder = kernel.SetTracer(nullptr);
    if (recorder == nullptr) {
      std::cerr << "corix: " << path_ << ": the trace was stopped before\n";
      return false;
    }
    const TraceLog recorded = recorder->Look();
    TraceJson json(recorded);
    for (std::string_view text = json.Next(); !text.empty(); text = json.Next()) {
      while (!text.empty()) {
        const ssize_t written = write(host_fd_, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) {
          std::cerr << "corix: " << absl::ErrnoToStatus(errno, path_).message() << "\n";
          return false;
        }
        text.remove_prefix(static_cast<std::size_t>(written));
      }
    }
    return true;
  }

 private:
  const std::string path_;
  int host_fd_ = -1;
};

absl::StatusOr<std::string> ReadScript(const std::string& path) {
  if (std::error_code error; std::filesystem::is_directory(path, error))
    return absl::InvalidArgumentError("is a directory");
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file.is_open()) return absl::ErrnoToStatus(errno, "cannot open");
  // An empty file gives nothing, which a stream takes for a failure.
  if (file.peek() == std::ifstream::traits_type::eof()) return std::string();
  text << file.rdbuf();
  if (file.bad() || text.fail()) return absl::InvalidArgumentError("cannot be read");
  return text.str();
}

int WrongUse(std::string_view what) {
  std::cerr << "corix: " << what << "\n" << kUsage;
  return kWrongUse;
}

// --trace-out FILE, or --trace-out=FILE.
bool TakeTraceOut(const std::vector<std::string>& args, std::size_t& at, CommandLine& line) {
  const std::size_t equals = args[at].find('=');
  if (equals != std::string::npos) {
    line.trace_out = args[at].substr(equals + 1);
  } else if (at + 1 < args.size()) {
    line.trace_out = args[++at];
  }
  return !line.trace_out.empty();
}

// Fills `line`; returns an exit code if the program should end at once.
std::optional<int> ParseCommandLine(const std::vector<std::string>& args, CommandLine& line) {
  std::size_t at = 1;
  bool interactive = false;
  bool takes_commands = false;
  bool takes_sessions = false;
  for (; at < args.size() && args[at].starts_with('-') && !takes_commands; ++at) {
    const std::string& option = args[at];
    if (option == "--") {
      ++at;
      break;
    }
    if (option == "--help") {
      std::cout << kUsage;
      return 0;
    }
    if (option == "-i") {
      interactive = true;
    } else if (option == "-c") {
      takes_commands = true;
    } else if (option == "--session") {
      takes_sessions = true;
    } else if (option == "--update") {
      line.update = true;
    } else if (option == "--real-time") {
      line.real_time = true;
    } else if (option == "--virtual-time") {
      line.virtual_time = true;
    } else if (option == "--announce-exits") {
      line.announce_exits = true;
    } else if (option == "--trace-out" || option.starts_with("--trace-out=")) {
      if (!TakeTraceOut(args, at, line)) return WrongUse("--trace-out needs a file");
    } else {
      return WrongUse(absl::StrCat(option, ": no such option"));
    }
  }
  if (takes_sessions) {
    line.sessions.assign(args.begin() + static_cast<std::ptrdiff_t>(at), args.end());
    if (line.sessions.empty()) return WrongUse("--session needs files");
    if (!line.trace_out.empty()) return WrongUse("--trace-out is for one shell, not for sessions");
    return std::nullopt;
  }
  const bool at_terminal = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
  if (takes_commands) {
    if (at == args.size()) return WrongUse("-c needs commands");
    line.shell.commands = args[at++];
    if (at < args.size()) line.shell.name = args[at++];
  } else if (at < args.size()) {
    line.shell.name = args[at++];
    absl::StatusOr<std::string> script = ReadScript(line.shell.name);
    if (!script.ok()) {
      std::cerr << "corix: " << line.shell.name << ": " << script.status().message() << "\n";
      return absl::IsNotFound(script.status()) ? 127 : 126;
    }
    line.shell.commands = *std::move(script);
  } else {
    line.shell.interactive = interactive || at_terminal;
    line.shell.greeting = at_terminal;
  }
  line.shell.arguments.assign(args.begin() + static_cast<std::ptrdiff_t>(at), args.end());
  return std::nullopt;
}

// A server may want all the descriptors that the host allows us; the usual limit is for programs
// that use select().
void RaiseDescriptorLimit() {
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int Boot(CommandLine line) {
  RaiseDescriptorLimit();
  Announcer announcer;
  KernelOptions options;
  options.clock = line.virtual_time ? ClockKind::kVirtual : ClockKind::kReal;
  // Ctrl-Z is for jobs, if there are any; else it stops us.
  options.host_signals = SignalSet(Signal::kInt, Signal::kHup, Signal::kTerm);
  if (line.shell.greeting) {
    options.host_signals =
        options.host_signals | SignalSet(Signal::kQuit, Signal::kTstp, Signal::kChld);
    options.watchdog = true;
  }
  std::set<Tid> disowned;
  line.shell.disowned = &disowned;
  if (line.announce_exits) options.observers = {&announcer};
  TraceFile trace(line.trace_out);
  if (!trace.Open()) return 1;
  Kernel kernel(std::move(options));
  trace.Begin(kernel);
  const Tid shell = kernel.Spawn("corix", Shell(std::move(line.shell)));
  if (const absl::Status status = kernel.RunUntilExit(shell); !status.ok()) {
    std::cerr << "corix: " << status.message() << "\n";
    (void)trace.End(kernel);
    return 1;
  }
  const Tid end = kernel.Spawn(kEndOthersName, EndOthers(std::move(disowned)));
  (void)kernel.RunUntilExit(end);
  const int code = kernel.TakeExit(shell).value().code;
  const bool traced = trace.End(kernel);
  return code == 0 && !traced ? 1 : code;
}

// Runs one session in a kernel of its own. What came of its steps, as far as it got.
std::vector<StepResult> BootSession(const Session& session, const std::string& path,
                                    const CommandLine& line) {
  SessionRun run(session);
  KernelOptions options;
  options.clock = line.real_time ? ClockKind::kReal : ClockKind::kVirtual;
  // (Its standard input comes with each command.)
  options.host_descriptors = {STDIN_FILENO, run.output_fd(), run.output_fd()};
  Kernel kernel(std::move(options));
  ShellOptions shell_options;
  shell_options.interactive = true;
  shell_options.source = &run;
  const Tid shell = kernel.Spawn("corix", Shell(std::move(shell_options)));
  if (const absl::Status status = kernel.RunUntilExit(shell); !status.ok()) {
    std::cerr << path << ": " << status.message() << "\n";
    return {};
  }
  return run.TakeResults(kernel.TakeExit(shell).value().code);
}

// Tells which steps went otherwise than expected; how many those are.
int Report(const Session& session, const std::vector<StepResult>& results,
           const std::string& path) {
  int different = 0;
  for (std::size_t i = 0; i < session.steps.size(); ++i) {
    const SessionStep& step = session.steps[i];
    if (i < results.size() && Agrees(step, results[i])) continue;
    ++different;
    std::cout << path << ":" << step.line << ": $ " << step.command << "\n";
    if (i == results.size()) {
      std::cout << "  the session ended before this command\n";
      break;
    }
    std::cout << Difference(step, results[i]);
  }
  return different;
}

int RunSessions(const CommandLine& line) {
  RaiseDescriptorLimit();
  int failed = 0;
  for (const std::string& path : line.sessions) {
    absl::StatusOr<std::string> text = ReadScript(path);
    absl::StatusOr<Session> session = absl::UnknownError("");
    if (text.ok()) {
      session = ParseSession(*text);
    } else {
      session = text.status();
    }
    if (!session.ok()) {
      std::cerr << "corix: " << path << ": " << session.status().message() << "\n";
      ++failed;
      continue;
    }
    const std::vector<StepResult> results = BootSession(*session, path, line);
    if (line.update && results.size() == session->steps.size()) {
      const std::string updated = UpdatedSession(*session, results);
      if (updated == *text) continue;
      std::ofstream file(path, std::ios::binary);
      file << updated << std::flush;
      std::cout << path << (file.good() ? ": updated\n" : ": cannot be written\n");
      failed += file.good() ? 0 : 1;
    } else {
      failed += Report(*session, results, path) == 0 ? 0 : 1;
    }
  }
  if (failed > 0) std::cout << failed << " of " << line.sessions.size() << " sessions failed\n";
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace corix

int main(int argc, char** argv) {
  corix::CommandLine line;
  const std::vector<std::string> args(argv, argv + argc);
  if (const std::optional<int> code = corix::ParseCommandLine(args, line); code.has_value())
    return *code;
  if (!line.sessions.empty()) return corix::RunSessions(line);
  return corix::Boot(std::move(line));
}
