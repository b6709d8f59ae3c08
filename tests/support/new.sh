#!/usr/bin/env bash
# new.sh check ID: makes the folder of a new check. It compiles and its fixture passes as it is, so that
# the author changes a working check instead of completing a broken one.
set -euo pipefail
export LC_ALL=C
root=$(cd "$(dirname "$0")/../.." && pwd)

fail() {
  echo "new: $*" >&2
  exit 2
}

[ $# = 2 ] && [ "$1" = check ] || fail "usage: ./dev new check <id>"
id=${2#lintel-}
[[ $id =~ ^[a-z][a-z0-9]*(-[a-z0-9]+)*$ ]] ||
  fail "'$2' is no id; expected words of a-z and 0-9 joined by single '-', such as 'cast-pointer-int'"
[ ${#id} -le 50 ] || fail "'$2' is too long; expected at most 50 characters"
namespace=${id//-/_}
echo "namespace $namespace {}" | clang++-22 -x c++ -std=c++20 -fsyntax-only - 2>/dev/null ||
  fail "'$2' is a word of C++ and cannot name a namespace; choose another id"

checks=$root/checkers/checks
folder=$checks/$id
[ ! -e "$folder" ] && [ ! -L "$folder" ] || fail "checkers/checks/$id is there already; remove it or choose another id"
version=$(sed -n 's/^project(lintel VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")
class=$(sed -E 's/(^|-)([a-z0-9])/\U\2/g' <<<"$id")Check

# Complete or not there at all: the folder gets its name last.
mkdir -p "$checks"
work=$(mktemp -d "$checks/.new.XXXXXX")
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir "$work/fixtures"

cat >"$work/check.cpp" <<TEXT
// lintel-$id: say in a sentence what is wrong with the code that this check reports.
#include "checkers/engine/check.h"

#include "clang/ASTMatchers/ASTMatchFinder.h"

namespace lintel::checkers::checks::$namespace {
namespace {

using namespace clang;
using namespace clang::ast_matchers;

class $class : public Check {
public:
  using Check::Check;

  void registerMatchers(MatchFinder *finder) override {
    finder->addMatcher(callExpr(callee(functionDecl(hasName("::example_call")))).bind("call"), this);
  }

  void check(const MatchFinder::MatchResult &result) override {
    const auto *call = result.Nodes.getNodeAs<CallExpr>("call");
    diag(call->getBeginLoc(), "call of 'example_call'");
  }
};

} // namespace

extern const CheckDef kDef;
const CheckDef kDef{
    .id = "lintel-$id",
    .summary = "a call of example_call",
    .severity = Severity::Warning,
    .category = "errors",
    .cwe = {},
    .cert = {},
    .since = "$version",
    .options = {},
    .factory = make<$class>,
};

} // namespace lintel::checkers::checks::$namespace
TEXT

cat >"$work/check.md" <<TEXT
# lintel-$id

Reports calls of \`example_call\`.

## Why

What went wrong because of this, and what it cost.

## Wrong

\`\`\`cpp
void caller() { example_call(); }
\`\`\`

## Right

\`\`\`cpp
void caller() { other_call(); }
\`\`\`

## Silent on

- Calls of other functions.

## Fix

There is no automatic fix.

<!-- example
void example_call();
void other_call();
-->
TEXT

cat >"$work/fixtures/basic.cpp" <<'TEXT'
// args: -std=c++20
// Each case that fires stands beside the nearest one that must not.
void example_call();
void other_call();

void caller() {
  example_call(); // expect: call of 'example_call'
  other_call();
}
TEXT

mv -T "$work" "$folder"
trap - EXIT

cat <<TEXT
Made checkers/checks/$id. Next:
  1. fixtures/basic.cpp  write what must fire and what must stay silent; the runner's comments are
                         described in tests/support/fixtures.h
  2. check.cpp           replace the matcher; fill in summary, severity, category and CWE of kDef
  3. check.md            say what it reports, why, and on what it is silent; the wrong example must be reported and
                         the right one not (tests/unit/engine/pages_test.cpp)
  4. ./dev build lintel unit_engine && LINTEL_FIXTURES=$id build/release/bin/unit_engine 'fixtures hold*'
                         runs the fixtures
  5. ./dev docs          writes the generated documentation
TEXT
