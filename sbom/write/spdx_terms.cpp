#include "sbom/write/spdx_terms.h"

#include <algorithm>
#include <array>

namespace lintel::sbom {
namespace {

// Sorted.
constexpr std::array<std::string_view, 45> kSpdx2 = {"AMENDS",
                                                     "ANCESTOR_OF",
                                                     "BUILD_DEPENDENCY_OF",
                                                     "BUILD_TOOL_OF",
                                                     "CONTAINED_BY",
                                                     "CONTAINS",
                                                     "COPY_OF",
                                                     "DATA_FILE_OF",
                                                     "DEPENDENCY_MANIFEST_OF",
                                                     "DEPENDENCY_OF",
                                                     "DEPENDS_ON",
                                                     "DESCENDANT_OF",
                                                     "DESCRIBED_BY",
                                                     "DESCRIBES",
                                                     "DEV_DEPENDENCY_OF",
                                                     "DEV_TOOL_OF",
                                                     "DISTRIBUTION_ARTIFACT",
                                                     "DOCUMENTATION_OF",
                                                     "DYNAMIC_LINK",
                                                     "EXAMPLE_OF",
                                                     "EXPANDED_FROM_ARCHIVE",
                                                     "FILE_ADDED",
                                                     "FILE_DELETED",
                                                     "FILE_MODIFIED",
                                                     "GENERATED_FROM",
                                                     "GENERATES",
                                                     "HAS_PREREQUISITE",
                                                     "METAFILE_OF",
                                                     "OPTIONAL_COMPONENT_OF",
                                                     "OPTIONAL_DEPENDENCY_OF",
                                                     "OTHER",
                                                     "PACKAGE_OF",
                                                     "PATCH_APPLIED",
                                                     "PATCH_FOR",
                                                     "PREREQUISITE_FOR",
                                                     "PROVIDED_DEPENDENCY_OF",
                                                     "REQUIREMENT_DESCRIPTION_FOR",
                                                     "RUNTIME_DEPENDENCY_OF",
                                                     "SPECIFICATION_FOR",
                                                     "STATIC_LINK",
                                                     "TEST_CASE_OF",
                                                     "TEST_DEPENDENCY_OF",
                                                     "TEST_OF",
                                                     "TEST_TOOL_OF",
                                                     "VARIANT_OF"};

constexpr std::array<std::string_view, 59> kSpdx3 = {"affects",
                                                     "amendedBy",
                                                     "ancestorOf",
                                                     "availableFrom",
                                                     "configures",
                                                     "contains",
                                                     "coordinatedBy",
                                                     "copiedTo",
                                                     "delegatedTo",
                                                     "dependsOn",
                                                     "descendantOf",
                                                     "describes",
                                                     "doesNotAffect",
                                                     "expandsTo",
                                                     "exploitCreatedBy",
                                                     "fixedBy",
                                                     "fixedIn",
                                                     "foundBy",
                                                     "generates",
                                                     "hasAddedFile",
                                                     "hasAssessmentFor",
                                                     "hasAssociatedVulnerability",
                                                     "hasConcludedLicense",
                                                     "hasDataFile",
                                                     "hasDeclaredLicense",
                                                     "hasDeletedFile",
                                                     "hasDependencyManifest",
                                                     "hasDistributionArtifact",
                                                     "hasDocumentation",
                                                     "hasDynamicLink",
                                                     "hasEvidence",
                                                     "hasExample",
                                                     "hasHost",
                                                     "hasInput",
                                                     "hasMetadata",
                                                     "hasOptionalComponent",
                                                     "hasOptionalDependency",
                                                     "hasOutput",
                                                     "hasPrerequisite",
                                                     "hasProvidedDependency",
                                                     "hasRequirement",
                                                     "hasSpecification",
                                                     "hasStaticLink",
                                                     "hasTest",
                                                     "hasTestCase",
                                                     "hasVariant",
                                                     "invokedBy",
                                                     "modifiedBy",
                                                     "other",
                                                     "packagedBy",
                                                     "patchedBy",
                                                     "publishedBy",
                                                     "reportedBy",
                                                     "republishedBy",
                                                     "serializedInArtifact",
                                                     "testedOn",
                                                     "trainedOn",
                                                     "underInvestigationFor",
                                                     "usesTool"};

} // namespace

bool isSpdx2Relationship(std::string_view type) { return std::ranges::binary_search(kSpdx2, type); }
bool isSpdx3Relationship(std::string_view type) { return std::ranges::binary_search(kSpdx3, type); }

EdgeMeaning meaningOf(std::string_view relationship) {
  if (relationship.ends_with("DEPENDENCY_OF")) return {"depends-on", true};
  if (relationship == "DEPENDS_ON" || relationship == "dependsOn" || relationship == "HAS_PREREQUISITE" ||
      relationship == "hasPrerequisite" || relationship == "hasOptionalDependency" ||
      relationship == "hasProvidedDependency") {
    return {"depends-on", false};
  }
  if (relationship == "CONTAINS" || relationship == "contains") return {"contains", false};
  if (relationship == "CONTAINED_BY") return {"contains", true};
  if (relationship == "STATIC_LINK" || relationship == "hasStaticLink") return {"static-link", false};
  if (relationship == "DYNAMIC_LINK" || relationship == "hasDynamicLink") return {"dynamic-link", false};
  if (relationship == "GENERATED_FROM") return {"generated-from", false};
  if (relationship == "GENERATES" || relationship == "generates") return {"generated-from", true};
  if (relationship == "DESCRIBES" || relationship == "describes") return {"describes", false};
  if (relationship == "DESCRIBED_BY") return {"describes", true};
  return {"other", false};
}

} // namespace lintel::sbom
