// The JSON of a compile database, event by event: a hostile file of half a gigabyte must not
// become a tree of many times that size in memory.
#pragma once

#include "core/support/result.h"

#include <optional>
#include <string>
#include <vector>

namespace lintel {

inline constexpr std::size_t kMaxEntries = 200'000;
inline constexpr std::size_t kMaxArguments = 100'000;         // of one entry
inline constexpr std::size_t kMaxTotalArguments = 20'000'000; // of the whole database

// An entry as written. Keys that Lintel does not use are skipped.
struct DatabaseEntry {
  std::optional<std::string> directory;
  std::optional<std::string> file;
  std::optional<std::string> command;
  std::optional<std::vector<std::string>> arguments;
  std::string problem; // a value of the wrong type; else ""
};

// text must be valid UTF-8; path is only for messages.
Result<std::vector<DatabaseEntry>> parseDatabase(const std::string &text, const std::string &path);

} // namespace lintel
