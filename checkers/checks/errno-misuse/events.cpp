#include "checkers/checks/errno-misuse/events.h"

#include "checkers/analysis/handlers.h"
#include "checkers/analysis/names.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/STLExtras.h"

#include <cmath>
#include <initializer_list>
#include <optional>

namespace lintel::checkers::checks::errno_misuse {

using namespace clang;

namespace {

bool isOneOf(StringRef name, std::initializer_list<StringRef> names) { return llvm::is_contained(names, name); }

// The functions behind the macro errno, on the systems there are.
bool yieldsErrno(StringRef name) {
  return isOneOf(name, {"__errno_location", "__error", "__errno", "_errno", "___errno"});
}
bool yieldsErrno(const CallExpr *call) { return yieldsErrno(simpleName(call->getDirectCallee())); }
bool printsErrno(StringRef name) { return isOneOf(name, {"perror", "err", "warn", "verr", "vwarn"}); }

bool isErrno(const Expr *expr) {
  const auto *place = dyn_cast<UnaryOperator>(expr->IgnoreParenImpCasts());
  const auto *call = place && place->getOpcode() == UO_Deref
                         ? dyn_cast<CallExpr>(place->getSubExpr()->IgnoreParenImpCasts())
                         : nullptr;
  return call && yieldsErrno(call);
}

bool isNumberParser(StringRef name) {
  return isOneOf(name, {"strtol", "strtoll", "strtoul", "strtoull", "strtof", "strtod", "strtold", "strtoimax",
                        "strtoumax", "wcstol", "wcstoll", "wcstoul", "wcstoull", "wcstof", "wcstod", "wcstold"});
}
bool isTextConversion(StringRef name) { return isOneOf(name, {"mbstowcs", "wcstombs", "mbsrtowcs", "wcsrtombs"}); }

// NULL or -1 may mean that there is nothing, or no limit; only errno tells that from a failure.
bool isToldByBoth(StringRef name) {
  return isOneOf(name, {"getpwnam", "getpwuid", "getgrnam", "getgrgid", "getpwent", "getgrent", "sysconf", "pathconf",
                        "fpathconf", "getpriority", "nice", "fgetwc", "getwc", "getwchar", "fputwc", "putwc"});
}

bool isArithmetic(StringRef name, const CallExpr *call) {
  if (!call->getType()->isRealFloatingType() || call->getNumArgs() == 0) return false;
  const auto isKnown = [](StringRef plain) {
    return isOneOf(plain, {"exp",   "exp2",   "expm1", "log",    "log2", "log10",    "log1p", "pow",
                           "sqrt",  "hypot",  "acos",  "asin",   "sinh", "cosh",     "tan",   "acosh",
                           "atanh", "tgamma", "ldexp", "scalbn", "fmod", "remainder"});
  };
  return isKnown(name) || ((name.ends_with("f") || name.ends_with("l")) && isKnown(name.drop_back()));
}

// "std::cerr << ..." and std::println: output that may fail, and that nobody asks about.
bool isStreamOutput(const CallExpr *call) {
  const FunctionDecl *callee = call->getDirectCallee();
  if (isInStd(callee) && isOneOf(simpleName(callee), {"print", "println"})) return true;
  const Expr *stream = call;
  while (const auto *operation = dyn_cast<CXXOperatorCallExpr>(stream)) {
    if (operation->getOperator() != OO_LessLess) return false;
    stream = operation->getArg(0)->IgnoreParenImpCasts();
  }
  const CXXRecordDecl *type = stream->getType().getNonReferenceType()->getAsCXXRecordDecl();
  return stream != call && isInStd(type) && isOneOf(simpleName(type), {"basic_ostream", "basic_ofstream"});
}

std::optional<double> constantNumber(const Expr *expr, const ASTContext &context) {
  if (const auto *reference = dyn_cast<DeclRefExpr>(expr->IgnoreParenImpCasts()))
    if (const auto *variable = dyn_cast<VarDecl>(reference->getDecl());
        variable && variable->getType().isConstQualified() && variable->getInit())
      expr = variable->getInit();
  Expr::EvalResult result;
  if (expr->isValueDependent() || !expr->EvaluateAsRValue(result, context)) return std::nullopt;
  if (result.Val.isInt()) return result.Val.getInt().roundToDouble();
  if (!result.Val.isFloat()) return std::nullopt;
  llvm::APFloat value = result.Val.getFloat();
  bool isInexact = false;
  value.convert(llvm::APFloat::IEEEdouble(), llvm::APFloat::rmNearestTiesToEven, &isInexact);
  return value.convertToDouble();
}

struct OfOne {
  StringRef name;
  double (*calculate)(double);
};
struct OfTwo {
  StringRef name;
  double (*calculate)(double, double);
};

constexpr OfOne kOfOne[] = {{"sqrt", std::sqrt},   {"log", std::log},   {"log2", std::log2},   {"log10", std::log10},
                            {"log1p", std::log1p}, {"acos", std::acos}, {"asin", std::asin},   {"acosh", std::acosh},
                            {"atanh", std::atanh}, {"exp", std::exp},   {"expm1", std::expm1}, {"tgamma", std::tgamma}};
constexpr OfTwo kOfTwo[] = {{"pow", std::pow}, {"fmod", std::fmod}, {"remainder", std::remainder}};

// With 'f' or 'l' behind it: the same for another type.
bool isVariantOf(StringRef name, StringRef known) {
  return name == known ||
         (name.size() == known.size() + 1 && name.starts_with(known) && (name.back() == 'f' || name.back() == 'l'));
}
template <class Known> const Known *entryFor(StringRef name, llvm::ArrayRef<Known> table) {
  const auto *found = llvm::find_if(table, [&](const Known &known) { return isVariantOf(name, known.name); });
  return found == table.end() ? nullptr : found;
}

// Whether a mathematical function is called with constants that it has no value for.
bool isOutsideDomain(StringRef name, const CallExpr *call, const ASTContext &context) {
  const unsigned count = call->getNumArgs();
  if (!call->getType()->isRealFloatingType() || count == 0 || count > 2) return false;
  const OfOne *one = entryFor<OfOne>(name, kOfOne);
  const OfTwo *two = entryFor<OfTwo>(name, kOfTwo);
  if (count == 1 ? !one : !two) return false;
  const std::optional<double> x = constantNumber(call->getArg(0), context);
  const std::optional<double> y = count == 2 ? constantNumber(call->getArg(1), context) : x;
  if (!x || !y || !std::isfinite(*x) || !std::isfinite(*y)) return false;
  return !std::isfinite(count == 1 ? one->calculate(*x) : two->calculate(*x, *y));
}

bool writesErrno(const CallExpr *call) {
  const FunctionDecl *callee = call->getDirectCallee(), *definition = nullptr;
  return callee && callee->hasBody(definition) && anyPart(definition->getBody(), [](const Stmt *part) {
           const auto *assignment = dyn_cast<BinaryOperator>(part);
           return assignment && assignment->getOpcode() == BO_Assign && isErrno(assignment->getLHS());
         });
}

class Collector {
public:
  Collector(Events &events, const ASTContext &context,
            llvm::function_ref<const FunctionContract *(const CallExpr *)> callContract)
      : events(events), context(context), callContract(callContract) {}

