// Whether the tests of a call's result can tell failure from success.
#pragma once

#include "checkers/checks/wrong-error-check/outcomes.h"
#include "checkers/checks/wrong-error-check/uses.h"

namespace lintel::checkers::checks::wrong_error_check {

// An if statement, and the block that it stands in.
struct Decision {
  const clang::IfStmt *branch = nullptr;
  const clang::CompoundStmt *block = nullptr;
};

// One test of the result: the value it looks at is the call itself, or a mention of the variable that
// holds `stored`.
struct Test {
  const clang::Expr *expr = nullptr;
  const clang::SwitchStmt *choice = nullptr;
  const clang::Expr *subject = nullptr;
  const clang::VarDecl *variable = nullptr; // nullptr: subject is the call
  const clang::Expr *stored = nullptr;
  clang::QualType kept = {}; // of the member or element that holds `stored`
  Decision decision = {};    // that the test is the condition of
};

struct Tested {
  const clang::CallExpr *call = nullptr;
  std::vector<Test> tests;
  bool handedOn = false;             // somebody else may look
  bool kept = false;                 // the count is used for more than tests
  bool comparedWithVariable = false; // nothing can be said
};

enum class Verdict {
  Fine,
  Blind,      // failure looks like success
  Partly,     // the failure that must be told looks like success, another one does not
  Impossible, // no outcome makes a difference to the test
};
Verdict judge(const Tested &tested, Outcomes outcomes, const clang::ASTContext &context);

// What the test answers when the call returns value; nullopt: it depends on more.
std::optional<std::int64_t> answer(const Test &test, const clang::CallExpr *call, std::int64_t value,
                                   const clang::ASTContext &context);

// A character stored in a type that cannot hold both every character and EOF.
bool losesEof(const Tested &tested, const clang::ASTContext &context);

} // namespace lintel::checkers::checks::wrong_error_check
