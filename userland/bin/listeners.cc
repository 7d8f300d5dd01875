// A callback that gets all results when the last has been found, against a generator that hands out
// each as it is found.

#include <array>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "syscalls/now.h"
#include "syscalls/sleep.h"
#include "userland/bin/programs.h"
#include "userland/lib/async_generator.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

// A search finds something every tenth of a second.
constexpr std::array<std::string_view, 3> kFound = {"first", "second", "third"};
constexpr absl::Duration kSearch = absl::Milliseconds(100);

using OnFound = std::function<void(std::vector<std::string_view> all)>;

Process SearchAndCall(OnFound on_found) {
  std::vector<std::string_view> all;
  for (const std::string_view result : kFound) {
    co_yield Sleep(kSearch);
    all.push_back(result);
  }
  on_found(std::move(all));
}

AsyncGenerator<std::string_view> Search() {
  for (const std::string_view result : kFound) {
    co_yield Sleep(kSearch);
    co_yield result;
  }
}

// The time that has passed, in whole tenths of a second.
Co<std::int64_t> Tenths(absl::Time since) {
  const absl::Time now = co_yield Now();
  co_return (now - since) / kSearch;
}

}  // namespace

Co<int> ListenersMain(Args args) {
  if (args.size() != 1) co_return ComplainOfUsage(args);
  std::vector<std::string_view> results;
  absl::Time start = co_yield Now();
  OnFound keep = [&results](std::vector<std::string_view> all) { results = std::move(all); };
  co_await SearchAndCall(keep);
  for (const std::string_view result : results) {
    const std::int64_t tenths = co_await Tenths(start);
    Print("callback, after 0.%d s: %s\n", tenths, result);
  }
  start = co_yield Now();
  AsyncGenerator<std::string_view> search = Search();
  while (const std::optional<std::string_view> result = co_await search.Next()) {
    const std::int64_t tenths = co_await Tenths(start);
    Print("generator, after 0.%d s: %s\n", tenths, *result);
  }
  co_return 0;
}

}  // namespace corix
