#include "kernel/resource.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "kernel/kernel.h"

namespace corix {

Resource::~Resource() {
  while (awaited()) {
    auto& seat = static_cast<ResourceSeat&>(*sleepers_.front());
    seat.Leave();
    seat.orphaned_ = true;
    // Outside any kernel nobody can be woken.
    if (cpu.kernel == nullptr) continue;
    Task& sleeper = seat.sleeper();
    sleeper.call()->Refuse(absl::NotFoundError(absl::StrCat("the ", Describe(), " is gone")));
    cpu.kernel->Wake(sleeper);
  }
  while (!watchers_.alone()) {
    auto& watcher = static_cast<ResourceSeat&>(*watchers_.next());
    watcher.Leave();
    watcher.woken_ = false;
    watcher.orphaned_ = true;
  }
}

std::string Resource::Describe() const {
  return name_.empty() ? kind_ : absl::StrCat(kind_, " ", name_);
}

void Resource::AddWaker(Tid waker) {
  if (wakers_ == nullptr) wakers_ = std::make_unique<std::vector<Tid>>();
  wakers_->push_back(waker);
}

void Resource::RemoveWaker(Tid waker) {
  const auto found = std::find(wakers_->begin(), wakers_->end(), waker);
  if (found != wakers_->end()) wakers_->erase(found);
}

void Resource::Wake(bool may_be_passed_on) {
  Seat* const front = sleepers_.front();
  if (front == nullptr) return;
  auto& seat = static_cast<ResourceSeat&>(*front);
  seat.woken_ = true;
  seat.may_be_passed_on_ = may_be_passed_on;
  ++expected_;
  seat.Leave();
  seat.InsertBefore(watchers_);
  if (seat.only_) {
    cpu.kernel->WakeWithdrawn(seat.sleeper());
  } else {
    cpu.kernel->Wake(seat.sleeper());
  }
}

void Resource::WakeAll() {
  while (awaited()) Wake(false);
}

void ResourceSeat::JoinExpected(Resource& resource) {
  Watch(resource);
  woken_ = true;
  // What all can have, nobody else has to be given.
  may_be_passed_on_ = resource.available() != Resource::kUnlimited;
  ++resource.expected_;
}

void ResourceSeat::Watch(Resource& resource) {
  Leave();
  resource_ = &resource;
  InsertBefore(resource.watchers_);
}

void ResourceSeat::PassOn() {
  if (!woken_) return;
  Take();
  if (may_be_passed_on_) resource_->WakeOne();
}

}  // namespace corix
