#include "policy/model/shape_parts.h"

#include <utility>

namespace lintel::policy {

using Kind = Shape::Kind;

Shape text(Format format) {
  Shape shape;
  shape.kind = Kind::Text;
  shape.format = format;
  return shape;
}

Shape scalar(Kind kind) {
  Shape shape;
  shape.kind = kind;
  return shape;
}

Shape integer(int least, int most) {
  Shape shape = scalar(Kind::Integer);
  shape.range = {least, most};
  return shape;
}

Shape choice(std::vector<std::string> choices) {
  Shape shape;
  shape.kind = Kind::Choice;
  shape.choices = std::move(choices);
  return shape;
}

Shape list(Shape element, std::size_t minItems) {
  Shape shape;
  shape.kind = Kind::List;
  shape.minItems = minItems;
  shape.parts.push_back(std::move(element));
  return shape;
}

Shape mapping(std::vector<Field> fields) {
  Shape shape;
  shape.kind = Kind::Mapping;
  shape.fields = std::move(fields);
  return shape;
}

Shape either(Shape first, Shape second) {
  Shape shape;
  shape.kind = Kind::Either;
  shape.parts.push_back(std::move(first));
  shape.parts.push_back(std::move(second));
  return shape;
}

Shape versionOne() {
  Shape shape = scalar(Kind::Integer);
  shape.only = 1;
  return shape;
}

Shape mode() { return choice({"off", "warn", "enforce"}); }
Shape severity() { return choice({"note", "warning", "error"}); }
Shape globs(std::size_t minItems) { return list(text(Format::Glob), minItems); }

} // namespace lintel::policy
