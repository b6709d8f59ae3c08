// go.sum: the checksums of the modules that a Go build may use (https://go.dev/ref/mod#go-sum-files).
#pragma once

#include "sbom/declared/reader.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lintel::sbom {

class GoSum {
public:
  // Lines that are not "path version h1:hash", and a text that is too large, give nothing; readGoSum reports them.
  static GoSum parse(std::string_view text);

  // Base64 of the h1 checksums of a module's files: one, or several when the file contradicts itself.
  std::vector<std::string> hashesOf(const std::string &path, const std::string &version) const;

private:
  std::multimap<std::pair<std::string, std::string>, std::string> hashes_;
};

bool isGoSum(std::string_view path);

// Declares nothing, since go.mod does. Errors: a line of another form.
Result<std::vector<Declaration>> readGoSum(const Manifest &manifest);

} // namespace lintel::sbom
