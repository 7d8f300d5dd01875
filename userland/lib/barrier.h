// userland/lib/barrier.h: nobody goes on before all have come.
//
//   Barrier barrier(3);
//   ...
//   co_await barrier.Arrive();          // three tasks; again and again, if they like
#ifndef CORIX_USERLAND_LIB_BARRIER_H_
#define CORIX_USERLAND_LIB_BARRIER_H_

#include <cstddef>
#include <string_view>

#include "absl/status/statusor.h"
#include "kernel/api/co.h"
#include "userland/lib/leaf_wait.h"

namespace corix {

// Those who wait when it is destroyed are answered NOT_FOUND.
class Barrier {
 public:
  // For so many tasks at a time; at least one.
  explicit Barrier(std::size_t parties, std::string_view name = {});

  // Sleeps until as many tasks have arrived as the barrier is for. True for one of them, the last,
  // which does not sleep. One that is killed or cancelled while it waits has not arrived.
  // CANCELLED: the caller was cancelled. NOT_FOUND: the barrier is gone.
  Co<absl::StatusOr<bool>> Arrive();

  // How many wait.
  std::size_t arrived() const { return resource_.sleepers(); }

 private:
  const std::size_t parties_;
  std::size_t count_ = 0;  // not less than how many sleep: see Arrive
  Resource resource_;
};

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_BARRIER_H_
