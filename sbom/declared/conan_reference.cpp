#include "sbom/declared/conan_reference.h"

#include "core/support/text.h"
#include "sbom/model/purl.h"

#include <algorithm>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxReferenceSize = 1000;

bool isNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '+' ||
         c == '.' || c == '-';
}

bool isName(std::string_view text) { return !text.empty() && std::ranges::all_of(text, isNameByte); }

// Takes from text what stands before the first of the separators, or all of it.
std::string_view takeUntil(std::string_view &text, std::string_view separators) {
  const std::size_t end = std::min(text.find_first_of(separators), text.size());
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(end);
  return taken;
}

bool skip(std::string_view &text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

// A range may hold '@', '#' and blanks of its own, so it is read to its bracket.
bool takeVersion(std::string_view &text, ConanReference &reference) {
  if (skip(text, '[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return false;
    reference.constraint = std::string(trim(text.substr(0, close)));
    text.remove_prefix(close + 1);
    return true;
  }
  const std::string_view version = takeUntil(text, "@#:%");
  if (isName(version)) {
    reference.version = std::string(version);
    return true;
  }
  const bool isAlias = version.starts_with('(') && version.ends_with(')');
  const bool isPlaceholder = version.starts_with('<') && version.ends_with('>'); // "<host_version>"
  reference.constraint = std::string(version);
  return isAlias || isPlaceholder;
}

} // namespace

std::optional<ConanReference> parseConanReference(std::string_view text) {
  text = trim(text);
  if (text.size() > kMaxReferenceSize) return std::nullopt;
  ConanReference reference;
  reference.name = std::string(takeUntil(text, "/"));
  if (!isName(reference.name) || !skip(text, '/') || !takeVersion(text, reference)) return std::nullopt;
  if (skip(text, '@')) {
    reference.user = std::string(takeUntil(text, "/#:%"));
    if (skip(text, '/')) reference.channel = std::string(takeUntil(text, "#:%"));
  }
  if (skip(text, '#')) reference.recipeRevision = std::string(takeUntil(text, ":%"));
  if (skip(text, ':')) {
    reference.packageId = std::string(takeUntil(text, "#%"));
    if (skip(text, '#')) reference.packageRevision = std::string(takeUntil(text, "%"));
  }
  if (!text.empty() && text.front() != '%') return std::nullopt;
  // "_" stands for "none" in references of Conan 1.
  if (reference.user == "_") reference.user.clear();
  if (reference.channel == "_") reference.channel.clear();
  return reference;
}

void describeConan(const ConanReference &reference, Declaration &declaration) {
  declaration.version = reference.version;
  declaration.constraint = reference.constraint;
  declaration.purl = makePurl("conan", "", reference.name, reference.version,
                              {{"channel", reference.channel},
                               {"prev", reference.packageRevision},
                               {"rrev", reference.recipeRevision},
                               {"user", reference.user}});
  if (!reference.recipeRevision.empty()) declaration.checksums.push_back({"rrev", reference.recipeRevision});
  if (!reference.packageRevision.empty()) declaration.checksums.push_back({"prev", reference.packageRevision});
}

} // namespace lintel::sbom
