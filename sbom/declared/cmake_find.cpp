#include "sbom/declared/cmake_find.h"

#include "core/support/text.h"
#include "sbom/declared/declaration_list.h"

#include <algorithm>
#include <array>
#include <re2/re2.h>

namespace lintel::sbom {
namespace {

constexpr std::string_view kFindPackage = "cmake:find_package";

// Modules of cmake-modules(7) that find programs of the build, not something that goes into what is built.
bool findsProgram(std::string_view name) {
  constexpr std::array<std::string_view, 20> kNames = {
      "BISON",       "Bazel",      "CVS",   "Cygwin",  "Doxygen",      "FLEX",  "Git",
      "Hg",          "Java",       "LATEX", "Perl",    "PkgConfig",    "Patch", "PythonInterp",
      "SelfPackers", "Subversion", "SWIG",  "TclStub", "UnixCommands", "Wget"};
  return std::ranges::find(kNames, name) != kNames.end();
}

// Python's modules find the interpreter alone when nothing else is asked for.
bool findsInterpreter(const Declaration &declaration) {
  static const re2::RE2 kPython("Python[23]?");
  const std::vector<std::string> &parts = declaration.parts;
  return declaration.resolved && re2::RE2::FullMatch(declaration.name, kPython) &&
         std::ranges::all_of(parts, [](const std::string &part) { return part == "Interpreter"; });
}

Declaration declared(const SourceText &source, const CMakeCall &call, std::string_view channel, const CMakeWord &name) {
  Declaration declaration;
  declaration.channel = channel;
  declaration.name = trim(name.text);
  declaration.location = source.location(name.span);
  declaration.condition = call.condition;
  return declaration;
}

// The arguments of find_package behind the name: a bare word is the version, then components follow COMPONENTS,
// OPTIONAL_COMPONENTS and REQUIRED. Other keywords open lists that say where to look.
class PackageWords {
public:
  explicit PackageWords(Declaration &declaration) : declaration_(declaration) {}

  void add(const CMakeWord &word) {
    if (!word.quoted && keyword(word.text)) return;
    if (inComponents_) {
      declaration_.parts.push_back(word.text);
      noteComputed(declaration_, word);
    } else if (expectsVersion_ && !word.resolved) {
      noteComputed(declaration_, word);
    } else if (expectsVersion_ && !word.text.empty() && word.text.front() >= '0' && word.text.front() <= '9') {
      declaration_.constraint = word.text;
    }
    expectsVersion_ = false;
  }

  // EXACT compares as many components as are given: only a full number says which version it is.
  void finish() {
    if (exact_ && !declaration_.constraint.empty() && declaration_.resolved) {
      if (std::ranges::count(declaration_.constraint, '.') >= 2) declaration_.version = declaration_.constraint;
      declaration_.constraint += " EXACT";
    }
    sortUnique(declaration_.parts);
  }

private:
  bool keyword(std::string_view text) {
    constexpr std::array<std::string_view, 25> kKnown = {"BYPASS_PROVIDER",
                                                         "CMAKE_FIND_ROOT_PATH_BOTH",
                                                         "COMPONENTS",
                                                         "CONFIG",
                                                         "CONFIGS",
                                                         "EXACT",
                                                         "GLOBAL",
                                                         "HINTS",
                                                         "MODULE",
                                                         "NAMES",
                                                         "NO_CMAKE_BUILDS_PATH",
                                                         "NO_CMAKE_ENVIRONMENT_PATH",
                                                         "NO_CMAKE_FIND_ROOT_PATH",
                                                         "NO_CMAKE_PACKAGE_REGISTRY",
                                                         "NO_CMAKE_PATH",
                                                         "NO_CMAKE_SYSTEM_PATH",
                                                         "NO_DEFAULT_PATH",
                                                         "NO_MODULE",
                                                         "NO_POLICY_SCOPE",
                                                         "OPTIONAL_COMPONENTS",
                                                         "ONLY_CMAKE_FIND_ROOT_PATH",
                                                         "PATHS",
                                                         "PATH_SUFFIXES",
                                                         "QUIET",
                                                         "REQUIRED"};
    if (std::ranges::find(kKnown, text) == kKnown.end()) return false;
    inComponents_ = text.ends_with("COMPONENTS") || text == "REQUIRED";
    expectsVersion_ = expectsVersion_ && (text == "EXACT" || text == "QUIET" || text == "MODULE" || text == "CONFIG");
    exact_ = exact_ || text == "EXACT";
    declaration_.required = declaration_.required || text == "REQUIRED";
    return true;
  }

