#include "app/local_data.h"

#include "core/support/path.h"

#include <cstdlib>
#include <filesystem>

namespace lintel::app {

std::string localDataFile(const std::string &name) {
  const char *data = std::getenv("XDG_DATA_HOME");
  if (data && *data == '/') return std::string(data) + "/lintel/" + name;
  const char *home = std::getenv("HOME");
  return home && *home == '/' ? std::string(home) + "/.local/share/lintel/" + name : std::string();
}

std::string upstreamIndexFile(const std::string &policyPath, const std::string &root) {
  return policyPath.empty() ? localDataFile(kUpstreamIndex) : absolutePath(policyPath, root);
}

Status makeParentDirectory(const std::string &path) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  if (parent.empty()) return {};
  std::error_code error;
  std::filesystem::create_directories(parent, error);
  if (error) return fail({error.message(), parent.string(), 0, 0, "a directory that can be written to", ""});
  return {};
}

} // namespace lintel::app
