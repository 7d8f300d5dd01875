// tests/shell/tree_generator.h: random trees of the shell's grammar, the same for the same seed.
#ifndef CORIX_TESTS_SHELL_TREE_GENERATOR_H_
#define CORIX_TESTS_SHELL_TREE_GENERATOR_H_

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "shell/syntax/tree.h"

namespace corix::testing {

class TreeGenerator {
 public:
  explicit TreeGenerator(unsigned seed) : random_(seed) {}

  List MakeList(int depth, int least = 1);

 private:
  int Below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  bool Coin() { return Below(2) == 0; }

  std::shared_ptr<const List> Body(int depth) {
    return std::make_shared<const List>(MakeList(depth));
  }
  AndOr MakeAndOr(int depth);
  Pipeline MakePipeline(int depth);
  Command MakeCommand(int depth);
  Command MakeCompound(int depth);
  Simple MakeSimple(int depth, bool may_be_empty);
  Redirect MakeRedirect(int depth);
  // With at least one piece.
  Word MakeWord(int depth);
  Piece MakePiece(int depth, bool quoted);
  Piece MakeParameter(int depth, bool quoted);
  std::string MakeText(bool quoted);
  static void Add(Word& word, Piece piece);

  std::mt19937 random_;
};

}  // namespace corix::testing

#endif  // CORIX_TESTS_SHELL_TREE_GENERATOR_H_
