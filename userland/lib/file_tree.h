// userland/lib/file_tree.h: copying and removing files and directories with all that is in them.
//
// Each goes on after an error, says it in a line on standard error, and answers in the end whether
// all went well.
#ifndef CORIX_USERLAND_LIB_FILE_TREE_H_
#define CORIX_USERLAND_LIB_FILE_TREE_H_

#include <cstdint>
#include <string>

#include "kernel/api/co.h"
#include "kernel/api/file_info.h"

namespace corix {

// What to do where something is in the way.
enum class Existing : std::uint8_t { kReplace, kAsk, kKeep, kForce };

struct CopyOptions {
  std::string program;  // in whose name errors are told
  bool recursive = false;
  bool preserve = false;    // permissions and times
  bool keep_links = false;  // a symbolic link is copied as such, not what it leads to
  bool verbose = false;
  Existing existing = Existing::kReplace;
};

// Copies `from` to the name `to`, which is not a directory for it to go into. Sleeps.
Co<bool> CopyTree(CopyOptions options, std::string from, std::string to);

struct RemoveOptions {
  std::string program;
  bool recursive = false;
  bool directories = false;  // empty ones, without `recursive`
  bool ask = false;
  bool ask_if_protected = false;  // where the file cannot be written
  bool verbose = false;
  bool ignore_missing = false;
};

// Sleeps.
Co<bool> RemoveTree(RemoveOptions options, std::string path);

// Asks on standard error, and reads the answer from standard input: y at its beginning means yes.
// Sleeps.
Co<bool> Ask(std::string question);

// Whether `path` leads to a directory. Sleeps never.
Co<bool> IsDirectory(std::string path);

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_FILE_TREE_H_
