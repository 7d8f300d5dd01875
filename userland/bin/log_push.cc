// The log pipeline of the seeds, by push coroutines: broadcast -> map -> reduce.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "userland/bin/log_addresses.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/line_source.h"
#include "userland/lib/pipeline.h"

namespace corix {
namespace {

// From a line to the address that it comes from; other lines go no further.
Sink<std::string_view> MapTo(std::string_view address, Sink<std::string_view> next) {
  auto comes_from_it = [address](std::string_view line) { return ComesFrom(address, line); };
  auto to_address = [address](std::string_view) { return address; };
  return Filter<std::string_view>(comes_from_it,
                                  Map<std::string_view>(to_address, std::move(next)));
}

// At its end it leaves the counts in `result`.
Sink<std::string_view> CountAddresses(AddressCounts& result) {
  auto count = [](AddressCounts counts, std::string_view address) {
    ++counts[address];
    return counts;
  };
  auto done = [&result](AddressCounts counts) { result = std::move(counts); };
  return Reduce<std::string_view>(AddressCounts(), count, done);
}

// The sinks of all branches end in one: what is behind a branch sees its end with the last of them.
Sink<std::string_view> MakePipeline(AddressCounts& result) {
  const Sink<std::string_view> reducer = CountAddresses(result);
  std::vector<Sink<std::string_view>> branches;
  branches.reserve(kLogAddresses.size());
  for (const std::string_view address : kLogAddresses) branches.push_back(MapTo(address, reducer));
  return Broadcast(std::move(branches));
}

}  // namespace

Co<int> LogPushMain(Args args) {
  if (args.size() != 2) co_return ComplainOfUsage(args);
  absl::StatusOr<LineSource> source = co_await LineSource::Open(args[1]);
  if (!source.ok()) co_return Complain(args[0], source.status());
  AddressCounts counts;
  Sink<std::string_view> pipeline = MakePipeline(counts);
  int exit_code = 0;
  for (;;) {
    const absl::StatusOr<std::optional<std::string>> line = co_await source->Next();
    if (!line.ok()) {
      Complain(args[0], source->Named(line.status()));
      exit_code = 1;
      // A line that is too long is left out.
      if (absl::IsResourceExhausted(line.status())) continue;
      co_return exit_code;
    }
    if (!line->has_value()) break;
    const absl::Status sent = pipeline.Send(**line);
    if (!sent.ok()) co_return Complain(args[0], sent);
  }
  pipeline.Close();
  PrintCounts(counts);
  co_return exit_code;
}

}  // namespace corix
