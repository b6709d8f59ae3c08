// lintel-cast-away-const: const or volatile taken away from an object that is then written to, or
// passed to where it may be written. What happens to the object is found out in access.cpp.
#include "checkers/engine/check.h"

#include "checkers/analysis/error_subjects.h"
#include "checkers/analysis/names.h"
#include "checkers/analysis/patterns.h"
#include "checkers/checks/cast-away-const/access.h"

#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringSet.h"

#include <re2/re2.h>

namespace lintel::checkers::checks::cast_away_const {
namespace {

using namespace clang;
using namespace clang::ast_matchers;

constexpr const char *kNonWriting = "NonWriting";
constexpr const char *kReleasing = "Releasing";

// Interfaces older than const, and accessors whose overload for const objects does the same; single functions are in
// the table of contracts.
constexpr const char *kLegacy =
    R"(libiconv|lfind|(DES_|Py|Tcl_|ldap_)\w+|std::.*::(r?begin|r?end|find|at|data|front|back|get|operator(\*|->|\[\])))";
// To give an object back is not to write to it.
constexpr const char *kRelease =
    R"((?i)(.*::)?(~.*|.*(free|release|destroy|destruct|dtor|delete|dispose|dealloc|unref|decref|decrref|put_ref|close|unmap).*))";

struct Removed {
  bool isConst = false;
  bool isVolatile = false;
};

Removed qualifiersRemoved(const CastExpr &cast) {
  switch (cast.getCastKind()) {
  case CK_NoOp:
  case CK_BitCast:
  case CK_LValueBitCast:
  case CK_BaseToDerived:
  case CK_DerivedToBase:
  case CK_UncheckedDerivedToBase: break;
  default: return {};
  }
  QualType from = cast.getSubExpr()->getType();
  QualType to = cast.getType();
  if (from->isPointerType() && to->isPointerType()) {
    from = from->getPointeeType();
    to = to->getPointeeType();
  } else if (!cast.isGLValue()) {
    return {};
  }
  if (to->isFunctionType() || from->isDependentType() || to->isDependentType()) return {};
  return {from.isConstQualified() && !to.isConstQualified(),
          from.isVolatileQualified() && !to.isVolatileQualified() && !to.isConstQualified()};
}

AST_MATCHER(CastExpr, removesQualifiers) {
  const Removed removed = qualifiersRemoved(Node);
  return removed.isConst || removed.isVolatile;
}

class CastAwayConst final : public Check {
public:
  CastAwayConst(StringRef name, tidy::ClangTidyContext *context)
      : Check(name, context),
        nonWriting_(compiledPattern(Options.get(kNonWriting, kLegacy).str())),
        releasing_(compiledPattern(Options.get(kReleasing, kRelease).str())) {
    for (const auto &[option, pattern] : {std::pair(kNonWriting, &nonWriting_), {kReleasing, &releasing_}})
      if (!pattern->ok()) {
        configurationDiag("option %0 is not a regular expression: %1") << option << pattern->error();
        usable_ = false;
      }
  }

  void storeOptions(tidy::ClangTidyOptions::OptionMap &options) override {
    Options.store(options, kNonWriting, nonWriting_.pattern());
    Options.store(options, kReleasing, releasing_.pattern());
  }

  void registerMatchers(MatchFinder *finder) override {
    if (!usable_) return;
    const Result<Contracts> &contracts = activeContracts();
    if (!contracts) {
      configurationDiag("%0") << toString(contracts.error());
      return;
    }
    subjects_.emplace(*contracts, noExtraNames_);
    const auto here = unless(isExpansionInSystemHeader());
    finder->addMatcher(functionDecl(isDefinition(), unless(isImplicit()), here).bind("function"), this);
    finder->addMatcher(castExpr(removesQualifiers(), here).bind("cast"), this);
  }

  void check(const MatchFinder::MatchResult &result) override {
    context_ = result.Context;
    if (!accesses_)
      accesses_ = std::make_unique<Accesses>(*context_, [this](const Accesses::Callee &callee, const Expr *argument) {
        return mayWrite(callee, argument);
      });
    if (const auto *function = result.Nodes.getNodeAs<FunctionDecl>("function")) {
      functions_.push_back(function);
      return;
    }
    const auto *cast = result.Nodes.getNodeAs<CastExpr>("cast");
    if (const FunctionDecl *function = functionAround(*cast)) judge(*cast, *function);
  }

