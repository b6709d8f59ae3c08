// Builders of shapes, for those that describe a part of the policy.
#pragma once

#include "policy/model/shape.h"

namespace lintel::policy {

Shape text(Format format = Format::Any);
Shape scalar(Shape::Kind kind);
Shape integer(int least, int most); // both included
Shape choice(std::vector<std::string> choices);
Shape list(Shape element, std::size_t minItems = 0);
Shape mapping(std::vector<Field> fields);
Shape either(Shape first, Shape second);
Shape versionOne();
Shape mode();
Shape severity();
Shape globs(std::size_t minItems = 0);

} // namespace lintel::policy
