#include <array>
#include <memory>
#include <string>
#include <utility>

#include "syscalls/read.h"
#include "syscalls/write.h"
#include "userland/bin/programs.h"
#include "userland/lib/readiness.h"
#include "userland/lib/server.h"

namespace corix {
namespace {

// What a straight line would keep in its place and its variables, a callback must keep by hand.
struct Client {
  File file;
  std::string unsent;
};

Co<IoEvents> OnReady(std::shared_ptr<Client> client, IoEvents ready) {
  if (Any(ready & IoEvents::kWritable)) {
    const absl::StatusOr<std::size_t> taken = co_yield Write(client->file, client->unsent);
    if (!taken.ok()) co_return IoEvents::kNone;
    client->unsent.erase(0, *taken);
    co_return client->unsent.empty() ? IoEvents::kReadable : IoEvents::kWritable;
  }
  std::array<char, 512> buffer;
  const absl::StatusOr<std::size_t> bytes = co_yield Read(client->file, absl::MakeSpan(buffer));
  if (!bytes.ok() || *bytes == 0) co_return IoEvents::kNone;
  client->unsent.assign(buffer.data(), *bytes);
  co_return IoEvents::kWritable;
}

Process CallBack(Connection connection) {
  const auto client = std::make_shared<Client>();
  client->file = std::move(connection.file());
  const Fd fd = client->file;
  return CallOnReadiness(fd, IoEvents::kReadable,
                         [client](IoEvents ready) { return OnReady(client, ready); });
}

}  // namespace

Co<int> EchoCallbacksMain(Args args) { return ServeAll(std::move(args), "echo", &CallBack); }

}  // namespace corix
