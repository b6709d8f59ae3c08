#include "checkers/analysis/conversions.h"

#include "checkers/analysis/names.h"
#include "checkers/analysis/range_sources.h"
#include "checkers/analysis/request_sources.h"

#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

#include <bit>

namespace lintel::checkers {

using namespace clang;

namespace {

// Which arguments of known functions are sizes, as bits.
unsigned sizeArguments(const FunctionDecl *callee) {
  static const llvm::StringMap<unsigned> table = {
      {"malloc", 1},       {"calloc", 3},        {"realloc", 2},   {"reallocarray", 6},
      {"alloca", 1},       {"aligned_alloc", 2}, {"memcpy", 4},    {"memmove", 4},
      {"memset", 4},       {"memcmp", 4},        {"memchr", 4},    {"mempcpy", 4},
      {"strncpy", 4},      {"strncat", 4},       {"strndup", 2},   {"strncmp", 4},
      {"stpncpy", 4},      {"strlcpy", 4},       {"fread", 6},     {"fwrite", 6},
      {"read", 4},         {"write", 4},         {"pread", 4},     {"pwrite", 4},
      {"recv", 4},         {"send", 4},          {"recvfrom", 4},  {"sendto", 4},
      {"mmap", 2},         {"snprintf", 2},      {"vsnprintf", 2}, {"wmemcpy", 4},
      {"wcsncpy", 4},      {"resize", 1},        {"reserve", 1},   {"__builtin_alloca", 1},
      {"operator new", 1}, {"operator new[]", 1}};
  const llvm::StringRef name = simpleName(callee);
  const auto found = table.find(name);
  if (found == table.end()) return 0;
  const bool isMethod = isa<CXXMethodDecl>(callee);
  if (isMethod != (name == "resize" || name == "reserve")) return 0;
  return found->second;
}

bool isLiteral(const Expr *expr) {
  expr = expr->IgnoreParenCasts();
  if (const auto *unary = dyn_cast<UnaryOperator>(expr)) return isLiteral(unary->getSubExpr());
  if (const auto *binary = dyn_cast<BinaryOperator>(expr))
    return !binary->isAssignmentOp() && isLiteral(binary->getLHS()) && isLiteral(binary->getRHS());
  if (const auto *reference = dyn_cast<DeclRefExpr>(expr)) return isa<EnumConstantDecl>(reference->getDecl());
  return isa<IntegerLiteral, CharacterLiteral>(expr);
}

std::optional<Interval::Number> floatingLiteral(const Expr *expr) {
  expr = expr->IgnoreParenCasts();
  if (const auto *sign = dyn_cast<UnaryOperator>(expr); sign && sign->getOpcode() == UO_Minus) {
    const auto number = floatingLiteral(sign->getSubExpr());
    return number ? std::optional(-*number) : std::nullopt;
  }
  const auto *literal = dyn_cast<FloatingLiteral>(expr);
  return literal ? std::optional<Interval::Number>(literal->getValueAsApproximateDouble()) : std::nullopt;
}

// isalpha and its like look their argument up in a table.
bool isCharacterTest(const FunctionDecl *callee) {
  static const llvm::StringSet<> names = {"isalpha", "isdigit", "isalnum", "isspace", "isupper",  "islower", "isprint",
                                          "ispunct", "iscntrl", "isgraph", "isblank", "isxdigit", "toupper", "tolower"};
  return names.contains(simpleName(callee)) && callee->getNumParams() == 1 && isInSystemHeader(callee);
}

// -1, (size_t)-1, SIZE_MAX, ~0u
bool isMinusOne(const Expr *expr, const ASTContext &context) {
  if (!isLiteral(expr) || expr->isValueDependent()) return false;
  Expr::EvalResult result;
  return expr->IgnoreParenImpCasts()->EvaluateAsInt(result, context) && result.Val.getInt().isAllOnes();
}

class FactFinder : public RecursiveASTVisitor<FactFinder> {
public:
  FactFinder(FunctionFacts &facts, ASTContext &context, RequestSources &requests)
      : facts_(facts), context_(context), requests_(requests) {}

