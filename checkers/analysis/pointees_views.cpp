#include "checkers/analysis/pointees_views.h"
#include "checkers/analysis/function_graph.h"
#include "checkers/analysis/names.h"
#include "checkers/analysis/pointees_flow.h"

#include "clang/AST/RecordLayout.h"

namespace lintel::checkers {

using namespace clang;

namespace {

constexpr unsigned kMaxDepth = 16;

QualType bare(QualType type, const ASTContext &context) {
  type = context.getCanonicalType(type).getUnqualifiedType();
  if (const auto *atomic = type->getAs<AtomicType>())
    type = context.getCanonicalType(atomic->getValueType()).getUnqualifiedType();
  return type;
}

// Enough alike that compilers and practice treat one as the other: signed and unsigned, an enumeration and
// its integer, integers of one size, pointers to whatever.
bool isLike(QualType a, QualType b, const ASTContext &context) {
  if (context.hasSameType(a, b)) return true;
  const auto isAddressLike = [](QualType type) {
    return type->isIntegralOrEnumerationType() || type->isAnyPointerType();
  };
  if (isAddressLike(a) && isAddressLike(b)) return context.getTypeSize(a) == context.getTypeSize(b);
  if (const auto *complex = a->getAs<ComplexType>()) return isLike(complex->getElementType(), b, context);
  if (const auto *complex = b->getAs<ComplexType>()) return isLike(a, complex->getElementType(), context);
  return a->isVectorType() || b->isVectorType() || a->isMemberPointerType() || b->isMemberPointerType() ||
         a->isBlockPointerType() || b->isBlockPointerType();
}

// Addresses of sockets: a family of structs that the interface itself converts into each other.
bool isSocketAddress(QualType type) {
  const auto *record = type->getAsRecordDecl();
  return record && record->getName().starts_with("sockaddr");
}

const Decl *declarationOf(QualType type) { return type->getAsRecordDecl(); }

} // namespace

bool isByteType(QualType type) { return type->isCharType() || type->isStdByteType(); }

bool Views::mayAlias(QualType type) const {
  if (type->isVectorType()) return true;
  if (const auto *record = type->getAsRecordDecl(); record && record->hasAttr<MayAliasAttr>()) return true;
  for (const auto *named = type->getAs<TypedefType>(); named; named = named->desugar()->getAs<TypedefType>())
    if (named->getDecl()->hasAttr<MayAliasAttr>()) return true;
  return false;
}

bool Views::isTooDeep(unsigned depth) const {
  if (depth > kMaxDepth) FunctionGraphs::of(context_).giveUp(function_);
  return depth > kMaxDepth;
}

bool Views::holds(QualType region, std::int64_t offset, QualType view, unsigned depth) const {
  if (isTooDeep(depth)) return true;
  region = bare(region, context_);
  view = bare(view, context_);
  if (offset == 0 && context_.hasSameType(region, view)) return true;
  if (const ArrayType *array = context_.getAsArrayType(region)) {
    if (!hasSize(array->getElementType())) return true;
    const std::int64_t element = context_.getTypeSizeInChars(array->getElementType()).getQuantity();
    if (isByteType(bare(array->getElementType(), context_))) return true; // storage for anything
    return element == 0 || holds(array->getElementType(), offset % element, view, depth + 1);
  }
  const RecordDecl *record = region->getAsRecordDecl();
  if (!record) return offset == 0 && isLike(region, view, context_);
  record = record->getDefinition();
  if (!record || record->isInvalidDecl() || record->isDependentContext()) return true;
  const ASTRecordLayout &layout = context_.getASTRecordLayout(record);
  if (const auto *derived = dyn_cast<CXXRecordDecl>(record)) {
    if (derived->getNumVBases() > 0) return true;
    if (derived->isDynamicClass() &&
        offset < context_.toCharUnitsFromBits(context_.getTypeSize(context_.VoidPtrTy)).getQuantity() &&
        derived->field_empty() && derived->getNumBases() == 0)
      return true;
    for (const CXXBaseSpecifier &base : derived->bases()) {
      const CXXRecordDecl *declaration = base.getType()->getAsCXXRecordDecl();
      if (!declaration) return true;
      const std::int64_t start = layout.getBaseClassOffset(declaration).getQuantity();
      if (offset >= start &&
          offset < start + std::max<std::int64_t>(
                               1, context_.getASTRecordLayout(declaration).getNonVirtualSize().getQuantity()) &&
          holds(base.getType(), offset - start, view, depth + 1))
        return true;
    }
  }
  for (const FieldDecl *field : record->fields()) {
    if (field->isInvalidDecl() || field->getType()->isDependentType()) return true;
    const std::int64_t start =
        context_.toCharUnitsFromBits(layout.getFieldOffset(field->getFieldIndex())).getQuantity();
    if (field->isBitField()) {
      if (offset >= start && offset < start + 8) return true;
      continue;
    }
    if (!hasSize(field->getType())) {
      if (offset >= start) return true;
      continue;
    }
    const std::int64_t size = context_.getTypeSizeInChars(field->getType()).getQuantity();
    if (offset >= start && offset < start + size && holds(field->getType(), offset - start, view, depth + 1))
      return true;
  }
  return false;
}

bool Views::sharesLayout(QualType region, QualType view, unsigned depth) const {
  if (isTooDeep(depth)) return true;
  const RecordDecl *record = view->getAsRecordDecl();
  record = record ? record->getDefinition() : nullptr;
  if (!record || record->isInvalidDecl() || !hasSize(region)) return true;
  const std::int64_t size = context_.getTypeSizeInChars(region).getQuantity();
  for (const FieldDecl *field : record->fields()) {
    if (field->isBitField() || !hasSize(field->getType())) continue;
    const std::int64_t start = context_.toCharUnitsFromBits(context_.getFieldOffset(field)).getQuantity();
    if (start + context_.getTypeSizeInChars(field->getType()).getQuantity() > size) return false;
    if (holds(region, start, field->getType())) continue;
    if (!field->getType()->isRecordType() || start != 0 || !sharesLayout(region, field->getType(), depth + 1))
      return false;
  }
  const auto *derived = dyn_cast<CXXRecordDecl>(record);
  return !derived || !derived->isDynamicClass();
}

bool Views::reachesNeighbour(const Pointee &pointee, std::int64_t start, std::int64_t size) const {
  const FieldDecl *member = pointee.member;
  if (!member || !pointee.offset || !member->getType()->isScalarType() || !hasSize(pointee.type)) return false;
  const std::int64_t end = pointee.memberOffset + context_.getTypeSizeInChars(member->getType()).getQuantity();
  const std::int64_t whole = context_.getTypeSizeInChars(pointee.type).getQuantity();
  return start >= end && start + size <= whole && context_.getAsArrayType(pointee.type) == nullptr;
}

ViewFault Views::ofUnknownOffset(const Pointee &pointee, QualType view, QualType leaf) const {
  if (pointee.kind != Pointee::Kind::Object) return ViewFault::None;
  const ArrayType *array = context_.getAsArrayType(pointee.type);
  if (!array) return ViewFault::None;
  const QualType element = bare(context_.getBaseElementType(pointee.type), context_);
  if (isByteType(element) && view->isRecordType())
    return context_.getTypeAlignInChars(view).getQuantity() > pointee.align ? ViewFault::Misaligned : ViewFault::None;
  if (isByteType(element) || element->isRecordType() || view->isRecordType() || !leaf->isScalarType() ||
      holds(element, 0, leaf))
    return ViewFault::None;
  return ViewFault::Incompatible;
}

ViewFault Views::faultOf(const Pointee &pointee, QualType view, QualType leaf, std::int64_t begin,
                         std::int64_t size) const {
  using Kind = Pointee::Kind;
  if (pointee.kind != Kind::Object && pointee.kind != Kind::Within && pointee.kind != Kind::Bytes)
    return ViewFault::None;
  if (isByteType(bare(view, context_))) return ViewFault::None;
  if (!pointee.offset) return mayAlias(view) ? ViewFault::None : ofUnknownOffset(pointee, view, leaf);
  const std::int64_t start = *pointee.offset + begin;
  if (start < 0) return ViewFault::None;
  if (reachesNeighbour(pointee, start, size)) return ViewFault::Neighbour;
  if (pointee.kind == Kind::Within) return ViewFault::None;
  const QualType element =
      pointee.kind == Kind::Object ? bare(context_.getBaseElementType(pointee.type), context_) : QualType();
  const auto *record = element.isNull() ? nullptr : element->getAsRecordDecl();
  const bool isOpenEnded = record && record->hasFlexibleArrayMember();
  // Moving over elements of the right type is a matter of bounds.
  const bool isOwnElement = !element.isNull() && context_.hasSameType(element, bare(view, context_));
  if (pointee.size && !isOpenEnded && !isOwnElement && start + size > *pointee.size) return ViewFault::TooSmall;
  if (isOwnElement || isOpenEnded || mayAlias(view)) return ViewFault::None;
  if (pointee.kind == Kind::Bytes || isByteType(element)) {
    const std::int64_t offset = *pointee.offset;
    const std::int64_t proven = offset == 0 ? pointee.align : std::min(pointee.align, offset & -offset);
    return context_.getTypeAlignInChars(view).getQuantity() > proven ? ViewFault::Misaligned : ViewFault::None;
  }
  if (holds(pointee.type, start, leaf) || holds(pointee.type, *pointee.offset, view)) return ViewFault::None;
  if (isSocketAddress(element) && isSocketAddress(view)) return ViewFault::None;
  const Decl *viewed = declarationOf(view);
  if (record && viewed && isInSystemHeader(record) && isInSystemHeader(viewed)) return ViewFault::None;
  if (isByteType(bare(leaf, context_))) return ViewFault::None; // bytes of an object may be read
  return leaf->isScalarType() ? ViewFault::Incompatible : ViewFault::None;
}

ViewJudgement Views::judge(const PointerAccess &access) {
  if (access.value.may.empty()) return {};
  const PointerValue value = pointees_.resolve(access.value);
  ViewJudgement judgement;
  bool othersFit = false;
  for (const Pointee &pointee : value.may) {
    const ViewFault fault = faultOf(pointee, access.view, access.place->getType(), access.begin, access.size);
    if (fault == ViewFault::None)
      othersFit = true;
    else if (!judgement)
      judgement = {fault, pointee, false};
  }
  if (othersFit && value.tested) return {};
  judgement.isCertain = !othersFit;
  return judgement;
}

ViewJudgement Views::judge(const PointerCast &cast) {
  if (cast.value.may.empty() || cast.cast->isGLValue()) return {};
  const QualType view = cast.cast->getType()->getPointeeType();
  if (!hasSize(view)) return {};
  const PointerValue value = pointees_.resolve(cast.value);
  const std::int64_t needed = context_.getTypeSizeInChars(view).getQuantity();
  ViewJudgement judgement;
  bool othersFit = false;
  for (const Pointee &pointee : value.may) {
    const bool isNumber =
        pointee.kind == Pointee::Kind::Object && (pointee.type->isArithmeticType() || pointee.type->isEnumeralType());
    if (isNumber && pointee.offset == 0 && pointee.size && needed > *pointee.size) {
      if (!judgement) judgement = {ViewFault::TooSmall, pointee, false};
    } else {
      othersFit = true;
    }
  }
  if (othersFit && value.tested) return {};
  judgement.isCertain = !othersFit;
  return judgement;
}

std::string describe(const Pointee &pointee) {
  if (pointee.kind == Pointee::Kind::Bytes)
    return pointee.size
               ? "an allocation of " + std::to_string(*pointee.size) + (*pointee.size == 1 ? " byte" : " bytes")
               : "allocated memory";
  if (pointee.variable)
    return "'" + pointee.variable->getName().str() + "' (declared '" + pointee.type.getAsString() + "')";
  return "an object of type '" + pointee.type.getAsString() + "'";
}

std::vector<PointerStep> stepsTo(const Pointee &pointee, SourceLocation use, const SourceManager &sources) {
  std::vector<PointerStep> steps;
  const auto add = [&](const Expr *expr, const char *text) {
    if (!expr) return;
    const SourceLocation place = sources.getFileLoc(expr->getBeginLoc());
    if (place.isInvalid() || sources.getExpansionLineNumber(place) == sources.getExpansionLineNumber(use)) return;
    steps.push_back({place, text});
  };
  const bool isMade = pointee.kind == Pointee::Kind::Bytes || isa_and_nonnull<CXXNewExpr>(pointee.origin);
  add(pointee.origin, isMade ? "the memory is allocated here" : "the address is taken here");
  add(pointee.passed, "the pointer is passed on by this call");
  return steps;
}

} // namespace lintel::checkers
