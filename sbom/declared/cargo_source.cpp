#include "sbom/declared/cargo_source.h"

#include "sbom/declared/package_purls.h"
#include "sbom/model/purl.h"

namespace lintel::sbom {
namespace {

// Both are crates.io: its Git index and its sparse one.
bool isCratesIo(std::string_view source) {
  return source.empty() || source == "registry+https://github.com/rust-lang/crates.io-index" ||
         source == "sparse+https://index.crates.io/";
}

} // namespace

void describeCargoSource(std::string_view source, Declaration &declaration) {
  std::string_view repositoryUrl;
  std::string vcs;
  if (source.starts_with("git+")) {
    std::string_view url = source.substr(4);
    const std::size_t hash = url.find('#');
    if (hash != std::string_view::npos) declaration.revision = std::string(url.substr(hash + 1));
    url = url.substr(0, hash);
    const std::size_t query = url.find('?');
    constexpr std::string_view kBranch = "branch=";
    if (query != std::string_view::npos && url.substr(query + 1).starts_with(kBranch)) {
      declaration.branch = std::string(url.substr(query + 1 + kBranch.size()));
    }
    declaration.source = std::string(url.substr(0, query));
    vcs = vcsUrl(declaration.source, declaration.revision);
  } else if (!isCratesIo(source)) {
    repositoryUrl = source.substr(source.find('+') + 1); // all of it when there is no '+'
    declaration.source = std::string(repositoryUrl);
  } else if (!source.empty()) {
    declaration.source = std::string(source.substr(source.find('+') + 1));
  }
  declaration.purl = makePurl("cargo", "", declaration.name, declaration.version,
                              {{"repository_url", repositoryUrl}, {"vcs_url", vcs}});
}

} // namespace lintel::sbom
