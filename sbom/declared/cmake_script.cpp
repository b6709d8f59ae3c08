#include "sbom/declared/cmake_script.h"

#include "core/support/text.h"
#include "sbom/declared/conditions.h"

#include <algorithm>
#include <array>
#include <optional>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kMaxWalked = 8u << 20;       // bytes of commands, loops counted with each turn
constexpr std::size_t kMaxCalled = kMaxWalked / 4; // behind these the functions of the file are not followed any more
constexpr int kMaxCallDepth = 8;

struct Block {
  std::string_view open;
  std::string_view close;
};
constexpr std::array<Block, 6> kBlocks = {{{"if", "endif"},
                                           {"foreach", "endforeach"},
                                           {"while", "endwhile"},
                                           {"function", "endfunction"},
                                           {"macro", "endmacro"},
                                           {"block", "endblock"}}};

// For each command that opens a block the index of the one that closes it; 0 for the others.
Result<std::vector<std::size_t>> matchBlocks(const SourceText &source, const std::vector<CMakeCommand> &commands) {
  std::vector<std::size_t> ends(commands.size());
  std::vector<std::pair<std::size_t, const Block *>> open;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const std::string &name = commands[i].name;
    if (const auto opens = std::ranges::find(kBlocks, name, &Block::open); opens != kBlocks.end()) {
      open.emplace_back(i, &*opens);
      if (open.size() > kMaxDepth) return source.problem(commands[i].span.begin, "blocks nest more than 64 deep");
    } else if (std::ranges::find(kBlocks, name, &Block::close) != kBlocks.end()) {
      if (open.empty() || open.back().second->close != name) {
        return source.problem(commands[i].span.begin, "'" + name + "' closes nothing",
                              open.empty() ? "" : std::string(open.back().second->close));
      }
      ends[open.back().first] = i;
      open.pop_back();
    }
  }
  if (open.empty()) return ends;
  const CMakeCommand &last = commands[open.back().first];
  return source.problem(last.span.begin, "an unterminated '" + last.name + "'", std::string(open.back().second->close));
}

// The variable of "NOT x" or "NOT DEFINED x": a value that such a branch gives it is its default.
std::string defaultedVariable(const CMakeCommand &command) {
  const auto &arguments = command.arguments;
  if (arguments.size() < 2 || arguments.size() > 3 || arguments.front().text != "NOT") return {};
  if (arguments.size() == 3 && arguments[1].text != "DEFINED") return {};
  return std::string(arguments.back().text);
}

// Commands that are known to set no variable of the file, whatever their arguments are called.
bool setsNothing(std::string_view name) {
  constexpr std::array<std::string_view, 14> kNames = {"add_custom_command",
                                                       "add_custom_target",
                                                       "add_definitions",
                                                       "add_dependencies",
                                                       "add_executable",
                                                       "add_library",
                                                       "add_subdirectory",
                                                       "find_package",
                                                       "include",
                                                       "install",
                                                       "message",
                                                       "pkg_check_modules",
                                                       "fetchcontent_declare",
                                                       "externalproject_add"};
  return name.starts_with("target_") || name.starts_with("cpm") || std::ranges::find(kNames, name) != kNames.end();
}

class Walk {
public:
  Walk(const SourceText &source, const std::vector<CMakeCommand> &commands, const std::vector<std::size_t> &ends,
       const CMakeSink &sink)
      : source_(source), commands_(commands), ends_(ends), sink_(sink) {}

  CMakeVariables &variables() { return variables_; }

  Status run(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      walked_ += commands_[i].inside.end - commands_[i].span.begin;
      if (walked_ > kMaxWalked) return source_.problem(commands_[i].span.begin, "loops over too many items");
      if (const Status status = step(i); !status) return status;
      if (ends_[i] != 0) i = ends_[i];
    }
    return {};
  }

