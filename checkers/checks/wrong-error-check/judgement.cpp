#include "checkers/checks/wrong-error-check/judgement.h"

#include "checkers/checks/wrong-error-check/evaluate.h"

#include "llvm/ADT/STLExtras.h"

#include <initializer_list>
#include <limits>

namespace lintel::checkers::checks::wrong_error_check {

using namespace clang;
using llvm::APSInt;

namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

// The label that a value leads to: its place in the chain, 0 for default or none.
std::optional<std::int64_t> labelFor(const SwitchStmt *choice, const APSInt &value, const ASTContext &context) {
  std::int64_t index = 0;
  for (const SwitchCase *label = choice->getSwitchCaseList(); label; label = label->getNextSwitchCase()) {
    ++index;
    const auto *single = dyn_cast<CaseStmt>(label);
    if (!single) continue;
    const auto low = constantOf(single->getLHS(), context);
    const auto high = single->getRHS() ? constantOf(single->getRHS(), context) : low;
    if (!low || !high) return std::nullopt;
    if (APSInt::compareValues(*low, value) <= 0 && APSInt::compareValues(value, *high) <= 0) return index;
  }
  return 0;
}

using Answers = std::vector<std::int64_t>;
std::optional<Answers> answers(const Tested &tested, std::int64_t value, const ASTContext &context) {
  Answers all;
  for (const Test &test : tested.tests) {
    const auto one = answer(test, tested.call, value, context);
    if (!one) return std::nullopt;
    all.push_back(*one);
  }
  return all;
}

void addConstant(std::vector<std::int64_t> &into, const Expr *expr, const ASTContext &context) {
  if (const auto value = constantOf(expr, context); value && value->getSignificantBits() <= 64)
    into.push_back(value->getExtValue());
}

// The numbers that the tests compare with.
std::vector<std::int64_t> constantsOf(const Tested &tested, const ASTContext &context) {
  std::vector<std::int64_t> values;
  for (const Test &test : tested.tests) {
    if (const auto *comparison = dyn_cast<BinaryOperator>(test.expr->IgnoreParenImpCasts())) {
      addConstant(values, comparison->getLHS(), context);
      addConstant(values, comparison->getRHS(), context);
    }
    if (!test.choice) continue;
    for (const SwitchCase *label = test.choice->getSwitchCaseList(); label; label = label->getNextSwitchCase())
      if (const auto *single = dyn_cast<CaseStmt>(label)) addConstant(values, single->getLHS(), context);
  }
  return values;
}

bool isFurther(Outcomes::Further further, std::int64_t value) {
  switch (further) {
  case Outcomes::Further::None: return false;
  case Outcomes::Further::Positive: return value > 0;
  case Outcomes::Further::Negative: return value < 0;
  case Outcomes::Further::Any: return true;
  }
  return false;
}

// A test may ask for one certain success or failure: then that value is a sample as well, and so are the
// successes beside it ("> 4096").
void addSamples(Outcomes &outcomes, const Tested &tested, const ASTContext &context) {
  const auto isNew = [&](std::int64_t value) {
    return !llvm::is_contained(outcomes.failures, value) && !llvm::is_contained(outcomes.rare, value) &&
           !llvm::is_contained(outcomes.usual, value);
  };
  const auto isSuccess = [&](std::int64_t value) { return value >= outcomes.least && value <= outcomes.greatest; };
  for (const std::int64_t value : constantsOf(tested, context)) {
    if (isNew(value) && !isSuccess(value) && isFurther(outcomes.further, value)) outcomes.failures.push_back(value);
    for (const std::int64_t near : {value, value + (value < kMost), value - (value > 0)})
      if (isNew(near) && isSuccess(near)) outcomes.usual.push_back(near);
  }
}

} // namespace

std::optional<std::int64_t> answer(const Test &test, const CallExpr *call, std::int64_t value,
                                   const ASTContext &context) {
  std::optional<APSInt> subject = convert(APSInt::get(value), call->getType(), context);
  if (subject && test.stored) {
    subject = evaluate(test.stored, call, *subject, context);
    if (subject) subject = convert(*subject, test.variable ? test.variable->getType() : test.kept, context);
  }
  if (!subject) return std::nullopt;
  const auto result = evaluate(test.expr, test.subject, *subject, context);
  if (!result) return std::nullopt;
  return test.choice ? labelFor(test.choice, *result, context) : std::optional<std::int64_t>(*result != 0);
}

Verdict judge(const Tested &tested, Outcomes outcomes, const ASTContext &context) {
  if (tested.tests.empty() || tested.comparedWithVariable) return Verdict::Fine;
  addSamples(outcomes, tested, context);
  if (outcomes.shortCount && !tested.kept && !tested.handedOn) outcomes.failures.push_back(*outcomes.shortCount);

  std::vector<Answers> ofSuccess;
  for (const std::int64_t value : outcomes.usual) {
    const auto one = answers(tested, value, context);
    if (!one) return Verdict::Fine;
    ofSuccess.push_back(*one);
  }
  bool impossible = llvm::all_equal(ofSuccess);
  std::size_t missed = 0;
  bool missesIt = false;
  for (const std::int64_t value : outcomes.failures) {
    const auto one = answers(tested, value, context);
    if (!one) return Verdict::Fine;
    const bool looksLikeSuccess = llvm::all_of(ofSuccess, [&](const Answers &success) { return success == *one; });
    missed += looksLikeSuccess;
    missesIt |= looksLikeSuccess && value == outcomes.mustBeTold;
    impossible &= looksLikeSuccess;
  }
  if (outcomes.oneSuffices ? missed < outcomes.failures.size() : missed == 0)
    return missesIt && !tested.handedOn ? Verdict::Partly : Verdict::Fine;
  for (const std::int64_t value : outcomes.rare) {
    const auto one = answers(tested, value, context);
    if (!one) return Verdict::Fine;
    impossible &= *one == ofSuccess.front();
  }
  if (impossible) return Verdict::Impossible;
  return tested.handedOn || outcomes.onlyImpossible ? Verdict::Fine : Verdict::Blind;
}

bool losesEof(const Tested &tested, const ASTContext &context) {
  for (const Test &test : tested.tests) {
    const auto end = answer(test, tested.call, -1, context);
    const auto highest = answer(test, tested.call, 255, context);
    if (!end || end != highest) continue;
    if (llvm::none_of(std::initializer_list<std::int64_t>{1, 65, 200},
                      [&](std::int64_t other) { return answer(test, tested.call, other, context) == end; }))
      return true;
  }
  return false;
}

} // namespace lintel::checkers::checks::wrong_error_check
