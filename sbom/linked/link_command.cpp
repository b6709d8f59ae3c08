#include "sbom/linked/link_command.h"

#include "core/support/path.h"
#include "core/support/shell_words.h"
#include "sbom/linked/command_words.h"
#include "sbom/linked/file_kind.h"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>

namespace lintel::sbom {
namespace {

struct Word {
  std::string_view text;
  bool forLinker; // from -Wl or -Xlinker, or the program is a linker itself
};

// -Wl,a,b and -Xlinker a as the words that the linker sees (GCC manual, "Options for Linking").
std::vector<Word> flatten(const std::vector<std::string> &words, bool forLinker) {
  std::vector<Word> flat;
  for (std::size_t at = 1; at < words.size(); ++at) {
    std::string_view word = words[at];
    if (word == "-Xlinker") {
      if (++at < words.size()) flat.push_back({words[at], true});
    } else if (word.starts_with("-Wl,")) {
      for (word.remove_prefix(4); !word.empty();) {
        const std::size_t comma = word.find(',');
        flat.push_back({word.substr(0, comma), true});
        word = comma == std::string_view::npos ? std::string_view() : word.substr(comma + 1);
      }
    } else {
      flat.push_back({word, forLinker});
    }
  }
  return flat;
}

template <std::size_t size> bool isOneOf(std::string_view text, const std::array<std::string_view, size> &list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// Options whose value is the next word and is no input.
bool takesValue(const Word &word) {
  static constexpr std::array<std::string_view, 37> kOfBoth = {"-T",
                                                               "-u",
                                                               "-z",
                                                               "-e",
                                                               "-x",
                                                               "-I",
                                                               "-isystem",
                                                               "-idirafter",
                                                               "-iquote",
                                                               "-include",
                                                               "-imacros",
                                                               "-isysroot",
                                                               "-D",
                                                               "-U",
                                                               "-MF",
                                                               "-MT",
                                                               "-MQ",
                                                               "-B",
                                                               "-target",
                                                               "-arch",
                                                               "-framework",
                                                               "--param",
                                                               "-specs",
                                                               "-wrapper",
                                                               "-aux-info",
                                                               "--sysroot",
                                                               "-Xclang",
                                                               "-Xassembler",
                                                               "-Xpreprocessor",
                                                               "-mllvm",
                                                               "-dumpbase",
                                                               "-dumpdir",
                                                               "-Xcompiler",
                                                               "-current_version",
                                                               "-compatibility_version",
                                                               "-install_name",
                                                               "-ccbin"};
  static constexpr std::array<std::string_view, 33> kOfLinker = {"-m",
                                                                 "-h",
                                                                 "-soname",
                                                                 "--soname",
                                                                 "-rpath",
                                                                 "--rpath",
                                                                 "-rpath-link",
                                                                 "--rpath-link",
                                                                 "-dynamic-linker",
                                                                 "--dynamic-linker",
                                                                 "-plugin",
                                                                 "--plugin",
                                                                 "-plugin-opt",
                                                                 "--plugin-opt",
                                                                 "-version-script",
                                                                 "--version-script",
                                                                 "--dynamic-list",
                                                                 "-init",
                                                                 "-fini",
                                                                 "-a",
                                                                 "-A",
                                                                 "-c",
                                                                 "-F",
                                                                 "-f",
                                                                 "-G",
                                                                 "-R",
                                                                 "-y",
                                                                 "-Y",
                                                                 "--defsym",
                                                                 "--script",
                                                                 "--undefined",
                                                                 "--wrap",
                                                                 "--image-base"};
  return isOneOf(word.text, kOfBoth) || (word.forLinker && isOneOf(word.text, kOfLinker));
}

class LinkParser {
public:
  LinkParser(const SimpleCommand &command, bool isLinker) : words_(flatten(command.words, isLinker)) {
    command_.directory = command.directory;
  }

  // nullopt: not a link.
  std::optional<LinkCommand> parse() {
    for (at_ = 0; at_ < words_.size(); ++at_) {
      const Word word = words_[at_];
      if (!word.forLinker && isCompilation(word.text)) return std::nullopt;
      if (word.text == "-r" || word.text == "--relocatable") return std::nullopt;
      if (word.text.size() > 1 && word.text.front() == '-')
        option(word);
      else if (!word.text.empty() && word.text != "-")
        add(word.text, false);
    }
    if (command_.inputs.empty()) return std::nullopt;
    if (linksStatically_)
      for (CommandInput &input : command_.inputs) input.onlyStatic = input.isLibrary;
    if (command_.output.empty()) command_.output = absolutePath("a.out", command_.directory);
    return std::move(command_);
  }

private:
  static bool isCompilation(std::string_view text) {
    static constexpr std::array<std::string_view, 9> kModes = {"-c",  "-S",   "-E",           "-fsyntax-only", "-M",
                                                               "-MM", "-###", "--precompile", "-emit-pch"};
    return isOneOf(text, kModes) || text.starts_with("--print-") || text.starts_with("-print-");
  }

  void option(const Word &word) {
    const std::string_view text = word.text;
    if (const auto output = valueOf("-o", word, true)) {
      command_.output = absolutePath(*output, command_.directory);
    } else if (const auto directory = valueOf("-L", word, true)) {
      command_.libraryDirectories.push_back(absolutePath(*directory, command_.directory));
    } else if (const auto longDirectory = valueOf("--library-path", word, false)) {
      command_.libraryDirectories.push_back(absolutePath(*longDirectory, command_.directory));
    } else if (const auto map = valueOf("-Map", word, false)) {
      command_.mapFile = absolutePath(*map, command_.directory);
    } else if (const auto dependencies = valueOf("--dependency-file", word, false)) {
      command_.dependencyFile = absolutePath(*dependencies, command_.directory);
    } else if (const auto library = valueOf("--library", word, false)) {
      add(*library, true);
    } else if (const auto shortLibrary = libraryName(word)) {
      add(*shortLibrary, true);
    } else if (text == "-shared" || text == "--shared" || text == "-Bshareable" || text == "-dynamiclib") {
      command_.type = LinkedArtefact::Type::SharedLibrary;
    } else if (!setMode(word) && takesValue(word)) {
      ++at_;
    }
  }

  // The value of an option that is spelled "-o value", with joins also "-ovalue"; long names also "--name=value" and
  // with one dash or two, as ld(1) allows.
  std::optional<std::string_view> valueOf(std::string_view name, const Word &word, bool joins) {
    std::string_view text = word.text;
    if (!joins && !word.forLinker) return std::nullopt;
    if (!joins && text.starts_with("--") != name.starts_with("--")) {
      if (text.starts_with("--"))
        text.remove_prefix(1);
      else
        name.remove_prefix(1);
    }
    if (!text.starts_with(name)) return std::nullopt;
    const std::string_view rest = text.substr(name.size());
    if (rest.empty()) {
      if (at_ + 1 == words_.size()) return std::nullopt;
      return words_[++at_].text;
    }
    if (!joins) return rest.front() == '=' ? std::optional(rest.substr(1)) : std::nullopt;
    if (name == "-o" && word.forLinker && rest.size() > 4) return std::nullopt; // -omagic
    return rest;
  }

  // -lz, -l z, -l:libz.a; ld has no other option that begins with -l.
  std::optional<std::string_view> libraryName(const Word &word) { return valueOf("-l", word, true); }

  bool setMode(const Word &word) {
    const std::string_view text = word.text;
    if (!word.forLinker && (text == "-static" || text == "-static-pie" || text == "--static")) {
      linksStatically_ = true;
    } else if (text == "-Bstatic" || text == "-dn" || text == "-non_shared" || text == "-static" ||
               text == "--static") {
      onlyStatic_ = true;
    } else if (text == "-Bdynamic" || text == "-dy" || text == "-call_shared") {
      onlyStatic_ = false;
    } else if (text == "--whole-archive" || text == "-whole-archive") {
      wholeArchive_ = true;
    } else if (text == "--no-whole-archive" || text == "-no-whole-archive") {
      wholeArchive_ = false;
    } else if (text == "--push-state" || text == "-push-state") {
      saved_.emplace_back(onlyStatic_, wholeArchive_);
    } else if ((text == "--pop-state" || text == "-pop-state") && !saved_.empty()) {
      std::tie(onlyStatic_, wholeArchive_) = saved_.back();
      saved_.pop_back();
    } else {
      return false;
    }
    return true;
  }

  void add(std::string_view name, bool isLibrary) {
    if (!isLibrary && !kindOfLinkerInput(name)) return;
    command_.inputs.push_back({std::string(name), isLibrary, isLibrary && onlyStatic_, wholeArchive_});
  }

  std::vector<Word> words_;
  std::size_t at_ = 0;
  LinkCommand command_;
  bool linksStatically_ = false; // the driver's -static, wherever it stands
  bool onlyStatic_ = false;
  bool wholeArchive_ = false;
  std::vector<std::pair<bool, bool>> saved_; // of --push-state
};

bool takesArchiverValue(std::string_view word) { return word == "--plugin" || word == "--output"; }

// ar [options] [-]operation[modifiers] [relpos] [count] archive member... (ar(1)).
std::optional<LinkCommand> parseArchive(const SimpleCommand &simple) {
  const std::vector<std::string> &words = simple.words;
  std::size_t at = 1;
  for (; at < words.size() && words[at].starts_with("--"); ++at)
    if (takesArchiverValue(words[at])) ++at;
  if (at >= words.size()) return std::nullopt;
  const std::string_view operation = words[at];
  if (operation.find_first_of("qr") == std::string_view::npos) return std::nullopt;
  at += 1 + static_cast<std::size_t>(operation.find_first_of("abi") != std::string_view::npos) +
        static_cast<std::size_t>(operation.find('N') != std::string_view::npos);
  while (at < words.size() && words[at].starts_with('-')) ++at;
  if (at >= words.size()) return std::nullopt;
  LinkCommand command;
  command.type = LinkedArtefact::Type::StaticLibrary;
  command.directory = simple.directory;
  command.output = absolutePath(words[at], simple.directory);
  for (++at; at < words.size(); ++at)
    if (!words[at].starts_with('-')) command.inputs.push_back({words[at]});
  return command;
}

std::optional<LinkCommand> parseSimple(const SimpleCommand &command) {
  switch (toolOf(command.words.front())) {
  case Tool::Archiver: return parseArchive(command);
  case Tool::Linker: return LinkParser(command, true).parse();
  case Tool::CompilerDriver: return LinkParser(command, false).parse();
  case Tool::None: return std::nullopt;
  }
  return std::nullopt;
}

} // namespace

std::vector<LinkCommand> parseLinkCommands(const std::vector<std::string> &words, const CommandPlace &place,
                                           ResponseFiles &responseFiles, std::vector<Problem> &problems) {
  std::vector<LinkCommand> commands;
  for (SimpleCommand &simple : splitCommands(words, place.directory)) {
    if (toolOf(simple.words.front()) == Tool::None) continue;
    simple.words = responseFiles.expand(simple.words, simple.directory, place.problem, problems);
    if (simple.words.empty()) continue;
    auto command = parseSimple(simple);
    if (!command) continue;
    command->evidence = place.evidence;
    commands.push_back(std::move(*command));
  }
  return commands;
}

std::vector<LinkCommand> parseLinkCommands(std::string_view line, const CommandPlace &place,
                                           ResponseFiles &responseFiles, std::vector<Problem> &problems) {
  const auto words = splitShellWords(line);
  if (words) return parseLinkCommands(*words, place, responseFiles, problems);
  Problem problem = place.problem;
  problem.what = words.error().what;
  problems.push_back(std::move(problem));
  return {};
}

std::string outputOption(const std::vector<std::string> &words) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (!words[at].starts_with("-o")) continue;
    if (words[at].size() > 2) return words[at].substr(2);
    return at + 1 < words.size() ? words[at + 1] : "";
  }
  return "";
}

} // namespace lintel::sbom
