// Reading and looking up contracts: what a policy may write, and what it is told when it errs.
#include "checkers/contracts/contracts.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::checkers;

namespace {

Contracts load(std::string_view text) {
  const Result<Contracts> contracts = Contracts::load({{"own.yaml", text}});
  if (!contracts) FAIL(toString(contracts.error()));
  return *contracts;
}

std::string problem(std::string_view text) {
  const Result<Contracts> contracts = Contracts::load({{"own.yaml", text}});
  return contracts ? "no problem" : toString(contracts.error());
}

} // namespace

TEST_CASE("a contract carries all it states") {
  const Contracts contracts = load(R"yaml(
library: own
declared-in: system-headers
functions:
  - function: ns::Stream::fill
    arity: 3
    returns: [minus-one, short-count]
    errno: set
    must-check: yes
    ok-to-ignore-when:
      - {argument: 0, is: [stdout, "2"]}
      - {argument: 1, is-null: yes}
      - {argument: 2, not-open-for-writing: yes}
      - {argument: 2, left-to-close: yes}
      - {argument: 0, checked-by: [ferror]}
      - {argument: 0, next-checked-by: ftell}
      - {on-error-path: yes}
    blocks: {argument: 2, calls: [set_timeout]}
    out-error: 1
    bound: 2
)yaml");
  const FunctionContract *fill = contracts.function("ns::Stream::fill", 3);
  REQUIRE(fill);
  CHECK(fill->library == "own");
  CHECK(fill->declaredIn == DeclaredIn::SystemHeaders);
  CHECK(fill->returns == std::vector{Failure::MinusOne, Failure::ShortCount});
  CHECK(fill->errnoUse == ErrnoUse::Set);
  CHECK(fill->mustCheck);
  REQUIRE(fill->okToIgnoreWhen.size() == 7);
  CHECK(fill->okToIgnoreWhen[0].kind == IgnoreCondition::Kind::ArgumentIs);
  CHECK(fill->okToIgnoreWhen[0].names == std::vector<std::string>{"stdout", "2"});
  CHECK(fill->okToIgnoreWhen[1].kind == IgnoreCondition::Kind::ArgumentIsNull);
  CHECK(fill->okToIgnoreWhen[1].argument == 1);
  CHECK(fill->okToIgnoreWhen[2].kind == IgnoreCondition::Kind::NotOpenForWriting);
  CHECK(fill->okToIgnoreWhen[3].kind == IgnoreCondition::Kind::LeftToClose);
  CHECK(fill->okToIgnoreWhen[4].kind == IgnoreCondition::Kind::CheckedBy);
  CHECK(fill->okToIgnoreWhen[5].kind == IgnoreCondition::Kind::NextCheckedBy);
  CHECK(fill->okToIgnoreWhen[5].names == std::vector<std::string>{"ftell"});
  CHECK(fill->okToIgnoreWhen[6].kind == IgnoreCondition::Kind::ErrorPath);
  REQUIRE(fill->blocks);
  CHECK(fill->blocks->argument == 2);
  CHECK(fill->blocks->calls == std::vector<std::string>{"set_timeout"});
  CHECK(fill->outError == 1);
  CHECK(fill->bound == 2);
  CHECK(fill->file == "own.yaml");
  CHECK(fill->line == 5);
  CHECK_FALSE(contracts.function("ns::Stream::fill", 2));
  CHECK_FALSE(contracts.function("fill", 3));
}

TEST_CASE("a note is less than a check, for a function and for a condition") {
  const Contracts contracts = load(R"yaml(
library: own
functions:
  - {function: show, returns: negative, must-check: note}
  - function: put
    returns: eof
    must-check: yes
    ok-to-ignore-when:
      - {argument: 1, is: stderr}
      - {argument: 1, is: stdout, note: yes}
types:
  - {type: ns::Code, filled-by-reference: yes}
)yaml");
  CHECK(contracts.function("show", 1)->isNoted);
  CHECK_FALSE(contracts.function("show", 1)->mustCheck);
  const FunctionContract *put = contracts.function("put", 2);
  REQUIRE(put);
  CHECK(put->mustCheck);
  CHECK_FALSE(put->isNoted);
  CHECK_FALSE(put->okToIgnoreWhen[0].isNoted);
  CHECK(put->okToIgnoreWhen[1].isNoted);
  REQUIRE(contracts.type("ns::Code"));
  CHECK(contracts.type("ns::Code")->isFilledByReference);
}

