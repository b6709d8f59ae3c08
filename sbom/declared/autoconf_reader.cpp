#include "sbom/declared/autoconf_reader.h"

#include "core/support/path.h"
#include "core/support/text.h"
#include "sbom/declared/declaration_list.h"
#include "sbom/declared/link_words.h"
#include "sbom/declared/m4_shell.h"
#include "sbom/declared/shell_statements.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <re2/re2.h>
#include <set>
#include <tuple>
#include <utility>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxDepth = 16;
constexpr std::size_t kMaxFiles = 1000;
constexpr std::size_t kMaxBranches = 16;    // of AS_IF and AS_CASE; what stands in later ones has no condition
constexpr std::size_t kMaxCondition = 1000; // bytes
constexpr std::size_t kMaxTotalSize = 4 * kMaxBuildFileSize;

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

// The names in one file.
class NameReader {
public:
  explicit NameReader(std::string_view clean) : clean_(clean) {}

  struct Name {
    std::size_t at = 0; // where it begins in the text
    Declaration declaration;
  };

  std::vector<Name> read() {
    readCalls();
    readAssignments();
    std::ranges::stable_sort(found_, {}, &Name::at);
    return std::move(found_);
  }

private:
  bool isFull() const { return found_.size() > kMaxScriptDeclarations; }

  void readCalls() {
    static const re2::RE2 kCall(R"(\b(AC_CHECK_LIB|AC_SEARCH_LIBS|PKG_CHECK_MODULES|PKG_CHECK_EXISTS)\()");
    re2::StringPiece rest(clean_.data(), clean_.size());
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
    re2::StringPiece rest(clean_.data(), clean_.size());
    re2::StringPiece value;
    while (!isFull() && re2::RE2::FindAndConsume(&rest, kAssignment, &value)) {
      for (const std::string_view name : linkedNames({value.data(), value.size()})) addLibrary("-l", name);
    }
  }

  void addLibrary(const std::string &kind, std::string_view name) {
    if (isPlainName(name)) add(kind, {name, {}, {}, true});
  }

  void add(const std::string &kind, const PkgConfigModule &module) {
    if (!isFull())
      found_.push_back({spanWithin(clean_, module.name).begin, declaredModule("autoconf:" + kind, module)});
  }

  std::string_view clean_;
  std::vector<Name> found_;
};

// The condition of each name, in its order. Where the shell text does not close what it opens, nobody knows them.
void addConditions(std::string_view clean, std::vector<NameReader::Name> &names) {
  const std::string shell = shellOfM4(clean);
  std::size_t next = 0;
  const bool isWhole = cutShellStatements(shell, [&](std::string_view statement, const Conditions &conditions) {
    const std::size_t end = spanWithin(shell, statement).end;
    for (; next < names.size() && names[next].at < end; ++next) names[next].declaration.condition = conditions.text();
  });
  if (isWhole) return;
  for (NameReader::Name &name : names) name.declaration.condition.clear();
}

void addCondition(std::string_view clean, std::string_view body, const std::string &condition,
                  std::vector<NameReader::Name> &names) {
  if (body.empty()) return;
  const Span span = spanWithin(clean, body);
  const auto first = std::ranges::lower_bound(names, span.begin, {}, &NameReader::Name::at);
  for (auto name = first; name != names.end() && name->at < span.end; ++name) {
    std::string &known = name->declaration.condition;
    if (known.size() < kMaxCondition) known = bothOf(known, condition);
  }
}

// AS_IF([test], [then], [test], [then], [else]), AS_CASE([word], [pattern], [then], [else]): the arguments of one call,
// behind its bracket.
void addBranchConditions(std::string_view clean, std::string_view arguments, bool isCase,
                         std::vector<NameReader::Name> &names) {
  const std::string subject = isCase ? std::string(argumentAt(arguments, 0).value_or("")) + " = " : "";
  Conditions conditions;
  for (std::size_t at = isCase ? 1 : 0; at < kMaxBranches * 2; at += 2) {
    const auto test = argumentAt(arguments, at);
    const auto body = argumentAt(arguments, at + 1);
    const bool isFirst = at < 2;
    if (!test) return;
    if (body) {
      const std::string text = isCase && *test == "*" ? "" : onOneLine(subject + std::string(*test));
      isFirst ? conditions.enter(text) : conditions.alternative(text);
    } else if (!isFirst) {
      conditions.otherwise();
    }
    addCondition(clean, body.value_or(*test), conditions.text(), names);
    if (!body) return;
  }
}

