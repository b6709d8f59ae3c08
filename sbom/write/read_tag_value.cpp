#include "core/support/text.h"
#include "sbom/write/gather.h"

#include <array>

namespace lintel::sbom {
namespace {

struct Tag {
  std::string name;
  std::string value;
  int line = 0;
};

tl::unexpected<Problem> failAt(const std::string &file, int line, std::string what, std::string expected) {
  Problem problem;
  problem.what = std::move(what);
  problem.file = file;
  problem.line = line;
  problem.expected = std::move(expected);
  return fail(std::move(problem));
}

bool isTagName(std::string_view name) {
  for (const char c : name) {
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) return false;
  }
  return !name.empty();
}

// "Tag: value", where the value may be <text> over several lines; '#' begins a comment.
Result<std::vector<Tag>> tagsOf(std::string_view text, const std::string &file) {
  constexpr std::string_view kOpen = "<text>";
  constexpr std::string_view kClose = "</text>";
  const auto lines = splitLines(text);
  std::vector<Tag> tags;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = trim(lines[i]);
    if (line.empty() || line.starts_with('#')) continue;
    const std::size_t colon = line.find(':');
    const int number = static_cast<int>(i) + 1;
    if (colon == std::string_view::npos || !isTagName(line.substr(0, colon))) {
      return failAt(file, number, "a line that is no tag", "'Tag: value', a comment, or an SPDX document in JSON");
    }
    Tag tag{std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1))), number};
    if (tag.value.starts_with(kOpen)) {
      tag.value.erase(0, kOpen.size());
      while (tag.value.find(kClose) == std::string::npos && ++i < lines.size())
        tag.value += '\n' + std::string(lines[i]);
      const std::size_t end = tag.value.find(kClose);
      if (end == std::string::npos) return failAt(file, number, "a <text> that does not end", "</text>");
      tag.value.resize(end);
    }
    tags.push_back(std::move(tag));
  }
  return tags;
}

struct Field {
  std::string_view tag;
  const char *key;
};

constexpr std::array kDocumentFields = {Field{"SPDXVersion", "spdxVersion"}, Field{"DataLicense", "dataLicense"},
                                        Field{"DocumentName", "name"}, Field{"DocumentNamespace", "documentNamespace"}};
constexpr std::array kPackageFields = {Field{"PackageVersion", "versionInfo"},
                                       Field{"PackageFileName", "packageFileName"},
                                       Field{"PackageSupplier", "supplier"},
                                       Field{"PackageDownloadLocation", "downloadLocation"},
                                       Field{"PackageSourceInfo", "sourceInfo"},
                                       Field{"PackageLicenseConcluded", "licenseConcluded"},
                                       Field{"PackageLicenseDeclared", "licenseDeclared"},
                                       Field{"PrimaryPackagePurpose", "primaryPackagePurpose"},
                                       Field{"PackageCopyrightText", "copyrightText"},
                                       Field{"LicenseConcluded", "licenseConcluded"}};

template <class Fields> const char *keyOf(const Fields &fields, std::string_view tag) {
  for (const Field &field : fields) {
    if (field.tag == tag) return field.key;
  }
  return nullptr;
}

// Up to count words, the last one with all that is left.
std::vector<std::string> words(std::string_view text, std::size_t count) {
  std::vector<std::string> result;
  while (result.size() + 1 < count) {
    const std::size_t end = text.find(' ');
    result.emplace_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : trim(text.substr(end + 1));
  }
  result.emplace_back(text);
  return result;
}

class TagReader {
public:
  explicit TagReader(std::map<std::string, int> &lines) : lines_(lines) {}

