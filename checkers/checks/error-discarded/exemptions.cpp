#include "checkers/checks/error-discarded/exemptions.h"

#include "checkers/analysis/names.h"
#include "checkers/checks/error-discarded/failure_exits.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

namespace lintel::checkers::checks::error_discarded {

using namespace clang;

namespace {

// Structural: the same variable, or the same member of the same object.
bool isSameObject(const Expr *a, const Expr *b) {
  a = a->IgnoreParenCasts();
  b = b->IgnoreParenCasts();
  if (isa<CXXThisExpr>(a) && isa<CXXThisExpr>(b)) return true;
  if (const auto *first = dyn_cast<DeclRefExpr>(a)) {
    const auto *second = dyn_cast<DeclRefExpr>(b);
    return second && first->getDecl() == second->getDecl();
  }
  if (const auto *first = dyn_cast<MemberExpr>(a)) {
    const auto *second = dyn_cast<MemberExpr>(b);
    return second && first->getMemberDecl() == second->getMemberDecl() &&
           isSameObject(first->getBase(), second->getBase());
  }
  if (const auto *first = dyn_cast<UnaryOperator>(a)) {
    const auto *second = dyn_cast<UnaryOperator>(b);
    return second && first->getOpcode() == second->getOpcode() &&
           isSameObject(first->getSubExpr(), second->getSubExpr());
  }
  return false;
}

const ValueDecl *variableOf(const Expr *expression) {
  const auto *reference = dyn_cast<DeclRefExpr>(expression->IgnoreParenCasts());
  return reference ? reference->getDecl() : nullptr;
}

// The argument that holds the mode, for functions that open a stream.
std::optional<unsigned> modeArgument(StringRef function) {
  return llvm::StringSwitch<std::optional<unsigned>>(function)
      .Cases({"fopen", "fopen64", "freopen", "freopen64", "fdopen", "gzopen", "gzopen64", "gzdopen"}, 1u)
      .Default(std::nullopt);
}

// Calls that close, position or read a stream leave nothing in its buffer that could be lost.
bool isReadOnly(StringRef function) {
  return llvm::StringSwitch<bool>(function)
      .Cases({"fclose", "gzclose", "fileno", "ferror", "feof", "clearerr", "setvbuf", "setbuf", "gzerror", "gzeof"},
             true)
      .Cases({"fseek", "fseeko", "ftell", "ftello", "rewind", "gzseek", "gztell"}, true)
      .Cases({"fread", "fgets", "fgetc", "getc", "fscanf", "getline", "getdelim", "gzread", "gzgets", "gzgetc"}, true)
      .Default(false);
}

bool opensForWriting(const Expr *value) {
  const auto *call = dyn_cast<CallExpr>(value->IgnoreParenCasts());
  const FunctionDecl *callee = call ? call->getDirectCallee() : nullptr;
  const std::optional<unsigned> position = callee ? modeArgument(simpleName(callee)) : std::nullopt;
  if (!position || call->getNumArgs() <= *position) return false;
  const auto *mode = dyn_cast<StringLiteral>(call->getArg(*position)->IgnoreParenCasts());
  return mode && mode->getCharByteWidth() == 1 && mode->getString().find_first_of("wa") != StringRef::npos;
}

// A constant integer argument equals the number, or the argument is the named variable, enumerator or macro.
bool isNamed(const Expr *argument, const std::string &name, const ASTContext &context) {
  long long number = 0;
  if (!StringRef(name).getAsInteger(10, number)) {
    Expr::EvalResult value;
    return !argument->isValueDependent() && argument->getType()->isIntegerType() &&
           argument->EvaluateAsInt(value, context) && value.Val.getInt() == number;
  }
  if (const ValueDecl *variable = variableOf(argument); variable && simpleName(variable) == name) return true;
  const SourceManager &sources = context.getSourceManager();
  for (SourceLocation at = argument->IgnoreParenCasts()->getBeginLoc(); at.isMacroID();
       at = sources.getImmediateMacroCallerLoc(at))
    if (!sources.isMacroArgExpansion(at) && Lexer::getImmediateMacroName(at, sources, context.getLangOpts()) == name)
      return true;
  return false;
}

// How the block leaves after child, judged by its own statements only.
bool restLeavesWithFailure(const CompoundStmt *block, const Stmt *child, const Place &place,
                           const ASTContext &context) {
  bool reached = false;
  for (const Stmt *statement : block->body()) {
    reached = reached || statement == child;
    if (!reached) continue;
    if (leavesWithFailure(statement, place, context)) return true;
    if (isa<ReturnStmt, BreakStmt, ContinueStmt, GotoStmt>(statement)) return false;
  }
  return false;
}

// The argument is one of names, whichever arm of a conditional or value of a local variable it comes from.
bool isOneOf(const Expr *argument, const std::vector<std::string> &names, BodyFacts &facts, const ASTContext &context,
             int depth = 0) {
  constexpr int kDeepest = 4; // a variable may be given its own value
  if (const auto *choice = dyn_cast<ConditionalOperator>(argument->IgnoreParenCasts()); choice && depth < kDeepest)
    return isOneOf(choice->getTrueExpr(), names, facts, context, depth + 1) &&
           isOneOf(choice->getFalseExpr(), names, facts, context, depth + 1);
  if (llvm::any_of(names, [&](const std::string &name) { return isNamed(argument, name, context); })) return true;
  const ArrayRef<const Expr *> values = depth < kDeepest ? facts.valuesOf(argument) : ArrayRef<const Expr *>();
  return !values.empty() &&
         llvm::all_of(values, [&](const Expr *value) { return isOneOf(value, names, facts, context, depth + 1); });
}

bool standsBehindLabel(const CompoundStmt *block, const Stmt *child) {
  for (const Stmt *statement : block->body()) {
    if (isa<LabelStmt>(statement)) return true;
    if (statement == child) return false;
  }
  return false;
}

} // namespace

void BodyFacts::noteCall(const CallExpr *call) {
  const FunctionDecl *callee = call->getDirectCallee();
  if (callee && isReadOnly(simpleName(callee))) return;
  for (const Expr *argument : call->arguments())
    if (const ValueDecl *variable = variableOf(argument)) writtenTo.insert(variable);
}

void BodyFacts::gatherValues(const Stmt *statement) {
  if (const auto *declarations = dyn_cast<DeclStmt>(statement)) {
    for (const Decl *declaration : declarations->decls())
      if (const auto *variable = dyn_cast<VarDecl>(declaration); variable && variable->getInit())
        values[variable].push_back(variable->getInit());
  } else if (const auto *operation = dyn_cast<BinaryOperator>(statement)) {
    const ValueDecl *variable = operation->getOpcode() == BO_Assign ? variableOf(operation->getLHS()) : nullptr;
    if (variable) values[variable].push_back(operation->getRHS());
  }
}

void BodyFacts::gather() {
  if (gathered) return;
  gathered = true;
  const auto onUse = [&](const CallExpr *call) {
    if (const FunctionDecl *callee = call->getDirectCallee(); callee && !simpleName(callee).empty())
      used[qualifiedName(callee)].push_back(call);
    noteCall(call);
  };
  const auto onDiscard = [&](const Discard &discard) {
    if (const auto *call = dyn_cast<CallExpr>(discard.call)) noteCall(call);
  };
  walk(body, onDiscard, onUse);
  SmallVector<const Stmt *, 64> pending = {body};
  while (!pending.empty()) {
    const Stmt *statement = pending.pop_back_val();
    gatherValues(statement);
    for (const Stmt *child : statement->children())
      if (child) pending.push_back(child);
  }
}

bool BodyFacts::usesResultOf(const std::vector<std::string> &names, const Expr *object) {
  gather();
  for (const std::string &name : names) {
    const auto found = used.find(name);
    if (found == used.end()) continue;
    for (const CallExpr *call : found->second)
      if (llvm::any_of(call->arguments(), [&](const Expr *argument) { return isSameObject(argument, object); }))
        return true;
  }
  return false;
}

ArrayRef<const Expr *> BodyFacts::valuesOf(const Expr *expression) {
  gather();
  const auto *local = dyn_cast_or_null<VarDecl>(variableOf(expression));
  if (!local || !local->hasLocalStorage() || isa<ParmVarDecl>(local)) return {};
  const auto found = values.find(local);
  return found == values.end() ? ArrayRef<const Expr *>() : ArrayRef(found->second);
}

bool BodyFacts::writes(const Expr *stream) {
  gather();
  return writtenTo.contains(variableOf(stream)) && llvm::any_of(valuesOf(stream), opensForWriting);
}

bool mayBeIgnored(const FunctionContract &contract, const CallExpr *call, ArrayRef<const Stmt *> path, BodyFacts &facts,
                  const ASTContext &context) {
  using Kind = IgnoreCondition::Kind;
  return llvm::any_of(contract.okToIgnoreWhen, [&](const IgnoreCondition &condition) {
    if (condition.kind == Kind::ErrorPath) return isOnErrorPath(path, context);
    if (condition.argument >= call->getNumArgs()) return false;
    const Expr *argument = call->getArg(condition.argument);
    switch (condition.kind) {
    case Kind::ArgumentIs: return isOneOf(argument, condition.names, facts, context);
    case Kind::ArgumentIsNull: return isNullPointerConstant(argument, context);
    case Kind::NotOpenForWriting: return !facts.writes(argument);
    case Kind::CheckedBy: return facts.usesResultOf(condition.names, argument);
    case Kind::ErrorPath: break;
    }
    return false;
  });
}

bool isOnErrorPath(ArrayRef<const Stmt *> path, const ASTContext &context) {
  for (size_t i = path.size() - 1; i-- > 0;) {
    const Stmt *child = path[i + 1];
    if (isa<CXXCatchStmt>(path[i])) return true;
    if (const auto *branch = dyn_cast<IfStmt>(path[i])) {
      const std::optional<bool> failed = testsFailure(branch->getCond(), context);
      if (failed && child == (*failed ? branch->getThen() : branch->getElse())) return true;
    }
    const auto *block = dyn_cast<CompoundStmt>(path[i]);
    if (!block) continue;
    if (i > 0 && isa<IfStmt, SwitchCase>(path[i - 1])) {
      const auto *branch = dyn_cast<IfStmt>(path[i - 1]);
      if (restLeavesWithFailure(block, child, {true, branch ? branch->getCond() : nullptr}, context)) return true;
    }
    if (standsBehindLabel(block, child) && restLeavesWithFailure(block, child, {}, context)) return true;
  }
  return false;
}

} // namespace lintel::checkers::checks::error_discarded
