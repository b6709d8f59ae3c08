#include "sbom/advisories/advisory.h"

#include "core/input/repository_url.h"
#include "core/support/date.h"
#include "core/support/text.h"
#include "sbom/advisories/affected_code.h"
#include "sbom/advisories/package_key.h"
#include "sbom/advisories/version_parts.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace lintel::sbom::osv {
namespace {

constexpr std::size_t kMaxSummarySize = 300; // bytes
constexpr std::size_t kMaxIdSize = 200;

// Reads fields and keeps the first thing that is wrong.
class Fields {
public:
  explicit Fields(const std::string &file) : file_(file) {}

  void wrong(const Value &at, std::string what, std::string expected) {
    if (!problem_) problem_ = Problem{std::move(what), file_, at.line, 0, std::move(expected), ""};
  }
  const std::optional<Problem> &problem() const { return problem_; }

  // Empty when the object has no such key, or null there.
  std::string string(const Value &object, std::string_view key) {
    const Value *value = typed(object, key, Value::Kind::String);
    return value ? value->text : "";
  }

  std::vector<std::string> strings(const Value &object, std::string_view key) {
    std::vector<std::string> all;
    for (const Value *item : list(object, key, Value::Kind::String)) all.push_back(item->text);
    return all;
  }

  std::vector<const Value *> objects(const Value &object, std::string_view key) {
    return list(object, key, Value::Kind::Object);
  }

  // nullptr: not there, null, or of another kind (which is then the problem).
  const Value *typed(const Value &object, std::string_view key, Value::Kind kind) {
    const Value *value = object.find(key);
    if (!value || value->kind == Value::Kind::Null) return nullptr;
    if (value->kind == kind) return value;
    wrong(*value, "'" + std::string(key) + "' is " + describe(value->kind), describe(kind));
    return nullptr;
  }

private:
  std::vector<const Value *> list(const Value &object, std::string_view key, Value::Kind kind) {
    std::vector<const Value *> all;
    const Value *value = typed(object, key, Value::Kind::Array);
    if (!value) return all;
    for (const Value &item : value->items) {
      if (item.kind == kind)
        all.push_back(&item);
      else
        wrong(item, "an item of '" + std::string(key) + "' is " + describe(item.kind), describe(kind));
    }
    return all;
  }

  const std::string &file_;
  std::optional<Problem> problem_;
};

std::vector<Rating> readRatings(Fields &fields, const Value &object) {
  std::vector<Rating> ratings;
  // Some databases keep a word there, which readers of the schema pass over.
  const Value *value = object.find("severity");
  if (!value || value->kind == Value::Kind::String) return ratings;
  for (const Value *rating : fields.objects(object, "severity"))
    ratings.push_back({fields.string(*rating, "type"), fields.string(*rating, "score")});
  return ratings;
}

Range::Type rangeType(std::string_view name) {
  if (name == "SEMVER") return Range::Type::SemVer;
  if (name == "ECOSYSTEM") return Range::Type::Ecosystem;
  if (name == "GIT") return Range::Type::Git;
  return Range::Type::Other;
}

void readEvent(Fields &fields, const Value &object, std::vector<Event> &events) {
  constexpr std::array<std::pair<std::string_view, Event::Kind>, 4> kKinds = {
      {{"introduced", Event::Kind::Introduced},
       {"fixed", Event::Kind::Fixed},
       {"last_affected", Event::Kind::LastAffected},
       {"limit", Event::Kind::Limit}}};
  const std::size_t before = events.size();
  for (const auto &[key, kind] : kKinds)
    if (std::string value = fields.string(object, key); !value.empty()) events.push_back({kind, std::move(value)});
  if (events.size() == before)
    fields.wrong(object, "an event that says nothing", "introduced, fixed, last_affected or limit");
}

Range readRange(Fields &fields, const Value &object) {
  Range range;
  range.typeName = fields.string(object, "type");
  range.type = rangeType(range.typeName);
  if (range.typeName.empty()) fields.wrong(object, "a range without 'type'", "SEMVER, ECOSYSTEM or GIT");
  range.repo = normalisedRepositoryUrl(fields.string(object, "repo"));
  if (range.type == Range::Type::Git && range.repo.empty()) fields.wrong(object, "a GIT range without 'repo'", "a URL");
  for (const Value *event : fields.objects(object, "events")) readEvent(fields, *event, range.events);
  const bool begins = std::any_of(range.events.begin(), range.events.end(),
                                  [](const Event &event) { return event.kind == Event::Kind::Introduced; });
  if (!begins && range.type != Range::Type::Other)
    fields.wrong(object, "a range without beginning", "an event 'introduced'");
  return range;
}

// A string where each database keeps what it likes; empty when there is none.
std::string freeText(const Value &specific, std::string_view key) {
  const Value *value = specific.find(key);
  return value && value->kind == Value::Kind::String ? value->text : "";
}

Affected readAffected(Fields &fields, const Value &object) {
  Affected affected;
  if (const Value *package = fields.typed(object, "package", Value::Kind::Object)) {
    affected.ecosystem = fields.string(*package, "ecosystem");
    affected.package = fields.string(*package, "name");
    affected.purl = barePurl(fields.string(*package, "purl"));
  }
  affected.versions = fields.strings(object, "versions");
  for (const Value *range : fields.objects(object, "ranges")) affected.ranges.push_back(readRange(fields, *range));
  affected.ratings = readRatings(fields, object);
  for (const char *key : {"ecosystem_specific", "database_specific"}) {
    const Value *specific = object.find(key);
    if (!specific) continue;
    collectCode(*specific, affected.functions, affected.files);
    for (const char *word : {"severity", "urgency"})
      if (std::string text = freeText(*specific, word); !text.empty())
        affected.ratings.push_back({word, std::move(text)});
  }
  return affected;
}

// The text's first line, cut between characters.
std::string firstLine(const std::string &text) {
  std::string_view line = trim(text);
  line = trim(line.substr(0, line.find('\n')));
  if (line.size() <= kMaxSummarySize) return std::string(line);
  std::size_t end = kMaxSummarySize;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) --end;
  return std::string(line.substr(0, end)) + "...";
}