  Declaration &declaration_;
  bool inComponents_ = false;
  bool expectsVersion_ = true;
  bool exact_ = false;
};

void findPackage(const SourceText &source, const CMakeCall &call, std::vector<Declaration> &out) {
  if (call.words.empty()) return;
  Declaration declaration = declared(source, call, kFindPackage, call.words.front());
  noteComputed(declaration, call.words.front());
  declaration.required = false;
  PackageWords words(declaration);
  for (std::size_t i = 1; i < call.words.size(); ++i) words.add(call.words[i]);
  words.finish();
  if (findsProgram(declaration.name) || findsInterpreter(declaration)) declaration.scope = Scope::Build;
  out.push_back(std::move(declaration));
}

// "zlib>=1.2", "zlib >= 1.2" -> "zlib" and ">=1.2". "=1.2" states the version.
void splitModule(Declaration &declaration) {
  static const re2::RE2 kModule(R"(\s*([^<>=\s]+)\s*([<>=!]+)\s*([^<>=]*?)\s*)");
  const std::string word = declaration.name;
  std::string relation;
  std::string version;
  if (!re2::RE2::FullMatch(word, kModule, &declaration.name, &relation, &version)) return;
  if (declaration.resolved) declaration.constraint = relation + version;
  if (declaration.resolved && relation == "=") declaration.version = version;
}

bool isModuleOption(const CMakeWord &word) {
  constexpr std::array<std::string_view, 7> kOptions = {
      "REQUIRED", "QUIET", "NO_CMAKE_PATH", "NO_CMAKE_ENVIRONMENT_PATH", "IMPORTED_TARGET", "GLOBAL", "STATIC_TARGET"};
  return std::ranges::find(kOptions, word.text) != kOptions.end();
}

// Behind the prefix and options stand modules: all of them for pkg_check_modules, the first that is there for
// pkg_search_module.
void pkgConfig(const SourceText &source, const CMakeCall &call, std::vector<Declaration> &out) {
  const bool search = call.name == "pkg_search_module";
  const bool required = std::ranges::find(call.words, "REQUIRED", &CMakeWord::text) != call.words.end();
  std::vector<const CMakeWord *> modules;
  for (std::size_t i = 1; i < call.words.size(); ++i) {
    const bool names = !trim(call.words[i].text).empty() && !isModuleOption(call.words[i]);
    if (names) modules.push_back(&call.words[i]);
  }
  std::string missing; // alternatives that were not found
  for (const CMakeWord *module : modules) {
    Declaration declaration = declared(source, call, "cmake:" + call.name, *module);
    noteComputed(declaration, *module);
    splitModule(declaration);
    declaration.required = required && !(search && modules.size() > 1);
    if (search && !missing.empty()) {
      declaration.condition += (declaration.condition.empty() ? "" : " AND ") + missing + " not found";
    }
    if (search) missing += (missing.empty() ? "" : ", ") + declaration.name;
    if (missing.size() > 300) missing.resize(300);
    out.push_back(std::move(declaration));
  }
}

bool isLibraryOption(std::string_view text) {
  constexpr std::array<std::string_view, 8> kOptions = {"DOC",   "HINTS",         "NAMES_PER_DIR", "PATHS",
                                                        "NAMES", "PATH_SUFFIXES", "REGISTRY_VIEW", "REQUIRED"};
  return text == "ENV" || text == "VALIDATOR" || text.starts_with("NO_") || text.ends_with("_ROOT_PATH") ||
         std::ranges::find(kOptions, text) != kOptions.end();
}

// "liburing.a", "libz.so.1" and "libfoo": what a linker calls uring, z and foo.
std::string libraryName(const std::string &text) {
  static const re2::RE2 kFile(R"((?:lib)?(.+?)(?:\.(?:a|lib|dylib|so(?:\.[0-9.]+)?))?)");
  std::string name;
  return re2::RE2::FullMatch(text, kFile, &name) ? name : text;
}

// find_library(VAR name path...), find_library(VAR NAMES name...): the names are of one library. It is a hint, no more.
void findLibrary(const SourceText &source, const CMakeCall &call, std::vector<Declaration> &out) {
  if (call.words.size() < 2) return;
  const bool listed = call.words[1].text == "NAMES";
  std::vector<const CMakeWord *> names;
  for (std::size_t i = listed ? 2 : 1; i < call.words.size() && !isLibraryOption(call.words[i].text); ++i) {
    names.push_back(&call.words[i]);
  }
  if (names.empty()) return;
  Declaration declaration = declared(source, call, "cmake:find_library", *names.front());
  noteComputed(declaration, *names.front());
  declaration.name = libraryName(declaration.name);
  declaration.required = false;
  for (std::size_t i = 1; listed && i < names.size(); ++i) declaration.parts.push_back(libraryName(names[i]->text));
  sortUnique(declaration.parts);
  std::erase(declaration.parts, declaration.name);
  out.push_back(std::move(declaration));
}

void addLibrary(const SourceText &source, const CMakeCall &call, std::string_view channel, const CMakeWord &name,
                std::vector<Declaration> &out) {
  static const re2::RE2 kName("[A-Za-z][A-Za-z0-9_+.-]*"); // not a flag, a path or an imported target
  if (!name.resolved || !re2::RE2::FullMatch(name.text, kName)) return;
  Declaration declaration = declared(source, call, channel, name);
  declaration.required = false;
  out.push_back(std::move(declaration));
}

// ON, OFF and what else means true or false to CMake's if().
bool isConstant(const std::string &text) {
  static const re2::RE2 kConstant("(?i)(?:ON|OFF|YES|NO|TRUE|FALSE|Y|N|IGNORE|(?:.*-)?NOTFOUND)");
  return re2::RE2::FullMatch(text, kConstant);
}

// An option that is off says nothing of the name that it holds where it is on: such a word counts as computed.
CMakeCall withoutConstants(CMakeCall call) {
  for (CMakeWord &word : call.words) {
    if (word.written.find("${") == std::string_view::npos || !isConstant(word.text)) continue;
    word.text = word.written;
    word.resolved = false;
  }
  return call;
}

// check_library_exists(library function location VARIABLE), of CMake's module CheckLibraryExists.
void checkLibrary(const SourceText &source, const CMakeCall &call, std::vector<Declaration> &out) {
  if (call.words.size() >= 4) addLibrary(source, call, "cmake:check_library_exists", call.words.front(), out);
}

// What the checks of cmake-modules(7) are linked with is named in a variable: a library that the project may use.
void requiredLibraries(const SourceText &source, const CMakeCall &call, std::vector<Declaration> &out) {
  const std::size_t variable = call.name == "set" ? 0 : 1;
  if (call.words.size() <= variable || call.words[variable].text != "CMAKE_REQUIRED_LIBRARIES") return;
  if (variable == 1 && call.words.front().text != "APPEND" && call.words.front().text != "PREPEND") return;
  for (std::size_t i = variable + 1; i < call.words.size(); ++i)
    addLibrary(source, call, "cmake:required_libraries", call.words[i], out);
}

} // namespace

const CMakeWord *wordBehind(const CMakeCall &call, std::string_view keyword) {
  const auto found =
      std::ranges::find_if(call.words, [&](const CMakeWord &word) { return !word.quoted && word.text == keyword; });
  if (found == call.words.end() || found + 1 == call.words.end()) return nullptr;
  return &*(found + 1);
}

void noteComputed(Declaration &declaration, const CMakeWord &word) {
  if (word.resolved) return;
  declaration.resolved = false;
  declaration.constraint += (declaration.constraint.empty() ? "" : " ") + onOneLine(word.written);
}

void readCMakeFind(const SourceText &source, const CMakeCall &written, std::vector<Declaration> &out) {
  const CMakeCall call = withoutConstants(written);
  if (call.name == "find_package") findPackage(source, call, out);
  if (call.name == "pkg_check_modules" || call.name == "pkg_search_module") pkgConfig(source, call, out);
  if (call.name == "find_library") findLibrary(source, call, out);
  if (call.name == "check_library_exists") checkLibrary(source, call, out);
  if (call.name == "set" || call.name == "list") requiredLibraries(source, call, out);
}

} // namespace lintel::sbom
