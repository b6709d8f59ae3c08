#include "tests/support/fixtures.h"

#include "core/finding/fingerprint.h"
#include "core/support/file_system.h"
#include "core/support/text.h"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <stdexcept>

namespace lintel::test {
namespace {

// The line holds the marker.
std::string after(std::string_view line, std::string_view marker) {
  return std::string(trim(line.substr(line.find(marker) + marker.size())));
}

std::vector<std::string> split(const std::string &text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);)
    if (!part.empty()) parts.push_back(part);
  return parts;
}

constexpr std::string_view kContinued = "//   "; // of "// options: Name=", up to the text itself
constexpr std::string_view kExpect = "// expect:";
constexpr std::string_view kStep = "// step:";
constexpr std::string_view kWeighs = "// weighs:";

std::size_t nextMarker(const std::string &line, std::size_t from) {
  return std::min({line.find(kExpect, from), line.find(kStep, from), line.find(kWeighs, from)});
}

void readExpectations(Fixture &fixture, int number, const std::string &line) {
  for (std::size_t at = nextMarker(line, 0); at != std::string::npos;) {
    const auto is = [&, at](std::string_view marker) { return line.compare(at, marker.size(), marker) == 0; };
    const bool isStep = is(kStep), isWeight = is(kWeighs);
    const std::size_t begin = at + (isStep ? kStep : isWeight ? kWeighs : kExpect).size();
    at = nextMarker(line, begin);
    const std::string text(trim(line.substr(begin, at == std::string::npos ? at : at - begin)));
    if (isWeight)
      fixture.weights[number] = text;
    else
      (isStep ? fixture.steps : fixture.expected).emplace(number, text);
  }
}

} // namespace

std::string bareLine(const std::string &line) { return normaliseLine(line.substr(0, nextMarker(line, 0))); }

Fixture readFixture(const std::string &path, const std::string &rule) {
  const Result<std::string> text = RealFileSystem().read(path);
  if (!text) throw std::runtime_error(toString(text.error()));
  Fixture fixture;
  fixture.path = path;
  fixture.rule = rule;
  fixture.arguments = {path.ends_with(".c") ? "-std=c17" : "-std=c++20"};
  for (std::string_view line : splitLines(*text)) fixture.lines.emplace_back(line);
  for (std::size_t i = 0; i < fixture.lines.size(); ++i) {
    const std::string &line = fixture.lines[i];
    const int number = static_cast<int>(i) + 1;
    if (line.starts_with("// args:"))
      fixture.arguments = split(after(line, "// args:"), ' ');
    else if (line.starts_with("// hosts:"))
      fixture.engineOnly = after(line, "// hosts:") == "engine";
    else if (line.starts_with("// options:")) {
      std::string *value = nullptr;
      for (const std::string &option : split(after(line, "// options:"), ';')) {
        value = &fixture.options[option.substr(0, option.find('='))];
        if (!value->empty()) *value += ';';
        *value += option.substr(option.find('=') + 1);
      }
      for (; value && i + 1 < fixture.lines.size() && fixture.lines[i + 1].starts_with(kContinued); ++i)
        *value += fixture.lines[i + 1].substr(kContinued.size()) + "\n";
    } else if (trim(line).starts_with("// fix:"))
      fixture.fixed[number - 1] = normaliseLine(after(line, "// fix:"));
    else if (trim(line).starts_with("// review:"))
      fixture.reviewed[number - 1] = normaliseLine(after(line, "// review:"));
    else
      readExpectations(fixture, number, line);
  }
  return fixture;
}

std::vector<Fixture> allFixtures(const std::string &checksDirectory) {
  std::vector<Fixture> fixtures;
  for (const auto &check : std::filesystem::directory_iterator(checksDirectory)) {
    if (!std::filesystem::is_directory(check.path() / "fixtures")) continue;
    for (const auto &file : std::filesystem::directory_iterator(check.path() / "fixtures")) {
      const std::string extension = file.path().extension().string();
      if (extension == ".c" || extension == ".cpp" || extension == ".cc")
        fixtures.push_back(readFixture(file.path().string(), "lintel-" + check.path().filename().string()));
    }
  }
  std::sort(fixtures.begin(), fixtures.end(), [](const Fixture &a, const Fixture &b) { return a.path < b.path; });
  return fixtures;
}

std::string compare(const Fixture &fixture, const std::vector<Report> &reports) {
  std::string differences;
  std::vector<bool> used(reports.size(), false);
  for (const auto &[line, text] : fixture.expected) {
    bool found = false;
    for (std::size_t i = 0; i < reports.size() && !found; ++i) {
      if (used[i] || reports[i].line != line || reports[i].message.find(text) == std::string::npos) continue;
      used[i] = found = true;
    }
    if (!found) differences += std::to_string(line) + ": expected '" + text + "'\n";
  }
  for (std::size_t i = 0; i < reports.size(); ++i)
    if (!used[i]) differences += std::to_string(reports[i].line) + ": unexpected '" + reports[i].message + "'\n";
  return differences;
}

std::string compareWeights(const Fixture &fixture, const std::vector<Report> &severities) {
  std::string differences;
  for (const auto &[line, text] : fixture.weights) {
    bool found = false;
    for (const Report &severity : severities) {
      if (severity.line != line) continue;
      found = true;
      if (severity.message != text)
        differences += std::to_string(line) + ": weighs " + severity.message + " instead of " + text + "\n";
    }
    if (!found) differences += std::to_string(line) + ": nothing is reported that could weigh " + text + "\n";
  }
  return differences;
}

std::string compareSteps(const Fixture &fixture, const std::vector<Report> &steps) {
  std::string differences;
  for (const auto &[line, text] : fixture.steps) {
    const bool found = std::any_of(steps.begin(), steps.end(), [line = line, &text = text](const Report &step) {
      return step.line == line && step.message.find(text) != std::string::npos;
    });
    if (!found) differences += std::to_string(line) + ": expected the step '" + text + "'\n";
  }
  return differences;
}

} // namespace lintel::test
