// lintel-sizeof-pointer: sizes of pointers where the size of what they point to is meant, and offsets
// that are scaled twice. Which of them are mistakes is decided in judge.cpp.
#include "checkers/engine/check.h"

#include "checkers/checks/sizeof-pointer/judge.h"

#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/DenseMap.h"

namespace lintel::checkers::checks::sizeof_pointer {
namespace {

using namespace clang;
using namespace clang::ast_matchers;
using Kind = Mistake::Kind;

AST_MATCHER(BinaryOperator, mayScale) {
  switch (Node.getOpcode()) {
  case BO_Add:
  case BO_Sub:
  case BO_AddAssign:
  case BO_SubAssign: return Node.getLHS()->getType()->isPointerType() || Node.getRHS()->getType()->isPointerType();
  case BO_Div: return true;
  case BO_Assign: return Node.getLHS()->getType()->isPointerType();
  default: return false;
  }
}

AST_MATCHER(CastExpr, mayMatter) {
  if (Node.getCastKind() == CK_BitCast) return isa<CallExpr>(Node.getSubExpr()->IgnoreParens());
  if (Node.getCastKind() != CK_IntegralCast) return false;
  return Node.getSubExpr()->getType()->isCharType() && !Node.getType()->isCharType();
}

AST_MATCHER(UnaryExprOrTypeTraitExpr, measuresArrayParameter) {
  if (Node.getKind() != UETT_SizeOf || Node.isArgumentType()) return false;
  const auto *reference = dyn_cast<DeclRefExpr>(Node.getArgumentExpr()->IgnoreParens());
  const auto *parameter = reference ? dyn_cast<ParmVarDecl>(reference->getDecl()) : nullptr;
  return parameter && isa<DecayedType>(parameter->getType());
}

class SizeofPointer final : public Check {
public:
  using Check::Check;

  void registerMatchers(MatchFinder *finder) override {
    const auto here = unless(isExpansionInSystemHeader());
    const auto add = [&](const StatementMatcher &matcher) { finder->addMatcher(matcher, this); };
    add(binaryOperator(mayScale(), here).bind("binary"));
    add(arraySubscriptExpr(here).bind("subscript"));
    add(callExpr(here).bind("call"));
    add(castExpr(mayMatter(), here).bind("cast"));
    add(cxxNewExpr(here).bind("new"));
    add(unaryExprOrTypeTraitExpr(measuresArrayParameter(), here).bind("parameter"));
    finder->addMatcher(varDecl(hasInitializer(expr()), hasType(pointerType()), here).bind("variable"), this);
  }

  void check(const MatchFinder::MatchResult &result) override {
    context_ = result.Context;
    const Judge judge(*context_);
    const BoundNodes &nodes = result.Nodes;
    if (const auto *variable = nodes.getNodeAs<VarDecl>("variable"))
      remember(variable->getAnyInitializer(), {nullptr, variable});
    else if (const auto *binary = nodes.getNodeAs<BinaryOperator>("binary"))
      checkBinary(*binary, judge);
    else if (const auto *subscript = nodes.getNodeAs<ArraySubscriptExpr>("subscript"))
      report(judge.offset(subscript->getBase(), subscript->getIdx(), true));
    else if (const auto *call = nodes.getNodeAs<CallExpr>("call"))
      report(judge.length(call));
    else if (const auto *cast = nodes.getNodeAs<CastExpr>("cast"))
      checkCast(*cast, judge);
    else if (const auto *allocation = nodes.getNodeAs<CXXNewExpr>("new"))
      report(judge.newArray(allocation));
    else if (const auto *size = nodes.getNodeAs<UnaryExprOrTypeTraitExpr>("parameter"))
      report(Mistake{.kind = Kind::ArrayParameter, .site = size, .operand = size->getArgumentExpr()->IgnoreParens()});
  }

  void onEndOfTranslationUnit() override { destinations_.clear(); }

private:
  struct Destination {
    const Expr *expression;
    const VarDecl *variable;
  };

  // Visits go from the outside in: the store is seen before the conversion and the call that it stores.
  void remember(const Expr *value, Destination destination) {
    if (!value) return;
    if (const auto *call = dyn_cast<CallExpr>(value->IgnoreParenCasts())) destinations_[call] = destination;
  }

  void checkBinary(const BinaryOperator &binary, const Judge &judge) {
    switch (binary.getOpcode()) {
    case BO_Div: return report(judge.quotient(&binary));
    case BO_Assign: return remember(binary.getRHS(), {binary.getLHS(), nullptr});
    default: break;
    }
    const bool pointerFirst = binary.getLHS()->getType()->isPointerType();
    const Expr *base = pointerFirst ? binary.getLHS() : binary.getRHS();
    const Expr *offset = pointerFirst ? binary.getRHS() : binary.getLHS();
    if (offset->getType()->isIntegerType()) report(judge.offset(base, offset, false));
  }

  void checkCast(const CastExpr &cast, const Judge &judge) {
    if (cast.getCastKind() == CK_IntegralCast) return report(judge.byteAsElement(&cast));
    const auto *call = dyn_cast<CallExpr>(cast.getSubExpr()->IgnoreParens());
    if (!call || !cast.getType()->isPointerType() || !call->getType()->isPointerType() ||
        !isByteType(call->getType()->getPointeeType()))
      return;
    const Destination destination = destinations_.lookup(call);
    report(judge.allocation(call, cast.getType()->getPointeeType(), destination.expression, destination.variable));
  }

