// userland/lib/run_host.h: programs of the host.
#ifndef CORIX_USERLAND_LIB_RUN_HOST_H_
#define CORIX_USERLAND_LIB_RUN_HOST_H_

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "kernel/api/co.h"
#include "kernel/api/exit_status.h"

namespace corix {

// Runs a program of the host, with the caller's descriptors 0 to 9, directory, umask and variables,
// and answers how it ended. If the caller is killed, so is the program. Sleeps. NOT_FOUND: no such
// program. PERMISSION_DENIED: it cannot be executed.
Co<absl::StatusOr<ExitStatus>> RunHostProgram(std::vector<std::string> argv);

// co_await RunHost("ls", "-l")
template <typename... Words>
  requires(std::is_convertible_v<Words, std::string> && ...)
Co<absl::StatusOr<ExitStatus>> RunHost(Words&&... words) {
  std::vector<std::string> argv;
  (argv.emplace_back(std::forward<Words>(words)), ...);
  return RunHostProgram(std::move(argv));
}

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_RUN_HOST_H_
