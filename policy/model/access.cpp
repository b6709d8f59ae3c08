#include "policy/model/access.h"

#include "core/finding/fingerprint.h"

namespace lintel::policy {

std::string textAt(const Node &mapping, const char *key) {
  const Node *node = mapping.find(key);
  return node && node->kind == Node::Kind::String ? node->text : "";
}

// Prose as one line: a block scalar may have several.
std::string sentenceAt(const Node &mapping, const char *key) { return normaliseLine(textAt(mapping, key)); }

const std::vector<Node> &itemsAt(const Node &mapping, const char *key) {
  static const std::vector<Node> none;
  const Node *node = mapping.find(key);
  return node ? node->items : none;
}

std::vector<std::string> textsAt(const Node &mapping, const char *key) {
  std::vector<std::string> texts;
  for (const Node &item : itemsAt(mapping, key)) texts.push_back(item.text);
  return texts;
}

std::vector<Glob> globsAt(const Node &mapping, const char *key) {
  std::vector<Glob> globs;
  for (const Node &item : itemsAt(mapping, key)) {
    if (auto glob = Glob::compile(item.text)) globs.push_back(std::move(*glob));
  }
  return globs;
}

std::optional<Mode> modeFrom(const std::string &text) {
  for (const Mode mode : {Mode::Off, Mode::Warn, Mode::Enforce}) {
    if (text == toString(mode)) return mode;
  }
  return std::nullopt;
}

} // namespace lintel::policy
