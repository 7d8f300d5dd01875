// The tree of the seeds, walked by a generator that delegates to itself.

#include <utility>
#include <vector>

#include "userland/bin/programs.h"
#include "userland/lib/generator.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

struct Node {
  int value;
  std::vector<Node> left;
  std::vector<Node> right;
};

// First what is on the left, then the node, then what is on the right. (The tree outlives the
// walk.)
Generator<int> Visit(const Node& node) {
  for (const Node& child : node.left) co_yield ElementsOf(Visit(child));
  co_yield node.value;
  for (const Node& child : node.right) co_yield ElementsOf(Visit(child));
}

Node Leaf(int value) { return {value, {}, {}}; }

Node TreeOfTheSeeds() {
  return {0,
          {{1, {Leaf(7), Leaf(8)}, {}}, {2, {}, {Leaf(9), Leaf(10)}}, Leaf(3)},
          {Leaf(4), Leaf(5), Leaf(6)}};
}

}  // namespace

Co<int> TreeMain(Args args) {
  if (args.size() != 1) co_return ComplainOfUsage(args);
  const Node root = TreeOfTheSeeds();
  const char* separator = "";
  for (const int value : Visit(root)) Print("%s%d", std::exchange(separator, " "), value);
  Print("\n");
  co_return 0;
}

}  // namespace corix
