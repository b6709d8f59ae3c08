#include "checkers/contracts/reader.h"

#include "checkers/contracts/yaml_schema.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lintel::checkers {

namespace {

constexpr std::size_t kMaxFileBytes = 1 << 20;
constexpr const char *kOwnLibrary = "the policy"; // of a section that names no other

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
  explicit Reader(const ContractSource &source) : YamlSchema(source.file), source_(source) {
    if (!source.section.empty()) library_ = kOwnLibrary;
  }

  Result<ContractFile> read() {
    if (source_.text.size() > kMaxFileBytes) {
      Problem problem;
      problem.what = "the file has " + std::to_string(source_.text.size()) + " bytes";
      problem.file = source_.file;
      problem.expected = "at most " + std::to_string(kMaxFileBytes);
      return fail(std::move(problem));
    }
    try {
      const Node root = YAML::Load(std::string(source_.text));
      return document(source_.section.empty() ? root : root[source_.section]);
    } catch (const YAML::Exception &error) {
      return fail(problemAt(error.mark, "not valid YAML: " + error.msg));
    }
  }

  Json schema() {
    ContractFile unused;
    Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", "Contracts of functions and types"}};
    schema.update(schemaOf(documentKeys(true, unused)));
    schema["required"] = Json::array({"library"});
    return schema;
  }

private:
  // A condition is stated by naming it; "no" would say nothing.
  Handler condition(IgnoreCondition &out, IgnoreCondition::Kind kind, int &stated) const {
    const auto read = [this, &out, kind, &stated](const Node &node) -> Status {
      bool yes = false;
      if (Status status = boolean(yes).read(node); !status) return status;
      if (!yes) return wrong(node, "a condition that is not asked for", "yes, or no such key");
      out.kind = kind;
      ++stated;
      return {};
    };
    return {read, [] { return Json{{"enum", Json::array({true, "yes"})}}; }};
  }

  Handler named(IgnoreCondition &out, IgnoreCondition::Kind kind, int &stated) const {
    Handler names = texts(out.names);
    const auto read = [kind, &out, &stated, inner = names.read](const Node &value) -> Status {
      out.kind = kind;
      ++stated;
      return inner(value);
    };
    return {read, names.schema};
  }

  // yes, no, or a word that sets something else.
  Handler booleanOr(const char *word, bool &meant, bool &out) const {
    const auto read = [this, word, &meant, &out](const Node &node) -> Status {
      if (!node.IsScalar() || node.Scalar() != word) return boolean(out).read(node);
      meant = true;
      return {};
    };
    return {read, [this, word] {
              bool unused = false;
              return Json{{"anyOf", Json::array({boolean(unused).schema(), Json{{"const", word}}})}};
            }};
  }

  Handler truncation(FunctionContract &out) const {
    Handler value = booleanOr("must-check", out.cutMustBeSeen, out.truncates);
    const auto read = [&out, inner = value.read](const Node &node) -> Status {
      Status status = inner(node);
      out.truncates |= out.cutMustBeSeen;
      return status;
    };
    return {read, value.schema};
  }

  Handler failures(std::vector<Failure> &out) const {
    const std::vector<std::pair<std::string, Failure>> values(kFailures.begin(), kFailures.end());
    const auto read = [this, &out, values](const Node &node) -> Status {
      const auto add = [&](const Node &item) -> Status { return oneOf(out.emplace_back(), values).read(item); };
      return node.IsSequence() ? list(node, "'returns'", add) : add(node);
    };
    return {read, [this, values] {
              Failure unused{};
              return oneOrList(oneOf(unused, values).schema());
            }};
  }

  Keys blockingKeys(Blocking &out) const {
    return {{"argument", argument(out.argument), "The argument that is the timeout, from 0."},
            {"calls", qualifiedNames(out.calls), "Functions that set a bound beforehand."}};
  }

  Handler blocking(std::optional<Blocking> &out) const {
    const auto read = [this, &out](const Node &node) -> Status {
      Blocking blocking;
      if (node.IsMap()) {
        if (Status status = map(node, "'blocks'", blockingKeys(blocking)); !status) return status;
        out = blocking;
        return {};
      }
      bool blocks = false;
      if (Status status = boolean(blocks).read(node); !status) return status;
      if (blocks) out = blocking;
      return {};
    };
    return {read, [this] {
              bool yes = false;
              Blocking unused;
              return Json{{"anyOf", Json::array({boolean(yes).schema(), schemaOf(blockingKeys(unused))})}};
            }};
  }

  struct ConditionDraft {
    IgnoreCondition condition;
    std::optional<unsigned> position;
    int stated = 0;
  };

