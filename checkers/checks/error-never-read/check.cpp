// lintel-error-never-read: an error is stored in a variable, and on some path nobody looks at it.
#include "checkers/analysis/names.h"
#include "checkers/bases/lost_error_check.h"

namespace lintel::checkers::checks::error_never_read {

namespace {

using namespace clang;

constexpr const char *kLoggedIsInspected = "LoggedIsInspected";

class ErrorNeverRead final : public LostErrorCheck {
public:
  ErrorNeverRead(StringRef name, tidy::ClangTidyContext *context)
      : LostErrorCheck(name, context), loggedIsInspected_(Options.get(kLoggedIsInspected, false)) {}

  void storeOptions(tidy::ClangTidyOptions::OptionMap &options) override {
    LostErrorCheck::storeOptions(options);
    Options.store(options, kLoggedIsInspected, loggedIsInspected_);
  }

private:
  bool concerns(const LostError &lost) const override {
    return lost.how != Loss::Overwritten && !(lost.isLogged && loggedIsInspected_);
  }

  LossReport describeLoss(const LostError &lost) const override {
    return {.message = messageFor(lost),
            .marked = lost.store.stmt,
            .step = stepFor(lost),
            .advice = "check it where it is stored",
            .isMild = lost.isLogged};
  }

  static std::string messageFor(const LostError &lost) {
    std::string message =
        describe(lost.store.source) + " is stored in '" + simpleName(lost.store.variable).str() + "' and ";
    if (lost.isLogged) return message + "only logged: nothing depends on it";
    if (lost.dropped) return message + "dropped by a cast to void, but no comment says why";
    return message + (lost.store.isInspected ? "on some path nobody looks at it" : "nobody looks at it");
  }

  static std::string stepFor(const LostError &lost) {
    switch (lost.how) {
    case Loss::Reset:
    case Loss::Overwritten: return "it is overwritten here";
    case Loss::ScopeEnd: return "the variable begins a new life here";
    case Loss::Exit: return lost.where ? "the function returns without it" : "the function ends without it";
    }
    return "";
  }

  const bool loggedIsInspected_;
};

} // namespace

extern const CheckDef kDef;
const CheckDef kDef{
    .id = "lintel-error-never-read",
    .summary = "an error is stored in a variable, and on some path nobody looks at it",
    .severity = Severity::Error,
    .category = "errors",
    .cwe = {391},
    .cert = {"ERR33-C"},
    .since = "0.1.0",
    .options = LostErrorCheck::optionsBetween(
        {}, {{kLoggedIsInspected, OptionType::Boolean, "false", "a log line is enough for an error"}}),
    .factory = make<ErrorNeverRead>,
};

} // namespace lintel::checkers::checks::error_never_read
