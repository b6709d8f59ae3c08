// TOML 1.0 as a tree of data.
#pragma once

#include "sbom/model/data_tree.h"

namespace lintel::sbom {

// Bounds and errors as those of parseJson.
Result<DataNode> parseToml(std::string_view text, const std::string &file);

} // namespace lintel::sbom
