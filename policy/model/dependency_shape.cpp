#include "policy/model/dependency_shape.h"

#include "policy/model/shape_parts.h"

#include <iterator>

namespace lintel::policy {
namespace {

constexpr int kManyDays = 36500;

Field field(const char *name, Shape shape, const char *summary, const char *defaultValue = "") {
  return {name, std::move(shape), false, summary, defaultValue};
}

Field mandatory(const char *name, Shape shape, const char *summary) {
  return {name, std::move(shape), true, summary, ""};
}

Field level(const char *name, const char *summary, const char *defaultValue) {
  return field(name, choice({"allow", "warn", "deny"}), summary, defaultValue);
}

Field reason() { return mandatory("reason", text(Format::Sentence), "Why."); }
Field expires() { return field("expires", text(Format::Date), "Last day on which the entry counts."); }
Field versions() { return field("version", text(Format::VersionRange), "Versions that it speaks of; without it all."); }

// A mapping that names components, with more fields between its name and its reason.
Shape named(std::vector<Field> more = {}) {
  std::vector<Field> fields{mandatory("name", text(Format::Glob), "Glob over component names."), versions()};
  std::ranges::move(more, std::back_inserter(fields));
  fields.push_back(reason());
  fields.push_back(expires());
  return mapping(std::move(fields));
}

// The same, with the name alone as the short form.
Shape namedOrGlob(std::vector<Field> more = {}) { return list(either(text(Format::Glob), named(std::move(more)))); }

Field ignoreField() { return field("ignore", list(named()), "Components that the section passes over.", "[]"); }

Field section(const char *name, std::vector<Field> fields, const char *summary) {
  std::vector<Field> all{field("mode", mode(), "Mode of the section's rules, in place of that of 'dependencies'."),
                         field("severity", severity(), "Severity of the section's rules in place of their own.")};
  std::ranges::move(fields, std::back_inserter(all));
  return field(name, mapping(std::move(all)), summary);
}

Field advisories() {
  const Shape ignored = mapping({
      mandatory("id", text(Format::Sentence), "Id or alias of the advisory."),
      field("name", text(Format::Glob), "Glob over component names; without it all."),
      reason(),
      expires(),
  });
  return section(
      "advisories",
      {field("databases", list(text(Format::AnyPath), 1), "Databases made by 'lintel audit db add'.", "[\"default\"]"),
       field("max-age", integer(0, kManyDays), "Days that a database may be old.", "90"),
       field("threshold", choice({"none", "low", "medium", "high", "critical"}), "Least CVSS level that is reported.",
             "\"none\""),
       level("unknown", "Advisories of which it cannot be decided whether they apply.", "\"warn\""),
       field("ignore", list(ignored), "Advisories that are passed over.", "[]"),
       field("vex", list(text(Format::AnyPath)), "OpenVEX documents.", "[]"),
       field("clones", list(text(Format::AnyPath)), "Git repositories that tell which commits a range holds.", "[]")},
      "Known vulnerabilities.");
}

Field licenses() {
  const Shape ids = list(text(Format::Sentence), 1);
  const Shape copyleft = mapping({
      level("static", "GPL, AGPL and LGPL that are linked statically.", "\"deny\""),
      level("dynamic", "GPL and AGPL that are linked dynamically.", "\"allow\""),
  });
  const Shape clarification = named({
      mandatory("expression", text(Format::Sentence), "SPDX expression that holds in place of what was found."),
      field("file-hash", text(Format::Sha256), "SHA-256 of the file that states the licence."),
  });
  return section(
      "licenses",
      {field("allowed", ids, "SPDX identifiers that components may carry; without it any."),
       field("denied", list(text(Format::Glob)), "Globs over SPDX identifiers that they may not carry.", "[]"),
       field("exceptions",
             namedOrGlob({field("licenses", ids, "Licences that they may carry beside the others; without it any.")}),
             "Components with licences of their own.", "[]"),
       field("copyleft", copyleft, "Copyleft licences by the way of linking; without it not judged."),
       level("mismatch", "Declared and concluded licences that contradict each other.", "\"warn\""),
       field("clarify", list(clarification), "Licences of components, found out by a person.", "[]")},
      "Licences that components may carry.");
}

Shape denials() {
  return list(named({field("wrappers", globs(1), "Components and paths of the project that may use it.")}));
}

Field bans() {
  return section("bans",
                 {field("denied", denials(), "Components that may not be used.", "[]"),
                  field("allowed", namedOrGlob(), "The only components that may be used; without it all."),
                  level("multiple-versions", "One component in several versions.", "\"allow\""),
                  field("skip", list(named()), "Components that may be there in several versions.", "[]")},
                 "Components that may or may not be used.");
}

Field sources() {
  const Shape registry = choice({"bazel", "cargo", "conan", "golang", "meson", "npm", "pypi", "vcpkg", "xmake"});
  return section(
      "sources",
      {field("allowed", globs(), "Globs over 'host/path' from which components may be fetched; without it all."),
       field("registries", list(registry), "Registries from which they may be fetched; without it all."),
       level("insecure", "Protocols that do not prove who answers.", "\"deny\""), ignoreField()},
      "Where components may come from.");
}

Field pinning() {
  return section("pinning",
                 {level("branches", "Branches and other names that move.", "\"deny\""),
                  level("tags", "Tags in place of commits.", "\"allow\""),
                  level("hashes", "Archives without a strong hash.", "\"deny\""),
                  level("lock-files", "Versions that no manifest and no lock file states.", "\"deny\""),
                  field("exact", globs(), "Components that must be declared with an exact version.", "[]"),
                  field("artefacts", list(text(Format::AnyPath)),
                        "Directories of downloads that are held against the hashes.", "[]"),
                  ignoreField()},
                 "Whether the same commit always builds the same.");
}

Field drift() {
  return section(
      "drift",
      {level("unused", "Declared, and neither compiled nor linked.", "\"warn\""),
       level("undeclared", "Compiled or linked, and not declared.", "\"warn\""),
       field("indirect", namedOrGlob(), "The only components that may come in through others; without it all."),
       ignoreField()},
      "What is declared against what is used.");
}

Field freshness() {
  return section("freshness",
                 {field("max-behind", integer(0, kManyDays), "Releases that a component may be behind."),
                  field("max-age", integer(0, kManyDays), "Days since the first newer release."), ignoreField()},
                 "How old components may be; asks the index of upstream releases.");
}

} // namespace

Shape dependenciesShape() {
  return mapping({
      field("mode", mode(), "Mode of the dependency rules.", "\"enforce\""),
      field("vendored", globs(), "Directories of foreign code in the repository.", "[]"),
      field("index", text(Format::AnyPath), "Index of upstream releases, made by 'lintel sbom index add'."),
      field("vcpkg", text(Format::AnyPath), "Checkout of vcpkg that resolves versions."),
      field("banned", denials(), "The same as bans.denied.", "[]"),
      advisories(),
      licenses(),
      bans(),
      sources(),
      pinning(),
      drift(),
      freshness(),
  });
}

} // namespace lintel::policy
