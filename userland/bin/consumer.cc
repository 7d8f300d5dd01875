#include <string>

#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/exchange.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

// Each co_yield hands something out, and answers what was sent in its place.
Exchange<std::string, std::string> Consumer() {
  const std::string value = co_yield "Starting";
  Print("Consume %s\n", value);
  co_yield "Hello World";
}

}  // namespace

Co<int> ConsumerMain(Args args) {
  if (args.size() != 1) co_return ComplainOfUsage(args);
  Exchange<std::string, std::string> consumer = Consumer();
  const absl::StatusOr<std::string> first = consumer.Start();
  if (!first.ok()) co_return Complain(args[0], first.status());
  Print("%s\n", *first);
  const absl::StatusOr<std::string> second = consumer.Send("data");
  if (!second.ok()) co_return Complain(args[0], second.status());
  Print("%s\n", *second);
  const absl::Status closed = consumer.Close();
  co_return closed.ok() ? 0 : Complain(args[0], closed);
}

}  // namespace corix
