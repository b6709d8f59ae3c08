#include "sbom/collect/build_file_version.h"

#include "core/support/text.h"
#include "sbom/declared/cmake_syntax.h"

#include <algorithm>
#include <map>
#include <re2/re2.h>
#include <vector>

namespace lintel::sbom {
namespace {

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

bool isDotted(std::string_view text) {
  static const RE2 dotted(R"(\d+(?:\.\d+){1,3})");
  return RE2::FullMatch(piece(text), dotted);
}

bool isCMakeVersion(std::string_view text) {
  static const RE2 version(R"(\d+(?:\.\d+){0,3})");
  return RE2::FullMatch(piece(text), version);
}

// "nlohmann-json" and "NLOHMANN_JSON" are one name.
std::string lettersAndDigits(std::string_view text) {
  std::string kept = lowerCase(text);
  std::erase_if(kept, [](char c) { return (c < 'a' || c > 'z') && (c < '0' || c > '9'); });
  return kept;
}

bool opensBlock(const std::string &command) {
  return command == "if" || command == "foreach" || command == "while" || command == "function" || command == "macro" ||
         command == "block";
}

// A variable that is set to one literal, once and unconditionally.
struct CMakeVariables {
  std::map<std::string, std::string, std::less<>> values; // "" for one that is not

  static CMakeVariables of(const std::vector<CMakeCommand> &commands) {
    CMakeVariables variables;
    int depth = 0;
    for (const CMakeCommand &command : commands) {
      if (opensBlock(command.name)) ++depth;
      if (command.name.starts_with("end")) --depth;
      if (command.name != "set" || command.arguments.empty()) continue;
      const bool isLiteral = depth == 0 && command.arguments.size() == 2 && isDotted(command.arguments[1].text);
      const std::string value(isLiteral ? command.arguments[1].text : std::string_view());
      const auto [known, isNew] = variables.values.try_emplace(std::string(command.arguments[0].text), value);
      if (!isNew && known->second != value) known->second.clear();
    }
    return variables;
  }

