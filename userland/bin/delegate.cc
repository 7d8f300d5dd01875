// A generator that hands out what two others do: by loops of its own, and by delegation.

#include <string_view>
#include <utility>

#include "userland/bin/programs.h"
#include "userland/lib/generator.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

Generator<int> G1() {
  for (int i = 0; i < 10; ++i) co_yield i;
}

Generator<int> G2() {
  for (int i = 10; i < 20; ++i) co_yield i;
}

// Each element passes through this one.
Generator<int> WithLoops() {
  for (const int i : G1()) co_yield i;
  for (const int i : G2()) co_yield i;
}

// Each element goes straight to whoever asks.
Generator<int> WithDelegation() {
  co_yield ElementsOf(G1());
  co_yield ElementsOf(G2());
}

void PrintAll(std::string_view how, Generator<int> numbers) {
  Print("%s:", how);
  for (const int number : numbers) Print(" %d", number);
  Print("\n");
}

}  // namespace

Co<int> DelegateMain(Args args) {
  if (args.size() != 1) co_return ComplainOfUsage(args);
  PrintAll("without delegation", WithLoops());
  PrintAll("with delegation", WithDelegation());
  co_return 0;
}

}  // namespace corix
