#include "checkers/analysis/request_sources.h"

#include "checkers/analysis/names.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

namespace lintel::checkers {

using namespace clang;

namespace {

constexpr llvm::StringRef kAnnotation = "lintel::request";

const CXXRecordDecl *definitionOf(const CXXRecordDecl *record) { return record ? record->getDefinition() : nullptr; }

QualType pointee(QualType type) {
  type = type.getNonReferenceType();
  if (const auto *pointer = type->getAs<PointerType>()) return pointer->getPointeeType();
  return type;
}

const RecordDecl *recordOf(QualType type) {
  const auto *record = pointee(type)->getAsRecordDecl();
  return record;
}

// "limit_" and "getLimit" name what "limit" names.
llvm::StringRef valueNameOf(llvm::StringRef name) {
  name = name.rtrim('_');
  if (name.starts_with("m_")) name = name.drop_front(2);
  if (name.size() > 4 && (name.starts_with("get_") || name.starts_with("Get_"))) return name.drop_front(4);
  if (name.size() > 3 && (name.starts_with("get") || name.starts_with("Get")) && llvm::isUpper(name[3]))
    return name.drop_front(3);
  return name;
}

// Words that also name what every buffer and container has; they need more evidence.
bool isLengthName(llvm::StringRef name) {
  const std::string lower = valueNameOf(name).lower();
  return lower == "size" || lower == "len" || lower == "length" || lower == "offset";
}

bool isCountName(llvm::StringRef name) {
  const std::string lower = valueNameOf(name).lower();
  return lower == "count" || lower == "first" || lower == "top" || lower == "take";
}

// A type named after what leaves a program, or after machinery, is not a request although a word says so.
bool namesNoRequest(llvm::StringRef snake) {
  static const llvm::StringSet<> nouns = {"response", "reply",   "result", "results", "stats",   "metrics", "config",
                                          "settings", "cache",   "pool",   "queue",   "builder", "handler", "parser",
                                          "iterator", "options", "plan",   "context", "buffer",  "stream",  "registry",
                                          "factory",  "server",  "client", "manager", "list",    "map"};
  return nouns.contains(snake.rsplit('_').second.empty() ? snake : snake.rsplit('_').second);
}

// Generated messages have a setter or a clearer for every field.
bool hasGeneratedAccessors(const CXXRecordDecl *record, llvm::StringRef field) {
  if (!record) return false;
  for (const CXXMethodDecl *method : record->methods()) {
    const llvm::StringRef name = simpleName(method);
    if ((name.starts_with("set_") || name.starts_with("clear_")) && name.split('_').second == field) return true;
  }
  return false;
}

// A length beside a pointer or container is the length of bytes at hand, not a wish of the client.
bool describesBuffer(const RecordDecl *record) {
  return llvm::any_of(record->fields(), [](const FieldDecl *field) {
    const QualType type = field->getType();
    return type->isPointerType() || type->isArrayType() || isInStd(type->getAsCXXRecordDecl());
  });
}

const Expr *strip(const Expr *expr) { return expr->IgnoreParenImpCasts(); }

// The variable at the start of a chain of members, accessors and dereferences; null for `this`.
const VarDecl *rootVariable(const Expr *expr) {
  while (expr) {
    expr = strip(expr);
    if (const auto *reference = llvm::dyn_cast<DeclRefExpr>(expr)) return llvm::dyn_cast<VarDecl>(reference->getDecl());
    if (const auto *member = llvm::dyn_cast<MemberExpr>(expr))
      expr = member->getBase();
    else if (const auto *call = llvm::dyn_cast<CXXMemberCallExpr>(expr))
      expr = call->getImplicitObjectArgument();
    else if (const auto *unary = llvm::dyn_cast<UnaryOperator>(expr))
      expr = unary->getSubExpr();
    else if (const auto *operation = llvm::dyn_cast<CXXOperatorCallExpr>(expr);
             operation && operation->getNumArgs() == 1)
      expr = operation->getArg(0);
    else
      return nullptr;
  }
  return nullptr;
}

bool startsAtThis(const Expr *expr) {
  const Expr *base = strip(expr);
  if (const auto *unary = llvm::dyn_cast<UnaryOperator>(base)) base = strip(unary->getSubExpr());
  return llvm::isa<CXXThisExpr>(base);
}

// What the calls of server frameworks that read a request are named; the class must sound like one too.
bool isFrameworkHelper(const FunctionDecl *callee) {
  static const llvm::StringSet<> spaces = {"crow", "drogon", "httplib", "Pistache", "boost", "oatpp"};
  static const llvm::StringSet<> helpers = {"get",
                                            "get_list",
                                            "getParameter",
                                            "getOptionalParameter",
                                            "getHeader",
                                            "getCookie",
                                            "get_param_value",
                                            "get_header_value",
                                            "getQueryParameter",
                                            "getPathVariable",
                                            "param",
                                            "target",
                                            "body",
                                            "getBody",
                                            "getJsonObject",
                                            "query"};
  const auto *method = llvm::dyn_cast<CXXMethodDecl>(callee);
  if (!method || !helpers.contains(simpleName(method)) || !spaces.contains(outermostNamespace(method))) return false;
  const std::string name = snakeCase(simpleName(method->getParent()));
  return llvm::any_of(llvm::ArrayRef<llvm::StringRef>{"request", "query", "uri", "message", "params"},
                      [&](llvm::StringRef word) { return hasWord(name, word); });
}

bool isFrameworkBody(const FieldDecl *field) {
  const llvm::StringRef space = outermostNamespace(field);
  return simpleName(field) == "body" && (space == "crow" || space == "httplib");
}

bool isTextList(QualType type) {
  const QualType text = type->isPointerType() ? type->getPointeeType() : QualType();
  return !text.isNull() && text->isPointerType() && text->getPointeeType()->isCharType();
}

// argv of main, and of the functions that take it over: `char **argv` beside `int argc`. A second list of texts or an
// out-parameter for an error marks the callback of a library, as of sqlite3_exec.
bool isCommandLine(const ParmVarDecl *parameter) {
  const auto *function = llvm::dyn_cast<FunctionDecl>(parameter->getDeclContext());
  if (!function) return false;
  if (function->isMain()) return parameter->getFunctionScopeIndex() == 1;
  if (simpleName(parameter) != "argv" || !isTextList(parameter->getType())) return false;
  const auto isCount = [](const ParmVarDecl *other) {
    return simpleName(other) == "argc" && other->getType()->isSpecificBuiltinType(BuiltinType::Int);
  };
  return llvm::any_of(function->parameters(), isCount) &&
         llvm::none_of(function->parameters(),
                       [&](const ParmVarDecl *other) { return other != parameter && isTextList(other->getType()); });
}

} // namespace

// Declared only, or it returns what it finds, as generated accessors do: { return limit_; }
static bool isPlainAccessor(const CXXMethodDecl &method) {
  if (!method.isConst() || method.getNumParams() != 0) return false;
  const auto *body = llvm::dyn_cast_or_null<CompoundStmt>(method.hasBody() ? method.getBody() : nullptr);
  if (!body) return true;
  const auto *result = body->size() == 1 ? llvm::dyn_cast<ReturnStmt>(body->body_front()) : nullptr;
  const Expr *value = result && result->getRetValue() ? strip(result->getRetValue()) : nullptr;
  return value && (llvm::isa<MemberExpr>(value) || llvm::isa<CXXMemberCallExpr>(value));
}

bool isRequestNumber(const MemberExpr &member, RequestSources &requests) {
  const ValueDecl *named = member.getMemberDecl();
  const auto *method = llvm::dyn_cast<CXXMethodDecl>(named);
  const QualType type = (method ? method->getReturnType() : named->getType()).getNonReferenceType();
  if (!type->isIntegerType() || type->isBooleanType() || type->isEnumeralType()) return false;
  if (method && !isPlainAccessor(*method)) return false;
  return requests.member(named, member.getBase()).has_value();
}

bool canHoldRequestValue(QualType type) {
  type = type.getNonReferenceType().getCanonicalType();
  if (type->isPointerType()) return type->getPointeeType()->isAnyCharacterType();
  if (type->isBooleanType() || type->isEnumeralType()) return false;
  if (type->isIntegerType()) return true;
  const CXXRecordDecl *record = type->getAsCXXRecordDecl();
  const llvm::StringRef name = simpleName(record);
  return record && (name == "optional" || name == "basic_string" || name == "basic_string_view");
}

bool isNarrow(QualType type, const ASTContext &context) {
  if (type.isNull() || type->isDependentType()) return false;
  type = type.getNonReferenceType().getCanonicalType();
  if (type->isBooleanType() || type->isEnumeralType()) return true;
  return type->isIntegerType() && context.getTypeSize(type) <= 8;
}

bool RequestSources::isValueName(const NamedDecl *decl) {
  const IdentifierInfo *identifier = decl->getDeclName().getAsIdentifierInfo();
  if (!identifier) return false;
  const auto [entry, isNew] = valueNames_.try_emplace(identifier, false);
  if (isNew) entry->second = patterns_.value(valueNameOf(identifier->getName()));
  return entry->second;
}

bool RequestSources::isBoundHelper(const FunctionDecl *function) {
  const llvm::StringRef name = simpleName(function);
  return !name.empty() && patterns_.bound(snakeCase(name));
}

bool RequestSources::isRequestType(QualType type) {
  const RecordDecl *record = recordOf(type);
  if (!record || isInStd(record) || !record->getIdentifier()) {
    // A C struct without a tag is known by its typedef.
    const TypedefNameDecl *alias = record ? record->getTypedefNameForAnonDecl() : nullptr;
    if (!alias) return false;
    const std::string snake = snakeCase(alias->getName());
    return !namesNoRequest(snake) && (patterns_.request(alias->getName()) || patterns_.request(snake));
  }
  const auto [entry, isNew] = requestTypes_.try_emplace(record->getCanonicalDecl(), false);
  if (isNew) {
    const std::string snake = snakeCase(record->getName());
    entry->second = !namesNoRequest(snake) && (patterns_.request(record->getName()) || patterns_.request(snake));
  }
  return entry->second;
}

bool RequestSources::isRequestVariable(const VarDecl *variable) {
  const auto *parameter = llvm::dyn_cast_or_null<ParmVarDecl>(variable);
  const RecordDecl *record = parameter ? recordOf(parameter->getType()) : nullptr;
  if (!record || isInStd(record) || isInSystemHeader(record)) return false;
  const llvm::StringRef name = simpleName(parameter);
  const std::string type = snakeCase(simpleName(record));
  return !namesNoRequest(type) && (patterns_.request(name) || patterns_.request(snakeCase(name)));
}

std::optional<Source> RequestSources::member(const NamedDecl *member, const Expr *base) {
  const auto *method = llvm::dyn_cast<CXXMethodDecl>(member);
  const auto *field = llvm::dyn_cast<FieldDecl>(member);
  if (!method && !field) return std::nullopt;
  const QualType type = method ? method->getReturnType() : field->getType();
  const Source source{Origin::Request, isValueName(member), simpleName(member).str()};
  if (isAnnotated(member, kAnnotation)) return source;
  if (!canHoldRequestValue(type) || startsAtThis(base)) return std::nullopt;
  const VarDecl *root = rootVariable(base);
  const auto *record = llvm::dyn_cast<RecordDecl>(member->getDeclContext());
  if (isAnnotated(root, kAnnotation) || isAnnotated(record, kAnnotation)) return source;
  if (field && isFrameworkBody(field)) return source;
  if (!source.pageNamed || !record || isInStd(record)) return std::nullopt;

  const bool byType = isRequestType(base->getType()) || (root && isRequestType(root->getType()));
  if (!byType && !isRequestVariable(root)) return std::nullopt;
  const llvm::StringRef name = simpleName(member);
  const bool isLength = isLengthName(name);
  if (isLength || isCountName(name)) {
    if (!byType) return std::nullopt;
    if (method && !hasGeneratedAccessors(definitionOf(method->getParent()), name)) return std::nullopt;
    if (field && isLength && describesBuffer(record)) return std::nullopt;
  }
  return source;
}

std::optional<Source> RequestSources::parameter(const ParmVarDecl *parameter) {
  const std::string name = simpleName(parameter).str();
  if (isAnnotated(parameter, kAnnotation) && !recordOf(parameter->getType()))
    return Source{Origin::Request, isValueName(parameter), name};
  if (isCommandLine(parameter)) return Source{Origin::CommandLine, false, name};
  // oat++ passes QUERY(Int32, limit) as a parameter of its own wrapper type.
  const RecordDecl *record = recordOf(parameter->getType());
  static const llvm::StringSet<> wrappers = {"Int16", "UInt16", "Int32",  "UInt32",
                                             "Int64", "UInt64", "String", "Primitive"};
  if (record && outermostNamespace(record) == "oatpp" && wrappers.contains(simpleName(record)))
    return Source{Origin::Request, isValueName(parameter), name};
  return std::nullopt;
}

std::optional<Source> RequestSources::call(const CallExpr *call, const FunctionDecl *callee) {
  const llvm::StringRef name = simpleName(callee);
  if (isAnnotated(callee, kAnnotation)) return Source{Origin::Request, isValueName(callee), name.str()};
  if (name == "getenv" || name == "secure_getenv") {
    if (isInSystemHeader(callee) || callee->isExternC() || isInStd(callee))
      return Source{Origin::Environment, false, name.str()};
    return std::nullopt;
  }
  if (!isFrameworkHelper(callee)) return std::nullopt;
  Source source{Origin::Request, false, name.str()};
  for (const Expr *argument : call->arguments()) {
    const auto *text = llvm::dyn_cast<StringLiteral>(argument->IgnoreImplicit()->IgnoreParenImpCasts());
    if (!text && llvm::isa<CXXConstructExpr>(argument->IgnoreImplicit()))
      if (const auto *construct = llvm::cast<CXXConstructExpr>(argument->IgnoreImplicit()); construct->getNumArgs() > 0)
        text = llvm::dyn_cast<StringLiteral>(construct->getArg(0)->IgnoreParenImpCasts());
    if (!text || text->getCharByteWidth() != 1) continue;
    source.name = text->getString().str();
    source.pageNamed = patterns_.value(valueNameOf(source.name));
    break;
  }
  return source;
}

} // namespace lintel::checkers
