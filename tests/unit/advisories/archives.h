// Archives for tests, of the kind that their name says.
#pragma once

#include <string>
#include <vector>

namespace lintel::test {

struct ArchiveMember {
  enum class Kind { File, Link };
  std::string name; // with a slash at the end: a directory
  std::string content;
  Kind kind = Kind::File; // Link: to content
};

void writeArchive(const std::string &path, const std::vector<ArchiveMember> &members);

std::string readBytes(const std::string &path);

} // namespace lintel::test
