// kernel/api/fd.h: descriptors, the numbers by which tasks name open files.
//
// The numbers 0 to 9 belong to each task, and a child inherits them. All others are numbers of the
// whole kernel; they count up and are not reused.
#ifndef CORIX_KERNEL_API_FD_H_
#define CORIX_KERNEL_API_FD_H_

#include <cstdint>

namespace corix {

class Fd {
 public:
  constexpr Fd() = default;
  constexpr Fd(int value) : value_(value) {}
  constexpr operator int() const { return value_; }

 private:
  int value_ = -1;
};

inline constexpr Fd kStdin{0};
inline constexpr Fd kStdout{1};
inline constexpr Fd kStderr{2};

// What one can wait for on a descriptor, and what a wait answers. A set: combine with |.
enum class IoEvents : std::uint8_t { kNone = 0, kReadable = 1, kWritable = 2 };

constexpr IoEvents operator|(IoEvents a, IoEvents b) {
  return static_cast<IoEvents>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}
constexpr IoEvents operator&(IoEvents a, IoEvents b) {
  return static_cast<IoEvents>(static_cast<std::uint8_t>(a) & static_cast<std::uint8_t>(b));
}
constexpr bool Any(IoEvents events) { return events != IoEvents::kNone; }

// How a file is opened. A set: combine with |.
enum class OpenMode : std::uint8_t {
  kRead = 1,
  kWrite = 2,
  kReadWrite = kRead | kWrite,
  kCreate = 4,     // make it if it is not there
  kTruncate = 8,   // forget what was in it
  kAppend = 16,    // each write goes to the end
  kExclusive = 32  // with kCreate: it must not have been there
};

constexpr OpenMode operator|(OpenMode a, OpenMode b) {
  return static_cast<OpenMode>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}
constexpr bool Has(OpenMode mode, OpenMode part) {
  return (static_cast<std::uint8_t>(mode) & static_cast<std::uint8_t>(part)) ==
         static_cast<std::uint8_t>(part);
}

// From where Seek counts.
enum class SeekFrom : std::uint8_t { kStart, kHere, kEnd };

// What Shutdown ends.
enum class ShutdownDirection : std::uint8_t { kRead, kWrite, kBoth };

}  // namespace corix

#endif  // CORIX_KERNEL_API_FD_H_