void checkRecord(Fields &fields, const Value &document, const Advisory &advisory) {
  const auto at = [&document](const char *key) -> const Value & {
    const Value *value = document.find(key);
    return value ? *value : document;
  };
  const bool plain = std::all_of(advisory.id.begin(), advisory.id.end(), [](char c) { return c > ' ' && c != '\x7f'; });
  if (advisory.id.empty() || advisory.id.size() > kMaxIdSize || !plain)
    fields.wrong(at("id"), advisory.id.empty() ? "a record without 'id'" : "an 'id' that is none", "\"CVE-2024-0001\"");
  for (const auto &[key, date] : {std::pair<const char *, const std::string *>{"modified", &advisory.modified},
                                  {"published", &advisory.published},
                                  {"withdrawn", &advisory.withdrawn}})
    if (sortableDate(*date).empty() && (!date->empty() || date == &advisory.modified))
      fields.wrong(at(key), date->empty() ? "a record without 'modified'" : std::string("'") + key + "' is no date",
                   "\"2024-01-31T12:00:00Z\"");
  const std::string schema = fields.string(document, "schema_version");
  if (!schema.empty() && !schema.starts_with("1."))
    fields.wrong(at("schema_version"), "a record of schema " + schema.substr(0, 20), "version 1 of the OSV schema");
}

} // namespace

Result<Advisory> readAdvisory(const Value &document, const std::string &file) {
  Fields fields(file);
  Advisory advisory;
  if (document.kind != Value::Kind::Object)
    return fail({std::string("the record is ") + describe(document.kind), file, document.line, 0, "an object", ""});
  advisory.id = fields.string(document, "id");
  advisory.modified = fields.string(document, "modified");
  advisory.published = fields.string(document, "published");
  advisory.withdrawn = fields.string(document, "withdrawn");
  advisory.aliases = fields.strings(document, "aliases");
  advisory.related = fields.strings(document, "related");
  advisory.upstream = fields.strings(document, "upstream");
  advisory.summary = firstLine(fields.string(document, "summary"));
  if (advisory.summary.empty()) advisory.summary = firstLine(fields.string(document, "details"));
  advisory.ratings = readRatings(fields, document);
  for (const Value *affected : fields.objects(document, "affected"))
    advisory.affected.push_back(readAffected(fields, *affected));
  if (const Value *specific = document.find("database_specific")) {
    advisory.databaseRating = freeText(*specific, "severity");
    for (Affected &affected : advisory.affected) // curl names its package once for all entries
      if (affected.package.empty()) affected.package = freeText(*specific, "package");
  }
  for (const Value *reference : fields.objects(document, "references"))
    advisory.references.push_back(fields.string(*reference, "url"));
  checkRecord(fields, document, advisory);
  if (fields.problem()) return fail(*fields.problem());
  return advisory;
}

std::string sortableDate(std::string_view date) {
  constexpr std::string_view kForm = "YYYY-MM-DDThh:mm:ss";
  if (!date.ends_with('Z') || date.size() <= kForm.size() || !isDate(date.substr(0, 10)) || date[10] != 'T') return "";
  date.remove_suffix(1);
  const std::string_view time = date.substr(11, 8);
  for (std::size_t i = 0; i < time.size(); ++i)
    if (i % 3 == 2 ? time[i] != ':' : !version::isDigit(time[i])) return "";
  std::string_view fraction = date.substr(kForm.size());
  if (!fraction.empty() && (fraction.front() != '.' || !version::isNumber(fraction.substr(1)))) return "";
  while (fraction.ends_with('0') || fraction == ".") fraction.remove_suffix(1);
  return std::string(date.substr(0, kForm.size())) + std::string(fraction);
}

} // namespace lintel::sbom::osv
