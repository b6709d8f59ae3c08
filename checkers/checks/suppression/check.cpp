// lintel-suppression: comments that ask for silence and get none. This check looks at how they are written;
// whether one covers a finding, and whether its last day is over, only the engine knows.
#include "checkers/engine/check.h"
#include "checkers/analysis/active_comments.h"
#include "core/finding/nolint.h"
#include "core/support/text.h"

#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Preprocessor.h"

namespace lintel::checkers::checks::suppression {
namespace {

using namespace clang;

bool isOurs(const std::string &rules) { return StringRef(rules).starts_with("lintel-"); }

bool namesACheck(const std::string &rules) {
  return llvm::any_of(allChecks(), [&](const CheckDef *def) { return nolintNames(rules, def->id); });
}

std::string suggestion(const std::string &rules) {
  std::vector<std::string> ids;
  for (const CheckDef *def : allChecks()) ids.emplace_back(def->id);
  const auto near = didYouMean(rules, ids);
  return near ? "; did you mean '" + *near + "'?" : "";
}

// What is wrong with the form of a directive, or "".
std::string flawOf(const NolintDirective &directive) {
  const std::string written = directive.word + "(" + llvm::join(directive.rules, ", ") + ")";
  switch (directive.defect) {
  case NolintDefect::None: return "";
  case NolintDefect::NoRule: return ""; // another tool's; the engine speaks where it stands at a finding
  case NolintDefect::Unclosed: return directive.word + " without a closing parenthesis suppresses nothing";
  case NolintDefect::NoReason:
    return written + " gives no reason, so it suppresses nothing; write " + written + ": reason";
  case NolintDefect::BadDate: return written + " does not end on a day of the calendar, so it suppresses nothing";
  case NolintDefect::NoEnd: return written + " has no NOLINTEND that names the same rules, so it suppresses nothing";
  case NolintDefect::NoBegin: return written + " has no NOLINTBEGIN that names the same rules";
  }
  return "";
}

class Suppression : public Check {
public:
  using Check::Check;

  void registerPPCallbacks(const SourceManager &sources, Preprocessor *preprocessor, Preprocessor *) override {
    sources_ = &sources;
    preprocessor->addCommentHandler(&comments_);
  }

  // Matches nothing that is looked at: it is here so that the end of the unit is told.
  void registerMatchers(ast_matchers::MatchFinder *finder) override {
    finder->addMatcher(ast_matchers::translationUnitDecl(), this);
  }

  void onEndOfTranslationUnit() override {
    for (const auto &[file, lines] : comments_.lines()) {
      const auto buffer = sources_->getBufferOrNone(file);
      if (!buffer) continue;
      for (const NolintDirective &directive : nolintDirectives(std::string_view(buffer->getBuffer())))
        if (!directive.quoted && lines.count(directive.line) != 0) judge(directive, file);
    }
  }

private:
  void judge(const NolintDirective &directive, FileID file) {
    if (llvm::none_of(directive.rules, isOurs)) return;
    const SourceLocation place = sources_->translateLineCol(file, static_cast<unsigned>(directive.line),
                                                            static_cast<unsigned>(directive.column));
    if (const std::string flaw = flawOf(directive); !flaw.empty()) diag(place, "%0") << flaw;
    if (directive.word == "NOLINTEND") return; // its NOLINTBEGIN has the same names
    for (const std::string &rules : directive.rules)
      if (isOurs(rules) && !namesACheck(rules)) diag(place, "no check is called '%0'%1") << rules << suggestion(rules);
  }

  const SourceManager *sources_ = nullptr;
  ActiveComments comments_;
};

} // namespace

extern const CheckDef kDef;
const CheckDef kDef{
    .id = "lintel-suppression",
    .summary = "a comment that asks for silence gives no reason, has ended, or covers no finding",
    .severity = Severity::Warning,
    .category = "policy",
    .cwe = {},
    .cert = {},
    .since = "0.1.0",
    .options = {},
    .factory = make<Suppression>,
};

} // namespace lintel::checkers::checks::suppression
