#include "checkers/analysis/range_sources.h"

#include "checkers/analysis/names.h"

#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

#include <algorithm>

namespace lintel::checkers {

using namespace clang;

namespace {

enum class Kind : std::uint8_t {
  None,
  Any,       // every value of the result's type
  Count,     // -1, or at most as many as the count argument says
  MinusOne,  // -1, or anything up to the type's end
  Character, // a byte, or -1
  Length,    // of a text; programs that keep one of 256 MiB know what they do
  Printed,   // as Length, or -1 when a wide character may not be representable
  Random,
  Fill,      // argument `number` is filled from outside
  FillCount, // the same, and the result is Count
  Scan,      // arguments after the format are filled
  Parse,     // argument `number` receives a parsed number
  Time,      // seconds since 1970
  FileSize   // the size in argument `number`, a struct stat, comes from outside
};

struct Model {
  Kind kind = Kind::None;
  unsigned number = 0; // of the count, the filled argument or the format
  unsigned count = 0;
};

const llvm::StringMap<Model> &models() {
  static const llvm::StringMap<Model> table = [] {
    llvm::StringMap<Model> map;
    for (const char *name :
         {"atoi",      "atol",    "atoll",   "strtol",  "strtoll", "strtoul", "strtoull", "strtoimax",
          "strtoumax", "atof",    "strtod",  "strtof",  "strtold", "wcstol",  "wcstoul",  "wcstod",
          "ntohl",     "be32toh", "le32toh", "be64toh", "le64toh", "ntohs",   "be16toh",  "le16toh"})
      map[name] = {Kind::Any};
    for (const char *name : {"write", "pwrite", "send", "sendto"}) map[name] = {Kind::Count, 0, 2};
    for (const char *name : {"read", "pread", "recv", "recvfrom"}) map[name] = {Kind::FillCount, 1, 2};
    map["readlink"] = {Kind::Count, 0, 2};
    for (const char *name : {"ftell", "ftello", "lseek", "getline", "getdelim"}) map[name] = {Kind::MinusOne};
    for (const char *name : {"getc", "fgetc", "getchar", "getc_unlocked", "getchar_unlocked"})
      map[name] = {Kind::Character};
    map["strlen"] = {Kind::Length};
    map["wcslen"] = {Kind::Length};
    map["snprintf"] = {Kind::Printed, 2};
    map["sprintf"] = {Kind::Printed, 1};
    for (const char *name : {"rand", "random", "lrand48"}) map[name] = {Kind::Random};
    map["time"] = {Kind::Time};
    map["fread"] = {Kind::Fill, 0};
    map["fgets"] = {Kind::Fill, 0};
    map["scanf"] = {Kind::Scan, 0};
    map["fscanf"] = {Kind::Scan, 1};
    map["sscanf"] = {Kind::Scan, 1};
    for (const char *name : {"stat", "fstat", "lstat"}) map[name] = {Kind::FileSize, 1};
    return map;
  }();
  return table;
}

// How many elements a container of the standard library holds, and what its streams fill.
Model modelOfMethod(const CXXMethodDecl *method) {
  const CXXRecordDecl *record = method->getParent();
  const llvm::StringRef name = simpleName(method);
  if ((name != "size" && name != "length" && name != "read") || !isInStd(record)) return {};
  const llvm::StringRef owner = simpleName(record);
  if (name == "read") return owner.contains("stream") ? Model{Kind::Fill, 0} : Model();
  const bool isFixed = owner == "array" || owner == "bitset" || owner == "initializer_list";
  return method->isConst() && !isFixed ? Model{Kind::Length} : Model();
}

Model modelOf(const FunctionDecl *callee) {
  if (const auto *method = dyn_cast<CXXMethodDecl>(callee)) return modelOfMethod(method);
  llvm::StringRef name = simpleName(callee);
  if (name.empty()) return {};
  const llvm::StringRef space = outermostNamespace(callee);
  if (space == "std") {
    if (name == "from_chars") return {Kind::Parse, 2};
    for (llvm::StringRef parser : {"stoi", "stol", "stoll", "stoul", "stoull", "stof", "stod", "stold"})
      if (name == parser) return {Kind::Any};
  } else if (!space.empty())
    return {};
  if (!name.consume_front("__isoc99_")) name.consume_front("__isoc23_");
  if (!models().contains(name)) name.consume_front("__builtin_");
  const auto found = models().find(name);
  if (found == models().end()) return {};
  // A function of the program's own may carry a library's name and do something else.
  const bool isLibrary = callee->getBuiltinID() != 0 || isInSystemHeader(callee);
  return isLibrary ? found->second : Model();
}

const StringLiteral *literalAt(const CallExpr *call, unsigned index) {
  return index < call->getNumArgs() ? dyn_cast<StringLiteral>(call->getArg(index)->IgnoreParenImpCasts()) : nullptr;
}

// Only wide characters make the printf family fail with a large enough INT_MAX.
bool mayFail(const CallExpr *call, unsigned format) {
  const StringLiteral *text = literalAt(call, format);
  if (!text || text->getCharByteWidth() != 1) return true;
  const llvm::StringRef bytes = text->getBytes();
  return bytes.contains("%ls") || bytes.contains("%lc") || bytes.contains("%S") || bytes.contains("%C");
}

// One conversion of a scanf format: skips to its end and says whether it stores a number.
struct ScanConversion {
  bool stores = false, isNumber = false;
  Interval digits = Interval::everything(); // what the field width leaves
};
ScanConversion nextConversion(llvm::StringRef &format) {
  ScanConversion found;
  while (true) {
    const size_t percent = format.find('%');
    if (percent == llvm::StringRef::npos) return format = "", found;
    format = format.drop_front(percent + 1);
    if (!format.consume_front("%")) break;
  }
  found.stores = !format.consume_front("*");
  unsigned width = 0;
  format.consumeInteger(10, width);
  format = format.ltrim("hlLqjztm");
  const char kind = format.empty() ? '\0' : format.front();
  format = format.drop_front(format.empty() ? 0 : 1);
  if (kind == '[') format = format.drop_front(std::min(format.size(), format.find(']', 1) + 1));
  found.isNumber = llvm::StringRef("diuoxXeEfFgGaA").contains(kind) && kind != '\0';
  const unsigned base = kind == 'o' ? 8 : kind == 'x' || kind == 'X' ? 16 : 10;
  if (width == 0 || width > 15 || !llvm::StringRef("duoxX").contains(kind)) return found;
  Interval::Number largest = 1, smallest = 1;
  for (unsigned i = 0; i < width; ++i) largest *= base;
  for (unsigned i = 1; i < width; ++i) smallest *= base;
  found.digits = {1 - smallest, largest - 1};
  return found;
}

void scanned(const CallExpr *call, unsigned format, const ASTContext &context,
             llvm::SmallVectorImpl<RangeOutput> &list) {
  const StringLiteral *literal = literalAt(call, format);
  if (!literal || literal->getCharByteWidth() != 1) return;
  llvm::StringRef text = literal->getBytes();
  unsigned argument = format + 1;
  while (!text.empty() && argument < call->getNumArgs()) {
    const ScanConversion conversion = nextConversion(text);
    if (!conversion.stores) continue;
    const Expr *target = call->getArg(argument++);
    const QualType type = target->getType();
    const auto range = type->isPointerType() ? rangeOf(type->getPointeeType(), context) : std::nullopt;
    if (conversion.isNumber && range) list.push_back({target, meet(*range, conversion.digits), {}});
  }
}

bool isInputStream(QualType type) {
  const CXXRecordDecl *record = type.getNonReferenceType()->getAsCXXRecordDecl();
  const llvm::StringRef name = record ? simpleName(record) : llvm::StringRef();
  return isInStd(record) && name.contains("stream");
}

} // namespace

bool yieldsRange(const FunctionDecl *callee) { return modelOf(callee).kind != Kind::None; }

bool yieldsLength(const FunctionDecl *callee) { return modelOf(callee).kind == Kind::Length; }

std::optional<unsigned> countArgument(const FunctionDecl *callee) {
  const Model model = modelOf(callee);
  const bool counts = model.kind == Kind::Count || model.kind == Kind::FillCount;
  return counts ? std::optional(model.count) : std::nullopt;
}

std::optional<RangeSource> resultRange(const CallExpr *call, const ASTContext &context) {
  const Model model = modelOf(call->getDirectCallee());
  const auto type = rangeOf(call->getType(), context);
  if (!type) return std::nullopt;
  switch (model.kind) {
  case Kind::Any: return RangeSource{*type};
  // No call transfers more than this on Linux.
  case Kind::Count:
  case Kind::FillCount: return RangeSource{{-1, 0x7ffff000}};
  case Kind::MinusOne: return RangeSource{{-1, type->high}};
  case Kind::Character: return RangeSource{{-1, 255}};
  case Kind::Length: return RangeSource{{0, kLongestText}, false, true};
  case Kind::Printed: return RangeSource{{mayFail(call, model.number) ? -1.0L : 0.0L, kLongestText}};
  case Kind::Time: return RangeSource{{0, 4294967295.0L}}; // until 2106
  case Kind::Random: return RangeSource{{0, 2147483647}, true};
  default: return std::nullopt;
  }
}

llvm::SmallVector<RangeOutput, 4> outputs(const CallExpr *call, const ASTContext &context) {
  llvm::SmallVector<RangeOutput, 4> list;
  if (const auto *operation = dyn_cast<CXXOperatorCallExpr>(call)) {
    if (operation->getOperator() != OO_GreaterGreater || operation->getNumArgs() != 2) return list;
    const auto range = rangeOf(operation->getArg(1)->getType(), context);
    if (range && !operation->getArg(1)->getType()->isAnyCharacterType() &&
        isInputStream(operation->getArg(0)->getType()))
      list.push_back({operation->getArg(1), *range, {}});
    return list;
  }
  const FunctionDecl *callee = call->getDirectCallee();
  if (!callee) return list;
  const Model model = modelOf(callee);
  if (model.kind == Kind::Scan) {
    scanned(call, model.number, context, list);
  } else if (model.number < call->getNumArgs()) {
    const Expr *argument = call->getArg(model.number);
    if (model.kind == Kind::Fill || model.kind == Kind::FillCount)
      list.push_back({argument, Interval::everything(), {}});
    else if (model.kind == Kind::FileSize)
      list.push_back({argument, {0, 9223372036854775807.0L}, "st_size"});
    else if (model.kind == Kind::Parse)
      if (const auto range = rangeOf(argument->getType(), context)) list.push_back({argument, *range, {}});
  }
  return list;
}

} // namespace lintel::checkers
