#include "app/console.h"

#include "core/report/display.h"
#include "core/support/atomic_file.h"

#include <charconv>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fmt/format.h>
#include <ostream>
#include <unistd.h>

namespace lintel::app {
namespace {

std::string utc(std::time_t time, const char *format) {
  std::tm parts{};
  if (!::gmtime_r(&time, &parts)) return "";
  char text[32];
  return std::string(text, std::strftime(text, sizeof text, format, &parts));
}

std::string clock(long long seconds) { return fmt::format("{}:{:02}", seconds / 60, seconds % 60); }

} // namespace

void say(const std::string &text, Streams streams) { streams.err << "lintel: " << report::visible(text) << "\n"; }

void print(const Diagnostics &diagnostics, const Options &options, Streams streams) {
  for (const Diagnostic &diagnostic : diagnostics.all()) {
    const char *level = diagnostic.level == DiagnosticLevel::Error     ? "error"
                        : diagnostic.level == DiagnosticLevel::Warning ? "warning"
                                                                       : "note";
    if (diagnostic.level == DiagnosticLevel::Note && options.quiet) continue;
    say(std::string(level) + ": " + toString(diagnostic.problem), streams);
  }
}

bool wantsColor(const Options &options) {
  if (options.color != When::Auto) return options.color == When::Always;
  const char *noColor = std::getenv("NO_COLOR"); // https://no-color.org: set and not empty
  return ::isatty(STDOUT_FILENO) && !(noColor && *noColor);
}

std::function<void(const checkers::Progress &)> progressLine(const Options &options, Streams streams) {
  if (options.quiet || !::isatty(STDERR_FILENO)) return {};
  return [&err = streams.err](const checkers::Progress &progress) {
    const long long elapsed = progress.elapsed.count() / 1000;
    const long long left = progress.done ? elapsed * static_cast<long long>(progress.total - progress.done) /
                                               static_cast<long long>(progress.done)
                                         : 0;
    err << "\r\033[K"
        << fmt::format("[{}/{}] {}  {} left", progress.done, progress.total, report::visible(progress.current),
                       clock(left));
    if (progress.done == progress.total) err << "\r\033[K";
    err.flush();
  };
}

bool deliver(const std::string &path, const std::string &bytes, Streams streams) {
  if (path == "-") {
    streams.out << bytes;
    streams.out.flush();
    if (streams.out) return true;
    say("error: cannot write the report to standard output", streams);
    return false;
  }
  std::error_code error;
  const std::string absolute = std::filesystem::absolute(path, error).string();
  if (Status status = writeFileAtomically(absolute, bytes); !status) {
    say("error: " + toString(status.error()), streams);
    return false;
  }
  return true;
}

std::string today() { return utc(std::time(nullptr), "%Y-%m-%d"); }

std::string buildTimestamp() {
  const char *epoch = std::getenv("SOURCE_DATE_EPOCH"); // https://reproducible-builds.org/specs/source-date-epoch/
  if (!epoch) return "";
  const std::string_view text(epoch);
  long long seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size()) return "";
  return utc(static_cast<std::time_t>(seconds), "%Y-%m-%dT%H:%M:%SZ");
}

} // namespace lintel::app
