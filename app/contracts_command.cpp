#include "app/commands.h"
#include "app/console.h"
#include "app/shown_contract.h"
#include "app/workspace.h"
#include "checkers/contracts/writer.h"
#include "core/report/display.h"
#include "core/report/json_text.h"
#include "core/support/text.h"

#include <fmt/format.h>
#include <ostream>

namespace lintel::app {
namespace {

constexpr int kInvalid = 2;
constexpr int kUnknown = 1; // as grep: the question was good, there is no answer

using Json = nlohmann::ordered_json;

Json jsonOf(const ContractPlace &place) {
  return {{"file", place.file}, {"line", place.line}, {"builtIn", place.isBuiltIn}};
}

std::string asJson(const std::vector<ShownContract> &contracts) {
  Json list = Json::array();
  for (const ShownContract &contract : contracts) {
    Json overridden = Json::array();
    for (const ContractPlace &place : contract.overridden) overridden.push_back(jsonOf(place));
    list.push_back({{"name", contract.name},
                    {"pattern", contract.isPattern},
                    {"place", jsonOf(contract.place)},
                    {"overridden", std::move(overridden)},
                    {"contract", contract.file}});
  }
  return report::dumpJson(list);
}

// Each as a YAML document that could stand in a file of contracts.
std::string asText(const std::vector<ShownContract> &contracts) {
  std::string text;
  for (const ShownContract &contract : contracts) {
    if (!text.empty()) text += "---\n";
    text += "# " + report::visible(placesOf(contract)) + (contract.isPattern ? "; by the pattern below" : "") + "\n";
    text += checkers::toYaml(contract.file);
  }
  return text;
}

std::vector<std::string> namesOf(const checkers::Contracts &contracts) {
  std::vector<std::string> names;
  for (const auto &contract : contracts.functions())
    if (!contract.isPattern) names.push_back(contract.function);
  for (const auto &contract : contracts.types())
    if (!contract.isPattern) names.push_back(contract.type);
  return names;
}

} // namespace

int contractsSchemaCommand(const Options &, Streams streams) {
  return deliver("-", checkers::contractsSchema(), streams) ? 0 : kInvalid;
}

int contractsShowCommand(const Options &options, Streams streams) {
  Diagnostics diagnostics;
  const std::optional<Workspace> workspace = openWorkspace(options, diagnostics);
  print(diagnostics, options, streams);
  if (!workspace) return kInvalid;
  const checkers::Contracts &contracts = workspace->contracts ? *workspace->contracts : *checkers::builtinContracts();
  auto shown =
      options.allContracts ? everyContract(contracts) : contractsOf(contracts, options.contract, options.arity);
  // The C library's functions are written down by their C names.
  if (shown.empty() && options.contract.starts_with("std::"))
    shown = contractsOf(contracts, options.contract.substr(5), options.arity);
  const bool json = options.format == "json";
  if (!deliver("-", json ? asJson(shown) : asText(shown), streams)) return kInvalid;
  if (!shown.empty()) return 0;
  const std::string calls = options.arity ? fmt::format(" with {} arguments", *options.arity) : "";
  std::string text = "note: no contract speaks of '" + options.contract + "'" + calls;
  if (const auto near = didYouMean(options.contract, namesOf(contracts)); near && *near != options.contract)
    text += "; did you mean '" + *near + "'?";
  say(text, streams);
  return kUnknown;
}

} // namespace lintel::app