  bool TraverseLambdaExpr(LambdaExpr *) { return true; } // a function of its own
  bool TraverseDecl(Decl *decl) { return isa_and_nonnull<TagDecl>(decl) || RecursiveASTVisitor::TraverseDecl(decl); }
  // Neither sizeof nor decltype evaluates its operand.
  bool TraverseUnaryExprOrTypeTraitExpr(UnaryExprOrTypeTraitExpr *) { return true; }
  bool TraverseTypeLoc(TypeLoc, bool = true) { return true; }

  bool VisitCallExpr(CallExpr *call) {
    const FunctionDecl *callee = call->getDirectCallee();
    for (Expr *argument : call->arguments()) {
      if (const auto *address = dyn_cast<UnaryOperator>(argument->IgnoreParenImpCasts());
          address && address->getOpcode() == UO_AddrOf)
        passed_.insert(address);
      noteConstant(argument);
    }
    if (!callee) return true;
    if (yieldsLength(callee) && isa<CXXMethodDecl>(callee))
      measures_ = true;
    else
      facts_.hasSource |= yieldsRange(callee);
    if (isCharacterTest(callee) && call->getNumArgs() == 1) addIndex(call, call->getArg(0), context_.UnsignedIntTy);
    for (unsigned sizes = sizeArguments(callee); sizes != 0; sizes &= sizes - 1) {
      const auto argument = static_cast<unsigned>(std::countr_zero(sizes));
      if (argument < call->getNumArgs()) markUse(call->getArg(argument), ConversionUse::Size, simpleName(callee));
    }
    if (const auto *operation = dyn_cast<CXXOperatorCallExpr>(call)) {
      if (operation->getOperator() == OO_Subscript && operation->getNumArgs() == 2)
        markUse(operation->getArg(1), ConversionUse::Index, "");
      facts_.hasSource |= operation->getOperator() == OO_GreaterGreater;
    }
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *reference) {
    const auto *function = dyn_cast<FunctionDecl>(reference->getDecl());
    const FunctionDecl *body = nullptr;
    if (function && function->hasBody(body) && !isInSystemHeader(body)) callees_.insert(body);
    return true;
  }
  bool VisitMemberExpr(MemberExpr *member) {
    facts_.hasSource = facts_.hasSource || isRequestNumber(*member, requests_);
    const auto *function = dyn_cast<FunctionDecl>(member->getMemberDecl());
    const FunctionDecl *body = nullptr;
    if (function && function->hasBody(body) && !isInSystemHeader(body)) callees_.insert(body);
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *construct) {
    const FunctionDecl *body = nullptr;
    if (construct->getConstructor()->hasBody(body) && !isInSystemHeader(body)) callees_.insert(body);
    return true;
  }
  bool VisitCXXNewExpr(CXXNewExpr *allocation) {
    if (const auto size = allocation->getArraySize()) markUse(*size, ConversionUse::Size, "new[]");
    return true;
  }
  bool VisitArraySubscriptExpr(ArraySubscriptExpr *subscript) {
    markUse(subscript->getIdx(), ConversionUse::Index, "");
    addIndex(subscript, subscript->getIdx(), context_.getSizeType());
    return true;
  }
  bool TraverseSwitchStmt(SwitchStmt *choice) {
    const SwitchStmt *outer = std::exchange(switch_, choice);
    const SwitchCase *label = case_;
    const bool goesOn = RecursiveASTVisitor::TraverseSwitchStmt(choice);
    switch_ = outer;
    case_ = label;
    return goesOn;
  }
  bool VisitSwitchCase(SwitchCase *label) {
    case_ = label;
    return true;
  }
  bool VisitForStmt(ForStmt *loop) { return visitLoop(loop->getCond()); }
  bool VisitWhileStmt(WhileStmt *loop) { return visitLoop(loop->getCond()); }
  bool VisitDoStmt(DoStmt *loop) { return visitLoop(loop->getCond()); }

