#include "sbom/declared/conanfile_py.h"

#include "sbom/declared/conan_lock.h"
#include "sbom/declared/conan_reference.h"
#include "sbom/declared/lock_file.h"
#include "sbom/declared/manifest_place.h"
#include "sbom/declared/python_blocks.h"
#include "sbom/declared/python_scan.h"
#include "sbom/model/place_index.h"

#include <algorithm>
#include <span>

namespace lintel::sbom {
namespace {

using Tokens = std::span<const PythonToken>;

constexpr std::size_t kMaxQuoted = 200; // of an expression that is shown to a person

std::optional<Scope> scopeOf(std::string_view name) {
  if (name == "requires") return Scope::Runtime;
  if (name == "build_requires" || name == "tool_requires" || name == "python_requires") return Scope::Build;
  if (name == "test_requires") return Scope::Test;
  return std::nullopt;
}

class ConanfileReader {
public:
  explicit ConanfileReader(const Manifest &manifest)
      : text_(manifest.text), places_(manifest.text), found_(manifest, "conanfile.py") {}

  Result<std::vector<Declaration>> read(const std::vector<PythonLine> &lines) {
    PythonBlocks blocks(text_);
    for (const PythonLine &line : lines) {
      const Tokens body = blocks.enter(line);
      const std::string condition = blocks.condition();
      readCalls(body, condition);
      if (blocks.isInClassBody()) readAttribute(body, condition);
    }
    return found_.finish();
  }

private:
  std::string_view textOf(const PythonToken &token) const { return text_.substr(token.begin, token.end - token.begin); }
  bool is(Tokens tokens, std::size_t at, std::string_view word) const {
    return at < tokens.size() && tokens[at].kind != PythonToken::Kind::String && textOf(tokens[at]) == word;
  }

  // self.requires(...), self.requires.add(...) of Conan 1, and the sisters of both.
  void readCalls(Tokens tokens, const std::string &condition) {
    for (std::size_t at = 0; at + 3 < tokens.size(); ++at) {
      if (!is(tokens, at, "self") || !is(tokens, at + 1, ".")) continue;
      const auto scope = scopeOf(textOf(tokens[at + 2]));
      if (!scope) continue;
      std::size_t open = at + 3;
      if (is(tokens, open, ".") && is(tokens, open + 1, "add")) open += 2;
      if (!is(tokens, open, "(")) continue;
      const Tokens arguments = insideBrackets(tokens, open);
      readCall(arguments, *scope, condition);
      at = open;
    }
  }

  Tokens insideBrackets(Tokens tokens, std::size_t open) const {
    int depth = 0;
    for (std::size_t at = open; at < tokens.size(); ++at) {
      if (isOpening(tokens, at)) ++depth;
      if (isClosing(tokens, at) && --depth == 0) return tokens.subspan(open + 1, at - open - 1);
    }
    return tokens.subspan(open + 1);
  }
  bool isOpening(Tokens tokens, std::size_t at) const {
    return is(tokens, at, "(") || is(tokens, at, "[") || is(tokens, at, "{");
  }
  bool isClosing(Tokens tokens, std::size_t at) const {
    return is(tokens, at, ")") || is(tokens, at, "]") || is(tokens, at, "}");
  }

  // Splits at the commas that stand outside of every bracket.
  std::vector<Tokens> splitAtCommas(Tokens tokens) const {
    std::vector<Tokens> parts;
    std::size_t begin = 0;
    int depth = 0;
    for (std::size_t at = 0; at < tokens.size(); ++at) {
      if (isOpening(tokens, at)) ++depth;
      if (isClosing(tokens, at)) --depth;
      if (depth > 0 || !is(tokens, at, ",")) continue;
      parts.push_back(tokens.subspan(begin, at - begin));
      begin = at + 1;
    }
    if (begin < tokens.size()) parts.push_back(tokens.subspan(begin));
    return parts;
  }

