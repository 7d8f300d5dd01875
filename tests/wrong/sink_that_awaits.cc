// expect: A Sink waits for its next item only: it cannot co_await.
#include "userland/lib/sink.h"
corix::Co<int> Measure() { co_return 1; }
corix::Sink<int> Wrong() { co_await Measure(); }
