#include "sbom/linked/gathered.h"

#include "core/support/path.h"

namespace lintel::sbom {

std::string GatheredLinks::display(const std::string &path) const {
  if (auto inside = relativeTo(path, options.root)) return std::move(*inside);
  if (auto inside = relativeTo(path, options.buildDirectory)) return std::move(*inside);
  return path;
}

bool GatheredLinks::mayRead(const std::string &path) const {
  return staysInside(path, options.root) || staysInside(path, options.buildDirectory);
}

CommandPlace GatheredLinks::placeOf(const std::string &directory, const std::string &file, int line) const {
  CommandPlace place;
  place.directory = directory;
  place.evidence = display(file) + ":" + std::to_string(line);
  place.problem.file = file;
  place.problem.line = line;
  return place;
}

void GatheredLinks::addCommands(std::string_view text, const std::string &directory, const std::string &file,
                                int line) {
  auto found = parseLinkCommands(text, placeOf(directory, file, line), responseFiles, problems);
  commands.insert(commands.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
}

void GatheredLinks::addCommands(const std::vector<std::string> &words, const std::string &directory,
                                const std::string &file, int line) {
  auto found = parseLinkCommands(words, placeOf(directory, file, line), responseFiles, problems);
  commands.insert(commands.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
}

} // namespace lintel::sbom
