#include "checkers/checks/value-before-check/assertions.h"

#include "clang/AST/Expr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Lex/MacroArgs.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"

namespace lintel::checkers::checks::value_before_check {

using namespace clang;

namespace {

using Places = llvm::DenseMap<const IdentifierInfo *, llvm::SmallVector<SourceLocation, 2>>;

class AssertUses : public PPCallbacks {
public:
  AssertUses(const SourceManager &sources, Places &places) : sources_(sources), places_(places) {}

  void MacroExpands(const Token &name, const MacroDefinition &, SourceRange, const MacroArgs *args) override {
    if (!args || args->getNumMacroArguments() == 0 || !name.getIdentifierInfo()->isStr("assert")) return;
    const SourceLocation place = sources_.getFileLoc(name.getLocation());
    for (const Token *token = args->getUnexpArgument(0); token->isNot(tok::eof); ++token)
      if (const IdentifierInfo *word = token->getIdentifierInfo()) places_[word].push_back(place);
  }

private:
  const SourceManager &sources_;
  Places &places_;
};

// p of p->next->name, also of *p and p[0].
const VarDecl *variableOf(const Stmt *at) {
  if (const auto *reference = dyn_cast_or_null<DeclRefExpr>(at)) return dyn_cast<VarDecl>(reference->getDecl());
  if (!at) return nullptr;
  for (const Stmt *child : at->children())
    if (const VarDecl *variable = variableOf(child)) return variable;
  return nullptr;
}

} // namespace

void Assertions::watch(Preprocessor &preprocessor, const SourceManager &sources) {
  preprocessor.addPPCallbacks(std::make_unique<AssertUses>(sources, places));
}

bool Assertions::speakOf(const fallible::Finding &finding, const SourceManager &sources) const {
  const VarDecl *variable = variableOf(finding.use.at);
  const auto known = variable ? places.find(variable->getIdentifier()) : places.end();
  if (known == places.end()) return false;
  const SourceLocation declared = sources.getFileLoc(variable->getLocation());
  const SourceLocation used = sources.getFileLoc(finding.use.at->getExprLoc());
  return llvm::any_of(known->second, [&](SourceLocation place) {
    return sources.getFileID(place) == sources.getFileID(used) && sources.isBeforeInTranslationUnit(declared, place) &&
           sources.isBeforeInTranslationUnit(place, used);
  });
}

} // namespace lintel::checkers::checks::value_before_check
