#include <string>
#include <string_view>

#include "absl/strings/str_format.h"
#include "shell/builtins/builtins.h"
#include "shell/suggest.h"
#include "syscalls/table.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

std::string Synopsis(std::string name, std::string_view params) {
  if (!params.empty()) (name += ' ') += params;
  return name;
}

void PrintEntry(std::string_view name, std::string_view params, std::string_view summary) {
  Print("  %-28s %s\n", Synopsis(std::string(name), params), summary);
}

void PrintAll() {
  Print("Write a command and press Enter; with & after it, it runs in the background.\n");
  Print("Pipelines, redirections, variables, loops and functions are those of other shells.\n\n");
  Print("Commands of the shell:\n");
  for (const Builtin& builtin : Builtins())
    PrintEntry(builtin.name, builtin.params, builtin.summary);
  Print("\nPrograms:\n");
  for (const Program& program : Programs())
    PrintEntry(program.name, program.params, program.summary);
  Print("\nhelp demos lists those from which something is to be learned.\n");
  Print("\nSystem calls, which the programs make (help NAME explains one):\n ");
  for (const SyscallEntry& entry : kSyscalls) Print(" %s", entry.doc->name);
  Print("\n");
}

// The programs from which something is to be learned.
void PrintDemos() {
  Print("Demonstrations, and the idea of each (help NAME tells how it is used):\n");
  for (const Program& program : Programs()) {
    if (program.idea != nullptr) Print("  %-18s %s\n", program.name, program.idea);
  }
}

bool Explain(std::string_view name) {
  if (name == "demos") {
    PrintDemos();
    return true;
  }
  if (const Builtin* builtin = FindBuiltin(name); builtin != nullptr) {
    Print("%s", Describe(*builtin));
    return true;
  }
  if (const Program* program = FindProgram(name); program != nullptr) {
    Print("%s\n  A program: %s.\n%s", Synopsis(*program), program->summary,
          DescribeOptions(program->options));
    if (program->notes != nullptr) Print("  %s\n", program->notes);
    if (program->idea != nullptr) Print("  Its idea: %s.\n", program->idea);
    return true;
  }
  for (const SyscallEntry& entry : kSyscalls) {
    const SyscallDoc& doc = *entry.doc;
    if (name != doc.name) continue;
    Print("%s(%s)\n  System call %d: %s\n", doc.name, doc.params, entry.number, doc.summary);
    Print("  Answer: %s\n  Errors: %s\n", doc.answer, *doc.errors == '\0' ? "none" : doc.errors);
    return true;
  }
  return false;
}

}  // namespace

std::string Describe(const Builtin& builtin) {
  return absl::StrFormat("%s\n  A command of the shell: %s.\n",
                         Synopsis(builtin.name, builtin.params), builtin.summary);
}

Co<int> HelpBuiltin(ShellState& /*state*/, Args args) {
  if (args.size() == 1) PrintAll();
  int status = 0;
  for (std::size_t i = 1; i < args.size(); ++i) {
    if (Explain(args[i])) continue;
    PrintError("help: no command, program or system call %s%s\n", args[i], Suggest(args[i]));
    status = 1;
  }
  co_return status;
}

}  // namespace corix
