// The descriptors of tasks and of the kernel, and the rest of what a task inherits.

#include <utility>

#include "absl/container/btree_set.h"
#include "kernel/host_file.h"
#include "kernel/kernel.h"

namespace corix {

void Kernel::OpenFirstDescriptors(const std::array<int, 3>& host_descriptors) {
  for (int fd = 0; fd < 3; ++fd) {
    // The same descriptor twice is one file.
    std::shared_ptr<OpenFile>& file = first_environment_->files[fd];
    for (int other = 0; other < fd; ++other) {
      if (host_descriptors[other] == host_descriptors[fd]) file = first_environment_->files[other];
    }
    if (file != nullptr) continue;
    const auto borrowed =
        std::make_shared<HostFile>(poller_, host_descriptors[fd], HostFile::Ownership::kBorrowed);
    // Whoever is at the far end of standard input may never say a word.
    if (fd == kStdin) borrowed->set_waker(Waker::kHostPerhaps);
    file = borrowed;
  }
}

std::shared_ptr<OpenFile> Kernel::ShareFile(const Task& task, Fd fd) const {
  if (fd < 0) return nullptr;
  return fd < ExecutionEnvironment::kDescriptors ? task.environment_->files[fd] : files_.Get(fd);
}

Fd Kernel::AddFile(std::shared_ptr<OpenFile> file) {
  const Fd fd(files_.Next());
  files_.Insert(fd, std::move(file));
  return fd;
}

void Kernel::Redirect(Task& task, Fd fd, std::shared_ptr<OpenFile> file) {
  // What was printed so far is for the old file.
  if (&task == cpu.task && !output_.empty()) {
    DeliverWithoutSleeping(task);
    output_.Bind(fd, task.environment_->files[fd]);
  }
  OwnEnvironment(task).files[fd] = std::move(file);
}

bool Kernel::Close(Task& task, Fd fd) {
  if (FindFile(task, fd) == nullptr) return false;
  if (fd < ExecutionEnvironment::kDescriptors) {
    Redirect(task, fd, nullptr);
    return true;
  }
  // Whoever waits on it by another number finds it as it was, and waits on.
  const std::shared_ptr<OpenFile> file = files_.Erase(fd);
  RestartAll(file->Now().readers());
  RestartAll(file->Now().writers());
  return true;
}

ExecutionEnvironment& Kernel::OwnEnvironment(Task& task) {
  task.environment_ = task.environment_->Own();
  return *task.environment_;
}

bool Kernel::OwnsHostDescriptor(int host_fd) const {
  if (poller_.Owns(host_fd) || threads_.Owns(host_fd) || terminal_.Owns(host_fd) ||
      host_signals_.Owns(host_fd))
    return true;
  for (int fd = files_.NumberAfter(0); fd >= 0; fd = files_.NumberAfter(fd)) {
    if (files_.Find(fd)->Now().Owns(host_fd)) return true;
  }
  for (int fd = 0; fd < ExecutionEnvironment::kDescriptors; ++fd) {
    const OpenFile* const file = first_environment_->FindFile(fd);
    if (file != nullptr && file->Owns(host_fd)) return true;
  }
  return false;
}

std::size_t Kernel::RegisteredFiles() const {
  absl::btree_set<const OpenFile*> registered;  // two descriptors may share a file
  const auto count = [&registered](const OpenFile* file) {
    if (file != nullptr && file->watched()) registered.insert(file);
  };
  for (int fd = files_.NumberAfter(0); fd >= 0; fd = files_.NumberAfter(fd)) {
    count(&files_.Find(fd)->Now());
  }
  for (int fd = 0; fd < ExecutionEnvironment::kDescriptors; ++fd) {
    count(first_environment_->FindFile(fd));
  }
  return registered.size() + (threads_.watched() ? 1 : 0) + (terminal_.watched() ? 1 : 0) +
         (host_signals_.watched() ? 1 : 0) + reaper_.watched();
}

}  // namespace corix
