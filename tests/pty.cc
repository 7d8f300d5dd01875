#include "tests/pty.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstring>

namespace corix::testing {

Pty::Pty(int rows, int columns) {
  near_ = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  EXPECT_GE(near_, 0);
  EXPECT_EQ(grantpt(near_), 0);
  EXPECT_EQ(unlockpt(near_), 0);
  std::array<char, 64> name = {};
  EXPECT_EQ(ptsname_r(near_, name.data(), name.size()), 0);
  path_ = name.data();
  far_ = open(path_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
  EXPECT_GE(far_, 0);
  SetSize(rows, columns);
}

Pty::~Pty() {
  close(far_);
  close(near_);
}

void Pty::SetSize(int rows, int columns) const {
  winsize size = {};
  size.ws_row = static_cast<unsigned short>(rows);
  size.ws_col = static_cast<unsigned short>(columns);
  EXPECT_EQ(ioctl(near_, TIOCSWINSZ, &size), 0);
}

termios Pty::Modes() const {
  termios modes = {};
  EXPECT_EQ(tcgetattr(far_, &modes), 0);
  return modes;
}

bool SameModes(const termios& a, const termios& b) {
  return a.c_iflag == b.c_iflag && a.c_oflag == b.c_oflag && a.c_cflag == b.c_cflag &&
         a.c_lflag == b.c_lflag && memcmp(a.c_cc, b.c_cc, sizeof(a.c_cc)) == 0;
}

}  // namespace corix::testing
