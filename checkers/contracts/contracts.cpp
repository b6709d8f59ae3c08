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

bool matches(const Pattern &pattern, std::string_view name) {
  return re2::RE2::FullMatch(re2::StringPiece(name.data(), name.size()), *pattern.regex);
}

} // namespace

struct Contracts::Index {
  std::vector<FunctionContract> functions;
  std::vector<TypeContract> types;
  ByName<std::vector<std::size_t>> functionsByName; // several only when they differ in arity
  ByName<std::size_t> typesByName;
  std::vector<Pattern> functionPatterns; // the latest first
  std::vector<Pattern> typePatterns;
  std::shared_ptr<const Index> below; // asked for what is not found here

  Status add(const ContractSource &source) {
    Result<ContractFile> file = readContracts(source);
    if (!file) return fail(std::move(file.error()));
    for (FunctionContract &contract : file->functions) add(std::move(contract));
    for (TypeContract &contract : file->types) add(std::move(contract));
    return {};
  }

private:
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

// In the order in which they decide; stops when visit returns true.
template <class Visit> void Contracts::visit(std::string_view name, unsigned arity, const Visit &visit) const {
  for (const Index *index = index_.get(); index; index = index->below.get()) {
    if (const auto found = index->functionsByName.find(name); found != index->functionsByName.end())
      for (const bool exact : {true, false})
        for (const std::size_t entry : found->second) {
          const FunctionContract &contract = index->functions[entry];
          if ((exact ? contract.arity == arity : !contract.arity) && visit(contract)) return;
        }
    for (const Pattern &pattern : index->functionPatterns) {
      const FunctionContract &contract = index->functions[pattern.entry];
      if (contract.arity.value_or(arity) == arity && matches(pattern, name) && visit(contract)) return;
    }
  }
}

template <class Visit> void Contracts::visit(std::string_view type, const Visit &visit) const {
  for (const Index *index = index_.get(); index; index = index->below.get()) {
    const auto found = index->typesByName.find(type);
    if (found != index->typesByName.end() && visit(index->types[found->second])) return;
    for (const Pattern &pattern : index->typePatterns)
      if (matches(pattern, type) && visit(index->types[pattern.entry])) return;
  }
}

Contracts::Contracts(std::shared_ptr<const Index> index) : index_(std::move(index)) {}

Result<Contracts> Contracts::load(const std::vector<ContractSource> &sources) {
  auto index = std::make_shared<Index>();
  for (const ContractSource &source : sources)
    if (Status status = index->add(source); !status) return fail(status.error());
  return Contracts(std::move(index));
}

Result<Contracts> Contracts::extendedBy(const std::vector<ContractSource> &sources) const {
  std::shared_ptr<const Index> top = index_;
  for (const ContractSource &source : sources) {
    auto index = std::make_shared<Index>();
    if (Status status = index->add(source); !status) return fail(status.error());
    index->below = std::move(top);
    top = std::move(index);
  }
  return Contracts(std::move(top));
}

const FunctionContract *Contracts::function(std::string_view name, unsigned arity) const {
  const FunctionContract *first = nullptr;
  visit(name, arity, [&first](const FunctionContract &contract) { return (first = &contract) != nullptr; });
  return first;
}

const TypeContract *Contracts::type(std::string_view name) const {
  const TypeContract *first = nullptr;
  visit(name, [&first](const TypeContract &contract) { return (first = &contract) != nullptr; });
  return first;
}

std::vector<const FunctionContract *> Contracts::allOf(std::string_view name, unsigned arity) const {
  std::vector<const FunctionContract *> all;
  visit(name, arity, [&all](const FunctionContract &contract) {
    all.push_back(&contract);
    return false;
  });
  return all;
}

std::vector<const TypeContract *> Contracts::allOf(std::string_view type) const {
  std::vector<const TypeContract *> all;
  visit(type, [&all](const TypeContract &contract) {
    all.push_back(&contract);
    return false;
  });
  return all;
}

std::vector<FunctionContract> Contracts::functions() const {
  std::vector<FunctionContract> all;
  for (const Index *index = index_.get(); index; index = index->below.get())
    all.insert(all.begin(), index->functions.begin(), index->functions.end());
  return all;
}

std::vector<TypeContract> Contracts::types() const {
  std::vector<TypeContract> all;
  for (const Index *index = index_.get(); index; index = index->below.get())
    all.insert(all.begin(), index->types.begin(), index->types.end());
  return all;
}

const Result<Contracts> &builtinContracts() {
  static const Result<Contracts> contracts = [] {
    std::vector<ContractSource> sources;
    for (const auto &[file, text] : embedded::checkers_contracts::files())
      sources.push_back({std::string(file), text, "", true});
    return Contracts::load(sources);
  }();
  return contracts;
}

static std::optional<Result<Contracts>> &chosenContracts() {
  static std::optional<Result<Contracts>> contracts;
  return contracts;
}

void setActiveContracts(const Contracts &contracts) { chosenContracts() = contracts; }

const Result<Contracts> &activeContracts() { return chosenContracts() ? *chosenContracts() : builtinContracts(); }

} // namespace lintel::checkers
