// What calls do with ranges: library functions, functions of the unit, and everything else.
#include "checkers/analysis/evaluator.h"
#include "checkers/analysis/names.h"
#include "checkers/analysis/range_evaluator.h"
#include "checkers/analysis/range_sources.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

#include <cmath>

namespace lintel::checkers {

using namespace clang;

namespace {

llvm::ArrayRef<const Expr *> argumentsOf(const CallExpr *call) { return {call->getArgs(), call->getNumArgs()}; }

bool mayWriteThrough(QualType type) {
  if (type->isReferenceType() || type->isPointerType()) return !type->getPointeeType().isConstQualified();
  return false;
}

// Where a function of <math.h> is defined (C17, 7.12).
std::optional<Interval> domainOf(llvm::StringRef name) {
  if (name.size() > 3 && (name.ends_with("f") || name.ends_with("l"))) name = name.drop_back();
  if (name == "sqrt" || name == "log" || name == "log2" || name == "log10")
    return Interval{0, Interval::everything().high};
  if (name == "asin" || name == "acos") return Interval{-1, 1};
  return std::nullopt;
}

} // namespace

RangedValue RangeEvaluator::call(const CallExpr *call) {
  const FunctionDecl *callee = call->getDirectCallee();
  Arguments arguments{call, {}, argumentsOf(call), {}};
  if (const auto *member = dyn_cast<CXXMemberCallExpr>(call)) {
    const Expr *object = member->getImplicitObjectArgument();
    const RangedValue value = evaluate(object);
    if (const auto target = object->getType()->isPointerType() ? std::nullopt : place(object))
      arguments.object = target->id;
    else if (value.pointee)
      arguments.object = *value.pointee;
    if (const CXXMethodDecl *method = member->getMethodDecl();
        method && method->isVirtual() && !isa<CXXThisExpr>(object->IgnoreParenImpCasts()) &&
        object->getType()->isPointerType() && !method->hasAttr<FinalAttr>())
      callee = nullptr; // an override may be called
  } else if (!callee) {
    callee = evaluate(call->getCallee()).function;
  }
  if (isa<CXXOperatorCallExpr>(call) && isa_and_nonnull<CXXMethodDecl>(callee)) {
    if (const auto target = place(arguments.exprs[0])) arguments.object = target->id;
    evaluate(arguments.exprs[0]);
    arguments.exprs = arguments.exprs.drop_front();
  }
  for (const Expr *argument : arguments.exprs) arguments.values.push_back(evaluate(argument));
  if (const auto found = facts_.bySite.find(call); found != facts_.bySite.end() && !arguments.values.empty())
    judge(call, arguments.values[0], facts_.conversions[found->second].fitting);
  if (callee) {
    if (const auto known = standardFunction(call, callee)) return *known;
    const auto filled = outputs(call, unit_.context);
    for (const RangeOutput &output : filled) {
      const RangedValue pointer = valueOf(output.argument);
      const auto target = place(output.argument);
      const bool isPointer = output.argument->getType()->isPointerType();
      if (!isPointer && !target) continue;
      const std::optional<PlaceId> written = isPointer ? pointer.pointee : std::optional<PlaceId>(target->id);
      if (!written) continue;
      PlaceId id = *written;
      if (!output.field.empty()) id = places_.member(id, &unit_.context.Idents.get(output.field));
      RangedValue value;
      value.wild = output.range;
      value.trace = unit_.traces.source(Origin::File, false, call->getSourceRange(),
                                        "'" + callee->getNameAsString() + "' stores a value from outside here");
      store({id}, value, nullptr, QualType());
    }
    if (const auto result = libraryResult(call, callee, arguments.values)) return *result;
    if (!filled.empty()) return {};
    if (unit_.canFollow(callee))
      if (const auto result = followed(callee, arguments)) return *result;
  }
  notFollowed(callee, arguments);
  return {};
}

std::optional<RangedValue> RangeEvaluator::libraryResult(const CallExpr *call, const FunctionDecl *callee,
                                                         llvm::ArrayRef<RangedValue> values) {
  if (const auto *accessor = requestAccessor(call)) {
    const auto same = place(call);
    if (same && state_->isListed(same->id)) return state_->read(same->id, places_);
    const RangedValue value = requested(*accessor, call->getType());
    if (same && !asking_) state_->write(same->id, value);
    return value;
  }
  if (!yieldsRange(callee)) return std::nullopt;
  const auto source = resultRange(call, unit_.context);
  if (!source) return std::nullopt;
  const auto same = yieldsLength(callee) ? place(call) : std::nullopt;
  if (same && state_->isListed(same->id)) {
    RangedValue known = state_->read(same->id, places_);
    known.grown = known.wildGrown = 0;
    return known;
  }
  RangedValue value;
  value.all = source->result;
  if (const auto count = countArgument(callee); count && *count < values.size())
    value.all.high = std::max<Interval::Number>(0, std::min(value.all.high, values[*count].all.high));
  value.wild = value.all;
  value.cappedBelow = source->isLength;
  value.trace = unit_.traces.source(source->isRandom ? Origin::Random : Origin::Library, false, call->getSourceRange(),
                                    "'" + callee->getNameAsString() + "' returns " + toString(value.all) + " here");
  if (same && !asking_) state_->write(same->id, value);
  return value;
}

RangedValue RangeEvaluator::smallest(llvm::ArrayRef<RangedValue> values, bool largest) {
  RangedValue result = values[0];
  for (const RangedValue &next : values.drop_front()) {
    RangedValue a = result;
    RangedValue b = next;
    const auto cut = [&](RangedValue &value, const RangedValue &by) {
      const Interval limit = largest ? Interval{by.all.low, Interval::everything().high}
                                     : Interval{Interval::everything().low, by.all.high};
      if (value.isWild() && !by.isWild() && !by.fixed) (largest ? value.cappedBelow : value.cappedAbove) = true;
      const RangedValue before = value;
      value.limitTo(limit);
      if (value.all.isEmpty()) value.all = meet(by.all, by.all); // never the one
      if (before.isWild() && !value.isWild()) value.tame();
    };
    cut(a, next);
    cut(b, result);
    result = joined(a, b, false);
  }
  return result;
}

// A value from outside the domain comes back as NaN, which no integer holds. Inside the domain nothing is claimed:
// these functions make small numbers of large ones.
RangedValue RangeEvaluator::insideDomain(const CallExpr *call, const Interval &domain) {
  const RangedValue argument = valueOf(call->getArg(0));
  RangedValue value;
  if (!argument.isWild() || domain.contains(argument.uncapped(domain))) return value;
  value.wild = value.all;
  value.trace = unit_.traces.step(argument.trace, call->getSourceRange(),
                                  "outside " + toString(domain) + " the result is not a number");
  return value;
}

// Functions whose result follows from their arguments.
std::optional<RangedValue> RangeEvaluator::standardFunction(const CallExpr *call, const FunctionDecl *callee) {
  const llvm::StringRef name = simpleName(callee);
  const unsigned count = call->getNumArgs();
  if (name == "__builtin_expect" && count > 0) return valueOf(call->getArg(0));
  const bool isStd = isInStd(callee);
  if (!isStd && !isInSystemHeader(callee) && callee->getBuiltinID() == 0) return std::nullopt;
  if ((name == "abs" || name == "labs" || name == "llabs" || name == "fabs") && count == 1) {
    RangedValue value = valueOf(call->getArg(0));
    const auto magnitude = [](const Interval &x) {
      return x.isEmpty() || x.low >= 0 ? x : Interval{0, std::max(std::fabs(x.low), std::fabs(x.high))};
    };
    value.all = magnitude(value.all);
    value.wild = magnitude(value.wild);
    return value;
  }
  if (const auto domain = domainOf(name); domain && count == 1) return insideDomain(call, *domain);
  static const llvm::StringSet<> roundings = {"floor", "ceil", "round", "trunc", "rint", "nearbyint"};
  if (roundings.contains(name) && count == 1) {
    RangedValue value = valueOf(call->getArg(0));
    const auto rounded = [](const Interval &x) {
      return x.isEmpty() ? x : Interval{std::floor(x.low), std::ceil(x.high)};
    };
    value.all = rounded(value.all);
    value.wild = rounded(value.wild);
    value.fixed &= value.all.isSingle();
    return value;
  }
  if (!isStd) return std::nullopt;
  if ((name == "min" || name == "max") && count == 2)
    return smallest({valueOf(call->getArg(0)), valueOf(call->getArg(1))}, name == "max");
  if (name == "clamp" && count == 3)
    return smallest({smallest({valueOf(call->getArg(0)), valueOf(call->getArg(1))}, true), valueOf(call->getArg(2))},
                    false);
  if ((name == "move" || name == "forward" || name == "as_const") && count == 1) return valueOf(call->getArg(0));
  return std::nullopt;
}

RangeEvaluator::Into RangeEvaluator::objectOf(const FunctionDecl *callee, unsigned parameter,
                                              const Arguments &arguments) {
  if (parameter >= callee->getNumParams() || parameter >= arguments.exprs.size()) return std::nullopt;
  const QualType type = callee->getParamDecl(parameter)->getType();
  if (type->isPointerType()) return arguments.values[parameter].pointee;
  const auto target = place(arguments.exprs[parameter]);
  return target ? Into(target->id) : std::nullopt;
}

void RangeEvaluator::addSeeds(PlaceId whole, const void *root, llvm::ArrayRef<const IdentifierInfo *> prefix,
                              std::vector<RangeSeed> &seeds) {
  const auto add = [&](PlaceId id) {
    RangedValue value = state_->read(id, places_);
    value.pointee.reset();
    value.grown = 0;
    if (!value.isWild() && !value.fixed && !value.function) return;
    PlacePath path(prefix.begin(), prefix.end());
    const PlacePath inside = places_.pathOf(id);
    path.append(inside.begin() + places_[whole].depth, inside.end());
    seeds.push_back({root, path, value});
  };
  const auto parts = state_->knownInside(whole, places_);
  if (!llvm::is_contained(parts, whole)) add(whole);
  for (const PlaceId part : parts) add(part);
}

std::vector<RangeSeed> RangeEvaluator::seedsFor(const FunctionDecl *callee, const Arguments &arguments) {
  const FunctionDecl *body = nullptr;
  callee->hasBody(body);
  std::vector<RangeSeed> seeds;
  if (arguments.object) addSeeds(*arguments.object, thisKey(), {}, seeds);
  for (unsigned i = 0; i < body->getNumParams() && i < arguments.exprs.size(); ++i) {
    const ParmVarDecl *parameter = body->getParamDecl(i);
    const void *root = parameter->getCanonicalDecl();
    if (parameter->getType()->isPointerType()) {
      if (arguments.values[i].function) {
        RangedValue value;
        value.function = arguments.values[i].function;
        seeds.push_back({root, {}, value});
      }
      if (const Into object = arguments.values[i].pointee) addSeeds(*object, root, {star_}, seeds);
    } else if (parameter->getType()->isReferenceType() || parameter->getType()->isRecordType()) {
      if (const Into object = objectOf(body, i, arguments)) addSeeds(*object, root, {}, seeds);
    } else {
      RangedValue value = arguments.values[i];
      value.pointee.reset();
      value.grown = 0;
      if (value.isWild() && value.trace)
        value.trace = unit_.traces.step(value.trace, arguments.exprs[i]->getSourceRange(),
                                        "it is passed to '" + callee->getNameAsString() + "' here");
      if (value.fixed && (value.all.low < 0 || value.all.high > 127))
        value.trace = value.trace ? unit_.traces.step(value.trace, arguments.exprs[i]->getSourceRange(),
                                                      "it is passed to '" + callee->getNameAsString() + "' here")
                                  : unit_.traces.source(Origin::Program, false, arguments.exprs[i]->getSourceRange(),
                                                        "the value " + toString(value.all) + " is passed to '" +
                                                            callee->getNameAsString() + "' here");
      if (value.isWild() || value.fixed) seeds.push_back({root, {}, value});
    }
  }
  for (const PlaceId id : state_->known()) {
    if (places_[id].depth > 0 || places_[id].root == &places_ || places_[id].root == thisKey()) continue;
    const auto *var = static_cast<const VarDecl *>(places_[id].root);
    if (var->hasGlobalStorage()) addSeeds(id, var, {}, seeds);
  }
  return seeds;
}

// nullopt: not worth it, or impossible; then nothing is known of what the call does.
std::optional<RangedValue> RangeEvaluator::followed(const FunctionDecl *callee, const Arguments &arguments) {
  if (asking_) return RangedValue();
  const FunctionDecl *body = nullptr;
  callee->hasBody(body);
  const std::vector<RangeSeed> seeds = seedsFor(body, arguments);
  if (!unit_.isWorthFollowing(body, seeds, facts_)) return std::nullopt;
  const RangeSummary *summary = unit_.summary(body, seeds, collecting_);
  if (!summary) return std::nullopt;
  const auto returned = [&](RangedValue value) {
    value.grown = 0;
    if (value.isWild() && value.trace)
      value.trace = unit_.traces.step(value.trace, arguments.whole->getSourceRange(),
                                      "it is handed back by '" + callee->getNameAsString() + "' here");
    return value;
  };
  for (const RangeSummary::Effect &effect : summary->effects) {
    Into target;
    llvm::ArrayRef<const IdentifierInfo *> path = effect.path;
    if (effect.root == thisKey()) {
      target = arguments.object;
    } else if (const auto *parameter =
                   dyn_cast<ParmVarDecl>(static_cast<const Decl *>(static_cast<const VarDecl *>(effect.root)))) {
      target = objectOf(body, parameter->getFunctionScopeIndex(), arguments);
      if (parameter->getType()->isPointerType()) path = path.drop_front();
    } else {
      target = places_.root(effect.root);
    }
    if (!target) continue;
    PlaceId id = *target;
    for (const IdentifierInfo *name : path) id = places_.member(id, name);
    store({id}, returned(effect.value), nullptr, QualType());
  }
  return returned(summary->returned);
}

void RangeEvaluator::notFollowed(const FunctionDecl *callee, const Arguments &arguments) {
  if (asking_) return;
  for (unsigned i = 0; i < arguments.exprs.size(); ++i) {
    const bool named = callee && i < callee->getNumParams();
    const QualType type = named ? callee->getParamDecl(i)->getType() : arguments.exprs[i]->getType();
    if (!mayWriteThrough(type)) continue;
    if (type->isReferenceType()) {
      if (const auto target = place(arguments.exprs[i])) forget(target->id);
    } else if (arguments.values[i].pointee) {
      forget(*arguments.values[i].pointee);
    }
  }
  const auto *method = dyn_cast_or_null<CXXMethodDecl>(callee);
  if (arguments.object && (!method || !method->isConst())) forget(*arguments.object);
  if (!callee || (!isInSystemHeader(callee) && callee->getBuiltinID() == 0)) forgetOutside();
}

RangedValue RangeEvaluator::construct(const CXXConstructExpr *construct, Into into) {
  const CXXConstructorDecl *constructor = construct->getConstructor();
  Arguments arguments{construct, into, {construct->getArgs(), construct->getNumArgs()}, {}};
  for (const Expr *argument : arguments.exprs) arguments.values.push_back(evaluate(argument));
  if (into && !asking_ && !constructor->isCopyOrMoveConstructor()) forget(*into);
  if (into && !constructor->isCopyOrMoveConstructor() && unit_.canFollow(constructor)) {
    if (followed(constructor, arguments)) return {};
  }
  arguments.object.reset();
  if (!constructor->isDefaulted()) notFollowed(constructor, arguments);
  return {};
}

RangeEvaluator::State RangeEvaluator::startWith(const std::vector<RangeSeed> &seeds) {
  State start;
  for (const RangeSeed &seed : seeds) {
    PlaceId id = places_.root(seed.root);
    for (const IdentifierInfo *name : seed.path) id = places_.member(id, name);
    start.write(id, seed.value);
  }
  for (const ParmVarDecl *parameter : function_->parameters()) startWithOutside(*parameter, start);
  return start;
}

// What the caller of the program, or a client, chose: the texts of argv, and parameters that say so.
void RangeEvaluator::startWithOutside(const ParmVarDecl &parameter, State &start) {
  const auto source = unit_.requests.parameter(&parameter);
  // Other functions with an argv have it from main, and each text of its own would make them all different to a helper.
  if (!source || (source->origin == Origin::CommandLine && !function_->isMain())) return;
  PlaceId id = variable(&parameter);
  if (source->origin == Origin::CommandLine) id = pointedBy(pointedBy(id));
  if (start.isListed(id)) return; // a caller in the unit has passed it on
  RangedValue value;
  value.wild = Interval::everything();
  value.trace = unit_.traces.source(source->origin, false, parameter.getSourceRange(),
                                    "'" + source->name + "' comes from outside");
  start.write(id, value);
}

const MemberExpr *RangeEvaluator::requestAccessor(const CallExpr *call) const {
  const auto *method = dyn_cast<CXXMemberCallExpr>(call);
  const auto *member = method ? dyn_cast<MemberExpr>(method->getCallee()->IgnoreParens()) : nullptr;
  return member && isRequestNumber(*member, unit_.requests) ? member : nullptr;
}

RangedValue RangeEvaluator::requested(const MemberExpr &member, QualType type) {
  RangedValue value;
  value.all = value.wild = rangeOf(type.getNonReferenceType(), unit_.context).value_or(Interval::everything());
  value.trace = unit_.traces.source(Origin::Request, false, member.getSourceRange(),
                                    "the client has chosen '" + member.getMemberDecl()->getNameAsString() + "'");
  return value;
}

RangeSummary RangeEvaluator::summarise(const State &exit) {
  RangeSummary summary;
  if (!exit.isReachable()) return summary;
  for (const PlaceId id : modified_) {
    RangedValue value = exit.read(id, places_);
    value.pointee.reset();
    const void *root = places_[id].root;
    if (root == &places_) {
      if (places_[id].depth == 0) summary.returned = value;
      continue;
    }
    if (root != thisKey()) {
      const auto *var = static_cast<const VarDecl *>(root);
      const auto *parameter = dyn_cast<ParmVarDecl>(var);
      if (parameter ? parameter->getDeclContext() != function_ : !var->hasGlobalStorage()) continue;
      if (parameter && !parameter->getType()->isReferenceType() &&
          !(parameter->getType()->isPointerType() && places_[id].depth > 0))
        continue;
    }
    summary.effects.push_back({root, places_.pathOf(id), value});
    summary.handsOn |= value.isWild();
  }
  summary.handsOn |= summary.returned.isWild();
  return summary;
}

} // namespace lintel::checkers
