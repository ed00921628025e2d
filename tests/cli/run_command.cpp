#include "tests/cli/run_command.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace pellucid::test {
namespace {

/// Appends what can be read now; false at the end of the stream.
bool drain(int fd, std::string& into) {
  std::array<char, 4096> buffer{};
  const ssize_t count = read(fd, buffer.data(), buffer.size());
  if (count <= 0) return false;
  into.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

[[noreturn]] void become_pellucid(const std::vector<std::string>& arguments, int out, int err) {
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  std::vector<char*> argv{const_cast<char*>(PELLUCID_COMMAND)};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  execv(PELLUCID_COMMAND, argv.data());
  _exit(127);
}

}  // namespace

Ran run_pellucid(const std::vector<std::string>& arguments, const std::string& interrupt_at) {
  Ran ran;
  std::array<int, 2> out{}, err{};
  if (pipe2(out.data(), O_CLOEXEC) != 0 || pipe2(err.data(), O_CLOEXEC) != 0) return ran;
  const pid_t child = fork();
  if (child == 0) become_pellucid(arguments, out[1], err[1]);
  close(out[1]);
  close(err[1]);
  bool interrupted = interrupt_at.empty();
  std::array<pollfd, 2> streams{{{out[0], POLLIN, 0}, {err[0], POLLIN, 0}}};
  while (streams[0].fd >= 0 || streams[1].fd >= 0) {
    poll(streams.data(), streams.size(), -1);
    if (streams[0].revents != 0 && !drain(out[0], ran.out)) streams[0].fd = -1;
    if (streams[1].revents != 0 && !drain(err[0], ran.err)) streams[1].fd = -1;
    if (!interrupted && ran.err.find(interrupt_at) != std::string::npos) {
      kill(child, SIGINT);
      interrupted = true;
    }
  }
  close(out[0]);
  close(err[0]);
  int status = 0;
  waitpid(child, &status, 0);
  ran.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return ran;
}

}  // namespace pellucid::test
