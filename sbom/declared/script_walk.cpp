#include "sbom/declared/script_walk.h"

#include "sbom/declared/conditions.h"

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxWalked = 8u << 20; // bytes of statements, loops counted with each turn

class Walk {
public:
  Walk(const SourceText &source, ScriptLanguage language, const ScriptSink &sink)
      : source_(source), language_(language), sink_(sink) {}

  Status run(const std::vector<ScriptStatement> &statements) {
    for (const ScriptStatement &statement : statements) {
      walked_ += 1 + statement.value.span.end - statement.value.span.begin;
      if (walked_ > kMaxWalked) {
        return source_.problem(statement.value.span.begin, "loops over too many items");
      }
      if (const Status status = step(statement); !status) return status;
    }
    return {};
  }

private:
  Status step(const ScriptStatement &statement) {
    calls(statement.value);
    switch (statement.kind) {
    case StatementKind::Expression: return {};
    case StatementKind::Assign:
      values_.variables.assign(statement.targets.front(), values_.evaluate(statement.value));
      return {};
    case StatementKind::Append: append(statement); return {};
    case StatementKind::If: return branches(statement);
    case StatementKind::For: return loop(statement);
    case StatementKind::Function: return function(statement);
    }
    return {};
  }

  // Every call in an expression.
  void calls(const Node &node) {
    if (node.kind == NodeKind::Call) {
      const Node &callee = node.operands.front();
      const bool isMethod = callee.kind == NodeKind::Member;
      if (isMethod || callee.kind == NodeKind::Name) {
        const std::string condition = conditions_.text();
        sink_({node, callee.text, isMethod, condition}, values_);
      }
    }
    for (const Node &operand : node.operands) calls(operand);
    for (const Node &item : node.items) calls(item);
  }

  void append(const ScriptStatement &statement) {
    const std::string &target = statement.targets.front();
    Node sum;
    sum.kind = NodeKind::Operation;
    sum.text = "+";
    sum.operands.resize(1);
    sum.operands.front().kind = NodeKind::Name;
    sum.operands.front().text = target;
    sum.operands.push_back(statement.value);
    auto value = values_.evaluate(sum);
    if (!value) value = appendedItem(target, statement.value);
    values_.variables.assign(target, std::move(value));
  }

  // Meson's list += 'item'
  std::optional<ScriptValue> appendedItem(const std::string &target, const Node &node) {
    const ScriptValue *list = values_.variables.find(target);
    if (list == nullptr || list->kind != ScriptValue::Kind::List || list->items.size() > kMaxItems) return std::nullopt;
    auto item = values_.evaluate(node);
    if (!item) return std::nullopt;
    ScriptValue longer = *list;
    longer.items.push_back(std::move(*item));
    return longer;
  }

  Status branches(const ScriptStatement &statement) {
    values_.variables.enter();
    bool exhaustive = false;
    for (std::size_t i = 0; i < statement.branches.size(); ++i) {
      const Branch &branch = statement.branches[i];
      if (i == 0) {
        conditions_.enter(branch.condition);
      } else {
        values_.variables.nextBranch();
        exhaustive = branch.condition.empty();
        exhaustive ? conditions_.otherwise() : conditions_.alternative(branch.condition);
      }
      if (const Status status = run(branch.body); !status) return status;
    }
    values_.variables.leave(exhaustive);
    conditions_.leave();
    return {};
  }

  Status loop(const ScriptStatement &statement) {
    const std::vector<ScriptStatement> &body = statement.branches.front().body;
    const auto items = loopItems(statement);
    if (!items) {
      values_.variables.enter();
      forget(statement.targets);
      const Status status = run(body);
      values_.variables.leave(false);
      return status;
    }
    for (const ScriptValue &item : *items) {
      ++walked_;
      forget(statement.targets);
      values_.variables.assign(statement.targets.back(), item);
      if (const Status status = run(body); !status) return status;
    }
    forget(statement.targets);
    return {};
  }

  // nullopt when the sequence is not known, or when the loop takes it apart in a way that is not followed.
  std::optional<std::vector<ScriptValue>> loopItems(const ScriptStatement &statement) {
    const Node *sequence = &statement.value;
    const bool isLua = language_ == ScriptLanguage::Lua;
    if (statement.targets.size() != (isLua ? 2 : 1)) return std::nullopt;
    if (isLua) { // for _, item in ipairs(list)
      const bool iterates = sequence->kind == NodeKind::Call && sequence->items.size() == 1 &&
                            (sequence->operands.front().text == "ipairs" || sequence->operands.front().text == "pairs");
      if (!iterates) return std::nullopt;
      sequence = &sequence->items.front();
    }
    auto value = values_.evaluate(*sequence);
    const ScriptValue::Kind kind = isLua ? ScriptValue::Kind::Table : ScriptValue::Kind::List;
    if (!value || value->kind != kind) return std::nullopt;
    return std::move(value->items);
  }

  Status function(const ScriptStatement &statement) {
    values_.variables.enter();
    forget(statement.targets);
    const Status status = run(statement.branches.front().body);
    values_.variables.leaveScope();
    return status;
  }

  void forget(const std::vector<std::string> &names) {
    for (const std::string &name : names) values_.variables.assign(name, std::nullopt);
  }

  static constexpr std::size_t kMaxItems = 1000;

  const SourceText &source_;
  ScriptLanguage language_;
  const ScriptSink &sink_;
  ScriptValues values_;
  Conditions conditions_;
  std::size_t walked_ = 0;
};

} // namespace

Status walkScript(const SourceText &source, ScriptLanguage language, const std::vector<ScriptStatement> &statements,
                  const ScriptSink &sink) {
  return Walk(source, language, sink).run(statements);
}

} // namespace lintel::sbom
