#include "core/support/text.h"
#include "sbom/write/spdx.h"
#include "sbom/write/spdx_parts.h"

#include <utility>

namespace lintel::sbom {
namespace {

// A value of one line; a line break in a name would begin a tag of the name's own choice.
std::string oneLine(std::string text) {
  for (char &c : text) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  return text;
}

// Several lines, in <text> tags, whose end the text itself must not hold.
std::string block(std::string text) {
  constexpr std::string_view kEnd = "</text>";
  for (std::size_t at = text.find(kEnd); at != std::string::npos; at = text.find(kEnd, at)) text.insert(at + 2, " ");
  return "<text>" + text + "</text>";
}

class TagWriter {
public:
  std::string write(const Json &document) {
    addDocument(document);
    for (const Json &package : document.at("packages")) addPackage(package);
    for (const Json &relationship : document.at("relationships")) addRelationship(relationship);
    for (const Json &text : document.value("hasExtractedLicensingInfos", Json::array())) addLicense(text);
    return std::move(text_);
  }

private:
  static std::string text(const Json &object, const char *key) { return object.value(key, ""); }

  void add(const char *tag, const std::string &value) { text_ += std::string(tag) + ": " + oneLine(value) + '\n'; }
  void addBlock(const char *tag, const std::string &value) { text_ += std::string(tag) + ": " + block(value) + '\n'; }
  void addIfGiven(const char *tag, const Json &object, const char *key) {
    if (object.contains(key)) add(tag, text(object, key));
  }

  void addDocument(const Json &document) {
    add("SPDXVersion", text(document, "spdxVersion"));
    add("DataLicense", text(document, "dataLicense"));
    add("SPDXID", text(document, "SPDXID"));
    add("DocumentName", text(document, "name"));
    add("DocumentNamespace", text(document, "documentNamespace"));
    const Json &creation = document.at("creationInfo");
    add("LicenseListVersion", text(creation, "licenseListVersion"));
    for (const Json &creator : creation.at("creators")) add("Creator", creator.get<std::string>());
    add("Created", text(creation, "created"));
    addBlock("CreatorComment", text(creation, "comment"));
  }

  void addPackage(const Json &package) {
    text_ += "\n##### Package\n\n";
    add("PackageName", text(package, "name"));
    add("SPDXID", text(package, "SPDXID"));
    addIfGiven("PackageVersion", package, "versionInfo");
    addIfGiven("PackageFileName", package, "packageFileName");
    addIfGiven("PackageSupplier", package, "supplier");
    add("PackageDownloadLocation", text(package, "downloadLocation"));
    add("FilesAnalyzed", "false");
    for (const Json &checksum : package.value("checksums", Json::array())) {
      add("PackageChecksum", text(checksum, "algorithm") + ": " + text(checksum, "checksumValue"));
    }
    if (package.contains("sourceInfo")) addBlock("PackageSourceInfo", text(package, "sourceInfo"));
    add("PackageLicenseConcluded", text(package, "licenseConcluded"));
    add("PackageLicenseDeclared", text(package, "licenseDeclared"));
    add("PackageCopyrightText", text(package, "copyrightText"));
    for (const Json &reference : package.value("externalRefs", Json::array())) {
      add("ExternalRef", text(reference, "referenceCategory") + ' ' + text(reference, "referenceType") + ' ' +
                             text(reference, "referenceLocator"));
    }
    add("PrimaryPackagePurpose", text(package, "primaryPackagePurpose"));
    for (const Json &annotation : package.value("annotations", Json::array())) {
      addAnnotation(text(package, "SPDXID"), annotation);
    }
  }

  void addAnnotation(const std::string &id, const Json &annotation) {
    add("Annotator", text(annotation, "annotator"));
    add("AnnotationDate", text(annotation, "annotationDate"));
    add("AnnotationType", text(annotation, "annotationType"));
    add("SPDXREF", id);
    addBlock("AnnotationComment", text(annotation, "comment"));
  }

  void addRelationship(const Json &relationship) {
    if (!isInRelationships_) text_ += "\n##### Relationships\n\n";
    isInRelationships_ = true;
    add("Relationship", text(relationship, "spdxElementId") + ' ' + text(relationship, "relationshipType") + ' ' +
                            text(relationship, "relatedSpdxElement"));
    if (relationship.contains("comment")) addBlock("RelationshipComment", text(relationship, "comment"));
  }

  void addLicense(const Json &license) {
    text_ += "\n##### License\n\n";
    add("LicenseID", text(license, "licenseId"));
    addBlock("ExtractedText", text(license, "extractedText"));
    add("LicenseName", text(license, "name"));
  }

  std::string text_;
  bool isInRelationships_ = false;
};

} // namespace

std::string writeSpdxTagValue(const Bom &bom, const DocumentInfo &info) {
  return toValidUtf8(TagWriter().write(spdx2Document(bom, info)));
}

} // namespace lintel::sbom
