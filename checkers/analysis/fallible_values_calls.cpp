// What a call does with the values that it is given, and what it gives back.
#include "checkers/analysis/fallible_values_flow.h"

#include "checkers/analysis/names.h"

namespace lintel::checkers::fallible {

using namespace clang;

namespace {

bool isWritable(QualType parameter) {
  return parameter->isReferenceType() && !parameter.getNonReferenceType().isConstQualified();
}

bool isFatalConstant(const Expr *argument) {
  const auto *reference = dyn_cast<DeclRefExpr>(argument->IgnoreParenImpCasts());
  return reference && isa<EnumConstantDecl>(reference->getDecl()) &&
         llvm::StringRef(simpleName(reference->getDecl())).contains_insensitive("fatal");
}

// In C++ such a function often throws.
bool soundsLikeError(const FunctionDecl *function) {
  for (const llvm::StringRef word : {"error", "exception", "failure", "failed"})
    if (hasWord(simpleName(function), word)) return true;
  return false;
}

bool testsItsArgument(const CallExpr *call) {
  const FunctionDecl *callee = call->getDirectCallee();
  const unsigned builtin = callee ? callee->getBuiltinID() : 0;
  return builtin == Builtin::BI__builtin_expect || builtin == Builtin::BI__builtin_expect_with_probability;
}

} // namespace

const FunctionDecl *FunctionFlow::pointedTo(const Expr *callee) const {
  const Expr *expr = callee->IgnoreParenCasts();
  if (const auto *operation = dyn_cast<UnaryOperator>(expr);
      operation && (operation->getOpcode() == UO_Deref || operation->getOpcode() == UO_AddrOf))
    expr = operation->getSubExpr()->IgnoreParenCasts();
  const auto *reference = dyn_cast<DeclRefExpr>(expr);
  if (!reference) return nullptr;
  if (const auto *function = dyn_cast<FunctionDecl>(reference->getDecl())) return function;
  const auto *variable = dyn_cast<VarDecl>(reference->getDecl());
  if (!variable || isa<ParmVarDecl>(variable)) return nullptr;
  const Expr *value = nullptr;
  if (variable->hasGlobalStorage()) {
    const bool isFixed = variable->getType().isConstQualified() || unit_.graphs.constants().isNeverWritten(variable);
    const VarDecl *definition = isFixed ? variable->getInitializingDeclaration() : nullptr;
    value = definition ? definition->getInit() : nullptr;
  } else {
    value = locals_.onlyValue(variable);
  }
  if (!value || value == callee) return nullptr;
  const Expr *named = value->IgnoreParenCasts();
  if (const auto *operation = dyn_cast<UnaryOperator>(named); operation && operation->getOpcode() == UO_AddrOf)
    named = operation->getSubExpr()->IgnoreParenCasts();
  const auto *target = dyn_cast<DeclRefExpr>(named);
  return target ? dyn_cast<FunctionDecl>(target->getDecl()) : nullptr;
}

const FunctionDecl *FunctionFlow::target(const CallExpr *call) const {
  if (const FunctionDecl *callee = call->getDirectCallee()) {
    const auto *method = dyn_cast<CXXMethodDecl>(callee);
    return method && method->isVirtual() && method->hasBody() && !method->hasAttr<FinalAttr>() ? method : callee;
  }
  return call->getCallee()->isTypeDependent() ? nullptr : pointedTo(call->getCallee());
}

FunctionFlow::Binding FunctionFlow::bind(const CallExpr *call, const FunctionDecl *callee,
                                         std::vector<Value> values) const {
  Binding binding;
  binding.callee = callee->getDefinition() ? callee->getDefinition() : callee;
  binding.values = std::move(values);
  binding.arguments.assign(call->arg_begin(), call->arg_end());
  if (const auto *member = dyn_cast<CXXMemberCallExpr>(call)) {
    binding.object = member->getImplicitObjectArgument();
    binding.objectIsPointer = binding.object && binding.object->getType()->isPointerType();
  } else if (isa<CXXOperatorCallExpr>(call) && isa<CXXMethodDecl>(callee) && !cast<CXXMethodDecl>(callee)->isStatic() &&
             !binding.arguments.empty()) {
    binding.object = binding.arguments.front();
    binding.arguments.erase(binding.arguments.begin());
    binding.values.erase(binding.values.begin());
  }
  return binding;
}

std::optional<Value> FunctionFlow::visitCarrierCall(const CallExpr *call, State &state) {
  const auto *method = dyn_cast_or_null<CXXMethodDecl>(call->getDirectCallee());
  if (!method) return std::nullopt;
  const Expr *object = nullptr;
  if (const auto *member = dyn_cast<CXXMemberCallExpr>(call)) object = member->getImplicitObjectArgument();
  if (isa<CXXOperatorCallExpr>(call) && call->getNumArgs() > 0) object = call->getArg(0);
  if (!object) return std::nullopt;
  const Expr *written = object->IgnoreParenImpCasts();
  if (!unit_.sources.isCarrier(object->getType()) && !unit_.sources.isCarrier(written->getType())) return std::nullopt;
  if (object->getType()->isPointerType()) return std::nullopt;
  CarrierUse what = Sources::carrierUse(method);
  if (simpleName(method) == "get")
    what = Sources::isSmartPointer(written->getType()) ? CarrierUse::None : CarrierUse::Access;
  const Value held = visit(object, state);
  const auto place = holder(object);
  const unsigned first = isa<CXXOperatorCallExpr>(call) ? 1 : 0;
  Value given;
  for (unsigned i = first; i < call->getNumArgs(); ++i) given = visit(call->getArg(i), state);
  const bool yieldsPointer = Sources::isSmartPointer(written->getType()) && call->getType()->isPointerType() &&
                             (simpleName(method) == "get" || simpleName(method) == "release");
  if (!effects_) return yieldsPointer ? held : Value();
  switch (what) {
  case CarrierUse::Access: use(held, call, UseKind::Access, method->getNameAsString(), state); break;
  case CarrierUse::Throws:
  case CarrierUse::LooksAtError: markValid(held, state); break;
  case CarrierUse::Fills:
    if (place)
      write(*place, method->getOverloadedOperator() == OO_Equal || simpleName(method) == "reset" ? given : Value(),
            state);
    break;
  default: break;
  }
  return yieldsPointer ? held : Value();
}

const Summary *FunctionFlow::summaryFor(const FunctionDecl *callee, llvm::ArrayRef<Value> values, const State &state) {
  bool holdsAny = false;
  bool passesAny = llvm::any_of(values, [](const Value &value) { return !value.empty(); });
  for (const auto &[place, slot] : state.slots) {
    if (slot.value.empty()) continue;
    holdsAny = true;
    const Place &what = unit_.places[place];
    passesAny |= !what.root || !what.path.empty() || what.root->hasGlobalStorage() || locals_.isExposed(what.root);
  }
  if (!passesAny && !holdsAny && !unit_.reachesSource(callee)) return nullptr;
  return &unit_.summary(callee, passesAny);
}

Value FunctionFlow::visitCall(const CallExpr *call, State &state) {
  if (testsItsArgument(call)) return visit(call->getArg(0), state);
  if (auto value = visitCarrierCall(call, state)) return *value;
  const FunctionDecl *callee = target(call);
  if (callee && isInStd(callee) && call->getNumArgs() == 1 &&
      (simpleName(callee) == "move" || simpleName(callee) == "forward"))
    return visit(call->getArg(0), state);

  if (const auto *member = dyn_cast<CXXMemberCallExpr>(call)) {
    if (const auto *access = dyn_cast<MemberExpr>(member->getCallee()->IgnoreParens())) {
      const Value object = visit(access->getBase(), state);
      if (access->isArrow()) use(object, call, UseKind::Dereference, "", state);
    }
  } else if (!call->getDirectCallee()) {
    use(visit(call->getCallee(), state), call, UseKind::Call, "", state);
  }
  std::vector<Value> values;
  for (const Expr *argument : call->arguments()) values.push_back(visit(argument, state));
  if (state.dead) return {};
  if (callee) {
    const unsigned skipped = isa<CXXOperatorCallExpr>(call) && isa<CXXMethodDecl>(callee) ? 1 : 0;
    const std::uint32_t mask = unit_.sources.dereferenced(callee, unit_.context);
    for (unsigned i = skipped; i < values.size() && i - skipped < 32; ++i)
      if (mask >> (i - skipped) & 1)
        use(values[i], call->getArg(i), UseKind::Argument, callee->getNameAsString(), state);
  }
  if (callee && callee->hasBody() && !callee->isDependentContext()) {
    const Summary *summary = summaryFor(callee, values, state);
    if (!summary && effects_) forgetReachableFacts(state);
    if (summary && summary->isKnown) {
      const Binding binding = bind(call, callee, std::move(values));
      Value result = applySummary(call, *summary, binding, state);
      if (!unit_.sources.isCarrier(call->getType()) || Sources::isSmartPointer(call->getType())) return result;
    }
  } else if (effects_) {
    llvm::SmallVector<const Expr *, 6> arguments(call->arguments());
    if (const auto *member = dyn_cast<CXXMemberCallExpr>(call))
      if (const Expr *object = member->getImplicitObjectArgument()) arguments.push_back(object);
    unknownCall(callee, arguments, state);
  }
  const Source *source = callee == call->getDirectCallee() ? unit_.sources.find(call, unit_.context) : nullptr;
  if (!source || isKnownToSucceed(call, state)) return {};
  Value value;
  value.push_back({unit_.called(call, source), false, false, {}});
  return value;
}

// The same call has succeeded before, or it looks for something that is there.
bool FunctionFlow::isKnownToSucceed(const CallExpr *call, const State &state) {
  if (!call->getType()->isPointerType()) return false;
  const llvm::StringRef name = simpleName(call->getDirectCallee());
  if (name == "strchr" || name == "strrchr" || name == "wcschr" || name == "wcsrchr") {
    const auto wanted = call->getNumArgs() == 2 ? factOf(call->getArg(1)) : std::nullopt;
    if (!wanted || !wanted->value) return isValidCall(call, state);
    const auto *text = dyn_cast<StringLiteral>(call->getArg(0)->IgnoreParenImpCasts());
    if (*wanted->value == 0) return true;
    if (text && text->isOrdinary() && text->getString().contains(static_cast<char>(*wanted->value))) return true;
  }
  return isValidCall(call, state);
}

bool FunctionFlow::isValidCall(const CallExpr *call, const State &state) const {
  if (state.validCalls.empty()) return false;
  const llvm::StringRef name = simpleName(call->getDirectCallee());
  const bool depends = name == "getenv" || name == "secure_getenv" || name.starts_with("str") ||
                       name.starts_with("mem") || name.starts_with("wcs") || name.starts_with("dl");
  return depends && name != "strdup" && name != "strndup" && name != "strtok" &&
         llvm::is_contained(state.validCalls, identity(call));
}

// A function whose body is elsewhere may change whatever it can reach. Functions of the system
// change what they are told to.
void FunctionFlow::unknownCall(const FunctionDecl *callee, llvm::ArrayRef<const Expr *> arguments, State &state) {
  const bool isSystem = callee && (callee->getBuiltinID() != 0 || isInSystemHeader(callee));
  for (unsigned i = 0; i < arguments.size(); ++i) {
    const Expr *argument = arguments[i];
    const bool byReference = callee && i < callee->getNumParams() && isWritable(callee->getParamDecl(i)->getType());
    if (byReference) {
      if (const auto place = holder(argument)) forget(*place, state);
      continue;
    }
    const Expr *bareArgument = argument->IgnoreParenCasts();
    if (bareArgument->getType()->isArrayType())
      if (const auto place = placeOf(bareArgument)) forgetBelow(*place, state);
    if (const auto *address = dyn_cast<UnaryOperator>(bareArgument); address && address->getOpcode() == UO_AddrOf) {
      if (const auto place = placeOf(address->getSubExpr())) forget(*place, state);
    } else if (!isSystem && argument->getType()->isPointerType()) {
      if (const auto place = holder(argument)) forgetBelow(*place, state);
      if (isa<CXXThisExpr>(bareArgument))
        if (const auto place = pointee(argument)) forgetBelow(*place, state);
    } else if (!isSystem && argument->isGLValue() && argument->getType()->isRecordType()) {
      if (const auto place = placeOf(argument)) forgetBelow(*place, state);
    }
  }
  if (isSystem) return;
  const bool mayThrow = callee && unit_.context.getLangOpts().CPlusPlus && soundsLikeError(callee);
  const bool mayEnd = !callee || mayThrow || Sources::soundsFatal(callee) || llvm::any_of(arguments, isFatalConstant);
  for (auto &[place, slot] : state.slots) {
    const VarDecl *root = unit_.places[place].root;
    if (mayEnd) llvm::erase_if(slot.value, [](const Entry &entry) { return entry.isNull; });
    for (Entry &entry : slot.value) entry.isDoubtful |= entry.isNull;
    if (root && root->hasGlobalStorage() && root->isExternallyVisible()) slot.value.clear();
  }
  forgetReachableFacts(state);
}

// The place of the caller that the callee knows as inner.
std::optional<PlaceId> FunctionFlow::outside(PlaceId inner, const Binding &binding) {
  if (unit_.places.isIndexedByVariable(inner)) return std::nullopt;
  const Place place = unit_.places[inner];
  if (place.root && place.root->hasGlobalStorage()) return inner;
  std::optional<PlaceId> at;
  std::size_t done = 0;
  if (!place.root) {
    if (!binding.object) return std::nullopt;
    at = binding.objectIsPointer ? pointee(binding.object) : placeOf(binding.object);
  } else {
    const auto *parameter = dyn_cast<ParmVarDecl>(place.root);
    if (!parameter) return std::nullopt;
    const unsigned index = parameter->getFunctionScopeIndex();
    if (index >= binding.arguments.size()) return std::nullopt;
    const Expr *argument = binding.arguments[index];
    if (parameter->getType()->isReferenceType()) {
      at = holder(argument);
    } else if (!place.path.empty() && place.path.front().isDereference()) {
      at = pointee(argument);
      done = 1;
    } else {
      at = holder(argument);
    }
  }
  for (; at && done < place.path.size(); ++done) at = unit_.places.child(*at, place.path[done]);
  return at;
}

Value FunctionFlow::valueOutside(PlaceId inner, const Binding &binding, State &state) {
  const Place &place = unit_.places[inner];
  if (const auto *parameter = dyn_cast_or_null<ParmVarDecl>(place.root);
      parameter && place.path.empty() && !parameter->getType()->isReferenceType()) {
    const unsigned index = parameter->getFunctionScopeIndex();
    return index < binding.values.size() ? binding.values[index] : Value();
  }
  const auto at = outside(inner, binding);
  return at ? read(*at, state) : Value();
}

Value FunctionFlow::applySummary(const Expr *call, const Summary &summary, const Binding &binding, State &state) {
  Value result = returned(call, summary, binding, state);
  if (!effects_) return result;
  applyUses(call, summary, binding, state);
  if (!summary.comesBack) {
    state.dead = true;
    return {};
  }
  applyLeft(call, summary, binding, state);
  forgetReachableFacts(state);
  return result;
}

void FunctionFlow::applyUses(const Expr *call, const Summary &summary, const Binding &binding, State &state) {
  if (!recording_) return;
  for (const Use &inner : summary.uses) {
    const PlaceId place = unit_.origins[inner.entry.origin].place;
    for (const Entry &entry : valueOutside(place, binding, state)) {
      llvm::SmallVector<Witness, 2> given;
      if (inner.steps.size() > 6 || isExcluded(inner, entry, binding, state, given)) continue;
      Use use = inner;
      use.given = given;
      use.entry = entry;
      use.entry.isNull |= inner.entry.isNull;
      use.entry.isDoubtful |= inner.entry.isDoubtful;
      use.steps.insert(use.steps.begin(),
                       {call->getExprLoc(), "passed to '" + binding.callee->getNameAsString() + "'"});
      record(std::move(use));
    }
  }
}

// The use in the callee asks for something that does not hold here.
bool FunctionFlow::isExcluded(const Use &inner, const Entry &entry, const Binding &binding, State &state,
                              llvm::SmallVectorImpl<Witness> &here) {
  for (const Witness &wanted : inner.given) {
    const Place &place = unit_.places[wanted.variable];
    const auto *parameter = dyn_cast_or_null<ParmVarDecl>(place.root);
    if (parameter && place.path.empty() && parameter->getFunctionScopeIndex() < binding.arguments.size()) {
      const auto fact = factOf(binding.arguments[parameter->getFunctionScopeIndex()]);
      if (fact && fact->contradicts(wanted.fact)) return true;
    }
    const auto at = outside(wanted.variable, binding);
    if (!at) continue;
    if (const Fact *known = state.facts.find(*at); known && known->contradicts(wanted.fact)) return true;
    for (const Witness &witness : entry.witnesses)
      if (witness.variable == *at && (witness.fact.isUnknown() || witness.fact.contradicts(wanted.fact))) return true;
    if (unit_.places.isFromOutside(*at)) here.push_back({*at, wanted.fact});
  }
  return false;
}

void FunctionFlow::applyLeft(const Expr *call, const Summary &summary, const Binding &binding, State &state) {
  for (unsigned i = 0; i < std::min<std::size_t>(binding.values.size(), 32); ++i)
    if (summary.validOnReturn >> i & 1) markValid(binding.values[i], state);
  const bool tells = !binding.callee->getReturnType()->isVoidType();
  // Values first: what the callee was given must be read before anything is stored.
  std::vector<std::pair<PlaceId, Slot>> stores;
  for (const auto &[inner, slot] : summary.left) {
    const auto place = outside(inner, binding);
    if (!place) continue;
    Slot here;
    here.below = slot.below;
    here.assigned = slot.assigned;
    for (Entry entry : slot.value) {
      if (entry.isNull && tells) continue; // the result tells of the failure
      const Origin &origin = unit_.origins[entry.origin];
      if (origin.isGiven) {
        for (const Entry &own : valueOutside(origin.place, binding, state)) keep(here.value, own);
        continue;
      }
      entry.witnesses.clear();
      entry.origin = unit_.handedOn(entry.origin, call,
                                    {call->getExprLoc(), "stored by '" + binding.callee->getNameAsString() + "'"});
      keep(here.value, entry);
    }
    stores.emplace_back(*place, std::move(here));
  }
  for (auto &[place, slot] : stores) {
    if (slot.assigned)
      forget(place, state);
    else if (slot.below)
      forgetBelow(place, state);
    Slot &own = state.slots[place];
    own.isSet = true;
    own.value = std::move(slot.value);
  }
}

bool FunctionFlow::mayReturn(const Summary::Returned &part, const Binding &binding) {
  for (const Summary::Condition &condition : part.conditions) {
    if (condition.parameter >= binding.arguments.size()) continue;
    const auto fact = factOf(binding.arguments[condition.parameter]);
    if (fact ? fact->contradicts(condition.fact) : condition.needed) return false;
  }
  return true;
}

Value FunctionFlow::returned(const Expr *call, const Summary &summary, const Binding &binding, State &state) {
  Value value;
  for (const Summary::Returned &part : summary.returned) {
    if (!mayReturn(part, binding)) continue;
    const Origin &origin = unit_.origins[part.entry.origin];
    if (origin.isGiven) {
      for (const Entry &own : valueOutside(origin.place, binding, state)) keep(value, own);
      continue;
    }
    Entry entry{0, false, part.entry.isDoubtful, {}};
    entry.origin = unit_.handedOn(part.entry.origin, call,
                                  {call->getExprLoc(), "returned by '" + binding.callee->getNameAsString() + "'"});
    for (const PlaceId inner : part.toldBy)
      if (const auto variable = outside(inner, binding)) entry.witnesses.push_back({*variable, {}});
    keep(value, entry);
  }
  return value;
}

} // namespace lintel::checkers::fallible
