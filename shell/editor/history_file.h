// shell/editor/history_file.h: the history on disk.
//
// One line of the file is one entry; in it, \n stands for a newline and \\ for a backslash. Several
// shells may use a file at once: each adds its entries at the end, one at a time, under a lock. When
// the file has become too long, whoever reads it next leaves only its end.
//
// These functions may block: call them with RunBlocking.
#ifndef CORIX_SHELL_EDITOR_HISTORY_FILE_H_
#define CORIX_SHELL_EDITOR_HISTORY_FILE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace corix {

// The last entries, at most so many. No file is no error: there are no entries. A file with more
// than twice as many is shortened.
absl::StatusOr<std::vector<std::string>> LoadHistory(const std::string& path, std::size_t most);

absl::Status AppendToHistory(const std::string& path, std::string_view entry);

// An entry as a line of the file, without a newline; and back.
std::string EncodeEntry(std::string_view entry);
std::string DecodeEntry(std::string_view line);

}  // namespace corix

#endif  // CORIX_SHELL_EDITOR_HISTORY_FILE_H_
