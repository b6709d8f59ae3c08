// The forms that single values of a document must have.
#pragma once

#include <cstddef>
#include <string_view>

namespace lintel::sbom {

// "2026-01-31T12:00:00Z". isSpdx: in UTC and without fractions (SPDX 2.3, 6.9); else any of RFC 3339.
bool isTimestamp(std::string_view text, bool isSpdx);

// A URI or a relative reference (RFC 3986), with letters of other scripts as an IRI may hold them (RFC 3987).
bool isUriReference(std::string_view text);

// How many hexadecimal digits a hash of that algorithm (in the words of ReadComponent::hashes) has; 0: unknown.
std::size_t hashDigits(std::string_view algorithm);

bool isHexadecimal(std::string_view text); // in either case, not empty

} // namespace lintel::sbom
