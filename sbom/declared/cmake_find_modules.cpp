#include "sbom/declared/cmake_find_modules.h"

#include "core/support/path.h"
#include "core/support/text.h"
#include "sbom/declared/cmake_syntax.h"

namespace lintel::sbom {
namespace {

constexpr std::string_view kFind = "Find";
constexpr std::string_view kEnding = ".cmake";

// "ZLIB" of "cmake/FindZLIB.cmake" and of the module's bare name "FindZLIB"; empty for other names.
std::string_view packageOf(std::string_view module) {
  std::string_view name = baseName(module);
  if (name.ends_with(kEnding)) name.remove_suffix(kEnding.size());
  return name.starts_with(kFind) ? name.substr(kFind.size()) : std::string_view();
}

bool findsPackages(std::string_view command) {
  return command == "find_package" || command == "find_dependency" || command == "include";
}

bool isComputed(const CMakeCommand &command) {
  if (command.arguments.empty() || command.name == "include") return false;
  return command.arguments.front().text.find('$') != std::string_view::npos;
}

bool findsMoreThanPrograms(std::string_view command) {
  return command == "find_library" || command == "find_path" || command == "find_file" || command == "find_package" ||
         command.starts_with("pkg_");
}

// The function or macro whose body a file's commands are in; the outermost counts.
class OpenFunction {
public:
  void step(const CMakeCommand &command) {
    const bool opens = command.name == "function" || command.name == "macro";
    if (opens && depth_++ == 0) name_ = command.arguments.empty() ? "" : std::string(command.arguments.front().text);
    const bool closes = command.name == "endfunction" || command.name == "endmacro";
    if (closes && depth_ > 0 && --depth_ == 0) name_.clear();
  }

  const std::string &name() const { return name_; }

private:
  std::string name_;
  int depth_ = 0;
};

} // namespace

CMakeFindModules::CMakeFindModules(const std::vector<std::string> &paths) {
  for (const std::string &path : paths) {
    const std::string_view package = path.ends_with(kEnding) ? packageOf(path) : std::string_view();
    if (package.empty()) continue;
    modules_.emplace(package, path);
    modulePaths_.insert(path);
  }
}

void CMakeFindModules::read(const std::string &path, std::string_view text) {
  if (modules_.empty()) return;
  const SourceText source(path, text);
  const auto commands = parseCMake(source);
  mayAskForAny_ = mayAskForAny_ || !commands;
  if (!commands) return;
  const bool isModule = modulePaths_.contains(path);
  OpenFunction function;
  for (const CMakeCommand &command : *commands) {
    function.step(command);
    if (isModule && command.name == "find_program") findsProgram_.insert(path);
    if (isModule && findsMoreThanPrograms(command.name)) findsOther_.insert(path);
    if (findsPackages(command.name) && isComputed(command)) {
      mayAskForAny_ = mayAskForAny_ || function.name().empty();
      if (!function.name().empty()) forwarders_.insert(lowerCase(function.name()));
    }
    for (const CMakeArgument &argument : command.arguments) {
      const std::string_view package = command.name == "include" ? packageOf(argument.text) : argument.text;
      if (modules_.contains(package)) mentions_.push_back({command.name, std::string(package), path});
    }
  }
}

bool CMakeFindModules::asks(const std::string &command) const {
  return findsPackages(command) || forwarders_.contains(command);
}

// A module that another module asks for is asked for as long as that one is.
std::set<std::string> CMakeFindModules::unasked() const {
  if (mayAskForAny_) return {};
  std::set<std::string> unasked = modulePaths_;
  for (bool changes = true; changes;) {
    changes = false;
    for (const Ask &mention : mentions_) {
      if (!asks(mention.command) || unasked.contains(mention.path)) continue;
      const auto [begin, end] = modules_.equal_range(mention.package);
      for (auto module = begin; module != end; ++module) changes = unasked.erase(module->second) > 0 || changes;
    }
  }
  return unasked;
}

std::set<std::string> CMakeFindModules::programs() const {
  std::set<std::string> programs;
  for (const auto &[package, path] : modules_) {
    if (findsProgram_.contains(path) && !findsOther_.contains(path)) programs.insert(package);
  }
  for (const auto &[package, path] : modules_) {
    if (findsOther_.contains(path)) programs.erase(package);
  }
  return programs;
}

} // namespace lintel::sbom
