#include "sbom/linked/file_kind.h"

#include <algorithm>
#include <array>

namespace lintel::sbom {
namespace {

std::string_view extensionOf(std::string_view path) {
  const std::string_view name = baseName(path);
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
}

template <std::size_t size> bool isOneOf(std::string_view text, const std::array<std::string_view, size> &list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

} // namespace

std::string_view parentOf(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

bool isObjectName(std::string_view path) {
  static constexpr std::array<std::string_view, 3> kObjects = {"o", "obj", "lo"};
  return isOneOf(extensionOf(path), kObjects);
}

bool isLibraryArchive(std::string_view path) {
  static constexpr std::array<std::string_view, 3> kArchives = {"a", "lib", "rlib"};
  return isOneOf(extensionOf(path), kArchives);
}

bool isSharedName(std::string_view path) {
  std::string_view name = baseName(path);
  const std::size_t versions = name.find_last_not_of("0123456789.");
  if (versions == std::string_view::npos) return false;
  const std::string_view stem = name.substr(0, versions + 1);
  const std::string_view rest = name.substr(versions + 1);
  return stem.ends_with(".so") && (rest.empty() || rest.front() == '.');
}

bool isSourceName(std::string_view path) {
  static constexpr std::array<std::string_view, 26> kSources = {
      "c",   "cc", "cpp", "cxx", "c++", "cp", "C",  "CPP", "m",   "mm", "M",  "s", "S",
      "asm", "sx", "f",   "F",   "f90", "cu", "ll", "bc",  "hip", "i",  "ii", "d", "rs"};
  return isOneOf(extensionOf(path), kSources);
}

bool isNameOfLibrary(std::string_view name, std::string_view file) {
  if (!file.starts_with(name)) return false;
  return file.size() == name.size() || (file[name.size()] == '.' && isSharedName(name) && isSharedName(file));
}

std::optional<LinkKind> kindOfLinkerInput(std::string_view path) {
  static constexpr std::array<std::string_view, 11> kNoCode = {"ld",  "lds", "x",   "map",  "ver", "version",
                                                               "def", "sym", "exp", "list", "syms"};
  if (isSharedName(path)) return LinkKind::Shared;
  if (isLibraryArchive(path)) return LinkKind::Archive;
  if (isOneOf(extensionOf(path), kNoCode)) return std::nullopt;
  return LinkKind::Object;
}

} // namespace lintel::sbom
