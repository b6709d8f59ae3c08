#include "checkers/analysis/active_comments.h"

#include "clang/Basic/SourceManager.h"

#include <string_view>

namespace lintel::checkers {

bool ActiveComments::HandleComment(clang::Preprocessor &preprocessor, clang::SourceRange comment) {
  const clang::SourceManager &sources = preprocessor.getSourceManager();
  const auto [file, begin] = sources.getDecomposedLoc(comment.getBegin());
  const auto [endFile, end] = sources.getDecomposedLoc(comment.getEnd());
  if (file != endFile || end < begin) return false;
  bool invalid = false;
  const llvm::StringRef buffer = sources.getBufferData(file, &invalid);
  if (invalid) return false;
  const llvm::StringRef text = buffer.substr(begin, end - begin);
  // Every comment of every header comes here: the standard search, which leaps to the first letter, is the quickest.
  const bool isMarked = std::string_view(text).find("NOLINT") != std::string_view::npos;
  if (!isMarked || sources.isInSystemHeader(comment.getBegin())) return false;
  const int first = static_cast<int>(sources.getLineNumber(file, begin));
  for (int line = first; line <= first + static_cast<int>(text.count('\n')); ++line) lines_[file].insert(line);
  return false; // no token was pushed
}

} // namespace lintel::checkers
