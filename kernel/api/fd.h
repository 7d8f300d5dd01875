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

}  // namespace corix

#endif  // CORIX_KERNEL_API_FD_H_
