#include "checkers/analysis/text_builder.h"

#include "checkers/analysis/names.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace lintel::checkers {

using namespace clang;

namespace {

bool isQueryName(const Expr *expr) {
  if (!expr) return false;
  expr = expr->IgnoreParenImpCasts();
  const NamedDecl *decl = nullptr;
  if (const auto *reference = llvm::dyn_cast<DeclRefExpr>(expr))
    decl = reference->getDecl();
  else if (const auto *member = llvm::dyn_cast<MemberExpr>(expr))
    decl = member->getMemberDecl();
  const llvm::StringRef name = simpleName(decl);
  return llvm::any_of(llvm::ArrayRef<llvm::StringRef>{"sql", "query", "stmt", "statement"},
                      [&](llvm::StringRef word) { return hasWord(name, word); });
}

// The number inside std::to_string(number) and the text inside text.c_str().
const Expr *unwrapped(const Expr *piece) {
  const Expr *expr = piece->IgnoreImplicit()->IgnoreParenImpCasts();
  if (const auto *construct = llvm::dyn_cast<CXXConstructExpr>(expr); construct && construct->getNumArgs() == 1)
    return unwrapped(construct->getArg(0));
  if (const auto *member = llvm::dyn_cast<CXXMemberCallExpr>(expr)) {
    const llvm::StringRef name = simpleName(member->getMethodDecl());
    const bool same = member->getNumArgs() == 0 && (name == "c_str" || name == "data");
    return same ? unwrapped(member->getImplicitObjectArgument()) : expr;
  }
  const auto *call = llvm::dyn_cast<CallExpr>(expr);
  const llvm::StringRef name = call ? simpleName(call->getDirectCallee()) : "";
  if (call && call->getNumArgs() == 1 && (name == "to_string" || name == "lexical_cast"))
    return call->getArg(0)->IgnoreParenImpCasts();
  return expr;
}

} // namespace

const StringLiteral *literalOf(const Expr *expr) {
  while (expr) {
    expr = expr->IgnoreImplicit()->IgnoreParenCasts();
    if (const auto *literal = llvm::dyn_cast<StringLiteral>(expr))
      return literal->getCharByteWidth() == 1 ? literal : nullptr;
    const auto *construct = llvm::dyn_cast<CXXConstructExpr>(expr);
    if (const auto *full = llvm::dyn_cast<FullExpr>(expr))
      expr = full->getSubExpr();
    else if (construct && construct->getNumArgs() > 0)
      expr = construct->getArg(0);
    else
      return nullptr;
  }
  return nullptr;
}

llvm::SmallVector<const Expr *, 8> chainOf(const CXXOperatorCallExpr *call) {
  llvm::SmallVector<const Expr *, 8> operands;
  const OverloadedOperatorKind kind = call->getOperator();
  const Expr *left = call;
  while (const auto *operation = llvm::dyn_cast<CXXOperatorCallExpr>(left->IgnoreImplicit()->IgnoreParens())) {
    if (operation->getOperator() != kind || operation->getNumArgs() != 2) break;
    operands.push_back(operation->getArg(1));
    left = operation->getArg(0);
  }
  operands.push_back(left);
  std::reverse(operands.begin(), operands.end());
  return operands;
}

TextBuilder::TextBuilder(Evaluator &evaluator, const QueryText *start, const Expr *target)
    : evaluator_(evaluator), text_(start ? start : evaluator.unit.texts.empty()), namedQuery_(isQueryName(target)) {}

void TextBuilder::append(const Expr *piece, llvm::StringRef following) {
  if (const StringLiteral *fixed = literalOf(piece)) return literal(fixed->getBytes());
  if (const auto *character = llvm::dyn_cast<CharacterLiteral>(piece->IgnoreParenImpCasts()))
    return literal(std::string(1, static_cast<char>(character->getValue())));
  namedQuery_ |= isQueryName(piece->IgnoreImplicit());
  const Value value = evaluator_.evaluate(piece);
  if (value.text && value.text->started) {
    text_ = evaluator_.unit.texts.append(text_, value.text);
    return;
  }
  operand(piece, following);
  text_ = evaluator_.unit.texts.value(text_);
  taint_ = join(taint_, value.withoutText(), evaluator_.unit.texts);
}

void TextBuilder::operand(const Expr *piece, llvm::StringRef following) {
  if (text_->expects == RowClause::None || !(text_->isQuery || namedQuery_) || !evaluator_.collecting_) return;
  if (text_->expects == RowClause::Limit && following.ltrim().starts_with(",")) return;
  llvm::SmallVector<Sink, 1> sinks;
  evaluator_.unit.sinks.queryOperand(*unwrapped(piece), text_->expects, sinks);
  evaluator_.use(sinks);
}

void TextBuilder::appendAll(llvm::ArrayRef<const Expr *> pieces) {
  for (size_t i = 0; i < pieces.size(); ++i) {
    const StringLiteral *following = i + 1 < pieces.size() ? literalOf(pieces[i + 1]) : nullptr;
    append(pieces[i], following ? following->getBytes() : llvm::StringRef());
  }
}

void TextBuilder::format(llvm::StringRef format, llvm::ArrayRef<const Expr *> arguments, bool printfStyle) {
  if (printfStyle)
    printfFormat(format, arguments);
  else
    braceFormat(format, arguments);
}

void TextBuilder::printfFormat(llvm::StringRef format, llvm::ArrayRef<const Expr *> arguments) {
  size_t next = 0;
  while (!format.empty()) {
    const auto [plain, rest] = format.split('%');
    literal(plain);
    if (plain.size() == format.size()) return;
    format = rest;
    if (format.consume_front("%")) continue;
    const size_t conversion = format.find_first_of("diouxXeEfFgGaAcspn");
    if (conversion == llvm::StringRef::npos) return;
    next += format.take_front(conversion).count('*');
    format = format.drop_front(conversion + 1);
    if (next < arguments.size()) append(arguments[next], format);
    ++next;
  }
}

void TextBuilder::braceFormat(llvm::StringRef format, llvm::ArrayRef<const Expr *> arguments) {
  size_t next = 0;
  while (!format.empty()) {
    const size_t brace = format.find_first_of("{}");
    literal(format.take_front(brace));
    if (brace == llvm::StringRef::npos) return;
    const char kind = format[brace];
    format = format.drop_front(brace + 1);
    if (format.consume_front(llvm::StringRef(&kind, 1)) || kind == '}') continue;
    const size_t end = format.find('}');
    if (end == llvm::StringRef::npos) return;
    const llvm::StringRef field = format.take_front(end).split(':').first;
    format = format.drop_front(end + 1);
    size_t index = next;
    if (field.empty())
      ++next;
    else if (field.getAsInteger(10, index))
      index = arguments.size(); // a named argument
    if (index < arguments.size()) append(arguments[index], format);
  }
}

Value TextBuilder::result() const {
  Value value = text_->isQuery ? Value() : taint_;
  value.text = text_;
  return value;
}

} // namespace lintel::checkers
