#include "kernel/pipe.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "kernel/host_file.h"
#include "kernel/kernel.h"

namespace corix {

std::pair<std::shared_ptr<PipeEnd>, std::shared_ptr<PipeEnd>> PipeEnd::MakePipe(
    Poller& poller, std::size_t capacity) {
  const std::shared_ptr<Shared> shared(
      new Shared{.poller = poller, .capacity = capacity, .bytes = ByteQueue()});
  std::shared_ptr<PipeEnd> reader(new PipeEnd(shared, true));
  std::shared_ptr<PipeEnd> writer(new PipeEnd(shared, false));
  shared->reader = reader.get();
  shared->writer = writer.get();
  return {std::move(reader), std::move(writer)};
}

PipeEnd::PipeEnd(std::shared_ptr<Shared> shared, bool reads)
    : shared_(std::move(shared)), reads_(reads) {}

PipeEnd::~PipeEnd() {
  if (reads_) {
    shared_->reader = nullptr;
    WakeWriters();
  } else {
    shared_->writer = nullptr;
    WakeReaders();
  }
}

void PipeEnd::WakeReaders() {
  if (shared_->reader != nullptr) cpu.kernel->RestartAll(shared_->reader->readers());
}

void PipeEnd::WakeWriters() {
  if (shared_->writer != nullptr) cpu.kernel->RestartAll(shared_->writer->writers());
}

absl::StatusOr<std::size_t> PipeEnd::TryRead(absl::Span<char> buffer) {
  if (!reads_) return absl::FailedPreconditionError("this end of the pipe is for writing");
  if (shared_->bytes.empty()) {
    if (shared_->writer == nullptr || buffer.empty()) return 0;
    return NotYet();
  }
  const std::size_t taken = shared_->bytes.Take(buffer);
  WakeWriters();
  return taken;
}

std::size_t PipeEnd::RoomFor(std::size_t size) const {
  return size > kAtomic ? 1 : std::min(size, shared_->capacity);
}

absl::StatusOr<std::size_t> PipeEnd::TryWrite(std::string_view bytes) {
  if (reads_) return absl::FailedPreconditionError("this end of the pipe is for reading");
  if (shared_->reader == nullptr) return absl::AbortedError("nobody is left to read");
  const std::size_t full = shared_->bytes.size();
  const std::size_t room = shared_->capacity - std::min(full, shared_->capacity);
  if (room < RoomFor(bytes.size())) return NotYet();
  const std::string_view taken = bytes.substr(0, room);
  shared_->bytes.Add(taken);
  WakeReaders();
  return taken.size();
}

bool PipeEnd::TakeBeyondLimit(std::string_view bytes) {
  if (reads_ || shared_->reader == nullptr) return false;
  shared_->bytes.Add(bytes);
  WakeReaders();
  return true;
}

IoEvents PipeEnd::ReadyNow(IoEvents wanted) {
  // What this end cannot do at all counts as ready: the try will tell.
  const bool empty = shared_->bytes.empty() && shared_->writer != nullptr;
  const bool full =
      shared_->bytes.size() + RoomFor(kAtomic) > shared_->capacity && shared_->reader != nullptr;
  IoEvents ready = IoEvents::kNone;
  if (!reads_ || !empty) ready = ready | IoEvents::kReadable;
  if (reads_ || !full) ready = ready | IoEvents::kWritable;
  return ready & wanted;
}

absl::StatusOr<int> PipeEnd::DupToHost() {
  if (absl::Status status = BecomeHostPipe(); !status.ok()) return status;
  return Now().DupToHost();
}

absl::Status PipeEnd::BecomeHostPipe() {
  std::array<int, 2> ends;
  if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) < 0) return HostError(errno, "pipe");
  ends = {AboveStandardStreams(ends[0]), AboveStandardStreams(ends[1])};
  // From here on they are closed with these.
  auto reader = std::make_unique<HostFile>(shared_->poller, ends[0], HostFile::Kind::kPipe);
  auto writer = std::make_unique<HostFile>(shared_->poller, ends[1], HostFile::Kind::kPipe);
  const std::string_view bytes = shared_->bytes.view();
  const std::size_t size = std::max(shared_->capacity, bytes.size());
  if (size > kDefaultCapacity) fcntl(ends[1], F_SETPIPE_SZ, static_cast<int>(size));
  if (!bytes.empty()) {
    const absl::StatusOr<std::size_t> moved = writer->TryWrite(bytes);
    if (!moved.ok() || *moved < bytes.size()) {
      return absl::ResourceExhaustedError("the pipe holds more than the host gives a pipe");
    }
  }
  shared_->bytes = ByteQueue();
  if (PipeEnd* const end = shared_->reader; end != nullptr) {
    end->Become(std::move(reader));
    cpu.kernel->RestartAll(end->readers());
    cpu.kernel->RestartAll(end->writers());
  }
  if (PipeEnd* const end = shared_->writer; end != nullptr) {
    end->Become(std::move(writer));
    cpu.kernel->RestartAll(end->readers());
    cpu.kernel->RestartAll(end->writers());
  }
  return absl::OkStatus();
}

}  // namespace corix
