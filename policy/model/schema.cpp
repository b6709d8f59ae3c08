#include "policy/model/policy.h"
#include "policy/model/shape.h"

#include <nlohmann/json.hpp>

namespace lintel::policy {
namespace {

using Json = nlohmann::ordered_json;
using Kind = Shape::Kind;

Json schemaOf(const Shape &shape);

Json textSchema(Format format) {
  const TextRule &rule = textRule(format);
  Json schema{{"type", "string"}};
  if (*rule.pattern) schema["pattern"] = rule.pattern;
  if (format == Format::Date) schema["format"] = "date";
  schema["maxLength"] = rule.maxSize;
  return schema;
}

Json fieldSchema(const Field &field) {
  Json schema = schemaOf(field.shape);
  schema["description"] = field.summary;
  if (!field.defaultValue.empty()) schema["default"] = Json::parse(field.defaultValue, nullptr, false);
  return schema;
}

Json mappingSchema(const Shape &shape) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const Field &field : shape.fields) {
    properties[field.name] = fieldSchema(field);
    if (field.required) required.push_back(field.name);
  }
  Json schema{{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
  if (!required.empty()) schema["required"] = required;
  for (const Field &field : shape.fields)
    if (!field.onlyWith.empty()) schema["dependencies"][field.name] = Json::array({field.onlyWith});
  for (const std::string &name : shape.exactlyOneOf) schema["oneOf"].push_back({{"required", Json::array({name})}});
  return schema;
}

Json tableSchema(const Shape &shape) {
  Json schema{{"type", "object"}};
  for (const auto &[name, own] : shape.named) schema["properties"][name] = schemaOf(own);
  schema["additionalProperties"] = schemaOf(shape.parts[0]);
  return schema;
}

Json schemaOf(const Shape &shape) {
  switch (shape.kind) {
  case Kind::Integer:
    if (shape.range) return {{"type", "integer"}, {"minimum", shape.range->first}, {"maximum", shape.range->second}};
    return shape.only ? Json{{"const", *shape.only}} : Json{{"type", "integer"}};
  case Kind::Boolean: return {{"type", "boolean"}};
  case Kind::Choice: return {{"enum", shape.choices}};
  case Kind::Text: return textSchema(shape.format);
  case Kind::Scalar: return {{"type", Json::array({"string", "number", "boolean"})}};
  case Kind::List: {
    Json schema{{"type", "array"}, {"items", schemaOf(shape.parts[0])}};
    if (shape.minItems > 0) schema["minItems"] = shape.minItems;
    return schema;
  }
  case Kind::Mapping: return mappingSchema(shape);
  case Kind::Table: return tableSchema(shape);
  case Kind::Either: return {{"anyOf", Json::array({schemaOf(shape.parts[0]), schemaOf(shape.parts[1])})}};
  }
  return Json::object();
}

Json documentOf(const Shape &shape, const char *title) {
  Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", title}};
  schema.update(schemaOf(shape));
  return schema;
}

std::string textOf(const Json &schema) { return schema.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

} // namespace

std::string policySchema(const std::vector<KnownCheck> &checks, const std::string &contractsSchema) {
  Json schema = documentOf(policyShape(checks), "Policy of Lintel (lintel.yaml)");
  const Json contracts = Json::parse(contractsSchema, nullptr, false);
  if (contracts.contains("properties")) schema["properties"]["contracts"]["properties"].update(contracts["properties"]);
  return textOf(schema);
}

std::string waiversSchema() { return textOf(documentOf(waiversShape(), "Waivers of Lintel")); }

} // namespace lintel::policy
