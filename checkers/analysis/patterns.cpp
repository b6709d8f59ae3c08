#include "checkers/analysis/patterns.h"

#include <map>
#include <mutex>

namespace lintel::checkers {

const re2::RE2 &compiledPattern(const std::string &pattern) {
  static std::mutex mutex; // clangd analyses several files at once
  static std::map<std::string, re2::RE2> all;
  const std::lock_guard lock(mutex);
  return all.try_emplace(pattern, pattern, re2::RE2::Quiet).first->second;
}

} // namespace lintel::checkers
