#include "checkers/contracts/writer.h"

#include <re2/re2.h>

namespace lintel::checkers {

namespace {

using Json = nlohmann::ordered_json;

// How a key of 'ok-to-ignore-when' is called.
const char *toString(IgnoreCondition::Kind kind) {
  using Kind = IgnoreCondition::Kind;
  switch (kind) {
  case Kind::ArgumentIs: return "is";
  case Kind::ArgumentIsNull: return "is-null";
  case Kind::NotOpenForWriting: return "not-open-for-writing";
  case Kind::LeftToClose: return "left-to-close";
  case Kind::CheckedBy: return "checked-by";
  case Kind::NextCheckedBy: return "next-checked-by";
  case Kind::ErrorPath: return "on-error-path";
  }
  return "is";
}

Json toJson(const IgnoreCondition &condition) {
  Json json = Json::object();
  if (condition.kind != IgnoreCondition::Kind::ErrorPath) json["argument"] = condition.argument;
  json[toString(condition.kind)] = condition.names.empty() ? Json(true) : Json(condition.names);
  if (condition.isNoted) json["note"] = true;
  return json;
}

Json toJson(const Blocking &blocking) {
  if (!blocking.argument && blocking.calls.empty()) return true;
  Json json = Json::object();
  if (blocking.argument) json["argument"] = *blocking.argument;
  if (!blocking.calls.empty()) json["calls"] = blocking.calls;
  return json;
}

// What a bare word may be in YAML without being read as something else.
bool isPlain(const std::string &text) {
  static const re2::RE2 plain(R"([A-Za-z_][\w.-]*(::~?[\w.-]+)*( [A-Za-z_]\w*)*)");
  static const re2::RE2 reserved(R"((?i)y|n|yes|no|on|off|true|false|null)");
  return re2::RE2::FullMatch(text, plain) && !re2::RE2::FullMatch(text, reserved);
}

std::string scalar(const Json &value) {
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (!value.is_string()) return value.dump();
  const std::string text = value.get<std::string>();
  return isPlain(text) ? text : value.dump(-1, ' ', true, Json::error_handler_t::replace); // also a YAML string
}

std::string flow(const Json &value) {
  if (!value.is_structured()) return scalar(value);
  std::string text;
  for (const auto &[key, item] : value.items()) {
    if (!text.empty()) text += ", ";
    text += value.is_object() ? scalar(key) + ": " + flow(item) : flow(item);
  }
  return value.is_object() ? "{" + text + "}" : "[" + text + "]";
}

bool holdsMaps(const Json &value) { return value.is_array() && !value.empty() && value.front().is_object(); }

// An entry of 'functions' or 'types': a map in a list, one key a line.
std::string entry(const Json &map) {
  std::string text;
  for (const auto &[key, value] : map.items()) {
    text += (text.empty() ? "  - " : "    ") + key + ":";
    if (!holdsMaps(value)) {
      text += " " + flow(value) + "\n";
      continue;
    }
    text += "\n";
    for (const Json &item : value) text += "      - " + flow(item) + "\n";
  }
  return text;
}

} // namespace

Json toJson(const FunctionContract &contract) {
  Json entry = Json::object();
  entry[contract.isPattern ? "match" : "function"] = contract.function;
  if (contract.arity) entry["arity"] = *contract.arity;
  for (const Failure failure : contract.returns) entry["returns"].push_back(toString(failure));
  if (!contract.success.empty()) entry["success"] = contract.success;
  if (!contract.failure.empty()) entry["failure"] = contract.failure;
  if (!contract.test.empty()) entry["test"] = contract.test;
  if (contract.errnoUse != ErrnoUse::Unspecified)
    entry["errno"] = contract.errnoUse == ErrnoUse::Set ? "set" : "unchanged";
  if (contract.mustCheck) entry["must-check"] = true;
  if (contract.isNoted) entry["must-check"] = "note";
  for (const IgnoreCondition &condition : contract.okToIgnoreWhen)
    entry["ok-to-ignore-when"].push_back(toJson(condition));
  if (contract.blocks) entry["blocks"] = toJson(*contract.blocks);
  if (contract.outError) entry["out-error"] = *contract.outError;
  if (contract.bound) entry["bound"] = *contract.bound;
  if (contract.cutMustBeSeen)
    entry["truncates"] = "must-check";
  else if (contract.truncates)
    entry["truncates"] = true;
  if (!contract.writes) entry["writes"] = false;
  Json file = {{"library", contract.library}};
  if (contract.declaredIn == DeclaredIn::SystemHeaders) file["declared-in"] = "system-headers";
  file["functions"] = Json::array({std::move(entry)});
  return file;
}

Json toJson(const TypeContract &contract) {
  Json entry = Json::object();
  entry[contract.isPattern ? "match" : "type"] = contract.type;
  entry["variable"] = contract.variable;
  if (!contract.failed.empty()) entry["failed"] = contract.failed;
  if (!contract.propagate.empty()) entry["propagate"] = contract.propagate;
  if (contract.errorArgument) entry["error-argument"] = *contract.errorArgument;
  if (contract.isFilledByReference) entry["filled-by-reference"] = true;
  if (!contract.raise.empty()) entry["raise"] = contract.raise;
  return {{"types", Json::array({std::move(entry)})}};
}

std::string toYaml(const Json &file) {
  std::string text;
  for (const auto &[key, value] : file.items()) {
    text += key + ":";
    if (!holdsMaps(value)) {
      text += " " + flow(value) + "\n";
      continue;
    }
    text += "\n";
    for (const Json &item : value) text += entry(item);
  }
  return text;
}

} // namespace lintel::checkers
