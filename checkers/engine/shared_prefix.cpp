#include "checkers/engine/shared_prefix.h"

#include "checkers/engine/command_line.h"
#include "checkers/engine/run_action.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Frontend/MultiplexConsumer.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Serialization/ASTWriter.h"
#include "clang/Serialization/PCHContainerOperations.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Path.h"

#include <algorithm>

namespace lintel::checkers {
namespace {

// A worker that makes a prefix spends as much as on one unit without it, so each should meet a few units of the group.
constexpr std::size_t kUnitsForEachWorker = 3;

// To load a little takes as long as to parse it: the C library's usual headers make 0.6 MB, the C++ library's 9 MB.
constexpr std::size_t kLeastSize = 2u << 20;

// All prefixes of one worker. Where every target precompiles headers of its own there are many, and each may have
// 160 MB; those that come later are parsed as text.
constexpr std::size_t kMostHeld = 1u << 30;

bool includesAnythingFirst(const Unit &unit) {
  const std::vector<std::string> &arguments = unit.command.arguments;
  bool found = false;
  for (std::size_t i = 0; i + 1 < arguments.size(); ++i) {
    if (arguments[i] != "-include") continue;
    // "-Xclang -include -Xclang FILE". A relative FILE may mean another one for each unit.
    if (i + 2 >= arguments.size() || !llvm::sys::path::is_absolute(arguments[i + 2])) return false;
    found = true;
  }
  return found;
}

// Whether everything that is declared or defined is the system's. Only then is nothing lost when the checks do not look
// into the prefix: they look at nothing else there either.
class OnlySystem final : public clang::ASTConsumer {
public:
  OnlySystem(const clang::SourceManager &sources, bool &holds) : sources_(sources), holds_(holds) {}

  bool HandleTopLevelDecl(clang::DeclGroupRef group) override {
    for (const clang::Decl *decl : group) check(decl->getLocation());
    return holds_; // false ends the parse: nothing will come of it
  }
  bool shouldSkipFunctionBody(clang::Decl *decl) override { return sources_.isInSystemHeader(decl->getLocation()); }

private:
  void check(clang::SourceLocation location) {
    if (location.isValid() && !sources_.isInSystemHeader(location)) holds_ = false;
  }
  const clang::SourceManager &sources_;
  bool &holds_;
};

bool isOwn(const clang::SourceManager &sources, clang::SourceLocation location) {
  return !sources.isInSystemHeader(location) && !sources.isWrittenInBuiltinFile(location) &&
         !sources.isWrittenInCommandLineFile(location);
}

class OnlySystemMacros final : public clang::PPCallbacks {
public:
  OnlySystemMacros(const clang::SourceManager &sources, bool &holds) : sources_(sources), holds_(holds) {}
  void MacroDefined(const clang::Token &name, const clang::MacroDirective *macro) override {
    const bool isGuard = macro->getMacroInfo()->getNumTokens() == 0 && !macro->getMacroInfo()->isFunctionLike();
    if (!isGuard && isOwn(sources_, name.getLocation())) holds_ = false;
  }

private:
  const clang::SourceManager &sources_;
  bool &holds_;
};

class OnlySystemComments final : public clang::CommentHandler {
public:
  explicit OnlySystemComments(bool &holds) : holds_(holds) {}
  bool HandleComment(clang::Preprocessor &preprocessor, clang::SourceRange comment) override {
    const clang::SourceManager &sources = preprocessor.getSourceManager();
    if (!isOwn(sources, comment.getBegin())) return false;
    const auto begin = sources.getDecomposedLoc(comment.getBegin());
    const auto end = sources.getDecomposedLoc(comment.getEnd());
    const llvm::StringRef text = sources.getBufferData(begin.first).slice(begin.second, end.second);
    if (text.contains("NOLINT")) holds_ = false;
    return false;
  }

private:
  bool &holds_;
};

class PrecompileAction final : public clang::ASTFrontendAction {
public:
  // Empty when something failed, or when what is precompiled is not the system's alone.
  std::string take() const {
    if (!holds_ || !buffer_->IsComplete) return {};
    return {buffer_->Data.begin(), buffer_->Data.end()};
  }

private:
  clang::TranslationUnitKind getTranslationUnitKind() override { return clang::TU_Prefix; }

  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance &compiler, llvm::StringRef) override {
    clang::Preprocessor &preprocessor = compiler.getPreprocessor();
    const clang::SourceManager &sources = compiler.getSourceManager();
    preprocessor.addPPCallbacks(std::make_unique<OnlySystemMacros>(sources, holds_));
    preprocessor.addCommentHandler(&comments_);
    std::vector<std::unique_ptr<clang::ASTConsumer>> consumers;
    consumers.push_back(std::make_unique<OnlySystem>(sources, holds_));
    consumers.push_back(std::make_unique<clang::PCHGenerator>(
        preprocessor, compiler.getModuleCache(), "", "", buffer_, compiler.getCodeGenOpts(),
        llvm::ArrayRef<std::shared_ptr<clang::ModuleFileExtension>>()));
    return std::make_unique<clang::MultiplexConsumer>(std::move(consumers));
  }

  bool holds_ = true;
  OnlySystemComments comments_{holds_};
  std::shared_ptr<clang::PCHBuffer> buffer_ = std::make_shared<clang::PCHBuffer>();
};

} // namespace

llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
SharedPrefix::over(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> files) const {
  auto memory = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  memory->addFileNoOwn(kPath, 0, llvm::MemoryBufferRef(bytes, kPath));
  memory->addFile(mainFile, 0, llvm::MemoryBuffer::getMemBuffer(""));
  auto both = llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(std::move(files));
  both->pushOverlay(std::move(memory));
  return both;
}

SharedPrefixes::SharedPrefixes(const std::vector<Unit> &units, const EngineOptions &options) : options_(options) {
  std::map<std::string, std::vector<const Unit *>> groups;
  for (const Unit &unit : units)
    if (includesAnythingFirst(unit)) groups[commandKey(unit.command)].push_back(&unit);
  for (auto &[key, members] : groups) {
    if (members.size() < kUnitsForEachWorker * std::max(1u, options.jobs)) continue;
    std::ranges::sort(members, {}, &Unit::name);
    for (std::size_t i = 1; i < members.size(); ++i) groups_[members[i]->name] = key;
  }
}

const SharedPrefix *SharedPrefixes::of(const Unit &unit) {
  const auto group = groups_.find(unit.name);
  if (group == groups_.end()) return nullptr;
  const auto [entry, isNew] = prefixes_.try_emplace(group->second);
  if (isNew) entry->second = make(unit);
  return entry->second.get();
}

// The unit's command with an empty file in place of its own: what is left is what comes first.
std::unique_ptr<SharedPrefix> SharedPrefixes::make(const Unit &unit) {
  Unit empty = unit;
  empty.command.file =
      unit.command.directory + "/lintel-shared-prefix" + llvm::sys::path::extension(unit.command.file).str();
  empty.command.arguments.back() = empty.command.file;
  EngineOptions options = options_;
  options.overlay[empty.command.file] = "";
  PrecompileAction action;
  const ActionRun run = runAction(empty, options, action, [](clang::CompilerInvocation &invocation) {
    invocation.getFrontendOpts().SkipFunctionBodies = true;
  });
  std::string bytes = run.firstError.empty() ? action.take() : std::string();
  if (bytes.size() < kLeastSize || held_ + bytes.size() > kMostHeld) return nullptr;
  held_ += bytes.size();
  return std::make_unique<SharedPrefix>(SharedPrefix{empty.command.file, std::move(bytes)});
}

} // namespace lintel::checkers
