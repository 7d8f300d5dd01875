// userland/lib/pipeline.h: sinks to build pipelines of.
//
// Each of them takes items of type T, which is named where it is made, and hands what it makes of
// them to the sinks that it was given. An end travels down: when the last handle of one is gone, it
// gives up those behind it. A refusal travels up: one whose next sink has ended ends too, with the
// next item, and its sender is refused after that.
//
//   Sink<int> total = Reduce<int>(0, std::plus<>(), [](int sum) { Print("%d\n", sum); });
//   Sink<int> flow = Broadcast<int>({Filter<int>(IsPrime, total), Take<int>(3, total)});
//   total.Close();                    // this handle; those of the others are left
//   Feed(std::views::iota(1, 100), flow).IgnoreError();
//   flow.Close();                     // now the sum is printed
//
// A pipeline may branch and meet again. If it leads back to a sink that is running, the item cannot
// be passed on: that throws std::logic_error, out of the Send of the source.
#ifndef CORIX_USERLAND_LIB_PIPELINE_H_
#define CORIX_USERLAND_LIB_PIPELINE_H_

#include <algorithm>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "userland/lib/sink.h"

namespace corix {

// Sends on to the next sink. False if that has ended; throws if it is running.
template <typename T>
bool PassOn(const Sink<T>& next, const T& item) {
  if (next.Send(item).ok()) return true;
  if (!next.ended())
    throw std::logic_error("a pipeline leads back to a sink that is still busy with the last item");
  return false;
}

// Calls `function` with each item.
template <typename T, typename Function>
Sink<T> ForEach(Function function) {
  while (const T* item = co_yield kNext) std::invoke(function, *item);
}

// Appends each item to a vector, which must outlive it.
template <typename T>
Sink<T> Collect(std::vector<T>& into) {
  while (const T* item = co_yield kNext) into.push_back(*item);
}

// Hands on what `function` makes of each item: to a Sink<Out>.
template <typename T, typename Function, typename Out>
Sink<T> Map(Function function, Sink<Out> next) {
  while (const T* item = co_yield kNext) {
    if (!PassOn<Out>(next, std::invoke(function, *item))) break;
  }
}

// Hands on the items for which `predicate` is true.
template <typename T, typename Predicate>
Sink<T> Filter(Predicate predicate, Sink<T> next) {
  while (const T* item = co_yield kNext) {
    const bool passes = std::invoke(predicate, *item);
    if (passes && !PassOn(next, *item)) break;
  }
}

// Folds all items into one value, value = fold(value, item), and calls `done` with it at the end.
template <typename T, typename Value, typename Fold, typename Done>
Sink<T> Reduce(Value value, Fold fold, Done done) {
  while (const T* item = co_yield kNext) value = std::invoke(fold, std::move(value), *item);
  std::invoke(done, std::move(value));
}

// Hands on the first `count` items, and ends with the last of them.
template <typename T>
Sink<T> Take(std::size_t count, Sink<T> next) {
  while (count > 0) {
    const T* const item = co_yield kNext;
    if (item == nullptr || !PassOn(next, *item)) break;
    --count;
  }
}

// Hands each item to all of the targets, in their order. A target that has ended is left out; when
// none is left, it ends.
template <typename T>
Sink<T> Broadcast(std::vector<Sink<T>> targets) {
  while (!targets.empty()) {
    const T* const item = co_yield kNext;
    if (item == nullptr) break;
    std::erase_if(targets, [&](const Sink<T>& target) { return !PassOn(target, *item); });
  }
}

// Hands each item to `side` first, then on to `next`. It ends with `next`; when `side` has ended,
// it goes on without it.
template <typename T>
Sink<T> Tee(Sink<T> side, Sink<T> next) {
  while (const T* item = co_yield kNext) {
    if (!side.ended()) PassOn(side, *item);
    if (!PassOn(next, *item)) break;
  }
}

// Sends all elements of a range. FAILED_PRECONDITION: the sink has ended before, or is running; the
// element that was refused, and those behind it, are not sent.
template <typename Range, typename T>
absl::Status Feed(Range&& range, const Sink<T>& sink) {
  for (auto&& element : range) {
    absl::Status sent = sink.Send(element);
    if (!sent.ok()) return sent;
  }
  return absl::OkStatus();
}

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_PIPELINE_H_
