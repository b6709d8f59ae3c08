// Ways to mend a dropped error: pass it on as the enclosing function reports its own errors, or say
// why it may be dropped.
#pragma once

#include "checkers/analysis/error_subjects.h"
#include "checkers/checks/error-discarded/discards.h"

#include "clang/AST/Decl.h"
#include "clang/Basic/Diagnostic.h"

#include <optional>
#include <string>
#include <vector>

namespace lintel::checkers::checks::error_discarded {

struct ProposedFix {
  std::string description;
  std::vector<clang::FixItHint> edits;
};

struct ProposedFixes {
  std::optional<ProposedFix> safe; // compiles and changes nothing while no error occurs
  std::vector<ProposedFix> unsafe; // for a person to choose and complete
};

// None where the call is not a statement of its own in a block, or where a macro or a template
// instantiation decides what is written.
ProposedFixes proposeFixes(const Discard &discard, const ErrorSubject &subject, const clang::FunctionDecl &function,
                           const ErrorSubjects &finder, const clang::ASTContext &context);

} // namespace lintel::checkers::checks::error_discarded
