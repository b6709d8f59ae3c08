// Values of a mapping by their keys, for the readers: empty where there is nothing of the form.
#pragma once

#include "core/support/glob.h"
#include "policy/model/node.h"
#include "policy/model/policy.h"

#include <optional>
#include <string>
#include <vector>

namespace lintel::policy {

std::string textAt(const Node &mapping, const char *key);
std::string sentenceAt(const Node &mapping, const char *key); // prose as one line: a block scalar may have several
const std::vector<Node> &itemsAt(const Node &mapping, const char *key);
std::vector<std::string> textsAt(const Node &mapping, const char *key);
std::vector<Glob> globsAt(const Node &mapping, const char *key);
std::optional<Mode> modeFrom(const std::string &text);

} // namespace lintel::policy
