// The JSON Schema says the same as the loader about structure.
#include "policy/model/node.h"
#include "tests/unit/policy/policy_cases.h"
#include "tests/unit/policy/policy_fixture.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>
#pragma clang diagnostic pop

namespace lintel::policy::test {
namespace {

using nlohmann::json;

// In place of the one that the checkers generate.
constexpr const char *kContracts = R"({"properties": {"library": {"type": "string"}, "functions": {"type": "array"}}})";

// A value as a JSON tool would see it.
json toJson(const Node &node) {
  switch (node.kind) {
  case Node::Kind::Null: return nullptr;
  case Node::Kind::Boolean: return node.text[0] == 't' || node.text[0] == 'T';
  case Node::Kind::Integer: return std::stoll(node.text, nullptr, 10);
  case Node::Kind::Number: return std::stod(node.text);
  case Node::Kind::String: return node.text;
  case Node::Kind::List: {
    json list = json::array();
    for (const Node &item : node.items) list.push_back(toJson(item));
    return list;
  }
  case Node::Kind::Mapping: {
    json object = json::object();
    for (const Node::Entry &entry : node.entries) object[entry.key] = toJson(entry.value);
    return object;
  }
  }
  return nullptr;
}

class SchemaOf {
public:
  explicit SchemaOf(const std::string &text) : json_(json::parse(text)) {
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(json_), schema_);
  }

  bool accepts(const std::string &yaml) const {
    Mistakes mistakes("x.yaml");
    const auto tree = parseYaml(yaml, mistakes);
    REQUIRE(tree);
    const json document = toJson(*tree);
    valijson::Validator validator;
    return validator.validate(schema_, valijson::adapters::NlohmannJsonAdapter(document), nullptr);
  }

private:
  json json_;
  valijson::Schema schema_;
};

void requireSameStructure(const SchemaOf &schema, const std::vector<BadCase> &cases) {
  for (const BadCase &bad : cases) {
    if (bad.kind == Kind::Yaml) continue; // no JSON to speak of
    DYNAMIC_SECTION(bad.name) { CHECK(schema.accepts(bad.text) == (bad.kind == Kind::Meaning)); }
  }
}

// "checks.*.paths.include": every key that a schema describes.
void collectKeys(const json &schema, const std::string &path, std::set<std::string> &keys) {
  const std::string prefix = path.empty() ? "" : path + ".";
  if (schema.contains("properties")) {
    for (const auto &[name, property] : schema["properties"].items()) {
      const bool isCheck = path == "checks"; // checks by name have what every entry has, and options
      if (!isCheck) keys.insert(prefix + name);
      if (!isCheck || name == "lintel-cast-pointer-int") collectKeys(property, prefix + (isCheck ? "*" : name), keys);
    }
  }
  if (schema.contains("additionalProperties") && schema["additionalProperties"].is_object()) {
    collectKeys(schema["additionalProperties"], prefix + "*", keys);
  }
  if (schema.contains("items")) collectKeys(schema["items"], path + "[]", keys);
  for (const json &part : schema.value("anyOf", json::array())) collectKeys(part, path, keys);
}

std::string guide(const std::string &name = "policy.md") {
  const std::ifstream file(LINTEL_SOURCE_DIR "/docs/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void requireDocumented(const std::string &schema, const std::string &text) {
  std::set<std::string> keys;
  collectKeys(json::parse(schema), "", keys);
  for (const std::string &key : keys) {
    if (key.starts_with("checks.*.options.")) continue; // on the page of the check
    INFO(key);
    CHECK(text.find("| `" + key + "` |") != std::string::npos);
  }
}

} // namespace

TEST_CASE("the schema of the policy accepts what the loader accepts") {
  const SchemaOf schema(policySchema(knownChecks(), kContracts));
  CHECK(schema.accepts(kFullPolicy));
  CHECK(schema.accepts("version: 1\n"));
  requireSameStructure(schema, badPolicies());
}

TEST_CASE("the schema of the waivers accepts what the loader accepts") {
  const SchemaOf schema(waiversSchema());
  CHECK(schema.accepts(kFullWaivers));
  CHECK(schema.accepts("version: 1\nwaivers: []\n"));
  requireSameStructure(schema, badWaivers());
}

TEST_CASE("the schema shows the defaults that the loader uses") {
  const json properties = json::parse(policySchema(knownChecks(), kContracts))["properties"];
  const Policy policy = valid("version: 1\ndocuments: [{ id: a, pattern: x, message: m, files: ['*'] }]\n");
  CHECK(properties["fail-on"]["default"] == lintel::toString(policy.failOn));
  CHECK((properties["incomplete"]["default"] == "allow") == policy.incompleteAllowed);
  CHECK(properties["dependencies"]["properties"]["mode"]["default"] == toString(policy.dependencies.mode));
  CHECK(properties["documents"]["items"]["properties"]["severity"]["default"] ==
        lintel::toString(policy.documents[0].severity));
}

TEST_CASE("the schema describes the options of each check") {
  const json schema = json::parse(policySchema(knownChecks(), kContracts));
  CHECK(schema["$schema"] == "http://json-schema.org/draft-07/schema#");
  const json settings = schema["properties"]["checks"]["properties"]["lintel-cast-pointer-int"]["anyOf"][1];
  const json options = settings["properties"]["options"]["properties"];
  CHECK(options["MaxDepth"]["type"] == "integer");
  CHECK(options["MaxDepth"]["default"] == 3);
  CHECK(options["MaxDepth"]["description"] == "How deep.");
  CHECK(options["Strict"]["type"] == "boolean");
}

TEST_CASE("the guide has every key of the policy and of the waivers") {
  const std::string text = guide();
  requireDocumented(policySchema(knownChecks(), kContracts), text);
  requireDocumented(waiversSchema(), text);
}

TEST_CASE("the examples of the guide are valid") {
  // ```yaml blocks: the first is a whole policy, the second its waivers.
  const std::vector<std::string> blocks = yamlBlocks(guide());
  REQUIRE(blocks.size() >= 2);
  const Policy policy = valid(blocks[0], blocks[1]);
  CHECK_FALSE(policy.waivers.empty());
  CHECK_FALSE(policy.documents.empty());
  CHECK(policy.dependencies.enabled);
}

TEST_CASE("the examples of the guide to the audit are valid") {
  std::size_t examples = 0;
  for (const std::string &block : yamlBlocks(guide("audit.md"))) {
    if (!block.starts_with("dependencies:")) continue; // a part of one
    ++examples;
    INFO(block);
    CHECK(valid("version: 1\n" + block).dependencies.enabled);
  }
  CHECK(examples > 6);
}

} // namespace lintel::policy::test
