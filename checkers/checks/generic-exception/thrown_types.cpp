#include "checkers/checks/generic-exception/thrown_types.h"

#include "checkers/analysis/handlers.h"
#include "checkers/analysis/names.h"

#include "clang/AST/ExprCXX.h"

namespace lintel::checkers::checks::generic_exception {

using namespace clang;

namespace {

constexpr unsigned kDeepestCall = 3; // what is thrown further down is seldom what the author of a handler had in mind

struct LibraryThrower {
  llvm::StringRef function;
  llvm::StringRef exception;
};
constexpr LibraryThrower kLibraryThrowers[] = {
    {"std::stoi", "std::invalid_argument"},
    {"std::stol", "std::invalid_argument"},
    {"std::stoll", "std::invalid_argument"},
    {"std::stoul", "std::invalid_argument"},
    {"std::stoull", "std::invalid_argument"},
    {"std::stof", "std::invalid_argument"},
    {"std::stod", "std::invalid_argument"},
    {"std::stold", "std::invalid_argument"},
    {"std::vector::at", "std::out_of_range"},
    {"std::array::at", "std::out_of_range"},
    {"std::deque::at", "std::out_of_range"},
    {"std::map::at", "std::out_of_range"},
    {"std::unordered_map::at", "std::out_of_range"},
    {"std::basic_string::at", "std::out_of_range"},
    {"std::basic_string::substr", "std::out_of_range"},
    {"std::basic_string_view::at", "std::out_of_range"},
    {"std::basic_string_view::substr", "std::out_of_range"},
    {"std::optional::value", "std::bad_optional_access"},
    {"std::any_cast", "std::bad_any_cast"},
    {"std::filesystem::rename", "std::filesystem::filesystem_error"},
    {"std::filesystem::copy", "std::filesystem::filesystem_error"},
    {"std::filesystem::copy_file", "std::filesystem::filesystem_error"},
    {"std::filesystem::create_directory", "std::filesystem::filesystem_error"},
    {"std::filesystem::create_directories", "std::filesystem::filesystem_error"},
    {"std::filesystem::remove", "std::filesystem::filesystem_error"},
    {"std::filesystem::remove_all", "std::filesystem::filesystem_error"},
    {"std::filesystem::file_size", "std::filesystem::filesystem_error"},
    {"std::filesystem::canonical", "std::filesystem::filesystem_error"},
};

void add(ThrownType found, llvm::SmallVectorImpl<ThrownType> &types) {
  if (llvm::none_of(types, [&](const ThrownType &known) { return known.name == found.name; }))
    types.push_back(std::move(found));
}

bool reportsByErrorCode(const FunctionDecl *function) {
  return llvm::any_of(function->parameters(), [](const ParmVarDecl *parameter) {
    return simpleName(parameter->getType().getNonReferenceType()->getAsCXXRecordDecl()) == "error_code";
  });
}

bool cannotThrow(const FunctionDecl *function) {
  const auto *type = function->getType()->getAs<FunctionProtoType>();
  return type && !isUnresolvedExceptionSpec(type->getExceptionSpecType()) && type->isNothrow();
}

const CXXRecordDecl *definitionOf(QualType type) {
  const CXXRecordDecl *record = type.getNonReferenceType()->getAsCXXRecordDecl();
  return record && record->hasDefinition() ? record->getDefinition() : nullptr;
}

} // namespace

void ThrownTypes::collectTry(const CXXTryStmt *attempt, Types &types, unsigned depth) {
  Types inside;
  collect(attempt->getTryBlock(), inside, depth);
  for (unsigned i = 0; i < attempt->getNumHandlers(); ++i) {
    const CXXCatchStmt *handler = attempt->getHandler(i);
    const CXXRecordDecl *caught = caughtClass(handler);
    const bool passesOn = anyPart(handler->getHandlerBlock(), [](const Stmt *part) {
      const auto *thrown = dyn_cast<CXXThrowExpr>(part);
      return thrown && !thrown->getSubExpr();
    });
    if (!passesOn)
      llvm::erase_if(inside, [&](const ThrownType &type) {
        return !handler->getExceptionDecl() || (type.type ? isKindOf(type.type, caught) : isGeneralException(caught));
      });
    collect(handler->getHandlerBlock(), types, depth);
  }
  for (ThrownType &type : inside) add(std::move(type), types);
}

void ThrownTypes::collectCall(const FunctionDecl *callee, const Stmt *call, Types &types, unsigned depth) {
  if (cannotThrow(callee)) return;
  if (isInStd(callee)) {
    if (simpleName(callee).empty() || reportsByErrorCode(callee)) return;
    const std::string name = qualifiedName(callee);
    for (const LibraryThrower &thrower : kLibraryThrowers)
      if (thrower.function == name) add({nullptr, thrower.exception.str(), call}, types);
    return;
  }
  const FunctionDecl *definition = nullptr;
  if (depth >= kDeepestCall || !callee->hasBody(definition) || isInSystemHeader(definition)) return;
  // A function that calls itself finds the empty list here.
  const auto [entry, isNew] = known_.try_emplace(definition);
  Types found;
  if (isNew) {
    collect(definition->getBody(), found, depth + 1);
    known_[definition] = found;
  } else {
    found = entry->second;
  }
  for (const ThrownType &type : found) add({type.type, type.name, call}, types);
}

void ThrownTypes::collect(const Stmt *stmt, Types &types, unsigned depth) {
  forEachPart(stmt, [&](const Stmt *part) {
    if (const auto *attempt = dyn_cast<CXXTryStmt>(part)) {
      collectTry(attempt, types, depth);
      return false;
    }
    if (const auto *thrown = dyn_cast<CXXThrowExpr>(part)) {
      const Expr *object = thrown->getSubExpr();
      if (object && !object->isTypeDependent())
        if (const CXXRecordDecl *type = definitionOf(object->getType())) add({type, qualifiedName(type), part}, types);
    } else if (const auto *call = dyn_cast<CallExpr>(part)) {
      if (const FunctionDecl *callee = call->getDirectCallee()) collectCall(callee, part, types, depth);
    } else if (const auto *cast = dyn_cast<CXXDynamicCastExpr>(part)) {
      if (cast->isGLValue()) add({nullptr, "std::bad_cast", part}, types);
    } else if (const auto *construction = dyn_cast<CXXConstructExpr>(part)) {
      collectCall(construction->getConstructor(), part, types, depth);
    }
    return true;
  });
}

llvm::SmallVector<ThrownType, 4> ThrownTypes::of(const Stmt *stmt) {
  Types types;
  known_.clear(); // what was found at a greater depth may be incomplete
  collect(stmt, types, 0);
  return types;
}

} // namespace lintel::checkers::checks::generic_exception
