// The shape of the section `dependencies:`.
#pragma once

#include "policy/model/shape.h"

namespace lintel::policy {

Shape dependenciesShape();

} // namespace lintel::policy
