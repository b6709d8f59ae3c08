// lintel-cast-downcast: a base object taken for a derived one, or an object of one class for an object of another,
// without a look at what it is. What pointers point to comes from checkers/analysis/pointees; looks are found
// in guard.cpp.
#include "checkers/analysis/names.h"
#include "checkers/bases/pointee_check.h"
#include "checkers/checks/cast-downcast/fix.h"
#include "checkers/checks/cast-downcast/guard.h"

#include "clang/AST/DeclTemplate.h"

namespace lintel::checkers::checks::cast_downcast {
namespace {

using namespace clang;

const CXXRecordDecl *classOf(QualType type) {
  if (!type->getPointeeType().isNull()) type = type->getPointeeType();
  const CXXRecordDecl *record = type->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
  return record ? record->getDefinition() : nullptr;
}

bool isOrDerives(const CXXRecordDecl *record, const CXXRecordDecl *base) {
  return record->getCanonicalDecl() == base->getCanonicalDecl() || record->isDerivedFrom(base);
}

// A static member function that takes the base and casts to its own class is what the class enters in a table
// of functions; only its own objects lead there.
bool isThunk(const CXXMethodDecl *method, const CXXRecordDecl *target) {
  return method->isStatic() && method->getParent()->getCanonicalDecl() == target->getCanonicalDecl();
}

class CastDowncast final : public PointeeCheck {
public:
  using PointeeCheck::PointeeCheck;

  bool isLanguageVersionSupported(const LangOptions &language) const override { return language.CPlusPlus; }

private:
  void checkFunction(const FunctionPointees &found, const FunctionDecl *function, Pointees &pointees) override {
    for (const PointerCast &cast : found.casts) {
      if (cast.cast->getCastKind() == CK_BaseToDerived)
        checkDowncast(cast, function, pointees);
      else
        checkCrossCast(cast, function, pointees);
    }
  }

  void checkDowncast(const PointerCast &cast, const FunctionDecl *function, Pointees &pointees) {
    const CXXRecordDecl *target = classOf(cast.cast->getType());
    const CXXRecordDecl *base = classOf(cast.cast->getSubExpr()->getType());
    if (!target || !base) return;
    const PointerValue value = pointees.resolve(cast.value);
    bool isKnown = !value.may.empty();
    for (const Pointee &pointee : value.may) {
      const CXXRecordDecl *real = pointee.kind == Pointee::Kind::Object ? classOf(pointee.type) : nullptr;
      if (!real || pointee.member || isOrDerives(real, target) || !isOrDerives(real, base)) {
        isKnown &= real && isOrDerives(real, target);
        continue;
      }
      if (value.may.size() > 1 && value.tested) return;
      if (const SourceLocation place = placeOf(cast.cast, pointees); place.isValid()) {
        diag(place, "%0 is cast to %1, but it is no such object; its class is %2")
            << describe(pointee) << target << real << cast.cast->getSourceRange();
        addSteps(pointee, place, pointees.context().getSourceManager());
      }
      return;
    }
    if (!isKnown && !value.may.empty()) checkUnknown(cast.cast, target, base, function, pointees);
  }

  void checkUnknown(const CastExpr *cast, const CXXRecordDecl *target, const CXXRecordDecl *base,
                    const FunctionDecl *function, Pointees &pointees) {
    // A cast in a template is as right as its instantiation: down_cast<T>, CRTP, policies.
    if (function->isTemplateInstantiation() || isa<ClassTemplateSpecializationDecl>(base) ||
        isa<ClassTemplateSpecializationDecl>(target) || !(base->isPolymorphic() || carriesTag(base)))
      return;
    if (const auto *method = dyn_cast<CXXMethodDecl>(function);
        method && (isa<ClassTemplateSpecializationDecl>(method->getParent()) || isThunk(method, target)))
      return;
    const auto siblings = pointees.index().derivedFrom(base);
    const bool hasOthers = llvm::any_of(siblings, [&](const CXXRecordDecl *other) {
      return !isOrDerives(other, target) && !isOrDerives(target, other);
    });
    if (!hasOthers) return; // as far as the unit tells, every such object is one
    if (isGuarded(cast, function, pointees.context())) return;
    const SourceLocation place = placeOf(cast, pointees);
    if (place.isInvalid()) return;
    diag(place, "%0 is cast to %1 without a look at what it is; other classes derive from %0 too")
        << base << target << cast->getSourceRange();
    if (!base->isPolymorphic())
      diag(place, "compare first what the object says it is", DiagnosticIDs::Note);
    else if (const auto fix = dynamicCastInstead(cast, function, pointees.context()))
      diag(place, "%0", DiagnosticIDs::Note) << fix->text << fix->edits;
    else
      diag(place, "use dynamic_cast and test its result", DiagnosticIDs::Note);
  }

  void checkCrossCast(const PointerCast &cast, const FunctionDecl *function, Pointees &pointees) {
    const CXXRecordDecl *target = classOf(cast.cast->getType());
    if (!target) return;
    const QualType view =
        cast.cast->getType()->getPointeeType().isNull() ? cast.cast->getType() : cast.cast->getType()->getPointeeType();
    if (!view->isRecordType()) return;
    Views views(pointees, function);
    const PointerValue value = pointees.resolve(cast.value);
    for (const Pointee &pointee : value.may) {
      const CXXRecordDecl *real = pointee.kind == Pointee::Kind::Object ? classOf(pointee.type) : nullptr;
      if (!real || !pointee.offset || *pointee.offset < 0 || (value.may.size() > 1 && value.tested)) continue;
      if (real->isUnion() || target->isUnion() || real->isEmpty() || target->isEmpty()) continue;
      if (isInSystemHeader(real) && isInSystemHeader(target)) continue;
      if (real->getName().starts_with("sockaddr") && target->getName().starts_with("sockaddr")) continue;
      if (views.holds(pointee.type, *pointee.offset, view) || views.sharesLayout(pointee.type, view)) continue;
      const SourceLocation place = placeOf(cast.cast, pointees);
      if (place.isInvalid()) return;
      diag(place, "%0 is taken for an object of class %1; its class is %2")
          << describe(pointee) << target << real << cast.cast->getSourceRange();
      addSteps(pointee, place, pointees.context().getSourceManager());
      return;
    }
  }

  SourceLocation placeOf(const CastExpr *cast, const Pointees &pointees) {
    return newPlace(cast->getBeginLoc(), pointees.context().getSourceManager());
  }
};

} // namespace

extern const CheckDef kDef;
const CheckDef kDef{
    .id = "lintel-cast-downcast",
    .summary = "an object is taken for one of another class without a check",
    .severity = Severity::Warning,
    .category = "casts",
    .cwe = {704, 843},
    .cert = {},
    .since = "0.1.0",
    .options = {},
    .factory = make<CastDowncast>,
};

} // namespace lintel::checkers::checks::cast_downcast
