#include "sbom/advisories/vex_conclude.h"

#include <algorithm>
#include <set>
#include <string_view>

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxNamed = 10; // files, functions or places in one sentence

std::string listed(const std::vector<std::string> &values) {
  const std::set<std::string> sorted(values.begin(), values.end());
  std::string text;
  std::size_t count = 0;
  for (const std::string &value : sorted) {
    if (count == kMaxNamed) return text + " and " + std::to_string(sorted.size() - count) + " more";
    text += (count++ == 0 ? "" : ", ") + value;
  }
  return text;
}

std::string counted(std::size_t count, const std::string &what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string_view baseName(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool endsWithPath(std::string_view path, std::string_view tail) {
  return path.ends_with(tail) && (path.size() == tail.size() || path[path.size() - tail.size() - 1] == '/');
}

// "lib/inflate.c" of upstream may be "inflate.c" here, and the other way round.
bool isSameFile(std::string_view a, std::string_view b) { return endsWithPath(a, b) || endsWithPath(b, a); }

// The last part of a qualified name: "method" of "ns::Class::method()".
std::string_view shortName(std::string_view function) {
  function = function.substr(0, function.find('('));
  const auto colon = function.rfind(':');
  const auto dot = function.rfind('.');
  if (colon != std::string_view::npos)
    function.remove_prefix(colon + 1);
  else if (dot != std::string_view::npos)
    function.remove_prefix(dot + 1);
  return function;
}

bool isSource(std::string_view file) {
  for (const std::string_view ending : {".c", ".cc", ".cpp", ".cxx", ".C", ".c++", ".m", ".mm", ".S", ".s"})
    if (file.ends_with(ending)) return true;
  return false;
}

// Whether an archive's member may hold the file: "inflate.o", "inflate.c.o", "libz_la-inflate.o", and every unity
// build.
bool mayHold(std::string_view member, std::string_view file) {
  std::string_view name = baseName(member);
  if (name.find("unity") != std::string_view::npos) return true;
  const std::string_view source = baseName(file);
  const std::string_view stem = source.substr(0, source.rfind('.'));
  if (const auto dot = name.find('.'); dot != std::string_view::npos) name = name.substr(0, dot);
  return name == stem || (name.ends_with(stem) && name[name.size() - stem.size() - 1] == '-');
}

class Conclusion {
public:
  Conclusion(const AdvisoryFacts &advisory, const ComponentUse &use) : advisory_(advisory), use_(use) {
    statement_.vulnerability = advisory.id;
    statement_.aliases = advisory.aliases;
    statement_.products = {{{use.purl, {}, {}}, {}}};
  }

  VexStatement conclude() {
    if (advisory_.files.empty() && advisory_.functions.empty())
      doubt("the advisory names neither files nor functions");
    else if (use_.origin == CodeOrigin::Distribution)
      doubt("a package of the distribution is judged by the distribution's own record, not by what is compiled here");
    else
      weigh();
    if (statement_.status == VexStatus::UnderInvestigation) statement_.statusNotes = notes_;
    return statement_;
  }

private:
  void weigh() {
    if (!advisory_.files.empty() && (areFilesAbsent() || areFilesUnlinked())) return;
    if (!advisory_.functions.empty()) weighFunctions();
  }

  // No unit compiles or includes the files that the advisory names.
  bool areFilesAbsent() {
    if (use_.origin != CodeOrigin::Compiled) return doubt("the component is a library that was compiled elsewhere");
    if (!use_.allScanned) return doubt("not every unit could be scanned for what it includes");
    std::vector<std::string> inUse;
    std::vector<std::string> missing;
    for (const std::string &file : advisory_.files) {
      if (holds(use_.compiled, file, isNamedAlike) || holds(use_.included, file, isNamedAlike))
        inUse.push_back(file);
      else if (!holds(use_.tree, file, isSameFile))
        missing.push_back(file);
    }
    if (!inUse.empty()) doubt(listed(inUse) + " is compiled or included");
    if (!missing.empty()) doubt(listed(missing) + " is not in the component's directory, or has another name there");
    if (!inUse.empty() || !missing.empty()) return false;
    return clear(VexJustification::VulnerableCodeNotPresent,
                 "None of " + counted(use_.units, "unit") + " compiles or includes " + listed(advisory_.files) + ".");
  }

  // They are compiled, each on its own, and the linker took none of their objects.
  bool areFilesUnlinked() {
    if (use_.origin != CodeOrigin::Compiled || !use_.allScanned || !use_.membersKnown || use_.members.empty())
      return false;
    for (const std::string &file : advisory_.files) {
      const auto holdsFile = [&](const std::string &member) { return mayHold(member, file); };
      // What is included is part of whatever includes it.
      if (!isSource(file) || holds(use_.included, file, isNamedAlike) || !holds(use_.tree, file, isSameFile))
        return false;
      if (std::any_of(use_.members.begin(), use_.members.end(), holdsFile))
        return doubt("an object of " + file + " is linked");
    }
    return clear(VexJustification::VulnerableCodeNotPresent, "None of the component's " +
                                                                 counted(use_.members.size(), "linked object") +
                                                                 " is made from " + listed(advisory_.files) + ".");
  }

  void weighFunctions() {
    std::vector<std::string> places;
    for (const FunctionUse &one : use_.referenced)
      if (isAsked(one.function)) places.push_back(one.function + " at " + one.where);
    if (!places.empty()) {
      doubt("the program refers to " + listed(places));
      return;
    }
    const std::string unnamed = "no unit refers to " + listed(advisory_.functions);
    if (!use_.referencesKnown) {
      doubt("not every unit could be parsed for references to " + listed(advisory_.functions));
    } else if (use_.origin != CodeOrigin::Compiled || !use_.closed) {
      doubt(unnamed + ", but code that was not parsed may");
    } else if (!arePlain()) {
      doubt(unnamed + ", but not each of them is declared as a function that runs only when it is named");
    } else {
      clear(VexJustification::VulnerableCodeNotInExecutePath,
            "None of " + counted(use_.units, "unit") +
                ", the component's own among them, calls or takes the address of " + listed(advisory_.functions) + ".");
    }
  }

  bool isAsked(std::string_view function) const {
    return std::any_of(advisory_.functions.begin(), advisory_.functions.end(),
                       [&](const std::string &name) { return shortName(name) == shortName(function); });
  }

  bool arePlain() const {
    return std::all_of(advisory_.functions.begin(), advisory_.functions.end(), [&](const std::string &name) {
      return std::any_of(use_.plainFunctions.begin(), use_.plainFunctions.end(),
                         [&](const std::string &plain) { return shortName(plain) == shortName(name); });
    });
  }

  static bool isNamedAlike(std::string_view a, std::string_view b) { return baseName(a) == baseName(b); }

  static bool holds(const std::vector<std::string> &files, std::string_view file,
                    bool (*same)(std::string_view, std::string_view)) {
    return std::any_of(files.begin(), files.end(), [&](const std::string &one) { return same(one, file); });
  }

  bool clear(VexJustification justification, std::string evidence) {
    statement_.status = VexStatus::NotAffected;
    statement_.justification = justification;
    statement_.impactStatement = std::move(evidence);
    return true;
  }

  // False, so that a step can end with it: nothing is decided.
  bool doubt(const std::string &note) {
    notes_ += (notes_.empty() ? "" : "; ") + note;
    return false;
  }

  const AdvisoryFacts &advisory_;
  const ComponentUse &use_;
  VexStatement statement_;
  std::string notes_;
};

} // namespace

VexStatement concludeVex(const AdvisoryFacts &advisory, const ComponentUse &use) {
  return Conclusion(advisory, use).conclude();
}

} // namespace lintel::sbom
