// Which place an expression names.
#include "checkers/analysis/evaluator.h"
#include "checkers/analysis/names.h"

#include "clang/AST/DeclTemplate.h"

namespace lintel::checkers {

using namespace clang;

const void *thisKey() {
  static const char key = 0;
  return &key;
}

PlaceId Evaluator::thisPlace() { return places_.root(thisKey()); }

std::optional<PlaceId> Evaluator::place(const Expr *expr) {
  while (expr) {
    expr = expr->IgnoreParens();
    if (const auto *full = llvm::dyn_cast<FullExpr>(expr))
      expr = full->getSubExpr();
    else if (const auto *temporary = llvm::dyn_cast<MaterializeTemporaryExpr>(expr))
      expr = temporary->getSubExpr();
    else if (const auto *bound = llvm::dyn_cast<CXXBindTemporaryExpr>(expr))
      expr = bound->getSubExpr();
    else if (const auto *cast = llvm::dyn_cast<CastExpr>(expr)) {
      const CastKind kind = cast->getCastKind();
      const bool sameObject = llvm::isa<ImplicitCastExpr>(cast) || kind == CK_NoOp || kind == CK_BitCast ||
                              cast->getType()->isReferenceType();
      if (!sameObject || kind == CK_IntegralCast || kind == CK_UserDefinedConversion ||
          kind == CK_ConstructorConversion)
        return std::nullopt;
      expr = cast->getSubExpr();
    } else if (const auto *unary = llvm::dyn_cast<UnaryOperator>(expr)) {
      const UnaryOperatorKind kind = unary->getOpcode();
      if (kind != UO_Deref && kind != UO_AddrOf && kind != UO_Extension && kind != UO_PreInc && kind != UO_PreDec)
        return std::nullopt;
      expr = unary->getSubExpr();
    } else if (const auto *subscript = llvm::dyn_cast<ArraySubscriptExpr>(expr))
      expr = subscript->getBase();
    else if (const auto *operation = llvm::dyn_cast<CXXOperatorCallExpr>(expr)) {
      const OverloadedOperatorKind kind = operation->getOperator();
      const bool sameObject = operation->getNumArgs() > 0 && (kind == OO_Arrow || kind == OO_Subscript ||
                                                              (kind == OO_Star && operation->getNumArgs() == 1));
      if (!sameObject) return std::nullopt;
      expr = operation->getArg(0);
    } else if (const auto *call = llvm::dyn_cast<CXXMemberCallExpr>(expr))
      return placeOfCall(call);
    else if (const auto *library = llvm::dyn_cast<CallExpr>(expr)) {
      // std::move(x) and its like are x.
      const FunctionDecl *callee = library->getDirectCallee();
      const llvm::StringRef name = simpleName(callee);
      if (!callee || !isInStd(callee) || library->getNumArgs() != 1 ||
          (name != "move" && name != "forward" && name != "as_const" && name != "ref"))
        return std::nullopt;
      expr = library->getArg(0);
    } else if (const auto *copy = llvm::dyn_cast<CXXConstructExpr>(expr)) {
      if (copy->getNumArgs() != 1 || !copy->getConstructor()->isCopyOrMoveConstructor()) return std::nullopt;
      expr = copy->getArg(0);
    } else if (llvm::isa<CXXThisExpr>(expr))
      return thisPlace();
    else if (const auto *reference = llvm::dyn_cast<DeclRefExpr>(expr))
      return placeOfVariable(reference->getDecl());
    else if (const auto *member = llvm::dyn_cast<MemberExpr>(expr))
      return placeOfMember(member, member->getBase(), member->getMemberDecl());
    else
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<PlaceId> Evaluator::placeOfVariable(const ValueDecl *decl) {
  if (const auto *binding = llvm::dyn_cast<BindingDecl>(decl)) {
    if (binding->getBinding() && llvm::isa<MemberExpr>(binding->getBinding())) return place(binding->getBinding());
    const auto *whole = llvm::dyn_cast_or_null<VarDecl>(binding->getDecomposedDecl());
    return whole ? std::optional(places_.root(whole)) : std::nullopt;
  }
  const auto *variable = llvm::dyn_cast<VarDecl>(decl);
  if (!variable) return std::nullopt;
  if (const auto known = places_.findRoot(variable)) return known;
  const auto *parameter = llvm::dyn_cast<ParmVarDecl>(variable);
  if (!parameter) return places_.root(variable);
  Value initial;
  if (const auto source = unit.sources.parameter(parameter)) {
    initial.trace = unit.traces.source(source->origin, source->pageNamed, parameter->getSourceRange(),
                                       "'" + source->name + "' comes " + toString(source->origin).str() + " here");
  }
  return places_.root(variable, initial);
}

Value Evaluator::sourceValue(const Source &source, const Expr *at) {
  Value value;
  const std::string what = source.pageNamed ? "page size '" : "value '";
  value.trace = unit.traces.source(source.origin, source.pageNamed, at->getSourceRange(),
                                   what + source.name + "' comes " + toString(source.origin).str() + " here");
  return value;
}

std::optional<PlaceId> Evaluator::placeOfMember(const Expr *whole, const Expr *base, const NamedDecl *member) {
  if (const auto *variable = llvm::dyn_cast<VarDecl>(member)) return places_.root(variable); // static member
  const auto *field = llvm::dyn_cast<FieldDecl>(member);
  if (!field) return std::nullopt;
  const auto parent = place(base);
  if (!parent) return std::nullopt;
  if (!field->getIdentifier()) return parent; // anonymous struct or union
  const PlaceId part = places_.member(*parent, field->getIdentifier());
  if (places_[part].known) return part;
  const auto source = unit.sources.member(field, base);
  places_.decide(part, source ? sourceValue(*source, whole) : Value());
  return part;
}

// An accessor without arguments is a field: `request.page().size()`, `msg->mutable_page()`, `owner.get()`.
std::optional<PlaceId> Evaluator::placeOfCall(const CXXMemberCallExpr *call) {
  const CXXMethodDecl *method = call->getMethodDecl();
  const IdentifierInfo *identifier = method ? method->getDeclName().getAsIdentifierInfo() : nullptr;
  if (!identifier || call->getNumArgs() != 0 || !call->getImplicitObjectArgument()) return std::nullopt;
  const Expr *object = call->getImplicitObjectArgument();
  if (isInStd(method)) {
    const llvm::StringRef name = identifier->getName();
    const bool sameObject = name == "get" || name == "value" || name == "c_str" || name == "data" || name == "front" ||
                            name == "back" || name == "str";
    return sameObject ? place(object) : std::nullopt;
  }
  const QualType type = method->getReturnType();
  const bool isPart = (type->isReferenceType() || type->isPointerType()) && type->getPointeeType()->isRecordType();
  const auto source = unit.sources.member(method, object);
  if (!isPart && !source) return std::nullopt;
  const auto parent = place(object);
  if (!parent) return std::nullopt;
  llvm::StringRef name = identifier->getName();
  const IdentifierInfo *part = name.consume_front("mutable_") ? &unit.context.Idents.get(name) : identifier;
  return placeOfAccessor(*parent, part, method, object);
}

PlaceId Evaluator::placeOfAccessor(PlaceId owner, const IdentifierInfo *name, const CXXMethodDecl *accessor,
                                   const Expr *object) {
  const PlaceId part = places_.member(owner, name);
  if (places_[part].known) return part;
  Value initial;
  if (const auto source = accessor ? unit.sources.member(accessor, object) : std::nullopt) {
    initial = sourceValue(*source, object);
    // An accessor that clamps what it hands out is no source.
    if (unit.canSummarise(accessor) && !unit.peek(accessor, {{thisKey(), {}, initial}}).returned.isUnbounded())
      initial = {};
  }
  places_.decide(part, initial);
  return part;
}

// request.set_page_size(n) stores into what request.page_size() reads; nullopt for other calls.
std::optional<PlaceId> Evaluator::placeOfSetter(const CXXMemberCallExpr *call) {
  const CXXMethodDecl *setter = call->getMethodDecl();
  llvm::StringRef name = simpleName(setter);
  if (!setter || call->getNumArgs() != 1 || !name.consume_front("set_")) return std::nullopt;
  const Expr *object = call->getImplicitObjectArgument();
  const auto owner = place(object);
  if (!owner) return std::nullopt;
  const IdentifierInfo *part = &unit.context.Idents.get(name);
  for (const NamedDecl *decl : setter->getParent()->lookup(part))
    if (const auto *accessor = llvm::dyn_cast<CXXMethodDecl>(decl); accessor && accessor->getNumParams() == 0)
      return placeOfAccessor(*owner, part, accessor, object);
  return std::nullopt;
}

} // namespace lintel::checkers
