#include "sbom/linked/ninja_file.h"

#include "core/support/path.h"

#include <set>

namespace lintel::sbom {
namespace {

constexpr int kMaxNesting = 64;
constexpr std::size_t kMaxFiles = 10'000;
constexpr std::size_t kMaxEdges = 1'000'000;
constexpr std::uint64_t kMaxTotalSize = 512ull << 20; // Chromium's files have some 100 MB together

class NinjaReader {
public:
  NinjaReader(const FileSystem &files, const std::string &buildDirectory, NinjaBuild &build)
      : files_(files), buildDirectory_(buildDirectory), build_(build) {}

  Status readFile(const std::string &path, std::shared_ptr<NinjaScope> scope, int depth) {
    if (++fileCount_ > kMaxFiles) return failIn(path, "the build has more than 10,000 Ninja files");
    if (open_.contains(path)) return failIn(path, "a Ninja file that includes itself");
    if (!staysInside(path, buildDirectory_)) return failIn(path, "a Ninja file outside the build directory");
    const auto text = files_.read(path, bytesLeft_);
    if (!text) return fail(text.error());
    bytesLeft_ -= text->size();
    open_.insert(path);
    Status status = FileReader{*this, NinjaLexer(*text, path), path, std::move(scope), depth}.read();
    open_.erase(path);
    return status;
  }

private:
  struct FileReader {
    NinjaReader &reader;
    NinjaLexer lexer;
    const std::string &path;
    std::shared_ptr<NinjaScope> scope;
    int depth;

    Status read() {
      while (!lexer.atEnd()) {
        if (const Status status = statement(); !status) return status;
        if (reader.build_.budget.isExhausted()) return lexer.fail("the variables expand to more than 256 MiB", "");
      }
      return {};
    }

    Status statement() {
      const int line = lexer.line();
      if (lexer.skipIndent()) return lexer.fail("unexpected indent", "a statement");
      const std::string_view word = lexer.name();
      if (word.empty()) return lexer.fail("not a statement", "build, rule, include or 'name = value'");
      if (lexer.accept("=")) return assign(std::string(word), scope->variables);
      if (word == "build") return buildStatement(line);
      if (word == "rule") return rule();
      if (word == "pool") return pool();
      if (word == "include" || word == "subninja") return include(word == "subninja");
      if (word == "default") return skipLine();
      return lexer.fail("unexpected name '" + std::string(word) + "'", "'=' after it");
    }

    Status skipLine() {
      lexer.skipLine();
      return {};
    }

    std::string expand(std::string_view raw) const {
      std::string text;
      expandNinja(raw, text, reader.build_.budget, [this](std::string_view name, std::string &into) {
        if (const std::string *value = scope->variable(name)) reader.build_.budget.append(*value, into);
      });
      return text;
    }

    Status assign(std::string name, std::map<std::string, std::string, std::less<>> &variables) {
      variables[std::move(name)] = expand(lexer.value());
      return lexer.endLine();
    }

    Result<std::string_view> bindingName() {
      const std::string_view name = lexer.name();
      if (name.empty() || !lexer.accept("=")) return lexer.fail("not a binding", "'name = value'");
      return name;
    }

    Status rule() {
      const std::string name(lexer.name());
      if (name.empty()) return lexer.fail("a rule without a name", "rule NAME");
      if (const Status status = lexer.endLine(); !status) return status;
      auto definition = std::make_shared<NinjaRule>();
      while (lexer.skipIndent()) {
        const auto binding = bindingName();
        if (!binding) return fail(binding.error());
        definition->bindings[std::string(*binding)] = lexer.value();
        if (const Status status = lexer.endLine(); !status) return status;
      }
      scope->rules[name] = std::move(definition);
      return {};
    }

    Status pool() {
      lexer.skipLine();
      while (lexer.skipIndent()) lexer.skipLine();
      return {};
    }

