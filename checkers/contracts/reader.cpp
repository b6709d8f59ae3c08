#include "checkers/contracts/reader.h"

#include "checkers/contracts/yaml_schema.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lintel::checkers {

namespace {

constexpr std::size_t kMaxFileBytes = 1 << 20;

constexpr std::array<std::pair<std::string_view, Failure>, 12> kFailures = {{{"negative", Failure::Negative},
                                                                             {"minus-one", Failure::MinusOne},
                                                                             {"null", Failure::Null},
                                                                             {"zero", Failure::Zero},
                                                                             {"nonzero", Failure::Nonzero},
                                                                             {"not-one", Failure::NotOne},
                                                                             {"not-positive", Failure::NotPositive},
                                                                             {"eof", Failure::Eof},
                                                                             {"short-count", Failure::ShortCount},
                                                                             {"errno-value", Failure::ErrnoValue},
                                                                             {"enum", Failure::Enum},
                                                                             {"tested", Failure::Tested}}};

class Reader : private YamlSchema {
public:
  explicit Reader(const ContractSource &source) : YamlSchema(source.file), source_(source) {}

  Result<ContractFile> read() {
    if (source_.text.size() > kMaxFileBytes) {
      Problem problem;
      problem.what = "the file has " + std::to_string(source_.text.size()) + " bytes";
      problem.file = source_.file;
      problem.expected = "at most " + std::to_string(kMaxFileBytes);
      return fail(std::move(problem));
    }
    try {
      return document(YAML::Load(std::string(source_.text)));
    } catch (const YAML::Exception &error) {
      return fail(problemAt(error.mark, "not valid YAML: " + error.msg));
    }
  }

private:
  // A condition is stated by naming it; "no" would say nothing.
  Handler condition(IgnoreCondition &out, IgnoreCondition::Kind kind, int &stated) const {
    return [this, &out, kind, &stated](const Node &node) -> Status {
      bool yes = false;
      if (Status status = boolean(yes)(node); !status) return status;
      if (!yes) return wrong(node, "a condition that is not asked for", "yes, or no such key");
      out.kind = kind;
      ++stated;
      return {};
    };
  }

  Handler mustCheck(FunctionContract &out) const {
    return [this, &out](const Node &node) -> Status {
      enum class Answer { No, Note, Yes } answer = Answer::No;
      const Status status = oneOf<Answer>(answer, {{"yes", Answer::Yes},
                                                   {"no", Answer::No},
                                                   {"note", Answer::Note},
                                                   {"true", Answer::Yes},
                                                   {"false", Answer::No}})(node);
      out.mustCheck = answer == Answer::Yes;
      out.isNoted = answer == Answer::Note;
      return status;
    };
  }

  Handler failures(std::vector<Failure> &out) const {
    return [this, &out](const Node &node) -> Status {
      std::vector<std::pair<std::string, Failure>> values(kFailures.begin(), kFailures.end());
      const auto add = [&](const Node &item) -> Status { return oneOf(out.emplace_back(), values)(item); };
      return node.IsSequence() ? list(node, "'returns'", add) : add(node);
    };
  }

  Handler blocking(std::optional<Blocking> &out) const {
    return [this, &out](const Node &node) -> Status {
      Blocking blocking;
      if (node.IsMap()) {
        if (Status status = map(node, "'blocks'",
                                {{"argument", argument(blocking.argument)}, {"calls", qualifiedNames(blocking.calls)}});
            !status)
          return status;
        out = blocking;
        return {};
      }
      bool blocks = false;
      if (Status status = boolean(blocks)(node); !status) return status;
      if (blocks) out = blocking;
      return {};
    };
  }

  Status ignoreCondition(const Node &node, IgnoreCondition &out) const {
    using Kind = IgnoreCondition::Kind;
    std::optional<unsigned> position;
    int stated = 0;
    const auto named = [&](Kind kind) {
      return [this, kind, &out, &stated](const Node &value) -> Status {
        out.kind = kind;
        ++stated;
        return texts(out.names)(value);
      };
    };
    const Status status = map(node, "a condition of 'ok-to-ignore-when'",
                              {{"argument", argument(position)},
                               {"note", boolean(out.isNoted)},
                               {"is", named(Kind::ArgumentIs)},
                               {"checked-by", named(Kind::CheckedBy)},
                               {"next-checked-by", named(Kind::NextCheckedBy)},
                               {"is-null", condition(out, Kind::ArgumentIsNull, stated)},
                               {"not-open-for-writing", condition(out, Kind::NotOpenForWriting, stated)},
                               {"left-to-close", condition(out, Kind::LeftToClose, stated)},
                               {"on-error-path", condition(out, Kind::ErrorPath, stated)}});
    if (!status) return status;
    if (stated != 1)
      return wrong(node, "a condition that says " + std::string(stated == 0 ? "nothing" : "several things"),
                   "exactly one of is, is-null, checked-by, next-checked-by, not-open-for-writing, left-to-close, "
                   "on-error-path");
    if (position.has_value() == (out.kind == Kind::ErrorPath))
      return wrong(node, position ? "'on-error-path' speaks of no argument" : "which argument is meant?",
                   position ? "no key 'argument'" : "the key 'argument'");
    out.argument = position.value_or(0);
    return {};
  }

  Status complete(const Node &node, const FunctionContract &contract) const {
    const auto has = [&](Failure failure) {
      return std::ranges::find(contract.returns, failure) != contract.returns.end();
    };
    if (has(Failure::Enum) == (contract.success.empty() && contract.failure.empty()))
      return wrong(node, "'success' and 'failure' name the values of 'returns: enum'", "both or neither");
    if (has(Failure::Tested) == contract.test.empty())
      return wrong(node, "'test' names the function of 'returns: tested'", "both or neither");
    if ((contract.mustCheck || contract.isNoted) && contract.returns.empty())
      return wrong(node, "'must-check' without 'returns'", "how the function fails");
    return {};
  }

