#include "checkers/contracts/contracts.h"

#include "checkers/contracts/embedded.h"
#include "checkers/contracts/reader.h"

#include <algorithm>
#include <re2/re2.h>
#include <unordered_map>

namespace lintel::checkers {

namespace {

struct NameHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view name) const { return std::hash<std::string_view>{}(name); }
};
template <class T> using ByName = std::unordered_map<std::string, T, NameHash, std::equal_to<>>;

struct Pattern {
  std::unique_ptr<re2::RE2> regex;
  std::size_t entry;
};

// The reader has already compiled the pattern once, so it is known to be valid.
Pattern compile(const std::string &text, std::size_t entry) { return {std::make_unique<re2::RE2>(text), entry}; }

const Pattern *firstMatch(const std::vector<Pattern> &patterns, std::string_view name) {
  for (const Pattern &pattern : patterns)
    if (re2::RE2::FullMatch(re2::StringPiece(name.data(), name.size()), *pattern.regex)) return &pattern;
  return nullptr;
}

} // namespace

struct Contracts::Index {
  std::vector<FunctionContract> functions;
  std::vector<TypeContract> types;
  ByName<std::vector<std::size_t>> functionsByName; // several only when they differ in arity
  ByName<std::size_t> typesByName;
  std::vector<Pattern> functionPatterns; // the latest first
  std::vector<Pattern> typePatterns;

  void add(FunctionContract contract) {
    const std::size_t entry = functions.size();
    if (contract.isPattern) {
      functionPatterns.insert(functionPatterns.begin(), compile(contract.function, entry));
    } else {
      std::vector<std::size_t> &same = functionsByName[contract.function];
      std::erase_if(same, [&](std::size_t other) { return functions[other].arity == contract.arity; });
      same.push_back(entry);
    }
    functions.push_back(std::move(contract));
  }

  void add(TypeContract contract) {
    const std::size_t entry = types.size();
    if (contract.isPattern)
      typePatterns.insert(typePatterns.begin(), compile(contract.type, entry));
    else
      typesByName[contract.type] = entry;
    types.push_back(std::move(contract));
  }
};

Contracts::Contracts(std::shared_ptr<const Index> index) : index_(std::move(index)) {}

Result<Contracts> Contracts::load(const std::vector<ContractSource> &sources) {
  auto index = std::make_shared<Index>();
  for (const ContractSource &source : sources) {
    Result<ContractFile> file = readContracts(source);
    if (!file) return fail(std::move(file.error()));
    for (FunctionContract &contract : file->functions) index->add(std::move(contract));
    for (TypeContract &contract : file->types) index->add(std::move(contract));
  }
  return Contracts(std::move(index));
}

const FunctionContract *Contracts::function(std::string_view name, unsigned arity) const {
  const FunctionContract *any = nullptr;
  if (const auto found = index_->functionsByName.find(name); found != index_->functionsByName.end()) {
    for (const std::size_t entry : found->second) {
      const FunctionContract &contract = index_->functions[entry];
      if (contract.arity == arity) return &contract;
      if (!contract.arity) any = &contract;
    }
  }
  if (any) return any;
  for (const Pattern &pattern : index_->functionPatterns) {
    const FunctionContract &contract = index_->functions[pattern.entry];
    if (contract.arity && *contract.arity != arity) continue;
    if (re2::RE2::FullMatch(re2::StringPiece(name.data(), name.size()), *pattern.regex)) return &contract;
  }
  return nullptr;
}

const TypeContract *Contracts::type(std::string_view name) const {
  if (const auto found = index_->typesByName.find(name); found != index_->typesByName.end())
    return &index_->types[found->second];
  const Pattern *pattern = firstMatch(index_->typePatterns, name);
  return pattern ? &index_->types[pattern->entry] : nullptr;
}

const std::vector<FunctionContract> &Contracts::functions() const { return index_->functions; }
const std::vector<TypeContract> &Contracts::types() const { return index_->types; }

const Result<Contracts> &builtinContracts() {
  static const Result<Contracts> contracts = [] {
    std::vector<ContractSource> sources;
    for (const auto &[file, text] : embedded::checkers_contracts::files()) sources.push_back({std::string(file), text});
    return Contracts::load(sources);
  }();
  return contracts;
}

const Result<Contracts> &activeContracts() { return builtinContracts(); }

} // namespace lintel::checkers
