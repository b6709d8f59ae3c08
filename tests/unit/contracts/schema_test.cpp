// The JSON Schema of a file of contracts says the same as the reader about structure.
#include "checkers/contracts/contracts.h"
#include "checkers/contracts/embedded.h"
#include "core/support/file_system.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <yaml-cpp/yaml.h>

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>
#pragma clang diagnostic pop

using namespace lintel;
using nlohmann::json;

namespace {

// As an editor sees it, which reads YAML 1.2.
json toJson(const YAML::Node &node) {
  if (node.IsMap()) {
    json object = json::object();
    for (const auto &item : node) object[item.first.Scalar()] = toJson(item.second);
    return object;
  }
  if (node.IsSequence()) {
    json list = json::array();
    for (const auto &item : node) list.push_back(toJson(item));
    return list;
  }
  const std::string text = node.Scalar();
  if (node.Tag() == "!") return text; // in quotes
  if (text == "true" || text == "false") return text == "true";
  if (!text.empty() && text.find_first_not_of("0123456789-") == std::string::npos) return std::stoll(text);
  return text;
}

bool accepts(const std::string &yaml) {
  const json document = json::parse(checkers::contractsSchema());
  valijson::Schema schema;
  valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(document), schema);
  const json target = toJson(YAML::Load(yaml));
  return valijson::Validator().validate(schema, valijson::adapters::NlohmannJsonAdapter(target), nullptr);
}

bool reads(const std::string &yaml) { return checkers::Contracts::load({{"own.yaml", yaml}}).has_value(); }

} // namespace

TEST_CASE("the schema accepts every built-in file") {
  int files = 0;
  for (const auto &[file, text] : embedded::checkers_contracts::files()) {
    INFO(file);
    CHECK(accepts(std::string(text)));
    ++files;
  }
  CHECK(files > 8);
}

TEST_CASE("the schema and the reader agree about structure") {
  const std::string head = "library: x\nfunctions:\n";
  for (const std::string entry : {"function: f",
                                  "match: 'f.*'",
                                  "function: [f, 'g::~h']",
                                  "function: f, arity: 3",
                                  "function: f, arity: 64",
                                  "function: f, arity: many",
                                  "function: 'a b'",
                                  "arity: 1",
                                  "function: f, match: f",
                                  "function: f, unknown: 1",
                                  "function: f, returns: [zero, eof]",
                                  "function: f, returns: never",
                                  "function: f, errno: set",
                                  "function: f, errno: maybe",
                                  "function: f, must-check: perhaps",
                                  "function: f, ok-to-ignore-when: {argument: 0}",
                                  "function: f, ok-to-ignore-when: [{argument: 0, is: [a, 1]}]",
                                  "function: f, ok-to-ignore-when: [{argument: 0, isnt: a}]",
                                  "function: f, blocks: yes",
                                  "function: f, blocks: {argument: 1, calls: [g]}",
                                  "function: f, blocks: {arg: 1}"}) {
    const std::string text = head + "  - {" + entry + "}\n";
    INFO(text);
    CHECK(accepts(text) == reads(text));
  }
  for (const std::string text :
       {"library: x\n", "functions: []\n", "library: x\nfunctions: 1\n", "library: x\nextra: 1\n",
        "library: x\ndeclared-in: nowhere\n", "library: x\ntypes: [{type: T}]\n",
        "library: x\ntypes: [{variable: v}]\n", "library: x\ntypes: [{type: T, failed: ''}]\n"}) {
    INFO(text);
    CHECK(accepts(text) == reads(text));
  }
}

TEST_CASE("the file that the guide shows is valid") {
  const Result<std::string> guide = RealFileSystem().read(std::string(LINTEL_SOURCE_DIR) + "/docs/contracts.md");
  REQUIRE(guide);
  const std::size_t begin = guide->find("```yaml\n") + 8;
  const std::string example = guide->substr(begin, guide->find("```", begin) - begin);
  CHECK(accepts(example));
  const auto contracts = checkers::Contracts::load({{"guide.yaml", example}});
  if (!contracts) FAIL(toString(contracts.error()));
  CHECK(contracts->function("store_get_all", 1));
  CHECK_FALSE(reads("library: x\nfunctions: [{function: f, returns: null}]\n"));
}
