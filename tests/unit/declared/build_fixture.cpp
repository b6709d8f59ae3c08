#include "build_fixture.h"

#include <catch2/catch.hpp>

namespace lintel::sbom {

Result<std::vector<Declaration>> readBuildFile(const std::string &path, const std::string &text,
                                               const std::map<std::string, std::string> &others) {
  const std::string root = "/repository";
  Overlay overlay{{root + "/" + path, text}};
  for (const auto &[other, content] : others) overlay[root + "/" + other] = content;
  const OverlayFileSystem files(overlay);
  const DeclaredOptions options;
  const Reader *found = nullptr;
  for (const Reader &reader : buildFileReaders()) {
    if (!reader.reads(path)) continue;
    REQUIRE(found == nullptr);
    found = &reader;
  }
  REQUIRE(found != nullptr);
  return found->read({path, text, files, root, options});
}

std::vector<Declaration> declarationsOf(const std::string &path, const std::string &text,
                                        const std::map<std::string, std::string> &others) {
  auto read = readBuildFile(path, text, others);
  INFO((read ? std::string() : toString(read.error())));
  REQUIRE(read.has_value());
  return std::move(*read);
}

Declaration onlyDeclaration(const std::string &path, const std::string &text) {
  const std::vector<Declaration> all = declarationsOf(path, text);
  REQUIRE(all.size() == 1);
  return all.front();
}

std::string errorOf(const std::string &path, const std::string &text) {
  const auto read = readBuildFile(path, text);
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().file == path);
  return std::to_string(read.error().line) + ":" + std::to_string(read.error().column) + ": " + read.error().what;
}

} // namespace lintel::sbom
