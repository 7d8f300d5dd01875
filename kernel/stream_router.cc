#include "kernel/stream_router.h"

#include <array>
#include <iostream>
#include <mutex>
#include <streambuf>

#include "kernel/api/cpu.h"
#include "kernel/kernel.h"

namespace corix {
namespace {

// Unbuffered on both sides, and never failing: a stream that once failed would swallow what later
// tasks print.
class RoutedBuffer final : public std::streambuf {
 public:
  RoutedBuffer(std::ostream& stream, Fd fd) : stream_(stream), fd_(fd) {}

  // Somebody may have put us back in place by hand.
  void Install() {
    if (stream_.rdbuf() != this) host_ = stream_.rdbuf(this);
  }
  void Remove() {
    if (stream_.rdbuf() == this) stream_.rdbuf(host_);
  }

 protected:
  std::streamsize xsputn(const char* text, std::streamsize size) override {
    if (cpu.task != nullptr) {
      cpu.kernel->Print(fd_, std::string_view(text, static_cast<std::size_t>(size)));
    } else {
      host_->sputn(text, size);
    }
    return size;
  }
  int_type overflow(int_type c) override {
    if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
    const char text = traits_type::to_char_type(c);
    xsputn(&text, 1);
    return c;
  }
  int sync() override {
    if (cpu.task == nullptr) host_->pubsync();
    return 0;
  }

 private:
  std::ostream& stream_;
  Fd fd_;
  std::streambuf* host_ = nullptr;
};

struct Routes {
  std::mutex mutex;
  int users = 0;
  std::array<RoutedBuffer, 3> buffers{RoutedBuffer{std::cout, kStdout},
                                      RoutedBuffer{std::cerr, kStderr},
                                      RoutedBuffer{std::clog, kStderr}};
};

Routes& TheRoutes() {
  static Routes routes;
  return routes;
}

}  // namespace

StreamRouter::StreamRouter() {
  Routes& routes = TheRoutes();
  const std::lock_guard lock(routes.mutex);
  if (routes.users++ > 0) return;
  for (RoutedBuffer& buffer : routes.buffers) buffer.Install();
}

void StreamRouter::Repair() {
  // As plain std::ios: the way there from a std::ostream is a look-up, and this is done for each
  // task that ends.
  static const std::array<std::ios*, 3> streams{&std::cout, &std::cerr, &std::clog};
  for (std::ios* stream : streams) {
    if (stream->rdstate() != std::ios::goodbit) [[unlikely]]
      stream->clear();
  }
}

StreamRouter::~StreamRouter() {
  Routes& routes = TheRoutes();
  const std::lock_guard lock(routes.mutex);
  if (--routes.users > 0) return;
  for (RoutedBuffer& buffer : routes.buffers) buffer.Remove();
}

}  // namespace corix
