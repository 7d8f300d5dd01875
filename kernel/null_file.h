// kernel/null_file.h: the file that is always empty and takes everything: /dev/null.
#ifndef CORIX_KERNEL_NULL_FILE_H_
#define CORIX_KERNEL_NULL_FILE_H_

#include <string>
#include <string_view>

#include "kernel/open_file.h"

namespace corix {

class NullFile final : public OpenFile {
 public:
  absl::StatusOr<std::size_t> TryRead(absl::Span<char> /*buffer*/) override { return 0; }
  absl::StatusOr<std::size_t> TryWrite(std::string_view bytes) override { return bytes.size(); }
  IoEvents ReadyNow(IoEvents wanted) override { return wanted; }
  absl::StatusOr<bool> Watch() override { return false; }
  Waker waker() const override { return Waker::kTask; }
  absl::StatusOr<std::int64_t> Seek(std::int64_t /*offset*/, int /*whence*/) override { return 0; }
  absl::StatusOr<int> DupToHost() override;
  std::string Describe() const override { return "null"; }
};

}  // namespace corix

#endif  // CORIX_KERNEL_NULL_FILE_H_
