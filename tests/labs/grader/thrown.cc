// Where an exception was thrown. Whoever catches it cannot know: by then the stack is unwound.

#include <cxxabi.h>
#include <dlfcn.h>
#include <execinfo.h>

#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <typeinfo>

#include "report.h"

extern "C" void __asan_handle_no_return();

namespace grader::internal {
namespace {

// The places of the last throw.
void* places[64];
int depth = 0;

std::string NameOf(const std::type_info& type) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), &std::free);
  return name == nullptr ? type.name() : name.get();
}

}  // namespace

void TellException() {
  const std::type_info* const type = abi::__cxa_current_exception_type();
  std::string what = "An exception came out of your code into the test";
  if (type != nullptr) what += ": " + NameOf(*type);
  if (type != nullptr && *type == typeid(std::exception_ptr))
    what += ", and not what it points to (see std::rethrow_exception)";
  try {
    throw;
  } catch (const std::exception& exception) {
    what += std::string(", \"") + exception.what() + '"';
  } catch (...) {
  }
  Tell("thrown", what + ".");
  for (int i = 1; i < depth; ++i) TellPlace(static_cast<char*>(places[i]) - 1);
}

// In place of the host's, which it calls.
extern "C" [[noreturn]] void __cxa_throw(void* object, std::type_info* type,
                                         void (*destroy)(void*)) {
  depth = backtrace(places, 64);
  __asan_handle_no_return();  // (its own version of this may be passed over)
  using Throw = void (*)(void*, std::type_info*, void (*)(void*));
  static const auto host = reinterpret_cast<Throw>(dlsym(RTLD_NEXT, "__cxa_throw"));
  host(object, type, destroy);
  __builtin_unreachable();
}

}  // namespace grader::internal
