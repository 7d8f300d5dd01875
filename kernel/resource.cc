#include "kernel/resource.h"

#include "absl/strings/str_cat.h"
#include "kernel/kernel.h"

namespace corix {

Resource::~Resource() {
  while (Seat* const seat = woken_.front()) {
    seat->Leave();
    auto& woken = static_cast<ResourceSeat&>(*seat);
    woken.woken_ = false;
    woken.orphaned_ = true;
  }
  while (Seat* const seat = sleepers_.front()) {
    seat->Leave();
    static_cast<ResourceSeat&>(*seat).orphaned_ = true;
    // Outside any kernel nobody can be woken.
    if (cpu.kernel == nullptr) continue;
    Task& sleeper = seat->sleeper();
    sleeper.call()->Refuse(absl::NotFoundError(absl::StrCat("the ", Describe(), " is gone")));
    cpu.kernel->Wake(sleeper);
  }
  while (!watchers_.alone()) {
    auto& watcher = static_cast<ResourceSeat&>(*watchers_.next());
    watcher.Leave();
    watcher.orphaned_ = true;
  }
}

std::string Resource::Describe() const {
  return name_.empty() ? kind_ : absl::StrCat(kind_, " ", name_);
}

void Resource::Wake(bool may_be_passed_on) {
  Seat* const front = sleepers_.front();
  if (front == nullptr) return;
  auto& seat = static_cast<ResourceSeat&>(*front);
  seat.Leave();
  seat.woken_ = true;
  seat.may_be_passed_on_ = may_be_passed_on;
  ++expected_;
  Task& sleeper = seat.sleeper();
  cpu.kernel->Wake(sleeper);
  woken_.Join(seat, sleeper);
}

void Resource::WakeAll() {
  while (awaited()) Wake(false);
}

void ResourceSeat::Join(Resource& resource, Task& sleeper) {
  Leave();
  resource_ = &resource;
  resource.sleepers_.Join(*this, sleeper);
}

void ResourceSeat::JoinExpected(Resource& resource, Task& caller) {
  Leave();
  resource_ = &resource;
  woken_ = true;
  // What all can have, nobody else has to be given.
  may_be_passed_on_ = resource.available() != Resource::kUnlimited;
  ++resource.expected_;
  resource.woken_.Join(*this, caller);
}

void ResourceSeat::Watch(Resource& resource) {
  Leave();
  resource_ = &resource;
  InsertBefore(resource.watchers_);
}

void ResourceSeat::Take() {
  if (!woken_) return;
  woken_ = false;
  Leave();
  --resource_->expected_;
}

void ResourceSeat::PassOn() {
  if (!woken_) return;
  Take();
  if (may_be_passed_on_) resource_->WakeOne();
}

}  // namespace corix
