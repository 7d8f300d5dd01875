#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "syscalls/file.h"
#include "syscalls/new_task.h"
#include "syscalls/pipe.h"
#include "syscalls/sleep.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/compute.h"
#include "userland/lib/parse.h"

namespace corix {
namespace {

constexpr int kUsualCount = 12;
constexpr absl::Duration kPause = absl::Milliseconds(100);

Process EndAtOnce() { co_return; }

// Tasks that nobody waits for.
Process SpawnAndForget(std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) (void)(co_yield NewTask("child", EndAtOnce()));
  co_yield Sleep(absl::InfiniteDuration());
}

// Descriptors that nobody closes, as long as this lasts.
Process OpenAndForget(std::int64_t count) {
  std::vector<PipeEnds> open;
  for (std::int64_t i = 0; i < count; ++i) {
    PipeEnds ends = co_yield Pipe();
    open.push_back(std::move(ends));
    co_yield Sleep(kPause);
  }
  co_yield Sleep(absl::InfiniteDuration());
}

// Long computations between two traps.
Process ComputeAndForget(std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    Compute(absl::Milliseconds(500));
    co_yield Sleep(kPause);
  }
}

}  // namespace

Co<int> CarelessMain(Args args) {
  if (args.size() != 2 && args.size() != 3) co_return ComplainOfUsage(args);
  absl::StatusOr<std::int64_t> count = kUsualCount;
  if (args.size() == 3) count = ParseNumber(args[2], 1, 1'000'000);
  if (!count.ok()) co_return Complain(args[0], count.status());
  if (args[1] == "children") {
    co_await SpawnAndForget(*count);
  } else if (args[1] == "files") {
    co_await OpenAndForget(*count);
  } else if (args[1] == "turns") {
    co_await ComputeAndForget(*count);
  } else {
    co_return ComplainOfUsage(args);
  }
  co_return 0;
}

}  // namespace corix
