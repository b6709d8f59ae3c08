#include "checkers/analysis/parents.h"

#include "checkers/analysis/per_context.h"

#include "clang/AST/ParentMapContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"

namespace lintel::checkers {

using namespace clang;

namespace {

using ParentsByNode = llvm::DenseMap<const void *, DynTypedNode>;

// Keeps the first parent of each statement and declaration; types as written are parents too.
class Mapper : public RecursiveASTVisitor<Mapper> {
public:
  explicit Mapper(ParentsByNode &parents) : parents_(parents) {}
  bool shouldVisitTemplateInstantiations() const { return true; }
  bool shouldVisitImplicitCode() const { return true; }

  bool TraverseDecl(Decl *decl) {
    if (!decl) return true;
    enter(DynTypedNode::create(*decl));
    const bool goesOn = RecursiveASTVisitor::TraverseDecl(decl);
    around_.pop_back();
    return goesOn;
  }
  bool TraverseTypeLoc(TypeLoc type, bool withQualifier = true) {
    if (type.isNull()) return true;
    around_.push_back(DynTypedNode::create(type));
    const bool goesOn = RecursiveASTVisitor::TraverseTypeLoc(type, withQualifier);
    around_.pop_back();
    return goesOn;
  }
  // Around a statement, whose children the visitor may keep in a queue instead of on the stack.
  bool dataTraverseStmtPre(Stmt *stmt) {
    enter(DynTypedNode::create(*stmt));
    return true;
  }
  bool dataTraverseStmtPost(Stmt *) {
    around_.pop_back();
    return true;
  }

private:
  void enter(const DynTypedNode &node) {
    if (!around_.empty()) parents_.try_emplace(node.getMemoizationData(), around_.back());
    around_.push_back(node);
  }

  ParentsByNode &parents_;
  llvm::SmallVector<DynTypedNode, 32> around_; // innermost last
};

class Parents {
public:
  explicit Parents(ASTContext &context) : context_(context) {}

  std::optional<DynTypedNode> of(const DynTypedNode &node) {
    if (const auto known = find(node)) return known;
    if (node.get<Decl>() && node.get<Decl>() == mapped_) return std::nullopt;
    const SourceLocation place = context_.getSourceManager().getExpansionLoc(node.getSourceRange().getBegin());
    for (Decl *decl : context_.getTraversalScope()) {
      if (decl == mapped_ || !isIn(place, *decl)) continue;
      mapped_ = decl;
      parents_.clear();
      Mapper(parents_).TraverseDecl(decl);
      if (const auto known = find(node)) return known;
    }
    // Code that is written elsewhere: in a file included by a function, by an explicit instantiation.
    const DynTypedNodeList parents = context_.getParents(node);
    return parents.empty() ? std::nullopt : std::optional(parents[0]);
  }

private:
  std::optional<DynTypedNode> find(const DynTypedNode &node) const {
    const auto known = parents_.find(node.getMemoizationData());
    return known == parents_.end() ? std::nullopt : std::optional(known->second);
  }

  bool isIn(SourceLocation place, const Decl &decl) const {
    const CharSourceRange range = context_.getSourceManager().getExpansionRange(decl.getSourceRange());
    return range.getBegin() <= place && place <= range.getEnd();
  }

  ASTContext &context_;
  const Decl *mapped_ = nullptr; // the top-level declaration whose nodes parents_ holds
  ParentsByNode parents_;
};

} // namespace

std::optional<DynTypedNode> parentOf(const DynTypedNode &node, ASTContext &context) {
  return PerContext<Parents>::of(context).of(node);
}

} // namespace lintel::checkers
