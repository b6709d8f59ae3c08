// A policy's contracts over the built-in ones, and contracts written as they would stand in a file.
#include "checkers/contracts/contracts.h"
#include "checkers/contracts/writer.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::checkers;

namespace {

Contracts laidOver(const std::vector<ContractSource> &sources) {
  const Result<Contracts> contracts = builtinContracts()->extendedBy(sources);
  if (!contracts) FAIL(toString(contracts.error()));
  return *contracts;
}

std::string problem(std::string_view text) {
  const auto contracts = builtinContracts()->extendedBy({{"lintel.yaml", text, "contracts"}});
  return contracts ? "no problem" : toString(contracts.error());
}

} // namespace

TEST_CASE("what is laid over replaces what is below as a whole") {
  const Contracts contracts = laidOver(
      {{"own.yaml", "library: own\nfunctions:\n  - {function: write, returns: zero}\n  - {match: 'my_.*'}\n"}});
  REQUIRE(builtinContracts()->function("write", 3));
  const FunctionContract *write = contracts.function("write", 3);
  REQUIRE(write);
  CHECK(write->returns == std::vector{Failure::Zero});
  CHECK_FALSE(write->mustCheck);
  CHECK_FALSE(write->isBuiltIn);
  const auto all = contracts.allOf("write", 3);
  REQUIRE(all.size() == 2);
  CHECK(all[0] == write);
  CHECK(all[1]->isBuiltIn);
  CHECK(contracts.function("my_thing", 0)->file == "own.yaml");
  CHECK(contracts.function("read", 3) == builtinContracts()->function("read", 3));
}

TEST_CASE("each source stands above the ones before it, and its patterns too") {
  const Contracts contracts = laidOver({{"one.yaml", "library: one\nfunctions: [{function: f, arity: 2}]\n"},
                                        {"two.yaml", "library: two\nfunctions: [{match: 'f'}]\n"}});
  CHECK(contracts.function("f", 2)->library == "two");
  CHECK(contracts.allOf("f", 2).size() == 2);
  CHECK(contracts.allOf("f", 1).size() == 1);
}

TEST_CASE("types are laid over in the same way") {
  const Contracts contracts =
      laidOver({{"own.yaml", "library: own\ntypes: [{type: 'absl::Status', failed: '{}.bad()'}]\n"}});
  CHECK(contracts.type("absl::Status")->failed == "{}.bad()");
  CHECK(contracts.allOf("absl::Status").size() == 2);
}

TEST_CASE("a section of a larger file is read with the places of that file") {
  const std::string text = "version: 1\ncontracts:\n  files: [x.yaml]\n  functions:\n    - function: f\n";
  const auto contracts = Contracts::load({{"lintel.yaml", text, "contracts"}});
  REQUIRE(contracts);
  CHECK(contracts->function("f", 0)->line == 5);
  CHECK(contracts->function("f", 0)->library == "the policy");
  CHECK(
      problem("contracts:\n  functions:\n    - {function: f, arty: 1}\n") ==
      "lintel.yaml:3:21: unknown key 'arty' in a function's contract; expected one of function, match, arity, returns, "
      "success, failure, test, errno, must-check, ok-to-ignore-when, blocks, out-error, bound, truncates, writes; did "
      "you mean 'arity'?");
  CHECK_THAT(problem("contracts:\n  functons: []\n"),
             Catch::StartsWith("lintel.yaml:2:3: unknown key 'functons' in 'contracts'"));
}

TEST_CASE("a contract that is written and read again says the same") {
  for (const FunctionContract &contract : builtinContracts()->functions()) {
    const std::string text = toYaml(toJson(contract));
    INFO(text);
    const auto again = Contracts::load({{"again.yaml", text}});
    if (!again) FAIL(toString(again.error()));
    CHECK(toJson(again->functions().at(0)) == toJson(contract));
  }
  for (const TypeContract &contract : builtinContracts()->types()) {
    const std::string text = "library: types\n" + toYaml(toJson(contract));
    INFO(text);
    const auto again = Contracts::load({{"again.yaml", text}});
    if (!again) FAIL(toString(again.error()));
    CHECK(toJson(again->types().at(0)) == toJson(contract));
  }
}
