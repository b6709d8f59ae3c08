#include "cache.h"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>

namespace orders {

std::optional<std::string> Cache::load(const std::string &key) const {
  std::ifstream file(pathOf(key), std::ios::binary);
  if (!file) return std::nullopt;
  std::string answer{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file.bad()) return std::nullopt;
  return answer;
}

void Cache::store(const std::string &key, const std::string &answer) const {
  std::FILE *file = std::fopen(pathOf(key).c_str(), "wb");
  if (!file) return;
  std::fwrite(answer.data(), 1, answer.size(), file);
  std::fclose(file);
}

bool Cache::storeChecked(const std::string &key, const std::string &answer) const {
  const std::string path = pathOf(key);
  const std::string unfinished = path + ".new";
  std::FILE *file = std::fopen(unfinished.c_str(), "wb");
  if (!file) return false;
  const bool written = std::fwrite(answer.data(), 1, answer.size(), file) == answer.size();
  const bool closed = std::fclose(file) == 0; // buffered bytes can still fail here
  return written && closed && std::rename(unfinished.c_str(), path.c_str()) == 0;
}

void Cache::forget(const std::string &key) const {
  std::remove(pathOf(key).c_str()); // NOLINT(lintel-error-discarded): an entry that was never stored is forgotten too
}

} // namespace orders
