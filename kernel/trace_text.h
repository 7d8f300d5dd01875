// kernel/trace_text.h: lines of Chrome's JSON trace format ("Trace Event Format", which Perfetto
// imports), one event a line.
#ifndef CORIX_KERNEL_TRACE_TEXT_H_
#define CORIX_KERNEL_TRACE_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kernel/host_pages.h"

namespace corix {

// Grows; takes its memory from the host.
class TraceText {
 public:
  // In the kernel's name: nothing of this is a task's.
  static constexpr int kKernelTrack = 2'147'483'647;

  TraceText() { text_.reserve(kRoom); }

  std::string_view view() const { return {text_.data(), text_.size()}; }
  void Clear() { text_.clear(); }

  // An event begins on a line of its own: phase, track, time, name. What an event of this phase has
  // besides, and its end, follow.
  void Begin(char phase, int track, std::uint64_t time, std::string_view name);
  void End() { Put("}"); }

  void Put(std::string_view text) { text_.insert(text_.end(), text.begin(), text.end()); }
  void PutNumber(std::uint64_t number);
  // Nanoseconds as microseconds.
  void PutTime(std::uint64_t nanoseconds);
  // In quotes. Of a long one, the beginning; what is no UTF-8 becomes U+FFFD.
  void PutString(std::string_view text);

 private:
  static constexpr std::size_t kRoom = std::size_t{160} << 10U;
  PageVector<char> text_;
};

}  // namespace corix

#endif  // CORIX_KERNEL_TRACE_TEXT_H_