  Json read(const std::vector<Tag> &tags) {
    for (const Tag &tag : tags) take(tag);
    return std::move(document_);
  }

private:
  void take(const Tag &tag) {
    if (const char *key = keyOf(kDocumentFields, tag.name)) return set(document_, "", key, tag);
    if (tag.name == "PackageName") return begin("packages", "name", tag);
    if (tag.name == "FileName") return begin("files", "fileName", tag);
    if (tag.name == "SnippetSPDXID") return begin("snippets", "SPDXID", tag);
    if (tag.name == "LicenseID") return begin("hasExtractedLicensingInfos", "licenseId", tag);
    if (tag.name == "SPDXID") return setInCurrent("SPDXID", tag);
    if (tag.name == "Creator") return append("creators", tag);
    if (tag.name == "Created") return set(document_["creationInfo"], "/creationInfo", "created", tag);
    if (tag.name == "Relationship") return addRelationship(tag);
    if (tag.name == "ExternalDocumentRef") return addExternalDocument(tag);
    if (tag.name == "ExternalRef") return addExternalReference(tag);
    if (tag.name == "PackageChecksum" || tag.name == "FileChecksum") return addChecksum(tag);
    if (const char *key = keyOf(kPackageFields, tag.name)) setInCurrent(key, tag);
  }

  void note(const std::string &place, const Tag &tag) { lines_.emplace(place, tag.line); }

  void set(Json &object, const std::string &place, const char *key, const Tag &tag) {
    object[key] = tag.value;
    note(pointerTo(place, key), tag);
  }

  // A new element of that list, to which the tags that follow belong.
  void begin(const char *list, const char *key, const Tag &tag) {
    Json &elements = document_[list];
    place_ = pointerTo(pointerTo("", list), elements.size());
    list_ = list;
    elements.push_back({{key, tag.value}});
    note(place_, tag);
    note(pointerTo(place_, key), tag);
  }

  Json &current() { return list_.empty() ? document_ : document_[list_].back(); }

  void setInCurrent(const char *key, const Tag &tag) { set(current(), place_, key, tag); }

  void append(const char *key, const Tag &tag) {
    Json &list = document_["creationInfo"][key];
    note(pointerTo(pointerTo("/creationInfo", key), list.size()), tag);
    list.push_back(tag.value);
  }

  void addEntry(Json &owner, const std::string &ownerPlace, const char *list, Json entry, const Tag &tag) {
    Json &entries = owner[list];
    const std::string place = pointerTo(pointerTo(ownerPlace, list), entries.size());
    note(place, tag);
    for (const auto &[key, value] : entry.items()) note(pointerTo(place, key), tag);
    entries.push_back(std::move(entry));
  }

  void addRelationship(const Tag &tag) {
    const auto parts = words(tag.value, 3);
    addEntry(document_, "", "relationships",
             {{"spdxElementId", parts[0]}, {"relationshipType", parts[1]}, {"relatedSpdxElement", parts[2]}}, tag);
  }

  void addExternalDocument(const Tag &tag) {
    const auto parts = words(tag.value, 3);
    addEntry(document_, "", "externalDocumentRefs", {{"externalDocumentId", parts[0]}, {"spdxDocument", parts[1]}},
             tag);
  }

  void addExternalReference(const Tag &tag) {
    const auto parts = words(tag.value, 3);
    addEntry(current(), place_, "externalRefs",
             {{"referenceCategory", parts[0]}, {"referenceType", parts[1]}, {"referenceLocator", parts[2]}}, tag);
  }

  void addChecksum(const Tag &tag) {
    const auto parts = words(tag.value, 2);
    const std::string algorithm = parts[0].substr(0, parts[0].find(':'));
    addEntry(current(), place_, "checksums", {{"algorithm", algorithm}, {"checksumValue", parts[1]}}, tag);
  }

  Json document_ = Json::object();
  std::map<std::string, int> &lines_;
  std::string list_;  // empty: the document itself
  std::string place_; // of the element that tags belong to
};

} // namespace

Result<Json> readTagValue(std::string_view text, const std::string &file, std::map<std::string, int> &lines) {
  const std::string valid = toValidUtf8(text);
  const auto tags = tagsOf(valid, file);
  if (!tags) return fail(tags.error());
  return TagReader(lines).read(*tags);
}

} // namespace lintel::sbom