  void walk(const Stmt *stmt) {
    if (!stmt) return;
    path.push_back(stmt);
    if (const auto *call = dyn_cast<CallExpr>(stmt))
      see(call);
    else if (const auto *reference = dyn_cast<DeclRefExpr>(stmt))
      see(reference);
    else if (const auto *binary = dyn_cast<BinaryOperator>(stmt);
             binary && binary->getOpcode() == BO_Assign && isErrno(binary->getLHS()))
      events.writes[binary] = isZero(binary->getRHS());
    if (!isa<LambdaExpr, UnaryExprOrTypeTraitExpr>(stmt))
      for (const Stmt *child : stmt->children()) walk(child);
    path.pop_back();
  }

private:
  bool isZero(const Expr *expr) const {
    Expr::EvalResult result;
    return !expr->isValueDependent() && expr->EvaluateAsInt(result, context) && result.Val.getInt() == 0;
  }

  void see(const CallExpr *call) {
    const StringRef name = simpleName(call->getDirectCallee());
    if (yieldsErrno(call)) return seeErrno(call);
    const FunctionContract *contract = callContract(call);
    CallFacts facts;
    facts.call = call;
    if (isSystem(call)) {
      if (printsErrno(name)) events.reads[call] = ReadKind::Value;
      if (isOutsideDomain(name, call, context))
        facts.report = Report::ByDomain;
      else if (isNumberParser(name) || name == "readdir")
        facts.report = Report::OnlyByErrno;
      else if (isTextConversion(name))
        facts.report = Report::WithinResults;
      else if (isToldByBoth(name))
        facts.report = Report::ByBoth;
      else if (isArithmetic(name, call))
        facts.report = Report::ByArithmetic;
      else if (contract && contract->errnoUse == ErrnoUse::Unchanged &&
               llvm::is_contained(contract->returns, Failure::ErrnoValue))
        facts.report = Report::ByNumber;
      else if ((contract && contract->errnoUse == ErrnoUse::Set) || isOneOf(name, {"syslog", "vsyslog"}) ||
               isStreamOutput(call))
        facts.report = Report::ByResult;
      else
        return; // leaves errno alone
      facts.mustCheck = contract && contract->mustCheck;
    }
    decideFate(facts);
    if (isa<CXXOperatorCallExpr>(call) && facts.fate != Fate::Dropped && facts.report == Report::ByResult)
      return; // the first part of an output chain
    if (name.starts_with("exec") && facts.fate == Fate::Dropped) facts.fate = Fate::Tested; // it returns: it failed
    events.callIndex[call] = events.calls.size();
    events.calls.push_back(facts);
  }

