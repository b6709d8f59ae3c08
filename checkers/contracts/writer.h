// Contracts as they would be written in a file of their own.
#pragma once

#include "checkers/contracts/contract.h"

#include <nlohmann/json.hpp>
#include <string>

namespace lintel::checkers {

// A file of contracts that holds this one, with the keys and values of the YAML.
nlohmann::ordered_json toJson(const FunctionContract &contract);
nlohmann::ordered_json toJson(const TypeContract &contract);

// The same as YAML.
std::string toYaml(const nlohmann::ordered_json &file);

} // namespace lintel::checkers
