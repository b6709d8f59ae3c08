// One YAML file of contracts -> plain data.
#pragma once

#include "checkers/contracts/contracts.h"

namespace lintel::checkers {

struct ContractFile {
  std::vector<FunctionContract> functions;
  std::vector<TypeContract> types;
};

Result<ContractFile> readContracts(const ContractSource &source);

} // namespace lintel::checkers
