#include "sbom/audit/portfile.h"

#include "core/support/text.h"

#include <map>
#include <re2/re2.h>

namespace lintel::sbom {
namespace {

// The text without comments, so that an old hash in one is not taken for the call's.
std::string withoutComments(std::string_view text) {
  std::string kept;
  for (const std::string_view line : splitLines(text)) kept.append(line.substr(0, line.find('#'))).append("\n");
  return kept;
}

// The values behind the keywords of a call; those behind the last are its rest.
std::map<std::string, std::string> argumentsOf(std::string_view body) {
  static const RE2 word(R"re(\s*("(?:[^"\\]|\\.)*"|[^\s"]+))re");
  static const RE2 keyword("[A-Z][A-Z0-9_]{1,31}");
  std::map<std::string, std::string> arguments;
  std::string key;
  re2::StringPiece rest(body.data(), body.size());
  for (std::string text; RE2::Consume(&rest, word, &text);) {
    if (RE2::FullMatch(text, keyword)) {
      key = text;
      continue;
    }
    if (text.size() > 1 && text.front() == '"') text = text.substr(1, text.size() - 2);
    arguments.try_emplace(key, text);
  }
  return arguments;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

// vcpkg_from_*: "<owner>-<repository>-<ref>.tar.gz", with '-' for every '/'.
std::string fileNameOf(const std::string &function, std::map<std::string, std::string> &arguments) {
  if (function == "vcpkg_download_distfile") {
    if (!arguments["FILENAME"].empty()) return arguments["FILENAME"];
    const std::string &url = arguments["URLS"];
    return url.substr(url.rfind('/') + 1);
  }
  if (arguments["REPO"].empty() || arguments["REF"].empty()) return "";
  return replaced(arguments["REPO"] + "-" + arguments["REF"] + ".tar.gz", "/", "-");
}

} // namespace

std::vector<PortDownload> downloadsOfPort(std::string_view portfile, const std::string &version) {
  static const RE2 call(
      R"re((vcpkg_from_github|vcpkg_from_gitlab|vcpkg_from_bitbucket|vcpkg_download_distfile)\s*\(([^)]*)\))re");
  static const RE2 hash("[0-9A-Fa-f]{128}");
  const std::string text = withoutComments(portfile);
  std::vector<PortDownload> downloads;
  re2::StringPiece rest(text);
  for (std::string function, body; RE2::FindAndConsume(&rest, call, &function, &body);) {
    auto arguments = argumentsOf(replaced(body, "${VERSION}", version));
    PortDownload download{fileNameOf(function, arguments), arguments["SHA512"]};
    if (download.fileName.empty() || download.fileName.find("${") != std::string::npos) continue;
    if (!RE2::FullMatch(download.sha512, hash)) continue;
    download.sha512 = lowerCase(download.sha512);
    downloads.push_back(std::move(download));
  }
  return downloads;
}

} // namespace lintel::sbom
