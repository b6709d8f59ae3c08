#include "app/shown_contract.h"

#include "checkers/contracts/writer.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <tuple>

namespace lintel::app {
namespace {

constexpr unsigned kMostArguments = 63; // that a contract can name; a call with more meets those without arity

template <class Contract> ContractPlace placeOf(const Contract &contract) {
  return {contract.file, contract.line, contract.isBuiltIn};
}

// candidates: as they decide, not empty.
template <class Contract>
ShownContract shown(const std::string &name, const std::vector<const Contract *> &candidates) {
  const Contract &first = *candidates.front();
  ShownContract contract{name, first.isPattern, toJson(first), placeOf(first), {}};
  for (std::size_t i = 1; i < candidates.size(); ++i) contract.overridden.push_back(placeOf(*candidates[i]));
  return contract;
}

// A pattern decides for names that nobody can list, so it stands for itself.
template <class Contract> ShownContract patternItself(const std::string &name, const Contract &contract) {
  return {name, true, toJson(contract), placeOf(contract), {}};
}

std::string textOf(const ContractPlace &place) {
  return fmt::format("{}:{}{}", place.file, place.line, place.isBuiltIn ? " (built in)" : "");
}

} // namespace

std::vector<ShownContract> contractsOf(const checkers::Contracts &contracts, const std::string &name,
                                       std::optional<unsigned> arity) {
  std::vector<ShownContract> found;
  std::set<const checkers::FunctionContract *> seen;
  for (unsigned count = arity.value_or(0); count <= arity.value_or(kMostArguments + 1); ++count) {
    const auto candidates = contracts.allOf(name, count);
    if (!candidates.empty() && seen.insert(candidates.front()).second) found.push_back(shown(name, candidates));
  }
  if (const auto types = contracts.allOf(name); !types.empty() && !arity) found.push_back(shown(name, types));
  return found;
}

std::vector<ShownContract> everyContract(const checkers::Contracts &contracts) {
  std::vector<ShownContract> all;
  std::set<std::string> names;
  for (const checkers::FunctionContract &contract : contracts.functions()) {
    if (contract.isPattern)
      all.push_back(patternItself(contract.function, contract));
    else
      names.insert(contract.function);
  }
  for (const checkers::TypeContract &contract : contracts.types()) {
    if (contract.isPattern)
      all.push_back(patternItself(contract.type, contract));
    else
      names.insert(contract.type);
  }
  for (const std::string &name : names)
    for (ShownContract &contract : contractsOf(contracts, name, std::nullopt)) all.push_back(std::move(contract));
  std::sort(all.begin(), all.end(), [](const ShownContract &a, const ShownContract &b) {
    return std::tie(a.name, a.place.file, a.place.line) < std::tie(b.name, b.place.file, b.place.line);
  });
  return all;
}

std::vector<ShownContract> ownContracts(const checkers::Contracts &contracts) {
  std::vector<ShownContract> own = everyContract(contracts);
  std::erase_if(own, [](const ShownContract &contract) { return contract.place.isBuiltIn; });
  return own;
}

std::string placesOf(const ShownContract &contract) {
  std::string text = textOf(contract.place);
  for (std::size_t i = 0; i < contract.overridden.size(); ++i)
    text += (i == 0 ? ", instead of " : ", ") + textOf(contract.overridden[i]);
  return text;
}

} // namespace lintel::app
