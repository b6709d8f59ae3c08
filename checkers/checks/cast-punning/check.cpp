// lintel-cast-punning: objects that are read or written as something they are not. What pointers point to
// comes from checkers/analysis/pointees, whether that fits from pointees_views.
#include "checkers/engine/check.h"
#include "checkers/analysis/pointees_views.h"
#include "checkers/checks/cast-punning/fix.h"

#include "clang/AST/ParentMapContext.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseSet.h"

#include <set>

namespace lintel::checkers::checks::cast_punning {
namespace {

using namespace clang;
using namespace clang::ast_matchers;

class CastPunning : public Check {
public:
  using Check::Check;

  void registerMatchers(MatchFinder *finder) override {
    finder->addMatcher(functionDecl(isDefinition(), unless(isExpansionInSystemHeader())), this);
  }

  // The first function stands for the unit: values come from all of it.
  void check(const MatchFinder::MatchResult &result) override {
    if (std::exchange(isDone_, true)) return;
    Pointees &pointees = Pointees::of(*result.Context);
    for (const FunctionDecl *function : pointees.index().interesting())
      if (const FunctionPointees *found = pointees.analyse(function); found && found->isComplete)
        checkFunction(*found, pointees);
  }

  void onEndOfTranslationUnit() override {
    isDone_ = false;
    reported_.clear();
  }

private:
  void checkFunction(const FunctionPointees &function, Pointees &pointees) {
    Views views(pointees);
    ASTContext &context = pointees.context();
    std::set<std::pair<const void *, const Type *>> seen; // object and view: one finding in each function
    const auto isNew = [&](const Pointee &pointee, QualType view) {
      const void *object = pointee.variable ? static_cast<const void *>(pointee.variable) : pointee.origin;
      return seen.insert({object, view.getCanonicalType().getTypePtr()}).second;
    };
    for (const PointerAccess &access : function.accesses) {
      const ViewJudgement judgement = views.judge(access);
      if (judgement && concerns(access, judgement, context) && isNew(judgement.pointee, access.view))
        report(access.place, access.view, judgement, context);
    }
    for (const PointerCast &cast : function.casts) {
      const QualType view = cast.cast->getType()->getPointeeType();
      if (view.isNull() || view->isRecordType() || !isa<ExplicitCastExpr>(cast.cast)) continue;
      const ViewJudgement judgement = views.judge(cast); // before asking for parents, which are dear
      if (judgement && isArgument(cast.cast, context) && isNew(judgement.pointee, view))
        report(cast.cast, view, judgement, context);
    }
    if (!context.getLangOpts().CPlusPlus) return; // C lets a member be read that was not written last
    for (const UnionAccess &access : function.unions)
      if (isPunned(access, views)) reportUnion(access, context);
  }

  static bool concerns(const PointerAccess &access, const ViewJudgement &judgement, const ASTContext &context) {
    if (judgement.fault == ViewFault::Neighbour) return false;
    if (!access.view->isRecordType())
      return judgement.pointee.kind == Pointee::Kind::Object || judgement.fault == ViewFault::Misaligned;
    // A class taken for another class is what lintel-cast-downcast reports.
    return judgement.fault == ViewFault::Incompatible &&
           (!context.getLangOpts().CPlusPlus || !context.getBaseElementType(judgement.pointee.type)->isRecordType());
  }

  static bool isArgument(const CastExpr *cast, ASTContext &context) {
    DynTypedNode node = DynTypedNode::create(*cast);
    for (unsigned steps = 0; steps < 8; ++steps) {
      const auto parents = context.getParents(node);
      if (parents.empty()) return false;
      node = parents[0];
      if (const auto *call = node.get<CallExpr>()) return call->getCallee() != cast;
      if (!node.get<ParenExpr>() && !node.get<ImplicitCastExpr>()) return false;
    }
    return false;
  }

  static bool isPunned(const UnionAccess &access, const Views &views) {
    if (access.isWrite) return false;
    QualType read = access.place->getType();
    QualType written = access.written->getType();
    if (!hasBits(read) || !hasBits(written)) return false;
    if (isBytes(read) || isBytes(written)) return false;
    if (read->isRecordType() || written->isRecordType())
      return !views.holds(written, 0, read) && !views.holds(read, 0, written) && !views.sharesLayout(written, read) &&
             !views.sharesLayout(read, written);
    return !views.holds(written, 0, read);
  }

  static bool hasBits(QualType type) { return !type->isDependentType() && !type->isIncompleteType(); }
  static bool isBytes(QualType type) {
    return isByteType(QualType(type->getBaseElementTypeUnsafe(), 0).getCanonicalType().getUnqualifiedType());
  }

  void report(const Expr *use, QualType view, const ViewJudgement &judgement, ASTContext &context) {
    const SourceManager &sources = context.getSourceManager();
    const SourceLocation place = sources.getFileLoc(use->getExprLoc());
    if (sources.isInSystemMacro(use->getExprLoc()) || !reported_.insert(place).second) return;
    const Pointee &pointee = judgement.pointee;
    if (judgement.fault == ViewFault::TooSmall)
      diag(place, "%0 is accessed as %1, which does not fit into its %2 bytes")
          << describe(pointee) << view << static_cast<unsigned>(pointee.size.value_or(0)) << use->getSourceRange();
    else if (judgement.fault == ViewFault::Misaligned)
      diag(place, "%0 is accessed as %1 without the alignment that this needs")
          << describe(pointee) << view << weighing(Severity::Warning) << use->getSourceRange();
    else
      diag(place, "%0 is accessed as the incompatible type %1") << describe(pointee) << view << use->getSourceRange();
    for (const PointerStep &step : stepsTo(pointee, place, sources))
      diag(step.place, "%0", DiagnosticIDs::Note) << step.text;
    if (const auto fix = proposeFix(use, pointee, context))
      diag(place, "%0", DiagnosticIDs::Note) << fix->text << fix->edit;
  }

  void reportUnion(const UnionAccess &access, ASTContext &context) {
    const SourceManager &sources = context.getSourceManager();
    const SourceLocation place = sources.getFileLoc(access.place->getBeginLoc());
    if (sources.isInSystemMacro(access.place->getBeginLoc()) || !reported_.insert(place).second) return;
    diag(place, "member %0 of the union is read, but %1, of another type, was written last; C++ does not define this")
        << access.place->getMemberDecl() << access.written << weighing(Severity::Warning)
        << access.place->getSourceRange();
    diag(sources.getFileLoc(access.writtenAt->getBeginLoc()), "%0 is written here", DiagnosticIDs::Note)
        << access.written;
  }

  bool isDone_ = false;
  llvm::DenseSet<SourceLocation> reported_; // instantiations of a template share their places
};

} // namespace

extern const CheckDef kDef;
const CheckDef kDef{
    .id = "lintel-cast-punning",
    .summary = "an object is accessed as an incompatible type",
    .severity = Severity::Error,
    .category = "casts",
    .cwe = {843},
    .cert = {"EXP39-C"},
    .since = "0.1.0",
    .options = {},
    .factory = make<CastPunning>,
};

} // namespace lintel::checkers::checks::cast_punning