void addMacroConditions(std::string_view clean, std::vector<NameReader::Name> &names) {
  static const re2::RE2 kBranches(R"(\bAS_(IF|CASE)\()", re2::RE2::Latin1);
  re2::StringPiece rest(clean.data(), clean.size());
  std::string kind;
  while (!names.empty() && re2::RE2::FindAndConsume(&rest, kBranches, &kind))
    addBranchConditions(clean, {rest.data(), rest.size()}, kind == "CASE", names);
}

// The files that text includes, as it names them: m4_include, m4_sinclude, and M4's own names for them.
std::vector<std::string> includedFiles(std::string_view clean) {
  static const re2::RE2 kInclude(R"(\b(?:m4_)?s?include\()", re2::RE2::Latin1);
  std::vector<std::string> files;
  re2::StringPiece rest(clean.data(), clean.size());
  while (files.size() < kMaxFiles && re2::RE2::FindAndConsume(&rest, kInclude)) {
    const auto file = argumentAt({rest.data(), rest.size()}, 0);
    if (file && !file->empty() && !file->starts_with('/')) files.emplace_back(*file);
  }
  return files;
}

class AutoconfReader {
public:
  explicit AutoconfReader(const Manifest &manifest) : manifest_(manifest) {}

  Result<std::vector<Declaration>> read() {
    add(manifest_.path, std::string(manifest_.text));
    for (std::size_t i = 0; i < files_.size() && !isTooLarge_; ++i) readFile(files_[i]);
    const SourceText source(manifest_.path, manifest_.text);
    if (isTooLarge_)
      return source.problem(0, "the file is too large", "with what it includes 1,000 files of 4 MiB, together 16 MiB");
    if (found_.size() > kMaxScriptDeclarations) {
      return source.problem(0, "the file names too many libraries", "at most 100,000");
    }
    return inOrder(std::move(found_));
  }

private:
  struct File {
    std::string path; // repo-relative
    std::string text;
  };

  void add(std::string path, std::string text) {
    totalSize_ += text.size();
    isTooLarge_ = text.size() > kMaxBuildFileSize || totalSize_ > kMaxTotalSize || files_.size() == kMaxFiles;
    if (!isTooLarge_) files_.push_back({std::move(path), std::move(text)});
  }

  void readFile(const File &file) {
    const SourceText source(file.path, file.text);
    const std::string clean = withoutComments(source.text());
    for (const std::string &named : includedFiles(clean)) include(named);
    std::vector<NameReader::Name> names = NameReader(clean).read();
    addConditions(clean, names);
    addMacroConditions(clean, names);
    for (NameReader::Name &name : names) declare(source, std::move(name));
  }

  // Autoconf runs in the directory of configure.ac: that is where included files include from, too.
  void include(const std::string &named) {
    const std::optional<std::string> path = relativeTo(absolutePath(manifest_.path + "/../" + named, "/"), "/");
    if (isTooLarge_ || !path || !included_.insert(*path).second || *path == manifest_.path) return;
    if (std::optional<std::string> text = manifest_.beside(named)) add(*path, std::move(*text));
  }

  void declare(const SourceText &source, NameReader::Name name) {
    Declaration &declaration = name.declaration;
    if (!known_.emplace(source.path(), declaration.channel, declaration.name, declaration.condition).second) return;
    declaration.location = source.location({name.at, name.at + declaration.name.size()});
    found_.push_back(std::move(declaration));
  }

  const Manifest &manifest_;
  std::deque<File> files_; // in the order in which they are met; their places do not change
  std::set<std::string> included_;
  std::size_t totalSize_ = 0;
  bool isTooLarge_ = false;
  std::set<std::tuple<std::string, std::string, std::string, std::string>> known_; // path, channel, name and condition
  std::vector<Declaration> found_;
};

} // namespace

bool isAutoconfFile(std::string_view path) {
  const std::string_view name = baseName(path);
  return name == "configure.ac" || name == "configure.in";
}

Result<std::vector<Declaration>> readAutoconf(const Manifest &manifest) { return AutoconfReader(manifest).read(); }

} // namespace lintel::sbom
