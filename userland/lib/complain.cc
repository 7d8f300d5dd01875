#include "userland/lib/complain.h"

#include "userland/lib/print.h"

namespace corix {

int Complain(std::string_view name, const absl::Status& wrong) {
  PrintError("%s: %s\n", name, wrong.message());
  return absl::IsInvalidArgument(wrong) || absl::IsOutOfRange(wrong) ? 2 : 1;
}

int ComplainOfUsage(std::string_view name, std::string_view params) {
  PrintError("usage: %s%s%s\n", name, params.empty() ? "" : " ", params);
  return 2;
}

}  // namespace corix
