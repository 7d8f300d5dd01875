#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "syscalls/read.h"
#include "userland/bin/programs.h"
#include "userland/lib/byte_reader.h"
#include "userland/lib/complain.h"
#include "userland/lib/parse.h"
#include "userland/lib/print.h"
#include "userland/lib/socket.h"
#include "userland/lib/task_group.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kNcOptions[] = {
    {.letter = 'l', .meaning = "listen, and talk with the first who connects"},
    {.letter = 'k', .meaning = "with -l: and then with the next, for ever"},
    {.letter = 'p', .argument = "PORT", .meaning = "with -l: the port; 0 is a free one"},
    {.letter = 'N', .meaning = "tell the other side when standard input has ended"},
    {.letter = 'v', .meaning = "tell who is connected, and where it listens"},
};

// One conversation: what is read goes out, what comes is printed, both at once.
struct Talk {
  const ParsedArgs& args;
  Connection& connection;
};

Co<int> SendInput(Talk* talk) {
  std::vector<char> piece(ByteReader::kPiece);
  for (;;) {
    const absl::StatusOr<std::size_t> bytes = co_yield Read(kStdin, absl::MakeSpan(piece));
    if (!bytes.ok() || *bytes == 0) break;
    const absl::Status sent =
        co_await talk->connection.SendAll(std::string_view(piece.data(), *bytes));
    if (!sent.ok()) co_return 0;
  }
  // Half of the connection is closed; the other side may still answer.
  if (talk->args.Has('N')) talk->connection.EndSending().IgnoreError();
  co_return 0;
}

Co<absl::Status> PrintWhatComes(Talk* talk) {
  std::vector<char> piece(ByteReader::kPiece);
  for (;;) {
    const absl::StatusOr<std::size_t> bytes =
        co_await talk->connection.Receive(absl::MakeSpan(piece));
    if (!bytes.ok()) co_return bytes.status();
    if (*bytes == 0) co_return absl::OkStatus();
    co_await WriteOut(talk->args.name(), std::string_view(piece.data(), *bytes));
  }
}

// Until the other side has ended. A client goes on to send as long as somebody takes it.
Co<absl::Status> Converse(const ParsedArgs& args, Connection& connection, bool listening) {
  Talk talk{.args = args, .connection = connection};
  TaskGroup group(OnFailure::kGoOn);
  group.Spawn("nc", SendInput(&talk));
  absl::Status status = co_await PrintWhatComes(&talk);
  if (listening || !status.ok()) {
    group.End();
  } else {
    (void)(co_yield group.Wait());
  }
  co_return status;
}

Co<int> Serve(const ParsedArgs& args, std::string host, std::uint16_t port) {
  absl::StatusOr<Listener> listener = co_await Listener::At(std::move(host), port);
  if (!listener.ok()) co_return Fail(args, listener.status());
  // Whoever let a port be chosen must learn which it is.
  if (args.Has('v') || port == 0)
    PrintError("%s: listening on %s\n", args.name(), listener->address().ToString());
  int status = 0;
  do {
    absl::StatusOr<Connection> connection = co_await listener->Accept();
    if (!connection.ok()) co_return Fail(args, connection.status());
    if (args.Has('v')) PrintError("%s: somebody has connected\n", args.name());
    const absl::Status talked = co_await Converse(args, *connection, true);
    if (!talked.ok()) status = Fail(args, talked);
  } while (args.Has('k'));
  co_return status;
}

Co<int> Nc(ParsedArgs args) {
  std::vector<std::string> words = args.operands();
  if (const std::string* port = args.Argument('p'); port != nullptr) words.push_back(*port);
  const bool listens = args.Has('l');
  if (words.empty() || words.size() > 2 || (!listens && words.size() != 2)) {
    co_return Complain(
        args.name(),
        absl::InvalidArgumentError(listens ? "-l needs a port" : "a host and a port are needed"));
  }
  const absl::StatusOr<std::int64_t> port = ParseNumber(words.back(), listens ? 0 : 1, UINT16_MAX);
  if (!port.ok()) co_return Complain(args.name(), port.status());
  std::string host = words.size() == 2 ? words[0] : "127.0.0.1";
  if (listens) co_return co_await Serve(args, std::move(host), static_cast<std::uint16_t>(*port));
  absl::StatusOr<Connection> connection =
      co_await Connection::To(std::move(host), static_cast<std::uint16_t>(*port));
  if (!connection.ok()) co_return Fail(args, connection.status());
  if (args.Has('v')) PrintError("%s: connected\n", args.name());
  const absl::Status talked = co_await Converse(args, *connection, false);
  co_return talked.ok() ? 0 : Fail(args, talked);
}

}  // namespace

extern const Program kNc = {
    .name = "nc",
    .params = "[HOST] PORT",
    .summary = "connect standard input and output to another machine, or let one connect",
    .tool = &Nc,
    .options = kNcOptions,
};

}  // namespace corix
