#include "checkers/checks/error-discarded/streams.h"

#include "checkers/analysis/error_state_exits.h"
#include "checkers/analysis/names.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/Stmt.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

namespace lintel::checkers::checks::error_discarded {

using namespace clang;

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

namespace {

StringRef calleeName(const CallExpr *call) {
  const FunctionDecl *callee = call->getDirectCallee();
  return callee ? simpleName(callee) : StringRef();
}

// The argument that holds the mode, for functions that open a stream.
std::optional<unsigned> modeArgument(StringRef function) {
  return llvm::StringSwitch<std::optional<unsigned>>(function)
      .Cases({"fopen", "fopen64", "freopen", "freopen64", "fdopen", "gzopen", "gzopen64", "gzdopen"}, 1u)
      .Default(std::nullopt);
}

bool closesStream(StringRef function) { return function == "fclose" || function == "gzclose"; }

// Calls that close, position or read a stream leave nothing in its buffer that could be lost.
bool isReadOnly(StringRef function) {
  return llvm::StringSwitch<bool>(function)
      .Cases({"fclose", "gzclose", "fileno", "ferror", "feof", "clearerr", "setvbuf", "setbuf", "gzerror", "gzeof"},
             true)
      .Cases({"fseek", "fseeko", "ftell", "ftello", "rewind", "gzseek", "gztell"}, true)
      .Cases({"fread", "fgets", "fgetc", "getc", "fscanf", "getline", "getdelim", "gzread", "gzgets", "gzgetc"}, true)
      .Default(false);
}

bool writesToStream(StringRef function) {
  return llvm::StringSwitch<bool>(function)
      .Cases({"fprintf", "vfprintf", "fputs", "fputc", "putc", "putw", "fwrite"}, true)
      .Cases({"fwprintf", "vfwprintf", "fputws", "fputwc", "putwc"}, true)
      .Cases({"gzwrite", "gzfwrite", "gzprintf", "gzvprintf", "gzputs", "gzputc"}, true)
      .Default(false);
}

bool isStreamFunction(StringRef function) {
  return isReadOnly(function) || writesToStream(function) || function == "fflush" || function == "gzflush";
}

const StringLiteral *modeOf(const Expr *value) {
  const auto *call = dyn_cast<CallExpr>(value->IgnoreParenCasts());
  const std::optional<unsigned> position = call ? modeArgument(calleeName(call)) : std::nullopt;
  if (!position || call->getNumArgs() <= *position) return nullptr;
  const auto *mode = dyn_cast<StringLiteral>(call->getArg(*position)->IgnoreParenCasts());
  return mode && mode->getCharByteWidth() == 1 ? mode : nullptr;
}

bool opensForWriting(const Expr *value) {
  const StringLiteral *mode = modeOf(value);
  return mode && mode->getString().find_first_of("wa") != StringRef::npos;
}

bool opensForReading(const Expr *value) {
  const StringLiteral *mode = modeOf(value);
  return mode && mode->getString().find_first_of("wa+") == StringRef::npos;
}

bool names(const CallExpr *call, const Expr *stream) {
  return llvm::any_of(call->arguments(), [&](const Expr *argument) { return isSameObject(argument, stream); });
}

bool anyNames(ArrayRef<const CallExpr *> calls, const Expr *stream) {
  return llvm::any_of(calls, [&](const CallExpr *call) { return names(call, stream); });
}

bool isBefore(const Expr *a, const Expr *b, const ASTContext &context) {
  const SourceManager &sources = context.getSourceManager();
  return sources.isBeforeInTranslationUnit(sources.getFileLoc(a->getBeginLoc()), sources.getFileLoc(b->getBeginLoc()));
}

// A use that gives nobody else the stream: a call on it, a new value for it, a test of it.
bool keepsToItself(const Stmt *use, const Stmt *parent) {
  if (const auto *call = dyn_cast_or_null<CallExpr>(parent)) return isStreamFunction(calleeName(call));
  if (const auto *operation = dyn_cast_or_null<BinaryOperator>(parent))
    return operation->isComparisonOp() || operation->isLogicalOp() ||
           (operation->getOpcode() == BO_Assign && operation->getLHS()->IgnoreParenCasts() == use);
  if (const auto *operation = dyn_cast_or_null<UnaryOperator>(parent)) return operation->getOpcode() == UO_LNot;
  if (const auto *choice = dyn_cast_or_null<ConditionalOperator>(parent))
    return choice->getCond()->IgnoreParenCasts() == use;
  return isa_and_nonnull<IfStmt, WhileStmt, DoStmt, ForStmt>(parent);
}

} // namespace

void StreamFacts::noteCall(const CallExpr *call, bool isDropped) {
  const StringRef name = calleeName(call);
  if (closesStream(name)) closes.push_back(call);
  if (writesToStream(name)) (isDropped ? droppedWrites : writes).push_back(call);
  if (isReadOnly(name)) return;
  for (const Expr *argument : call->arguments())
    if (const ValueDecl *variable = variableOf(argument)) handedOn.insert(variable);
}

void StreamFacts::noteStatement(const Stmt *statement, const Stmt *parent) {
  const auto *use = dyn_cast<DeclRefExpr>(statement);
  if (use && !keepsToItself(use, parent)) escaped.insert(use->getDecl());
}

// The values given since the stream before was closed; in two branches there may be two.
SmallVector<const Expr *, 2> StreamFacts::openedAs(const CallExpr *close, const Expr *stream,
                                                   ArrayRef<const Expr *> values, const ASTContext &context) const {
  SmallVector<const Expr *, 2> before;
  for (const Expr *value : values)
    if (isBefore(value, close, context) && !isNullPointerConstant(value, context)) before.push_back(value);
  llvm::sort(before, [&](const Expr *a, const Expr *b) { return isBefore(b, a, context); });
  const auto isOlder = [&](const Expr *value) {
    return llvm::any_of(closes, [&](const CallExpr *other) {
      return names(other, stream) && isBefore(value, other, context) && isBefore(other, before.front(), context);
    });
  };
  before.erase(llvm::find_if(before, isOlder), before.end());
  return before;
}

bool StreamFacts::holdsWrites(const CallExpr *close, const Expr *stream, ArrayRef<const Expr *> values,
                              const ASTContext &context) const {
  const SmallVector<const Expr *, 2> opened = openedAs(close, stream, values, context);
  if (!opened.empty() && llvm::all_of(opened, opensForReading)) return false;
  if (anyNames(writes, stream) || anyNames(droppedWrites, stream)) return true;
  return handedOn.contains(variableOf(stream)) && llvm::any_of(opened, opensForWriting);
}

bool StreamFacts::isLeftToClose(const CallExpr *write, const Expr *stream, ArrayRef<const Expr *> values) const {
  if (llvm::none_of(values, opensForWriting)) return true;
  if (anyNames(closes, stream) || escaped.contains(variableOf(stream))) return true;
  const auto first = llvm::find_if(droppedWrites, [&](const CallExpr *other) { return names(other, stream); });
  return first != droppedWrites.end() && *first != write;
}

} // namespace lintel::checkers::checks::error_discarded