TEST_CASE("the head counts wherever it stands in the file") {
  const Contracts contracts =
      load("functions: [{function: f, returns: negative}]\ndeclared-in: system-headers\nlibrary: late\n");
  CHECK(contracts.function("f", 0)->library == "late");
  CHECK(contracts.function("f", 0)->declaredIn == DeclaredIn::SystemHeaders);
}

TEST_CASE("arity beats no arity, a name beats a pattern, a later source beats an earlier one") {
  const std::string_view first = R"yaml(
library: first
functions:
  - {function: f, returns: negative}
  - {function: f, arity: 2, returns: zero}
  - {match: "g.*", returns: "null"}
  - {match: "ns::.*", returns: "null"}
  - {function: good, returns: eof}
)yaml";
  const std::string_view second = R"yaml(
library: second
functions:
  - {function: f, arity: 2, returns: nonzero}
  - {match: "ns::in.*", arity: 1, returns: not-one}
)yaml";
  const Result<Contracts> loaded = Contracts::load({{"a.yaml", first}, {"b.yaml", second}});
  REQUIRE(loaded);
  CHECK(loaded->function("f", 1)->returns.front() == Failure::Negative);
  CHECK(loaded->function("f", 2)->returns.front() == Failure::Nonzero);
  CHECK(loaded->function("good", 0)->returns.front() == Failure::Eof);
  CHECK(loaded->function("gap", 0)->returns.front() == Failure::Null);
  CHECK_FALSE(loaded->function("big", 0)); // a pattern covers the whole name
  CHECK(loaded->function("ns::inner", 1)->returns.front() == Failure::NotOne);
  CHECK(loaded->function("ns::inner", 2)->returns.front() == Failure::Null);
}

TEST_CASE("types are found by name and by pattern") {
  const Contracts contracts = load(R"yaml(
library: own
types:
  - type: ns::Status
    variable: status
    failed: "!{}.ok()"
    propagate: {ns::Status: "{}", ns::StatusOr: "{}"}
    error-argument: 1
    raise: "throw ns::Failure({})"
  - match: (alt_)?Result\w*
)yaml");
  const TypeContract *status = contracts.type("ns::Status");
  REQUIRE(status);
  CHECK(status->variable == "status");
  CHECK(status->failed == "!{}.ok()");
  CHECK(status->propagate.at("ns::StatusOr") == "{}");
  CHECK(status->errorArgument == 1);
  CHECK(status->raise == "throw ns::Failure({})");
  CHECK(contracts.type("alt_Result2"));
  CHECK_FALSE(contracts.type("Status"));
  CHECK_FALSE(contracts.type("my_alt_Result"));
}

