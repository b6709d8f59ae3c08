// Where comments with a NOLINT stand that the preprocessor came by: not those in code that an #if leaves out.
#pragma once

#include "clang/Basic/SourceLocation.h"
#include "clang/Lex/Preprocessor.h"

#include <map>
#include <set>

namespace lintel::checkers {

class ActiveComments final : public clang::CommentHandler {
public:
  bool HandleComment(clang::Preprocessor &preprocessor, clang::SourceRange comment) override;

  // The lines, from 1, of such comments outside system headers.
  const std::map<clang::FileID, std::set<int>> &lines() const { return lines_; }

private:
  std::map<clang::FileID, std::set<int>> lines_;
};

} // namespace lintel::checkers
