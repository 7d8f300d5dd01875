#include "userland/lib/accounts.h"

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "kernel/api/absl_view.h"
#include "userland/lib/byte_reader.h"

namespace corix {

Co<AccountNames> ReadAccounts(std::string path) {
  AccountNames names;
  const absl::StatusOr<File> file = co_await OpenInput(path);
  if (!file.ok()) co_return names;
  ByteReader reader(*file);
  for (;;) {
    const absl::StatusOr<bool> more = co_await reader.Fill();
    if (!more.ok() || !*more) co_return names;
    for (std::string_view line; reader.TakeLine(&line);) {
      const std::vector<std::string> fields = absl::StrSplit(AbslView(line), ':');
      std::uint32_t id = 0;
      // The first of several names of an account counts, as for the host.
      if (fields.size() > 2 && absl::SimpleAtoi(fields[2], &id)) names.emplace(id, fields[0]);
    }
  }
}

std::string NameOf(const AccountNames& names, std::uint32_t id) {
  const auto found = names.find(id);
  return found == names.end() ? absl::StrCat(id) : found->second;
}

}  // namespace corix
