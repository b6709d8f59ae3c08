#include "checkers/analysis/pointees.h"

#include "checkers/analysis/per_context.h"
#include "checkers/analysis/pointees_flow.h"

namespace lintel::checkers {

using namespace clang;

namespace {

constexpr unsigned kMaxNesting = 6; // calls within calls that are followed
constexpr unsigned kMaxCallers = 24;

} // namespace

bool PointerValue::add(const Pointee &pointee) {
  for (Pointee &known : may) {
    if (!known.isSameThing(pointee)) continue;
    bool changed = false;
    if (known.offset != pointee.offset && known.offset) {
      known.offset.reset();
      changed = true;
    }
    if ((known.member != pointee.member || known.memberOffset != pointee.memberOffset) && known.member) {
      known.member = nullptr;
      changed = true;
    }
    return changed;
  }
  if (may.size() >= kMaxAlternatives) { // too many to compare: as good as unknown
    if (may.back().isUnknown() && tested) return false;
    may.back() = Pointee();
    tested = true;
    return true;
  }
  may.push_back(pointee);
  return true;
}

bool PointerValue::join(const PointerValue &other) {
  bool changed = other.tested && !tested;
  tested |= other.tested;
  for (const Pointee &pointee : other.may) changed |= add(pointee);
  return changed;
}

void PointerValue::shift(std::optional<std::int64_t> bytes) {
  for (Pointee &pointee : may) {
    if (pointee.isUnknown()) continue;
    std::int64_t sum = 0;
    if (bytes && pointee.offset && !llvm::AddOverflow(*pointee.offset, *bytes, sum))
      pointee.offset = sum;
    else
      pointee.offset.reset();
  }
}

Pointees::Pointees(ASTContext &context) : context_(context), index_(context) {}

Pointees &Pointees::of(ASTContext &context) { return PerContext<Pointees>::of(context); }

const FunctionDecl *Pointees::target(const CallExpr *call) const {
  const FunctionDecl *callee = call->getDirectCallee();
  if (!callee) {
    const Expr *expr = call->getCallee()->IgnoreParenCasts();
    if (const auto *deref = dyn_cast<UnaryOperator>(expr); deref && deref->getOpcode() == UO_Deref)
      expr = deref->getSubExpr()->IgnoreParenCasts();
    const auto *reference = dyn_cast<DeclRefExpr>(expr);
    const auto *variable = reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
    callee = variable ? index_.heldBy(variable) : nullptr;
  }
  const FunctionDecl *definition = nullptr;
  if (!callee || !callee->hasBody(definition) || definition->isWeak()) return nullptr;
  const auto *method = dyn_cast<CXXMethodDecl>(definition);
  return method && method->isVirtual() ? nullptr : definition;
}

const FunctionPointees *Pointees::analyse(const FunctionDecl *function) {
  const FunctionDecl *definition = nullptr;
  if (!function || !function->hasBody(definition) || definition->isDependentContext()) return nullptr;
  const auto [known, isNew] = functions_.try_emplace(definition);
  if (!isNew) return known->second.get();
  if (depth_ >= kMaxNesting) {
    functions_.erase(definition); // tried again from another place
    FunctionGraphs::of(context_).giveUp(definition);
    return nullptr;
  }
  FunctionGraphs &graphs = FunctionGraphs::of(context_);
  const FunctionGraph *graph = graphs.graph(definition);
  if (!graph) return nullptr;
  auto result = std::make_unique<FunctionPointees>();
  ++depth_;
  PointeeFlow domain(*this, definition, *result);
  ForwardFlow<PointeeFlow> flow(*graph, domain);
  if (flow.settle({})) {
    result->isComplete = true;
    domain.startRecording();
    flow.replay([](const Stmt *, const PointeeFlow::State &) {},
                [&](const CFGBlock &, const PointeeFlow::State &state) { domain.leave(state); });
  } else {
    graphs.giveUp(definition);
  }
  --depth_;
  return (functions_[definition] = std::move(result)).get();
}

// A pointer to a member stays one, also when nobody knows which object it belongs to.
void Pointees::keepMember(Pointee &found, const Pointee &before) const {
  if (!before.offset) return;
  const std::int64_t moved = *before.offset - before.memberOffset;
  if (found.isUnknown()) {
    const RecordDecl *record = before.member->getParent();
    found.kind = Pointee::Kind::Within;
    found.type = context_.getTypeDeclType(static_cast<const TypeDecl *>(record));
    found.origin = before.origin;
    found.memberOffset = context_.toCharUnitsFromBits(context_.getFieldOffset(before.member)).getQuantity();
    found.offset = found.memberOffset + moved;
    found.member = before.member;
  } else if (found.offset) {
    found.member = before.member;
    found.memberOffset = *found.offset - moved;
  }
}

PointerValue Pointees::resolve(const PointerValue &value, unsigned depth) {
  PointerValue result;
  result.tested = value.tested;
  for (const Pointee &pointee : value.may) {
    PointerValue found;
    if (pointee.kind == Pointee::Kind::Parameter)
      found = ofParameter(cast<ParmVarDecl>(pointee.variable), depth);
    else if (pointee.kind == Pointee::Kind::Global)
      found = ofGlobal(pointee.variable, depth);
    else {
      result.add(pointee);
      continue;
    }
    found.shift(pointee.offset);
    if (pointee.member)
      for (Pointee &other : found.may) keepMember(other, pointee);
    result.join(found);
  }
  return result;
}

PointerValue Pointees::ofParameter(const ParmVarDecl *parameter, unsigned depth) {
  if (const auto known = resolved_.find(parameter); known != resolved_.end()) return known->second;
  const auto *function = dyn_cast<FunctionDecl>(parameter->getDeclContext());
  if (function && depth > kMaxNesting) FunctionGraphs::of(context_).giveUp(function);
  if (!function || depth > kMaxNesting || !resolving_.insert(parameter).second) {
    isCut_ = true;
    return PointerValue::unknown();
  }
  const bool wasCut = std::exchange(isCut_, false);
  PointerValue value;
  const auto calls = index_.callsOf(function);
  if (calls.size() > kMaxCallers) FunctionGraphs::of(context_).giveUp(function);
  if (!index_.hasOnlyKnownCallers(function) || calls.size() > kMaxCallers || calls.empty())
    value = PointerValue::unknown();
  if (calls.size() <= kMaxCallers)
    for (const PointeeIndex::Call &call : calls) {
      const FunctionPointees *caller = call.caller ? analyse(call.caller) : nullptr;
      if (!caller || !caller->isComplete) {
        value.add(Pointee());
        continue;
      }
      const auto arguments = caller->arguments.find(call.call);
      if (arguments == caller->arguments.end()) continue; // never reached
      const unsigned index = parameter->getFunctionScopeIndex();
      PointerValue argument =
          index < arguments->second.size() ? resolve(arguments->second[index], depth + 1) : PointerValue::unknown();
      for (Pointee &pointee : argument.may)
        if (!pointee.isUnknown() && !pointee.passed) pointee.passed = call.call;
      value.join(argument);
    }
  resolving_.erase(parameter);
  if (depth == 0 || !isCut_) resolved_[parameter] = value;
  isCut_ |= wasCut;
  return value;
}

PointerValue Pointees::ofGlobal(const VarDecl *variable, unsigned depth) {
  if (const auto known = resolved_.find(variable); known != resolved_.end()) return known->second;
  if (!index_.isPlain(variable)) return PointerValue::unknown();
  if (depth > kMaxNesting) FunctionGraphs::of(context_).giveUpAt(variable->getLocation());
  if (depth > kMaxNesting || !resolving_.insert(variable).second) {
    isCut_ = true;
    return PointerValue::unknown();
  }
  const bool wasCut = std::exchange(isCut_, false);
  PointerValue value;
  const Expr *start = variable->getAnyInitializer();
  const bool startsNull =
      !start || start->isNullPointerConstant(context_, Expr::NPC_ValueDependentIsNotNull) != Expr::NPCK_NotNull;
  if (variable->isExternallyVisible() || !startsNull) value = PointerValue::unknown();
  llvm::DenseSet<const FunctionDecl *> seen;
  for (const FunctionDecl *writer : index_.writersOf(variable)) {
    if (!seen.insert(writer).second) continue;
    const FunctionPointees *pointees = writer ? analyse(writer) : nullptr;
    if (!pointees || !pointees->isComplete) {
      value.add(Pointee());
      continue;
    }
    for (const auto &[target, stored] : pointees->globalStores)
      if (target == variable) value.join(resolve(stored, depth + 1));
  }
  resolving_.erase(variable);
  if (depth == 0 || !isCut_) resolved_[variable] = value;
  isCut_ |= wasCut;
  return value;
}

} // namespace lintel::checkers
