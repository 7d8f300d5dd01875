#include <string_view>

#include "userland/bin/programs.h"
#include "userland/lib/generator.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

Generator<std::string_view> Say() {
  co_yield "C";
  co_yield "Java";
  co_yield "Python";
}

}  // namespace

// Asks once more than there are words: a generator that is at its end says so, and goes on saying
// so.
Co<int> SayMain(Args args) {
  if (args.size() != 1) co_return ComplainOfUsage(args);
  Generator<std::string_view> words = Say();
  auto word = words.begin();
  for (; word != words.end(); ++word) Print("%s\n", *word);
  Print("%s\n", word == words.end() ? "(the end)" : *word);
  co_return 0;
}

}  // namespace corix
