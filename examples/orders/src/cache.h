// Answers kept in files, so that the same question costs the database nothing.
#pragma once

#include <optional>
#include <string>

namespace orders {

class Cache {
public:
  explicit Cache(std::string directory) : directory_(std::move(directory)) {}

  std::optional<std::string> load(const std::string &key) const;

  // The incident: on a full disk the write fails, nobody notices, and from then on the half answer
  // is served.
  void store(const std::string &key, const std::string &answer) const;

  // The right way: an answer is either complete in the cache or not there at all. False: not there.
  bool storeChecked(const std::string &key, const std::string &answer) const;

  void forget(const std::string &key) const;

private:
  std::string pathOf(const std::string &key) const { return directory_ + "/" + key + ".json"; }
  std::string directory_;
};

} // namespace orders
