// The node around a node.
#pragma once

#include "clang/AST/ASTTypeTraits.h"

#include <optional>

namespace lintel::checkers {

// nullopt: the node is the outermost one. ASTContext::getParents maps the whole unit when it is first asked, which
// costs as much as a check; this maps the top-level declaration that the node is written in. One of several parents
// serves: a template's instantiations share nodes that mean the same in each.
std::optional<clang::DynTypedNode> parentOf(const clang::DynTypedNode &node, clang::ASTContext &context);

template <class Node> std::optional<clang::DynTypedNode> parentOf(const Node &node, clang::ASTContext &context) {
  return parentOf(clang::DynTypedNode::create(node), context);
}

} // namespace lintel::checkers
