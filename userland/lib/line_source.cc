#include "userland/lib/line_source.h"

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "userland/lib/parse.h"
#include "userland/lib/socket.h"

namespace corix {
namespace {

std::string WithoutBrackets(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return std::string(host);
}

}  // namespace

Co<absl::StatusOr<LineSource>> LineSource::Open(std::string name) {
  if (name == "-") co_return LineSource("standard input", kStdin);
  const std::size_t colon = name.rfind(':');
  if (colon != name.npos && name.find('/') == name.npos) {
    const absl::StatusOr<std::int64_t> port =
        ParseNumber(std::string_view(name).substr(colon + 1), 1, UINT16_MAX);
    if (!port.ok()) {
      co_return absl::Status(port.status().code(),
                             absl::StrCat(name, ": ", port.status().message()));
    }
    std::string host = WithoutBrackets(std::string_view(name).substr(0, colon));
    if (host.empty()) co_return absl::InvalidArgumentError(absl::StrCat(name, ": no host"));
    absl::StatusOr<Connection> connection =
        co_await Connection::To(std::move(host), static_cast<std::uint16_t>(*port));
    if (!connection.ok()) co_return connection.status();
    co_return LineSource(std::move(name), std::move(connection->file()));
  }
  absl::StatusOr<File> file = co_await OpenInput(name);
  if (!file.ok()) co_return file.status();
  co_return LineSource(std::move(name), *std::move(file));
}

}  // namespace corix
