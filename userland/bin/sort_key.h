// userland/bin/sort_key.h: by what lines are sorted.
#ifndef CORIX_USERLAND_BIN_SORT_KEY_H_
#define CORIX_USERLAND_BIN_SORT_KEY_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace corix {

// A line, and its first key, which is looked for only once.
struct SortLine {
  std::string_view text;
  std::string_view key;
};

class SortOrder {
 public:
  // Letters of "bdfhinr", for the line as a whole, and for keys that have none of their own.
  // `last_resort`: lines that compare equal are not compared by their bytes.
  void SetGlobal(std::string_view letters, bool no_last_resort);
  void set_separator(char separator) { separator_ = separator; }
  // FROM[.CHARACTER][LETTERS][,TO[.CHARACTER][LETTERS]]. After SetGlobal.
  absl::Status AddKey(std::string_view text);

  SortLine MakeLine(std::string_view text) const;
  // Less than 0, 0, or more.
  int Compare(const SortLine& a, const SortLine& b) const;

 private:
  struct Flags {
    bool blanks_begin = false;
    bool blanks_end = false;
    bool dictionary = false;
    bool fold = false;
    bool human = false;
    bool printable = false;
    bool numeric = false;
    bool reverse = false;

    bool Set(char letter, bool at_end);
  };
  struct Key {
    std::size_t from = 0;  // fields to skip
    std::size_t from_character = 0;
    std::size_t to = 0;  // fields to skip to come to the end; 0: the end of the line
    std::size_t to_character = 0;
    bool has_end = false;
    Flags flags;
  };

  std::string_view Find(const Key& key, std::string_view line) const;
  std::size_t SkipFields(std::string_view line, std::size_t fields, bool past_last) const;
  static int CompareKeys(std::string_view a, std::string_view b, const Flags& flags);

  Flags global_;
  bool no_last_resort_ = false;
  std::optional<char> separator_;
  std::vector<Key> keys_;
};

}  // namespace corix

#endif  // CORIX_USERLAND_BIN_SORT_KEY_H_
