// What is a request value: which fields, accessors, parameters and calls hold what a client chose.
#pragma once

#include "checkers/analysis/taint.h"

#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/DenseMap.h"

#include <functional>
#include <optional>

namespace lintel::checkers {

// The patterns that apply unless the policy says otherwise.
inline constexpr const char *kRequestNumbers =
    "(?i)^(page_?size|per_?page|limit|max_?results|count|batch_?size|top|take|first|offset|size|len(gth)?)$";
inline constexpr const char *kRequestLike = "(?i)(^|_)(request|req|query|params|input|args|dto|body|message)(_|$)";

// Patterns of a policy, as predicates: this folder does not know how they were written.
struct RequestPatterns {
  std::function<bool(llvm::StringRef)> value;   // "page_size", "limit"
  std::function<bool(llvm::StringRef)> request; // "ListOrdersRequest", "req"; asked for raw and snake_case names
  std::function<bool(llvm::StringRef)> bound;   // helpers defined elsewhere that reject or clamp: "validatePageSize"
};

struct Source {
  Origin origin = Origin::Request;
  bool pageNamed = false;
  std::string name;
};

class RequestSources {
public:
  explicit RequestSources(RequestPatterns patterns) : patterns_(std::move(patterns)) {}

  // Cheap: by identifier alone, "get" before and "_" after the name left out. For the search of
  // functions worth analysing.
  bool isValueName(const clang::NamedDecl *decl);
  bool isBoundHelper(const clang::FunctionDecl *function);

  // A field or an accessor read through base. Values read through `this` are no sources: a class is
  // not its own client.
  std::optional<Source> member(const clang::NamedDecl *member, const clang::Expr *base);
  // A parameter that holds a value itself: annotated, argv beside argc, a framework's query parameter.
  std::optional<Source> parameter(const clang::ParmVarDecl *parameter);
  // The result of a call: annotated, getenv, a server framework's query helper.
  std::optional<Source> call(const clang::CallExpr *call, const clang::FunctionDecl *callee);

private:
  bool isRequestType(clang::QualType type);
  bool isRequestVariable(const clang::VarDecl *variable);

  RequestPatterns patterns_;
  llvm::DenseMap<const clang::IdentifierInfo *, bool> valueNames_;
  llvm::DenseMap<const clang::Decl *, bool> requestTypes_;
};

// A field, or the name of an accessor, that holds a number which a client chose.
bool isRequestNumber(const clang::MemberExpr &member, RequestSources &requests);

// Integers that can hold a large count, text, and optionals of them.
bool canHoldRequestValue(clang::QualType type);
// bool, enumerations, characters and other types of at most 8 bits cannot hold a large count.
bool isNarrow(clang::QualType type, const clang::ASTContext &context);

} // namespace lintel::checkers
