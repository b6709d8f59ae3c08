#include "policy/model/node.h"
#include "policy/model/policy.h"
#include "policy/model/read.h"
#include "policy/model/validate.h"

#include "core/support/path.h"

namespace lintel::policy {
namespace {

// The text of a file that the user or the policy names; at is the place that names it.
std::optional<std::string> readText(const FileSystem &files, const std::string &root, const std::string &path,
                                    Position at, const std::string &hintIfMissing, Mistakes &mistakes) {
  const std::string absolute = absolutePath(path, root);
  const auto refuse = [&](const std::string &what, const char *expected, const std::string &hint = "") {
    mistakes.add(at, quoted(path) + " " + what, expected, hint);
    return std::nullopt;
  };
  if (files.isDirectory(absolute)) return refuse("is a directory", "a YAML file");
  if (!files.isFile(absolute)) return refuse("does not exist", "a YAML file", hintIfMissing);
  // A path outside can only come from the user, who may read what they like.
  if (relativeTo(absolute, root) && !staysInside(absolute, root)) {
    return refuse("is a link that leaves the repository", "a file inside the repository");
  }
  auto text = files.read(absolute, kMaxYamlSize);
  if (!text) return refuse(text.error().what, "a YAML file of at most 1 MiB");
  return std::move(*text);
}

// The tree of a file, held against its shape; nullopt when there is none.
std::optional<Node> parse(const std::string &text, const Shape &shape, Mistakes &mistakes) {
  auto tree = parseYaml(text, mistakes);
  if (!tree) return std::nullopt;
  if (tree->kind == Node::Kind::Null) {
    mistakes.add({}, "the file is empty", "a mapping", "write 'version: 1'");
    return std::nullopt;
  }
  validate(*tree, shape, "the file", mistakes);
  return tree;
}

// The waivers file that the policy names, if the path is one that may be followed.
const Node *waiversPath(const Node &tree) {
  const Node *path = tree.find("waivers");
  if (!path || path->kind != Node::Kind::String) return nullptr;
  return insideRepository(path->text) ? path : nullptr;
}

// Mistakes of the path belong to the policy, those in the file to the file.
std::vector<Waiver> loadWaivers(const FileSystem &files, const std::string &root, const Node &path,
                                const std::vector<std::string> &rules, Mistakes &inPolicy, Mistakes &inWaivers) {
  const auto text = readText(files, root, path.text, path.at, "create it, or remove the key 'waivers'", inPolicy);
  if (!text) return {};
  const auto tree = parse(*text, waiversShape(), inWaivers);
  if (!tree) return {};
  return readWaivers(*tree, rules, inWaivers);
}

// Here is only seen that each text is a mapping of bounded size and depth; what it says is read elsewhere.
void loadContracts(const FileSystem &files, const std::string &root, const Node &policyTree,
                   const std::string &policyText, Policy &policy, Mistakes &inPolicy, std::vector<Mistakes> &inFiles) {
  const Node *section = policyTree.find("contracts");
  if (!section || section->kind != Node::Kind::Mapping) return;
  const Node *names = section->find("files");
  for (const Node &name : names ? names->items : std::vector<Node>()) {
    const auto inside = name.kind == Node::Kind::String ? insideRepository(name.text) : std::nullopt;
    if (!inside) continue;
    auto text = readText(files, root, *inside, name.at, "create it, or remove it from 'files'", inPolicy);
    if (!text) continue;
    Mistakes &mistakes = inFiles.emplace_back(*inside);
    const auto tree = parseYaml(*text, mistakes);
    if (tree && tree->kind != Node::Kind::Mapping)
      mistakes.add(tree->at, std::string("the file is ") + describe(tree->kind), "a mapping",
                   "it begins with 'library: NAME'");
    policy.contracts.push_back({*inside, std::move(*text), ""});
  }
  if (section->entries.size() > (names ? 1U : 0U)) policy.contracts.push_back({policy.file, policyText, "contracts"});
}

} // namespace

std::optional<Policy> load(const FileSystem &files, const std::string &root, const std::string &file,
                           const std::vector<KnownCheck> &checks, Diagnostics &diagnostics) {
  Mistakes mistakes(relativeTo(absolutePath(file, root), root).value_or(file));
  const auto text = readText(files, root, file, {}, "write one; it begins with 'version: 1'", mistakes);
  const auto tree = text ? parse(*text, policyShape(checks), mistakes) : std::nullopt;
  if (!tree) {
    mistakes.report(diagnostics);
    return std::nullopt;
  }
  Policy policy = readPolicy(*tree, checks, mistakes);
  const Node *path = waiversPath(*tree);
  Mistakes inWaivers(path ? insideRepository(path->text).value_or(path->text) : "");
  if (path) policy.waivers = loadWaivers(files, root, *path, ruleIds(policy, checks), mistakes, inWaivers);
  std::vector<Mistakes> inContracts;
  loadContracts(files, root, *tree, *text, policy, mistakes, inContracts);
  mistakes.report(diagnostics);
  inWaivers.report(diagnostics);
  bool valid = mistakes.empty() && inWaivers.empty();
  for (const Mistakes &inFile : inContracts) {
    inFile.report(diagnostics);
    valid &= inFile.empty();
  }
  if (!valid) return std::nullopt;
  return policy;
}

} // namespace lintel::policy
