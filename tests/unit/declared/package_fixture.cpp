#include "package_fixture.h"

#include <algorithm>
#include <catch2/catch.hpp>

namespace lintel::sbom {
namespace {

constexpr const char *kRoot = "/made-up-repository";

} // namespace

Repository repositoryWith(const std::string &path, const std::string &text) { return {{{path, text}}, {}}; }

Result<std::vector<Declaration>> Repository::read(const std::string &path) const {
  Overlay absolute;
  for (const auto &[name, text] : files) absolute[name.starts_with('/') ? name : kRoot + ('/' + name)] = text;
  const OverlayFileSystem system(absolute);
  const std::string root = kRoot;
  const auto readers = packageFileReaders();
  const auto reader = std::ranges::find_if(readers, [&](const Reader &r) { return r.reads(path); });
  if (reader == readers.end()) return fail("no reader for " + path);
  return reader->read({path, *files.at(path), system, root, options});
}

std::vector<Declaration> Repository::declarations(const std::string &path) const {
  auto found = read(path);
  INFO(path << ": " << (found ? "" : toString(found.error())));
  REQUIRE(found.has_value());
  return std::move(*found);
}

Problem Repository::problem(const std::string &path) const {
  const auto found = read(path);
  REQUIRE_FALSE(found.has_value());
  CHECK(found.error().file == path);
  return found.error();
}

std::vector<std::string> summaries(const std::vector<Declaration> &declarations) {
  std::vector<std::string> lines;
  for (const Declaration &declaration : declarations) {
    std::string line = (declaration.direct ? "" : "!") + declaration.name;
    if (!declaration.version.empty()) line += ' ' + declaration.version;
    lines.push_back(line + (declaration.resolved ? "" : "?"));
  }
  return lines;
}

const Declaration &named(const std::vector<Declaration> &declarations, const std::string &name) {
  REQUIRE(std::ranges::count(declarations, name, &Declaration::name) == 1);
  return *std::ranges::find(declarations, name, &Declaration::name);
}

} // namespace lintel::sbom