  bool VisitVarDecl(VarDecl *variable) {
    if (const Expr *init = variable->getInit()) {
      markInto(init, variable);
      noteConstant(init);
    }
    return true;
  }
  bool VisitReturnStmt(ReturnStmt *result) {
    if (result->getRetValue()) noteConstant(result->getRetValue());
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *unary) {
    if (unary->getOpcode() == UO_AddrOf && !passed_.contains(unary))
      if (const ValueDecl *named = namedBy(unary->getSubExpr())) facts_.addressTaken.insert(named);
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *operation) {
    const BinaryOperatorKind kind = operation->getOpcode();
    Expr *left = operation->getLHS();
    Expr *right = operation->getRHS();
    if (kind == BO_Assign) {
      markInto(right, namedBy(left), isa<ArraySubscriptExpr>(left->IgnoreParens()));
      noteConstant(right);
    } else if (kind == BO_Shr) {
      if (const ValueDecl *named = namedBy(left)) facts_.shifted.insert(named);
    } else if (operation->isAdditiveOp() && operation->getType()->isPointerType()) {
      markUse(left->getType()->isPointerType() ? right : left, ConversionUse::Index, "");
    } else if (operation->isComparisonOp()) {
      visitComparison(operation);
    }
    const bool adds = operation->isAdditiveOp() || kind == BO_AddAssign || kind == BO_SubAssign;
    if (adds && operation->getType()->isUnsignedIntegerType())
      for (const Expr *side : {left, right}) marks_[side->IgnoreParens()].modular = true;
    if (const auto *compound = dyn_cast<CompoundAssignOperator>(operation)) visitCompound(compound);
    return true;
  }
  bool VisitCastExpr(CastExpr *cast) {
    const CastKind kind = cast->getCastKind();
    if (kind == CK_IntegralCast || kind == CK_FloatingToIntegral || kind == CK_FloatingCast)
      add(cast, cast->getSubExpr(), cast->getSubExpr()->getType(), cast->getType());
    return true;
  }

  void finish() {
    // Sizes of containers are everywhere; only types of few bits cannot hold them.
    facts_.hasSource |= measures_ && !fitting_.contains({0, kLongestText});
    facts_.callees.assign(callees_.begin(), callees_.end());
    llvm::sort(facts_.callees, [](const FunctionDecl *a, const FunctionDecl *b) {
      return a->getLocation().getRawEncoding() < b->getLocation().getRawEncoding();
    });
  }

private:
  struct Mark {
    ConversionUse use = ConversionUse::Value;
    std::string user;
    bool compared = false, storesByte = false, modular = false;
    const ValueDecl *into = nullptr;
  };

