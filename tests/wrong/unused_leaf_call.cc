// expect: write co_await mutex.Lock()
#include "userland/lib/mutex.h"
corix::Process Wrong(corix::Mutex* mutex) {
  mutex->Lock();
  co_return;
}
