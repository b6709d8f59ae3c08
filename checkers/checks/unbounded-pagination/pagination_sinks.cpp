#include "checkers/checks/unbounded-pagination/pagination_sinks.h"

#include "checkers/analysis/evaluator.h"
#include "checkers/analysis/names.h"
#include "checkers/analysis/text_builder.h"
#include "checkers/checks/unbounded-pagination/collecting_loop.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

namespace lintel::checkers::checks::unbounded_pagination {

using namespace clang;

namespace {

const llvm::StringSet<> &rowLimitMethods() {
  static const llvm::StringSet<> names = {
      "limit",    "take",      "top",           "Limit",           "Take",         "Top", "setLimit",
      "SetLimit", "set_limit", "setMaxResults", "set_max_results", "SetMaxResults"};
  return names;
}

bool isResize(llvm::StringRef name) { return name == "reserve" || name == "resize"; }

// Methods of statements, and SQLite's functions; bind() of sockets is something else.
bool isBind(const FunctionDecl &callee) {
  static const llvm::StringSet<> methods = {"bind",     "bindValue", "addBindValue", "setInt", "setUInt",
                                            "setInt64", "setUInt64", "setBigInt",    "setLong"};
  const llvm::StringRef name = simpleName(&callee);
  if (llvm::isa<CXXMethodDecl>(callee)) return methods.contains(name) && !isInStd(&callee);
  return name == "sqlite3_bind_int" || name == "sqlite3_bind_int64" || name == "sqlite3_bind_text" ||
         name == "sqlite3_bind_double";
}

bool isInteger(const Expr *expr) {
  const QualType type = expr->getType();
  return type->isIntegerType() && !type->isBooleanType();
}

// assign(n, value) of strings and containers; assign(text, n) and assign(first, last) copy what is there.
bool isSizedAssign(const FunctionDecl &callee) {
  return simpleName(&callee) == "assign" && isInStd(&callee) && callee.getNumParams() == 2 &&
         callee.getParamDecl(0)->getType()->isIntegerType();
}

// std::vector<T>(n), std::string(n, ' '): constructors whose first parameter is the number of elements.
bool isSizedConstruction(const CXXConstructExpr &construct) {
  static const llvm::StringSet<> containers = {"vector", "basic_string", "deque", "list", "forward_list"};
  const CXXConstructorDecl *constructor = construct.getConstructor();
  return construct.getNumArgs() > 0 && isInStd(constructor) &&
         containers.contains(simpleName(constructor->getParent())) &&
         constructor->getParamDecl(0)->getType()->isIntegerType();
}

void inspectConstruction(const CXXConstructExpr &construct, Sinks &sinks) {
  if (!isSizedConstruction(construct) || !isInteger(construct.getArg(0))) return;
  llvm::StringRef name = simpleName(construct.getConstructor()->getParent());
  name.consume_front("basic_");
  sinks.push_back({construct.getArg(0), &construct, "size", "the size of a 'std::" + name.str() + "'"});
}

// Buckets and limiters hand out permits; nothing is read from a database.
bool namesPermits(const CXXRecordDecl *record) {
  return llvm::any_of(
      llvm::ArrayRef<llvm::StringRef>{"bucket", "limiter", "semaphore", "pool", "budget", "throttle", "quota", "rate"},
      [&](llvm::StringRef word) { return hasWord(simpleName(record), word); });
}

bool isGeneratedSetter(const CXXRecordDecl *record, llvm::StringRef name) {
  if (!name.consume_front("set_")) return false;
  const std::string clear = ("clear_" + name).str();
  return llvm::any_of(record->methods(), [&](const CXXMethodDecl *method) {
    return simpleName(method) == clear || simpleName(method) == name;
  });
}

// query.limit(n), unless the method itself clamps.
void inspectRowLimit(const CXXMemberCallExpr &call, const CXXMethodDecl &method, Evaluator &evaluator, Sinks &sinks) {
  if (call.getNumArgs() != 1 || !isInteger(call.getArg(0)) || isInStd(&method) || namesPermits(method.getParent()))
    return;
  if (isGeneratedSetter(method.getParent(), simpleName(&method))) return;
  if (const FunctionDecl *body = method.getDefinition(); body && evaluator.unit.canSummarise(body)) {
    const Value value = evaluator.valueOf(call.getArg(0));
    if (!value.isUnbounded() || !evaluator.unit.peek(body, {{body->getParamDecl(0), {}, value}}).keepsUnbounded) return;
  }
  sinks.push_back({call.getArg(0), &call, "page size", "'" + simpleName(&method).str() + "()'"});
}

// statement.bind(index, value); sqlite3_bind_int(statement, index, value); the index may be a name or missing.
void inspectBind(const CallExpr &call, llvm::StringRef name, Evaluator &evaluator, Sinks &sinks) {
  llvm::SmallVector<const Expr *, 4> arguments;
  if (const auto *member = llvm::dyn_cast<CXXMemberCallExpr>(&call))
    arguments.push_back(member->getImplicitObjectArgument());
  arguments.append(call.arg_begin(), call.arg_end());
  if (arguments.size() < 2) return;
  const Expr *value = arguments[std::min<size_t>(2, arguments.size() - 1)];
  const Expr *index = arguments.size() > 2 ? arguments[1] : nullptr;
  const std::string through = " through '" + name.str() + "'";
  const QueryText *text = evaluator.valueOf(arguments[0]).text;
  const bool isVisible = text && text->started && !(text->partial && !text->hasLimitPlaceholder());
  if (!isVisible) {
    if (isInteger(value)) sinks.push_back({value, &call, "page size", "a statement parameter" + through, true});
    return;
  }
  if (!text->hasLimitPlaceholder()) return;
  Expr::EvalResult position;
  if (const StringLiteral *named = index ? literalOf(index) : nullptr) {
    if (llvm::StringRef(text->limitName).drop_front(text->limitName.empty() ? 0 : 1) != named->getBytes().ltrim(":@$"))
      return;
  } else if (index && isInteger(index) && !index->isValueDependent() &&
             index->EvaluateAsInt(position, evaluator.unit.context)) {
    if (!text->isLimitPlaceholder(position.Val.getInt().getLimitedValue(64))) return;
  }
  sinks.push_back({value, &call, "page size", "'LIMIT'" + through});
}

// PQexecParams(connection, text, count, types, values, ...): values is one array for all parameters.
void inspectPostgres(const CallExpr &call, llvm::StringRef name, Evaluator &evaluator, Sinks &sinks) {
  if (call.getNumArgs() < 5) return;
  const QueryText *text = evaluator.valueOf(call.getArg(1)).text;
  if (!text || text->placeholders != 1 || !text->isLimitPlaceholder(1)) return;
  sinks.push_back({call.getArg(4), &call, "page size", "'LIMIT' through '" + name.str() + "'"});
}

// transaction.exec_params(text, values...)
void inspectVariadic(const CallExpr &call, llvm::StringRef name, Evaluator &evaluator, Sinks &sinks) {
  if (call.getNumArgs() < 2) return;
  const QueryText *text = evaluator.valueOf(call.getArg(0)).text;
  if (!text) return;
  for (unsigned i = 1; i < call.getNumArgs(); ++i)
    if (text->hasLimitPlaceholder() && text->isLimitPlaceholder(i))
      sinks.push_back({call.getArg(i), &call, "page size", "'LIMIT' through '" + name.str() + "'"});
}

} // namespace

PaginationSinks::PaginationSinks(const std::vector<std::string> &functions) {
  for (const std::string &entry : functions) {
    const auto [name, argument] = llvm::StringRef(entry).split('#');
    Named named{name.str()};
    if (argument.getAsInteger(10, named.argument)) named.argument = 0;
    const auto [space, simple] = name.rsplit("::");
    functions_.emplace(simple.empty() ? space.str() : simple.str(), named);
  }
}

bool PaginationSinks::mayBeSink(const Stmt &stmt) const {
  if (const auto *literal = llvm::dyn_cast<StringLiteral>(&stmt)) {
    if (literal->getCharByteWidth() != 1) return false;
    const llvm::StringRef text = literal->getBytes();
    return text.contains_insensitive("limit") || text.contains_insensitive("fetch") || text.contains_insensitive("top");
  }
  if (const auto *construct = llvm::dyn_cast<CXXConstructExpr>(&stmt)) return isSizedConstruction(*construct);
  const auto *call = llvm::dyn_cast<CallExpr>(&stmt);
  const FunctionDecl *callee = call ? call->getDirectCallee() : nullptr;
  if (!callee) return false;
  const llvm::StringRef name = simpleName(callee);
  return isResize(name) || isSizedAssign(*callee) || isBind(*callee) || rowLimitMethods().contains(name) ||
         name.starts_with("PQ") || name == "exec_params" || isAppend(*call) ||
         functions_.find(name) != functions_.end();
}

bool PaginationSinks::inspectNamed(const CallExpr &call, const FunctionDecl &callee, Sinks &sinks) const {
  const auto [first, last] = functions_.equal_range(simpleName(&callee));
  for (auto entry = first; entry != last; ++entry) {
    const Named &named = entry->second;
    if (named.name != qualifiedName(&callee)) continue;
    for (unsigned i = 0; i < call.getNumArgs(); ++i)
      if (named.argument == i + 1 || (named.argument == 0 && isInteger(call.getArg(i))))
        sinks.push_back({call.getArg(i), &call, "page size", "'" + named.name + "'"});
    return true;
  }
  return false;
}

void PaginationSinks::inspect(const Expr &expr, Evaluator &evaluator, Sinks &sinks) const {
  if (const auto *construct = llvm::dyn_cast<CXXConstructExpr>(&expr)) return inspectConstruction(*construct, sinks);
  const auto *call = llvm::dyn_cast<CallExpr>(&expr);
  const FunctionDecl *callee = call ? call->getDirectCallee() : nullptr;
  if (!callee || simpleName(callee).empty() || inspectNamed(*call, *callee, sinks)) return;
  const llvm::StringRef name = simpleName(callee);
  const auto *member = llvm::dyn_cast<CXXMemberCallExpr>(call);
  const CXXMethodDecl *method = member ? member->getMethodDecl() : nullptr;
  const bool sizes = isResize(name) || isSizedAssign(*callee);
  if (method && sizes && call->getNumArgs() > 0 && isInteger(call->getArg(0))) {
    sinks.push_back({call->getArg(0), call, "size", "'" + name.str() + "()'"});
  } else if (method && rowLimitMethods().contains(name)) {
    inspectRowLimit(*member, *method, evaluator, sinks);
  } else if (isBind(*callee)) {
    inspectBind(*call, name, evaluator, sinks);
  } else if (name == "PQexecParams" || name == "PQsendQueryParams") {
    inspectPostgres(*call, name, evaluator, sinks);
  } else if (method && name == "exec_params") {
    inspectVariadic(*call, name, evaluator, sinks);
  }
}

void PaginationSinks::inspectLoop(const Stmt &loop, Evaluator &evaluator, Sinks &sinks) const {
  const std::optional<CollectingLoop> collecting = collectingLoop(loop, evaluator);
  if (!collecting) return;
  for (const Expr *bound : collecting->bounds)
    sinks.push_back({bound, &loop, "count", "a loop that appends to '" + collecting->container + "'"});
}

void PaginationSinks::queryOperand(const Expr &value, RowClause clause, Sinks &sinks) const {
  sinks.push_back({&value, &value, "page size", "'" + toString(clause).str() + "'"});
}

} // namespace lintel::checkers::checks::unbounded_pagination
