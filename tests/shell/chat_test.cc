// The chat server, as the real program corix runs it.

#include <sys/wait.h>

#include <csignal>

#include "tests/shell/server_client.h"

namespace corix::testing {
namespace {

// Comes into the room.
Client Enter(int port, const std::string& name, int receive_buffer = 0) {
  Client guest(port, receive_buffer);
  EXPECT_EQ(guest.Receive(11), "your name? ");
  EXPECT_TRUE(guest.Send(name + "\n"));
  return guest;
}

// What one guest says reaches all the others, in order, and not himself; they are told who comes
// and
// who leaves.
TEST(ChatTest, ThreeGuests) {
  const Server server("chat-server");
  Client ann = Enter(server.port(), "ann");
  // She is in the room when somebody hears of her: nobody is there yet, so the next one waits.
  Client bob = Enter(server.port(), " bob\r");
  const std::string bob_came = ann.Line();
  EXPECT_EQ(bob_came, "* bob has come");
  Client cat = Enter(server.port(), "cat");
  EXPECT_EQ(ann.Line(), "* cat has come");
  EXPECT_EQ(bob.Line(), "* cat has come");
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(bob.Send("line " + std::to_string(i) + "\n"));
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(ann.Line(), "bob: line " + std::to_string(i));
    EXPECT_EQ(cat.Line(), "bob: line " + std::to_string(i));
  }
  EXPECT_TRUE(ann.Send("hi\n"));
  EXPECT_EQ(bob.Line(), "ann: hi");
  EXPECT_EQ(cat.Line(), "ann: hi");
  bob.Close();
  EXPECT_EQ(ann.Line(), "* bob has left");
  EXPECT_EQ(cat.Line(), "* bob has left");
  cat.Reset();
  EXPECT_EQ(ann.Line(), "* cat has left");
}

// Who gives no name, or too long a one, or says too much at once, is closed.
TEST(ChatTest, BadGuests) {
  const Server server("chat-server");
  Client ann = Enter(server.port(), "ann");
  for (const std::string& name : {std::string("\n"), std::string("  \n"),
                                  std::string(33, 'x') + "\n", std::string(5000, 'x')}) {
    const Client guest(server.port());
    EXPECT_EQ(guest.Receive(11), "your name? ");
    EXPECT_TRUE(guest.Send(name));
    EXPECT_TRUE(guest.IsClosed()) << name;
  }
  Client bob = Enter(server.port(), std::string(32, 'b'));
  EXPECT_EQ(ann.Line(), "* " + std::string(32, 'b') + " has come");
  EXPECT_TRUE(bob.Send(std::string(1025, 'x') + "\n"));
  EXPECT_EQ(ann.Line(), "* " + std::string(32, 'b') + " has left");
  EXPECT_TRUE(bob.IsClosed());
}

// A guest who never reads is put out, and the others go on: what is kept for him has an end.
TEST(ChatTest, AGuestWhoNeverReads) {
  const Server server("chat-server");
  Client ann = Enter(server.port(), "ann");
  const Client mute = Enter(server.port(), "mute", 4096);
  EXPECT_EQ(ann.Line(), "* mute has come");
  Client bob = Enter(server.port(), "bob");
  EXPECT_EQ(ann.Line(), "* bob has come");
  const std::string text(1000, 'x');
  bool put_out = false;
  for (int i = 0; i < 60'000 && !put_out; ++i) {
    EXPECT_TRUE(bob.Send(text + "\n"));
    std::string heard = ann.Line();
    if (heard == "* mute has left") {
      put_out = true;
      heard = ann.Line();
    }
    EXPECT_TRUE(heard == "bob: " + text) << heard;
    if (heard == "(the end)") break;
  }
  EXPECT_TRUE(put_out);
  EXPECT_TRUE(ann.Send("still here\n"));
  while (true) {
    const std::string heard = bob.Line();
    if (heard == "* mute has left") continue;
    EXPECT_EQ(heard, "ann: still here");
    break;
  }
}

// Stops a program in its tracks for a scope: what is sent meanwhile comes at the same moment.
class Stopped {
 public:
  explicit Stopped(pid_t pid) : pid_(pid) {
    kill(pid_, SIGSTOP);
    siginfo_t info = {};
    EXPECT_EQ(waitid(P_PID, static_cast<id_t>(pid_), &info, WSTOPPED), 0);
  }
  ~Stopped() { kill(pid_, SIGCONT); }
  Stopped(const Stopped&) = delete;
  Stopped& operator=(const Stopped&) = delete;

 private:
  pid_t pid_;
};

// The next line of what somebody says.
std::string NextWord(Client& guest) {
  for (;;) {
    std::string line = guest.Line();
    if (!line.starts_with("*")) return line;
  }
}

// So it is when all the others speak at the same moment, and each waits for the others before he
// speaks again: he who never reads keeps nobody.
TEST(ChatTest, AllSpeakAtOnceToOneWhoNeverReads) {
  constexpr int kSpeakers = 10;
  constexpr int kRounds = 1000;
  Server server("chat-server");
  const Client mute = Enter(server.port(), "mute", 4096);
  std::vector<Client> speakers;
  for (int i = 0; i < kSpeakers; ++i) {
    speakers.push_back(Enter(server.port(), "s" + std::to_string(i)));
    // He is in the room when he hears the next one.
    if (i > 0) {
      const std::string came = "* s" + std::to_string(i) + " has come";
      EXPECT_EQ(speakers[0].Line(), came);
    }
  }
  const std::string line = std::string(1000, 'x') + "\n";
  for (int round = 0; round < kRounds; ++round) {
    {
      const Stopped stopped(server.child().pid());
      for (const Client& speaker : speakers) EXPECT_TRUE(speaker.Send(line));
    }
    for (Client& speaker : speakers) {
      for (int others = 1; others < kSpeakers; ++others) {
        const std::string word = NextWord(speaker);
        if (word.size() == line.size() + 3) continue;
        ADD_FAILURE() << "in round " << round << ": " << word;
        return;
      }
    }
  }
}

}  // namespace
}  // namespace corix::testing
