#include "checkers/checks/wrong-error-check/outcomes.h"

#include "checkers/analysis/names.h"
#include "checkers/analysis/printed_text.h"
#include "checkers/analysis/result_numbers.h"
#include "checkers/checks/wrong-error-check/formats.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

#include <limits>

namespace lintel::checkers::checks::wrong_error_check {

using namespace clang;

namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

bool transfers(StringRef name) {
  return name.contains("read") || name.contains("write") || name.contains("peek") || name.contains("sendfile");
}
// Functions of OpenSSL that tell a second kind of failure by a negative value.
bool alsoNegative(StringRef name) {
  if (name.starts_with("EVP_PKEY_") || (name.starts_with("SSL_") && transfers(name))) return true;
  return llvm::is_contained({"SSL_connect", "SSL_accept", "SSL_do_handshake", "EVP_VerifyFinal", "EVP_DigestVerify",
                             "EVP_DigestVerifyFinal", "X509_verify", "X509_verify_cert", "X509_REQ_verify",
                             "X509_CRL_verify", "X509_check_host", "X509_check_ip", "X509_check_ip_asc",
                             "X509_check_email", "OCSP_basic_verify"},
                            name);
}

std::optional<std::int64_t> constantArgument(const CallExpr *call, std::optional<unsigned> index,
                                             const ASTContext &context) {
  if (!index || *index >= call->getNumArgs()) return std::nullopt;
  const Expr *argument = call->getArg(*index);
  Expr::EvalResult result;
  if (argument->isValueDependent() || !argument->EvaluateAsInt(result, context)) return std::nullopt;
  return result.Val.getInt().getExtValue();
}

void succeedsWith(Outcomes &outcomes, std::int64_t value) {
  outcomes.usual = {value};
  outcomes.least = outcomes.greatest = value;
}
void succeedsWithNumber(Outcomes &outcomes, std::int64_t least) {
  outcomes.usual = {1, 2, 1000};
  outcomes.least = least;
  outcomes.greatest = kMost;
  if (least == 0) outcomes.rare = {0};
}

// A number whose meaning is not known: none of them stands for failure.
void succeedsWithAnything(Outcomes &outcomes) {
  succeedsWithNumber(outcomes, 0);
  outcomes.usual.push_back(0);
  outcomes.rare.clear();
}

// recv with flags may peek, which asks whether the other side has gone.
bool mayPeek(const CallExpr *call, StringRef name, const ASTContext &context) {
  if (name != "recv" && name != "recvfrom" && name != "recvmsg") return false;
  const unsigned flags = name == "recvmsg" ? 2 : 3;
  return constantArgument(call, flags, context).value_or(1) != 0;
}

// Values of the names that the table uses and that are macros.
std::optional<std::int64_t> valueOfName(StringRef name) {
  static const llvm::StringMap<std::int64_t> values = {{"MAP_FAILED", -1},   {"SIG_ERR", -1},  {"SEM_FAILED", 0},
                                                       {"thrd_success", 0},  {"SQLITE_OK", 0}, {"SQLITE_ROW", 100},
                                                       {"SQLITE_DONE", 101}, {"Z_OK", 0},      {"Z_STREAM_END", 1}};
  const auto found = values.find(name);
  return found == values.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Outcomes> ofEnum(const FunctionContract &contract, const CallExpr *call) {
  Outcomes outcomes;
  const QualType type = call->getType();
  if (!contract.failure.empty()) {
    const auto value = valueOfName(contract.failure.front());
    if (!value || !type->isPointerType()) return std::nullopt;
    outcomes.failures = {*value};
    outcomes.usual = {0x1000, 0x7fff0000};
    outcomes.least = 1;
    outcomes.greatest = kMost;
    outcomes.text = contract.failure.front();
    outcomes.comparison = outcomes.text;
    return outcomes;
  }
  outcomes.oneSuffices = true;
  outcomes.further = Outcomes::Further::Positive;
  outcomes.text = "a value other than " + contract.success.front();
  if (const auto *enumeration = type->getAsEnumDecl()) {
    for (const EnumConstantDecl *constant : enumeration->enumerators()) {
      const std::int64_t value = constant->getInitVal().getExtValue();
      const bool good = llvm::is_contained(contract.success, constant->getName());
      if (good)
        outcomes.usual.push_back(value);
      else if (outcomes.failures.size() < 8)
        outcomes.failures.push_back(value);
    }
  } else {
    for (const std::string &name : contract.success)
      if (const auto value = valueOfName(name)) outcomes.usual.push_back(*value);
    if (outcomes.usual.size() != contract.success.size()) return std::nullopt;
    outcomes.failures = StringRef(contract.success.front()).starts_with("Z_") ? std::vector<std::int64_t>{-2, -3, -5}
                                                                              : std::vector<std::int64_t>{2, 3, 7};
  }
  if (outcomes.usual.empty() || outcomes.failures.empty()) return std::nullopt;
  outcomes.least = *llvm::min_element(outcomes.usual);
  outcomes.greatest = *llvm::max_element(outcomes.usual);
  return outcomes;
}

// scanf: EOF when the input ends, 0 when the first item does not fit.
Outcomes ofScanning(const CallExpr *call) {
  Outcomes outcomes;
  const ScanFormat format = scanFormatOf(call);
  outcomes.failures = {-1};
  if (format.firstMayMismatch) outcomes.failures.push_back(0);
  succeedsWithNumber(outcomes, 1); // fewer items than the format has may be enough
  if (format.items) outcomes.usual = {outcomes.greatest = *format.items};
  outcomes.text = outcomes.failures.size() > 1 ? "EOF or a smaller count" : "EOF";
  return outcomes;
}

Outcomes ofCounting(const FunctionContract &contract, const CallExpr *call, const ASTContext &context) {
  Outcomes outcomes;
  const auto wanted = constantArgument(call, contract.bound, context);
  outcomes.failures = {0};
  if (wanted && *wanted > 0)
    succeedsWith(outcomes, *wanted);
  else {
    outcomes.usual = {1000};
    outcomes.least = 1;
    outcomes.greatest = kMost;
  }
  if (!wanted || *wanted > 1) outcomes.shortCount = 1;
  outcomes.text = "a smaller count";
  return outcomes;
}

// snprintf: the length that the text would have. Whoever asks for a negative result only has decided that a cut is
// fine, unless the contract says that it never is.
Outcomes ofCutting(std::int64_t size, bool cutMustBeSeen) {
  Outcomes outcomes;
  outcomes.failures = {size, -1};
  outcomes.oneSuffices = true;
  if (cutMustBeSeen) outcomes.mustBeTold = size;
  outcomes.usual = {1, size / 2, size - 1};
  outcomes.least = 0;
  outcomes.greatest = size - 1;
  outcomes.rare = {0};
  outcomes.text = "the size of the buffer or more";
  return outcomes;
}

bool has(const FunctionContract &contract, Failure failure) { return llvm::is_contained(contract.returns, failure); }

} // namespace

std::optional<Outcomes> outcomesOf(const FunctionContract &contract, const CallExpr *call, const ASTContext &context) {
  if (contract.returns.empty()) return std::nullopt;
  const StringRef name = simpleName(call->getDirectCallee());
  const bool number = yieldsNumber(name);
  Outcomes outcomes;
  outcomes.onlyImpossible = isAmbiguousResult(name) || mayPeek(call, name, context);
  if (has(contract, Failure::ShortCount)) {
    if (has(contract, Failure::Eof)) return ofScanning(call);
    if (contract.returns.size() == 1) return ofCounting(contract, call, context);
    outcomes.failures = {-1};
    outcomes.text = "-1";
    outcomes.comparison = "-1";
    succeedsWithNumber(outcomes, 0);
    return outcomes;
  }
  if (has(contract, Failure::Nonzero)) {
    outcomes.failures = {-1};
    if (contract.errnoUse != ErrnoUse::Set || contract.returns.size() > 1) { // the value is a code of its own
      outcomes.failures.push_back(1);
      outcomes.oneSuffices = true;
      outcomes.further = Outcomes::Further::Any;
    }
    outcomes.text = "a value other than 0";
    outcomes.comparison = "0";
    succeedsWith(outcomes, 0);
    return outcomes;
  }
  switch (contract.returns.front()) {
  case Failure::Negative:
  case Failure::MinusOne:
  case Failure::Eof:
    if (contract.truncates) {
      const auto size = constantArgument(call, contract.bound, context);
      if (size && *size > 1 && !fitsAlways(call, contract, context)) return ofCutting(*size, contract.cutMustBeSeen);
    }
    outcomes.failures = {-1};
    outcomes.text = contract.returns.front() == Failure::Eof        ? "EOF"
                    : contract.returns.front() == Failure::MinusOne ? "-1"
                                                                    : "a negative value";
    if (contract.returns.front() != Failure::Negative) outcomes.comparison = outcomes.text;
    if (number)
      succeedsWithNumber(outcomes, 0);
    else if (outcomes.onlyImpossible || contract.returns.front() == Failure::Negative)
      succeedsWithAnything(outcomes);
    else
      succeedsWith(outcomes, 0);
    if (contract.returns.front() == Failure::Negative && !number)
      outcomes.oneSuffices = true, outcomes.further = Outcomes::Further::Negative;
    if (call->getType()->isPointerType()) {
      outcomes.usual = {0x1000, 0x7fff0000};
      outcomes.least = 1;
      outcomes.greatest = kMost;
    }
    return outcomes;
  case Failure::Null:
    if (!call->getType()->isPointerType()) return std::nullopt;
    outcomes.failures = {0};
    outcomes.usual = {0x1000, 0x7fff0000};
    outcomes.least = 1;
    outcomes.greatest = kMost;
    outcomes.text = "a null pointer";
    outcomes.comparison = context.getLangOpts().CPlusPlus11 ? "nullptr" : "NULL";
    return outcomes;
  case Failure::Zero:
  case Failure::NotOne:
  case Failure::NotPositive:
    if (!contract.mustCheck) { // the value itself is what one calls for
      if (!contract.bound || !call->getType()->isUnsignedIntegerType()) return std::nullopt;
      outcomes.onlyImpossible = true;
    }
    outcomes.failures = {0};
    if (alsoNegative(name)) {
      if (transfers(name))
        outcomes.failures = {-1};
      else
        outcomes.failures.push_back(-1);
    }
    outcomes.text = outcomes.failures.size() > 1 ? "0 or a negative value"
                    : outcomes.failures[0]       ? "a negative value"
                                                 : "0";
    if (contract.returns.front() == Failure::NotOne)
      succeedsWith(outcomes, 1);
    else
      succeedsWithNumber(outcomes, outcomes.failures[0] == 0 ? 1 : 0);
    if (contract.returns.front() != Failure::Zero) outcomes.rare.push_back(-1); // some builds of the library
    return outcomes;
  case Failure::ErrnoValue:
    outcomes.failures = {1, 11, 22};
    outcomes.oneSuffices = true;
    outcomes.further = Outcomes::Further::Positive;
    outcomes.text = "an error number, which is positive,";
    outcomes.comparison = "0";
    succeedsWith(outcomes, 0);
    return outcomes;
  case Failure::Enum: return ofEnum(contract, call);
  case Failure::Tested:
    outcomes.failures = {-1, -20};
    outcomes.text = "a value that only " + contract.test + " recognises";
    outcomes.onlyImpossible = true;
    succeedsWithNumber(outcomes, 0);
    return outcomes;
  case Failure::Nonzero:
  case Failure::ShortCount: break;
  }
  return std::nullopt;
}

} // namespace lintel::checkers::checks::wrong_error_check
