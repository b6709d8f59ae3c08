#include "sbom/declared/cmake_fetch.h"

#include "core/support/path.h"
#include "sbom/declared/cmake_find.h"
#include "sbom/declared/fetched_source.h"
#include "sbom/declared/stated_version.h"

#include <algorithm>
#include <re2/re2.h>
#include <set>

namespace lintel::sbom {
namespace {

bool isComputed(const std::string &text) { return text.find('$') != std::string::npos; }

// An absolute path below root as people see it; other text as it is.
std::string withoutRoot(std::string text, const std::string &root) {
  constexpr std::string_view kFile = "file://";
  if (text.starts_with(kFile)) text.erase(0, kFile.size());
  if (!text.starts_with('/')) return text;
  return relativeTo(absolutePath(text, root), root).value_or(text);
}

// Reads the options that the commands have in common.
class FetchOptions {
public:
  FetchOptions(const CMakeCall &call, const std::string &root, Declaration &declaration)
      : call_(call), root_(root), declaration_(declaration) {}

  // The text behind a keyword, noted as computed when it is; empty when it is not there.
  std::string text(std::string_view keyword) {
    const CMakeWord *word = wordBehind(call_, keyword);
    if (word == nullptr) return {};
    noteComputed(declaration_, *word);
    return word->text;
  }

  // The same for what the version and the purl follow from.
  std::string identity(std::string_view keyword) {
    const CMakeWord *word = wordBehind(call_, keyword);
    if (word != nullptr) note(*word);
    return word == nullptr ? std::string() : word->text;
  }

  void note(const CMakeWord &word) {
    noteComputed(declaration_, word);
    computed_ = computed_ || !word.resolved;
  }

  bool isComputed() const { return computed_; }

  // The same declaration for each further URL: CMake tries them in turn, and any may be the one that serves.
  void push(std::vector<Declaration> &out) {
    for (const std::string &mirror : mirrors_) {
      Declaration &other = out.emplace_back(declaration_);
      other.source = withoutCredentials(withoutRoot(mirror, root_));
    }
    out.push_back(std::move(declaration_));
  }

  void read() {
    readRevision();
    readChecksums();
    readPath();
    readAddress();
  }

  // An address that the command gives in a form of its own.
  void setAddress(std::string address, SourceKind kind) {
    address_ = std::move(address);
    kind_ = kind;
  }

  // What follows from all options together.
  void finish() {
    if (declaration_.version.empty() && !computed_) {
      const auto version = versionOfTag(declaration_.revision);
      declaration_.version = version                        ? *version
                             : kind_ == SourceKind::Archive ? versionOfUrl(address_).value_or("")
                                                            : std::string();
    }
    setSource(declaration_, withoutRoot(address_, root_), kind_, computed_);
  }

private:
  void readRevision() {
    for (const std::string_view keyword : {"GIT_TAG", "HG_TAG", "SVN_REVISION"}) {
      if (std::string value = identity(keyword); !value.empty()) declaration_.revision = std::move(value);
    }
    // A remote-tracking name cannot be anything but a branch.
    for (const std::string_view prefix : {"origin/", "refs/heads/"}) {
      if (declaration_.revision.starts_with(prefix)) declaration_.branch = declaration_.revision.substr(prefix.size());
    }
  }

  void readChecksums() {
    const std::string hash = text("URL_HASH");
    const std::size_t equals = hash.find('=');
    addChecksum(hash.substr(0, equals), equals == std::string::npos ? "" : hash.substr(equals + 1));
    addChecksum("md5", text("URL_MD5"));
  }

  void addChecksum(std::string_view algorithm, const std::string &hex) {
    if (auto checksum = checksumOf(algorithm, hex)) declaration_.checksums.push_back(std::move(*checksum));
  }

  // Only a directory of the repository has a path in it; one in the build tree has none.
  void readPath() {
    const CMakeWord *directory = wordBehind(call_, "SOURCE_DIR");
    if (directory == nullptr || !directory->resolved || !directory->text.starts_with('/')) return;
    const auto relative = relativeTo(absolutePath(directory->text, root_), root_);
    if (relative && *relative != ".") declaration_.path = *relative;
  }

  void readAddress() {
    struct Keyword {
      std::string_view name;
      SourceKind kind;
    };
    for (const auto &[name, kind] : {Keyword{"URL", SourceKind::Archive},
                                     {"GIT_REPOSITORY", SourceKind::Git},
                                     {"SVN_REPOSITORY", SourceKind::Subversion},
                                     {"HG_REPOSITORY", SourceKind::Mercurial}}) {
      if (std::string address = identity(name); !address.empty()) setAddress(std::move(address), kind);
    }
    readMirrors();
    readCommand();
  }

