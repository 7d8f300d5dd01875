#include "pipeline.h"

#include <utility>

#include "syscalls/dup2.h"
#include "syscalls/file.h"
#include "syscalls/new_task.h"
#include "syscalls/pipe.h"
#include "syscalls/set_group.h"
#include "userland/lib/print.h"

namespace mini {
namespace {

using corix::File;

Co<int> NotFound(std::string name) {
  corix::PrintError("%s: there is no such program\n", name);
  co_return 127;
}

// A member of a pipeline. It joins its group (0: one of its own) and takes its ends of the pipes
// before the program begins, so that nothing of that happens elsewhere. Only the descriptors 0 and 1
// hold the ends then: they go with the task.
Co<int> Member(Tid group, File in, File out, Co<int> program) {
  const Tid self = CallNow(corix::GetTid());
  (void)CallNow(corix::SetGroup(self, group == 0 ? self : group));
  if (in.is_open()) (void)CallNow(corix::Dup2(in, corix::kStdin));
  if (out.is_open()) (void)CallNow(corix::Dup2(out, corix::kStdout));
  in.Close();
  out.Close();
  co_return co_await std::move(program);
}

}  // namespace

Co<std::vector<Tid>> StartPipeline(const Programs& programs, std::vector<Words> commands) {
  std::vector<Tid> members;
  File in;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const std::string& name = commands[i].front();
    const auto program = programs.find(name);
    Co<int> body = program == programs.end() ? NotFound(name) : program->second(commands[i]);
    File out;
    File next_in;
    if (i + 1 < commands.size()) {
      corix::PipeEnds pipe = co_yield corix::Pipe();
      out = std::move(pipe.writer);
      next_in = std::move(pipe.reader);
    }
    const Tid group = members.empty() ? Tid(0) : members.front();
    Co<int> member = Member(group, std::move(in), std::move(out), std::move(body));
    const Tid tid = co_yield corix::NewTask(name, std::move(member));
    members.push_back(tid);
    in = std::move(next_in);
  }
  co_return members;
}

}  // namespace mini
