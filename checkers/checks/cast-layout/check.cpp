// lintel-cast-layout: memory that is looked at as a struct which does not fit there, and members that are
// reached by computing with the address of another one. What pointers point to comes from
// checkers/analysis/pointees, whether that fits from pointees_views.
#include "checkers/engine/check.h"
#include "checkers/analysis/pointees_views.h"
#include "checkers/checks/cast-layout/lifetime.h"

#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseSet.h"

#include <set>

namespace lintel::checkers::checks::cast_layout {
namespace {

using namespace clang;
using namespace clang::ast_matchers;

class CastLayout : public Check {
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
        checkFunction(*found, function, pointees);
  }

  void onEndOfTranslationUnit() override {
    isDone_ = false;
    reported_.clear();
  }

private:
  void checkFunction(const FunctionPointees &function, const FunctionDecl *definition, Pointees &pointees) {
    Views views(pointees);
    std::set<std::pair<const void *, const Type *>> seen; // object and view: one finding in each function
    const auto isNew = [&](const Pointee &pointee, QualType view) {
      const void *object = pointee.variable ? static_cast<const void *>(pointee.variable) : pointee.origin;
      return seen.insert({object, view.getCanonicalType().getTypePtr()}).second;
    };
    for (const PointerCast &cast : function.casts) {
      const QualType view = cast.cast->getType()->getPointeeType();
      if (view.isNull() || !view->isRecordType() || isa<ImplicitCastExpr>(cast.cast)) continue;
      if (const ViewJudgement judgement = views.judge(cast); judgement && isNew(judgement.pointee, view))
        report(cast.cast, view, judgement, pointees.context());
      else if (!judgement)
        checkLifetime(cast, view, definition, pointees.context());
    }
    for (const PointerAccess &access : function.accesses) {
      const ViewJudgement judgement = views.judge(access);
      if (!judgement || !concerns(access, judgement, pointees.context())) continue;
      if (judgement.fault == ViewFault::Misaligned &&
          isAlignmentTested(access.place, access.pointer, judgement.pointee, definition, pointees.context()))
        continue;
      if (isNew(judgement.pointee, access.view)) report(access.place, access.view, judgement, pointees.context());
    }
    for (const UnionAccess &access : function.unions)
      if (access.isWrite && access.isPart && access.written->getType()->isIntegerType() &&
          access.place->getType()->isRecordType())
        reportUnion(access, pointees.context());
  }

  // Objects of most classes are made by constructors, not by bytes.
  void checkLifetime(const PointerCast &cast, QualType view, const FunctionDecl *function, ASTContext &context) {
    const Pointee *pointee = cast.value.single();
    if (!pointee || !pointee->variable || view->isIncompleteType() || view.isTriviallyCopyableType(context)) return;
    if (!isFilledWithBytesOnly(pointee->variable, function)) return;
    const SourceManager &sources = context.getSourceManager();
    const SourceLocation place = sources.getFileLoc(cast.cast->getExprLoc());
    if (!reported_.insert(place).second) return;
    diag(place, "%0 is viewed as %1, but only bytes were stored there; an object of this class has to be constructed")
        << describe(*pointee) << view << cast.cast->getSourceRange();
    for (const PointerStep &step : stepsTo(*pointee, place, sources))
      diag(step.place, "%0", DiagnosticIDs::Note) << step.text;
  }

  static bool concerns(const PointerAccess &access, const ViewJudgement &judgement, const ASTContext &context) {
    if (judgement.fault == ViewFault::Neighbour) return true;
    if (!access.view->isRecordType() || judgement.fault == ViewFault::Incompatible) return false;
    // A class taken for another class is what lintel-cast-downcast reports.
    return judgement.pointee.kind == Pointee::Kind::Bytes || !context.getLangOpts().CPlusPlus ||
           !context.getBaseElementType(judgement.pointee.type)->isRecordType();
  }

  void report(const Expr *use, QualType view, const ViewJudgement &judgement, ASTContext &context) {
    const SourceManager &sources = context.getSourceManager();
    const SourceLocation place = sources.getFileLoc(use->getExprLoc());
    if (sources.isInSystemMacro(use->getExprLoc()) || !reported_.insert(place).second) return;
    const Pointee &pointee = judgement.pointee;
    switch (judgement.fault) {
    case ViewFault::TooSmall:
      diag(place, "%0 is viewed as %1, which does not fit into its %2 bytes")
          << describe(pointee) << view << static_cast<unsigned>(pointee.size.value_or(0)) << use->getSourceRange();
      break;
    case ViewFault::Misaligned: reportAlignment(place, use, view, pointee, context); break;
    default: {
      auto finding =
          diag(place, "another member of %0 is reached from the address of %1; where it lies depends on padding");
      finding << pointee.type.getUnqualifiedType() << pointee.member << use->getSourceRange();
      if (pointee.kind == Pointee::Kind::Within)
        finding << weighing(view->isRecordType() ? Severity::Note : Severity::Warning);
    }
    }
    for (const PointerStep &step : stepsTo(pointee, place, sources))
      diag(step.place, "%0", DiagnosticIDs::Note) << step.text;
    if (judgement.fault == ViewFault::Misaligned)
      diag(place, "copy the bytes into a local %0 with memcpy, or declare the bytes with the alignment of %0",
           DiagnosticIDs::Note)
          << view;
  }

  // Where the platform aligns large arrays better than the language asks for, it works there.
  void reportAlignment(SourceLocation place, const Expr *use, QualType view, const Pointee &pointee,
                       const ASTContext &context) {
    const std::int64_t needed = context.getTypeAlignInChars(view).getQuantity();
    auto finding = diag(place, "%0 needs an alignment of %1, but %2 guarantees only %3");
    finding << view << static_cast<unsigned>(needed) << describe(pointee)
            << static_cast<unsigned>(provenAlignment(pointee, pointee.align)) << use->getSourceRange();
    const std::int64_t real = pointee.variable ? context.getDeclAlign(pointee.variable).getQuantity() : pointee.align;
    if (!pointee.offset || needed <= provenAlignment(pointee, real)) finding << weighing(Severity::Warning);
  }

  static std::int64_t provenAlignment(const Pointee &pointee, std::int64_t start) {
    const std::int64_t offset = pointee.offset.value_or(1);
    return offset == 0 ? start : std::min(start, offset & -offset);
  }

  void reportUnion(const UnionAccess &access, ASTContext &context) {
    const SourceManager &sources = context.getSourceManager();
    const SourceLocation place = sources.getFileLoc(access.place->getBeginLoc());
    if (sources.isInSystemMacro(access.place->getBeginLoc()) || !reported_.insert(place).second) return;
    diag(place, "part of the union is changed through %0 after %1 was stored; which of its bytes change depends on "
                "byte order and padding")
        << access.place->getMemberDecl() << access.written << weighing(Severity::Warning)
        << access.place->getSourceRange();
    diag(sources.getFileLoc(access.writtenAt->getBeginLoc()), "%0 is stored here", DiagnosticIDs::Note)
        << access.written;
  }

  bool isDone_ = false;
  llvm::DenseSet<SourceLocation> reported_; // instantiations of a template share their places
};

} // namespace

extern const CheckDef kDef;
const CheckDef kDef{
    .id = "lintel-cast-layout",
    .summary = "memory is viewed as a struct that does not fit there",
    .severity = Severity::Error,
    .category = "casts",
    .cwe = {188, 588},
    .cert = {"EXP36-C"},
    .since = "0.1.0",
    .options = {},
    .factory = make<CastLayout>,
};

} // namespace lintel::checkers::checks::cast_layout
