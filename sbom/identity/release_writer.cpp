#include "sbom/identity/release_writer.h"

namespace lintel::sbom {
namespace {

constexpr unsigned kPathBits = 32;

std::uint64_t keyOf(std::int64_t blob, std::int64_t path) {
  return static_cast<std::uint64_t>(blob) << kPathBits | static_cast<std::uint64_t>(path);
}

unsigned digitOf(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  return static_cast<unsigned>((c | 0x20) - 'a' + 10) & 0xF;
}

// The first column of the only row, or 0.
Result<std::int64_t> numberOf(Statement &statement) {
  const Result<bool> row = statement.step();
  if (!row) return fail(row.error());
  const std::int64_t number = *row ? statement.number(0) : 0;
  if (*row)
    if (Status ended = statement.run(); !ended) return fail(ended.error());
  return number;
}

Result<std::int64_t> numberOf(const Database &database, const std::string &sql) {
  auto statement = database.prepare(sql);
  if (!statement) return fail(statement.error());
  return numberOf(*statement);
}

Status prepareInto(std::optional<Statement> &statement, const Database &database, const std::string &sql) {
  auto prepared = database.prepare(sql);
  if (!prepared) return fail(prepared.error());
  statement.emplace(std::move(*prepared));
  return {};
}

} // namespace

std::string packedId(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(digitOf(hex[i]) << 4 | digitOf(hex[i + 1]));
  return bytes;
}

std::string hexId(std::string_view packed) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : packed) {
    text += kDigits[static_cast<unsigned char>(c) >> 4];
    text += kDigits[static_cast<unsigned char>(c) & 0xF];
  }
  return text;
}

Status createUpstreamTables(Database &database) {
  return database.execute(
      "CREATE TABLE upstream(id INTEGER PRIMARY KEY, name TEXT NOT NULL, url TEXT NOT NULL, UNIQUE(name, url));"
      "CREATE TABLE release(upstream INTEGER NOT NULL, ordinal INTEGER NOT NULL, tag TEXT NOT NULL,"
      " commit_id TEXT NOT NULL, version TEXT NOT NULL, prerelease INTEGER NOT NULL, files INTEGER NOT NULL,"
      " date TEXT NOT NULL,"
      " PRIMARY KEY(upstream, ordinal), UNIQUE(upstream, tag)) WITHOUT ROWID;"
      "CREATE TABLE path(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
      "CREATE TABLE blob(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
      "CREATE TABLE span(blob INTEGER NOT NULL, upstream INTEGER NOT NULL, first INTEGER NOT NULL,"
      " path INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY(blob, upstream, first, path)) WITHOUT ROWID;"
      "CREATE INDEX span_of_upstream ON span(upstream, first, last)");
}

Status ReleaseWriter::Names::prepare(const Database &database, const std::string &table) {
  const auto last = numberOf(database, "SELECT max(id) FROM " + table);
  if (!last) return fail(last.error());
  next = *last + 1;
  if (Status made = prepareInto(find, database, "SELECT id FROM " + table + " WHERE name=?"); !made) return made;
  return prepareInto(insert, database, "INSERT INTO " + table + "(id, name) VALUES(?, ?)");
}

Result<std::int64_t> ReleaseWriter::Names::idOf(const std::string &name) {
  const auto [entry, isNew] = known.try_emplace(name, 0);
  if (!isNew) return entry->second;
  auto id = numberOf(find->bind(1, name));
  if (!id) return id;
  if (*id == 0) {
    *id = next++;
    if (Status made = insert->bind(1, *id).bind(2, name).run(); !made) return fail(made.error());
  }
  entry->second = *id;
  return id;
}

Result<ReleaseWriter> ReleaseWriter::open(Database &database, const std::string &name, const std::string &url) {
  ReleaseWriter writer;
  if (Status loaded = writer.load(database, name, url); !loaded) return fail(loaded.error());
  return writer;
}

