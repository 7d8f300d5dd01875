// shell/editor/others_output.h: where the output of others, above the line, has come to.
//
// What others write need not end with a newline. What they write next goes on where it ended, so
// the column must be known; and nothing of ours may be put in the middle of a character or of an
// escape sequence, so such a beginning is held back until the rest comes.
#ifndef CORIX_SHELL_EDITOR_OTHERS_OUTPUT_H_
#define CORIX_SHELL_EDITOR_OTHERS_OUTPUT_H_

#include <string>
#include <string_view>

namespace corix {

class OthersOutput {
 public:
  // The output is at the left margin, and nothing is held back.
  void Start(int columns);
  // What can be written of these bytes and of those that were held back before.
  std::string Take(std::string_view bytes);
  // What is held back.
  std::string Flush();
  // After what was taken: 0 at the left margin, `columns` if the last one is written.
  int column() const { return column_; }
  // What stands there will not be gone on with.
  void EndLine() { column_ = 0; }
  // Whether a sequence was among what was taken, which may have changed colours.
  bool had_sequence() const { return had_sequence_; }

 private:
  void Follow(std::string_view bytes);

  int columns_ = 80;
  int column_ = 0;
  bool had_sequence_ = false;
  std::string held_;
};

}  // namespace corix

#endif  // CORIX_SHELL_EDITOR_OTHERS_OUTPUT_H_