  void onEndOfTranslationUnit() override {
    accesses_.reset();
    functions_.clear();
    reported_.clear();
    context_ = nullptr;
  }

private:
  // Visits go from the outside in, so the innermost function is the latest one that is not left yet.
  const FunctionDecl *functionAround(const CastExpr &cast) {
    const SourceManager &sources = context_->getSourceManager();
    const SourceLocation place = sources.getFileLoc(cast.getBeginLoc());
    while (!functions_.empty()) {
      const FunctionDecl *function = functions_.back();
      if (function->getBody() && sources.isPointWithin(place, sources.getFileLoc(function->getBeginLoc()),
                                                       sources.getFileLoc(function->getEndLoc())))
        return function;
      functions_.pop_back();
    }
    return nullptr;
  }

  static bool matchesWhole(const std::string &text, const re2::RE2 &pattern) {
    return re2::RE2::FullMatch(text, pattern);
  }

  bool mayWrite(const Accesses::Callee &callee, const Expr *argument) const {
    const FunctionDecl *function = callee.function;
    const auto *call = dyn_cast<CallExpr>(callee.call);
    const auto *named = function ? function : dyn_cast_or_null<NamedDecl>(call ? call->getCalleeDecl() : nullptr);
    const std::string name = named ? qualifiedName(named) : std::string();
    if (matchesWhole(name, releasing_) || matchesWhole(name, nonWriting_)) return false;
    if (const FunctionContract *contract = call ? subjects_->contractOf(call) : nullptr; contract && !contract->writes)
      return false;
    if (callee.hasBody) return true;
    // Interfaces hand user data around as void *; few functions write through it.
    static const llvm::StringSet<> writers{"memset",   "memcpy",         "memmove",   "memccpy", "mempcpy",
                                           "bzero",    "explicit_bzero", "read",      "pread",   "recv",
                                           "recvfrom", "fread",          "getrandom", "qsort"};
    if (argument->getType()->isVoidPointerType()) return function && writers.contains(simpleName(function));
    const bool isLegacy = function && function->isExternC() && isInSystemHeader(function);
    return !(isLegacy && isa<StringLiteral>(argument->IgnoreParenCasts()));
  }

  static bool isWritable(const Expr *value) {
    const QualType type = value->IgnoreParenCasts()->getType();
    if (const auto *array = type->getAsArrayTypeUnsafe()) return !array->getElementType().isConstQualified();
    return type->isPointerType() && !type->getPointeeType().isConstQualified();
  }

  // An object that this function has allocated is still being filled, const members too.
  bool isNew(const Expr *object, const FunctionDecl &function) {
    const auto *reference = dyn_cast<DeclRefExpr>(object->IgnoreParenImpCasts());
    const auto *variable = reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
    if (!variable || !variable->isLocalVarDecl()) return false;
    return llvm::any_of(accesses_->valuesOf(variable, &function), [](const Expr *value) {
      value = value->IgnoreParenCasts();
      return isa<CXXNewExpr>(value) || (isa<CallExpr>(value) && value->getType()->isVoidPointerType());
    });
  }

  // A pointer or reference to const that this function made from an object that it may write to,
  // directly or through other such pointers.
  bool constWasAddedHere(const Expr *source, const FunctionDecl &function, unsigned depth = 0) {
    constexpr unsigned kMaxSteps = 3;
    source = source->IgnoreParenCasts();
    if (const auto *sum = dyn_cast<BinaryOperator>(source); sum && sum->isAdditiveOp())
      source = sum->getLHS()->IgnoreParenCasts();
    if (const auto *address = dyn_cast<UnaryOperator>(source); address && address->getOpcode() == UO_AddrOf)
      if (const auto *element = dyn_cast<ArraySubscriptExpr>(address->getSubExpr()->IgnoreParens()))
        source = element->getBase()->IgnoreParenCasts();
    const auto isMadeHere = [&](const Expr *value) {
      return isWritable(value) || (depth < kMaxSteps && constWasAddedHere(value, function, depth + 1));
    };
    if (const auto *member = dyn_cast<MemberExpr>(source))
      if (const auto *field = dyn_cast<FieldDecl>(member->getMemberDecl()))
        return llvm::any_of(accesses_->valuesOf(field, &function), isMadeHere) || isNew(member->getBase(), function);
    const auto *reference = dyn_cast<DeclRefExpr>(source);
    const auto *variable = reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
    if (!variable || !variable->isLocalVarDecl() || variable->isStaticLocal()) return false;
    if (variable->getType()->isReferenceType())
      return variable->getInit() && !variable->getInit()->IgnoreParenImpCasts()->getType().isConstQualified();
    if (!variable->getType()->isPointerType()) return false;
    const auto values = accesses_->valuesOf(variable, &function);
    return !values.empty() && llvm::all_of(values, isMadeHere);
  }

