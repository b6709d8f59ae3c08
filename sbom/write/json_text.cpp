#include "sbom/write/json_text.h"

#include "core/support/hash.h"

namespace lintel::sbom {

std::string textOf(const Json &document) { return document.dump(2, ' ', false, Json::error_handler_t::replace) + '\n'; }

std::string contentUuid(const std::string &content) {
  std::string hex = sha256Hex(content).substr(0, 32);
  hex[12] = '8';
  hex[16] = "89ab"[static_cast<unsigned char>(hex[16]) % 4];
  for (const std::size_t at : {20, 16, 12, 8}) hex.insert(at, 1, '-');
  return hex;
}

} // namespace lintel::sbom