TEST_CASE("a mistake is told with its place and the way out") {
  struct Case {
    const char *text;
    const char *says;
  };
  const Case cases[] = {
      {"", "own.yaml"},
      {"- a\n", "own.yaml:1:1: the file is not a map"},
      {"functions: []\n", "the file names no library"},
      {"library: x\nfunctions: [\n", "own.yaml:3:1: not valid YAML"},
      {"library: x\nfunction: []\n",
       "own.yaml:2:1: unknown key 'function' in the file; expected one of library, declared-in, "
       "functions, types; did you mean 'functions'?"},
      {"library: x\nlibrary: y\n", "own.yaml:2:1: key 'library' appears twice"},
      {"library: x\ndeclared-in: system-header\n",
       "own.yaml:2:14: unknown value 'system-header'; expected one of anywhere, "
       "system-headers; did you mean 'system-headers'?"},
      {"library: x\nfunctions: {f: 1}\n", "own.yaml:2:12: 'functions' is not a list"},
      {"library: x\nfunctions:\n  - function: f\n    must_check: yes\n", "own.yaml:4:5: unknown key 'must_check'"},
      {"library: x\nfunctions:\n  - function: f\n    must-check: maybe\n", "own.yaml:4:17: unknown value 'maybe'"},
      {"library: x\nfunctions:\n  - function: f\n    must-check: yes\n", "'must-check' without 'returns'"},
      {"library: x\nfunctions:\n  - returns: negativ\n    function: f\n", "own.yaml:3:14: unknown value 'negativ'"},
      {"library: x\nfunctions:\n  - returns: null\n    function: f\n", "own.yaml:3:14: no value"},
      {"library: x\nfunctions:\n  - returns: negative\n", "own.yaml:3:5: which function is meant?"},
      {"library: x\nfunctions:\n  - {function: f, match: g}\n", "own.yaml:3:5: which function is meant?"},
      {"library: x\nfunctions:\n  - match: '(f'\n", "own.yaml:3:12: invalid regular expression: missing )"},
      {"library: x\nfunctions:\n  - function: 'f.*'\n", "'f.*' is not a qualified name"},
      {"library: x\nfunctions:\n  - {function: f, arity: -1}\n",
       "own.yaml:3:26: not a number or position of arguments"},
      {"library: x\nfunctions:\n  - {function: f, bound: 64}\n", "expected 0 to 63"},
      {"library: x\nfunctions:\n  - {function: f, must-check: note}\n", "'must-check' without 'returns'"},
      {"library: x\nfunctions:\n  - {function: f, must-check: maybe}\n", "unknown value 'maybe'"},
      {"library: x\nfunctions:\n  - {function: f, returns: enum}\n", "'success' and 'failure' name the values"},
      {"library: x\nfunctions:\n  - {function: f, returns: tested}\n", "'test' names the function"},
      {"library: x\nfunctions:\n  - {function: f}\n  - {function: [g, f]}\n",
       "own.yaml:4:5: a second contract for 'f'; expected one for each name and arity; the first is in line 3"},
      {"library: x\nfunctions:\n  - {function: f, ok-to-ignore-when: [{argument: 0}]}\n",
       "a condition that says nothing"},
      {"library: x\nfunctions:\n  - {function: f, ok-to-ignore-when: [{is: [a]}]}\n", "which argument is meant?"},
      {"library: x\nfunctions:\n  - {function: f, ok-to-ignore-when: [{argument: 0, is: [a], is-null: yes}]}\n",
       "a condition that says several things"},
      {"library: x\nfunctions:\n  - {function: f, ok-to-ignore-when: [{argument: 0, is-null: no}]}\n",
       "a condition that is not asked for"},
      {"library: x\nfunctions:\n  - {function: f, ok-to-ignore-when: [{argument: 0, on-error-path: yes}]}\n",
       "'on-error-path' speaks of no argument"},
      {"library: x\ntypes:\n  - {variable: v}\n", "which type is meant?"},
      {"library: x\ntypes:\n  - {type: T, propagate: {T: '{}'}}\n", "'propagate' and 'raise' need 'failed'"},
      {"library: x\ntypes:\n  - {type: T}\n  - {type: T}\n", "own.yaml:4:5: a second contract for type 'T'"},
  };
  for (const Case &bad : cases) {
    CAPTURE(bad.text);
    CHECK_THAT(problem(bad.text), Catch::Contains(bad.says));
  }
}

TEST_CASE("a hostile file is refused, not followed") {
  CHECK_THAT(problem("library: x\n#" + std::string(2 << 20, 'a')), Catch::Contains("bytes"));
  CHECK_THAT(problem(std::string(100'000, '[')), Catch::Contains("not valid YAML"));
  CHECK_THAT(problem("library: &a [*a]\n"), Catch::Contains("own.yaml:1:"));
  CHECK_THAT(problem(std::string("library: x\nfunctions: \xff\xfe\n")), Catch::Contains("own.yaml:2:"));
}
