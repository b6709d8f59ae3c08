// `lintel sbom diff` and `lintel sbom validate`: documents of any producer, without a build.
#include "app/commands.h"
#include "app/console.h"
#include "core/support/file_system.h"
#include "sbom/write/difference.h"
#include "sbom/write/verify.h"

#include <algorithm>
#include <ostream>

namespace lintel::app {
namespace {

constexpr int kFail = 1;
constexpr int kInvalid = 2;
constexpr std::uint64_t kMaxDocumentSize = 512ull << 20;

Result<sbom::ReadDocument> readDocument(const std::string &path) {
  const Result<std::string> text = RealFileSystem().read(path, kMaxDocumentSize);
  if (!text) return fail(text.error());
  return sbom::readSbom(*text, path);
}

} // namespace

int sbomDiffCommand(const Options &options, Streams streams) {
  const Result<sbom::ReadDocument> before = readDocument(options.files.at(0));
  const Result<sbom::ReadDocument> after = readDocument(options.files.at(1));
  for (const auto *document : {&before, &after}) {
    if (!*document) say("error: " + toString(document->error()), streams);
  }
  if (!before || !after) return kInvalid;
  const sbom::Difference difference = sbom::difference(*before, *after);
  return deliver("-", options.format == "json" ? toJson(difference) : toText(difference), streams) ? 0 : kInvalid;
}

int sbomValidateCommand(const Options &options, Streams streams) {
  bool valid = true, readable = true;
  for (const std::string &path : options.files) {
    const Result<std::string> text = RealFileSystem().read(path, kMaxDocumentSize);
    if (!text) {
      say("error: " + toString(text.error()), streams);
      readable = false;
      continue;
    }
    std::size_t errors = 0, notes = 0;
    for (const sbom::SbomMistake &mistake : sbom::verifySbom(*text, path)) {
      const bool isError = mistake.severity == sbom::MistakeSeverity::Error;
      ++(isError ? errors : notes);
      if (isError || !options.quiet)
        streams.out << toString(mistake.severity) << ": " << toString(mistake.problem) << '\n';
    }
    streams.out << path << ": " << (errors == 0 ? "valid" : "not valid") << ", " << errors << " errors, " << notes
                << " notes\n";
    valid = valid && errors == 0;
  }
  if (!readable) return kInvalid;
  return valid ? 0 : kFail;
}

} // namespace lintel::app
