// tests/pty.h: a pseudo-terminal of the host.
#ifndef CORIX_TESTS_PTY_H_
#define CORIX_TESTS_PTY_H_

#include <termios.h>

#include <string>

namespace corix::testing {

// A pair of a pseudo-terminal. The far end stays open, so that its modes can be asked for.
class Pty {
 public:
  Pty(int rows, int columns);
  ~Pty();
  Pty(const Pty&) = delete;
  Pty& operator=(const Pty&) = delete;

  int near() const { return near_; }
  int far() const { return far_; }
  const std::string& path() const { return path_; }
  termios Modes() const;
  void SetSize(int rows, int columns) const;

 private:
  int near_ = -1;
  int far_ = -1;
  std::string path_;
};

// Whether modes are the same, as far as anybody could notice.
bool SameModes(const termios& a, const termios& b);

}  // namespace corix::testing

#endif  // CORIX_TESTS_PTY_H_
