// lintel-error-overwritten: a variable holds an error that nobody has looked at, and another call's result replaces
// it.
#include "checkers/analysis/names.h"
#include "checkers/bases/lost_error_check.h"

namespace lintel::checkers::checks::error_overwritten {

namespace {

using namespace clang;

// A variable that is named for what nobody looks at.
bool isForIgnored(StringRef name) { return name.contains_insensitive("ignore") || name.contains_insensitive("unused"); }

class ErrorOverwritten final : public LostErrorCheck {
public:
  using LostErrorCheck::LostErrorCheck;

private:
  bool concerns(const LostError &lost) const override {
    return lost.how == Loss::Overwritten && !lost.isLogged && !isForIgnored(simpleName(lost.store.variable));
  }

  LossReport describeLoss(const LostError &lost) const override {
    const bool isLoop = lost.where == lost.store.stmt;
    return {.message = describe(lost.store.source) + " in '" + simpleName(lost.store.variable).str() +
                       "' is overwritten " + (isLoop ? "by that of the next round of the loop " : "") +
                       "before anybody has looked at it",
            .marked = lost.where,
            .step = isLoop ? "the next round overwrites it here" : "it is overwritten here",
            .advice = "check it before",
            .isCheckedBefore = !isLoop};
  }
};

} // namespace

extern const CheckDef kDef;
const CheckDef kDef{
    .id = "lintel-error-overwritten",
    .summary = "an error that nobody has looked at is overwritten by the result of another call",
    .severity = Severity::Error,
    .category = "errors",
    .cwe = {391},
    .cert = {"ERR33-C"},
    .since = "0.1.0",
    .options = LostErrorCheck::optionsBetween({}, {}),
    .factory = make<ErrorOverwritten>,
};

} // namespace lintel::checkers::checks::error_overwritten
