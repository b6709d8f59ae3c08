// lintel-cast-pointer-int: addresses that pass through integers. The judgement is in judge.cpp,
// where an integer came from in origin.cpp, what is done with a result in surroundings.cpp.
#include "checkers/engine/check.h"

#include "checkers/analysis/patterns.h"
#include "checkers/analysis/repository_path.h"
#include "checkers/checks/cast-pointer-int/fix.h"
#include "checkers/checks/cast-pointer-int/judge.h"

#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringExtras.h"

namespace lintel::checkers::checks::cast_pointer_int {
namespace {

using namespace clang;
using namespace clang::ast_matchers;

constexpr const char *kRegisterFiles = "RegisterFiles";
constexpr const char *kNoFile = "^$";
constexpr const char *kHandleTypes = "HandleTypes";
constexpr const char *kDefaultHandleTypes = "jlong;Elf32_Addr;Elf64_Addr;LPARAM;WPARAM;LRESULT";

AST_MATCHER(CastExpr, convertsPointersOrNarrows) {
  switch (Node.getCastKind()) {
  case CK_PointerToIntegral:
  case CK_IntegralToPointer: return true;
  case CK_IntegralCast: {
    const ASTContext &context = Finder->getASTContext();
    const Expr *from = Node.getSubExpr();
    if (Node.isTypeDependent() || from->isTypeDependent() || from->isValueDependent()) return false;
    return context.getTypeSize(Node.getType()) < context.getTypeSize(from->getType());
  }
  default: return false;
  }
}

class CastPointerInt : public Check {
public:
  CastPointerInt(StringRef name, tidy::ClangTidyContext *context)
      : Check(name, context),
        handleTypesOption_(Options.get(kHandleTypes, kDefaultHandleTypes)),
        root_(Options.getLocalOrGlobal(kRepositoryRoot, "")),
        registerFiles_(compiledPattern(Options.get(kRegisterFiles, kNoFile).str())) {
    if (!registerFiles_.ok())
      configurationDiag("option %0 is not a regular expression: %1") << kRegisterFiles << registerFiles_.error();
    SmallVector<StringRef> names;
    SplitString(handleTypesOption_, names, ",; ");
    for (const StringRef type : names) handleTypes_.insert(type);
  }

  void storeOptions(tidy::ClangTidyOptions::OptionMap &options) override {
    Options.store(options, kHandleTypes, handleTypesOption_);
    Options.store(options, kRegisterFiles, registerFiles_.pattern());
  }

  void registerMatchers(MatchFinder *finder) override {
    finder->addMatcher(castExpr(convertsPointersOrNarrows(), unless(isExpansionInSystemHeader())).bind("cast"), this);
  }

  void check(const MatchFinder::MatchResult &result) override {
    const auto *cast = result.Nodes.getNodeAs<CastExpr>("cast");
    const Judge judge(*result.Context, handleTypes_);
    const auto mistake = cast->getCastKind() == CK_PointerToIntegral   ? judge.toInteger(cast)
                         : cast->getCastKind() == CK_IntegralToPointer ? judge.toPointer(cast)
                                                                       : judge.narrowing(cast);
    if (!mistake) return;
    const SourceLocation place = placeOf(*mistake, *result.SourceManager);
    if (place.isInvalid()) return;
    if (mistake->kind == Mistake::Kind::FixedAddress &&
        re2::RE2::PartialMatch(repositoryPath(place, *result.SourceManager, root_), registerFiles_))
      return;
    // A template's instantiations and the uses of a macro share the place where the cast is written.
    if (isNew(place)) report(*mistake, place, *result.Context);
  }

private:
  // Where a person would mend it: in a macro's definition if the macro alone decides, else where the
  // macro is used. Invalid for a cast that a system header's macro writes.
  static SourceLocation placeOf(const Mistake &mistake, const SourceManager &sources) {
    const SourceLocation begin = mistake.site->getBeginLoc();
    if (!begin.isMacroID()) return begin;
    if (sources.isInSystemMacro(begin)) return {};
    const SourceLocation inBody = sources.getSpellingLoc(begin);
    const bool isArgument = sources.isMacroArgExpansion(begin);
    const bool decidedByUse =
        mistake.site->getCastKind() == CK_IntegralToPointer &&
        sources.isMacroArgExpansion(mistake.site->getSubExpr()->IgnoreParenCasts()->getBeginLoc());
    if (isArgument || decidedByUse || isa<ImplicitCastExpr>(mistake.site) || sources.isWrittenInScratchSpace(inBody) ||
        sources.isWrittenInCommandLineFile(inBody) || sources.isWrittenInBuiltinFile(inBody))
      return sources.getFileLoc(begin);
    return inBody;
  }