  std::string of(std::string_view name) const {
    const auto found = values.find(name);
    return found == values.end() ? std::string() : found->second;
  }
};

// "" as well when two of them differ.
std::string versionOfVariables(const CMakeVariables &variables, std::string_view project, std::string_view directory) {
  constexpr std::string_view kEnding = "_VERSION";
  std::string version;
  for (const auto &[name, value] : variables.values) {
    bool speaks = name == "VERSION" || name == "PROJECT_VERSION";
    if (name.size() > kEnding.size() && name.ends_with(kEnding)) {
      const std::string owner = lettersAndDigits(name.substr(0, name.size() - kEnding.size()));
      speaks |= owner == lettersAndDigits(project) || owner == lettersAndDigits(directory);
    }
    if (!speaks) continue;
    if (value.empty() || (!version.empty() && version != value)) return {};
    version = value;
  }
  return version;
}

std::string withoutHashComments(const std::string &text) {
  std::string code;
  for (const std::string_view line : splitLines(text)) code.append(line.substr(0, line.find('#'))).append("\n");
  return code;
}

// M4: what follows "dnl" is no text, and neither is a comment of the shell.
std::string withoutM4Comments(const std::string &text) {
  static const RE2 comment(R"((?:^|\W)(dnl(?:\s|$)|#))");
  std::string code;
  for (const std::string_view line : splitLines(text)) {
    re2::StringPiece begin;
    const bool commented = RE2::PartialMatch(piece(line), comment, &begin);
    code.append(commented ? line.substr(0, static_cast<std::size_t>(begin.data() - line.data())) : line).append("\n");
  }
  return code;
}

// More than what states a version needs. Without bounds a short file could ask for work without end.
constexpr std::size_t kMaxCall = 1000;   // bytes of a call's arguments
constexpr std::size_t kMaxIncludes = 16; // files
constexpr std::size_t kMaxExpansions = 50;
constexpr std::size_t kMaxVersion = 200; // bytes

// The arguments of a call whose opening parenthesis ends at begin; empty when it does not close soon.
std::vector<std::string> m4Arguments(std::string_view text, std::size_t begin) {
  std::vector<std::string> arguments(1);
  int quotes = 0, parentheses = 0;
  for (const char c : text.substr(begin, kMaxCall)) {
    if (c == '[') ++quotes;
    if (c == ']') --quotes;
    if (quotes == 0 && c == '(') ++parentheses;
    if (quotes == 0 && c == ')' && --parentheses < 0) return arguments;
    if (quotes == 0 && parentheses == 0 && c == ',') {
      arguments.emplace_back();
    } else {
      arguments.back().push_back(c);
    }
  }
  return {};
}

std::string withoutQuotes(std::string_view argument) {
  std::string text(trim(argument));
  std::erase_if(text, [](char c) { return c == '[' || c == ']'; });
  return text;
}

// nullopt for what is defined twice, or changed later.
using M4Definitions = std::map<std::string, std::optional<std::string>, std::less<>>;

void addDefinitions(const std::string &code, M4Definitions &definitions) {
  static const RE2 defining(R"((?:^|\W)((?:m4_)?define|(?:m4_)?pushdef|m4_append(?:_uniq)?|m4_prepend)\()");
  re2::StringPiece rest(code);
  for (std::string call; RE2::FindAndConsume(&rest, defining, &call);) {
    const auto arguments = m4Arguments(code, static_cast<std::size_t>(rest.data() - code.data()));
    if (arguments.size() < 2) continue;
    const auto value = call.ends_with("define") ? std::optional(std::string(trim(arguments[1]))) : std::nullopt;
    const auto [known, isNew] = definitions.try_emplace(withoutQuotes(arguments[0]), value);
    if (!isNew && known->second != value) known->second.reset();
  }
}

// A word that may stand in a version: "rc1". Any other is a macro that is defined elsewhere.
bool isPlainWord(std::string_view word) {
  return std::ranges::all_of(word, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

class M4Expansion {
public:
  explicit M4Expansion(const M4Definitions &definitions) : definitions_(definitions) {}

  // Quotes separate words and are no text. nullopt: a macro in it is not known for certain, or it is too much.
  std::optional<std::string> of(std::string_view text) {
    static const RE2 next(R"(([^A-Za-z_]*)(?:m4_defn\(\[?([A-Za-z_]\w*)\]?\)|([A-Za-z_]\w*)|$))");
    std::string result, between, quoted, name;
    re2::StringPiece rest = piece(text);
    while (!rest.empty() && RE2::Consume(&rest, next, &between, &quoted, &name)) {
      result += withoutQuotes(between);
      const auto found = definitions_.find(quoted.empty() ? name : quoted);
      const bool isDefined = found != definitions_.end();
      if (!isDefined && (!quoted.empty() || !isPlainWord(name))) return std::nullopt;
      const auto inner = isDefined ? valueOf(found->second) : std::optional(name);
      if (!inner) return std::nullopt;
      result += *inner;
      if (result.size() > kMaxVersion) return std::nullopt;
    }
    return result;
  }

private:
  std::optional<std::string> valueOf(const std::optional<std::string> &definition) {
    if (!definition || ++count_ > kMaxExpansions) return std::nullopt;
    return of(*definition);
  }

  const M4Definitions &definitions_;
  std::size_t count_ = 0;
};

} // namespace

std::string versionOfCMake(std::string_view text, std::string_view directoryName) {
  const std::string copy(text);
  const SourceText source("CMakeLists.txt", copy);
  const auto commands = parseCMake(source);
  if (!commands) return {};
  const auto project = std::ranges::find(*commands, "project", &CMakeCommand::name);
  const CMakeVariables variables = CMakeVariables::of(*commands);
  if (project == commands->end() || project->arguments.empty())
    return versionOfVariables(variables, directoryName, directoryName);
  const auto &arguments = project->arguments;
  const auto keyword = std::ranges::find_if(arguments.begin() + 1, arguments.end(), [](const CMakeArgument &argument) {
    return argument.kind == CMakeArgument::Kind::Unquoted && argument.text == "VERSION";
  });
  if (keyword == arguments.end()) return versionOfVariables(variables, arguments[0].text, directoryName);
  if (keyword + 1 == arguments.end()) return {};
  const std::string_view stated = (keyword + 1)->text;
  if (isCMakeVersion(stated)) return std::string(stated);
  if (!stated.starts_with("${") || !stated.ends_with('}')) return {};
  return variables.of(stated.substr(2, stated.size() - 3));
}

std::string versionOfMeson(const std::string &text) {
  static const RE2 project(R"((?:^|\s)project\s*\(((?:[^()']|'(?:[^'\\]|\\.)*')*)\))");
  static const RE2 version(R"([\s,]version\s*:\s*'([^']*)')");
  std::string arguments, found;
  if (RE2::PartialMatch(withoutHashComments(text), project, &arguments)) RE2::PartialMatch(arguments, version, &found);
  return found;
}

std::string versionOfAutoconf(const std::string &text, const ReadBeside &readBeside) {
  static const RE2 including(R"((?:^|\W)(?:m4_)?s?include\(\[*([\w.-]+)\]*\))");
  static const RE2 initialising(R"((?:^|\W)AC_INIT\()");
  const std::string code = withoutM4Comments(text);
  M4Definitions definitions;
  addDefinitions(code, definitions);
  re2::StringPiece includes(code);
  std::size_t count = 0;
  for (std::string name; count < kMaxIncludes && RE2::FindAndConsume(&includes, including, &name); ++count)
    if (const auto included = readBeside(name)) addDefinitions(withoutM4Comments(*included), definitions);
  re2::StringPiece rest(code);
  if (!RE2::FindAndConsume(&rest, initialising)) return {};
  const auto arguments = m4Arguments(code, static_cast<std::size_t>(rest.data() - code.data()));
  if (arguments.size() < 2) return {};
  const std::string version = M4Expansion(definitions).of(trim(arguments[1])).value_or("");
  return version.find('.') == std::string::npos ? std::string() : version;
}

} // namespace lintel::sbom
