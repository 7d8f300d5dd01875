// kernel/api/window_size.h: the size of a terminal's window, in characters.
#ifndef CORIX_KERNEL_API_WINDOW_SIZE_H_
#define CORIX_KERNEL_API_WINDOW_SIZE_H_

#include <cstdint>

namespace corix {

struct WindowSize {
  std::uint16_t rows = 0;  // 0: it does not know
  std::uint16_t columns = 0;
};

}  // namespace corix

#endif  // CORIX_KERNEL_API_WINDOW_SIZE_H_
