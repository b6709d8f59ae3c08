// lintel-cast-punning: objects that are read or written as something they are not. What pointers point to
// comes from checkers/analysis/pointees, whether that fits from pointees_views.
#include "checkers/analysis/view_fixes.h"
#include "checkers/bases/pointee_check.h"

namespace lintel::checkers::checks::cast_punning {
namespace {

using namespace clang;

class CastPunning final : public PointeeCheck {
public:
  using PointeeCheck::PointeeCheck;

private:
  void checkFunction(const FunctionPointees &found, const FunctionDecl *function, Pointees &pointees) override {
    Views views(pointees, function);
    ASTContext &context = pointees.context();
    SeenViews seen;
    for (const PointerAccess &access : found.accesses) {
      const ViewJudgement judgement = views.judge(access);
      if (judgement && concerns(access, judgement, context) && seen.isNew(judgement.pointee, access.view))
        report(access.place, access.view, judgement, &access, function, context);
    }
    for (const PointerCast &cast : found.casts) {
      const QualType view = cast.cast->getType()->getPointeeType();
      if (view.isNull() || view->isRecordType() || !isa<ExplicitCastExpr>(cast.cast)) continue;
      const ViewJudgement judgement = views.judge(cast);
      if (judgement && isArgument(cast.cast, function) && seen.isNew(judgement.pointee, view))
        report(cast.cast, view, judgement, nullptr, function, context);
    }
    if (!context.getLangOpts().CPlusPlus) return; // C lets a member be read that was not written last
    for (const UnionAccess &access : found.unions)
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

  static bool isArgument(const CastExpr *cast, const FunctionDecl *function) {
    const auto way = wayTo(function, cast);
    for (const Stmt *around : llvm::drop_begin(llvm::reverse(way))) {
      if (const auto *call = dyn_cast<CallExpr>(around)) return call->getCallee() != cast;
      if (!isa<ParenExpr, ImplicitCastExpr>(around)) return false;
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

  static std::optional<ViewFix> fixFor(const PointerAccess &access, const ViewJudgement &judgement,
                                       const FunctionDecl *function, ASTContext &context) {
    if (judgement.fault == ViewFault::TooSmall) return std::nullopt;
    if (auto fix = bitCastInstead(access.place, function, context)) return fix;
    return copyInstead(access, judgement.pointee, function, context);
  }

  // access: nullptr for a cast whose result is passed on.
  void report(const Expr *use, QualType view, const ViewJudgement &judgement, const PointerAccess *access,
              const FunctionDecl *function, ASTContext &context) {
    const SourceLocation place = newPlace(use->getExprLoc(), context.getSourceManager());
    if (place.isInvalid()) return;
    const auto fix = access ? fixFor(*access, judgement, function, context) : std::nullopt;
    const Pointee &pointee = judgement.pointee;
    {
      auto finding = diag(place, judgement.fault == ViewFault::TooSmall
                                     ? "%0 is accessed as %1, which does not fit into its %2 bytes"
                                 : judgement.fault == ViewFault::Misaligned
                                     ? "%0 is accessed as %1 without the alignment that this needs"
                                     : "%0 is accessed as the incompatible type %1");
      finding << describe(pointee) << view << static_cast<unsigned>(pointee.size.value_or(0)) << use->getSourceRange();
      if (judgement.fault == ViewFault::Misaligned) finding << weighing(Severity::Warning);
      if (fix && fix->isSafe) finding << fix->edits;
    }
    addSteps(pointee, place, context.getSourceManager());
    if (fix && !fix->isSafe) diag(place, "%0", DiagnosticIDs::Note) << fix->text << fix->edits;
  }

  void reportUnion(const UnionAccess &access, ASTContext &context) {
    const SourceManager &sources = context.getSourceManager();
    const SourceLocation place = newPlace(access.place->getBeginLoc(), sources);
    if (place.isInvalid()) return;
    diag(place, "member %0 of the union is read, but %1, of another type, was written last; C++ does not define this")
        << access.place->getMemberDecl() << access.written << weighing(Severity::Warning)
        << access.place->getSourceRange();
    diag(sources.getFileLoc(access.writtenAt->getBeginLoc()), "%0 is written here", DiagnosticIDs::Note)
        << access.written;
  }
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
