// Where a page size does its harm: queries, containers, loops that collect.
#pragma once

#include "checkers/analysis/sinks.h"

#include <map>
#include <string>
#include <vector>

namespace clang {
class FunctionDecl;
class CXXMemberCallExpr;
} // namespace clang

namespace lintel::checkers::checks::unbounded_pagination {

class PaginationSinks final : public SinkModel {
public:
  // functions: "ns::Repository::fetch" (every integer argument) or "ns::Repository::fetch#2" (the second one).
  explicit PaginationSinks(const std::vector<std::string> &functions);

  bool mayBeSink(const clang::Stmt &stmt) const override;
  void inspect(const clang::Expr &expr, Evaluator &evaluator, Sinks &sinks) const override;
  void inspectLoop(const clang::Stmt &loop, Evaluator &evaluator, Sinks &sinks) const override;
  void queryOperand(const clang::Expr &value, RowClause clause, Sinks &sinks) const override;

private:
  bool inspectNamed(const clang::CallExpr &call, const clang::FunctionDecl &callee, Sinks &sinks) const;

  struct Named {
    std::string name;      // qualified
    unsigned argument = 0; // 1-based; 0: every integer argument
  };
  std::multimap<std::string, Named, std::less<>> functions_; // by simple name
};

} // namespace lintel::checkers::checks::unbounded_pagination