  static bool isSystem(const CallExpr *call) {
    const FunctionDecl *callee = call->getDirectCallee();
    return callee && (callee->getBuiltinID() != 0 || isInSystemHeader(callee->getCanonicalDecl()));
  }

  // *__errno_location() and what is around it.
  void seeErrno(const CallExpr *call) {
    std::size_t at = path.size() - 1;
    const Expr *value = call;
    bool isRead = false;
    while (at > 0) {
      const Stmt *parent = path[at - 1];
      const auto *cast = dyn_cast<CastExpr>(parent);
      const auto *unary = dyn_cast<UnaryOperator>(parent);
      if (cast && cast->getCastKind() == CK_LValueToRValue) isRead = true;
      if (!cast && !isa<ParenExpr>(parent) && !(unary && unary->getOpcode() == UO_Deref)) break;
      value = ::clang::cast<Expr>(parent);
      --at;
    }
    if (isRead && at > 0) noteSaved(call, value, path[at - 1]);
    if (isRead) events.reads[call] = at > 0 && isTest(value, path[at - 1]) ? testKind(at) : ReadKind::Value;
  }

  // const int saved = errno;
  void noteSaved(const CallExpr *call, const Expr *value, const Stmt *parent) {
    if (const auto *declaration = dyn_cast<DeclStmt>(parent)) {
      for (const Decl *declared : declaration->decls())
        if (const auto *variable = dyn_cast<VarDecl>(declared); variable && variable->getInit() == value)
          events.saved[call] = variable;
    } else if (const auto *binary = dyn_cast<BinaryOperator>(parent); binary && binary->getOpcode() == BO_Assign) {
      const auto *reference = dyn_cast<DeclRefExpr>(binary->getLHS()->IgnoreParens());
      events.saved[call] = reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
    }
  }

  static bool isTest(const Expr *value, const Stmt *parent) {
    if (const auto *binary = dyn_cast<BinaryOperator>(parent)) return binary->isComparisonOp() || binary->isLogicalOp();
    if (const auto *unary = dyn_cast<UnaryOperator>(parent)) return unary->getOpcode() == UO_LNot;
    if (const auto *branch = dyn_cast<IfStmt>(parent)) return branch->getCond() == value;
    if (const auto *loop = dyn_cast<WhileStmt>(parent)) return loop->getCond() == value;
    if (const auto *choice = dyn_cast<SwitchStmt>(parent)) return choice->getCond() == value;
    const auto *conditional = dyn_cast<ConditionalOperator>(parent);
    return conditional && conditional->getCond() == value;
  }

  // Beside another condition the test is one of several; the others may look at the result.
  ReadKind testKind(std::size_t at) const {
    for (; at > 0 && isa<Expr>(path[at - 1]); --at)
      if (const auto *binary = dyn_cast<BinaryOperator>(path[at - 1]); binary && binary->isLogicalOp())
        return ReadKind::GuardedTest;
    return ReadKind::Test;
  }

  // (file = fopen(name)) == NULL
  bool isTestedAbove(std::size_t at) const {
    for (; at > 0 && isa<ParenExpr, CastExpr, FullExpr>(path[at - 1]); --at) {
    }
    const auto *value = dyn_cast<Expr>(path[at]);
    return at > 0 && value && isTest(value, path[at - 1]);
  }

