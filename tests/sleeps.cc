#include "tests/sleeps.h"

#include <memory>
#include <optional>

#include "userland/lib/future.h"
#include "userland/lib/run_host.h"
#include "userland/lib/select.h"
#include "userland/lib/task_group.h"

namespace corix::testing {
namespace {

Process HoldForEver(Mutex* mutex) {
  const absl::StatusOr<Mutex::Guard> guard = co_await mutex->Lock();
  co_yield Receive();
}

// Kills a task when it is destroyed.
class Killer {
 public:
  explicit Killer(Tid tid) : tid_(tid) {}
  ~Killer() { (void)CallNow(KillTask(tid_)); }
  Killer(const Killer&) = delete;
  Killer& operator=(const Killer&) = delete;

 private:
  Tid tid_;
};

Co<absl::Status> InSleep(SleepWorld* /*world*/) {
  const absl::StatusCode code = co_yield Sleep(absl::Hours(1));
  co_return absl::Status(code, "");
}
Co<absl::Status> InWaitTask(SleepWorld* world) {
  co_return (co_yield WaitTask(world->never)).status();
}
Co<absl::Status> InWaitAnyChild(SleepWorld* /*world*/) {
  const Tid child = co_yield NewTask(WaitForMail());
  const Killer killer(child);
  absl::Status status = (co_yield WaitAnyChild()).status();
  co_return status;
}
Co<absl::Status> ReadFrom(Fd fd) {
  std::vector<char> buffer(100);
  co_return (co_yield Read(fd, absl::MakeSpan(buffer))).status();
}
Co<absl::Status> WriteInto(Fd fd) {
  const std::string bytes(5000, 'x');
  for (;;) {
    const absl::StatusOr<std::size_t> taken = co_yield Write(fd, bytes);
    if (!taken.ok()) co_return taken.status();
  }
}
Co<absl::Status> InRead(SleepWorld* world) { return ReadFrom(world->empty.reader); }
Co<absl::Status> InReadHost(SleepWorld* world) { return ReadFrom(world->empty_host_pipe); }
Co<absl::Status> InReadSocket(SleepWorld* world) { return ReadFrom(world->connection.client); }
Co<absl::Status> InWrite(SleepWorld* world) { return WriteInto(world->full.writer); }
Co<absl::Status> InWriteHost(SleepWorld* world) { return WriteInto(world->full_host_pipe); }
Co<absl::Status> InWriteSocket(SleepWorld* world) { return WriteInto(world->connection.server); }
Co<absl::Status> InAccept(SleepWorld* world) {
  co_return (co_yield Accept(world->connection.listener)).status();
}
Co<absl::Status> InConnect(SleepWorld* world) {
  co_return (co_yield Connect(world->full_listener)).status();
}
Co<absl::Status> InWaitIO(SleepWorld* world) {
  co_return (co_yield WaitIO(world->empty.reader, IoEvents::kReadable)).status();
}
Co<absl::Status> InWaitIOHost(SleepWorld* world) {
  const Fd fd = world->connection.server;
  co_return (co_yield WaitIO(fd, IoEvents::kReadable, absl::Hours(1))).status();
}
Co<absl::Status> InRunBlocking(SleepWorld* world) {
  // Of its own, since it may outlive the world.
  auto block = [pipe = std::make_shared<HostSocket>(dup(world->blocked_thread))] {
    char c;
    return read(pipe->fd(), &c, 1);
  };
  try {
    (void)(co_yield RunBlocking(std::move(block)));
  } catch (const TaskCancelled&) {
    co_return absl::CancelledError();
  }
  co_return absl::OkStatus();
}
Co<absl::Status> InRunHost(SleepWorld* /*world*/) {
  co_return (co_await RunHost("sleep", "1000")).status();
}
Co<absl::Status> InReceive(SleepWorld* /*world*/) { co_return (co_yield Receive()).status(); }
Co<absl::Status> InSleepOn(SleepWorld* world) { co_return co_yield SleepOn(world->resource); }
Co<absl::Status> InSleepOnFor(SleepWorld* world) {
  co_return co_yield SleepOn(world->resource, absl::Hours(1));
}
Co<absl::Status> InWaitGroup(SleepWorld* /*world*/) {
  TaskGroup group;
  group.Spawn(WaitForMail());
  group.Spawn(WaitForMail());
  absl::Status status = co_yield group.Wait();
  co_return status;
}
Co<absl::Status> InChannelReceive(SleepWorld* world) {
  co_return (co_await world->empty_channel.Receive()).status();
}
Co<absl::Status> InChannelSend(SleepWorld* world) {
  co_return co_await world->full_channel.Send(2);
}
Co<absl::Status> InSelect(SleepWorld* world) {
  std::optional<int> in;
  std::optional<int> out = 3;
  const absl::StatusOr<int> which =
      co_await Select(ReceiveFrom(world->empty_channel, in), SendTo(world->full_channel, out));
  co_return which.status();
}
Co<absl::Status> InLock(SleepWorld* world) { co_return (co_await world->mutex.Lock()).status(); }
Co<absl::Status> InFuture(SleepWorld* /*world*/) {
  const Promise<int> promise;
  co_return (co_await promise.future().Get()).status();
}

}  // namespace

Process WaitForMail() { co_yield Receive(); }

Process ReapAll() {
  for (bool found = true; found;) found = (co_yield WaitAnyChild().WithoutSleeping()).ok();
}

SleepWorld::SleepWorld() {
  (void)full_.Fill();
  release_thread = thread_.writer();
  blocked_thread = thread_.reader();
}

SleepWorld::~SleepWorld() {
  // A thread that still blocks goes on. (In a kernel that is being destroyed, all are gone.)
  EXPECT_EQ(write(release_thread, "................", 16), 16);
  (void)CallNow(KillTask(never));
}

Co<void> SleepWorld::SetUp() {
  empty = co_yield Pipe();
  full = co_yield Pipe();
  empty_host_pipe = Adopt(empty_.TakeReader());
  full_host_pipe = Adopt(full_.TakeWriter());
  connection = co_await Connect2(transports_, *transports_.begin());
  (void)(co_await full_channel.Send(1));
  never = co_yield NewTask("never", HoldForEver(&mutex)).Detached();
  co_yield Yield();
  // A listener that accepts nobody, and whose line is full: the host drops what else comes.
  HostSocket listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const host = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(bind(listener.fd(), host, size), 0);
  EXPECT_EQ(listen(listener.fd(), 0), 0);
  EXPECT_EQ(getsockname(listener.fd(), host, &size), 0);
  full_listener = SocketAddress::Tcp("127.0.0.1", ntohs(address.sin_port));
  sockets_.push_back(std::move(listener));
  for (int i = 0; i < 4; ++i) {
    HostSocket client(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    (void)connect(client.fd(), host, size);
    sockets_.push_back(std::move(client));
  }
}

const std::vector<SleepKind>& SleepKinds() {
  static const std::vector<SleepKind> kinds = {
      {"Sleep", InSleep},
      {"WaitTask", InWaitTask},
      {"WaitAnyChild", InWaitAnyChild},
      {"Read", InRead},
      {"Read, host pipe", InReadHost},
      {"Read, socket", InReadSocket},
      {"Write", InWrite},
      {"Write, host pipe", InWriteHost},
      {"Write, socket", InWriteSocket},
      {"Accept", InAccept},
      {"Connect", InConnect},
      {"WaitIO", InWaitIO},
      {"WaitIO, socket", InWaitIOHost},
      {"RunBlocking", InRunBlocking, true},
      {"RunHost", InRunHost, true},
      {"Receive", InReceive},
      {"SleepOn", InSleepOn},
      {"SleepOn, timeout", InSleepOnFor},
      {"WaitGroup", InWaitGroup},
      {"Channel::Receive", InChannelReceive},
      {"Channel::Send", InChannelSend},
      {"Select", InSelect},
      {"Mutex::Lock", InLock},
      {"Future::Get", InFuture},
  };
  return kinds;
}

}  // namespace corix::testing
