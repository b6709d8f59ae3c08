#include "sbom/advisories/affected_code.h"

#include <algorithm>
#include <string_view>

namespace lintel::sbom::osv {
namespace {

void addUnder(const Value &object, std::string_view key, std::vector<std::string> &names) {
  const Value *value = object.find(key);
  if (!value) return;
  if (value->kind == Value::Kind::String && !value->text.empty()) names.push_back(value->text);
  names.insert(names.end(), value->keys.begin(), value->keys.end());
  if (value->kind != Value::Kind::Array) return;
  for (const Value &item : value->items)
    if (item.kind == Value::Kind::String && !item.text.empty()) names.push_back(item.text);
}

void addSignatures(const Value &specific, std::vector<std::string> &functions, std::vector<std::string> &files) {
  const Value *signatures = specific.find("vanir_signatures");
  if (!signatures) return;
  for (const Value &signature : signatures->items) {
    const Value *target = signature.find("target");
    if (!target) continue;
    addUnder(*target, "function", functions);
    addUnder(*target, "file", files);
  }
}

void addNamed(const Value &object, std::vector<std::string> &functions, std::vector<std::string> &files) {
  for (const char *key : {"symbols", "functions", "affected_functions", "vulnerable_functions"})
    addUnder(object, key, functions);
  for (const char *key : {"files", "paths", "affected_files", "vulnerable_files"}) addUnder(object, key, files);
}

void makeUnique(std::vector<std::string> &names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

} // namespace

void collectCode(const Value &specific, std::vector<std::string> &functions, std::vector<std::string> &files) {
  addNamed(specific, functions, files);
  if (const Value *affects = specific.find("affects")) addNamed(*affects, functions, files);
  if (const Value *imports = specific.find("imports"))
    for (const Value &import : imports->items) addUnder(import, "symbols", functions);
  addSignatures(specific, functions, files);
  makeUnique(functions);
  makeUnique(files);
}

} // namespace lintel::sbom::osv
