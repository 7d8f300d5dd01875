// Whatever text a session is made of, reading, comparing and updating it goes well.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "shell/session.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // The first half is the session, the second what came.
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t half = size / 2;
  const absl::StatusOr<corix::Session> session = corix::ParseSession(text.substr(0, half));
  if (!session.ok()) return 0;
  std::vector<corix::StepResult> results(session->steps.size());
  for (corix::StepResult& result : results) {
    result.output = text.substr(half);
    result.status = static_cast<int>(size % 3);
  }
  for (std::size_t i = 0; i < results.size(); ++i)
    (void)corix::Difference(session->steps[i], results[i]);
  const absl::StatusOr<corix::Session> updated =
      corix::ParseSession(corix::UpdatedSession(*session, results));
  if (!updated.ok() || updated->steps.size() != results.size()) std::abort();
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (!corix::Agrees(updated->steps[i], results[i])) std::abort();
  }
  return 0;
}
