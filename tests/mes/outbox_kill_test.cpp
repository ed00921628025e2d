// kill -9 at every system call: a process that puts and delivers is stopped for good before each of its calls in turn,
// another one goes on where it was, and the drop folder must then hold every file once, whole, under a true manifest.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>

#include "tests/mes/outbox_case.h"

namespace pellucid::mes::test {
namespace {

using ::testing::ElementsAre;

enum class Life { killed, lived, not_traceable };

/// Runs `work` in a process of its own that is killed before its `kill_at`-th system call, or lives to its end.
template <class Work>
Life killed_at(int kill_at, Work&& work) {
  const pid_t child = fork();
  if (child == 0) {
    if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(99);
    raise(SIGSTOP);
    _exit(work() ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFEXITED(status)) return Life::not_traceable;
  ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
  for (int stop = 0; !WIFEXITED(status); ++stop) {
    const bool at_entry = stop % 2 == 0;
    if (at_entry && stop / 2 == kill_at) {
      kill(child, SIGKILL);
      waitpid(child, &status, 0);
      return Life::killed;
    }
    ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
    waitpid(child, &status, 0);
  }
  EXPECT_EQ(WEXITSTATUS(status), 0);
  return Life::lived;
}

struct OutboxKillTest : OutboxCase {
  /// What a tool does with a wafer: puts its files, then delivers what there is.
  [[nodiscard]] bool put_and_deliver() const {
    const Outbox box = outbox();
    PutRequest wafer;
    wafer.files = {{root / "made/a.png", "W1.images/a.png"}, {root / "made/W1", "W1.klarf"}};
    const auto put = box.put(wafer);
    if (!put) return false;
    auto deliverer = Deliverer::open(box, make_targets(box.config()));
    if (!deliverer) return false;
    const auto passed = deliverer->pass();
    return passed.has_value();
  }
  void start_anew() const {
    fs::remove_all(root / "outbox");
    fs::remove_all(drop);
    fs::create_directory(drop);
    write_file(root / "made/a.png", "picture");
    write_file(root / "made/W1", std::string(100'000, 'a'));
  }
  /// A collector: takes each file, and at last its manifest.
  void collect(std::vector<std::string>& collected) const {
    std::vector<std::string> names;
    fault_of_drop(drop, names);
    for (const std::string& name : names) {
      collected.push_back(name);
      for (const char* gone : {"W1.images/a.png", "W1.klarf", "W1.klarf.manifest.json"}) fs::remove(drop / gone);
    }
  }
};

TEST_F(OutboxKillTest, LosesNothingAndDoublesNothingAtAnySystemCall) {
  int calls = 0;
  for (bool was_killed = true; was_killed; ++calls) {
    start_anew();
    const Life life = killed_at(calls, [this] { return put_and_deliver(); });
    if (life == Life::not_traceable) GTEST_SKIP() << "processes may not be traced here: no kill at every system call";
    was_killed = life == Life::killed;
    std::vector<std::string> names;
    // Every other time a collector comes between the death and the next start.
    if (calls % 2 == 1) collect(names);
    ASSERT_TRUE(put_and_deliver()) << "as the one who starts it again does";
    ASSERT_EQ(fault_of_drop(drop, names), "") << "killed before system call " << calls;
    ASSERT_THAT(names, ElementsAre("W1.klarf")) << "killed before system call " << calls;
    ASSERT_EQ(count(outbox(), EntryState::done), 1U) << "killed before system call " << calls;
    ASSERT_EQ(count(outbox(), EntryState::pending), 0U) << "killed before system call " << calls;
    ASSERT_TRUE(fs::is_empty(root / "outbox/payload")) << "killed before system call " << calls;
  }
  EXPECT_GT(calls, 100);
  std::cout << "killed before each of " << calls << " system calls\n";
}

/// Several lives, each cut at a moment of chance, the killed ones' locks and rests included.
TEST_F(OutboxKillTest, LosesNothingInManyShortLives) {
  constexpr int kFiles = 40;
  const Outbox box = outbox();
  for (int i = 0; i < kFiles; ++i) {
    box.put({{file(fmt::format("W{}.klarf", i), std::string(20'000, static_cast<char>('a' + i % 26)))}, {}, {}})
        .value();
  }
  std::mt19937 random(7);
  int killed = 0;
  while (count(box, EntryState::pending) > 0) {
    const pid_t child = fork();
    if (child == 0) {
      auto deliverer = Deliverer::open(box, make_targets(box.config()));
      _exit(deliverer && deliverer->pass() ? 0 : 1);
    }
    // Longer and longer: on a busy machine a life of a few milliseconds ends before it has begun.
    usleep(std::uniform_int_distribution<useconds_t>(100, 8000 + 500 * static_cast<useconds_t>(killed))(random));
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    killed += WIFSIGNALED(status) ? 1 : 0;
  }
  EXPECT_GT(killed, 3);
  std::vector<std::string> names;
  EXPECT_EQ(fault_of_drop(drop, names), "");
  EXPECT_EQ(names.size(), kFiles);
  EXPECT_EQ(count(box, EntryState::done), kFiles);
}

}  // namespace
}  // namespace pellucid::mes::test
