#include "checkers/checks/error-discarded/fixes.h"

#include "checkers/analysis/error_state_check.h"
#include "checkers/analysis/error_state_exits.h"
#include "checkers/analysis/names.h"
#include "checkers/analysis/source_text.h"
#include "checkers/checks/error-discarded/exemptions.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringSet.h"

namespace lintel::checkers::checks::error_discarded {

using namespace clang;

namespace {

// A dropped call that is a statement of its own: "[(void)]call;". The ends are one past the last byte.
struct Site {
  SourceLocation begin, callBegin, callEnd, end, semicolonEnd;
  bool endsLine = false;
};

bool isWrapper(const Stmt *statement, const Expr *explicitly) {
  return statement == explicitly ||
         isa<ParenExpr, FullExpr, ImplicitCastExpr, CXXBindTemporaryExpr, MaterializeTemporaryExpr>(statement);
}

// The expression of path that is a statement in a block and only wraps the call, or nullptr.
const Expr *statementOf(const Discard &discard) {
  const ArrayRef<const Stmt *> path = discard.path;
  size_t i = path.size() - 1;
  while (i > 0 && !isa<CompoundStmt>(path[i - 1])) {
    if (!isWrapper(path[i - 1], discard.explicitly)) return nullptr;
    --i;
  }
  const bool isValue = i > 1 && isa<StmtExpr>(path[i - 2]) && cast<CompoundStmt>(path[i - 1])->body_back() == path[i];
  return i == 0 || isValue ? nullptr : dyn_cast<Expr>(path[i]);
}

std::optional<Site> siteOf(const Discard &discard, const ASTContext &context) {
  const SourceManager &sources = context.getSourceManager();
  const LangOptions &language = context.getLangOpts();
  const Expr *statement = statementOf(discard);
  if (!statement) return std::nullopt;
  const SourceRange outer = statement->getSourceRange();
  const SourceRange inner = discard.call->getSourceRange();
  for (const SourceLocation at : {outer.getBegin(), outer.getEnd(), inner.getBegin(), inner.getEnd()})
    if (at.isInvalid() || at.isMacroID()) return std::nullopt;
  Site site;
  site.begin = outer.getBegin();
  site.callBegin = inner.getBegin();
  site.callEnd = Lexer::getLocForEndOfToken(inner.getEnd(), 0, sources, language);
  site.end = Lexer::getLocForEndOfToken(outer.getEnd(), 0, sources, language);
  site.semicolonEnd = Lexer::findLocationAfterToken(outer.getEnd(), tok::semi, sources, language, false);
  if (site.semicolonEnd.isInvalid()) return std::nullopt;
  const auto [file, offset] = sources.getDecomposedLoc(site.semicolonEnd);
  const StringRef rest = sources.getBufferData(file).substr(offset);
  site.endsLine = rest.take_until([](char c) { return c == '\n'; }).trim().empty();
  return site;
}

// The identifiers that stand in the range, comments left out.
llvm::StringSet<> identifiersIn(SourceRange range, const ASTContext &context) {
  llvm::StringSet<> names;
  const SourceManager &sources = context.getSourceManager();
  const auto [file, begin] = sources.getDecomposedLoc(sources.getFileLoc(range.getBegin()));
  const auto [endFile, end] = sources.getDecomposedLoc(sources.getFileLoc(range.getEnd()));
  if (file != endFile) return names;
  const StringRef buffer = sources.getBufferData(file);
  Lexer lexer(sources.getLocForStartOfFile(file), context.getLangOpts(), buffer.begin(), buffer.begin() + begin,
              buffer.end());
  for (Token token; !lexer.LexFromRawLexer(token) && sources.getFileOffset(token.getLocation()) <= end;)
    if (token.is(tok::raw_identifier)) names.insert(token.getRawIdentifier());
  return names;
}

// A name that the function does not use yet: "status", "status2", ...
std::string freshName(const std::string &wanted, const FunctionDecl &function, const ASTContext &context) {
  const llvm::StringSet<> used = identifiersIn(function.getSourceRange(), context);
  std::string name = wanted;
  for (int i = 2; used.contains(name); ++i) name = wanted + std::to_string(i);
  return name;
}

FixItHint edit(SourceLocation begin, SourceLocation end, const std::string &text) {
  if (begin == end) return FixItHint::CreateInsertion(begin, text);
  return FixItHint::CreateReplacement(CharSourceRange::getCharRange(begin, end), text);
}

// "if (auto NAME = CALL; FAILED) ACTION;" or, before C++17, "{ auto NAME = CALL; if (FAILED) ACTION; }".
std::vector<FixItHint> testObject(const Site &site, const TypeContract &type, const std::string &name,
                                  const std::string &action, const ASTContext &context) {
  const std::string failed = replaced(type.failed, name);
  if (context.getLangOpts().CPlusPlus17)
    return {edit(site.begin, site.callBegin, "if (auto " + name + " = "),
            edit(site.callEnd, site.end, "; " + failed + ") " + action)};
  return {edit(site.begin, site.callBegin, "{ auto " + name + " = "),
          edit(site.callEnd, site.semicolonEnd, "; if (" + failed + ") " + action + "; }")};
}

std::optional<ProposedFix> returnError(const Discard &discard, const Site &site, const TypeContract &type,
                                       const FunctionDecl &function, const ErrorSubjects &finder,
                                       const ASTContext &context) {
  const QualType returned = function.getReturnType();
  if (isa<CoroutineBodyStmt>(discard.path.front()) || returned->isUndeducedType() || returned->isReferenceType())
    return std::nullopt;
  const std::optional<ErrorSubject> target = finder.errorType(returned, context);
  if (!target || !target->type) return std::nullopt;
  const auto expression = type.propagate.find(target->type->type);
  if (expression == type.propagate.end() || !agreeOnError(type, discard.call->getType(), returned, context))
    return std::nullopt;
  const std::string name = freshName(type.variable, function, context);
  const std::string action = "return " + replaced(expression->second, name);
  return ProposedFix{"return the error to the caller", testObject(site, type, name, action, context)};
}

void addCodeFixes(std::vector<ProposedFix> &fixes, const Discard &discard, const Site &site,
                  const FunctionContract &contract, const ASTContext &context) {
  const auto *call = dyn_cast<CallExpr>(discard.call);
  const std::string test = call ? failureTest(contract, call, context) : "";
  if (test.empty() || isa<CoroutineBodyStmt>(discard.path.front())) return;
  const auto tested = [&](const std::string &action) -> std::vector<FixItHint> {
    return {edit(site.begin, site.callBegin, "if ("), edit(site.callEnd, site.end, test + ") " + action)};
  };
  const Stmt *body = discard.path.front();
  if (const ReturnStmt *failing = firstFailingReturn(body, context);
      failing && !failing->getRetValue()->getSourceRange().getBegin().isInvalid()) {
    const StringRef value = textOf(
        context.getSourceManager().getExpansionRange(failing->getRetValue()->getSourceRange()).getAsRange(), context);
    if (!value.empty())
      fixes.push_back({"return as the function does for its other errors", tested("return " + value.str())});
  } else if (containsThrow(body) && contract.errnoUse == ErrnoUse::Set) {
    fixes.push_back({"throw, as the function does for its other errors (needs <system_error>)",
                     tested("throw std::system_error(errno, std::generic_category(), \"" + contract.function + "\")")});
  }
}

ProposedFix sayWhy(const Discard &discard, const Site &site) {
  ProposedFix fix{"drop the result on purpose and complete the reason", {}};
  const std::string stub = kReasonStub.str();
  if (!discard.explicitly) {
    const bool isOperator = isa<CXXOperatorCallExpr>(discard.call); // "(void)a + b" would cast a
    fix.edits.push_back(edit(site.callBegin, site.callBegin, isOperator ? "(void)(" : "(void)"));
    if (isOperator) fix.edits.push_back(edit(site.callEnd, site.callEnd, ")"));
  }
  fix.edits.push_back(
      edit(site.semicolonEnd, site.semicolonEnd, site.endsLine ? " // " + stub : " /* " + stub + " */"));
  return fix;
}

bool isInstantiated(const FunctionDecl &function) {
  for (const DeclContext *context = &function; context; context = context->getParent()) {
    if (const auto *outer = dyn_cast<FunctionDecl>(context); outer && outer->getTemplateInstantiationPattern())
      return true;
    if (isa<ClassTemplateSpecializationDecl>(context)) return true;
  }
  return false;
}

} // namespace

ProposedFixes proposeFixes(const Discard &discard, const ErrorSubject &subject, const FunctionDecl &function,
                           const ErrorSubjects &finder, const ASTContext &context) {
  ProposedFixes fixes;
  if (isInstantiated(function)) return fixes;
  const std::optional<Site> site = siteOf(discard, context);
  if (!site) return fixes;
  if (subject.type && !subject.type->failed.empty() && context.getLangOpts().CPlusPlus11) {
    std::optional<ProposedFix> fix = returnError(discard, *site, *subject.type, function, finder, context);
    // On an error path the new error would hide the first one; beside a comment the author meant to drop it.
    const bool isSafe = !isOnErrorPath(discard.path, context) && !hasReason({site->begin, site->end}, context);
    if (fix && isSafe)
      fixes.safe = std::move(fix);
    else if (fix)
      fixes.unsafe.push_back(std::move(*fix));
    else if (!subject.type->raise.empty() && containsThrow(discard.path.front())) {
      const std::string name = freshName(subject.type->variable, function, context);
      fixes.unsafe.push_back({"throw the error, as the function does for its other errors",
                              testObject(*site, *subject.type, name, replaced(subject.type->raise, name), context)});
    }
  }
  if (subject.contract) addCodeFixes(fixes.unsafe, discard, *site, *subject.contract, context);
  fixes.unsafe.push_back(sayWhy(discard, *site));
  return fixes;
}

} // namespace lintel::checkers::checks::error_discarded
