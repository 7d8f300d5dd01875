#include "shell/variables.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "kernel/api/absl_view.h"
#include "shell/syntax/names.h"
#include "syscalls/get_variables.h"
#include "syscalls/set_variable.h"

namespace corix {
namespace {

absl::Status IsReadonly(std::string_view name) {
  return absl::FailedPreconditionError(absl::StrCat(AbslView(name), ": is read-only"));
}

}  // namespace

void VariableTable::Import() {
  const std::shared_ptr<const Variables> environment = CallNow(GetVariables());
  for (const auto& [name, value] : *environment) {
    if (IsName(name)) variables_[name] = {.value = value, .exported = true};
  }
  // Nobody outside decides how words are split (POSIX, 2.5.3).
  variables_["IFS"] = {.value = " \t\n"};
}

const std::string* VariableTable::Find(std::string_view name) const {
  const auto found = variables_.find(name);
  const bool is_set = found != variables_.end() && found->second.value.has_value();
  return is_set ? &*found->second.value : nullptr;
}

Variable& VariableTable::At(std::string_view name) {
  const auto found = variables_.find(name);
  return found != variables_.end() ? found->second : variables_[std::string(name)];
}

void VariableTable::Tell(const std::string& name, const std::optional<std::string>& value) {
  (void)CallNow(SetVariable(name, value));
}

absl::Status VariableTable::Set(std::string_view name, std::string value) {
  Variable& variable = At(name);
  if (variable.readonly) return IsReadonly(name);
  variable.value = std::move(value);
  if (variable.exported) Tell(std::string(name), variable.value);
  return absl::OkStatus();
}

absl::Status VariableTable::Unset(std::string_view name) {
  const auto found = variables_.find(name);
  if (found == variables_.end()) return absl::OkStatus();
  if (found->second.readonly) return IsReadonly(name);
  if (found->second.exported) Tell(found->first, std::nullopt);
  variables_.erase(found);
  return absl::OkStatus();
}

void VariableTable::Export(std::string_view name) {
  Variable& variable = At(name);
  if (std::exchange(variable.exported, true)) return;
  if (variable.value.has_value()) Tell(std::string(name), variable.value);
}

void VariableTable::MakeReadonly(std::string_view name) { At(name).readonly = true; }

std::optional<Variable> VariableTable::Save(std::string_view name) const {
  const auto found = variables_.find(name);
  if (found == variables_.end()) return std::nullopt;
  return found->second;
}

void VariableTable::Restore(const std::string& name, std::optional<Variable> saved) {
  const auto found = variables_.find(name);
  const bool was_told = found != variables_.end() && found->second.exported;
  const bool is_told = saved.has_value() && saved->exported && saved->value.has_value();
  if (is_told) {
    Tell(name, saved->value);
  } else if (was_told) {
    Tell(name, std::nullopt);
  }
  if (saved.has_value()) {
    variables_[name] = *std::move(saved);
  } else if (found != variables_.end()) {
    variables_.erase(found);
  }
}

}  // namespace corix
