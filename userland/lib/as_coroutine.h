// userland/lib/as_coroutine.h: a plain function as a coroutine.
//
//   const AsCoroutine greet(&Greeting);                    // std::string Greeting(std::string)
//   const std::string words = co_await greet(std::string("Foo"));
//
// What a function's name gives in Python with a decorator before it: whoever calls it gets a
// coroutine, which can be called with co_await or, if it returns nothing or an exit code, spawned.
// A function that returns a coroutine already is run to that one's end. A plain function does not
// trap, so it should neither block nor compute for long.
#ifndef CORIX_USERLAND_LIB_AS_COROUTINE_H_
#define CORIX_USERLAND_LIB_AS_COROUTINE_H_

#include <functional>
#include <type_traits>
#include <utility>

#include "kernel/api/co.h"

namespace corix {

namespace internal {

// What is left of a function's result when it is awaited.
template <typename Result>
struct Awaited {
  using Type = Result;
};
template <typename Result>
struct Awaited<Co<Result>> {
  using Type = Result;
};

// A copy of the function and the arguments are its parameters, so it depends on nobody.
template <typename Function, typename... Args>
auto CallAsCoroutine(Function function, Args... args)
    -> Co<typename Awaited<std::invoke_result_t<Function&, Args...>>::Type> {
  if constexpr (kIsCo<std::invoke_result_t<Function&, Args...>>) {
    co_return co_await std::invoke(function, std::move(args)...);
  } else {
    co_return std::invoke(function, std::move(args)...);
  }
}

}  // namespace internal

template <typename Function>
class AsCoroutine {
 public:
  explicit AsCoroutine(Function function) : function_(std::move(function)) {}

  // The arguments are copied, or moved, into the coroutine.
  template <typename... Args>
  auto operator()(Args... args) const {
    return internal::CallAsCoroutine(function_, std::move(args)...);
  }

 private:
  Function function_;
};

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_AS_COROUTINE_H_
