// Calls of well-known library functions.
#include "checkers/analysis/evaluator.h"
#include "checkers/analysis/names.h"
#include "checkers/analysis/text_builder.h"

namespace lintel::checkers {

using namespace clang;

namespace {

bool readsStandardInput(const CallExpr *call) {
  for (const Expr *argument : call->arguments())
    if (const auto *reference = llvm::dyn_cast<DeclRefExpr>(argument->IgnoreParenImpCasts()))
      if (simpleName(reference->getDecl()) == "stdin") return true;
  return false;
}

bool isPrintfStyle(const FunctionDecl *callee) {
  return simpleName(callee).contains("printf") || simpleName(callee) == "StrFormat";
}

// May value serve as the other's limit?
bool isLimitFor(const Value &limit, const Value &value) {
  if (!limit.isUnbounded()) return true;
  return value.isTainted() && isOperators(limit.trace->origin) && !isOperators(value.trace->origin);
}

} // namespace

Value Evaluator::libraryCall(const CallExpr *call, const LibraryFunction &model) {
  llvm::ArrayRef<const Expr *> arguments(call->getArgs(), call->getNumArgs());
  const FunctionDecl *callee = call->getDirectCallee();
  const auto has = [&](int index) { return index >= 0 && static_cast<unsigned>(index) < arguments.size(); };

  if (model.effect == LibraryEffect::Format || model.effect == LibraryEffect::Concatenate ||
      model.effect == LibraryEffect::AppendText) {
    const Expr *target = has(model.to) ? arguments[model.to]->IgnoreParenImpCasts() : nullptr;
    const auto id = target ? place(target) : Into();
    const bool appends = model.effect == LibraryEffect::AppendText;
    TextBuilder text(*this, appends && id ? read(*id).text : nullptr, target);
    if (model.effect == LibraryEffect::Format && has(model.from)) {
      const StringLiteral *format = literalOf(arguments[model.from]);
      const auto values = arguments.drop_front(model.from + 1);
      if (format)
        text.format(format->getBytes(), values, isPrintfStyle(callee));
      else
        text.appendAll(values);
    } else {
      llvm::ArrayRef<const Expr *> pieces = arguments.drop_front(has(model.from) ? model.from : 0);
      if (outermostNamespace(callee).empty()) pieces = pieces.take_front(1); // strncat: its size is no piece
      text.appendAll(pieces);
    }
    Value result = text.result();
    if (appends && id) result = join(result, read(*id).withoutText(), unit.texts);
    if (id) store(*id, result, nullptr);
    return model.effect == LibraryEffect::Format && call->getType()->isIntegerType() ? Value() : result;
  }

  // std::min({a, b, c})
  llvm::SmallVector<const Expr *, 4> list(arguments.begin(), arguments.end());
  if (model.effect == LibraryEffect::Min || model.effect == LibraryEffect::Max)
    if (!list.empty())
      if (const auto *braced = llvm::dyn_cast<CXXStdInitializerListExpr>(list[0]->IgnoreImplicit()))
        if (const auto *inits = llvm::dyn_cast<InitListExpr>(braced->getSubExpr()->IgnoreImplicit()))
          list.assign(inits->inits().begin(), inits->inits().end());

  llvm::SmallVector<Value, 6> values;
  Value all;
  for (const Expr *argument : list) {
    values.push_back(evaluate(argument));
    all = join(all, values.back().withoutText(), unit.texts);
  }
  std::uint64_t constant = 0;
  const auto limits = [&](size_t limit, size_t value) {
    const bool endOfRange = isConstant(list[limit], constant) && constant >= kNoBound;
    return limit != value && !endOfRange && isLimitFor(values[limit], values[value]);
  };
  switch (model.effect) {
  case LibraryEffect::Min:
    for (size_t i = 0; i < values.size(); ++i)
      for (size_t j = 0; j < values.size(); ++j)
        if (values[i].isUnbounded() && limits(j, i)) return all.withBound();
    return all;
  case LibraryEffect::Max: return all;
  case LibraryEffect::Clamp: return values.size() > 2 && limits(2, 0) ? values[0].withBound() : all;
  case LibraryEffect::Convert: {
    if (!has(model.from)) return {};
    return call->getType()->isIntegerType() ? values[model.from].withoutText() : values[model.from];
  }
  case LibraryEffect::Store: {
    if (!has(model.from) || !has(model.to)) return {};
    storeArgument(arguments[model.to], values[model.from]);
    return call->getType()->isPointerType() ? values[model.from] : Value();
  }
  case LibraryEffect::ReadInto:
  case LibraryEffect::Scan: {
    if (!has(model.to)) return {};
    const Origin origin = readsStandardInput(call) ? Origin::StandardInput : model.origin;
    const Value value = has(model.from) ? values[model.from].withoutText()
                                        : sourceValue({origin, false, callee->getNameAsString()}, call);
    const size_t end = model.effect == LibraryEffect::Scan ? arguments.size() : model.to + 1;
    for (size_t i = model.to; i < end; ++i) storeArgument(arguments[i], value);
    return {};
  }
  default: return {};
  }
}

} // namespace lintel::checkers