  void report(const Mistake &mistake, SourceLocation place, ASTContext &context) {
    if (mistake.kind == Mistake::Kind::Narrow || mistake.kind == Mistake::Kind::Signed)
      reportInteger(mistake, place, context);
    else
      reportPointer(mistake, place, context);
  }

  void reportInteger(const Mistake &mistake, SourceLocation place, ASTContext &context) {
    const TypeFix fix = fixType(mistake, context);
    if (mistake.kind == Mistake::Kind::Narrow) {
      auto finding = diag(place, "address converted to %0, which keeps only %1 of its %2 bits; use '%3'");
      finding << mistake.integer << mistake.bits << addressBits(context) << fix.type << mistake.site->getSourceRange();
      if (fix.safe) finding << fix.edits;
    } else {
      auto finding = diag(place, "address converted to the signed type %0; use '%1'");
      finding << mistake.integer << fix.type << mistake.site->getSourceRange();
      if (fix.safe) finding << fix.edits;
    }
    noteOrigin(mistake, context);
    if (!fix.safe && !fix.edits.empty())
      diag(place, "convert to '%0' and look at every use of the result", DiagnosticIDs::Note) << fix.type << fix.edits;
  }

  void reportPointer(const Mistake &mistake, SourceLocation place, ASTContext &context) {
    using Kind = Mistake::Kind;
    const QualType pointer = mistake.site->getType();
    switch (mistake.kind) {
    case Kind::FixedAddress:
      diag(place, "fixed address 0x%0 used as a pointer")
          << llvm::utohexstr(mistake.address, /*LowerCase=*/true) << mistake.site->getSourceRange();
      break;
    case Kind::NarrowSource:
      diag(place, "pointer %0 made from an integer that went through %1 bits; an address needs %2")
          << pointer << mistake.bits << addressBits(context) << mistake.site->getSourceRange();
      break;
    case Kind::RoundTrip:
      diag(place, "pointer %0 restored from the integer that a pointer was converted to; convert the pointer itself")
          << pointer << mistake.site->getSourceRange();
      break;
    case Kind::Tagged:
      diag(place, "pointer %0 made from an address with tag bits set; clear them with a mask first")
          << pointer << mistake.site->getSourceRange();
      break;
    default:
      diag(place, "integer of type %0 turned into the pointer %1; nothing here shows that it is a valid address")
          << mistake.integer << pointer << mistake.site->getSourceRange();
    }
    noteOrigin(mistake, context);
  }

  static unsigned addressBits(ASTContext &context) { return context.getTypeSize(context.VoidPtrTy); }

  void noteOrigin(const Mistake &mistake, ASTContext &context) {
    if (!mistake.madeFrom) return;
    const SourceManager &sources = context.getSourceManager();
    const SourceLocation made = sources.getFileLoc(mistake.madeFrom->getBeginLoc());
    const SourceLocation site = sources.getFileLoc(mistake.site->getBeginLoc());
    if (sources.getSpellingLineNumber(made) != sources.getSpellingLineNumber(site))
      diag(made, "the address becomes an integer here", DiagnosticIDs::Note);
  }

  const std::string handleTypesOption_;
  const std::string root_;
  const re2::RE2 &registerFiles_;
  llvm::StringSet<> handleTypes_;
};

} // namespace

extern const CheckDef kDef;
const CheckDef kDef{
    .id = "lintel-cast-pointer-int",
    .summary = "an address passes through an integer that cannot hold it, or an integer becomes a pointer",
    .severity = Severity::Warning,
    .category = "casts",
    .cwe = {466, 587},
    .cert = {"INT36-C"},
    .since = "0.1.0",
    .options = {{kHandleTypes, OptionType::List, kDefaultHandleTypes,
                 "integer types in which an outside interface passes addresses"},
                {kRegisterFiles, OptionType::Regex, kNoFile,
                 "files that may name the fixed addresses of registers; searched in the path from the root of the "
                 "repository"}},
    .factory = make<CastPointerInt>,
};

} // namespace lintel::checkers::checks::cast_pointer_int
