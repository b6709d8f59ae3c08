// Calls: operators, methods, constructors, functions of this translation unit and unknown ones.
#include "checkers/analysis/evaluator.h"
#include "checkers/analysis/names.h"
#include "checkers/analysis/text_builder.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

namespace lintel::checkers {

using namespace clang;

namespace {

llvm::ArrayRef<const Expr *> argumentsOf(const CallExpr *call) { return {call->getArgs(), call->getNumArgs()}; }
llvm::ArrayRef<const Expr *> argumentsOf(const CXXConstructExpr *construct) {
  return {construct->getArgs(), construct->getNumArgs()};
}

bool isStringStream(QualType type) {
  const llvm::StringRef name = simpleName(type.getNonReferenceType()->getAsCXXRecordDecl());
  return name == "basic_ostringstream" || name == "basic_stringstream";
}

bool isString(QualType type) { return simpleName(type.getNonReferenceType()->getAsCXXRecordDecl()) == "basic_string"; }

bool isStringEdit(llvm::StringRef name) { return name == "append" || name == "assign"; }

// Questions about a value whose answers say nothing about how large it is.
bool asksAbout(llvm::StringRef name) {
  static const llvm::StringSet<> names = {"size",
                                          "length",
                                          "empty",
                                          "capacity",
                                          "find",
                                          "rfind",
                                          "find_first_of",
                                          "find_last_of",
                                          "find_first_not_of",
                                          "find_last_not_of",
                                          "compare",
                                          "count",
                                          "contains",
                                          "has_value",
                                          "max_size",
                                          "good",
                                          "fail",
                                          "eof",
                                          "bad",
                                          "tellg",
                                          "gcount",
                                          "hash"};
  return names.contains(name);
}

// q, which q.append(a).append(b) and (q += a) += b change.
const Expr *changedString(const Expr *expr) {
  while (true) {
    expr = expr->IgnoreParenImpCasts();
    const auto *member = llvm::dyn_cast<CXXMemberCallExpr>(expr);
    const auto *operation = llvm::dyn_cast<CXXOperatorCallExpr>(expr);
    if (member && isString(member->getType()) && isStringEdit(simpleName(member->getMethodDecl())))
      expr = member->getImplicitObjectArgument();
    else if (operation && isString(operation->getType()) && operation->getOperator() == OO_PlusEqual)
      expr = operation->getArg(0);
    else
      return expr;
  }
}

bool soundsLikeParsing(llvm::StringRef name) {
  return hasWord(name, "parse") || hasWord(name, "atoi") || hasWord(name, "stoi") || name.starts_with("strto");
}

// Text, or an object made of it. What parses a list of texts, as parse_options(argc, argv), returns how many it used.
bool canBeParsed(QualType type) {
  return type->isRecordType() || (type->isPointerType() && !type->getPointeeType()->isPointerType());
}

} // namespace

Value Evaluator::call(const CallExpr *call, Into into) {
  if (collecting_) {
    llvm::SmallVector<Sink, 2> sinks;
    unit.sinks.inspect(*call, *this, sinks);
    use(sinks);
  }
  if (const auto *operation = llvm::dyn_cast<CXXOperatorCallExpr>(call)) return operatorCall(operation, into);
  const FunctionDecl *callee = call->getDirectCallee();
  if (!callee) {
    evaluateChildren(call);
    return {};
  }
  if (const auto id = place(call)) {
    evaluateChildren(call);
    if (const auto *member = llvm::dyn_cast<CXXMemberCallExpr>(call)) evaluate(member->getImplicitObjectArgument());
    return read(*id);
  }
  if (const auto source = unit.sources.call(call, callee)) {
    evaluateChildren(call);
    return sourceValue(*source, call);
  }
  if (const LibraryFunction model = libraryFunction(callee)) return libraryCall(call, model);
  const auto *member = llvm::dyn_cast<CXXMemberCallExpr>(call);
  if (const auto target = member ? placeOfSetter(member) : Into()) {
    assign(*target, call->getArg(0));
    return {};
  }
  const CXXMethodDecl *method = member ? member->getMethodDecl() : nullptr;
  if (method && !unit.canSummarise(method)) return memberCall(member, method);
  if (!unit.canSummarise(callee)) return unknownCall(call, callee);
  const Expr *object = member ? member->getImplicitObjectArgument() : nullptr;
  return apply(callee, {call, object, argumentsOf(call), {}}, into, object ? place(object) : Into());
}

Value Evaluator::operatorCall(const CXXOperatorCallExpr *call, Into into) {
  const OverloadedOperatorKind kind = call->getOperator();
  const FunctionDecl *callee = call->getDirectCallee();
  const auto arguments = argumentsOf(call);
  switch (kind) {
  case OO_Equal:
    if (const auto target = place(arguments[0])) {
      assign(*target, arguments[1]);
      return read(*target);
    }
    break;
  case OO_PlusEqual: {
    const bool isText = isString(arguments[0]->getType());
    if (isText) evaluate(arguments[0]); // it may be a chain
    const auto target = place(isText ? changedString(arguments[0]) : arguments[0]);
    if (!target) break;
    if (isText) {
      TextBuilder text(*this, read(*target).text, changedString(arguments[0]));
      llvm::SmallVector<const Expr *, 8> pieces = {arguments[1]};
      if (const auto *chain = llvm::dyn_cast<CXXOperatorCallExpr>(arguments[1]->IgnoreImplicit());
          chain && chain->getOperator() == OO_Plus)
        pieces = chainOf(chain);
      text.appendAll(pieces);
      store(*target, join(text.result(), read(*target).withoutText(), unit.texts), nullptr);
    } else
      store(*target, join(read(*target), evaluate(arguments[1]), unit.texts), nullptr);
    return read(*target);
  }
  case OO_Plus: {
    if (!isString(call->getType())) break;
    TextBuilder text(*this, nullptr, nullptr);
    text.appendAll(chainOf(call));
    return text.result();
  }
  case OO_LessLess: {
    const auto chain = chainOf(call);
    const Expr *stream = chain.front()->IgnoreParenImpCasts();
    const auto target = isStringStream(stream->getType()) ? place(stream) : Into();
    if (!target) {
      for (const Expr *operand : chain) evaluate(operand);
      return {};
    }
    TextBuilder text(*this, read(*target).text, stream);
    text.appendAll(llvm::ArrayRef(chain).drop_front());
    store(*target, join(text.result(), read(*target).withoutText(), unit.texts), nullptr);
    return read(*target);
  }
  case OO_GreaterGreater: return extract(call);
  case OO_Subscript:
  case OO_Star:
  case OO_Arrow: {
    if (kind == OO_Star && arguments.size() == 2) break;
    for (const Expr *argument : arguments.drop_front()) evaluate(argument);
    return evaluate(arguments[0]).withoutText();
  }
  case OO_Call:
    if (callee && unit.canSummarise(callee))
      return apply(callee, {call, arguments[0], arguments.drop_front(), {}}, into, place(arguments[0]));
    break;
  default: break;
  }
  Value all;
  for (const Expr *argument : arguments) all = join(all, evaluate(argument).withoutText(), unit.texts);
  const bool arithmetic = kind == OO_Plus || kind == OO_Minus || kind == OO_Star;
  return arithmetic && !call->getType()->isBooleanType() ? all : Value();
}

// stream >> a >> b
Value Evaluator::extract(const CXXOperatorCallExpr *call) {
  const auto chain = chainOf(call);
  const Value stream = evaluate(chain.front());
  for (const Expr *target : llvm::ArrayRef(chain).drop_front()) {
    evaluate(target);
    if (stream.isTainted()) storeArgument(target, stream.withoutText());
  }
  return stream;
}

Value Evaluator::stringCall(const CXXMemberCallExpr *call, llvm::StringRef name) {
  const Value whole = evaluate(call->getImplicitObjectArgument());
  const Expr *object = changedString(call->getImplicitObjectArgument());
  const auto target = place(object);
  if (call->getNumArgs() == 0) return {};
  const Value before = name == "assign" ? Value() : whole;
  TextBuilder text(*this, before.text, object);
  text.append(call->getArg(0));
  const Value result = join(text.result(), before.withoutText(), unit.texts);
  if (target) store(*target, result, nullptr);
  return result;
}

Value Evaluator::memberCall(const CXXMemberCallExpr *call, const CXXMethodDecl *method) {
  const llvm::StringRef name = simpleName(method);
  const Expr *object = call->getImplicitObjectArgument();
  if (isString(object->getType()) && isStringEdit(name)) return stringCall(call, name);
  const Value owner = evaluate(object);
  llvm::SmallVector<Value, 4> values;
  const QueryText *query = nullptr;
  for (const Expr *argument : argumentsOf(call)) {
    values.push_back(evaluate(argument));
    if (values.back().text && values.back().text->started && !query) query = values.back().text;
  }
  const auto target = place(object);
  const bool reads = name == "read" || name == "getline" || name == "get";
  if (isInStd(method) && reads && call->getNumArgs() > 0 && owner.isTainted())
    storeArgument(call->getArg(0), owner.withoutText());
  // A container holds what was put into it.
  const bool puts = name == "push_back" || name == "emplace_back" || name == "insert" || name == "emplace" ||
                    name == "push" || name == "swap";
  if (isInStd(method) && puts) return {};
  Value result;
  if (query && name.starts_with_insensitive("prepare")) {
    result.text = query;
    if (target) {
      Value held = read(*target);
      held.text = query;
      write(*target, held);
    }
    return result;
  }
  if (unit.sources.isBoundHelper(method))
    for (const Expr *argument : argumentsOf(call)) boundPlaces(argument);
  if (method->getReturnType()->isVoidType() || asksAbout(name)) return {};
  if (name == "value_or" && !values.empty()) return join(owner, values[0], unit.texts).withoutText();
  result = owner;
  if (name != "str") result.text = query && query->isQuery ? query : nullptr;
  return result;
}

Value Evaluator::unknownCall(const CallExpr *call, const FunctionDecl *callee) {
  const llvm::StringRef name = simpleName(callee);
  Value parsed;
  const QueryText *query = nullptr;
  for (const Expr *argument : argumentsOf(call)) {
    const Value value = evaluate(argument);
    if (value.text && value.text->started && !query) query = value.text;
    if (canBeParsed(argument->getType())) parsed = join(parsed, value.withoutText(), unit.texts);
  }
  if (hasWord(name, "prepare")) {
    // The statement handle carries its text: &stmt, or the result.
    for (const Expr *argument : argumentsOf(call)) {
      const auto *address = llvm::dyn_cast<UnaryOperator>(argument->IgnoreParenImpCasts());
      const auto target = address && address->getOpcode() == UO_AddrOf ? place(address->getSubExpr()) : Into();
      if (!target) continue;
      Value handle;
      handle.text = query;
      write(*target, handle);
    }
    Value result;
    result.text = query;
    return result;
  }
  if (unit.sources.isBoundHelper(callee))
    for (const Expr *argument : argumentsOf(call)) boundPlaces(argument);
  return soundsLikeParsing(name) ? parsed : Value();
}

Value Evaluator::construct(const CXXConstructExpr *construct, Into into) {
  if (collecting_) {
    llvm::SmallVector<Sink, 2> sinks;
    unit.sinks.inspect(*construct, *this, sinks);
    use(sinks);
  }
  const CXXConstructorDecl *constructor = construct->getConstructor();
  const auto arguments = argumentsOf(construct);
  const bool isCopy = constructor->isCopyOrMoveConstructor() && arguments.size() == 1;
  if (!isCopy && unit.canSummarise(constructor)) {
    const Into object = into ? into : Into(places_.root(construct));
    return apply(constructor, {construct, nullptr, arguments, {}}, {}, object);
  }
  llvm::SmallVector<Value, 4> values;
  const QueryText *query = nullptr;
  for (const Expr *argument : arguments) {
    values.push_back(evaluate(argument, isCopy ? into : Into()));
    if (values.back().text && values.back().text->started && !query) query = values.back().text;
  }
  if (values.empty()) return {};
  if (isCopy) return values[0];
  const llvm::StringRef name = simpleName(constructor->getParent());
  const bool countsElements = arguments[0]->getType()->isIntegerType() && name != "optional" && name != "atomic";
  Value result = isInStd(constructor) && !countsElements ? values[0] : Value();
  if (!isInStd(constructor) && arguments.size() == 1) result = values[0];
  result.text = query;
  return result;
}

std::vector<Seed> Evaluator::seedsFor(const FunctionDecl *callee, const Arguments &arguments, Into objectPlace) {
  callee = callee->getDefinition() ? callee->getDefinition() : callee;
  std::vector<Seed> seeds;
  bool unbounded = false;
  if (const auto *method = llvm::dyn_cast<CXXMethodDecl>(callee); method && method->getParent()->isLambda()) {
    if (const auto found = captured_.find(method->getParent()); found != captured_.end()) seeds = found->second;
    for (const Seed &seed : seeds) unbounded |= seed.value.isUnbounded();
  } else if (objectPlace)
    unbounded |= addSeeds(*objectPlace, thisKey(), seeds);
  for (unsigned i = 0; i < callee->getNumParams() && i < arguments.values.size(); ++i) {
    const ParmVarDecl *parameter = callee->getParamDecl(i);
    Value value = i < arguments.evaluated.size() ? arguments.evaluated[i] : Value();
    if (value.isUnbounded()) {
      value.trace = unit.traces.step(value.trace, arguments.values[i]->getSourceRange(),
                                     "it is passed to '" + callee->getNameAsString() + "' here");
      unbounded = true;
    }
    if (value.isKnown()) seeds.push_back({parameter, {}, value});
    const auto whole = place(arguments.values[i]);
    if (!whole) continue;
    const size_t first = seeds.size();
    unbounded |= addSeeds(*whole, parameter, seeds);
    if (first < seeds.size() && seeds[first].path.empty())
      seeds.erase(seeds.begin() + first); // the value is there already
  }
  if (!unbounded) seeds.clear();
  return seeds;
}

Value Evaluator::returned(Value value, const FunctionDecl *callee, const Expr *call) {
  if (value.isUnbounded())
    value.trace = unit.traces.step(value.trace, call->getSourceRange(),
                                   "it is returned by '" + callee->getNameAsString() + "' here");
  return value;
}

Value Evaluator::apply(const FunctionDecl *callee, Arguments arguments, Into into, Into objectPlace) {
  if (arguments.object) evaluate(arguments.object);
  for (const Expr *argument : arguments.values) arguments.evaluated.push_back(evaluate(argument));
  const std::vector<Seed> seeds = seedsFor(callee, arguments, objectPlace);
  if (seeds.empty() && !unit.mayMatter(callee)) return {};
  const Summary &summary = collecting_ ? unit.summary(callee, seeds) : unit.peek(callee, seeds);
  const auto argumentOf = [&](unsigned index) {
    return index < arguments.values.size() ? arguments.values[index] : nullptr;
  };
  for (const Summary::Effect &effect : summary.effects) {
    Into target = effect.part.parameter == Summary::kReturned ? into
                  : effect.part.parameter == kThisParameter   ? objectPlace
                                                              : Into();
    if (const Expr *argument = argumentOf(effect.part.parameter)) target = place(argument);
    if (!target) continue;
    PlaceId id = *target;
    for (const IdentifierInfo *name : effect.part.path) id = places_.member(id, name);
    store(id, returned(effect.value, callee, arguments.whole), nullptr);
  }
  for (const Summary::Part &part : summary.boundsOnReturn) {
    if (const Expr *argument = argumentOf(part.parameter))
      boundPart(argument, part.path);
    else if (part.parameter == kThisParameter && arguments.object)
      boundPart(arguments.object, part.path);
  }
  return returned(summary.returned, callee, arguments.whole);
}

void Evaluator::storeArgument(const Expr *argument, const Value &value) {
  const auto target = place(argument);
  if (!target) return;
  state_->clearMembers(*target, places_);
  store(*target, value, argument);
}

} // namespace lintel::checkers