Status ReleaseWriter::load(const Database &database, const std::string &name, const std::string &url) {
  std::optional<Statement> insert, find, releases, spans, last;
  const std::pair<std::optional<Statement> *, const char *> statements[] = {
      {&insert, "INSERT OR IGNORE INTO upstream(name, url) VALUES(?, ?)"},
      {&find, "SELECT id FROM upstream WHERE name=? AND url=?"},
      {&releases, "SELECT tag, commit_id FROM release WHERE upstream=?"},
      {&last, "SELECT max(n) FROM (SELECT max(last) AS n FROM span WHERE upstream=?1"
              " UNION SELECT max(ordinal) FROM release WHERE upstream=?1)"},
      {&spans, "SELECT blob, path, first FROM span WHERE upstream=? AND last=?"},
      {&insertSpan_, "INSERT OR REPLACE INTO span(blob, upstream, first, path, last) VALUES(?,?,?,?,?)"},
      {&insertRelease_,
       "INSERT OR REPLACE INTO release(upstream, ordinal, tag, commit_id, version, prerelease, files, date)"
       " VALUES(?,?,?,?,?,?,?,?)"},
  };
  for (const auto &[statement, sql] : statements)
    if (Status made = prepareInto(*statement, database, sql); !made) return made;
  if (Status made = blobs_.prepare(database, "blob"); !made) return made;
  if (Status made = paths_.prepare(database, "path"); !made) return made;

  if (Status made = insert->bind(1, name).bind(2, url).run(); !made) return made;
  const auto id = numberOf(find->bind(1, name).bind(2, url));
  if (!id) return fail(id.error());
  upstream_ = *id;
  const auto ordinal = numberOf(last->bind(1, upstream_));
  if (!ordinal) return fail(ordinal.error());
  ordinal_ = *ordinal;
  releases->bind(1, upstream_);
  Result<bool> row = releases->step();
  for (; row && *row; row = releases->step()) commits_[releases->text(0)] = releases->text(1);
  if (!row) return fail(row.error());
  spans->bind(1, upstream_).bind(2, ordinal_);
  for (row = spans->step(); row && *row; row = spans->step())
    open_[keyOf(spans->number(0), spans->number(1))] = spans->number(2);
  if (!row) return fail(row.error());
  return {};
}

const std::string *ReleaseWriter::commitOf(const std::string &tag) const {
  const auto found = commits_.find(tag);
  return found == commits_.end() ? nullptr : &found->second;
}

// A span that ends with the last release.
Status ReleaseWriter::store(std::uint64_t key, std::int64_t first) {
  return insertSpan_->bind(1, static_cast<std::int64_t>(key >> kPathBits))
      .bind(2, upstream_)
      .bind(3, first)
      .bind(4, static_cast<std::int64_t>(key & 0xFFFFFFFF))
      .bind(5, ordinal_)
      .run();
}

Status ReleaseWriter::add(const IndexedRelease &release, const std::vector<ReleaseFile> &files) {
  std::unordered_map<std::uint64_t, std::int64_t> current;
  for (const ReleaseFile &file : files) {
    const auto blob = blobs_.idOf(packedId(file.blobId));
    if (!blob) return fail(blob.error());
    const auto path = paths_.idOf(file.path);
    if (!path) return fail(path.error());
    const std::uint64_t key = keyOf(*blob, *path);
    const auto before = open_.find(key);
    current[key] = before == open_.end() ? ordinal_ + 1 : before->second;
    if (before != open_.end()) open_.erase(before);
  }
  if (Status ended = finish(); !ended) return ended; // what this release does not have
  open_ = std::move(current);
  ++ordinal_;
  commits_[release.tag] = release.commit;
  return insertRelease_->bind(1, upstream_)
      .bind(2, ordinal_)
      .bind(3, release.tag)
      .bind(4, release.commit)
      .bind(5, release.version)
      .bind(6, release.prerelease ? 1 : 0)
      .bind(7, static_cast<std::int64_t>(files.size()))
      .bind(8, release.date)
      .run();
}

Status ReleaseWriter::finish() {
  for (const auto &[key, first] : open_)
    if (Status stored = store(key, first); !stored) return stored;
  return {};
}

} // namespace lintel::sbom