  // A command of the user's own may fetch from anywhere.
  void readCommand() {
    for (const std::string_view keyword : {"DOWNLOAD_COMMAND", "CVS_REPOSITORY"}) {
      const CMakeWord *const word = wordBehind(call_, keyword);
      if (word == nullptr || word->written.empty() || word->written == "\"\"") continue;
      declaration_.resolved = false;
      declaration_.constraint += (declaration_.constraint.empty() ? "" : " ") + onOneLine(word->written);
    }
  }

  // What follows the first URL, as far as it may be one: no keyword has a '/'.
  void readMirrors() {
    const CMakeWord *const first = wordBehind(call_, "URL");
    if (first == nullptr) return;
    const CMakeWord *const end = call_.words.data() + call_.words.size();
    for (const CMakeWord *word = first + 1; word < end; ++word) {
      if (word->resolved && word->text.find('/') == std::string::npos) return;
      mirrors_.push_back(word->text);
    }
  }

  const CMakeCall &call_;
  const std::string &root_;
  Declaration &declaration_;
  std::string address_;
  std::vector<std::string> mirrors_;
  SourceKind kind_ = SourceKind::Archive;
  bool computed_ = false;
};

// FIND_PACKAGE_ARGS 1.2 ...: what is found with this version is used instead.
void readFindPackageArguments(const CMakeCall &call, Declaration &declaration) {
  const CMakeWord *version = wordBehind(call, "FIND_PACKAGE_ARGS");
  if (version != nullptr && isVersionNumber(version->text)) declaration.constraint = version->text;
}

// The last component of an address, without ".git" or the ending and version of an archive.
std::string nameOfAddress(const std::string &address) {
  if (const auto hosted = hostedRepository(address)) return hosted->name;
  std::string_view name = archiveName(address);
  name = withoutArchiveEnding(name).value_or(name);
  if (name.ends_with(".git")) name.remove_suffix(4);
  static const re2::RE2 kNamed("([A-Za-z][A-Za-z0-9_+-]*?)[-_.]v?[0-9].*");
  std::string bare;
  return re2::RE2::FullMatch(name, kNamed, &bare) ? bare : std::string(name);
}

void fetchNamed(const CMakeCall &call, const std::string &root, Declaration declaration,
                std::vector<Declaration> &out) {
  FetchOptions options(call, root, declaration);
  options.note(call.words.front());
  options.read();
  if (declaration.resolved) readFindPackageArguments(call, declaration);
  options.finish();
  // A project's own function that builds a directory apart may be called with any name.
  const bool fetchesNothing = declaration.resolved && declaration.source.empty() && declaration.revision.empty();
  if (call.isInCalled && fetchesNothing) return;
  options.push(out);
}

// CPM's short form: "gh:org/repo@1.2.3#tag", "https://host/x.git@1.2.3", "https://host/x-1.2.3.zip#MD5=...".
struct CpmShort {
  std::string address;
  SourceKind kind = SourceKind::Git;
  std::string version;
  std::string fragment; // a tag of a repository, a checksum of an archive
};

std::string forgeAddress(std::string_view forge, const std::string &repository) {
  const std::string host = forge == "gh" ? "github.com" : forge == "gl" ? "gitlab.com" : "bitbucket.org";
  return "https://" + host + "/" + repository + ".git";
}

std::optional<CpmShort> parseCpmShort(const std::string &text) {
  static const re2::RE2 kForge("(gh|gl|bb):([^@#]+)(?:@([^#]*))?(?:#(.*))?");
  static const re2::RE2 kGit("((?:git@|[a-z+]+://)[^#]*?\\.git/?)(?:@([^#]*))?(?:#(.*))?");
  static const re2::RE2 kArchive("([a-z+]+://[^#@]+)(?:@([^#]*))?(?:#(.*))?");
  CpmShort parsed;
  std::string forge;
  if (re2::RE2::FullMatch(text, kForge, &forge, &parsed.address, &parsed.version, &parsed.fragment)) {
    parsed.address = forgeAddress(forge, parsed.address);
  } else if (re2::RE2::FullMatch(text, kArchive, &parsed.address, &parsed.version, &parsed.fragment)) {
    parsed.kind = SourceKind::Archive;
  }
  if (re2::RE2::FullMatch(text, kGit, &parsed.address, &parsed.version, &parsed.fragment)) {
    parsed.kind = SourceKind::Git;
  }
  if (parsed.address.empty()) return std::nullopt;
  return parsed;
}

// CPM fetches the tag "v<version>" when it is told no other.
void addDefaultTag(Declaration &declaration, SourceKind kind) {
  const bool isDefault = kind == SourceKind::Git && declaration.revision.empty();
  if (isDefault && !declaration.version.empty()) declaration.revision = "v" + declaration.version;
}

void cpmShort(const CMakeCall &call, const CMakeWord &word, const std::string &root, Declaration declaration,
              std::vector<Declaration> &out) {
  const auto parsed = parseCpmShort(word.text);
  if (!parsed) return;
  FetchOptions options(call, root, declaration);
  options.read(); // what follows a URI, as in the long form
  options.note(word);
  declaration.name = nameOfAddress(parsed->address);
  const std::string asked = options.identity("VERSION");
  declaration.version = options.isComputed() ? "" : parsed->version.empty() ? asked : parsed->version;
  if (parsed->kind == SourceKind::Git) {
    if (declaration.revision.empty()) declaration.revision = parsed->fragment;
  } else if (const std::size_t equals = parsed->fragment.find('='); equals != std::string::npos) {
    auto checksum = checksumOf(parsed->fragment.substr(0, equals), parsed->fragment.substr(equals + 1));
    if (checksum) declaration.checksums.push_back(std::move(*checksum));
  }
  addDefaultTag(declaration, parsed->kind);
  options.setAddress(parsed->address, parsed->kind);
  options.finish();
  options.push(out);
}

void cpmOptions(const SourceText &source, const CMakeCall &call, const std::string &root, Declaration declaration,
                std::vector<Declaration> &out) {
  FetchOptions options(call, root, declaration);
  options.read();
  SourceKind kind = wordBehind(call, "GIT_REPOSITORY") != nullptr ? SourceKind::Git : SourceKind::Archive;
  for (const auto &[keyword, forge] : {std::pair("GITHUB_REPOSITORY", "gh"), std::pair("GITLAB_REPOSITORY", "gl"),
                                       std::pair("BITBUCKET_REPOSITORY", "bb")}) {
    const std::string repository = options.identity(keyword);
    if (repository.empty()) continue;
    kind = SourceKind::Git;
    options.setAddress(forgeAddress(forge, repository), kind);
    if (declaration.name.empty()) declaration.location = source.location(wordBehind(call, keyword)->span);
    if (declaration.name.empty()) declaration.name = repository.substr(repository.rfind('/') + 1);
  }
  if (const CMakeWord *name = wordBehind(call, "NAME")) {
    declaration.name = name->text;
    declaration.location = source.location(name->span);
    options.note(*name);
  }
  const std::string version = options.identity("VERSION");
  if (!options.isComputed()) declaration.version = version;
  if (declaration.name.empty()) return;
  addDefaultTag(declaration, kind);
  options.finish();
  options.push(out);
}

void cpm(const SourceText &source, const std::string &root, const CMakeCall &call, Declaration declaration,
         std::vector<Declaration> &out) {
  if (call.name == "cpmdeclarepackage") return cpmOptions(source, call, root, std::move(declaration), out);
  const CMakeWord *uri = call.words.size() == 1 ? call.words.data() : wordBehind(call, "URI");
  if (uri != nullptr) {
    declaration.location = source.location(uri->span);
    return cpmShort(call, *uri, root, std::move(declaration), out);
  }
  declaration.name.clear();
  cpmOptions(source, call, root, std::move(declaration), out);
}

} // namespace

void readCMakeFetch(const SourceText &source, const std::string &root, const CMakeCall &call,
                    std::vector<Declaration> &out) {
  if (call.words.empty()) return;
  const CMakeWord &name = call.words.front();
  Declaration declaration;
  declaration.name = name.text;
  declaration.location = source.location(name.span);
  declaration.condition = call.condition;
  if (call.name == "cpmaddpackage" || call.name == "cpmfindpackage" || call.name == "cpmdeclarepackage") {
    declaration.channel = "cmake:CPM";
    return cpm(source, root, call, std::move(declaration), out);
  }
  // FetchContent_Populate() fetches on its own when it is told more than a name.
  const bool populates = call.name == "fetchcontent_populate" && call.words.size() > 1;
  const bool fetchContent = populates || call.name == "fetchcontent_declare";
  if (!fetchContent && call.name != "externalproject_add") return;
  declaration.channel = fetchContent ? "cmake:FetchContent" : "cmake:ExternalProject";
  fetchNamed(call, root, std::move(declaration), out);
}

void settleComputedNames(std::vector<Declaration> &declarations) {
  std::set<Location> told;
  for (const Declaration &declaration : declarations) {
    if (!isComputed(declaration.name)) told.insert(declaration.location);
  }
  std::erase_if(declarations, [&](const Declaration &declaration) {
    return isComputed(declaration.name) && told.contains(declaration.location);
  });
  for (Declaration &declaration : declarations) {
    const bool isAddressKnown = !declaration.source.empty() && !isComputed(declaration.source);
    if (isComputed(declaration.name) && isAddressKnown) declaration.name = nameOfAddress(declaration.source);
  }
}

} // namespace lintel::sbom
