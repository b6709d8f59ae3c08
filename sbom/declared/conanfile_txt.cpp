#include "sbom/declared/conanfile_txt.h"

#include "core/support/text.h"
#include "sbom/declared/conan_lock.h"
#include "sbom/declared/conan_reference.h"
#include "sbom/declared/lock_file.h"
#include "sbom/declared/manifest_place.h"

namespace lintel::sbom {
namespace {

std::optional<Scope> scopeOfSection(std::string_view section) {
  if (section == "[requires]") return Scope::Runtime;
  if (section == "[build_requires]" || section == "[tool_requires]") return Scope::Build;
  if (section == "[test_requires]") return Scope::Test;
  return std::nullopt;
}

// A comment begins with '#' at the start of a line or after a blank: "name/version#revision" holds none.
std::string_view withoutComment(std::string_view line) {
  if (trim(line).starts_with('#')) return {};
  return trim(line.substr(0, line.find(" #")));
}

} // namespace

bool isConanfileTxt(std::string_view path) { return fileNameOf(path) == "conanfile.txt"; }

Result<std::vector<Declaration>> declaredInConanfileTxt(const Manifest &manifest) {
  if (const Status size = checkTextSize(manifest); !size) return fail(size.error());
  DeclarationList found(manifest, "conanfile.txt");
  std::optional<Scope> scope;
  int lineNumber = 0;
  for (const std::string_view line : splitLines(manifest.text)) {
    ++lineNumber;
    const std::string_view entry = withoutComment(line);
    if (entry.empty()) continue;
    if (entry.starts_with('[')) {
      if (!entry.ends_with(']'))
        return failAt(manifest, {lineNumber, static_cast<int>(entry.data() - line.data()) + 1}, "a section without ']'",
                      "[requires]");
      scope = scopeOfSection(entry);
      continue;
    }
    if (!scope) continue;
    const Position place = {lineNumber, static_cast<int>(entry.data() - line.data()) + 1};
    const auto reference = parseConanReference(entry);
    if (!reference) return failAt(manifest, place, "a line that is no Conan reference", "name/version[@user/channel]");
    Declaration &declaration = found.add(reference->name, place);
    describeConan(*reference, declaration);
    declaration.scope = *scope;
  }
  return found.finish();
}

Result<std::vector<Declaration>> readConanfileTxt(const Manifest &manifest) {
  auto named = declaredInConanfileTxt(manifest);
  if (named) removeLocked(*named, readBeside(manifest, "conan.lock", declaredInConanLock));
  return named;
}

} // namespace lintel::sbom