  // Calls visit for the conversions that the value of expr goes through, also in sums and products.
  template <class Visit> void eachConversion(const Expr *expr, Visit visit) {
    llvm::SmallVector<const Expr *, 8> pending = {expr};
    while (!pending.empty()) {
      const Expr *next = pending.pop_back_val()->IgnoreParens();
      const auto *binary = dyn_cast<BinaryOperator>(next);
      if (const auto *full = dyn_cast<FullExpr>(next)) {
        pending.push_back(full->getSubExpr());
      } else if (const auto *cast = dyn_cast<CastExpr>(next)) {
        visit(cast);
        pending.push_back(cast->getSubExpr());
      } else if (binary && (binary->isAdditiveOp() || binary->getOpcode() == BO_Mul)) {
        pending.push_back(binary->getRHS());
        pending.push_back(binary->getLHS());
      }
    }
  }
  void markUse(const Expr *expr, ConversionUse use, llvm::StringRef user) {
    if (const ValueDecl *named = namedBy(expr)) facts_.sizing.insert(named);
    eachConversion(expr, [&](const CastExpr *cast) {
      Mark &mark = marks_[cast];
      mark.use = use;
      mark.user = user.str();
      mark.compared = false;
    });
  }
  void markInto(const Expr *expr, const ValueDecl *into, bool storesByte = false) {
    eachConversion(expr, [&](const CastExpr *cast) {
      marks_[cast].into = into;
      marks_[cast].storesByte = storesByte;
    });
  }
  bool visitLoop(const Expr *condition) {
    const auto *comparison = condition ? dyn_cast<BinaryOperator>(condition->IgnoreParenImpCasts()) : nullptr;
    if (!comparison || !comparison->isRelationalOp()) return true;
    loops_.insert(comparison);
    const bool less = comparison->getOpcode() == BO_LT || comparison->getOpcode() == BO_LE;
    const Expr *bound = less ? comparison->getRHS() : comparison->getLHS();
    eachConversion(bound, [&](const CastExpr *cast) { marks_[cast].use = ConversionUse::LoopBound; });
    if (const ValueDecl *named = namedBy(bound)) facts_.sizing.insert(named);
    return true;
  }
  void visitComparison(const BinaryOperator *comparison) {
    const Expr *left = comparison->getLHS();
    const Expr *right = comparison->getRHS();
    for (const Expr *side : {left, right})
      eachConversion(side, [&](const CastExpr *cast) {
        Mark &mark = marks_[cast];
        if (mark.use != ConversionUse::LoopBound) mark.compared = true;
      });
    for (const auto &[value, other] : {std::pair(left, right), std::pair(right, left)})
      if (const ValueDecl *named = namedBy(value); named && isMinusOne(other, context_))
        facts_.comparedToMinusOne.insert(named);
    if (comparison->isEqualityOp())
      if (const ValueDecl *a = namedBy(left), *b = namedBy(right); a && b) {
        facts_.equated.insert({a, b});
        facts_.equated.insert({b, a});
      }
    if (loops_.contains(comparison) || comparison->isEqualityOp()) return;
    for (const Expr *side : {left, right})
      if (const ValueDecl *named = namedBy(side)) facts_.testedAbove.insert(named);
  }
  void visitCompound(const CompoundAssignOperator *operation) {
    if (operation->getOpcode() != BO_AddAssign && operation->getOpcode() != BO_SubAssign) return;
    add(operation, operation->getRHS(), operation->getComputationResultType(), operation->getLHS()->getType());
  }
  void add(const Expr *site, const Expr *operand, QualType from, QualType to) {
    if (to->isBooleanType() || from->isEnumeralType()) return;
    // Which numbers an enumeration means is its own affair; the ones that its declared type cannot hold are lost.
    if (const auto *target = to->getAsEnumDecl(); target && (!target->isFixed() || !isa<ExplicitCastExpr>(site)))
      return;
    const auto source = rangeOf(from, context_);
    const auto target = rangeOf(to, context_);
    if (!source || !target || target->contains(*source)) return;
    const auto mark = marks_.find(site);
    if (mark != marks_.end() && mark->second.compared) return;
    // Adding a negative number modulo 2^n subtracts: nothing is lost.
    const bool modular = mark != marks_.end() && mark->second.modular && mark->second.use == ConversionUse::Value;
    if (modular && isa<ImplicitCastExpr>(site) && target->high >= source->high) return;
    Conversion conversion;
    conversion.site = site;
    conversion.operand = operand;
    conversion.to = to;
    conversion.fitting = *target;
    conversion.isExplicit = isa<ExplicitCastExpr>(site);
    if (mark != marks_.end()) {
      conversion.use = mark->second.use;
      conversion.user = mark->second.user;
      conversion.into = mark->second.into;
      conversion.storesByte = mark->second.storesByte;
    }
    if (const ValueDecl *named = switch_ ? namedBy(operand) : nullptr) {
      const Storing here{context_.getTypeSize(to), case_};
      const auto [first, isNew] = stored_.try_emplace({switch_, named}, here);
      if (!isNew && first->second.width != here.width && first->second.label != case_) facts_.tagged.insert(named);
    }
    fitting_ = meet(fitting_, *target);
    // Whatever arrives at the others, it is meant.
    if (!isBitOperation(operand) && (conversion.use == ConversionUse::Size || !isLiteral(operand)))
      facts_.narrowest.meetWith(*target, conversion.use);
    facts_.bySite[site] = facts_.conversions.size();
    facts_.conversions.push_back(std::move(conversion));
  }
  // A plain character as an index: those above 127 are negative where char is signed.
  void addIndex(const Expr *site, const Expr *index, QualType to) {
    index = index->IgnoreParens();
    for (const auto *cast = dyn_cast<CastExpr>(index); cast && cast->getType()->isSignedIntegerType();
         cast = dyn_cast<CastExpr>(index)) {
      if (index->getType()->isCharType()) break;
      index = cast->getSubExpr()->IgnoreParens();
    }
    if (index->isTypeDependent() || !index->getType()->isCharType() || !index->getType()->isSignedIntegerType()) return;
    marks_[site].use = ConversionUse::Index;
    add(site, index, index->getType(), to);
    if (const auto added = facts_.bySite.find(site); added != facts_.bySite.end())
      facts_.conversions[added->second].isCharacter = true;
  }
  void noteConstant(const Expr *expr) {
    if (expr->isValueDependent()) return;
    if (const auto number = floatingLiteral(expr)) facts_.constants.add(Interval::only(*number));
    if (expr->isValueDependent() || !expr->getType()->isIntegerType() || !isLiteral(expr)) return;
    Expr::EvalResult result;
    if (expr->IgnoreParenImpCasts()->EvaluateAsInt(result, context_))
      facts_.constants.add(Interval::of(result.Val.getInt()));
  }

