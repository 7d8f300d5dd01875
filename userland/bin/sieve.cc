#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "userland/bin/programs.h"
#include "userland/lib/channel.h"
#include "userland/lib/complain.h"
#include "userland/lib/parse.h"
#include "userland/lib/print.h"
#include "userland/lib/task_group.h"

namespace corix {
namespace {

// Each stage has its input together with the one before it.
using Numbers = std::shared_ptr<Channel<int>>;

Co<int> Count(Numbers out, int most) {
  for (int n = 2; n <= most; ++n) {
    const absl::Status sent = co_await out->Send(n);
    if (!sent.ok()) {
      out->Close();
      co_return 1;
    }
  }
  out->Close();
  co_return 0;
}

// The first number that comes is a prime. Lets those pass that it does not divide, to the next
// stage, which it starts. One that gives up before the end, since it was cancelled, tells its
// neighbours on both sides, and fails.
Co<int> Stage(Numbers in, TaskGroup* stages) {
  if (const std::optional<int> prime = co_await in->Next(); prime.has_value()) {
    Print("%d\n", *prime);
    const auto out = std::make_shared<Channel<int>>(1);
    stages->Spawn(absl::StrCat("sieve ", *prime), Stage(out, stages));
    while (std::optional<int> n = co_await in->Next()) {
      if (*n % *prime == 0) continue;
      const absl::Status sent = co_await out->Send(*n);
      if (!sent.ok()) break;
    }
    out->Close();
  }
  const bool cut_short = !in->closed();
  in->Close();
  co_return cut_short ? 1 : 0;
}

}  // namespace

// The primes, by a pipeline of processes, one for each prime (McIlroy 1968; Hoare, CSP, 1978).
Co<int> SieveMain(Args args) {
  if (args.size() != 2) co_return ComplainOfUsage(args);
  const auto most = ParseNumber(args[1], 0, 20'000);
  if (!most.ok()) co_return Complain(args[0], most.status());
  const auto numbers = std::make_shared<Channel<int>>(1);
  TaskGroup stages;
  stages.Spawn("sieve", Stage(numbers, &stages));
  stages.Spawn("count", Count(numbers, static_cast<int>(*most)));
  const absl::Status done = co_yield stages.Wait();
  co_return done.ok() ? 0 : Complain(args[0], done);
}

}  // namespace corix
