// kernel/descriptor_table.h: the ten descriptors of a task.
//
// A child shares its parent's table until one of them changes it; then that one gets a copy. So
// spawning costs one count.
#ifndef CORIX_KERNEL_DESCRIPTOR_TABLE_H_
#define CORIX_KERNEL_DESCRIPTOR_TABLE_H_

#include <array>
#include <memory>

#include "kernel/open_file.h"

namespace corix {

class DescriptorTable {
 public:
  static constexpr int kSize = 10;

  DescriptorTable* Share() {
    ++users_;
    return this;
  }
  void Release() {
    if (--users_ == 0) delete this;
  }

  // nullptr if the descriptor is closed.
  const std::shared_ptr<OpenFile>& Get(int fd) const { return files_[fd]; }

  // The table to go on with: this one, or, if others use it too, a copy in which only `fd` differs.
  DescriptorTable* With(int fd, std::shared_ptr<OpenFile> file) {
    DescriptorTable* mine = this;
    if (users_ > 1) {
      --users_;
      mine = new DescriptorTable();
      mine->files_ = files_;
    }
    mine->files_[fd] = std::move(file);
    return mine;
  }

 private:
  int users_ = 1;
  std::array<std::shared_ptr<OpenFile>, kSize> files_;
};

}  // namespace corix

#endif  // CORIX_KERNEL_DESCRIPTOR_TABLE_H_
