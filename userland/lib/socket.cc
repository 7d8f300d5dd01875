#include "userland/lib/socket.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "syscalls/accept.h"
#include "syscalls/connect.h"
#include "syscalls/listen.h"
#include "syscalls/local_address.h"
#include "syscalls/read.h"
#include "syscalls/shutdown.h"
#include "syscalls/sleep.h"
#include "syscalls/write.h"
#include "userland/lib/resolve.h"

namespace corix {

Co<absl::Status> WriteAll(Fd fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const absl::StatusOr<std::size_t> taken = co_yield Write(fd, bytes);
    if (!taken.ok()) co_return taken.status();
    bytes.remove_prefix(*taken);
  }
  co_return absl::OkStatus();
}

// ---- Connection ----

Co<absl::StatusOr<Connection>> Connection::To(std::string host, std::uint16_t port) {
  const absl::StatusOr<std::vector<SocketAddress>> addresses =
      co_await Resolve(std::move(host), port);
  if (!addresses.ok()) co_return addresses.status();
  absl::Status failure;
  for (const SocketAddress& address : *addresses) {
    absl::StatusOr<File> file = co_yield Connect(address);
    if (file.ok()) co_return Connection(*std::move(file));
    failure = file.status();
  }
  co_return failure;
}

Co<absl::StatusOr<std::size_t>> Connection::Receive(absl::Span<char> buffer) {
  if (ahead_.empty()) co_return co_yield Read(file_, buffer);
  const std::size_t bytes = std::min(buffer.size(), ahead_.size());
  std::copy_n(ahead_.begin(), bytes, buffer.begin());
  ahead_.erase(0, bytes);
  co_return bytes;
}

Co<absl::StatusOr<std::optional<std::string>>> Connection::ReceiveUntil(std::string delimiter,
                                                                        std::size_t limit) {
  // What was searched need not be searched again, but for a delimiter that has only begun.
  std::size_t searched = 0;
  std::string piece;
  for (;;) {
    const std::size_t end = ahead_.find(delimiter, searched);
    const std::size_t size = end == ahead_.npos ? ahead_.size() : end;
    // Of what has no end yet, the last bytes may be those of a delimiter that has only begun.
    const std::size_t slack = end == ahead_.npos ? delimiter.size() - 1 : 0;
    if (size > limit && size - limit > slack) {
      co_return absl::ResourceExhaustedError(
          absl::StrCat("a message is longer than ", limit, " bytes"));
    }
    if (end != ahead_.npos) {
      std::string message = ahead_.substr(0, end);
      ahead_.erase(0, end + delimiter.size());
      co_return std::optional(std::move(message));
    }
    searched = ahead_.size() - std::min(ahead_.size(), delimiter.size() - 1);
    piece.resize(piece_);
    const absl::StatusOr<std::size_t> bytes = co_yield Read(file_, absl::MakeSpan(piece));
    if (!bytes.ok()) co_return bytes.status();
    ahead_.append(piece, 0, *bytes);
    if (*bytes > 0) continue;
    if (ahead_.empty()) co_return std::nullopt;
    co_return absl::OutOfRangeError("the connection has ended in the middle of a message");
  }
}

absl::Status Connection::EndSending() {
  return CallNow(Shutdown(file_, ShutdownDirection::kWrite));
}

// ---- Listener ----

Co<absl::StatusOr<Listener>> Listener::At(std::string host, std::uint16_t port) {
  const absl::StatusOr<std::vector<SocketAddress>> addresses =
      co_await Resolve(std::move(host), port);
  if (!addresses.ok()) co_return addresses.status();
  absl::Status failure;
  for (const SocketAddress& address : *addresses) {
    absl::StatusOr<Listener> listener = co_await At(address);
    if (listener.ok()) co_return listener;
    failure = listener.status();
  }
  co_return failure;
}

Co<absl::StatusOr<Listener>> Listener::At(SocketAddress address) {
  absl::StatusOr<File> file = co_yield Listen(std::move(address));
  if (!file.ok()) co_return file.status();
  absl::StatusOr<SocketAddress> local = CallNow(LocalAddress(*file));
  if (!local.ok()) co_return local.status();
  co_return Listener(*std::move(file), *std::move(local));
}

Co<absl::StatusOr<Connection>> Listener::Accept() {
  constexpr absl::Duration kPause = absl::Milliseconds(50);
  for (;;) {
    absl::StatusOr<File> file = co_yield corix::Accept(file_);
    if (file.ok()) co_return Connection(*std::move(file));
    if (!absl::IsResourceExhausted(file.status())) co_return file.status();
    co_yield Sleep(kPause);
  }
}

}  // namespace corix
