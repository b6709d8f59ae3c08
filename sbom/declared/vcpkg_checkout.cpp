#include "sbom/declared/vcpkg_checkout.h"

#include "core/support/path.h"
#include "core/support/text.h"
#include "sbom/model/declaration.h"

#include <algorithm>
#include <re2/re2.h>

namespace lintel::sbom {
namespace {

constexpr std::uint64_t kMaxFile = 8u << 20; // the baseline of all ports has half a megabyte

// Portfiles that fetch several archives, one for each platform, have no one checksum.
std::string sha512Of(std::string_view portfile) {
  static const RE2 kSha512(R"(\bSHA512\s+"?([0-9A-Fa-f]{128})\b)");
  std::string found;
  std::size_t count = 0;
  for (std::string_view line : splitLines(portfile)) {
    line = line.substr(0, line.find('#'));
    if (line.find("SHA512") == std::string_view::npos) continue;
    ++count;
    RE2::PartialMatch(line, kSha512, &found);
  }
  if (count != 1) return {};
  return lowerCase(found);
}

} // namespace

bool isVcpkgPortName(std::string_view name) {
  constexpr std::size_t kLongest = 200;
  return !name.empty() && name.size() <= kLongest &&
         std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

std::optional<std::string> VcpkgCheckout::read(const std::string &path) const {
  const std::string absolute = absolutePath(path, directory_);
  if (!files_.isFile(absolute) || !staysInside(absolute, directory_)) return std::nullopt;
  auto text = files_.read(absolute, kMaxFile);
  if (!text) return std::nullopt;
  return std::move(*text);
}

std::string VcpkgCheckout::commit() const {
  constexpr std::uint64_t kMaxRef = 4096;
  constexpr std::string_view kSymbolic = "ref: ";
  constexpr std::string_view kElsewhere = "gitdir: "; // a submodule or a linked work tree
  std::string gitDirectory = absolutePath(".git", directory_);
  if (const auto link = files_.read(gitDirectory, kMaxRef); link && link->starts_with(kElsewhere)) {
    gitDirectory = absolutePath(trim(std::string_view(*link).substr(kElsewhere.size())), directory_);
  }
  const auto readRef = [&](std::string_view name) {
    const auto text = files_.read(absolutePath(name, gitDirectory), kMaxRef);
    return text ? std::string(trim(*text)) : std::string();
  };
  std::string head = readRef("HEAD");
  if (head.starts_with(kSymbolic)) {
    const std::string name = head.substr(kSymbolic.size());
    head = readRef(name);
    if (!isCommitId(head)) {
      const auto packed = files_.read(absolutePath("packed-refs", gitDirectory), kMaxFile);
      for (const std::string_view line : splitLines(packed ? std::string_view(*packed) : std::string_view())) {
        const std::size_t blank = line.find(' ');
        if (blank != std::string_view::npos && line.substr(blank + 1) == name)
          head = std::string(line.substr(0, blank));
      }
    }
  }
  return isCommitId(head) ? head : std::string();
}

Result<std::map<std::string, VcpkgVersion>> VcpkgCheckout::baseline() const {
  const auto text = read("versions/baseline.json");
  if (!text) return fail("the vcpkg checkout has no readable versions/baseline.json");
  const auto root = parseJson(*text, "versions/baseline.json");
  if (!root) return fail("the vcpkg checkout: " + toString(root.error()));
  std::map<std::string, VcpkgVersion> baseline;
  for (const DataNode &entry : root->branch("default").children) {
    VcpkgVersion version = parseVcpkgVersion(entry.string("baseline"));
    if (const DataNode *const port = entry.find("port-version")) version.port = parseVcpkgPortVersion(port->text);
    if (!version.text.empty()) baseline.emplace(entry.key, std::move(version));
  }
  return baseline;
}

std::string VcpkgCheckout::gitTree(const std::string &port, const VcpkgVersion &version) const {
  if (!isVcpkgPortName(port)) return {};
  const auto text = read("versions/" + port.substr(0, 1) + "-/" + port + ".json");
  if (!text) return {};
  const auto root = parseJson(*text, port);
  if (!root) return {};
  for (const DataNode &entry : root->branch("versions").children) {
    if (statedVcpkgVersion(entry) == version) return std::string(entry.string("git-tree"));
  }
  return {};
}

std::optional<VcpkgPort> VcpkgCheckout::port(const std::string &name) const {
  if (!isVcpkgPortName(name)) return std::nullopt;
  const std::string directory = "ports/" + name + '/';
  const auto text = read(directory + "vcpkg.json");
  if (!text) return std::nullopt;
  auto manifest = parseVcpkgManifest(*text, directory + "vcpkg.json");
  if (!manifest) return std::nullopt;
  return VcpkgPort{std::move(*manifest), sha512Of(read(directory + "portfile.cmake").value_or(""))};
}

} // namespace lintel::sbom
