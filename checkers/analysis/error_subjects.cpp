#include "checkers/analysis/error_subjects.h"

#include "checkers/analysis/names.h"
#include "checkers/analysis/per_context.h"

#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"

namespace lintel::checkers {

using namespace clang;

namespace {

bool isDeclaredBySystem(const FunctionDecl *function) {
  for (const FunctionDecl *declaration : function->redecls())
    if (declaration->isImplicit() || isInSystemHeader(declaration)) return true;
  return false;
}

// A contract's name without "::" means the C function, not somebody's static or overloaded namesake.
bool speaksOf(const FunctionContract &contract, const FunctionDecl *function) {
  // The C++ headers of the system overload some functions of C, such as strchr.
  if (!function->isExternC() && function->getDeclContext()->getRedeclContext()->isTranslationUnit())
    return contract.declaredIn == DeclaredIn::SystemHeaders && isDeclaredBySystem(function);
  if (!function->isExternC() && function->isInAnonymousNamespace()) return false;
  return contract.declaredIn == DeclaredIn::Anywhere || isDeclaredBySystem(function);
}

bool isNodiscard(const Decl *declaration) {
  if (!declaration) return false;
  if (declaration->hasAttr<WarnUnusedResultAttr>()) return true;
  const auto *specialization = dyn_cast<ClassTemplateSpecializationDecl>(declaration);
  return specialization &&
         specialization->getSpecializedTemplate()->getTemplatedDecl()->hasAttr<WarnUnusedResultAttr>();
}

// GNU's attribute says that the caller must look. The standard's [[nodiscard]] on a function is also
// used for values that are merely useless when dropped, and the compiler reports it anyway.
bool hasGnuWarnUnused(const FunctionDecl *function) {
  const auto *attribute = function->getAttr<WarnUnusedResultAttr>();
  return attribute && !attribute->IsCXX11NoDiscard();
}

// f(args, ec) that fills ec and returns a copy of it has told the caller already.
bool alsoFillsArgument(const CallExpr *call, QualType type, const ASTContext &context) {
  const FunctionDecl *callee = call->getDirectCallee();
  if (!callee) return false;
  for (const ParmVarDecl *parameter : callee->parameters()) {
    const QualType pointee = parameter->getType().getNonReferenceType();
    if (parameter->getType()->isLValueReferenceType() && !pointee.isConstQualified() &&
        context.hasSameUnqualifiedType(pointee, type))
      return true;
  }
  return false;
}

const NamedDecl *declarationOf(const Type *type) {
  if (const auto *alias = dyn_cast<TypedefType>(type)) return alias->getDecl();
  if (const auto *specialization = dyn_cast<TemplateSpecializationType>(type))
    return specialization->getTemplateName().getAsTemplateDecl();
  const auto *tag = dyn_cast<TagType>(type);
  return tag ? tag->getDecl() : nullptr;
}

} // namespace

std::set<std::string> namesIn(StringRef list) {
  llvm::SmallVector<StringRef> parts;
  llvm::SmallVector<StringRef> names;
  list.split(parts, ';', -1, false);
  for (const StringRef part : parts) part.split(names, ',', -1, false);
  std::set<std::string> result;
  for (const StringRef name : names)
    if (!name.trim().empty()) result.insert(name.trim().str());
  return result;
}

struct ErrorSubjects::KnownToAll {
  explicit KnownToAll(const ASTContext & /*context*/) {}
  std::map<const Contracts *, Known> byTable;
};

const FunctionContract *ErrorSubjects::contractOf(const CallExpr *call) const {
  const FunctionDecl *callee = call->getDirectCallee();
  if (!callee || simpleName(callee).empty()) return nullptr;
  if (!contractOf_) contractOf_ = &PerContext<KnownToAll>::of(callee->getASTContext()).byTable[&contracts];
  const auto [entry, isNew] = contractOf_->try_emplace({callee, call->getNumArgs()}, nullptr);
  if (!isNew) return entry->second;
  const FunctionContract *contract = contracts.function(qualifiedName(callee), call->getNumArgs());
  if (contract && speaksOf(*contract, callee)) entry->second = contract;
  return entry->second;
}

std::optional<ErrorSubject> ErrorSubjects::errorType(QualType type, const ASTContext &context) const {
  const Decl *nodiscard = nullptr;
  for (QualType step = type;;) {
    if (const NamedDecl *declaration = declarationOf(step.getTypePtr())) {
      ErrorSubject subject;
      subject.typeName = qualifiedName(declaration);
      subject.type = contracts.type(subject.typeName);
      if (subject.type || extra.errorTypes.contains(subject.typeName)) return subject;
      if (!nodiscard && isNodiscard(declaration)) nodiscard = declaration;
    }
    const QualType next = step.getSingleStepDesugaredType(context);
    if (next == step) break;
    step = next;
  }
  if (!nodiscard) return std::nullopt;
  ErrorSubject subject;
  subject.typeName = qualifiedName(cast<NamedDecl>(nodiscard));
  subject.isNodiscardOnly = true;
  return subject;
}

std::optional<ErrorSubject> ErrorSubjects::find(const Expr *expression, const ASTContext &context,
                                                Attention least) const {
  if (expression->isTypeDependent() || expression->getType()->isVoidType()) return std::nullopt;
  const auto *call = dyn_cast<CallExpr>(expression);
  const auto *named = call ? dyn_cast<DeclRefExpr>(call->getCallee()->IgnoreImpCasts()) : nullptr;
  const auto *callee = named ? dyn_cast<FunctionDecl>(named->getDecl()) : nullptr;
  if (!callee) return search(expression, context, least);
  // A function called by its name: all such calls are alike.
  const Key key{callee, call->getNumArgs() * 2 + (least == Attention::Must ? 1 : 0)};
  if (const auto known = found_.find(key); known != found_.end()) return known->second;
  return found_[key] = search(expression, context, least);
}

std::optional<ErrorSubject> ErrorSubjects::search(const Expr *expression, const ASTContext &context,
                                                  Attention least) const {
  const auto *call = dyn_cast<CallExpr>(expression);
  const FunctionDecl *callee = call ? call->getDirectCallee() : nullptr;
  const std::string name = callee ? qualifiedName(callee) : std::string();
  if (extra.ignoredFunctions.contains(name)) return std::nullopt;

  ErrorSubject subject;
  subject.callee = name;
  if (callee && extra.functions.contains(name)) return subject;
  if (const FunctionContract *contract = call ? contractOf(call) : nullptr; contract && !contract->returns.empty()) {
    if (!contract->mustCheck && !(contract->isNoted && least == Attention::Note)) return std::nullopt;
    subject.contract = contract;
    return subject;
  }
  if (!expression->isPRValue()) return std::nullopt; // a reference is somebody else's object
  const QualType type = call ? call->getCallReturnType(context) : expression->getType();
  if (std::optional<ErrorSubject> found = errorType(type, context)) {
    if (call && alsoFillsArgument(call, type, context)) return std::nullopt;
    found->callee = name;
    return found;
  }
  if (callee && hasGnuWarnUnused(callee)) return subject;
  return std::nullopt;
}

} // namespace lintel::checkers
