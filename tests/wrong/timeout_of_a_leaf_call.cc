// expect: WithTimeout ends a coroutine. To limit a single call, write a coroutine that makes it
#include "userland/lib/mutex.h"
#include "userland/lib/timeout.h"

corix::Process TooLate(corix::Mutex* mutex) {
  (void)(co_await corix::WithTimeout(absl::Seconds(1), mutex->Lock()));
}