  void readCall(Tokens arguments, Scope scope, const std::string &condition) {
    const std::vector<Tokens> parts = splitAtCommas(arguments);
    if (parts.empty() || parts.front().empty()) return;
    Declaration *const declaration = addReference(parts.front(), scope, condition);
    if (declaration == nullptr) return;
    for (const Tokens part : parts) {
      const bool isTrue = part.size() == 3 && is(part, 1, "=") && is(part, 2, "True");
      if (isTrue && is(part, 0, "test")) declaration->scope = Scope::Test;
      // It only says which version others get, if they require it at all.
      if (isTrue && is(part, 0, "override")) declaration->required = false;
    }
  }

  // requires = "a/1", ("b/2", "private") and every other way to write one text or many.
  void readAttribute(Tokens tokens, const std::string &condition) {
    if (tokens.size() < 3 || !is(tokens, 1, "=")) return;
    const auto scope = scopeOf(textOf(tokens[0]));
    if (scope) readValues(tokens.subspan(2), *scope, condition, 0);
  }

  void readValues(Tokens value, Scope scope, const std::string &condition, int depth) {
    constexpr int kMaxDepth = 4; // a list of tuples of texts, each in superfluous brackets
    const std::vector<Tokens> parts = splitAtCommas(value);
    for (const Tokens part : parts) {
      if (part.empty()) continue;
      const bool isBracketed = isOpening(part, 0) && insideBrackets(part, 0).size() + 2 == part.size();
      if (isBracketed && depth < kMaxDepth) {
        readValues(part.subspan(1, part.size() - 2), scope, condition, depth + 1);
      } else if (depth > 0 && isPlainText(part) && joined(part).find('/') == std::string::npos) {
        continue; // the "private" or "override" of a tuple
      } else {
        addReference(part, scope, condition);
      }
    }
  }

  // Texts that stand beside each other are one text.
  static bool isPlainText(Tokens expression) {
    return std::ranges::all_of(expression, [](const PythonToken &token) {
      return token.kind == PythonToken::Kind::String && !token.isFormatted;
    });
  }
  static std::string joined(Tokens strings) {
    std::string text;
    for (const PythonToken &token : strings) text += token.value;
    return text;
  }

  Declaration *addReference(Tokens expression, Scope scope, const std::string &condition) {
    const PythonToken &first = expression.front();
    const auto reference = isPlainText(expression) ? parseConanReference(joined(expression)) : std::nullopt;
    const Position place = places_.at(first.kind == PythonToken::Kind::String ? first.inner : first.begin);
    Declaration &declaration = found_.add(reference ? reference->name : nameIn(expression), place);
    declaration.scope = scope;
    declaration.condition = condition;
    if (reference) {
      describeConan(*reference, declaration);
    } else {
      declaration.resolved = false;
      declaration.constraint = quoted(expression);
    }
    return &declaration;
  }

  std::string quoted(Tokens expression) const {
    const std::size_t begin = expression.front().begin;
    return std::string(text_.substr(begin, std::min(expression.back().end - begin, kMaxQuoted)));
  }

  // The name is often told where the version is computed: f"zlib/{version}". Else the whole expression stands for it.
  std::string nameIn(Tokens expression) const {
    const PythonToken &first = expression.front();
    const std::string name = first.value.substr(0, first.value.find('/'));
    const bool isTold = first.kind == PythonToken::Kind::String && name.size() < first.value.size() &&
                        parseConanReference(name + "/0").has_value();
    return isTold ? name : quoted(expression);
  }

  std::string_view text_;
  PlaceIndex places_;
  DeclarationList found_;
};

} // namespace

bool isConanfilePy(std::string_view path) { return fileNameOf(path) == "conanfile.py"; }

Result<std::vector<Declaration>> declaredInConanfilePy(const Manifest &manifest) {
  const auto lines = scanPython(manifest.text, manifest.path);
  if (!lines) return fail(lines.error());
  return ConanfileReader(manifest).read(*lines);
}

Result<std::vector<Declaration>> readConanfilePy(const Manifest &manifest) {
  auto named = declaredInConanfilePy(manifest);
  if (named) removeLocked(*named, readBeside(manifest, "conan.lock", declaredInConanLock));
  return named;
}

} // namespace lintel::sbom