  Keys conditionKeys(ConditionDraft &draft) const {
    using Kind = IgnoreCondition::Kind;
    IgnoreCondition &out = draft.condition;
    int &stated = draft.stated;
    return {{"argument", argument(draft.position), "The argument that is spoken of, from 0."},
            {"note", boolean(out.isNoted), "No mistake, but worth a note."},
            {"is", named(out, Kind::ArgumentIs, stated), "It is one of these variables, enumerators or integers."},
            {"checked-by", named(out, Kind::CheckedBy, stated),
             "The same function uses the result of one of these on the same argument."},
            {"next-checked-by", named(out, Kind::NextCheckedBy, stated),
             "The next statement tests the result of one of these on the same argument."},
            {"is-null", condition(out, Kind::ArgumentIsNull, stated), "It is a null pointer."},
            {"not-open-for-writing", condition(out, Kind::NotOpenForWriting, stated),
             "It is a stream that the same function neither wrote to nor opened for writing."},
            {"left-to-close", condition(out, Kind::LeftToClose, stated),
             "It is a stream whose error somebody sees who closes it."},
            {"on-error-path", condition(out, Kind::ErrorPath, stated),
             "The call stands on a path that already leaves with an error."}};
  }

  Status ignoreCondition(const Node &node, IgnoreCondition &out) const {
    ConditionDraft draft;
    if (Status status = map(node, "a condition of 'ok-to-ignore-when'", conditionKeys(draft)); !status) return status;
    if (draft.stated != 1)
      return wrong(node, "a condition that says " + std::string(draft.stated == 0 ? "nothing" : "several things"),
                   "exactly one of is, is-null, checked-by, next-checked-by, not-open-for-writing, left-to-close, "
                   "on-error-path");
    if (draft.position.has_value() == (draft.condition.kind == IgnoreCondition::Kind::ErrorPath))
      return wrong(node, draft.position ? "'on-error-path' speaks of no argument" : "which argument is meant?",
                   draft.position ? "no key 'argument'" : "the key 'argument'");
    draft.condition.argument = draft.position.value_or(0);
    out = std::move(draft.condition);
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

  // What one entry says, before its names are told apart.
  template <class Contract> struct Draft {
    Contract contract;
    std::vector<std::string> names;
    std::string match;
  };

  static Json namedOnce(Json schema, const char *name) {
    for (const char *key : {name, "match"}) schema["oneOf"].push_back({{"required", Json::array({key})}});
    return schema;
  }

  Keys functionKeys(Draft<FunctionContract> &draft) const {
    FunctionContract &contract = draft.contract;
    const auto errnoUses =
        std::vector<std::pair<std::string, ErrnoUse>>{{"set", ErrnoUse::Set}, {"unchanged", ErrnoUse::Unchanged}};
    const auto conditions = [this, &contract](const Node &value) {
      return list(value, "'ok-to-ignore-when'",
                  [&](const Node &item) { return ignoreCondition(item, contract.okToIgnoreWhen.emplace_back()); });
    };
    const auto conditionSchema = [this] {
      ConditionDraft unused;
      return listOf(schemaOf(conditionKeys(unused)));
    };
    return {
        {"function", qualifiedNames(draft.names), "Qualified name of the function, or several."},
        {"match", pattern(draft.match), "Regular expression (RE2) over whole qualified names."},
        {"arity", argument(contract.arity), "Only calls with so many arguments."},
        {"returns", failures(contract.returns), "The results that mean failure."},
        {"success", qualifiedNames(contract.success), "Names that mean success, for 'returns: enum'."},
        {"failure", qualifiedNames(contract.failure), "Names that mean failure, for 'returns: enum'."},
        {"test", text(contract.test), "The function that tells failure, for 'returns: tested'."},
        {"errno", oneOf(contract.errnoUse, errnoUses), "Whether a failure sets errno."},
        {"must-check", booleanOr("note", contract.isNoted, contract.mustCheck),
         "Whether the result may not be dropped; note: dropping it is worth a note."},
        {"ok-to-ignore-when", {conditions, conditionSchema}, "When it may be dropped all the same; any one suffices."},
        {"blocks", blocking(contract.blocks), "Whether the call may wait, and what bounds the wait."},
        {"out-error", argument(contract.outError), "The argument that receives the error, from 0."},
        {"bound", argument(contract.bound), "The argument that limits a size, from 0."},
        {"truncates", truncation(contract),
         "Whether a result of 'bound' or more means that the text was cut; must-check: a test has to tell that."},
        {"writes", boolean(contract.writes), "no: what it takes by non-const pointer or reference is only read."}};
  }

  Status function(const Node &node, ContractFile &out) const {
    Draft<FunctionContract> draft;
    FunctionContract &contract = draft.contract;
    std::vector<std::string> &functions = draft.names;
    const std::string &match = draft.match;
    contract.library = library_;
    contract.declaredIn = declaredIn_;
    contract.file = source_.file;
    contract.line = node.Mark().line + 1;
    contract.isBuiltIn = source_.isBuiltIn;
    if (Status status = map(node, "a function's contract", functionKeys(draft)); !status) return status;
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

  Keys typeKeys(Draft<TypeContract> &draft) const {
    TypeContract &contract = draft.contract;
    const auto propagate = [this, &contract](const Node &value) -> Status {
      if (!value.IsMap()) return wrong(value, "'propagate' is not a map", "type: expression");
      for (const auto &item : value) {
        std::string to;
        if (Status status = text(to).read(item.first); !status) return status;
        if (contract.propagate.contains(to)) return wrong(item.first, "type '" + to + "' appears twice");
        if (Status status = text(contract.propagate[to]).read(item.second); !status) return status;
      }
      return {};
    };
    const auto expressions = [] { return Json{{"type", "object"}, {"additionalProperties", {{"type", "string"}}}}; };
    return {{"type", qualifiedNames(draft.names), "Qualified name of the type without template arguments, or several."},
            {"match", pattern(draft.match), "Regular expression (RE2) over whole qualified names."},
            {"variable", text(contract.variable), "A fitting name for an object of the type, for fixes."},
            {"failed", text(contract.failed), "Expression that is true on failure; {} stands for the object."},
            {"propagate", {propagate, expressions}, "Type that a function returns: expression to return."},
            {"error-argument", argument(contract.errorArgument), "Template argument that must agree to propagate."},
            {"filled-by-reference", boolean(contract.isFilledByReference),
             "A call that takes an object of the type by reference stores its error in it."},
            {"raise", text(contract.raise), "Statement that throws the error, without semicolon."}};
  }

  Status type(const Node &node, ContractFile &out) const {
    Draft<TypeContract> draft;
    TypeContract &contract = draft.contract;
    std::vector<std::string> &types = draft.names;
    const std::string &match = draft.match;
    contract.variable = "error";
    contract.file = source_.file;
    contract.line = node.Mark().line + 1;
    contract.isBuiltIn = source_.isBuiltIn;
    if (Status status = map(node, "a type's contract", typeKeys(draft)); !status) return status;
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

  Keys documentKeys(bool first, ContractFile &out) {
    // The head is read first, whatever the order of the keys: functions copy it.
    const auto inTurn = [](bool now, Handler handler) -> Handler {
      if (!now) handler.read = [](const Node &) { return Status(); };
      return handler;
    };
    const auto places = std::vector<std::pair<std::string, DeclaredIn>>{{"anywhere", DeclaredIn::Anywhere},
                                                                        {"system-headers", DeclaredIn::SystemHeaders}};
    const auto functions = [this, &out](const Node &value) {
      return list(value, "'functions'", [&](const Node &item) { return function(item, out); });
    };
    const auto types = [this, &out](const Node &value) {
      return list(value, "'types'", [&](const Node &item) { return type(item, out); });
    };
    const auto functionSchema = [this] {
      Draft<FunctionContract> unused;
      return listOf(namedOnce(schemaOf(functionKeys(unused)), "function"));
    };
    const auto typeSchema = [this] {
      Draft<TypeContract> unused;
      return listOf(namedOnce(schemaOf(typeKeys(unused)), "type"));
    };
    return {
        {"library", inTurn(first, text(library_)), "Name of the library, for messages."},
        {"declared-in", inTurn(first, oneOf(declaredIn_, places)), "Where a function must be declared to be meant."},
        {"functions", inTurn(!first, {functions, functionSchema}),
         "What functions return, when that is a failure, what they wait for."},
        {"types", inTurn(!first, {types, typeSchema}), "Types that are errors by themselves."}};
  }

  Result<ContractFile> document(const Node &node) {
    ContractFile out;
    const bool isSection = !source_.section.empty();
    for (const bool first : {true, false}) {
      Keys keys = documentKeys(first, out);
      if (isSection) keys.push_back({"files", {[](const Node &) { return Status(); }, {}}, ""}); // the policy reads it
      const std::string what = isSection ? "'" + source_.section + "'" : "the file";
      if (Status status = map(node, what, keys); !status) return fail(status.error());
    }
    if (library_.empty() && !isSection) return wrong(node, "the file names no library", "the key 'library'");
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

std::string contractsSchema() {
  const ContractSource none;
  return Reader(none).schema().dump(2) + "\n";
}

Result<ContractFile> readContracts(const ContractSource &source) { return Reader(source).read(); }

} // namespace lintel::checkers
