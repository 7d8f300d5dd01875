// userland/lib/kernel_view.h: what /proc says, read into structures.
//
// Each of these opens a file, so each shows one moment; between two of them others may run, unless
// nothing sleeps in between (opening and reading a kernel file never sleeps).
#ifndef CORIX_USERLAND_LIB_KERNEL_VIEW_H_
#define CORIX_USERLAND_LIB_KERNEL_VIEW_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "kernel/api/co.h"
#include "kernel/api/tid.h"

namespace corix {

// All of a file, which has to fit into memory. Errors name it.
Co<absl::StatusOr<std::string>> ReadTextFile(std::string path);

// A task that waits, as /proc/waits has it.
struct Waiting {
  Tid tid;
  std::string asleep;       // for so many seconds
  std::vector<Tid> wakers;  // the tasks any of which could end that
  bool others = false;      // and perhaps others, whom the kernel does not know
  std::string ends;         // what else would end it: "deadline", "signal", or "-"
  std::string call;         // the call in which it sleeps

  // Nobody and nothing but the wakers can end it.
  bool only_wakers() const { return !others && ends == "-"; }
};
using Waits = std::map<int, Waiting>;  // by tid
// INTERNAL: the file is not what it was thought to be.
absl::StatusOr<Waits> ParseWaits(std::string_view text);
Co<absl::StatusOr<Waits>> ReadWaits();

// The numbers of /proc/stat, by their names.
Co<absl::StatusOr<std::map<std::string, std::int64_t>>> ReadStatistics();

// The lines of /proc/TID/stack, innermost first: "Foo at file.cc:12". Empty: there is no such task,
// or its frames are gone.
Co<std::vector<std::string>> ReadStack(Tid tid);

// The names of all tasks.
Co<std::map<int, std::string>> ReadNames();

// "task 3 (Zeno)".
std::string NameTask(const std::map<int, std::string>& names, Tid tid);

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_KERNEL_VIEW_H_
