// expect: A generator runs once, and the delegation uses it up
#include <utility>

#include "userland/lib/generator.h"
corix::Generator<int> Inner() { co_yield 1; }
corix::Generator<int> Wrong() {
  corix::Generator<int> inner = Inner();
  co_yield corix::ElementsOf(inner);
}
