// configure.ac as the shell text that it mostly is.
#pragma once

#include <string>
#include <string_view>

namespace lintel::sbom {

// text, without comments, in which every M4 quote is a blank and every macro call's bracket and comma a line's end, so
// that cutShellStatements finds the if and case around each place; all places stay. An argument that is no whole piece
// of shell ("checking if x works", "can't find x") is one meaningless word.
std::string shellOfM4(std::string_view text);

} // namespace lintel::sbom
