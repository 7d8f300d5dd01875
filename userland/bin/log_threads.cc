// The log pipeline of the seeds, by threads of the host and queues between them.
//
// The seeds' version printed an empty result: it asked for it before the threads had done their
// work. Here they are waited for.

#include <array>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "syscalls/exit.h"
#include "syscalls/run_blocking.h"
#include "userland/bin/log_addresses.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/line_source.h"
#include "userland/lib/task_group.h"

namespace corix {
namespace {

// A bounded queue between threads of the host. Push and Pop block.
template <typename T>
class BlockingQueue {
 public:
  // False: it is closed.
  bool Push(T item) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return items_.size() < kMost || closed_; });
    if (closed_) return false;
    items_.push_back(std::move(item));
    changed_.notify_all();
    return true;
  }
  // Nothing: it is closed, and empty.
  std::optional<T> Pop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !items_.empty() || closed_; });
    if (items_.empty()) return std::nullopt;
    std::optional<T> item = std::move(items_.front());
    items_.pop_front();
    changed_.notify_all();
    return item;
  }
  void Close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

 private:
  static constexpr std::size_t kMost = 256;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<T> items_;
  bool closed_ = false;
};

using Line = std::shared_ptr<const std::string>;

// What the threads share. They own it together with the program: should that be killed, a thread
// that is at work still has it.
struct Pipeline {
  std::array<BlockingQueue<Line>, 3> branches;
  BlockingQueue<std::string_view> addresses;
  AddressCounts counts;  // the reducer's, until it has ended

  void CloseAll() {
    for (auto& branch : branches) branch.Close();
    addresses.Close();
  }
};

// Lets the threads end that wait for more, however the program ends.
class Closer {
 public:
  explicit Closer(std::shared_ptr<Pipeline> pipeline) : pipeline_(std::move(pipeline)) {}
  ~Closer() { pipeline_->CloseAll(); }
  Closer(const Closer&) = delete;
  Closer& operator=(const Closer&) = delete;

 private:
  std::shared_ptr<Pipeline> pipeline_;
};

void MapTo(Pipeline& pipeline, std::size_t place) {
  while (std::optional<Line> line = pipeline.branches[place].Pop()) {
    if (ComesFrom(kLogAddresses[place], **line)) pipeline.addresses.Push(kLogAddresses[place]);
  }
}

void CountAddresses(Pipeline& pipeline) {
  while (std::optional<std::string_view> address = pipeline.addresses.Pop())
    ++pipeline.counts[*address];
}

// Each thread is a task to us, which sleeps until the thread is done.
Process OnThread(std::function<void()> work) { co_yield RunBlocking(std::move(work)); }

// Reads all lines, and lets a thread push them, since a queue may be full. Returns the exit code.
// What cannot be read is the end of the program.
Co<int> Broadcast(std::string name, LineSource* source, std::shared_ptr<Pipeline> pipeline) {
  constexpr std::size_t kAtATime = 512;
  int exit_code = 0;
  for (bool more = true; more;) {
    std::vector<Line> lines;
    while (more && lines.size() < kAtATime) {
      absl::StatusOr<std::optional<std::string>> line = co_await source->Next();
      if (!line.ok()) {
        Complain(name, source->Named(line.status()));
        exit_code = 1;
        // A line that is too long is left out.
        if (!absl::IsResourceExhausted(line.status())) co_yield Exit(exit_code);
      } else if (line->has_value()) {
        lines.push_back(std::make_shared<const std::string>(**std::move(line)));
      } else {
        more = false;
      }
    }
    auto push = [pipeline, lines = std::move(lines)] {
      for (const Line& line : lines)
        for (auto& branch : pipeline->branches) branch.Push(line);
    };
    co_yield RunBlocking(std::move(push));
  }
  co_return exit_code;
}

}  // namespace

Co<int> LogThreadsMain(Args args) {
  if (args.size() != 2) co_return ComplainOfUsage(args);
  absl::StatusOr<LineSource> source = co_await LineSource::Open(args[1]);
  if (!source.ok()) co_return Complain(args[0], source.status());
  const auto pipeline = std::make_shared<Pipeline>();
  TaskGroup reducer;
  TaskGroup mappers;
  const Closer closer(pipeline);
  reducer.Spawn("reduce", OnThread([pipeline] { CountAddresses(*pipeline); }));
  for (std::size_t place = 0; place < kLogAddresses.size(); ++place)
    mappers.Spawn("map", OnThread([pipeline, place] { MapTo(*pipeline, place); }));
  const int exit_code = co_await Broadcast(args[0], &*source, pipeline);
  // Without these two waits the counts would be read while they are made.
  for (auto& branch : pipeline->branches) branch.Close();
  absl::Status ended = co_yield mappers.Wait();
  if (!ended.ok()) co_return Complain(args[0], ended);
  pipeline->addresses.Close();
  ended = co_yield reducer.Wait();
  if (!ended.ok()) co_return Complain(args[0], ended);
  PrintCounts(pipeline->counts);
  co_return exit_code;
}

}  // namespace corix
