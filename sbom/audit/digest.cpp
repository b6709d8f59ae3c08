#include "sbom/audit/digest.h"

#include "core/support/text.h"

#include <algorithm>
#include <array>
#include <openssl/evp.h>

namespace lintel::sbom {
namespace {

std::optional<std::string> digestOf(const std::string &algorithm, std::string_view bytes) {
  const EVP_MD *const method = EVP_get_digestbyname(algorithm.c_str());
  if (method == nullptr) return std::nullopt;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, method, nullptr) != 1) return std::nullopt;
  return std::string(digest.begin(), digest.begin() + size);
}

// The name as OpenSSL has it: "sha256", but "sha3-256".
std::string methodName(std::string_view algorithm) {
  std::string name = lowerCase(algorithm);
  std::ranges::replace(name, '_', '-');
  if (name.starts_with("sha-")) name.erase(3, 1);
  return name;
}

std::string base64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0'); // and the terminator that OpenSSL writes
  auto *const out = static_cast<unsigned char *>(static_cast<void *>(text.data()));
  const auto *const in = static_cast<const unsigned char *>(static_cast<const void *>(bytes.data()));
  const int size = EVP_EncodeBlock(out, in, static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(std::max(size, 0)));
  return text;
}

} // namespace

std::optional<std::string> digestHex(std::string_view algorithm, std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto digest = digestOf(methodName(algorithm), bytes);
  if (!digest) return std::nullopt;
  std::string hex;
  for (const unsigned char byte : *digest) {
    hex += kDigits[byte >> 4U];
    hex += kDigits[byte & 15U];
  }
  return hex;
}

std::optional<std::string> goModuleHash(ArchiveDigests files) {
  std::ranges::sort(files);
  std::string lines;
  for (const auto &[name, sha256] : files) {
    if (name.find('\n') != std::string::npos) return std::nullopt;
    lines.append(sha256).append("  ").append(name).append("\n");
  }
  const auto digest = digestOf("sha256", lines);
  return digest ? std::optional("h1:" + base64(*digest)) : std::nullopt;
}

} // namespace lintel::sbom
