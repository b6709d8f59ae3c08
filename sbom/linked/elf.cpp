#include "sbom/linked/elf.h"

#include "core/support/path.h"
#include "sbom/linked/file_kind.h"

#include <algorithm>
#include <llvm/BinaryFormat/ELF.h>
#include <llvm/Object/ELF.h>
#include <llvm/Object/ELFTypes.h>
#include <llvm/Support/Error.h>
#include <optional>

namespace lintel::sbom {
namespace {

using llvm::StringRef;
namespace elf = llvm::ELF;

tl::unexpected<Problem> failAt(const std::string &path, std::string what) {
  Problem problem;
  problem.what = std::move(what);
  problem.file = path;
  return fail(std::move(problem));
}

tl::unexpected<Problem> failAt(const std::string &path, llvm::Error error) {
  return failAt(path, "damaged ELF file: " + llvm::toString(std::move(error)));
}

std::vector<std::string> splitPath(std::string_view list) {
  std::vector<std::string> directories;
  while (!list.empty()) {
    const std::size_t colon = std::min(list.find(':'), list.size());
    if (colon > 0) directories.emplace_back(list.substr(0, colon));
    list.remove_prefix(std::min(colon + 1, list.size()));
  }
  return directories;
}

// LLVM's dynamicEntries() and toMappedAddr() trust sizes that they have not checked; here every offset is held
// against the file.
template <class Format> class ElfReader {
public:
  ElfReader(llvm::object::ELFFile<Format> file, StringRef bytes, const std::string &path)
      : file_(std::move(file)), bytes_(bytes), path_(path) {}

  Result<ElfFile> read() {
    auto segments = file_.program_headers();
    if (!segments) return failAt(path_, segments.takeError());
    bool hasLoader = false;
    for (const auto &segment : *segments) {
      hasLoader = hasLoader || segment.p_type == elf::PT_INTERP;
      if (segment.p_type != elf::PT_DYNAMIC) continue;
      auto contents = file_.getSegmentContents(segment);
      if (!contents) return failAt(path_, contents.takeError());
      if (const Status status = readDynamic(*contents, *segments); !status) return fail(status.error());
    }
    result_.type = typeOf(file_.getHeader().e_type, hasLoader);
    result_.isStatic = result_.type == ElfFile::Type::Executable && !hasLoader && result_.needed.empty();
    return std::move(result_);
  }

  Result<DefinedSymbols> readSymbols() {
    DefinedSymbols defined;
    auto sections = file_.sections();
    if (!sections) return failAt(path_, sections.takeError());
    for (const auto &section : *sections) {
      if (section.sh_type != elf::SHT_SYMTAB) continue;
      auto symbols = file_.symbols(&section);
      if (!symbols) return failAt(path_, symbols.takeError());
      if (symbols->empty()) continue;
      auto names = file_.getStringTableForSymtab(section, *sections);
      if (!names) return failAt(path_, names.takeError());
      for (const auto &symbol : *symbols) {
        if (const Status status = add(symbol, *names, defined); !status) return fail(status.error());
      }
    }
    return defined;
  }

private:
  using Dynamic = typename Format::Dyn;
  using Segments = typename Format::PhdrRange;
  using Symbol = typename Format::Sym;

  // A position-independent executable is a shared object to the ELF header; one that is loaded by itself is marked.
  ElfFile::Type typeOf(std::uint16_t type, bool hasLoader) const {
    switch (type) {
    case elf::ET_REL: return ElfFile::Type::Relocatable;
    case elf::ET_EXEC: return ElfFile::Type::Executable;
    case elf::ET_DYN:
      return isPie_ || (hasLoader && result_.soname.empty()) ? ElfFile::Type::Executable : ElfFile::Type::SharedObject;
    default: return ElfFile::Type::Other;
    }
  }

  Status readDynamic(llvm::ArrayRef<std::uint8_t> contents, Segments segments) {
    const auto *begin = reinterpret_cast<const Dynamic *>(contents.data());
    const llvm::ArrayRef<Dynamic> entries(begin, contents.size() / sizeof(Dynamic));
    std::optional<std::uint64_t> strings;
    for (const Dynamic &entry : entries) {
      if (entry.d_tag == elf::DT_NULL) break;
      if (entry.d_tag == elf::DT_STRTAB) strings = offsetOf(entry.getPtr(), segments);
      if (entry.d_tag == elf::DT_FLAGS_1) isPie_ = (entry.getVal() & elf::DF_1_PIE) != 0;
    }
    for (const Dynamic &entry : entries) {
      if (entry.d_tag == elf::DT_NULL) break;
      if (const Status status = readEntry(entry, strings); !status) return status;
    }
    return {};
  }

  Status readEntry(const Dynamic &entry, std::optional<std::uint64_t> strings) {
    const auto tag = static_cast<std::int64_t>(entry.d_tag);
    if (tag != elf::DT_NEEDED && tag != elf::DT_SONAME && tag != elf::DT_RPATH && tag != elf::DT_RUNPATH) return {};
    const std::uint64_t offset = entry.getVal();
    if (!strings || *strings > bytes_.size() || offset >= bytes_.size() - *strings)
      return failAt(path_, "damaged ELF file: the dynamic section names text outside the file");
    const StringRef rest = bytes_.substr(*strings + offset);
    const std::size_t end = rest.find('\0');
    if (end == StringRef::npos) return failAt(path_, "damaged ELF file: the dynamic section names text without end");
    std::string text = rest.substr(0, end).str();
    if (tag == elf::DT_NEEDED)
      result_.needed.push_back(std::move(text));
    else if (tag == elf::DT_SONAME)
      result_.soname = std::move(text);
    else if (tag == elf::DT_RPATH)
      result_.rpath = splitPath(text);
    else
      result_.runpath = splitPath(text);
    return {};
  }

  // Where in the file the byte lies that is loaded at an address.
  static std::optional<std::uint64_t> offsetOf(std::uint64_t address, Segments segments) {
    for (const auto &segment : segments) {
      if (segment.p_type != elf::PT_LOAD || address < segment.p_vaddr) continue;
      const std::uint64_t within = address - segment.p_vaddr;
      if (within < segment.p_filesz) return segment.p_offset + within;
    }
    return std::nullopt;
  }

  Status add(const Symbol &symbol, StringRef names, DefinedSymbols &defined) {
    const unsigned char type = symbol.getType();
    if (symbol.st_shndx == elf::SHN_UNDEF || type == elf::STT_SECTION || type == elf::STT_FILE) return {};
    auto name = symbol.getName(names);
    if (!name) return failAt(path_, name.takeError());
    if (name->empty()) return {};
    switch (symbol.getBinding()) {
    case elf::STB_GLOBAL: defined.strong.push_back(*name); break;
    case elf::STB_LOCAL: defined.local.push_back(*name); break;
    default: defined.weak.push_back(*name); break; // weak and unique: they may be in many objects
    }
    return {};
  }

  llvm::object::ELFFile<Format> file_;
  StringRef bytes_;
  const std::string &path_;
  ElfFile result_;
  bool isPie_ = false;
};

template <class Format, class Read>
auto readAs(std::string_view bytes, const std::string &path, Read read)
    -> decltype(read(std::declval<ElfReader<Format> &>())) {
  auto file = llvm::object::ELFFile<Format>::create(bytes);
  if (!file) return failAt(path, file.takeError());
  ElfReader<Format> reader(*file, bytes, path);
  return read(reader);
}

// Calls read with a reader for the class and byte order that the file states.
template <class Read>
auto dispatch(std::string_view bytes, const std::string &path, Read read)
    -> decltype(read(std::declval<ElfReader<llvm::object::ELF64LE> &>())) {
  if (!isElf(bytes) || bytes.size() <= elf::EI_DATA) return failAt(path, "not an ELF file");
  const bool isWide = bytes[elf::EI_CLASS] == elf::ELFCLASS64;
  const bool isBig = bytes[elf::EI_DATA] == elf::ELFDATA2MSB;
  if (isWide && isBig) return readAs<llvm::object::ELF64BE>(bytes, path, read);
  if (isWide) return readAs<llvm::object::ELF64LE>(bytes, path, read);
  if (isBig) return readAs<llvm::object::ELF32BE>(bytes, path, read);
  return readAs<llvm::object::ELF32LE>(bytes, path, read);
}

} // namespace

bool isElf(std::string_view bytes) {
  return bytes.starts_with("\x7f"
                           "ELF");
}

Result<ElfFile> readElf(std::string_view bytes, const std::string &path) {
  return dispatch(bytes, path, [](auto &reader) { return reader.read(); });
}

Result<DefinedSymbols> readDefinedSymbols(std::string_view bytes, const std::string &path) {
  return dispatch(bytes, path, [](auto &reader) { return reader.readSymbols(); });
}

// DT_RPATH counts only where there is no DT_RUNPATH (ld.so(8)).
std::vector<std::string> searchPath(const ElfFile &elf, const std::string &path) {
  std::vector<std::string> directories;
  for (std::string directory : elf.runpath.empty() ? elf.rpath : elf.runpath) {
    for (const std::string_view variable : {"${ORIGIN}", "$ORIGIN"})
      if (const std::size_t at = directory.find(variable); at != std::string::npos)
        directory.replace(at, variable.size(), parentOf(path));
    if (directory.starts_with('/') && directory.find('$') == std::string::npos)
      directories.push_back(absolutePath(directory, "/"));
  }
  return directories;
}

} // namespace lintel::sbom
