// expect: A Generator hands out values and waits for nothing, so it cannot co_await.
#include "userland/lib/generator.h"
corix::Co<int> Measure() { co_return 1; }
corix::Generator<int> Wrong() { co_yield co_await Measure(); }
