#include "sbom/declared/script_declaration.h"

namespace lintel::sbom {

Declaration declared(const SourceText &source, const ScriptCall &call, const ScriptText &name, std::string channel) {
  Declaration declaration;
  declaration.channel = std::move(channel);
  if (name.resolved) declaration.name = name.text;
  declaration.location = source.location(name.span);
  declaration.condition = call.condition;
  noteComputed(declaration, name);
  return declaration;
}

void noteComputed(Declaration &declaration, const ScriptText &text) {
  if (text.resolved) return;
  declaration.resolved = false;
  declaration.constraint += (declaration.constraint.empty() ? "" : " ") + text.text;
}

} // namespace lintel::sbom
