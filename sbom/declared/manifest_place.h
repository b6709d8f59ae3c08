// Where something stands in a manifest, and the list of what a reader has found there: every reader of package
// files fills one of these, so that places, order and bounds are the same for all.
#pragma once

#include "sbom/declared/reader.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

// More declarations than any real lock file holds; a manifest with more is an error, never a silent cut.
inline constexpr std::size_t kMaxDeclarations = 100'000;

// A manifest that is read line by line is never larger; split into lines, a text takes many times its size.
inline constexpr std::size_t kMaxTextSize = 4u << 20;

class DeclarationList {
public:
  DeclarationList(const Manifest &manifest, const char *channel) : path_(manifest.path), channel_(channel) {}

  // The reference is good until the next add(). begin: of the name. After kMaxDeclarations nothing more is kept.
  Declaration &add(std::string_view name, Position begin);

  // Sorted, without exact repetitions. Error: more than kMaxDeclarations were added.
  Result<std::vector<Declaration>> finish();

private:
  std::string path_;
  const char *channel_;
  std::vector<Declaration> found_;
  Declaration surplus_; // takes what is added beyond the limit
  bool overflowed_ = false;
};

// A problem of this manifest at this place.
tl::unexpected<Problem> failAt(const Manifest &manifest, Position place, std::string what, std::string expected);

// Error: the manifest is larger than kMaxTextSize.
Status checkTextSize(const Manifest &manifest);

std::string_view fileNameOf(std::string_view path);                      // "a/b.txt" -> "b.txt"
std::string_view directoryOf(std::string_view path);                     // "a/b.txt" -> "a", "b.txt" -> ""
std::string joinPath(std::string_view directory, std::string_view name); // "" and "b" -> "b"; removes "." and ".."

} // namespace lintel::sbom
