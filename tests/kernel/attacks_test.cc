// Faults that hostile readers found, each once shown by a test.

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <string>

#include "tests/io_testing.h"
#include "tests/testing.h"

namespace corix::testing {
namespace {

Process WaitForASecond(Fd fd, absl::StatusOr<IoEvents>& answer) {
  answer = co_yield WaitIO(fd, IoEvents::kReadable, absl::Seconds(1));
}

// What has come before the deadline is the answer, even if the kernel has not yet heard of it when
// the deadline comes.
TEST(AttackTest, ADeadlineConfirms) {
  HostPipe pipe;
  Kernel kernel(VirtualOptions());
  absl::StatusOr<IoEvents> answer;
  const Tid waiter = kernel.Spawn([](HostPipe& ends, absl::StatusOr<IoEvents>& told) -> Process {
    const File reader = CallNow(AdoptHostDescriptor(ends.TakeReader())).value();
    co_await WaitForASecond(reader, told);
  }(pipe, answer));
  kernel.RunReady();
  EXPECT_EQ(write(pipe.writer(), "x", 1), 1);
  kernel.Advance(absl::Seconds(2));
  kernel.RunReady();
  EXPECT_EQ(answer.value_or(IoEvents::kNone), IoEvents::kReadable) << answer.status();
  EXPECT_TRUE(kernel.TakeExit(waiter).ok());
  ExpectNoLeaks(kernel);
}

// A Unix socket is made in the task's working directory, with the task's umask, and is found there.
CORIX_TEST(AttackTest, AUnixSocketIsAFile) {
  const TempDirectory directory;
  EXPECT_TRUE((co_yield ChangeDirectory(directory.path())).ok());
  co_yield SetUmask(0077);
  absl::StatusOr<File> listener = co_yield Listen(SocketAddress::Unix("socket"));
  EXPECT_TRUE(listener.ok()) << listener.status();
  struct stat status = {};
  EXPECT_EQ(stat(directory.Path("socket").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
  EXPECT_TRUE((co_yield Connect(SocketAddress::Unix("socket"))).ok());
}

// What belongs to the kernel cannot be taken from it.
CORIX_TEST(AttackTest, AdoptionOfTheKernelsOwn) {
  HostPipe pipe;
  const int number = pipe.reader();
  const File reader = CallNow(AdoptHostDescriptor(pipe.TakeReader())).value();
  (void)(co_yield WaitIO(reader, IoEvents::kReadable, absl::Milliseconds(1)));
  int refused = 0;
  for (int fd = 3; fd < 100; ++fd) {
    std::array<char, 64> target = {};
    const std::string link = "/proc/self/fd/" + std::to_string(fd);
    const bool is_open = readlink(link.c_str(), target.data(), target.size() - 1) > 0;
    const bool is_epoll = std::string(target.data()).find("eventpoll") != std::string::npos;
    if (!is_open || (fd != number && !is_epoll)) continue;
    const absl::StatusOr<File> adopted = co_yield AdoptHostDescriptor(fd);
    EXPECT_TRUE(absl::IsInvalidArgument(adopted.status())) << target.data();
    ++refused;
  }
  EXPECT_EQ(refused, 2);
}

// Without standard input, a connection for which there is just one descriptor left, that of standard
// input, is not lost.
CORIX_TEST(AttackTest, TheLastDescriptorIsThatOfAClosedStream) {
  if (!NoMoreDescriptors::kPossible) co_return;
  const File listener = (co_yield Listen(SocketAddress::Tcp("127.0.0.1", 0))).value();
  const SocketAddress address = CallNow(LocalAddress(listener)).value();
  HostSocket client = HostConnect(address);
  EXPECT_EQ(client.Send("hello"), 5);
  (void)(co_yield WaitIO(listener, IoEvents::kReadable));
  const int saved = fcntl(0, F_DUPFD_CLOEXEC, 100);
  std::string text;
  {
    const NoMoreDescriptors limit;
    close(0);
    const absl::StatusOr<File> connection = co_yield Accept(listener);
    EXPECT_TRUE(connection.ok()) << connection.status();
    if (connection.ok()) text = co_await ReadSome(*connection);
  }
  EXPECT_EQ(text, "hello");
  EXPECT_EQ(dup2(saved, 0), 0);
  close(saved);
}

// An address that is not this host's is another error than one that is in use.
CORIX_TEST(AttackTest, WhyOneCannotListen) {
  const File listener = (co_yield Listen(SocketAddress::Tcp("127.0.0.1", 0))).value();
  const SocketAddress address = CallNow(LocalAddress(listener)).value();
  EXPECT_TRUE(absl::IsFailedPrecondition((co_yield Listen(address)).status()));
  const absl::StatusOr<File> elsewhere = co_yield Listen(SocketAddress::Tcp("192.0.2.1", 0));
  EXPECT_TRUE(absl::IsNotFound(elsewhere.status())) << elsewhere.status();
}

}  // namespace
}  // namespace corix::testing
