#include "core/support/hash.h"

#include <array>
#include <openssl/sha.h>
#include <xxhash.h>

namespace lintel {
namespace {

std::string hex(const unsigned char *bytes, std::size_t size) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(2 * size);
  for (std::size_t i = 0; i < size; ++i) {
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 0x0F];
  }
  return text;
}

} // namespace

std::string xxh128Hex(std::string_view bytes) {
  XXH128_canonical_t canonical; // big-endian, so the text is the same on every machine
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data(), bytes.size()));
  return hex(canonical.digest, sizeof canonical.digest);
}

std::string sha256Hex(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size(), digest.data());
  return hex(digest.data(), digest.size());
}

std::string sha512Hex(std::string_view bytes) {
  std::array<unsigned char, SHA512_DIGEST_LENGTH> digest;
  SHA512(reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size(), digest.data());
  return hex(digest.data(), digest.size());
}

std::string sha1Hex(std::string_view bytes) {
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest;
  SHA1(reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size(), digest.data());
  return hex(digest.data(), digest.size());
}

std::string gitBlobId(std::string_view content) {
  std::string object = "blob " + std::to_string(content.size()) + '\0';
  object += content;
  return sha1Hex(object);
}

} // namespace lintel
