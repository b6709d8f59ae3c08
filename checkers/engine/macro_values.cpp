// The headers are included from a main file that exists in memory only. Its last token tells that all of them have
// been read; at that place every macro is expanded as if it stood there.
#include "checkers/engine/macro_values.h"

#include "checkers/engine/macro_expression.h"
#include "checkers/engine/run_action.h"
#include "checkers/engine/schedule.h"
#include "checkers/engine/tree_file_system.h"
#include "checkers/engine/wire.h"

#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <tuple>

namespace lintel::checkers {
namespace {

constexpr std::size_t kMaxMacros = 1'000;        // of one request
constexpr std::size_t kMaxLength = 256;          // bytes of an expanded macro
constexpr std::size_t kMaxTokens = 128;          // of an expanded macro
constexpr std::size_t kMaxTokensInAll = 1 << 20; // macros that double each other end here

// Words of a name: "ZLIB_VERNUM" -> ZLIB, VERNUM; "kLibVersionMajor" -> K, LIB, VERSION, MAJOR.
std::vector<std::string> wordsOf(std::string_view name) {
  std::vector<std::string> words;
  bool inWord = false;
  bool afterLower = false;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool lower = c >= 'a' && c <= 'z';
    if (!upper && !lower) {
      inWord = false;
      continue;
    }
    if (!inWord || (upper && afterLower)) words.emplace_back();
    words.back().push_back(lower ? static_cast<char>(c - 'a' + 'A') : c);
    inWord = true;
    afterLower = lower;
  }
  return words;
}

class MacroAction final : public clang::PreprocessorFrontendAction {
public:
  explicit MacroAction(const std::vector<std::string> &headers) : headers_(headers) {}

  MacroScan result;

private:
  void ExecuteAction() override {
    clang::Preprocessor &pp = getCompilerInstance().getPreprocessor();
    findHeaders();
    pp.IgnorePragmas();
    pp.SetSuppressIncludeNotFoundError(true);
    pp.EnterMainSourceFile();
    clang::Token token;
    do pp.Lex(token);
    while (token.isNot(clang::tok::eof) && !pp.getSourceManager().isWrittenInMainFile(token.getLocation()));
    if (token.is(clang::tok::eof)) {
      result.error = "the headers could not be read to their end";
      return;
    }
    for (const auto &[macro, file] : versionMacros()) {
      if (result.macros.size() == kMaxMacros || spent_ > kMaxTokensInAll) break;
      evaluate(*macro, file, token.getLocation());
    }
  }

  void findHeaders() {
    clang::FileManager &files = getCompilerInstance().getFileManager();
    for (const std::string &header : headers_) {
      if (const auto file = files.getOptionalFileRef(header))
        wanted_.try_emplace(&file->getFileEntry(), header);
      else if (result.error.empty())
        result.error = header + ": no such file";
    }
  }

  using Place = std::pair<const clang::IdentifierInfo *, std::string>;

  // Sorted by place, so that a bound cuts the same macros on every run.
  std::vector<Place> versionMacros() const {
    const clang::Preprocessor &pp = getCompilerInstance().getPreprocessor();
    const clang::SourceManager &sources = pp.getSourceManager();
    std::vector<std::tuple<std::string, unsigned, std::string, const clang::IdentifierInfo *>> found;
    for (const auto &entry : pp.macros()) {
      const clang::IdentifierInfo *name = entry.first;
      const clang::MacroInfo *macro = pp.getMacroInfo(name);
      if (!macro || !macro->isObjectLike() || macro->isBuiltinMacro() || macro->tokens_empty()) continue;
      if (!isVersionName(std::string_view(name->getName()))) continue;
      const auto [id, offset] = sources.getDecomposedLoc(macro->getDefinitionLoc());
      const clang::OptionalFileEntryRef file = sources.getFileEntryRefForID(id);
      const auto header = file ? wanted_.find(&file->getFileEntry()) : wanted_.end();
      if (header != wanted_.end()) found.emplace_back(header->second, offset, name->getName().str(), name);
    }
    std::sort(found.begin(), found.end());
    std::vector<Place> places;
    for (const auto &[file, offset, text, name] : found) places.emplace_back(name, file);
    return places;
  }

  void evaluate(const clang::IdentifierInfo &name, const std::string &file, clang::SourceLocation at) {
    clang::Preprocessor &pp = getCompilerInstance().getPreprocessor();
    const auto tokens = expand(name, at);
    if (!tokens) return;
    MacroDefinition macro{name.getName().str(), MacroKind::Other, "", spell(*tokens), file, 0};
    macro.value = macro.spelling;
    if (const auto text = joinStrings(*tokens, pp)) {
      macro.kind = MacroKind::Text;
      macro.value = *text;
    } else if (const auto number = evaluateInteger(*tokens, pp)) {
      macro.kind = MacroKind::Number;
      macro.value = std::to_string(*number);
    }
    if (macro.value.empty() || macro.value.size() > kMaxLength || macro.spelling.size() > kMaxLength) return;
    const clang::SourceLocation defined = pp.getMacroInfo(&name)->getDefinitionLoc();
    macro.line = static_cast<int>(pp.getSourceManager().getSpellingLineNumber(defined));
    result.macros.push_back(std::move(macro));
  }

