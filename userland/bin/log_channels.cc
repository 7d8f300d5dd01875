// The log pipeline of the seeds, by tasks and channels: a task for each of the stages.

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "userland/bin/log_addresses.h"
#include "userland/bin/programs.h"
#include "userland/lib/channel.h"
#include "userland/lib/complain.h"
#include "userland/lib/line_source.h"
#include "userland/lib/task_group.h"

namespace corix {
namespace {

// A line goes to all three branches, and is copied for none.
using Line = std::shared_ptr<const std::string>;
using Lines = Channel<Line>;
using Addresses = Channel<std::string_view>;

constexpr std::size_t kBuffer = 64;

// From lines to the address that they come from; other lines go no further.
Process MapTo(std::string_view address, Lines* in, Addresses* out) {
  while (std::optional<Line> line = co_await in->Next()) {
    if (!ComesFrom(address, **line)) continue;
    const absl::Status sent = co_await out->Send(address);
    if (!sent.ok()) co_return;
  }
}

Process CountAddresses(Addresses* in, AddressCounts* counts) {
  while (std::optional<std::string_view> address = co_await in->Next()) ++(*counts)[*address];
}

// Gives each line to all branches, until there are no more. Returns the exit code.
Co<int> Broadcast(std::string name, LineSource* source, std::array<Lines, 3>* branches) {
  int exit_code = 0;
  for (;;) {
    absl::StatusOr<std::optional<std::string>> line = co_await source->Next();
    if (!line.ok()) {
      exit_code = Complain(name, line.status());
      // A line that is too long is left out.
      if (absl::IsResourceExhausted(line.status())) continue;
      co_return exit_code;
    }
    if (!line->has_value()) co_return exit_code;
    const Line shared = std::make_shared<const std::string>(**std::move(line));
    for (Lines& branch : *branches) {
      const absl::Status sent = co_await branch.Send(shared);
      if (!sent.ok()) co_return Complain(name, sent);
    }
  }
}

}  // namespace

Co<int> LogChannelsMain(Args args) {
  if (args.size() != 2) co_return ComplainOfUsage(args);
  absl::StatusOr<LineSource> source = co_await LineSource::Open(args[1]);
  if (!source.ok()) co_return Complain(args[0], source.status());
  std::array<Lines, 3> branches = {Lines(kBuffer), Lines(kBuffer), Lines(kBuffer)};
  Addresses addresses(kBuffer);
  AddressCounts counts;
  TaskGroup reducer;
  reducer.Spawn("reduce", CountAddresses(&addresses, &counts));
  TaskGroup mappers;
  for (std::size_t i = 0; i < branches.size(); ++i)
    mappers.Spawn("map", MapTo(kLogAddresses[i], &branches[i], &addresses));
  const int exit_code = co_await Broadcast(args[0], &*source, &branches);
  // The end goes the way that the lines went.
  for (Lines& branch : branches) branch.Close();
  absl::Status ended = co_yield mappers.Wait();
  if (!ended.ok()) co_return Complain(args[0], ended);
  addresses.Close();
  ended = co_yield reducer.Wait();
  if (!ended.ok()) co_return Complain(args[0], ended);
  PrintCounts(counts);
  co_return exit_code;
}

}  // namespace corix