  void decideFate(CallFacts &facts) {
    const Expr *value = facts.call;
    for (std::size_t at = path.size() - 1; at > 0; --at) {
      const Stmt *parent = path[at - 1];
      if (isa<CompoundStmt, LabelStmt>(parent)) facts.statement = path[at];
      if (!settles(facts, value, parent)) {
        value = cast<Expr>(parent);
        continue;
      }
      if (facts.fate == Fate::Stored && isa<BinaryOperator>(parent) && isTestedAbove(at - 1)) facts.fate = Fate::Tested;
      for (; at > 0 && !facts.statement; --at)
        if (isa<CompoundStmt>(path[at - 1])) facts.statement = path[at];
      return;
    }
  }

  // False: the value goes on as parent.
  static bool settles(CallFacts &facts, const Expr *value, const Stmt *parent) {
    if (const auto *cast = dyn_cast<CastExpr>(parent)) {
      if (cast->getCastKind() != CK_ToVoid) return false;
      facts.fate = Fate::Dropped;
      return true;
    }
    if (isa<ParenExpr, FullExpr>(parent)) return false;
    if (const auto *binary = dyn_cast<BinaryOperator>(parent)) {
      if (binary->getOpcode() == BO_Assign && binary->getRHS() == value) {
        const auto *reference = dyn_cast<DeclRefExpr>(binary->getLHS()->IgnoreParens());
        facts.variable = reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
        facts.fate = facts.variable ? Fate::Stored : Fate::Tested; // who stores it elsewhere looks there
      } else {
        facts.fate = isTest(value, parent) ? Fate::Tested : Fate::Other;
      }
      return true;
    }
    if (const auto *declaration = dyn_cast<DeclStmt>(parent)) {
      for (const Decl *declared : declaration->decls())
        if (const auto *variable = dyn_cast<VarDecl>(declared); variable && variable->getInit() == value)
          facts.variable = variable, facts.fate = Fate::Stored;
      return true;
    }
    if (isTest(value, parent))
      facts.fate = Fate::Tested;
    else if (isa<CompoundStmt, LabelStmt, SwitchCase>(parent))
      facts.fate = Fate::Dropped;
    else if (const auto *branch = dyn_cast<IfStmt>(parent))
      facts.fate = branch->getThen() == value || branch->getElse() == value ? Fate::Dropped : Fate::Other;
    else
      facts.fate = Fate::Other;
    return true;
  }

  void see(const DeclRefExpr *reference) {
    const auto *variable = dyn_cast<VarDecl>(reference->getDecl());
    if (!variable) return;
    const Expr *value = reference;
    for (std::size_t at = path.size() - 1; at > 0; --at) {
      const Stmt *parent = path[at - 1];
      if (isa<CastExpr, ParenExpr, FullExpr>(parent)) {
        value = cast<Expr>(parent);
        continue;
      }
      const auto *binary = dyn_cast<BinaryOperator>(parent);
      const auto *call = dyn_cast<CallExpr>(parent);
      if (isTest(value, parent))
        events.compared.insert(variable);
      else if (!(binary && binary->getOpcode() == BO_Assign && binary->getLHS() == value) && !(call && isSystem(call)))
        events.handedOn.insert(variable);
      return;
    }
  }

  Events &events;
  const ASTContext &context;
  llvm::function_ref<const FunctionContract *(const CallExpr *)> callContract;
  std::vector<const Stmt *> path;
};

} // namespace

bool concernsErrno(const FunctionDecl *callee) {
  const StringRef name = simpleName(callee);
  return yieldsErrno(name) || printsErrno(name) || isNumberParser(name) || name == "readdir" ||
         isTextConversion(name) || entryFor<OfOne>(name, kOfOne) || entryFor<OfTwo>(name, kOfTwo);
}

Events collectEvents(const Stmt *body, const ASTContext &context,
                     llvm::function_ref<const FunctionContract *(const CallExpr *)> callContract) {
  Events events;
  Collector(events, context, callContract).walk(body);
  if (!events.reads.empty())
    for (CallFacts &facts : events.calls)
      if (facts.report == Report::Unknown) facts.zeroes = writesErrno(facts.call);
  llvm::DenseSet<const VarDecl *> restored;
  for (const auto &[assignment, isZero] : events.writes)
    if (const auto *reference = dyn_cast<DeclRefExpr>(assignment->getRHS()->IgnoreParenImpCasts()))
      restored.insert(dyn_cast<VarDecl>(reference->getDecl()));
  for (const auto &[call, variable] : events.saved)
    if (variable && restored.contains(variable))
      events.reads.erase(call);
    else if (variable && events.compared.contains(variable))
      events.reads[call] = ReadKind::TestOfCopy;
  return events;
}

} // namespace lintel::checkers::checks::errno_misuse
