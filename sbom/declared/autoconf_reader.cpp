#include "sbom/declared/autoconf_reader.h"

#include "core/support/path.h"
#include "core/support/text.h"
#include "sbom/declared/declaration_list.h"
#include "sbom/declared/link_words.h"

#include <algorithm>
#include <optional>
#include <re2/re2.h>
#include <set>
#include <utility>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxDepth = 16;

// text with comments blanked, so that all places stay. '#' begins one where a word begins: in "[#include <a.h>]" and
// "$#" it does not. Latin-1, as every byte may stand in a comment.
std::string withoutComments(std::string_view text) {
  static const re2::RE2 kComment(R"(((?m:^|[ \t])#[^\n]*|\bdnl\b[^\n]*))", re2::RE2::Latin1);
  std::string clean(text);
  re2::StringPiece rest(text.data(), text.size());
  re2::StringPiece comment;
  while (re2::RE2::FindAndConsume(&rest, kComment, &comment)) {
    const auto begin = static_cast<std::size_t>(comment.data() - text.data());
    clean.replace(begin, comment.size(), comment.size(), ' ');
  }
  return clean;
}

// One level of M4's quotes taken off.
std::string_view unquoted(std::string_view argument) {
  argument = trim(argument);
  if (argument.size() < 2 || !argument.starts_with('[') || !argument.ends_with(']')) return argument;
  return trim(argument.substr(1, argument.size() - 2));
}

// The argument with this index of a macro call; text begins behind the call's '('. nullopt when there is none or the
// call is nested too deeply.
std::optional<std::string_view> argumentAt(std::string_view text, std::size_t index) {
  std::size_t begin = 0;
  std::size_t quotes = 0;
  std::size_t parentheses = 0;
  for (std::size_t at = 0; at < text.size() && quotes <= kMaxDepth && parentheses <= kMaxDepth; ++at) {
    const char c = text[at];
    if (c == '[') ++quotes;
    if (c == ']' && quotes-- == 0) return std::nullopt;
    if (quotes > 0 || (c != '(' && c != ')' && c != ',')) continue;
    if (c == '(') {
      ++parentheses;
    } else if (parentheses > 0) {
      parentheses -= c == ')' ? 1 : 0;
    } else if (index == 0) {
      return unquoted(text.substr(begin, at - begin));
    } else if (c == ')') {
      return std::nullopt;
    } else {
      --index;
      begin = at + 1;
    }
  }
  return std::nullopt;
}

class AutoconfReader {
public:
  explicit AutoconfReader(const Manifest &manifest) : source_(manifest.path, manifest.text) {}

  Result<std::vector<Declaration>> read() {
    if (source_.text().size() > kMaxBuildFileSize) return source_.problem(0, "the file is too large", "at most 4 MiB");
    clean_ = withoutComments(source_.text());
    readCalls();
    readAssignments();
    if (isFull()) return source_.problem(0, "the file names too many libraries", "at most 100,000");
    return inOrder(std::move(found_));
  }

private:
  bool isFull() const { return found_.size() > kMaxScriptDeclarations; }

  void readCalls() {
    static const re2::RE2 kCall(R"(\b(AC_CHECK_LIB|AC_SEARCH_LIBS|PKG_CHECK_MODULES|PKG_CHECK_EXISTS)\()");
    re2::StringPiece rest(clean_);
    std::string macro;
    while (!isFull() && re2::RE2::FindAndConsume(&rest, kCall, &macro)) readCall(macro, {rest.data(), rest.size()});
  }

  void readCall(const std::string &macro, std::string_view arguments) {
    const bool namesFirst = macro == "AC_CHECK_LIB" || macro == "PKG_CHECK_EXISTS";
    const auto argument = argumentAt(arguments, namesFirst ? 0 : 1);
    if (!argument) return;
    if (macro.starts_with("PKG_")) {
      for (const PkgConfigModule &module : pkgConfigModules(*argument)) add(macro, module);
    } else if (macro == "AC_CHECK_LIB") {
      addLibrary(macro, *argument);
    } else {
      for (const std::string_view name : shellWords(*argument)) addLibrary(macro, name);
    }
  }

  // LIBS="-lfoo $LIBS", ZLIB_LIBS=-lz.
  void readAssignments() {
    static const re2::RE2 kAssignment(R"(LIBS\+?=("[^"]*"|'[^']*'|[^\s;]*))", re2::RE2::Latin1);
    re2::StringPiece rest(clean_);
    re2::StringPiece value;
    while (!isFull() && re2::RE2::FindAndConsume(&rest, kAssignment, &value)) {
      for (const std::string_view name : linkedNames({value.data(), value.size()})) addLibrary("-l", name);
    }
  }

  void addLibrary(const std::string &kind, std::string_view name) {
    if (isPlainName(name)) add(kind, {name, {}, {}, true});
  }

  void add(const std::string &kind, const PkgConfigModule &module) {
    if (isFull() || !known_.emplace(kind, module.name).second) return;
    Declaration declaration = declaredModule("autoconf:" + kind, module);
    declaration.location = source_.location(spanWithin(clean_, module.name));
    found_.push_back(std::move(declaration));
  }

  SourceText source_;
  std::string clean_; // the text without comments
  std::set<std::pair<std::string, std::string>> known_;
  std::vector<Declaration> found_;
};

} // namespace

bool isAutoconfFile(std::string_view path) {
  const std::string_view name = baseName(path);
  return name == "configure.ac" || name == "configure.in";
}

Result<std::vector<Declaration>> readAutoconf(const Manifest &manifest) { return AutoconfReader(manifest).read(); }

} // namespace lintel::sbom
