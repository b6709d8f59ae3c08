#include "sbom/identity/upstream_match.h"

#include "core/support/hash.h"

namespace lintel::sbom {

VendoredFile vendoredFile(std::string path, std::string_view content) {
  VendoredFile file;
  file.path = std::move(path);
  file.blobId = gitBlobId(content);
  file.size = content.size();
  std::string unixLines;
  for (std::size_t i = 0; i < content.size(); ++i)
    if (content[i] != '\r' || i + 1 == content.size() || content[i + 1] != '\n') unixLines += content[i];
  if (unixLines.size() != content.size()) file.unixBlobId = gitBlobId(unixLines);
  return file;
}

Status measurePatch(UpstreamMatch &match, const GitHistory &upstream,
                    const std::function<Result<std::string>(const std::string &path)> &read) {
  std::uint64_t lines = 0;
  for (const UpstreamMatch::ModifiedFile &file : match.modified) {
    const auto before = upstream.content(file.upstreamBlob);
    if (!before) return fail(before.error());
    const auto after = read(file.path);
    if (!after) return fail(after.error());
    lines += changedLines(*before, *after).value_or(0);
  }
  match.pedigree.patchLines = lines;
  return {};
}

} // namespace lintel::sbom