  // A const member function that calls its non-const overload, or the other way round.
  static bool isOverloadPair(const Access &access, const FunctionDecl &function) {
    const auto *caller = dyn_cast<CXXMethodDecl>(&function);
    const auto *callee = dyn_cast_or_null<CXXMethodDecl>(access.callee);
    return caller && callee && caller->getDeclName() == callee->getDeclName() &&
           caller->getParent()->getCanonicalDecl() == callee->getParent()->getCanonicalDecl();
  }

  void judge(const CastExpr &cast, const FunctionDecl &function) {
    if (function.isDependentContext()) return;
    const SourceManager &sources = context_->getSourceManager();
    if (cast.getBeginLoc().isMacroID() && sources.isInSystemMacro(cast.getBeginLoc())) return;
    const SourceLocation place = sources.getFileLoc(cast.getBeginLoc());
    if (place.isInvalid() || reported_.contains(place)) return;
    const std::optional<Access> access = accesses_->through(&cast, &function);
    if (!access || isOverloadPair(*access, function) || constWasAddedHere(cast.getSubExpr(), function)) return;
    reported_.insert(place);
    report(cast, *access, place);
  }

  void report(const CastExpr &cast, const Access &access, SourceLocation place) {
    const Removed removed = qualifiersRemoved(cast);
    const char *what = removed.isConst ? (removed.isVolatile ? "const and volatile" : "const") : "volatile";
    const SourceLocation site = context_->getSourceManager().getFileLoc(access.site->getExprLoc());
    if (access.kind == Access::Kind::Written) {
      diag(place, "%0 is cast away, and the object is written to") << what << cast.getSourceRange();
      diag(site, "the write", DiagnosticIDs::Note);
      return;
    }
    const std::string callee = access.callee ? "'" + qualifiedName(access.callee) + "'" : "a function behind a pointer";
    {
      auto finding = diag(place, "%0 is cast away, and the object is passed to %1, which %2");
      finding << what << callee << (access.writtenInCallee ? "writes to it" : "may write to it")
              << cast.getSourceRange();
      // System headers take care of const; what else is declared without it may only be old.
      const bool isTelling = access.writtenInCallee || (access.callee && isInSystemHeader(access.callee));
      if (!isTelling) finding << weighing(Severity::Note);
    }
    diag(site, "passed on here", DiagnosticIDs::Note);
    if (access.writtenInCallee)
      diag(context_->getSourceManager().getFileLoc(access.writtenInCallee->getExprLoc()),
           "written, or passed on again, here", DiagnosticIDs::Note);
  }

  const re2::RE2 &nonWriting_;
  const re2::RE2 &releasing_;
  bool usable_ = true;
  const ExtraNames noExtraNames_;
  std::optional<ErrorSubjects> subjects_;
  std::unique_ptr<Accesses> accesses_;
  std::vector<const FunctionDecl *> functions_; // visited, and perhaps not left yet
  llvm::DenseSet<SourceLocation> reported_;
  ASTContext *context_ = nullptr;
};

} // namespace

extern const CheckDef kDef;
const CheckDef kDef{
    .id = "lintel-cast-away-const",
    .summary = "const or volatile is cast away from an object that is written to or passed to where it may be",
    .severity = Severity::Warning,
    .category = "casts",
    .cwe = {704},
    .cert = {"EXP40-C", "EXP55-CPP"},
    .since = "0.1.0",
    .options = {{kNonWriting, OptionType::Regex, kLegacy,
                 "qualified names of functions that do not write through their non-const parameters"},
                {kReleasing, OptionType::Regex, kRelease, "qualified names of functions that give an object back"}},
    .factory = make<CastAwayConst>,
};

} // namespace lintel::checkers::checks::cast_away_const
