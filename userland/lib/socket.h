// userland/lib/socket.h: connections, and listeners for them.
//
// Both own their descriptors: whoever lets go of one closes it, however that comes to pass. They
// can be moved, also into another task.
#ifndef CORIX_USERLAND_LIB_SOCKET_H_
#define CORIX_USERLAND_LIB_SOCKET_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "kernel/api/co.h"
#include "kernel/api/fd.h"
#include "kernel/api/socket_address.h"
#include "syscalls/file.h"

namespace corix {

// Sends all bytes to a descriptor, in as many writes as it takes. Sleeps. ABORTED: nobody is left
// to read. The bytes must live until the answer.
Co<absl::Status> WriteAll(Fd fd, std::string_view bytes);

// One side of a connection. Its coroutines must not outlive it, and only one task at a time should
// receive, and one send.
class Connection {
 public:
  // `piece`: how many bytes ReceiveUntil asks for at a time; at least one.
  explicit Connection(File file, std::size_t piece = 4096)
      : file_(std::move(file)), piece_(piece == 0 ? 1 : piece) {}

  // Connects to a host, by its name or its address; to one address of it after the other, until
  // one answers. Sleeps.
  static Co<absl::StatusOr<Connection>> To(std::string host, std::uint16_t port);

  // At most as many bytes as fit; 0: the other side has ended. Sleeps until there are some. (What
  // ReceiveUntil has read ahead comes first.)
  Co<absl::StatusOr<std::size_t>> Receive(absl::Span<char> buffer);

  // The bytes up to a delimiter, which is not among them; nothing if the other side has ended
  // instead, between two messages. OUT_OF_RANGE: it has ended in the middle of one.
  // RESOURCE_EXHAUSTED: a message is longer than the limit, in bytes. Sleeps.
  Co<absl::StatusOr<std::optional<std::string>>> ReceiveUntil(std::string delimiter,
                                                              std::size_t limit);

  // All bytes, which must live until the answer. ABORTED: the other side is gone. Sleeps.
  Co<absl::Status> SendAll(std::string_view bytes) { return WriteAll(file_, bytes); }

  // Tells the other side that nothing more will come; it can still be received from.
  absl::Status EndSending();

  void Close() { file_.Close(); }

  // For direct traps: co_yield Read(connection.file(), buffer).
  const File& file() const { return file_; }
  File& file() { return file_; }

 private:
  File file_;
  std::size_t piece_;
  std::string ahead_;  // received, and not yet handed out
};

// A socket that accepts connections.
class Listener {
 public:
  // At a host's name or address. Port 0: a free one. Sleeps, if the name must be looked up.
  static Co<absl::StatusOr<Listener>> At(std::string host, std::uint16_t port);
  static Co<absl::StatusOr<Listener>> At(SocketAddress address);

  // The next connection. While the host has no descriptor for it, it waits in the host's queue,
  // and is tried again every 50 ms. Sleeps.
  Co<absl::StatusOr<Connection>> Accept();

  // Where it listens, with the port that was chosen.
  const SocketAddress& address() const { return address_; }
  const File& file() const { return file_; }

 private:
  Listener(File file, SocketAddress address)
      : file_(std::move(file)), address_(std::move(address)) {}

  File file_;
  SocketAddress address_;
};

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_SOCKET_H_