    Status include(bool ownScope) {
      const std::string name = expand(lexer.path());
      if (name.empty()) return lexer.fail("no file is named", "a path");
      if (depth == kMaxNesting) return lexer.fail("includes nest deeper than 64 files", "fewer of them");
      auto inner = scope;
      if (ownScope) {
        inner = std::make_shared<NinjaScope>();
        inner->parent = scope;
      }
      const Status read = reader.readFile(absolutePath(name, reader.buildDirectory_), std::move(inner), depth + 1);
      if (!read) reader.build_.problems.push_back(read.error());
      return lexer.endLine();
    }

    // Paths up to ':', '|' or the end of the line; they see the variables of the file, not those of the edge.
    std::vector<std::string> paths() {
      std::vector<std::string> found;
      for (std::string_view raw = lexer.path(); !raw.empty(); raw = lexer.path()) {
        std::string path = expand(raw);
        if (!path.empty()) found.push_back(std::move(path));
      }
      return found;
    }

    Status buildStatement(int line) {
      NinjaEdge edge;
      edge.line = line;
      edge.outputs = paths();
      if (lexer.accept("|")) paths(); // implicit outputs
      if (!lexer.accept(":")) return lexer.fail("a build statement without ':'", "build OUTPUTS: RULE INPUTS");
      const std::string_view rule = lexer.name();
      if (rule.empty()) return lexer.fail("a build statement without a rule", "build OUTPUTS: RULE INPUTS");
      edge.inputs = paths();
      if (lexer.accept("|")) paths();  // implicit dependencies
      if (lexer.accept("||")) paths(); // order-only dependencies
      if (lexer.accept("|@")) paths(); // validations
      if (const Status status = lexer.endLine(); !status) return status;
      while (lexer.skipIndent()) {
        const auto name = bindingName();
        if (!name) return fail(name.error());
        edge.bindings.emplace_back(*name, expand(lexer.value()));
        if (const Status status = lexer.endLine(); !status) return status;
      }
      return add(std::move(edge), rule);
    }

    Status add(NinjaEdge edge, std::string_view rule) {
      if (rule == "phony") return {};
      edge.definition = scope->rule(rule);
      if (edge.definition == nullptr) {
        Problem problem = lexer.fail("unknown rule '" + std::string(rule) + "'", "a rule that is defined").value();
        problem.line = edge.line;
        problem.column = 0;
        return fail(std::move(problem));
      }
      if (reader.build_.edges.size() == kMaxEdges) return lexer.fail("more than 1,000,000 build statements", "");
      edge.rule = rule;
      edge.scope = scope;
      edge.file = path;
      reader.build_.edges.push_back(std::move(edge));
      return {};
    }
  };

  static tl::unexpected<Problem> failIn(const std::string &path, std::string what) {
    Problem problem;
    problem.what = std::move(what);
    problem.file = path;
    return fail(std::move(problem));
  }

  const FileSystem &files_;
  const std::string &buildDirectory_;
  NinjaBuild &build_;
  std::set<std::string> open_; // the file that is read and those around it
  std::size_t fileCount_ = 0;
  std::uint64_t bytesLeft_ = kMaxTotalSize;
};

} // namespace

const std::string *NinjaScope::variable(std::string_view name) const {
  for (const NinjaScope *scope = this; scope != nullptr; scope = scope->parent.get()) {
    if (const auto found = scope->variables.find(name); found != scope->variables.end()) return &found->second;
  }
  return nullptr;
}

std::shared_ptr<const NinjaRule> NinjaScope::rule(std::string_view name) const {
  for (const NinjaScope *scope = this; scope != nullptr; scope = scope->parent.get()) {
    if (const auto found = scope->rules.find(name); found != scope->rules.end()) return found->second;
  }
  return nullptr;
}

NinjaBuild readNinja(const FileSystem &files, const std::string &path, const std::string &buildDirectory) {
  NinjaBuild build;
  const Status read = NinjaReader(files, buildDirectory, build).readFile(path, std::make_shared<NinjaScope>(), 0);
  if (!read) build.problems.push_back(read.error());
  return build;
}

} // namespace lintel::sbom
