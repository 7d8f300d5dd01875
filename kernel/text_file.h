// kernel/text_file.h: a text that was made when it was opened, as a file that can be read.
//
// So whoever reads a kernel file sees one moment, however slowly he reads. A program of the host
// gets a copy.
#ifndef CORIX_KERNEL_TEXT_FILE_H_
#define CORIX_KERNEL_TEXT_FILE_H_

#include <string>
#include <string_view>
#include <utility>

#include "kernel/open_file.h"

namespace corix {

class TextFile final : public OpenFile {
 public:
  explicit TextFile(std::string text) : text_(std::move(text)) {}

  std::size_t size() const { return text_.size(); }

  absl::StatusOr<std::size_t> TryRead(absl::Span<char> buffer) override;
  // FAILED_PRECONDITION: it can only be read.
  absl::StatusOr<std::size_t> TryWrite(std::string_view bytes) override;
  IoEvents ReadyNow(IoEvents wanted) override { return wanted; }
  absl::StatusOr<bool> Watch() override { return false; }
  Waker waker() const override { return Waker::kTask; }
  absl::StatusOr<std::int64_t> Seek(std::int64_t offset, int whence) override;
  absl::StatusOr<int> DupToHost() override;
  std::string Describe() const override { return "kernel file"; }
  const TextFile* AsTextFile() const override { return this; }

 private:
  std::string text_;
  std::size_t at_ = 0;  // may be behind the end
};

}  // namespace corix

#endif  // CORIX_KERNEL_TEXT_FILE_H_
