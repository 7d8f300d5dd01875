// expect: In a Sink, co_yield asks for the next item: write co_yield kNext.
#include "userland/lib/sink.h"
corix::Sink<int> Wrong() { co_yield 42; }