private:
  Status step(std::size_t i) {
    const CMakeCommand &command = commands_[i];
    if (command.name == "if") return runIf(i);
    if (command.name == "while") return runIf(i);
    if (command.name == "foreach") return runForeach(i);
    if (ends_[i] != 0) return runScope(i);
    if (command.name == "set" || command.name == "list") {
      sink_({command.name, expander_.expandAll(command.arguments, variables_), conditions_.text()});
    }
    if (command.name == "set") {
      set(command);
    } else if (command.name == "unset") {
      if (!command.arguments.empty()) variables_.assign(nameOf(command), std::nullopt);
    } else if (command.name == "option") {
      option(command);
    } else if (command.name == "list") {
      list(command);
    } else {
      return hand(command);
    }
    return {};
  }

  std::string conditionOf(const CMakeCommand &command) const {
    const std::string text = onOneLine(source_.slice(command.inside));
    return command.name == "while" ? "while " + text : text;
  }

  // Each branch of the block is walked with the variables from before it.
  Status runIf(std::size_t i) {
    const std::size_t end = ends_[i];
    conditions_.enter(conditionOf(commands_[i]));
    variables_.enter();
    bool exhaustive = false;
    std::size_t begin = i + 1;
    for (std::size_t at = begin; at <= end; ++at) {
      const std::string &name = commands_[at].name;
      const bool next = name == "elseif" || name == "else";
      if (next || at == end) {
        if (const Status status = run(begin, at); !status) return status;
        begin = at + 1;
      }
      if (next) {
        variables_.nextBranch();
        exhaustive = name == "else";
        exhaustive ? conditions_.otherwise() : conditions_.alternative(conditionOf(commands_[at]));
      }
      if (ends_[at] != 0 && at != end) at = ends_[at];
    }
    variables_.leave(exhaustive, defaultedVariable(commands_[i]));
    conditions_.leave();
    return {};
  }

  Status runForeach(std::size_t i) {
    std::vector<CMakeWord> words = expander_.expandAll(commands_[i].arguments, variables_);
    if (words.empty()) return {};
    const std::string variable = words.front().text;
    const auto items = loopItems(words);
    if (!items) {
      variables_.enter();
      variables_.assign(variable, std::nullopt);
      const Status status = run(i + 1, ends_[i]);
      variables_.leave(false);
      return status;
    }
    for (const std::string &item : *items) {
      walked_ += item.size() + 1;
      variables_.assign(variable, item);
      if (const Status status = run(i + 1, ends_[i]); !status) return status;
    }
    variables_.assign(variable, std::nullopt);
    return {};
  }

  // foreach(x a b), foreach(x IN ITEMS a b), foreach(x IN LISTS l): nullopt when the items are not known.
  std::optional<std::vector<std::string>> loopItems(const std::vector<CMakeWord> &words) const {
    std::vector<std::string> items;
    const bool in = words.size() > 1 && words[1].text == "IN" && !words[1].quoted;
    bool lists = false;
    for (std::size_t i = in ? 2 : 1; i < words.size(); ++i) {
      const CMakeWord &word = words[i];
      if (!word.resolved) return std::nullopt;
      if (!in && i == 1 && word.text == "RANGE") return std::nullopt;
      if (in && (word.text == "LISTS" || word.text == "ITEMS" || word.text == "ZIP_LISTS")) {
        if (word.text == "ZIP_LISTS") return std::nullopt;
        lists = word.text == "LISTS";
        continue;
      }
      if (!lists) {
        items.push_back(word.text);
        continue;
      }
      const std::string *value = variables_.find(word.text);
      if (value == nullptr) return std::nullopt;
      std::ranges::move(cmakeList(*value), std::back_inserter(items));
    }
    return items;
  }

  // The body of a function, macro or block(): its parameters are known to its callers only.
  Status runScope(std::size_t i) {
    const CMakeCommand &command = commands_[i];
    variables_.enter();
    if (command.name != "block") {
      if (!command.arguments.empty()) routines_[lowerCase(command.arguments.front().text)] = i;
      for (const CMakeArgument &argument : command.arguments) {
        variables_.assign(std::string(argument.text), std::nullopt);
      }
    }
    const Status status = run(i + 1, ends_[i]);
    variables_.leaveScope();
    return status;
  }

  // The name of the variable that a command sets, with references in it replaced.
  std::string nameOf(const CMakeCommand &command, std::size_t index = 0) {
    return expander_.expand(command.arguments[index], variables_).text;
  }

  // The words from an index on as one list; nullopt when one of them is not resolved.
  static std::optional<std::string> joined(const std::vector<CMakeWord> &words, std::size_t from, std::size_t to) {
    std::string value;
    for (std::size_t i = from; i < to; ++i) {
      if (!words[i].resolved) return std::nullopt;
      value += (i == from ? "" : ";") + words[i].text;
    }
    return value;
  }

  void set(const CMakeCommand &command) {
    const std::vector<CMakeWord> words = expander_.expandAll(command.arguments, variables_);
    if (words.empty()) return;
    const auto mark = std::ranges::find_if(words, [](const CMakeWord &word) {
      return !word.quoted && (word.text == "CACHE" || word.text == "PARENT_SCOPE");
    });
    const auto end = static_cast<std::size_t>(mark - words.begin());
    if (end == 0 || (mark != words.end() && mark->text == "PARENT_SCOPE")) return;
    variables_.assign(words.front().text, end == 1 ? std::nullopt : joined(words, 1, end));
  }

  void option(const CMakeCommand &command) {
    const std::vector<CMakeWord> words = expander_.expandAll(command.arguments, variables_);
    if (words.empty() || variables_.find(words.front().text) != nullptr) return;
    variables_.assign(words.front().text, words.size() < 3 ? "OFF" : joined(words, 2, 3));
  }

  void list(const CMakeCommand &command) {
    const std::vector<CMakeWord> words = expander_.expandAll(command.arguments, variables_);
    const bool append = words.size() > 1 && words.front().text == "APPEND";
    const bool prepend = words.size() > 1 && words.front().text == "PREPEND";
    if (!append && !prepend) {
      forgetNamed(command);
      return;
    }
    const std::string *old = variables_.find(words[1].text);
    std::optional<std::string> added = joined(words, 2, words.size());
    if (old == nullptr || old->empty() || !added) {
      // A list that this file did not begin may hold more than what is added here.
      variables_.assign(words[1].text, old == nullptr ? std::nullopt : added);
      return;
    }
    variables_.assign(words[1].text, append ? *old + ";" + *added : *added + ";" + *old);
  }

  // A command that may write to a variable which it is given by name: the value is not known after it.
  void forgetNamed(const CMakeCommand &command) {
    for (const CMakeArgument &argument : command.arguments) {
      if (argument.kind == CMakeArgument::Kind::Bracket || variables_.find(argument.text) == nullptr) continue;
      variables_.assign(std::string(argument.text), std::nullopt);
    }
  }

  // The body once more, with what the call gives its parameters.
  Status callRoutine(std::size_t i, const std::vector<CMakeWord> &words) {
    if (callDepth_ >= kMaxCallDepth || walked_ > kMaxCalled) return {};
    const auto &parameters = commands_[i].arguments;
    const auto valueAt = [&](std::size_t at) { return std::min(at, words.size()); };
    variables_.enter();
    for (std::size_t at = 1; at < parameters.size(); ++at) {
      variables_.assign(std::string(parameters[at].text), joined(words, valueAt(at - 1), valueAt(at)));
    }
    variables_.assign("ARGN", joined(words, valueAt(parameters.size() - 1), words.size()));
    ++callDepth_;
    const Status status = run(i + 1, ends_[i]);
    --callDepth_;
    variables_.leaveScope();
    return status;
  }

  Status hand(const CMakeCommand &command) {
    const CMakeCall call{command.name, expander_.expandAll(command.arguments, variables_), conditions_.text(),
                         callDepth_ > 0};
    sink_(call);
    Status status;
    if (const auto routine = routines_.find(command.name); routine != routines_.end()) {
      status = callRoutine(routine->second, call.words);
    }
    if (!setsNothing(command.name)) forgetNamed(command);
    return status;
  }

  const SourceText &source_;
  const std::vector<CMakeCommand> &commands_;
  const std::vector<std::size_t> &ends_;
  const CMakeSink &sink_;
  CMakeVariables variables_;
  CMakeExpander expander_;
  Conditions conditions_{{"AND", "NOT"}};
  std::map<std::string, std::size_t> routines_; // functions and macros of the file, by name in lower case
  std::size_t walked_ = 0;
  int callDepth_ = 0;
};

} // namespace

Status walkCMake(const SourceText &source, const std::map<std::string, std::string> &preset, const CMakeSink &sink) {
  const auto commands = parseCMake(source);
  if (!commands) return fail(commands.error());
  const auto ends = matchBlocks(source, *commands);
  if (!ends) return fail(ends.error());
  Walk walk(source, *commands, *ends, sink);
  for (const auto &[name, value] : preset) walk.variables().assign(name, value);
  return walk.run(0, commands->size());
}

} // namespace lintel::sbom
