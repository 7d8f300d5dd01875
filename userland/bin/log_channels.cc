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

// What the mappers share: the channel is closed when the last of them has gone.
class Out {
 public:
  explicit Out(Addresses* to) : to_(to) {}
  ~Out() { to_->Close(); }
  Out(const Out&) = delete;
  Out& operator=(const Out&) = delete;
  Addresses& to() const { return *to_; }

 private:
  Addresses* const to_;
};

// From lines to the address that they come from; other lines go no further. (Who gives up before
// the end closes his channel, so that nobody waits for him.)
Process MapTo(std::string_view address, Lines* in, std::shared_ptr<const Out> out) {
  while (std::optional<Line> line = co_await in->Next()) {
    if (!ComesFrom(address, **line)) continue;
    const absl::Status sent = co_await out->to().Send(address);
    if (!sent.ok()) break;
  }
  in->Close();
}

Process CountAddresses(Addresses* in, AddressCounts* counts) {
  while (std::optional<std::string_view> address = co_await in->Next()) ++(*counts)[*address];
  in->Close();
}

// Gives each line to all branches, until there are no more. Returns the exit code; what cannot be
// read is the end of all. A line that is too long is left out, and `left_out` says so.
Co<int> Broadcast(std::string name, LineSource* source, std::array<Lines, 3>* branches,
                  bool* left_out) {
  for (;;) {
    absl::StatusOr<std::optional<std::string>> line = co_await source->Next();
    if (!line.ok()) {
      Complain(name, source->Named(line.status()));
      if (!absl::IsResourceExhausted(line.status())) co_return 1;
      *left_out = true;
      continue;
    }
    if (!line->has_value()) break;
    const Line shared = std::make_shared<const std::string>(**std::move(line));
    for (Lines& branch : *branches) {
      const absl::Status sent = co_await branch.Send(shared);
      if (!sent.ok()) co_return Complain(name, sent);
    }
  }
  // The end goes the way that the lines went.
  for (Lines& branch : *branches) branch.Close();
  co_return 0;
}

}  // namespace

Co<int> LogChannelsMain(Args args) {
  if (args.size() != 2) co_return ComplainOfUsage(args);
  absl::StatusOr<LineSource> source = co_await LineSource::Open(args[1]);
  if (!source.ok()) co_return Complain(args[0], source.status());
  std::array<Lines, 3> branches = {Lines(kBuffer), Lines(kBuffer), Lines(kBuffer)};
  Addresses addresses(kBuffer);
  AddressCounts counts;
  bool left_out = false;
  TaskGroup stages;
  auto out = std::make_shared<const Out>(&addresses);
  for (std::size_t i = 0; i < branches.size(); ++i)
    stages.Spawn("map", MapTo(kLogAddresses[i], &branches[i], out));
  out.reset();
  stages.Spawn("reduce", CountAddresses(&addresses, &counts));
  const Tid broadcast =
      stages.Spawn("broadcast", Broadcast(args[0], &*source, &branches, &left_out));
  const absl::Status ended = co_yield stages.Wait();
  if (!ended.ok()) {
    // The one who reads has told why already.
    const std::optional<ChildExit> failure = stages.failure();
    const bool told = failure.has_value() && failure->tid == broadcast;
    co_return told ? 1 : Complain(args[0], ended);
  }
  PrintCounts(counts);
  co_return left_out ? 1 : 0;
}

}  // namespace corix
