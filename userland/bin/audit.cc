#include "syscalls/audit.h"

#include <string>
#include <vector>

#include "userland/bin/programs.h"
#include "userland/lib/print.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

Co<int> AuditKernel(ParsedArgs /*args*/) {
  const std::vector<std::string> findings = co_yield Audit();
  for (const std::string& finding : findings) Print("%s\n", finding);
  if (findings.empty()) Put("The kernel is sound.\n");
  co_return findings.empty() ? 0 : 1;
}

}  // namespace

extern const Program kAudit = {
    .name = "audit",
    .params = "",
    .summary = "compare the kernel's queues and tables with each other; 1 if they do not agree",
    .tool = &AuditKernel,
    .most = 0,
};

}  // namespace corix
