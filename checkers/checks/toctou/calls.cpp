#include "checkers/checks/toctou/calls.h"

#include "checkers/analysis/names.h"
#include "checkers/checks/toctou/fixed_names.h"
#include "checkers/checks/toctou/paths.h"

#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/TargetInfo.h"
#include "llvm/ADT/StringMap.h"

namespace lintel::checkers::checks::toctou {

using namespace clang;

namespace {

struct Known {
  Role role;
  unsigned path;
};

// Functions of C, POSIX and Windows, and the argument that names the file.
const llvm::StringMap<Known> &functions() {
  static const llvm::StringMap<Known> table = {{"access", {Role::Check, 0}},
                                               {"eaccess", {Role::Check, 0}},
                                               {"euidaccess", {Role::Check, 0}},
                                               {"faccessat", {Role::Check, 1}},
                                               {"stat", {Role::Check, 0}},
                                               {"stat64", {Role::Check, 0}},
                                               {"lstat", {Role::Check, 0}},
                                               {"lstat64", {Role::Check, 0}},
                                               {"fstatat", {Role::Check, 1}},
                                               {"fstatat64", {Role::Check, 1}},
                                               {"statx", {Role::Check, 1}},
                                               {"_access", {Role::Check, 0}},
                                               {"_access_s", {Role::Check, 0}},
                                               {"_waccess", {Role::Check, 0}},
                                               {"_stat", {Role::Check, 0}},
                                               {"_stat64", {Role::Check, 0}},
                                               {"_wstat", {Role::Check, 0}},
                                               {"PathFileExistsA", {Role::Check, 0}},
                                               {"PathFileExistsW", {Role::Check, 0}},
                                               {"GetFileAttributesA", {Role::Check, 0}},
                                               {"GetFileAttributesW", {Role::Check, 0}},
                                               {"open", {Role::Use, 0}},
                                               {"open64", {Role::Use, 0}},
                                               {"openat", {Role::Use, 1}},
                                               {"openat64", {Role::Use, 1}},
                                               {"creat", {Role::Use, 0}},
                                               {"creat64", {Role::Use, 0}},
                                               {"_open", {Role::Use, 0}},
                                               {"_wopen", {Role::Use, 0}},
                                               {"fopen", {Role::Use, 0}},
                                               {"fopen64", {Role::Use, 0}},
                                               {"_wfopen", {Role::Use, 0}},
                                               {"fopen_s", {Role::Use, 1}},
                                               {"freopen", {Role::Use, 0}},
                                               {"remove", {Role::Use, 0}},
                                               {"unlink", {Role::Use, 0}},
                                               {"_unlink", {Role::Use, 0}},
                                               {"unlinkat", {Role::Use, 1}},
                                               {"rmdir", {Role::Use, 0}},
                                               {"rename", {Role::Use, 0}},
                                               {"renameat", {Role::Use, 1}},
                                               {"link", {Role::Use, 0}},
                                               {"chmod", {Role::Use, 0}},
                                               {"_chmod", {Role::Use, 0}},
                                               {"fchmodat", {Role::Use, 1}},
                                               {"chown", {Role::Use, 0}},
                                               {"lchown", {Role::Use, 0}},
                                               {"fchownat", {Role::Use, 1}},
                                               {"truncate", {Role::Use, 0}},
                                               {"truncate64", {Role::Use, 0}},
                                               {"opendir", {Role::Use, 0}},
                                               {"execl", {Role::Use, 0}},
                                               {"execle", {Role::Use, 0}},
                                               {"execv", {Role::Use, 0}},
                                               {"execve", {Role::Use, 0}},
                                               {"execlp", {Role::Use, 0}},
                                               {"execvp", {Role::Use, 0}},
                                               {"execvpe", {Role::Use, 0}},
                                               {"execveat", {Role::Use, 1}},
                                               {"posix_spawn", {Role::Use, 1}},
                                               {"posix_spawnp", {Role::Use, 1}},
                                               {"utimensat", {Role::Use, 1}},
                                               {"setxattr", {Role::Use, 0}},
                                               {"lsetxattr", {Role::Use, 0}},
                                               {"utime", {Role::Use, 0}},
                                               {"utimes", {Role::Use, 0}},
                                               {"dlopen", {Role::Use, 0}},
                                               {"mount", {Role::Use, 1}},
                                               {"chroot", {Role::Use, 0}},
                                               {"CreateFileA", {Role::Use, 0}},
                                               {"CreateFileW", {Role::Use, 0}},
                                               {"DeleteFileA", {Role::Use, 0}},
                                               {"DeleteFileW", {Role::Use, 0}}};
  return table;
}

// std::filesystem, its forerunner and Boost's.
const llvm::StringMap<Known> &filesystem() {
  static const llvm::StringMap<Known> table = {
      {"exists", {Role::Check, 0}},       {"is_regular_file", {Role::Check, 0}},
      {"is_directory", {Role::Check, 0}}, {"is_symlink", {Role::Check, 0}},
      {"is_empty", {Role::Check, 0}},     {"is_fifo", {Role::Check, 0}},
      {"is_socket", {Role::Check, 0}},    {"is_other", {Role::Check, 0}},
      {"status", {Role::Check, 0}},       {"symlink_status", {Role::Check, 0}},
      {"file_size", {Role::Check, 0}},    {"remove", {Role::Use, 0}},
      {"remove_all", {Role::Use, 0}},     {"rename", {Role::Use, 0}},
      {"copy", {Role::Use, 0}},           {"copy_file", {Role::Use, 0}},
      {"resize_file", {Role::Use, 0}},    {"permissions", {Role::Use, 0}},
      {"last_write_time", {Role::Use, 0}}};
  return table;
}

bool isStream(const CXXRecordDecl *record) {
  const llvm::StringRef name = simpleName(record);
  return isInStd(record) &&
         (name == "basic_ifstream" || name == "basic_ofstream" || name == "basic_fstream" || name == "basic_filebuf");
}

bool isFilesystem(const FunctionDecl *callee) {
  for (const DeclContext *scope = callee->getDeclContext(); scope; scope = scope->getParent())
    if (const auto *space = dyn_cast<NamespaceDecl>(scope); space && simpleName(space) == "filesystem") return true;
  return false;
}

// Whether flags of open() hold a flag. Its bit differs from system to system, its name does not.
enum class OpenFlag { Create, Exclusive };
bool holds(const Expr *flags, OpenFlag flag, const ASTContext &context) {
  Expr::EvalResult result;
  if (flags->isValueDependent() || !flags->EvaluateAsInt(result, context)) return false;
  const llvm::Triple &target = context.getTargetInfo().getTriple();
  const bool bsd = target.isOSDarwin() || target.isOSFreeBSD() || target.isOSNetBSD() || target.isOSOpenBSD();
  const std::uint64_t create = bsd ? 0x200 : target.isOSWindows() ? 0x100 : 0100;
  const std::uint64_t exclusive = bsd ? 0x800 : target.isOSWindows() ? 0x400 : 0200;
  return (result.Val.getInt().getZExtValue() & (flag == OpenFlag::Create ? create : exclusive)) != 0;
}

const StringLiteral *literal(const Expr *expr) { return dyn_cast<StringLiteral>(expr->IgnoreParenImpCasts()); }

// std::make_unique<std::ifstream>(name)
bool makesStream(const FunctionDecl *callee) {
  if (!isInStd(callee) || (simpleName(callee) != "make_unique" && simpleName(callee) != "make_shared")) return false;
  const TemplateArgumentList *arguments = callee->getTemplateSpecializationArgs();
  if (!arguments || arguments->size() == 0 || arguments->get(0).getKind() != TemplateArgument::Type) return false;
  const CXXRecordDecl *made = arguments->get(0).getAsType()->getAsCXXRecordDecl();
  return made && isStream(made);
}

// The open itself makes sure that the file is new.
bool opensExclusively(const CallExpr *call, llvm::StringRef name, unsigned path, const ASTContext &context) {
  if (call->getNumArgs() <= path + 1) return false;
  const Expr *how = call->getArg(path + 1);
  if (name.starts_with("open")) return holds(how, OpenFlag::Exclusive, context);
  const StringLiteral *mode = name.contains("fopen") ? literal(how) : nullptr;
  return mode && mode->getCharByteWidth() == 1 && mode->getString().contains('x');
}

bool isCLibrary(const FunctionDecl *callee) {
  if (!callee->getDeclContext()->getRedeclContext()->isTranslationUnit() && !isInStd(callee) && !callee->isExternC())
    return false;
  return isInSystemHeader(callee->getCanonicalDecl()) || !callee->hasBody();
}

bool makesName(llvm::StringRef name) {
  return name == "tmpnam" || name == "tempnam" || name == "tmpnam_r" || name == "mktemp" || name == "_mktemp" ||
         name == "_tempnam" || name == "_wtmpnam";
}

bool inSharedDirectory(llvm::StringRef name) {
  return (name.starts_with("/tmp/") || name.starts_with("/var/tmp/") || name.starts_with("/dev/shm/")) &&
         !name.ends_with("/") && !name.ends_with("XXXXXX"); // that one is completed by mkstemp
}

// std::filesystem::temp_directory_path()
bool isSharedDirectory(const Expr *path) {
  const auto *call = dyn_cast<CallExpr>(path);
  return call && simpleName(call->getDirectCallee()) == "temp_directory_path";
}

bool inSharedDirectory(const Expr *path, const FixedNames &names) {
  path = samePath(path);
  if (const auto *text = dyn_cast<StringLiteral>(path))
    return text->getCharByteWidth() == 1 && inSharedDirectory(text->getString());
  if (const auto *joined = dyn_cast<CXXOperatorCallExpr>(path))
    return joined->getOperator() == OO_Slash && joined->getNumArgs() == 2 &&
           isSharedDirectory(samePath(joined->getArg(0))) && isa<StringLiteral>(samePath(joined->getArg(1)));
  const auto *reference = dyn_cast<DeclRefExpr>(path);
  const auto *variable = reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
  const std::optional<std::string> known = variable ? names.of(variable) : std::nullopt;
  return known && inSharedDirectory(*known);
}

} // namespace

std::optional<Access> accessOf(const Expr *expr, const ASTContext &context) {
  if (const auto *construct = dyn_cast<CXXConstructExpr>(expr)) {
    const CXXRecordDecl *record = construct->getConstructor()->getParent();
    if (construct->getNumArgs() > 0 && isStream(record) && !construct->getConstructor()->isCopyOrMoveConstructor())
      return Access{Role::Use, construct->getArg(0), expr, "std::fstream"};
    return std::nullopt;
  }
  const auto *call = dyn_cast<CallExpr>(expr);
  const FunctionDecl *callee = call ? call->getDirectCallee() : nullptr;
  const llvm::StringRef name = simpleName(callee);
  if (name.empty() || call->getNumArgs() == 0) return std::nullopt;
  if (const auto *method = dyn_cast<CXXMethodDecl>(callee)) {
    if (name == "open" && isStream(method->getParent())) return Access{Role::Use, call->getArg(0), expr, name};
    return std::nullopt;
  }
  if (makesStream(callee)) return Access{Role::Use, call->getArg(0), expr, name};
  const bool modern = isFilesystem(callee);
  const auto &table = modern ? filesystem() : functions();
  const auto known = table.find(name);
  if (known == table.end() || known->second.path >= call->getNumArgs()) return std::nullopt;
  if (!modern && !isCLibrary(callee)) return std::nullopt;
  if (opensExclusively(call, name, known->second.path, context)) return std::nullopt;
  if (name == "last_write_time" && call->getNumArgs() < 2) return std::nullopt;
  return Access{known->second.role, call->getArg(known->second.path), expr, known->first()};
}

bool isFileFunction(const FunctionDecl *callee) {
  const llvm::StringRef name = simpleName(callee);
  return functions().contains(name) || filesystem().contains(name) || makesName(name) || makesStream(callee);
}

bool opensExisting(const Expr *expr, const ASTContext &context) {
  if (const auto *construct = dyn_cast<CXXConstructExpr>(expr))
    return accessOf(expr, context) && simpleName(construct->getConstructor()->getParent()) == "basic_ifstream";
  const auto *call = dyn_cast<CallExpr>(expr);
  const llvm::StringRef name = call ? simpleName(call->getDirectCallee()) : llvm::StringRef();
  if (call == nullptr || call->getNumArgs() < 2 || !accessOf(expr, context)) return false;
  if (name == "open" || name == "open64") return !holds(call->getArg(1), OpenFlag::Create, context);
  const StringLiteral *mode = name == "fopen" || name == "fopen64" ? literal(call->getArg(1)) : nullptr;
  return mode && mode->getCharByteWidth() == 1 && mode->getString().starts_with("r");
}

std::string guessableTemporary(const Expr *expr, const FixedNames &names, const ASTContext &context) {
  if (const auto *construct = dyn_cast<CXXConstructExpr>(expr)) {
    const CXXRecordDecl *record = construct->getConstructor()->getParent();
    if (construct->getNumArgs() > 0 && isStream(record) && simpleName(record) == "basic_ofstream" &&
        inSharedDirectory(construct->getArg(0), names))
      return "creates a file by a name that anybody can guess in a directory that anybody may write to";
    return "";
  }
  const auto *call = dyn_cast<CallExpr>(expr);
  const FunctionDecl *callee = call ? call->getDirectCallee() : nullptr;
  const llvm::StringRef name = simpleName(callee);
  if (name.empty() || !isCLibrary(callee) || isa<CXXMethodDecl>(callee)) return "";
  if (makesName(name)) return "makes a name that somebody else may take before the file is there";
  if (call->getNumArgs() < 2 || !inSharedDirectory(call->getArg(0), names)) return "";
  bool creates = false;
  if (name == "fopen" || name == "fopen64") {
    const StringLiteral *mode = literal(call->getArg(1));
    creates = mode && mode->getCharByteWidth() == 1 && mode->getString().find_first_of("wa") != llvm::StringRef::npos &&
              !mode->getString().contains('x');
  } else if (name == "open" || name == "open64") {
    creates =
        holds(call->getArg(1), OpenFlag::Create, context) && !holds(call->getArg(1), OpenFlag::Exclusive, context);
  } else if (name == "creat") {
    creates = true;
  }
  return creates ? "creates a file by a name that anybody can guess in a directory that anybody may write to" : "";
}

} // namespace lintel::checkers::checks::toctou
