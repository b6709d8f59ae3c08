// Contracts as `contracts show` and `policy show` speak of them: what decides, and what it stands above.
#pragma once

#include "checkers/contracts/contracts.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace lintel::app {

struct ContractPlace {
  std::string file;
  int line = 0;
  bool isBuiltIn = false;
};

struct ShownContract {
  std::string name;            // as asked for, or as the entry is called
  bool isPattern = false;      // the entry is a regular expression
  nlohmann::ordered_json file; // the contract, as a file of its own
  ContractPlace place;
  std::vector<ContractPlace> overridden; // by place, the nearest first
};

// What is known of a function or type; arity: nullopt for every number of arguments, one contract for each that
// differs.
std::vector<ShownContract> contractsOf(const checkers::Contracts &contracts, const std::string &name,
                                       std::optional<unsigned> arity);

// Every entry that decides something, sorted by name.
std::vector<ShownContract> everyContract(const checkers::Contracts &contracts);

// Those of them that the policy makes.
std::vector<ShownContract> ownContracts(const checkers::Contracts &contracts);

// "lintel.yaml:12, instead of posix.yaml:40 (built in)"
std::string placesOf(const ShownContract &contract);

} // namespace lintel::app
