#include "userland/bin/run_words.h"

#include <utility>

#include "syscalls/set_name.h"
#include "userland/lib/print.h"
#include "userland/lib/run_host.h"

namespace corix {

Co<int> RunWords(std::string caller, Args words) {
  const std::string name = words[0];
  if (const Program* const program = FindProgram(name); program != nullptr) {
    co_yield SetName(name);
    co_return co_await program->main(std::move(words));
  }
  const absl::StatusOr<ExitStatus> status = co_await RunHostProgram(std::move(words));
  if (status.ok()) co_return status->code;
  constexpr int kNotFound = 127;
  constexpr int kNotExecutable = 126;
  const bool missing = absl::IsNotFound(status.status());
  PrintError("%s: %s: %s\n", caller, name,
             missing ? "not found" : std::string(status.status().message()));
  co_return missing ? kNotFound : kNotExecutable;
}

}  // namespace corix