  void report(const std::optional<Mistake> &mistake) {
    if (!mistake) return;
    const SourceManager &sources = context_->getSourceManager();
    const SourceLocation begin = mistake->site->getBeginLoc();
    // offsetof is a macro of the system, and yet it is written here.
    if (begin.isMacroID() && sources.isInSystemMacro(begin) && !isa<OffsetOfExpr>(mistake->site)) return;
    const SourceLocation place = sources.getFileLoc(begin);
    if (place.isInvalid() || !isNew(place)) return;
    const std::vector<FixItHint> edits = edit(*mistake);
    {
      auto finding = diag(place, "%0");
      finding << message(*mistake) << mistake->site->getSourceRange();
      if (mistake->sizeOfElementMeant)
        for (const FixItHint &hint : edits) finding << hint;
    }
    if (edits.empty() || mistake->sizeOfElementMeant) return;
    auto note = diag(place,
                     mistake->kind == Kind::ScaledOffset ? "count elements: the pointer's type scales the offset"
                                                         : "use the size of the element if one element is meant",
                     DiagnosticIDs::Note);
    for (const FixItHint &hint : edits) note << hint;
  }

  std::string text(const Expr *expr) const {
    const SourceManager &sources = context_->getSourceManager();
    const CharSourceRange range = Lexer::makeFileCharRange(CharSourceRange::getTokenRange(expr->getSourceRange()),
                                                           sources, context_->getLangOpts());
    const StringRef spelling = Lexer::getSourceText(range, sources, context_->getLangOpts());
    return spelling.empty() ? "the pointer" : ("'" + spelling + "'").str();
  }

  std::string name(QualType type) const { return "'" + type.getAsString(context_->getPrintingPolicy()) + "'"; }

  std::string message(const Mistake &mistake) const {
    const std::string pointer = mistake.operand ? text(mistake.operand) : "a pointer";
    switch (mistake.kind) {
    case Kind::Allocation:
      return "'" + mistake.callee + "' gets the size of " + (mistake.operand ? "the pointer " + pointer : "a pointer") +
             " for elements of type " + name(mistake.element);
    case Kind::Length:
      return "'" + mistake.callee + "' gets the size of " + (mistake.operand ? "the pointer " + pointer : "a pointer") +
             ", not of the memory behind it";
    case Kind::ArrayParameter:
      return "the parameter " + pointer +
             " is a pointer, whatever its declaration looks like; this is the size of "
             "the pointer, not of an array";
    case Kind::ElementCount:
      return pointer + " is a pointer; its size divided by the size of an element says nothing about their number";
    case Kind::ScaledOffset:
      return "the offset is counted in bytes, but the pointer to " + name(mistake.element) + " scales it once more";
    case Kind::ScaledCount:
      return "the difference of two pointers to " + name(mistake.element) +
             " counts elements; dividing it by their size scales it once more";
    case Kind::ByteAsElement:
      return "this reads one byte of an array of " + name(mistake.element) +
             " as if it were an element; an offset of '" + mistake.bytes->getNameAsString() +
             "' has to be multiplied by the size of an element";
    }
    return "";
  }

  std::vector<FixItHint> edit(const Mistake &mistake) const {
    if (mistake.site->getBeginLoc().isMacroID() || mistake.site->getEndLoc().isMacroID()) return {};
    if (mistake.kind == Kind::ScaledOffset) return dropFactor(mistake);
    const bool helps =
        mistake.kind == Kind::Allocation || (mistake.kind == Kind::Length && !isByteType(mistake.element));
    if (!helps || !mistake.operand || sizeInBytes(mistake.element, *context_) == 0) return {};
    if (!isa<DeclRefExpr, MemberExpr>(mistake.operand) || mistake.operand->getBeginLoc().isMacroID()) return {};
    return {FixItHint::CreateInsertion(mistake.operand->getBeginLoc(), "*")};
  }

  // n * sizeof(T) becomes n, and a plain sizeof(T) becomes 1.
  std::vector<FixItHint> dropFactor(const Mistake &mistake) const {
    const auto *size = dyn_cast<UnaryExprOrTypeTraitExpr>(mistake.site);
    if (!size || !context_->hasSameUnqualifiedType(size->getTypeOfArgument(), mistake.element)) return {};
    if (!mistake.product) return {FixItHint::CreateReplacement(size->getSourceRange(), "1")};
    const SourceRange whole = mistake.product->getSourceRange();
    const bool sizeLast = mistake.product->getRHS()->IgnoreParenCasts() == size;
    if (!sizeLast && mistake.product->getLHS()->IgnoreParenCasts() != size) return {};
    const Expr *count = sizeLast ? mistake.product->getLHS() : mistake.product->getRHS();
    if (whole.getBegin().isMacroID() || whole.getEnd().isMacroID()) return {};
    const std::string kept = text(count);
    if (kept.front() != '\'') return {};
    return {FixItHint::CreateReplacement(whole, kept.substr(1, kept.size() - 2))};
  }

  ASTContext *context_ = nullptr;
  llvm::DenseMap<const CallExpr *, Destination> destinations_; // looked up only
};

} // namespace

extern const CheckDef kDef;
const CheckDef kDef{
    .id = "lintel-sizeof-pointer",
    .summary = "the size of a pointer stands for the size of what it points to, or an offset is scaled twice",
    .severity = Severity::Error,
    .category = "casts",
    .cwe = {467, 468},
    .cert = {"EXP01-C", "ARR01-C", "ARR39-C"},
    .since = "0.1.0",
    .options = {},
    .factory = make<SizeofPointer>,
};

} // namespace lintel::checkers::checks::sizeof_pointer
