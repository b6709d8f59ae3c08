#include "core/input/git_loose_objects.h"

#include "core/input/git_handle.h"
#include "core/support/file_system.h"

#include <cstring>
#include <git2/odb_backend.h>
#include <git2/sys/odb_backend.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/Compression.h>
#include <llvm/Support/Error.h>
#include <vector>

namespace lintel::git {
namespace {

constexpr std::size_t kMaxObjectSize = 64u << 20; // commits and trees are far smaller, blobs are bounded before
constexpr int kPriority = 2;                      // after packs, before libgit2's own reader of loose objects

void freeBackend(git_odb_backend *backend) { backend->free(backend); }

struct LooseObjectReader {
  git_odb_backend base; // first: libgit2 knows the object by it
  std::string directory;
  Handle<git_odb_backend, freeBackend> library; // to read an object's header, which is bounded

  std::string pathOf(const std::string &hex) const { return directory + "/" + hex.substr(0, 2) + "/" + hex.substr(2); }
};

LooseObjectReader &readerOf(git_odb_backend *backend) { return *reinterpret_cast<LooseObjectReader *>(backend); }

int broken(const std::string &path, const char *why) {
  git_error_set(GIT_ERROR_ODB, "loose object '%s' %s", path.c_str(), why);
  return -1;
}

int readObject(void **data, std::size_t *size, git_object_t *type, git_odb_backend *backend, const git_oid *id) {
  LooseObjectReader &reader = readerOf(backend);
  const std::string path = reader.pathOf(hex(*id));
  const RealFileSystem files;
  if (!files.isFile(path)) return GIT_ENOTFOUND;
  const auto packed = files.read(path, kMaxObjectSize);
  if (!packed) return broken(path, "cannot be read");
  if (reader.library->read_header(size, type, reader.library.get(), id) != 0) return broken(path, "is corrupt");
  if (*size > kMaxObjectSize) return broken(path, "is too large");

  const std::string header = std::string(git_object_type2string(*type)) + " " + std::to_string(*size) + '\0';
  std::vector<std::uint8_t> bytes(header.size() + *size);
  std::size_t length = bytes.size();
  auto error = llvm::compression::zlib::decompress(llvm::arrayRefFromStringRef(*packed), bytes.data(), length);
  const bool failed = static_cast<bool>(error);
  llvm::consumeError(std::move(error));
  if (failed || length != bytes.size() || std::memcmp(bytes.data(), header.data(), header.size()) != 0)
    return broken(path, "is corrupt or cut short");

  *data = git_odb_backend_data_alloc(backend, *size + 1);
  if (!*data) return -1;
  std::memcpy(*data, bytes.data() + header.size(), *size);
  static_cast<char *>(*data)[*size] = '\0';
  return 0;
}

// The only object whose id begins with the first length digits of prefix.
int readByPrefix(git_oid *found, void **data, std::size_t *size, git_object_t *type, git_odb_backend *backend,
                 const git_oid *prefix, std::size_t length) {
  const std::string digits = hex(*prefix).substr(0, length);
  if (digits.size() < 2) return GIT_ENOTFOUND;
  std::vector<std::string> names = RealFileSystem().list(readerOf(backend).directory + "/" + digits.substr(0, 2));
  std::erase_if(names, [&](const std::string &name) {
    return name.size() != GIT_OID_HEXSZ - 2 || !name.starts_with(digits.substr(2));
  });
  if (names.empty()) return GIT_ENOTFOUND;
  if (names.size() > 1) return GIT_EAMBIGUOUS;
  if (git_oid_fromstr(found, (digits.substr(0, 2) + names.front()).c_str()) != 0) return GIT_ENOTFOUND;
  return readObject(data, size, type, backend, found);
}

} // namespace

Status addLooseObjectReader(git_repository *repository) {
  const auto failed = [] { return fail(problem("the object database cannot be opened", "run 'git fsck'")); };
  auto reader = std::make_unique<LooseObjectReader>();
  reader->directory = std::string(git_repository_commondir(repository)) + "objects";
  git_odb_init_backend(&reader->base, GIT_ODB_BACKEND_VERSION);
  reader->base.read = readObject;
  reader->base.read_prefix = readByPrefix;
  reader->base.read_header = [](std::size_t *, git_object_t *, git_odb_backend *, const git_oid *) -> int {
    return GIT_ENOTFOUND; // the library's own is sound
  };
  reader->base.exists = [](git_odb_backend *, const git_oid *) { return 0; };
  reader->base.free = [](git_odb_backend *backend) { delete &readerOf(backend); };
  if (make(reader->library, git_odb_backend_loose, reader->directory.c_str(), -1, 0, 0u, 0u) != 0) return failed();

  Database database;
  if (make(database, git_repository_odb, repository) != 0) return failed();
  if (git_odb_add_backend(database.get(), &reader->base, kPriority) != 0) return failed();
  (void)reader.release(); // freed with the database
  return {};
}

} // namespace lintel::git
