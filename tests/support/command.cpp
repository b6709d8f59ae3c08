#include "tests/support/command.h"

#include <cerrno>
#include <cstdlib>
#include <poll.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace lintel::test {
namespace {

[[noreturn]] void become(std::vector<std::string> arguments, const std::string &directory,
                         const std::map<std::string, std::string> &environment, const int out[2], const int err[2]) {
  if (::dup2(out[1], STDOUT_FILENO) < 0 || ::dup2(err[1], STDERR_FILENO) < 0) ::_exit(126);
  for (int fd : {out[0], out[1], err[0], err[1]}) ::close(fd);
  if (!directory.empty() && ::chdir(directory.c_str()) != 0) ::_exit(126);
  for (const auto &[name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
  std::vector<char *> argv;
  for (std::string &argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  ::execvp(argv[0], argv.data());
  ::_exit(127);
}

void drain(int out, int err, CommandResult &result) {
  pollfd fds[] = {{out, POLLIN, 0}, {err, POLLIN, 0}};
  std::string *texts[] = {&result.out, &result.err};
  while (fds[0].fd >= 0 || fds[1].fd >= 0) {
    if (::poll(fds, 2, -1) < 0 && errno != EINTR) return;
    for (int i = 0; i < 2; ++i) {
      if (fds[i].fd < 0 || fds[i].revents == 0) continue;
      char buffer[65536];
      const ssize_t n = ::read(fds[i].fd, buffer, sizeof buffer);
      if (n > 0)
        texts[i]->append(buffer, static_cast<std::size_t>(n));
      else
        fds[i].fd = -1;
    }
  }
}

} // namespace

CommandResult runCommand(const std::vector<std::string> &arguments, const std::string &directory,
                         const std::map<std::string, std::string> &environment) {
  int out[2];
  int err[2];
  if (::pipe(out) != 0 || ::pipe(err) != 0) throw std::runtime_error("pipe");
  const pid_t pid = ::fork();
  if (pid < 0) throw std::runtime_error("fork");
  if (pid == 0) become(arguments, directory, environment, out, err);
  ::close(out[1]);
  ::close(err[1]);
  CommandResult result;
  drain(out[0], err[0], result);
  ::close(out[0]);
  ::close(err[0]);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

} // namespace lintel::test
