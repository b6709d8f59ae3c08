#include "core/report/report.h"

#include "core/report/formats.h"

namespace lintel::report {
namespace {

struct FormatEntry {
  const char *name;
  Format format;
  std::string (*render)(const Judgement &, const Context &);
};

constexpr FormatEntry kFormats[] = {
    {"text", Format::Text, renderText},
    {"json", Format::Json, renderJson},
    {"sarif", Format::Sarif, renderSarif},
};

} // namespace

std::optional<Format> formatFromString(const std::string &name) {
  for (const FormatEntry &entry : kFormats)
    if (name == entry.name) return entry.format;
  return std::nullopt;
}

std::vector<std::string> formatNames() {
  std::vector<std::string> names;
  for (const FormatEntry &entry : kFormats) names.emplace_back(entry.name);
  return names;
}

std::string render(Format format, const Judgement &judgement, const Context &context) {
  for (const FormatEntry &entry : kFormats)
    if (entry.format == format) return entry.render(judgement, context);
  return {};
}

} // namespace lintel::report
