// What the registered types of package URLs ask for beyond the common syntax (ECMA-427, annex A): which parts
// must or must not be there, and which are the same in upper and lower case.
#pragma once

#include "sbom/model/purl.h"

namespace lintel::sbom {

// Brings the parts into the form that their type calls canonical; a type that is not registered changes nothing.
// Errors: a part is missing, forbidden or misspelt.
Status applyPurlType(Purl &purl);

} // namespace lintel::sbom
