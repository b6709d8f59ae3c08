#include "checkers/bases/contract_check.h"

namespace lintel::checkers {

using namespace clang;

namespace {

constexpr const char *kErrorTypes = "ErrorTypes";
constexpr const char *kExtraFunctions = "ExtraFunctions";
constexpr const char *kIgnoredFunctions = "IgnoredFunctions";

} // namespace

void ContractCheck::registerMatchers(ast_matchers::MatchFinder *finder) {
  const Result<Contracts> &contracts = activeContracts();
  if (!contracts) {
    configurationDiag("%0") << toString(contracts.error());
    return;
  }
  subjects_.emplace(*contracts, extra_);
  addMatchers(finder);
}

ExtensibleContractCheck::ExtensibleContractCheck(StringRef name, tidy::ClangTidyContext *context)
    : ContractCheck(name, context),
      errorTypes_(Options.get(kErrorTypes, "")),
      extraFunctions_(Options.get(kExtraFunctions, "")),
      ignoredFunctions_(Options.get(kIgnoredFunctions, "")) {
  extra_ = {namesIn(errorTypes_), namesIn(extraFunctions_), namesIn(ignoredFunctions_)};
}

void ExtensibleContractCheck::storeOptions(tidy::ClangTidyOptions::OptionMap &options) {
  Options.store(options, kErrorTypes, errorTypes_);
  Options.store(options, kExtraFunctions, extraFunctions_);
  Options.store(options, kIgnoredFunctions, ignoredFunctions_);
}

std::vector<OptionDef> ExtensibleContractCheck::optionsBetween(std::vector<OptionDef> first,
                                                               const std::vector<OptionDef> &last) {
  first.insert(
      first.end(),
      {{kErrorTypes, OptionType::List, "", "qualified names of further types that are errors by themselves"},
       {kExtraFunctions, OptionType::List, "", "qualified names of further functions whose result must be checked"},
       {kIgnoredFunctions, OptionType::List, "", "qualified names of functions whose result may be dropped"}});
  first.insert(first.end(), last.begin(), last.end());
  return first;
}

} // namespace lintel::checkers
