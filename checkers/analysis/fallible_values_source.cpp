#include "checkers/analysis/fallible_values_source.h"

#include "checkers/analysis/names.h"

#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"

namespace lintel::checkers::fallible {

using namespace clang;

namespace {

// Functions that find something where the caller may well know that it is there, or that fail only
// for values which do not come up.
Likelihood likelihoodOf(llvm::StringRef name) {
  return llvm::StringSwitch<Likelihood>(name)
      .Cases({"strchr", "strrchr", "strstr", "strpbrk", "memchr", "memrchr", "strcasestr", "memmem", "wcschr",
              "wcsrchr", "wcsstr", "wcspbrk", "wmemchr", "bsearch", "strtok", "strtok_r", "getlogin", "ttyname",
              "inet_ntop"},
             Likelihood::Likely)
      .Cases({"gmtime", "localtime", "gmtime_r", "localtime_r", "setlocale", "tmpnam", "ctime", "asctime"},
             Likelihood::Rare)
      .Default(Likelihood::Certain);
}

// Library functions that read or write through arguments although no attribute says so everywhere.
std::uint32_t tableOf(llvm::StringRef name) {
  static const llvm::StringMap<std::uint32_t> table = [] {
    llvm::StringMap<std::uint32_t> map;
    const auto add = [&](std::uint32_t mask, std::initializer_list<llvm::StringRef> names) {
      for (const llvm::StringRef each : names) map[each] = mask;
    };
    add(1, {"fclose",    "pclose",      "fgetc",    "getc",      "fgetwc",  "getwc",    "feof",    "ferror",
            "clearerr",  "fileno",      "fseek",    "fseeko",    "ftell",   "ftello",   "rewind",  "fgetpos",
            "fsetpos",   "setvbuf",     "setbuf",   "fprintf",   "fscanf",  "vfprintf", "vfscanf", "fwprintf",
            "closedir",  "dlclose",     "readdir",  "rewinddir", "dirfd",   "strlen",   "wcslen",  "strdup",
            "strndup",   "wcsdup",      "puts",     "atoi",      "atol",    "atoll",    "atof",    "strtol",
            "strtoul",   "strtoll",     "strtoull", "strtod",    "wcstol",  "memset",   "wmemset", "memchr",
            "strchr",    "strrchr",     "strtok_r", "sprintf",   "rename",  "opendir",  "fopen",   "getc_unlocked",
            "flockfile", "funlockfile", "bzero",    "sscanf",    "strnlen", "mktime"});
    add(3, {"strcpy",   "strncpy", "strcat", "strncat", "memcpy",  "memmove",    "memcmp",      "strcmp",  "strncmp",
            "strcoll",  "stpcpy",  "wcscpy", "wcsncpy", "wcscat",  "wcsncat",    "wcscmp",      "wcsncmp", "wmemcpy",
            "wmemmove", "strstr",  "strspn", "strcspn", "strpbrk", "strcasecmp", "strncasecmp", "bcopy",   "mempcpy"});
    // Descriptors.
    add(1, {"read", "write", "pread", "pwrite", "fstat", "bind", "listen", "connect", "recv", "send", "ftruncate",
            "recvfrom", "sendto", "fdopen"});
    add(2, {"fputc", "putc", "ungetc", "fputwc", "putwc", "ungetwc"});
    add(1u | 1u << 3, {"fread", "fwrite"});
    add(1u | 1u << 2, {"fgets", "fgetws"});
    add(3, {"fputs", "fputws"});
    add(1u << 2, {"getline"});
    add(1u << 3, {"getdelim"});
    return map;
  }();
  const auto found = table.find(name);
  return found == table.end() ? 0 : found->second;
}

bool isFromSystem(const FunctionDecl *function) {
  for (const FunctionDecl *declaration : function->redecls())
    if (declaration->isImplicit() || isInSystemHeader(declaration)) return true;
  return false;
}

bool hasMethod(const CXXRecordDecl *record, OverloadedOperatorKind kind, const ASTContext &context) {
  return !record->lookup(context.DeclarationNames.getCXXOperatorName(kind)).empty();
}

bool isSmart(const CXXRecordDecl *record) {
  return (simpleName(record) == "shared_ptr" || simpleName(record) == "unique_ptr") && isInStd(record);
}

// Optional values and results, whoever wrote them.
bool soundsLikeCarrier(llvm::StringRef name) {
  return llvm::StringSwitch<bool>(name)
      .Cases({"optional", "Optional", "expected", "Expected", "StatusOr", "Result", "result", "ErrorOr", "outcome",
              "Outcome", "StatusWith", "Maybe"},
             true)
      .Default(false);
}

} // namespace

bool Sources::isSmartPointer(QualType type) {
  const auto *record = type.getNonReferenceType()->getAsCXXRecordDecl();
  return record && isSmart(record);
}

bool Sources::isCarrier(QualType type) {
  const auto *record = type.getNonReferenceType()->getAsCXXRecordDecl();
  if (!record || !record->hasDefinition()) return false;
  const auto [at, isNew] = carriers_.try_emplace(record->getCanonicalDecl(), false);
  if (!isNew) return at->second;
  const bool named = soundsLikeCarrier(simpleName(record)) || isSmart(record);
  const ASTContext &context = record->getASTContext();
  record = record->getDefinition();
  const bool access = hasMethod(record, OO_Star, context) || hasMethod(record, OO_Arrow, context) ||
                      llvm::any_of(record->methods(), [](const CXXMethodDecl *method) {
                        return carrierUse(method) == CarrierUse::Access;
                      });
  return carriers_[record->getCanonicalDecl()] =
             named && (isSmart(record) || access || llvm::any_of(record->bases(), [&](const CXXBaseSpecifier &base) {
                         const auto *parent = base.getType()->getAsCXXRecordDecl();
                         return parent && parent->hasDefinition() &&
                                (hasMethod(parent, OO_Star, context) || hasMethod(parent, OO_Arrow, context));
                       }));
}

CarrierUse Sources::carrierUse(const CXXMethodDecl *method) {
  if (const auto *conversion = dyn_cast<CXXConversionDecl>(method))
    return conversion->getConversionType()->isBooleanType() ? CarrierUse::Test : CarrierUse::None;
  switch (method->getOverloadedOperator()) {
  case OO_Star:
  case OO_Arrow: return CarrierUse::Access;
  case OO_Exclaim: return CarrierUse::NegatedTest;
  case OO_Equal: return CarrierUse::Fills;
  default: break;
  }
  return llvm::StringSwitch<CarrierUse>(simpleName(method))
      .Cases({"has_value", "hasValue", "ok", "isOk", "IsOk", "is_ok", "is_initialized", "isOK", "IsOK"},
             CarrierUse::Test)
      .Cases({"has_error", "hasError", "is_error", "isError", "is_err", "isErr", "has_failure", "has_exception"},
             CarrierUse::NegatedTest)
      .Cases({"value", "valueOrThrow", "value_or_throw"}, CarrierUse::Throws)
      .Cases(
          {"ValueOrDie", "ValueUnsafe", "MoveValueUnsafe", "assume_value", "unsafe_get", "value_unsafe", "valueUnsafe"},
          CarrierUse::Access)
      .Cases({"emplace", "reset", "swap", "assign"}, CarrierUse::Fills)
      .Cases({"status", "error", "takeError", "getError", "errorIsA", "assume_error", "as_failure", "get_ptr",
              "get_pointer", "operator==", "ErrorOrDie", "Status"},
             CarrierUse::LooksAtError)
      .Default(CarrierUse::None);
}

bool Sources::soundsFatal(const NamedDecl *function) {
  const llvm::StringRef name = simpleName(function);
  for (const llvm::StringRef word :
       {"die",   "fatal", "abort", "panic",       "exit",  "oom",   "terminate", "bail", "throw", "raise",
        "crash", "bug",   "croak", "unreachable", "usage", "nomem", "err",       "errx", "fail",  "quit"})
    if (hasWord(name, word)) return true;
  return name.contains_insensitive("fatal") || name.contains_insensitive("abort") || name.contains_insensitive("die");
}

// A count or a descriptor that is -1 after a failure.
std::optional<Source> Sources::ofNumber(const CallExpr *call, const FunctionDecl *function) {
  if (!call->getType()->isSignedIntegerType()) return std::nullopt;
  const FunctionContract *contract = subjects_.contractOf(call);
  if (!contract || !llvm::is_contained(contract->returns, Failure::MinusOne)) return std::nullopt;
  const bool counts = llvm::is_contained(contract->returns, Failure::ShortCount);
  const bool opens =
      llvm::is_contained({"open", "openat", "creat", "socket", "accept", "accept4", "dup", "mkstemp", "mkostemp",
                          "shm_open", "readlink", "readlinkat", "epoll_create1", "memfd_create"},
                         simpleName(function));
  if (!counts && !opens) return std::nullopt;
  return Source{qualifiedName(function), Likelihood::Certain, false, -1};
}

std::optional<Source> Sources::ofFunction(const CallExpr *call, const FunctionDecl *function) {
  if (const auto *method = dyn_cast<CXXMethodDecl>(function)) {
    if (simpleName(method) == "lock" && simpleName(method->getParent()) == "weak_ptr")
      return Source{"lock", Likelihood::Likely, true};
  }
  if (isCarrier(call->getType()) && call->isPRValue()) {
    const auto *record = call->getType()->getAsCXXRecordDecl();
    if (isSmart(record)) return std::nullopt;
    if (llvm::StringRef(simpleName(function)).starts_with("make_")) return std::nullopt;
    const bool optional =
        llvm::StringRef(simpleName(record)).equals_insensitive("optional") || simpleName(record) == "Maybe";
    return Source{qualifiedName(function), optional ? Likelihood::Likely : Likelihood::Certain, true};
  }
  if (!call->getType()->isPointerType()) return ofNumber(call, function);
  const FunctionContract *contract = subjects_.contractOf(call);
  if (!contract) return std::nullopt;
  if (llvm::is_contained(contract->returns, Failure::MinusOne) ||
      llvm::is_contained(contract->failure, std::string("MAP_FAILED")))
    return Source{qualifiedName(function), Likelihood::Certain, false, -1};
  if (!llvm::is_contained(contract->returns, Failure::Null) &&
      !llvm::is_contained(contract->failure, std::string("SEM_FAILED")))
    return std::nullopt;
  return Source{qualifiedName(function), likelihoodOf(simpleName(function)), false};
}

const Source *Sources::find(const Expr *expr, const ASTContext &context) {
  if (const auto *allocation = dyn_cast<CXXNewExpr>(expr)) {
    const FunctionDecl *allocator = allocation->getOperatorNew();
    if (!allocator || allocator->isReservedGlobalPlacementOperator()) return nullptr;
    return allocation->shouldNullCheckAllocation() ? &nothrowNew_ : nullptr;
  }
  const auto *call = dyn_cast<CallExpr>(expr);
  const FunctionDecl *function = call ? call->getDirectCallee() : nullptr;
  if (!function) return nullptr;
  if (const auto *operation = dyn_cast<CXXOperatorCallExpr>(call); operation && operation->getOperator() != OO_Call)
    return nullptr;
  const QualType type = call->getType();
  if (!type->isPointerType() && !type->isRecordType() && !type->isSignedIntegerType()) return nullptr;
  const auto [at, isNew] = functions_.try_emplace(function->getCanonicalDecl());
  if (isNew)
    if (std::optional<Source> source = ofFunction(call, function))
      at->second = std::make_unique<Source>(std::move(*source));
  return at->second.get();
}

std::uint32_t Sources::dereferenced(const FunctionDecl *function, const ASTContext &) {
  const auto [at, isNew] = dereferenced_.try_emplace(function->getCanonicalDecl(), 0);
  if (!isNew) return at->second;
  std::uint32_t mask = 0;
  const unsigned count = std::min(function->getNumParams(), 32u);
  for (const FunctionDecl *declaration : function->redecls()) {
    for (const auto *attribute : declaration->specific_attrs<NonNullAttr>())
      for (unsigned i = 0; i < count; ++i)
        if (function->getParamDecl(i)->getType()->isPointerType() && attribute->isNonNull(i)) mask |= 1u << i;
    for (unsigned i = 0; i < std::min(declaration->getNumParams(), 32u); ++i)
      if (declaration->getParamDecl(i)->hasAttr<NonNullAttr>()) mask |= 1u << i;
  }
  const bool isFree = !isa<CXXMethodDecl>(function);
  if (isFree && (isFromSystem(function) || function->getBuiltinID() != 0)) {
    llvm::StringRef name = simpleName(function);
    name.consume_front("__builtin_");
    if (name.starts_with("__") && name.ends_with("_chk")) name = name.drop_front(2).drop_back(4); // fortified
    if (name.consume_front("___")) name.consume_back("_chk");
    mask |= tableOf(name);
  }
  return dereferenced_[function->getCanonicalDecl()] = mask;
}

} // namespace lintel::checkers::fallible
