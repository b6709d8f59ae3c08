#include "core/support/path.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace lintel {
namespace {

constexpr int kMaxLinks = 40; // as Linux resolves at most (path_resolution(7))

std::string parentOf(const std::string &path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

std::string join(const std::string &directory, std::string_view name) {
  return (directory == "/" ? "" : directory) + "/" + std::string(name);
}

// Where a link leads, seen from its directory; nullopt when it is none.
std::optional<std::string> targetOf(const std::string &link, const std::string &directory) {
  struct stat status{};
  if (::lstat(link.c_str(), &status) != 0 || !S_ISLNK(status.st_mode)) return std::nullopt;
  std::string target(PATH_MAX, '\0');
  const ssize_t size = ::readlink(link.c_str(), target.data(), target.size());
  if (size < 0) return std::nullopt;
  target.resize(static_cast<std::size_t>(size));
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(directory.c_str(), nullptr), &std::free);
  return absolutePath(target, real ? real.get() : directory); // ".." in a link counts from where it really lies
}

// The path with every link resolved. What does not exist is kept by name below its longest existing
// parent; a dangling link is followed to the name it would create. nullopt: cannot be told.
std::optional<std::string> resolve(std::string path) {
  if (path.size() >= PATH_MAX) return std::nullopt; // no file has such a name
  std::string missing;                              // what comes after the part that was resolved
  for (int links = 0; links <= kMaxLinks;) {
    const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), &std::free);
    if (real) return missing.empty() ? std::string(real.get()) : join(real.get(), missing);
    if (errno != ENOENT && errno != ENOTDIR) return std::nullopt;
    const std::string parent = parentOf(path);
    if (parent == path) return std::nullopt;
    if (const auto target = targetOf(path, parent)) {
      path = *target;
      ++links;
      continue;
    }
    const std::string name = path.substr(path.rfind('/') + 1);
    missing = missing.empty() ? name : name + "/" + missing;
    path = parent;
  }
  return std::nullopt;
}

} // namespace

std::string absolutePath(std::string_view path, std::string_view base) {
  std::string whole = path.starts_with('/') ? std::string(path) : std::string(base) + "/" + std::string(path);
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at < whole.size();) {
    const std::size_t slash = std::min(whole.find('/', at), whole.size());
    const std::string_view part = std::string_view(whole).substr(at, slash - at);
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
    } else if (!part.empty() && part != ".") {
      parts.push_back(part);
    }
    at = slash + 1;
  }
  std::string normalised;
  for (const std::string_view part : parts) normalised.append("/").append(part);
  return normalised.empty() ? "/" : normalised;
}

std::optional<std::string> relativeTo(std::string_view path, std::string_view root) {
  while (root.ends_with('/')) root.remove_suffix(1);
  if (!path.starts_with(root)) return std::nullopt;
  std::string_view rest = path.substr(root.size());
  if (rest.empty() || rest == "/") return ".";
  if (!rest.starts_with('/')) return std::nullopt;
  return std::string(rest.substr(1));
}

bool staysInside(const std::string &path, const std::string &root) {
  const auto realPath = resolve(absolutePath(path, "/"));
  const auto realRoot = resolve(absolutePath(root, "/"));
  return realPath && realRoot && relativeTo(*realPath, *realRoot).has_value();
}

std::string_view baseName(std::string_view path) { return path.substr(path.rfind('/') + 1); }

} // namespace lintel
