#include "syscalls/table.h"

#include "absl/strings/str_cat.h"

namespace corix {

std::string SyscallManual() {
  std::string page =
      "# syscalls/: what a process can ask of the kernel\n"
      "\n"
      "One file for each call; `table.h` lists them. A process makes a call object and yields it:\n"
      "`const Tid self = co_yield GetTid();`. The value of the expression is the answer. To add a "
      "call, write its file, and add\n"
      "one line to the table: `help`, the numbers and this page follow. A test compares this page "
      "with the table;\n"
      "`tests/run manual` writes it anew.\n"
      "\n"
      "A call that can fail answers a `Status` or a `StatusOr`; the others cannot fail. Calls that "
      "never sleep can also be\n"
      "made from a destructor: `CallNow(KillTask(child))`.\n"
      "\n"
      "Invariants: a handler runs at once, in its caller's turn; it neither sleeps nor throws; it "
      "checks first, and has one\n"
      "effect last. What it needs for waiting, its seats and timers, is part of the call object, "
      "and so dies with the sleeper.\n";
  for (const SyscallEntry& entry : kSyscalls) {
    const SyscallDoc& doc = *entry.doc;
    absl::StrAppend(&page, "\n## ", entry.number, ". ", doc.name, "(", doc.params, ")\n\n",
                    doc.summary, "\n\n");
    absl::StrAppend(&page, "- Answer: ", doc.answer, "\n");
    absl::StrAppend(&page, "- Errors: ", *doc.errors == '\0' ? "none" : doc.errors, "\n");
    absl::StrAppend(&page, "- Sleeps: ",
                    entry.never_sleeps ? "never; also by CallNow" : "it may, or it ends the turn",
                    "\n");
  }
  return page;
}

}  // namespace corix