  Status function(const Node &node, ContractFile &out) const {
    FunctionContract contract;
    std::vector<std::string> functions;
    contract.library = library_;
    contract.declaredIn = declaredIn_;
    contract.file = source_.file;
    contract.line = node.Mark().line + 1;
    std::string match;
    const auto conditions = [&](const Node &value) {
      return list(value, "'ok-to-ignore-when'",
                  [&](const Node &item) { return ignoreCondition(item, contract.okToIgnoreWhen.emplace_back()); });
    };
    const auto errnoUses =
        std::vector<std::pair<std::string, ErrnoUse>>{{"set", ErrnoUse::Set}, {"unchanged", ErrnoUse::Unchanged}};
    const Status status = map(node, "a function's contract",
                              {{"function", qualifiedNames(functions)},
                               {"match", pattern(match)},
                               {"arity", argument(contract.arity)},
                               {"returns", failures(contract.returns)},
                               {"success", qualifiedNames(contract.success)},
                               {"failure", qualifiedNames(contract.failure)},
                               {"test", text(contract.test)},
                               {"errno", oneOf(contract.errnoUse, errnoUses)},
                               {"must-check", mustCheck(contract)},
                               {"ok-to-ignore-when", conditions},
                               {"blocks", blocking(contract.blocks)},
                               {"out-error", argument(contract.outError)},
                               {"bound", argument(contract.bound)}});
    if (!status) return status;
    if (functions.empty() == match.empty())
      return wrong(node, "which function is meant?", "either 'function' or 'match'");
    if (Status whole = complete(node, contract); !whole) return whole;
    contract.isPattern = functions.empty();
    if (contract.isPattern) functions.push_back(match);
    for (const std::string &name : functions) {
      contract.function = name;
      const auto same = std::ranges::find_if(out.functions, [&](const FunctionContract &other) {
        return other.function == name && other.arity == contract.arity && other.isPattern == contract.isPattern;
      });
      if (same != out.functions.end())
        return wrong(node, "a second contract for '" + name + "'",
                     "one for each name and arity; the first is in line " + std::to_string(same->line));
      out.functions.push_back(contract);
    }
    return {};
  }

  Status type(const Node &node, ContractFile &out) const {
    TypeContract contract;
    std::vector<std::string> types;
    std::string match;
    contract.variable = "error";
    contract.file = source_.file;
    contract.line = node.Mark().line + 1;
    const auto propagate = [&](const Node &value) -> Status {
      if (!value.IsMap()) return wrong(value, "'propagate' is not a map", "type: expression");
      for (const auto &item : value) {
        std::string to;
        if (Status status = text(to)(item.first); !status) return status;
        if (contract.propagate.contains(to)) return wrong(item.first, "type '" + to + "' appears twice");
        if (Status status = text(contract.propagate[to])(item.second); !status) return status;
      }
      return {};
    };
    const Status status = map(node, "a type's contract",
                              {{"type", qualifiedNames(types)},
                               {"match", pattern(match)},
                               {"variable", text(contract.variable)},
                               {"failed", text(contract.failed)},
                               {"propagate", propagate},
                               {"error-argument", argument(contract.errorArgument)},
                               {"filled-by-reference", boolean(contract.isFilledByReference)},
                               {"raise", text(contract.raise)}});
    if (!status) return status;
    if (types.empty() == match.empty()) return wrong(node, "which type is meant?", "either 'type' or 'match'");
    if (contract.failed.empty() && !(contract.propagate.empty() && contract.raise.empty()))
      return wrong(node, "'propagate' and 'raise' need 'failed'", "the expression that is true on failure");
    contract.isPattern = types.empty();
    if (contract.isPattern) types.push_back(match);
    for (const std::string &name : types) {
      if (std::ranges::any_of(out.types, [&](const TypeContract &other) { return other.type == name; }))
        return wrong(node, "a second contract for type '" + name + "'", "one for each name");
      contract.type = name;
      out.types.push_back(contract);
    }
    return {};
  }

  Result<ContractFile> document(const Node &node) {
    ContractFile out;
    // The head is read first, whatever the order of the keys: functions copy it.
    const auto head = [&](bool first, const Handler &handler) -> Handler {
      return [first, handler](const Node &value) { return first ? handler(value) : Status(); };
    };
    const auto places = std::vector<std::pair<std::string, DeclaredIn>>{{"anywhere", DeclaredIn::Anywhere},
                                                                        {"system-headers", DeclaredIn::SystemHeaders}};
    for (const bool first : {true, false}) {
      const auto functions = [&](const Node &value) {
        return list(value, "'functions'", [&](const Node &item) { return function(item, out); });
      };
      const auto types = [&](const Node &value) {
        return list(value, "'types'", [&](const Node &item) { return type(item, out); });
      };
      const Status status = map(node, "the file",
                                {{"library", head(first, text(library_))},
                                 {"declared-in", head(first, oneOf(declaredIn_, places))},
                                 {"functions", head(!first, functions)},
                                 {"types", head(!first, types)}});
      if (!status) return fail(status.error());
    }
    if (library_.empty()) return wrong(node, "the file names no library", "the key 'library'");
    return out;
  }

  const ContractSource &source_;
  std::string library_;
  DeclaredIn declaredIn_ = DeclaredIn::Anywhere;
};

} // namespace

const char *toString(Failure failure) {
  for (const auto &[name, value] : kFailures)
    if (value == failure) return name.data();
  return "";
}

Result<ContractFile> readContracts(const ContractSource &source) { return Reader(source).read(); }

} // namespace lintel::checkers
