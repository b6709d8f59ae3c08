#include "core/support/hash.h"
#include "core/support/text.h"

#include <catch2/catch.hpp>

using namespace lintel;
using Lines = std::vector<std::string_view>;

TEST_CASE("UTF-8 is judged as Unicode defines it") {
  for (const char *valid :
       {"", "ascii", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xF4\x8F\xBF\xBF", "\xED\x9F\xBF"}) {
    INFO(valid);
    CHECK(isValidUtf8(valid));
    CHECK(toValidUtf8(valid) == valid);
  }
  const char *invalid[] = {"\x80",             // a continuation byte alone
                           "\xC3",             // cut off
                           "\xC0\xAF",         // overlong '/'
                           "\xE0\x80\xAF",     // overlong
                           "\xED\xA0\x80",     // a surrogate
                           "\xF4\x90\x80\x80", // above U+10FFFF
                           "\xF8\x88\x80\x80\x80",
                           "\xFF"};
  for (const char *text : invalid) {
    CHECK_FALSE(isValidUtf8(text));
    CHECK(isValidUtf8(toValidUtf8(text)));
  }
  CHECK(toValidUtf8("a\xFFz") == "a\xEF\xBF\xBDz");
  CHECK(toValidUtf8("\xE2\x82") == "\xEF\xBF\xBD\xEF\xBF\xBD"); // every byte, none lost
  CHECK(isValidUtf8(std::string_view("a\0b", 3)));
}

TEST_CASE("a code point is decoded with its size") {
  CHECK(decodeUtf8("\xE2\x82\xAC!", 0).value == U'\u20AC');
  CHECK(decodeUtf8("\xE2\x82\xAC!", 0).size == 3);
  CHECK(decodeUtf8("\xE2\x82\xAC!", 3).value == U'!');
  CHECK_FALSE(decodeUtf8("\xE2\x82\xAC!", 1).valid);
  CHECK(decodeUtf8("\xE2\x82\xAC!", 1).size == 1);
}

TEST_CASE("lines end with \\n or \\r\\n") {
  CHECK(splitLines("").empty());
  CHECK(splitLines("a") == Lines{"a"});
  CHECK(splitLines("a\n") == Lines{"a"});
  CHECK(splitLines("a\r\nb\n\nc") == Lines{"a", "b", "", "c"});
  CHECK(splitLines("\n") == Lines{""});
  CHECK(splitLines("a\rb") == Lines{"a\rb"});
  CHECK(splitLines("a\r") == Lines{"a\r"}); // no terminator: the byte belongs to the line
}

TEST_CASE("trim takes white space off both ends") {
  CHECK(trim(" \t a b \r\n") == "a b");
  CHECK(trim(" \n ").empty());
}

TEST_CASE("a typing mistake finds the name that was meant") {
  const std::vector<std::string> keys = {"checks", "documents", "waivers", "version"};
  CHECK(didYouMean("wiavers", keys) == "waivers");
  CHECK(didYouMean("check", keys) == "checks");
  CHECK(didYouMean("AGLP", {"LGPL", "AGPL"}) == "AGPL");
  CHECK(didYouMean("fail-on", keys) == std::nullopt);
  CHECK(didYouMean("", keys) == std::nullopt);
  CHECK(didYouMean(std::string(1000000, 'a'), keys) == std::nullopt);
  CHECK(didYouMean("waiver", {"waves", "waivers"}) == "waivers"); // the nearest, not the first
}

TEST_CASE("hashes are the published ones, in lower-case hexadecimal") {
  // FIPS 180-4 example; XXH128 of the empty input is in xxHash's own sanity test.
  CHECK(sha256Hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(xxh128Hex("") == "99aa06d3014798d86001c324468d497f");
  CHECK(xxh128Hex("a") != xxh128Hex("b"));
}

TEST_CASE("lower case is of ASCII's letters only") {
  CHECK(lowerCase("SHA-512 @Z[`a") == "sha-512 @z[`a");
  CHECK(lowerCase("\xC3\x84rger") == "\xC3\x84rger"); // "Ärger": its first letter is two bytes
  CHECK(lowerCase("").empty());
}
