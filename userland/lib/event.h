// userland/lib/event.h: something has happened, and stays so.
//
//   Event open("the shop is open");
//   ...
//   co_await open.Wait();               // at once, if it is set
#ifndef CORIX_USERLAND_LIB_EVENT_H_
#define CORIX_USERLAND_LIB_EVENT_H_

#include <string_view>

#include "absl/status/status.h"
#include "userland/lib/leaf_wait.h"

namespace corix {

// Those who wait when it is destroyed are answered NOT_FOUND.
class Event {
 public:
  explicit Event(std::string_view name = {}) : resource_("event", name) {}

  class [[nodiscard("write co_await event.Wait()")]] WaitCall final : public internal::LeafWait {
   public:
    explicit WaitCall(Event& event) : event_(event) {}
    bool await_ready() const { return event_.is_set(); }
    void await_suspend() { GoToSleepOn(event_.resource_); }
    absl::Status await_resume() { return WakeUpStatus(); }

   private:
    Event& event_;
  };

  // Sleeps until it is set, be it for a moment only. CANCELLED: the caller was cancelled.
  // NOT_FOUND: the event is gone.
  WaitCall Wait() { return WaitCall(*this); }

  bool is_set() const { return resource_.available() > 0; }
  // Wakes all who wait. Does not sleep.
  void Set() {
    resource_.set_available(Resource::kUnlimited);
    internal::WakeAll(resource_);
  }
  void Clear() { resource_.set_available(0); }

 private:
  Resource resource_;
};

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_EVENT_H_
