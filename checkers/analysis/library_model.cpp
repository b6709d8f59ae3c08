#include "checkers/analysis/library_model.h"

#include "checkers/analysis/names.h"

#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/StringMap.h"

namespace lintel::checkers {

namespace {

using Effect = LibraryEffect;

const llvm::StringMap<LibraryFunction> &globalFunctions() {
  static const llvm::StringMap<LibraryFunction> table = [] {
    llvm::StringMap<LibraryFunction> map;
    for (const char *name : {"atoi",
                             "atol",
                             "atoll",
                             "atoq",
                             "atof",
                             "strtol",
                             "strtoll",
                             "strtoul",
                             "strtoull",
                             "strtoimax",
                             "strtoumax",
                             "strtod",
                             "strtof",
                             "strtold",
                             "wcstol",
                             "wcstoul",
                             "strdup",
                             "strndup",
                             "strchr",
                             "strrchr",
                             "strstr",
                             "strpbrk",
                             "strtok",
                             "strtok_r",
                             "strsep",
                             "basename",
                             "ntohl",
                             "htonl",
                             "be32toh",
                             "le32toh",
                             "be64toh",
                             "le64toh",
                             "abs",
                             "labs",
                             "llabs",
                             "__builtin_expect",
                             "__builtin_bswap32",
                             "__builtin_bswap64"})
      map[name] = {Effect::Convert, 0};
    for (const char *name : {"memcpy", "memmove", "strcpy", "strncpy", "strlcpy", "stpcpy", "bcopy"})
      map[name] = {Effect::Store, 1, 0};
    map["bcopy"] = {Effect::Store, 0, 1};
    for (const char *name : {"strcat", "strlcat", "strncat"}) map[name] = {Effect::AppendText, 1, 0};
    for (const char *name : {"recv", "recvfrom", "SSL_read", "BIO_read"})
      map[name] = {Effect::ReadInto, -1, 1, Origin::Network};
    for (const char *name : {"read", "pread", "pread64"}) map[name] = {Effect::ReadInto, -1, 1, Origin::File};
    for (const char *name : {"fread", "fgets", "getline", "getdelim"})
      map[name] = {Effect::ReadInto, -1, 0, Origin::File};
    map["gets"] = {Effect::ReadInto, -1, 0, Origin::StandardInput};
    map["scanf"] = {Effect::Scan, -1, 1, Origin::StandardInput};
    map["fscanf"] = {Effect::Scan, -1, 2, Origin::File};
    map["sscanf"] = {Effect::Scan, 0, 2};
    map["sprintf"] = {Effect::Format, 1, 0};
    map["snprintf"] = {Effect::Format, 2, 0};
    map["asprintf"] = {Effect::Format, 1, 0};
    return map;
  }();
  return table;
}

const llvm::StringMap<LibraryFunction> &stdFunctions() {
  static const llvm::StringMap<LibraryFunction> table = [] {
    llvm::StringMap<LibraryFunction> map;
    for (const char *name :
         {"move",     "forward",  "as_const",      "launder",     "ref",        "cref",     "data",  "begin",
          "end",      "cbegin",   "cend",          "stoi",        "stol",       "stoll",    "stoul", "stoull",
          "stof",     "stod",     "stold",         "to_string",   "to_wstring", "byteswap", "abs",   "get",
          "exchange", "bit_cast", "make_optional", "make_unique", "make_shared"})
      map[name] = {Effect::Convert, 0};
    map["min"] = {Effect::Min};
    map["max"] = {Effect::Max};
    map["clamp"] = {Effect::Clamp};
    map["getline"] = {Effect::Store, 0, 1};
    map["from_chars"] = {Effect::Store, 0, 2};
    map["format"] = {Effect::Format, 0};
    map["format_to"] = {Effect::Format, 1, 0};
    for (const char *name :
         {"cmp_less", "cmp_less_equal", "cmp_greater", "cmp_greater_equal", "cmp_equal", "cmp_not_equal"})
      map[name] = {Effect::Compare};
    return map;
  }();
  return table;
}

LibraryFunction knownLibrary(llvm::StringRef space, llvm::StringRef name) {
  if (space == "fmt") {
    if (name == "format" || name == "sprintf") return {Effect::Format, 0};
    if (name == "to_string") return {Effect::Convert, 0};
    if (name == "format_to") return {Effect::Format, 1, 0};
  }
  if (space == "boost") {
    if (name == "lexical_cast") return {Effect::Convert, 0};
    if (name == "try_lexical_convert") return {Effect::Store, 0, 1};
  }
  if (space == "absl") {
    if (name == "StrFormat") return {Effect::Format, 0};
    if (name == "StrCat") return {Effect::Concatenate};
    if (name == "StrAppend") return {Effect::AppendText, 1, 0};
    if (name == "SimpleAtoi" || name == "SimpleHexAtoi") return {Effect::Store, 0, 1};
  }
  if (space == "folly" && (name == "to" || name == "tryTo")) return {Effect::Convert, 0};
  return {};
}

} // namespace

LibraryFunction libraryFunction(const clang::FunctionDecl *function) {
  const llvm::StringRef name = simpleName(function);
  if (name.empty()) return {};
  const llvm::StringRef space = outermostNamespace(function);
  const bool isMember = llvm::isa<clang::CXXMethodDecl>(function);
  if (isMember) return {};
  if (space == "std") {
    if (const auto found = stdFunctions().find(name); found != stdFunctions().end()) return found->second;
    if (const auto found = globalFunctions().find(name); found != globalFunctions().end()) return found->second;
    return {};
  }
  if (!space.empty()) return knownLibrary(space, name);
  // glibc renames the scanf family for C99 and C23; builtins carry a prefix.
  llvm::StringRef plain = name;
  if (!plain.consume_front("__isoc99_")) plain.consume_front("__isoc23_");
  if (!globalFunctions().contains(plain)) plain.consume_front("__builtin_");
  const auto found = globalFunctions().find(plain);
  if (found == globalFunctions().end()) return {};
  // A function of the program's own may carry a library's name and do something else.
  const bool isLibrary = function->getBuiltinID() != 0 || isInSystemHeader(function) || !function->hasBody();
  return isLibrary ? found->second : LibraryFunction();
}

} // namespace lintel::checkers
