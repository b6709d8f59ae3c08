// What a manifest says: the declared view. One Declaration is one statement at one place of a file of the
// repository; nothing here is looked up, resolved over the network or guessed.
#pragma once

#include "core/finding/finding.h"

#include <string>
#include <string_view>
#include <vector>

namespace lintel::sbom {

// A checksum as a manifest or a lock states it. algorithm: "sha1", "sha256", "sha384", "sha512", "md5", "h1" (go.sum,
// without its prefix), "git-tree" (vcpkg), "rrev" and "prev" (Conan revisions). value: lower-case hexadecimal, but as
// written for h1.
struct Checksum {
  std::string algorithm;
  std::string value;
  friend auto operator<=>(const Checksum &, const Checksum &) = default;
};

enum class Scope { Runtime, Build, Test, Optional };

struct Declaration {
  std::string channel;             // which reader: "cmake:find_package", "vcpkg", "conan.lock", "git-submodule", ...
  std::string name;                // as the manifest spells it
  std::string version;             // the exact version, when this manifest or its lock states one; else empty
  std::string constraint;          // what it asks for, as written: ">=1.2 <2", "3.0...3.9"; empty when it does not say
  std::string purl;                // without qualifiers that are not stated; empty when the channel gives no type
  std::string source;              // URL or repository that it is fetched from; empty when not stated
  std::string revision;            // tag, branch or commit to fetch, as written
  std::string branch;              // the branch that it follows, when the manifest says that it is one
  std::string path;                // repo-relative directory in which it lies or will lie; empty when not stated
  std::vector<Checksum> checksums; // sorted
  Location location;               // of the name, in the manifest
  std::string condition;           // the text of the condition under which it holds; empty: always
  bool direct = true;              // false: only a lock file lists it
  bool required = true;            // false: the build goes on without it
  bool resolved = true; // false: part of it is computed where a reader of text cannot follow; constraint says what
  Scope scope = Scope::Runtime;
  std::vector<std::string> parts;     // components, modules or features that are asked for; sorted
  std::vector<std::string> dependsOn; // names of other declarations of the same file (lock files); sorted
  friend auto operator<=>(const Declaration &, const Declaration &) = default;
};

// Whether text is a full Git object id: 40 or 64 hexadecimal digits.
bool isCommitId(std::string_view text);

} // namespace lintel::sbom