  // Reads to the end even when there is too much: a macro that is left half expanded would stay disabled.
  std::optional<std::vector<clang::Token>> expand(const clang::IdentifierInfo &name, clang::SourceLocation at) {
    clang::Preprocessor &pp = getCompilerInstance().getPreprocessor();
    auto stream = std::make_unique<clang::Token[]>(2);
    stream[0].startToken();
    stream[0].setKind(name.getTokenID());
    stream[0].setIdentifierInfo(pp.getIdentifierInfo(name.getName()));
    stream[0].setLocation(at);
    stream[1].startToken();
    stream[1].setKind(clang::tok::eof);
    stream[1].setLocation(at);
    pp.EnterTokenStream(std::move(stream), 2, /*DisableMacroExpansion=*/false, /*IsReinject=*/false);
    std::vector<clang::Token> tokens;
    clang::Token token;
    for (pp.Lex(token); token.isNot(clang::tok::eof); pp.Lex(token)) {
      if (++spent_ > kMaxTokensInAll) return std::nullopt;
      if (tokens.size() <= kMaxTokens) tokens.push_back(token);
    }
    if (tokens.empty() || tokens.size() > kMaxTokens) return std::nullopt;
    return tokens;
  }

  std::string spell(const std::vector<clang::Token> &tokens) const {
    const clang::Preprocessor &pp = getCompilerInstance().getPreprocessor();
    std::string text;
    for (const clang::Token &token : tokens) {
      if (!text.empty() && token.hasLeadingSpace()) text += ' ';
      text += pp.getSpelling(token);
    }
    return text;
  }

  const std::vector<std::string> &headers_;
  llvm::DenseMap<const clang::FileEntry *, std::string> wanted_; // -> as asked for
  std::size_t spent_ = 0;
};

bool isNameCharacter(char c) { return llvm::isAlnum(c) || c == '_' || c == '$'; }

// Whether text defines a macro of such a name. What is inside a comment or switched off counts as well.
bool definesVersion(llvm::StringRef text) {
  constexpr llvm::StringRef kDefine = "define";
  for (std::size_t at = text.find(kDefine); at != llvm::StringRef::npos; at = text.find(kDefine, at + 1)) {
    const llvm::StringRef name = text.substr(at + kDefine.size()).ltrim(" \t\\\r\n").take_while(isNameCharacter);
    if (text.take_front(at).rtrim(" \t").ends_with("#") && isVersionName(std::string_view(name))) return true;
  }
  return false;
}

// Most files of a component name no version, and to preprocess them costs more than to look. One that cannot be read
// stays, so that the preprocessor says why.
std::vector<std::string> definingVersions(const std::vector<std::string> &headers, const EngineOptions &options) {
  const auto files = makeTreeFileSystem(options.overlay, options.root);
  std::vector<std::string> defining;
  for (const std::string &header : headers) {
    const auto buffer = files->getBufferForFile(header);
    if (!buffer || definesVersion((*buffer)->getBuffer())) defining.push_back(header);
  }
  return defining;
}

MacroScan scanMacros(const MacroRequest &request, const EngineOptions &options) {
  const std::vector<std::string> headers = definingVersions(request.headers, options);
  if (headers.empty()) return {};
  std::string text;
  for (const std::string &header : headers) {
    if (header.find_first_of("\"\\\n\r") != std::string::npos)
      return {{}, "the name of a header holds a character that no #include can spell"};
    text += "#include \"" + header + "\"\n";
  }
  text += ";\n";
  const auto buffer = llvm::MemoryBuffer::getMemBuffer(text, "lintel-headers");
  MacroAction action(headers);
  const ActionRun run = runAction(request.unit, options, action, [&](clang::CompilerInvocation &invocation) {
    for (clang::FrontendInputFile &input : invocation.getFrontendOpts().Inputs)
      input = clang::FrontendInputFile(buffer->getMemBufferRef(), input.getKind());
  });
  if (!run.usable) return {{}, run.firstError};
  return std::move(action.result);
}

} // namespace

bool isVersionName(std::string_view macro) {
  static const std::set<std::string, std::less<>> kWords = {
      "VERSION", "VER",      "VERNUM",      "VERSTR",   "MAJOR",      "MINOR",    "MICRO", "PATCH",
      "RELEASE", "REVISION", "SUBREVISION", "SUBMINOR", "PATCHLEVEL", "PATCHLVL", "BUILD"};
  const std::vector<std::string> words = wordsOf(macro);
  return std::any_of(words.begin(), words.end(), [](const std::string &word) { return kWords.contains(word); });
}

std::vector<UnitMacros> evaluateMacros(const std::vector<MacroRequest> &requests, const EngineOptions &options) {
  std::vector<Unit> units;
  for (const MacroRequest &request : requests) units.push_back(request.unit);
  const auto task = [&](const Unit &unit) {
    return encode(scanMacros(requests[static_cast<std::size_t>(&unit - units.data())], options));
  };
  const std::vector<TaskResult> tasks = runOverUnits(units, options, task);

  std::vector<UnitMacros> all;
  for (std::size_t i = 0; i < units.size(); ++i) {
    UnitMacros one{units[i].name, {}, {EngineId::Sbom, units[i].name, OutcomeKind::Analysed, ""}};
    auto scan = tasks[i].end == TaskEnd::Done ? decodeMacroScan(tasks[i].bytes) : std::nullopt;
    if (!scan) {
      one.outcome = outcomeOf(EngineId::Sbom, units[i], tasks[i]);
    } else {
      one.macros = std::move(scan->macros);
      if (!scan->error.empty()) one.outcome = {EngineId::Sbom, units[i].name, OutcomeKind::ParseFailed, scan->error};
    }
    all.push_back(std::move(one));
  }
  return all;
}

} // namespace lintel::checkers
