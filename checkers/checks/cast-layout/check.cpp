// lintel-cast-layout: memory that is looked at as a struct which does not fit there, and members that are
// reached by computing with the address of another one. What pointers point to comes from
// checkers/analysis/pointees, whether that fits from pointees_views.
#include "checkers/analysis/view_fixes.h"
#include "checkers/bases/pointee_check.h"
#include "checkers/checks/cast-layout/lifetime.h"

namespace lintel::checkers::checks::cast_layout {
namespace {

using namespace clang;

constexpr const char *kLifetimeHelper = "LifetimeHelper";

class CastLayout final : public PointeeCheck {
public:
  CastLayout(StringRef name, tidy::ClangTidyContext *context)
      : PointeeCheck(name, context), lifetimeHelper_(Options.get(kLifetimeHelper, "")) {}

  void storeOptions(tidy::ClangTidyOptions::OptionMap &options) override {
    Options.store(options, kLifetimeHelper, lifetimeHelper_);
  }

private:
  void checkFunction(const FunctionPointees &found, const FunctionDecl *function, Pointees &pointees) override {
    Views views(pointees, function);
    SeenViews seen;
    for (const PointerCast &cast : found.casts) {
      const QualType view = cast.cast->getType()->getPointeeType();
      if (view.isNull() || !view->isRecordType() || isa<ImplicitCastExpr>(cast.cast)) continue;
      if (const ViewJudgement judgement = views.judge(cast); judgement && seen.isNew(judgement.pointee, view))
        report(cast.cast, view, judgement, nullptr, function, pointees.context());
      else if (!judgement)
        checkLifetime(cast, view, function, pointees.context());
    }
    for (const PointerAccess &access : found.accesses) {
      const ViewJudgement judgement = views.judge(access);
      if (!judgement || !concerns(access, judgement, pointees.context())) continue;
      if (judgement.fault == ViewFault::Misaligned &&
          isAlignmentTested(access.place, access.pointer, judgement.pointee, function, pointees.context()))
        continue;
      if (seen.isNew(judgement.pointee, access.view))
        report(access.place, access.view, judgement, &access, function, pointees.context());
    }
    for (const UnionAccess &access : found.unions)
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
    if (!isNew(place)) return;
    diag(place, "%0 is viewed as %1, but only bytes were stored there; an object of this class has to be constructed")
        << describe(*pointee) << view << cast.cast->getSourceRange();
    addSteps(*pointee, place, sources);
  }

  static bool concerns(const PointerAccess &access, const ViewJudgement &judgement, const ASTContext &context) {
    if (judgement.fault == ViewFault::Neighbour) return true;
    if (!access.view->isRecordType() || judgement.fault == ViewFault::Incompatible) return false;
    // A class taken for another class is what lintel-cast-downcast reports.
    return judgement.pointee.kind == Pointee::Kind::Bytes || !context.getLangOpts().CPlusPlus ||
           !context.getBaseElementType(judgement.pointee.type)->isRecordType();
  }

  // What helps against bytes without the alignment; nothing helps against bytes that are not there.
  std::optional<ViewFix> fixFor(const PointerAccess &access, const ViewJudgement &judgement,
                                const FunctionDecl *function, ASTContext &context) const {
    if (judgement.fault != ViewFault::Misaligned) return std::nullopt;
    if (!lifetimeHelper_.empty())
      if (auto fix = helperInstead(access, lifetimeHelper_, function, context)) return fix;
    return copyInstead(access, judgement.pointee, function, context);
  }

  // access: nullptr for a cast whose result was not used yet.
  void report(const Expr *use, QualType view, const ViewJudgement &judgement, const PointerAccess *access,
              const FunctionDecl *function, ASTContext &context) {
    const SourceManager &sources = context.getSourceManager();
    const SourceLocation place = newPlace(use->getExprLoc(), sources);
    if (place.isInvalid()) return;
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
    addSteps(pointee, place, sources);
    if (const auto fix = access ? fixFor(*access, judgement, function, context) : std::nullopt)
      diag(place, "%0", DiagnosticIDs::Note) << fix->text << fix->edits;
    else if (judgement.fault == ViewFault::Misaligned)
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
    const SourceLocation place = newPlace(access.place->getBeginLoc(), sources);
    if (place.isInvalid()) return;
    diag(place, "part of the union is changed through %0 after %1 was stored; which of its bytes change depends on "
                "byte order and padding")
        << access.place->getMemberDecl() << access.written << weighing(Severity::Warning)
        << access.place->getSourceRange();
    diag(sources.getFileLoc(access.writtenAt->getBeginLoc()), "%0 is stored here", DiagnosticIDs::Note)
        << access.written;
  }

  const std::string lifetimeHelper_;
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
    .options = {{kLifetimeHelper, OptionType::String, "",
                 "function template that makes a view of bytes: NAME<T>(pointer) gives a T *"}},
    .factory = make<CastLayout>,
};

} // namespace lintel::checkers::checks::cast_layout