  FunctionFacts &facts_;
  ASTContext &context_;
  RequestSources &requests_;
  llvm::DenseMap<const Expr *, Mark> marks_;
  llvm::DenseSet<const Expr *> passed_;
  llvm::DenseSet<const BinaryOperator *> loops_; // the conditions of loops
  std::set<const FunctionDecl *> callees_;
  const SwitchStmt *switch_ = nullptr; // the innermost one around
  const SwitchCase *case_ = nullptr;   // its last label so far
  struct Storing {
    std::uint64_t width = 0;
    const SwitchCase *label = nullptr;
  };
  llvm::DenseMap<std::pair<const SwitchStmt *, const ValueDecl *>, Storing> stored_; // the first of each
  Interval fitting_ = Interval::everything();                                        // every target type holds it
  bool measures_ = false;                                                            // asks for the size of a container
};

} // namespace

bool isBitOperation(const Expr *expr) {
  expr = expr->IgnoreParenImpCasts();
  if (const auto *unary = dyn_cast<UnaryOperator>(expr)) return unary->getOpcode() == UO_Not;
  const auto *binary = dyn_cast<BinaryOperator>(expr);
  return binary && (binary->isBitwiseOp() || binary->isShiftOp() || binary->isShiftAssignOp());
}

const ValueDecl *namedBy(const Expr *expr) {
  while (expr) {
    expr = expr->IgnoreParenCasts();
    if (const auto *reference = dyn_cast<DeclRefExpr>(expr)) return dyn_cast<VarDecl>(reference->getDecl());
    if (const auto *member = dyn_cast<MemberExpr>(expr)) return dyn_cast<FieldDecl>(member->getMemberDecl());
    if (const auto *unary = dyn_cast<UnaryOperator>(expr); unary && unary->getOpcode() == UO_Deref)
      expr = unary->getSubExpr();
    else if (const auto *binary = dyn_cast<BinaryOperator>(expr); binary && binary->isAssignmentOp())
      expr = binary->getLHS();
    else
      return nullptr;
  }
  return nullptr;
}

FunctionFacts findFacts(const FunctionDecl *function, ASTContext &context, RequestSources &requests) {
  FunctionFacts facts;
  facts.hasSource = llvm::any_of(
      function->parameters(), [&](const ParmVarDecl *parameter) { return requests.parameter(parameter).has_value(); });
  FactFinder finder(facts, context, requests);
  if (const auto *constructor = dyn_cast<CXXConstructorDecl>(function))
    for (const CXXCtorInitializer *initializer : constructor->inits()) finder.TraverseStmt(initializer->getInit());
  finder.TraverseStmt(function->getBody());
  finder.finish();
  return facts;
}

} // namespace lintel::checkers
