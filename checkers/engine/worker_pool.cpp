// The coordinator is single-threaded: it forks a worker for each job, hands out task numbers over a
// socket pair and waits in poll(). A worker answers with length and bytes. Its standard error goes to
// a file in memory, from which the reason of a crash is read.
#include "checkers/engine/worker_pool.h"

#include "llvm/Support/PrettyStackTrace.h"
#include "llvm/Support/Signals.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <new>
#include <optional>
#include <poll.h>
#include <set>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace lintel::checkers {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kOutOfMemoryStatus = 77;
constexpr std::uint64_t kMaxAnswer = 256ull << 20;

bool readAll(int fd, void *data, std::size_t size) {
  char *at = static_cast<char *>(data);
  while (size > 0) {
    const ssize_t n = ::read(fd, at, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    at += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

bool writeAll(int fd, const void *data, std::size_t size) {
  const char *at = static_cast<const char *>(data);
  while (size > 0) {
    const ssize_t n = ::send(fd, at, size, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    at += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

// --- in the worker ---

void limitMemory(std::uint64_t bytes) {
  if (bytes == 0) return;
  const rlimit limit{bytes, bytes};
  ::setrlimit(RLIMIT_DATA, &limit);
  std::set_new_handler([] { ::_exit(kOutOfMemoryStatus); });
}

// Checks descend into nested code. The first thread's stack grows up to this limit, wherever it stood at the start;
// the system leaves at least 128 MiB for it.
void allowDeepStack() {
  constexpr rlim_t kStack = 96u << 20;
  rlimit limit{};
  if (::getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= kStack) return;
  limit.rlim_cur = std::min(kStack, limit.rlim_max);
  ::setrlimit(RLIMIT_STACK, &limit);
}

[[noreturn]] void workerMain(int fd, int errorFile, const std::function<std::string(std::size_t)> &task,
                             const PoolOptions &options) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL); // a coordinator that is killed leaves nobody behind
  for (int number : {SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGINT, SIGTERM, SIGHUP})
    if (std::signal(number, SIG_DFL) == SIG_IGN)
      std::signal(number, SIG_IGN);                              // the caller's handlers speak for the caller
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC); // "/dev/stdin" can be included, too
  if (::dup2(errorFile, STDERR_FILENO) < 0 || nothing < 0 || ::dup2(nothing, STDIN_FILENO) < 0) ::_exit(1);
  ::setenv("LLVM_DISABLE_SYMBOLIZATION", "1", 1); // addresses differ between runs; the notes on the stack do not
  llvm::sys::PrintStackTraceOnErrorSignal("lintel");
  llvm::EnablePrettyStackTrace();
  limitMemory(options.memoryLimit);
  allowDeepStack();
  std::uint64_t index = 0;
  while (readAll(fd, &index, sizeof index)) {
    const std::string answer = task(index);
    const std::uint64_t size = answer.size();
    if (!writeAll(fd, &size, sizeof size) || !writeAll(fd, answer.data(), answer.size())) break;
  }
  ::_exit(0);
}

// --- in the coordinator ---

struct Worker {
  pid_t pid = -1;
  int fd = -1;
  int errorFile = -1;
  std::optional<std::size_t> task;
  Clock::time_point deadline;
  bool fresh = true; // has not finished a task yet
};

// The lines of LLVM's pretty stack trace ("1. <eof> parser at end of file"), without addresses.
std::string stackNotes(int errorFile) {
  std::string text(16384, '\0');
  const ssize_t n = ::pread(errorFile, text.data(), text.size(), 0);
  text.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  std::string notes;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = text.find('\n', at);
    if (end == std::string::npos) end = text.size();
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    const std::size_t digits = line.find_first_not_of("0123456789");
    const bool numbered = digits != std::string::npos && digits > 0 && line[digits] == '.';
    const bool fatal = line.find("LLVM ERROR:") != std::string::npos || line.find("Assertion") != std::string::npos;
    if ((!numbered && !fatal) || line.find("Program arguments") != std::string::npos) continue;
    if (!notes.empty()) notes += "; ";
    for (char c : line.substr(numbered ? digits + 1 : 0)) notes += c == '\t' ? ' ' : c;
    if (notes.size() > 1000) break;
  }
  return notes;
}

class Pool {
public:
  Pool(const std::vector<std::size_t> &order, const std::function<std::string(std::size_t)> &task,
       const PoolOptions &options, const std::function<void(std::size_t)> &onDone)
      : task_(task), options_(options), onDone_(onDone), waiting_(order.begin(), order.end()), results_(order.size()) {}

  std::vector<TaskResult> run() {
    workers_.resize(std::max<std::size_t>(1, std::min<std::size_t>(options_.jobs, waiting_.size())));
    unfinished_ = waiting_.size();
    while (unfinished_ > 0) {
      for (Worker &worker : workers_)
        if (!worker.task) assign(worker);
      wait();
    }
    for (Worker &worker : workers_) retire(worker);
    return std::move(results_);
  }

private:
  void start(Worker &worker) {
    int pair[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return;
    worker.errorFile = ::memfd_create("lintel-worker", MFD_CLOEXEC);
    worker.pid = worker.errorFile < 0 ? -1 : ::fork();
    if (worker.pid == 0) {
      ::close(pair[0]);
      for (const Worker &other : workers_) // or their coordinator's end would never be seen to close
        if (other.fd >= 0) ::close(other.fd);
      workerMain(pair[1], worker.errorFile, task_, options_);
    }
    ::close(pair[1]);
    worker.fd = pair[0];
    worker.fresh = true;
    if (worker.pid < 0) return retire(worker);
    // A worker that stops in the middle of an answer must not hold the others.
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(options_.timeout).count() + 1;
    const timeval patience{static_cast<time_t>(seconds), 0};
    if (::setsockopt(worker.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0) retire(worker);
  }

  bool othersWork(const Worker &worker) const {
    return std::any_of(workers_.begin(), workers_.end(),
                       [&](const Worker &other) { return &other != &worker && other.task; });
  }

  void assign(Worker &worker) {
    if (waiting_.empty()) return;
    const std::size_t index = waiting_.front();
    waiting_.pop_front();
    if (worker.fd >= 0 && !worker.fresh && retried_.count(index) != 0) retire(worker);
    if (worker.fd < 0) start(worker);
    if (worker.fd < 0 && othersWork(worker)) { // out of descriptors or processes: fewer workers do it, too
      waiting_.push_front(index);
      return;
    }
    worker.task = index;
    worker.deadline = Clock::now() + options_.timeout;
    const std::uint64_t number = index;
    if (worker.fd < 0) return finish(worker, {TaskEnd::Crashed, "", std::string("no worker process could be started")});
    if (!writeAll(worker.fd, &number, sizeof number)) collect(worker);
  }

  void wait() {
    std::vector<pollfd> fds;
    std::vector<Worker *> busy;
    Clock::time_point next = Clock::now() + std::chrono::seconds(1);
    for (Worker &worker : workers_) {
      if (!worker.task) continue;
      fds.push_back({worker.fd, POLLIN, 0});
      busy.push_back(&worker);
      next = std::min(next, worker.deadline);
    }
    if (busy.empty()) return;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now()).count();
    ::poll(fds.data(), fds.size(), static_cast<int>(std::clamp<long long>(left, 0, 1000)));
    for (std::size_t i = 0; i < busy.size(); ++i) {
      if (fds[i].revents != 0)
        collect(*busy[i]);
      else if (Clock::now() >= busy[i]->deadline)
        expire(*busy[i]);
    }
  }

  void collect(Worker &worker) {
    std::uint64_t size = 0;
    TaskResult result;
    result.end = TaskEnd::Done;
    if (readAll(worker.fd, &size, sizeof size) && size <= kMaxAnswer) {
      result.bytes.resize(size);
      if (readAll(worker.fd, result.bytes.data(), size)) {
        worker.fresh = false;
        return finish(worker, std::move(result));
      }
    }
    bury(worker);
  }

  // The worker's process has ended, or no longer speaks the protocol.
  void bury(Worker &worker) {
    ::kill(worker.pid, SIGKILL);
    int status = 0;
    while (::waitpid(worker.pid, &status, 0) < 0 && errno == EINTR) {
    }
    TaskResult result;
    const std::string notes = stackNotes(worker.errorFile);
    if (WIFEXITED(status) && WEXITSTATUS(status) == kOutOfMemoryStatus) {
      result.end = TaskEnd::OutOfMemory;
      result.detail = "needed more memory than the limit of " + std::to_string(options_.memoryLimit >> 20) + " MiB";
    } else {
      result.end = TaskEnd::Crashed;
      result.detail = WIFSIGNALED(status)
                          ? "signal " + std::to_string(WTERMSIG(status)) + " (" + ::strsignal(WTERMSIG(status)) + ")"
                          : "the worker ended with status " + std::to_string(WEXITSTATUS(status));
      if (!notes.empty()) result.detail += ": " + notes;
    }
    worker.pid = -1;
    const std::size_t index = *worker.task;
    const bool again = !worker.fresh && retried_.insert(index).second;
    retire(worker);
    if (!again) return finish(worker, std::move(result));
    worker.task.reset();
    waiting_.push_front(index);
  }

  void expire(Worker &worker) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(options_.timeout).count();
    retire(worker);
    finish(worker, {TaskEnd::TimedOut, "", "not finished after " + std::to_string(seconds) + " s"});
  }

  void finish(Worker &worker, TaskResult result) {
    const std::size_t index = *worker.task;
    worker.task.reset();
    results_[index] = std::move(result);
    --unfinished_;
    if (onDone_) onDone_(index);
  }

  void retire(Worker &worker) {
    if (worker.pid > 0) {
      ::kill(worker.pid, SIGKILL);
      while (::waitpid(worker.pid, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
    if (worker.fd >= 0) ::close(worker.fd);
    if (worker.errorFile >= 0) ::close(worker.errorFile);
    worker.pid = worker.fd = worker.errorFile = -1;
  }

  const std::function<std::string(std::size_t)> &task_;
  const PoolOptions &options_;
  const std::function<void(std::size_t)> &onDone_;
  std::deque<std::size_t> waiting_;
  std::vector<TaskResult> results_;
  std::vector<Worker> workers_;
  std::set<std::size_t> retried_;
  std::size_t unfinished_ = 0;
};

} // namespace

std::vector<TaskResult> runInWorkers(const std::vector<std::size_t> &order,
                                     const std::function<std::string(std::size_t)> &task, const PoolOptions &options,
                                     const std::function<void(std::size_t)> &onDone) {
  if (order.empty()) return {};
  return Pool(order, task, options, onDone).run();
}

} // namespace lintel::checkers
