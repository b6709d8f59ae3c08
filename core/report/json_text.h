#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace lintel::report {

// ASCII only: other characters are escaped, so that a hostile file name or message cannot drive the
// terminal that shows the report. Bytes that are not UTF-8 become U+FFFD.
inline std::string dumpJson(const nlohmann::ordered_json &json) {
  return json.dump(2, ' ', true, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

} // namespace lintel::report
