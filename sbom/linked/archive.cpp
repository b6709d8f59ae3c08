#include "sbom/linked/archive.h"

#include "core/support/path.h"
#include "core/support/text.h"
#include "sbom/linked/file_kind.h"

#include <algorithm>
#include <charconv>
#include <llvm/Object/Archive.h>
#include <llvm/Support/Error.h>
#include <llvm/Support/MemoryBufferRef.h>
#include <llvm/Support/xxhash.h>
#include <system_error>

namespace lintel::sbom {
namespace {

using llvm::object::Archive;

constexpr std::uint64_t kMaxMember = 256ull << 20; // of a thin archive

constexpr std::size_t kMagicSize = 8;
constexpr std::size_t kHeaderSize = 60; // ar(5): name 16, date 12, owner 6, group 6, mode 8, size 10, end 2
constexpr std::size_t kNameWidth = 16;
constexpr std::size_t kSizeAt = 48;
constexpr std::size_t kSizeWidth = 10;

tl::unexpected<Problem> failAt(const std::string &path, std::string what) {
  Problem problem;
  problem.what = std::move(what);
  problem.file = path;
  return fail(std::move(problem));
}

tl::unexpected<Problem> failAt(const std::string &path, llvm::Error error) {
  return failAt(path, "damaged archive: " + llvm::toString(std::move(error)));
}

// Whether the content of a member lies elsewhere: in a thin archive all but the tables.
bool hasNoContent(std::string_view name, bool isThin) {
  return isThin && name != "/" && name != "//" && name != "/SYM64/";
}

// LLVM believes the size that a member's header states; here each is held against the file, before LLVM sees it.
Status checkMembers(std::string_view bytes, const std::string &path) {
  const bool isThin = bytes.starts_with(llvm::object::ThinArchiveMagic);
  for (std::size_t at = kMagicSize; at < bytes.size();) {
    const std::string_view header = bytes.substr(at, kHeaderSize);
    if (header.size() < kHeaderSize) return failAt(path, "damaged archive: it ends within the header of a member");
    const std::string_view digits = trim(header.substr(kSizeAt, kSizeWidth));
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
    if (error != std::errc() || end != digits.data() + digits.size())
      return failAt(path, "damaged archive: the size of a member is no number");
    at += kHeaderSize;
    if (hasNoContent(trim(header.substr(0, kNameWidth)), isThin)) continue;
    if (size > bytes.size() - at) return failAt(path, "damaged archive: a member is longer than the file");
    at += size + size % 2;
  }
  return {};
}

std::vector<SymbolHash> hashes(const std::vector<std::string_view> &names) {
  std::vector<SymbolHash> all;
  all.reserve(names.size());
  for (const std::string_view name : names) all.push_back(hashSymbol(name));
  return all;
}

// A member that is no ELF object (LLVM bitcode, a text) stays unreadable; that is no damage of the archive.
void readSymbols(std::string_view bytes, ArchiveMember &member) {
  const auto symbols = readDefinedSymbols(bytes, member.name);
  if (!symbols) return;
  const auto &strong = symbols->strong;
  // GCC marks objects whose code is only made in the link; what they define cannot be seen.
  if (std::find(strong.begin(), strong.end(), "__gnu_lto_slim") != strong.end()) return;
  member.isReadable = true;
  member.strong = hashes(symbols->strong);
  member.weak = hashes(symbols->weak);
}

bool isWithin(const SymbolTable &built, const std::vector<SymbolHash> &symbols) {
  if (symbols.empty()) return false;
  const auto isGlobal = [&](SymbolHash symbol) { return built.global.contains(symbol); };
  const auto isThere = [&](SymbolHash symbol) { return isGlobal(symbol) || built.local.contains(symbol); };
  return std::any_of(symbols.begin(), symbols.end(), isGlobal) || std::all_of(symbols.begin(), symbols.end(), isThere);
}

} // namespace

bool isArchive(std::string_view bytes) {
  return bytes.starts_with(llvm::object::ArchiveMagic) || bytes.starts_with(llvm::object::ThinArchiveMagic);
}

SymbolHash hashSymbol(std::string_view name) { return llvm::xxh3_64bits(llvm::StringRef(name)); }

Result<std::vector<ArchiveMember>> readArchive(const FileSystem &files, std::string_view bytes, const std::string &path,
                                               const std::function<bool(const std::string &)> &mayRead) {
  if (!isArchive(bytes)) return failAt(path, "not an archive");
  if (const Status status = checkMembers(bytes, path); !status) return fail(status.error());
  auto archive = Archive::create(llvm::MemoryBufferRef(bytes, path));
  if (!archive) return failAt(path, archive.takeError());
  std::vector<ArchiveMember> members;
  llvm::Error error = llvm::Error::success();
  for (const Archive::Child &child : (*archive)->children(error)) {
    auto name = child.getName();
    if (!name) {
      llvm::consumeError(std::move(error));
      return failAt(path, name.takeError());
    }
    ArchiveMember &member = members.emplace_back();
    member.name = baseName(*name);
    if ((*archive)->isThin()) { // not getBuffer(), which opens whatever file the archive names
      const std::string file = absolutePath(std::string_view(*name), parentOf(path));
      if (!mayRead(file)) continue;
      if (const auto content = files.read(file, kMaxMember)) readSymbols(*content, member);
    } else if (auto content = child.getBuffer()) {
      readSymbols(*content, member);
    } else {
      llvm::consumeError(std::move(error));
      return failAt(path, content.takeError());
    }
  }
  if (error) return failAt(path, std::move(error));
  return members;
}

SymbolTable symbolTable(const DefinedSymbols &symbols) {
  SymbolTable table;
  for (const auto *names : {&symbols.strong, &symbols.weak})
    for (const std::string_view name : *names) table.global.insert(hashSymbol(name));
  for (const std::string_view name : symbols.local) table.local.insert(hashSymbol(name));
  return table;
}

std::optional<std::vector<std::string>> membersWithin(const SymbolTable &built,
                                                      const std::vector<ArchiveMember> &members) {
  if (built.isStripped()) return std::nullopt;
  std::vector<std::string> within;
  for (const ArchiveMember &member : members) {
    if (!member.isReadable) return std::nullopt;
    if (isWithin(built, member.strong.empty() ? member.weak : member.strong)) within.push_back(member.name);
  }
  std::sort(within.begin(), within.end());
  return within;
}

} // namespace lintel::sbom
