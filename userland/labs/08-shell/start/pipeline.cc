#include "pipeline.h"

#include "syscalls/dup2.h"
#include "syscalls/file.h"
#include "syscalls/new_task.h"
#include "syscalls/pipe.h"
#include "syscalls/set_group.h"
#include "userland/lib/print.h"

namespace mini {

Co<std::vector<Tid>> StartPipeline(const Programs& programs, std::vector<Words> commands) {
  // Steps 1, 2 and 4.
  (void)programs;
  (void)commands;
  co_return std::vector<Tid>();
}

}  // namespace mini
