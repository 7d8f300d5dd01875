#include "kernel/task.h"

#include "kernel/api/cpu.h"

namespace corix {

std::string Task::Name() const { return std::string(NameView()); }

std::string_view Task::NameView() const {
  if (!has_extra_) return ShortFunctionNameView(function_);
  return extra_->name.empty() ? ShortFunctionNameView(extra_->function) : extra_->name;
}

void Task::SetName(std::string_view name) { MakeExtra().name = name; }

TaskExtra& Task::MakeExtra() {
  if (!has_extra_) {
    extra_ = new TaskExtra(*this, function_);
    has_extra_ = true;
  }
  return *extra_;
}

Signals& Task::MakeSignals() {
  std::unique_ptr<Signals>& signals = MakeExtra().signals;
  if (signals == nullptr) signals = std::make_unique<Signals>(*this);
  return *signals;
}

const Frame* Task::innermost_frame() const {
  if (frames_gone_) return nullptr;
  const bool is_running = cpu.task == this && state_ != TaskState::kDying;
  return is_running ? cpu.top : top_;
}

std::size_t Task::FrameBytes() const {
  std::size_t bytes = 0;
  for (const Frame* frame = innermost_frame(); frame != nullptr; frame = frame->caller)
    bytes += frame->Bytes();
  return bytes;
}

std::string ShortFunctionName(std::string_view signature) {
  return std::string(ShortFunctionNameView(signature));
}

std::string_view ShortFunctionNameView(std::string_view signature) {
  if (signature.find("lambda") != signature.npos ||
      signature.find("anonymous class") != signature.npos) {
    return "lambda";
  }
  // The name ends before the parameters, or before the template arguments, and starts after a space
  // or a colon.
  for (constexpr std::string_view kHidden = "(anonymous namespace)::";
       signature.find(kHidden) != signature.npos;) {
    signature.remove_prefix(signature.find(kHidden) + kHidden.size());
  }
  std::string_view name = signature.substr(0, signature.find('('));
  // Skip a return type with template arguments, such as corix::Co<int>, but not the function's own
  // arguments.
  int depth = 0;
  std::size_t start = 0;
  std::size_t end = name.size();
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '<') {
      if (depth++ == 0) end = i;
    } else if (name[i] == '>') {
      --depth;
    } else if (depth == 0 && (name[i] == ' ' || name[i] == ':')) {
      start = i + 1;
      end = name.size();
    }
  }
  return name.substr(start, end - start);
}

}  // namespace corix
