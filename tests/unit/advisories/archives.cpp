#include "archives.h"

#include <archive.h>
#include <archive_entry.h>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

namespace lintel::test {
namespace {

void setFormat(archive *writer, const std::string &path) {
  if (path.ends_with(".zip")) {
    REQUIRE(archive_write_set_format_zip(writer) == ARCHIVE_OK);
    return;
  }
  REQUIRE(archive_write_set_format_pax_restricted(writer) == ARCHIVE_OK);
  if (path.ends_with("gz")) REQUIRE(archive_write_add_filter_gzip(writer) == ARCHIVE_OK);
  if (path.ends_with("xz")) REQUIRE(archive_write_add_filter_xz(writer) == ARCHIVE_OK);
  if (path.ends_with("bz2")) REQUIRE(archive_write_add_filter_bzip2(writer) == ARCHIVE_OK);
  if (path.ends_with("zst")) REQUIRE(archive_write_add_filter_zstd(writer) == ARCHIVE_OK);
}

void add(archive *writer, const ArchiveMember &member) {
  archive_entry *entry = archive_entry_new();
  archive_entry_set_pathname(entry, member.name.c_str());
  archive_entry_set_perm(entry, 0644);
  if (member.kind == ArchiveMember::Kind::Link) {
    archive_entry_set_filetype(entry, AE_IFLNK);
    archive_entry_set_symlink(entry, member.content.c_str());
  } else {
    archive_entry_set_filetype(entry, member.name.ends_with('/') ? AE_IFDIR : AE_IFREG);
    archive_entry_set_size(entry, static_cast<la_int64_t>(member.content.size()));
  }
  REQUIRE(archive_write_header(writer, entry) == ARCHIVE_OK);
  if (member.kind == ArchiveMember::Kind::File && !member.content.empty())
    REQUIRE(archive_write_data(writer, member.content.data(), member.content.size()) ==
            static_cast<la_ssize_t>(member.content.size()));
  archive_entry_free(entry);
}

} // namespace

void writeArchive(const std::string &path, const std::vector<ArchiveMember> &members) {
  archive *writer = archive_write_new();
  setFormat(writer, path);
  REQUIRE(archive_write_open_filename(writer, path.c_str()) == ARCHIVE_OK);
  for (const ArchiveMember &member : members) add(writer, member);
  REQUIRE(archive_write_close(writer) == ARCHIVE_OK);
  archive_write_free(writer);
}

std::string readBytes(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

} // namespace lintel::test
