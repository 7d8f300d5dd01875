#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "syscalls/pipe.h"
#include "syscalls/read.h"
#include "syscalls/shutdown.h"
#include "syscalls/write.h"
#include "userland/bin/programs.h"
#include "userland/lib/server.h"
#include "userland/lib/task_group.h"

namespace corix {
namespace {

constexpr std::size_t kLongestLine = 1024;
constexpr std::size_t kLongestName = 32;

// Two tasks serve each guest. One receives his lines and writes them into the pipes of all the
// others; one carries what is in his own pipe to him. So a guest who reads slowly keeps nobody
// waiting: before his pipe is full, he is put out.
struct Guest {
  File pipe;               // the writing end
  std::size_t unsent = 0;  // bytes that were put into it, or will be, and were not yet carried
};

// Who is there, by the descriptors of their connections.
struct Room {
  std::map<int, std::shared_ptr<Guest>> guests;
};

// Tells everybody but the speaker.
Process Say(std::shared_ptr<Room> room, Fd speaker, std::string line) {
  std::vector<int> listeners;
  for (const auto& [fd, guest] : room->guests) listeners.push_back(fd);
  for (const int fd : listeners) {
    const auto found = room->guests.find(fd);
    // Each write gives the others a turn, in which somebody may leave.
    if (fd == speaker || found == room->guests.end()) continue;
    const std::shared_ptr<Guest> guest = found->second;
    if (guest->unsent + line.size() > PipeEnd::kDefaultCapacity - PipeEnd::kAtomic) {
      CallNow(Shutdown(fd, ShutdownDirection::kBoth)).IgnoreError();
      room->guests.erase(found);
      continue;
    }
    // Nobody writes while there is no room, so nobody ever waits here.
    guest->unsent += line.size();
    const absl::StatusOr<std::size_t> written = co_yield Write(guest->pipe, line);
    if (!written.ok()) guest->unsent -= line.size();
  }
}

// Carries a guest's pipe to his connection.
Process Carry(File pipe, std::shared_ptr<Guest> guest, Fd client) {
  std::array<char, 1024> buffer;
  for (;;) {
    const absl::StatusOr<std::size_t> bytes = co_yield Read(pipe, absl::MakeSpan(buffer));
    if (!bytes.ok() || *bytes == 0) co_return;
    guest->unsent -= *bytes;
    const absl::Status sent = co_await WriteAll(client, {buffer.data(), *bytes});
    if (!sent.ok()) co_return;
  }
}

// Takes the guest out of the room, however his task ends.
class Leave {
 public:
  Leave(std::shared_ptr<Room> room, std::shared_ptr<Guest> guest, Fd client)
      : room_(std::move(room)), guest_(std::move(guest)), client_(client) {}
  // Nothing more will come for him: his carrier sees the end of the pipe.
  ~Leave() {
    guest_->pipe.Close();
    room_->guests.erase(client_);
  }
  Leave(const Leave&) = delete;
  Leave& operator=(const Leave&) = delete;

 private:
  std::shared_ptr<Room> room_;
  std::shared_ptr<Guest> guest_;
  Fd client_;
};

Co<std::optional<std::string>> ReceiveLine(Connection& client, std::size_t longest) {
  const auto line = co_await client.ReceiveUntil("\n", longest);
  if (!line.ok() || !line->has_value()) co_return std::nullopt;
  const absl::string_view stripped = absl::StripAsciiWhitespace(**line);
  co_return std::string(stripped.data(), stripped.size());
}

Process Attend(Connection client, std::shared_ptr<Room> room) {
  const absl::Status asked = co_await client.SendAll("your name? ");
  if (!asked.ok()) co_return;
  const std::optional<std::string> name = co_await ReceiveLine(client, kLongestName);
  if (!name.has_value() || name->empty()) co_return;

  const Fd self = client.file();
  PipeEnds pipe = co_yield Pipe();
  const auto guest = std::make_shared<Guest>();
  guest->pipe = std::move(pipe.writer);
  TaskGroup carrier;
  carrier.Spawn("carry", Carry(std::move(pipe.reader), guest, self));
  room->guests[self] = guest;
  const Leave guard(room, guest, self);
  co_await Say(room, self, absl::StrCat("* ", *name, " has come\n"));
  for (;;) {
    const std::optional<std::string> line = co_await ReceiveLine(client, kLongestLine);
    // He may have been put out meanwhile.
    if (!line.has_value() || !room->guests.contains(self)) break;
    if (line->empty()) continue;
    co_await Say(room, self, absl::StrCat(*name, ": ", *line, "\n"));
  }
  co_await Say(room, self, absl::StrCat("* ", *name, " has left\n"));
}

}  // namespace

Co<int> ChatServerMain(Args args) {
  const auto room = std::make_shared<Room>();
  const auto attend = [room](Connection client) { return Attend(std::move(client), room); };
  return ServeAll(std::move(args), "guest", attend);
}

}  // namespace corix
