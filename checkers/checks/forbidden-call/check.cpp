// lintel-forbidden-call: uses of functions, macros, types and headers that the policy forbids. The rules
// are read in rules.cpp, what they ask of arguments is answered in arguments.cpp.
#include "checkers/engine/check.h"

#include "checkers/analysis/names.h"
#include "checkers/analysis/repository_path.h"
#include "checkers/checks/forbidden-call/arguments.h"
#include "checkers/checks/forbidden-call/rules.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/TypeLoc.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

#include <set>

namespace lintel::checkers::checks::forbidden_call {
namespace {

using namespace clang;
using namespace clang::ast_matchers;

constexpr const char *kRules = "Rules";

using RuleList = std::vector<const Rule *>;

struct Use {
  const Rule *rule = nullptr;
  std::string what; // "call of 'system'"
  SourceLocation place;
  CharSourceRange name; // what a replacement replaces; invalid: none can be offered
};

class PreprocessorUses : public PPCallbacks {
public:
  PreprocessorUses(const SourceManager &sources, const std::vector<Rule> &rules, std::vector<Use> &uses)
      : sources_(sources), rules_(rules), uses_(uses) {}

  void MacroExpands(const Token &name, const MacroDefinition &, SourceRange, const MacroArgs *) override {
    const IdentifierInfo *macro = name.getIdentifierInfo();
    const auto [known, isNew] = known_.try_emplace(macro);
    if (isNew) known->second = matching(Target::Macro, macro->getName());
    if (known->second.empty()) return;
    const SourceLocation place = sources_.getFileLoc(name.getLocation());
    if (sources_.isInSystemHeader(place)) return;
    const CharSourceRange range =
        name.getLocation().isFileID() ? CharSourceRange::getTokenRange(name.getLocation()) : CharSourceRange();
    for (const Rule *rule : known->second)
      uses_.push_back({rule, ("macro '" + macro->getName() + "'").str(), place, range});
  }

  void InclusionDirective(SourceLocation hash, const Token &, StringRef name, bool isAngled, CharSourceRange range,
                          OptionalFileEntryRef, StringRef, StringRef, const Module *, bool,
                          SrcMgr::CharacteristicKind) override {
    if (sources_.isInSystemHeader(hash)) return;
    for (const Rule *rule : matching(Target::Header, name))
      uses_.push_back(
          {rule, (Twine("header ") + (isAngled ? "<" : "\"") + name + (isAngled ? ">" : "\"")).str(), hash, range});
  }

private:
  RuleList matching(Target target, StringRef name) const {
    RuleList found;
    for (const Rule &rule : rules_)
      if (rule.target == target && re2::RE2::FullMatch(re2::StringPiece(name.data(), name.size()), *rule.pattern))
        found.push_back(&rule);
    return found;
  }

  const SourceManager &sources_;
  const std::vector<Rule> &rules_;
  std::vector<Use> &uses_;
  llvm::DenseMap<const IdentifierInfo *, RuleList> known_; // looked up only
};

class ForbiddenCall final : public Check {
public:
  ForbiddenCall(StringRef name, tidy::ClangTidyContext *context)
      : Check(name, context),
        rulesText_(Options.get(kRules, "")),
        root_(Options.getLocalOrGlobal(kRepositoryRoot, "")) {
    Result<std::vector<Rule>> rules = readRules(rulesText_);
    if (rules)
      rules_ = std::move(*rules);
    else
      configurationDiag("option %0") << toString(rules.error());
  }

  void storeOptions(tidy::ClangTidyOptions::OptionMap &options) override { Options.store(options, kRules, rulesText_); }

  bool looksAtPrototypes() const override { return !rules_.empty(); }

  void registerPPCallbacks(const SourceManager &sources, Preprocessor *preprocessor, Preprocessor *) override {
    if (asksFor(Target::Macro) || asksFor(Target::Header))
      preprocessor->addPPCallbacks(std::make_unique<PreprocessorUses>(sources, rules_, uses_));
  }

  void registerMatchers(MatchFinder *finder) override {
    if (rules_.empty()) return;
    const auto here = unless(isExpansionInSystemHeader());
    const auto add = [&](const auto &matcher) { finder->addMatcher(matcher, this); };
    add(namedDecl(anyOf(functionDecl(isDefinition()), cxxRecordDecl(isDefinition()), namespaceDecl()), here)
            .bind("scope"));
    if (asksFor(Target::Function)) {
      add(callExpr(here).bind("call"));
      add(cxxConstructExpr(here).bind("construct"));
      add(cxxNewExpr(here).bind("new"));
      add(cxxDeleteExpr(here).bind("delete"));
      add(declRefExpr(to(functionDecl()), here).bind("reference"));
      add(memberExpr(member(functionDecl()), here).bind("member"));
      add(expr(anyOf(unresolvedLookupExpr(), unresolvedMemberExpr()), here).bind("unresolved"));
    }
    if (asksFor(Target::Type)) add(typeLoc(here).bind("type"));
  }

  void check(const MatchFinder::MatchResult &result) override {
    context_ = result.Context;
    const BoundNodes &nodes = result.Nodes;
    if (const auto *scope = nodes.getNodeAs<NamedDecl>("scope"))
      scopes_.push_back(scope);
    else if (const auto *call = nodes.getNodeAs<CallExpr>("call"))
      checkCall(*call);
    else if (const auto *construct = nodes.getNodeAs<CXXConstructExpr>("construct"))
      judge(construct->getConstructor(), arguments(construct->arguments()), "call of", construct->getLocation(), {});
    else if (const auto *allocation = nodes.getNodeAs<CXXNewExpr>("new"))
      judge(allocation->getOperatorNew(), {}, "call of", allocation->getBeginLoc(), {});
    else if (const auto *release = nodes.getNodeAs<CXXDeleteExpr>("delete"))
      judge(release->getOperatorDelete(), {}, "call of", release->getBeginLoc(), {});
    else if (const auto *reference = nodes.getNodeAs<DeclRefExpr>("reference"))
      checkReference(*reference, reference->getDecl(), reference->getBeginLoc(), reference->getLocation());
    else if (const auto *member = nodes.getNodeAs<MemberExpr>("member"))
      checkReference(*member, member->getMemberDecl(), member->getMemberLoc(), member->getMemberLoc());
    else if (const auto *unresolved = nodes.getNodeAs<OverloadExpr>("unresolved"))
      checkUnresolved(*unresolved);
    else if (const auto *type = nodes.getNodeAs<TypeLoc>("type"))
      checkType(*type);
  }

  void onEndOfTranslationUnit() override {
    if (context_)
      for (const Use &use : uses_) report(use);
    uses_.clear();
    scopes_.clear();
    judged_.clear();
    known_.clear();
    reported_.clear();
    context_ = nullptr;
  }

private:
  using Arguments = SmallVector<const Expr *, 6>;
  template <class Range> static Arguments arguments(Range range) { return Arguments(range.begin(), range.end()); }

  bool asksFor(Target target) const {
    return llvm::any_of(rules_, [&](const Rule &rule) { return rule.target == target; });
  }

  const RuleList &rulesFor(Target target, const NamedDecl *declaration) {
    const auto [known, isNew] = known_.try_emplace(declaration->getCanonicalDecl());
    if (isNew) {
      const std::string name = qualifiedName(declaration);
      for (const Rule &rule : rules_)
        if (rule.target == target && re2::RE2::FullMatch(name, *rule.pattern)) known->second.push_back(&rule);
    }
    return known->second;
  }

  void checkCall(const CallExpr &call) {
    const FunctionDecl *function = call.getDirectCallee();
    if (!function) return;
    const Expr *callee = call.getCallee()->IgnoreParenImpCasts();
    judged_.insert(callee);
    Arguments given = arguments(call.arguments());
    const auto *method = dyn_cast<CXXMethodDecl>(function);
    if (isa<CXXOperatorCallExpr>(call) && method && !method->isStatic() && !given.empty())
      given.erase(given.begin()); // the object
    SourceRange name = callee->getSourceRange();
    if (const auto *member = dyn_cast<MemberExpr>(callee)) name = member->getMemberLoc();
    judge(function, given, "call of", name.getBegin(), nameRange(name));
  }

  void checkReference(const Expr &reference, const ValueDecl *target, SourceLocation place, SourceLocation name) {
    const auto *function = dyn_cast<FunctionDecl>(target);
    if (!function || judged_.contains(&reference)) return;
    // Whatever a rule asks of arguments: a call through the pointer would escape it.
    judge(function, std::nullopt, "use of the address of", place, nameRange(SourceRange(place, name)));
  }

  void checkUnresolved(const OverloadExpr &lookup) {
    for (const NamedDecl *candidate : lookup.decls()) {
      const NamedDecl *target = candidate->getUnderlyingDecl();
      if (const auto *pattern = dyn_cast<FunctionTemplateDecl>(target)) target = pattern->getTemplatedDecl();
      const auto *function = dyn_cast<FunctionDecl>(target);
      if (!function) continue;
      for (const Rule *rule : rulesFor(Target::Function, function))
        if (rule->conditions.empty()) // arguments are not known before the template is used
          addUse(*rule, "call of '" + qualifiedName(function) + "'", lookup.getNameLoc(),
                 nameRange(lookup.getNameLoc()));
    }
  }

  void judge(const FunctionDecl *function, const std::optional<Arguments> &given, StringRef use, SourceLocation place,
             CharSourceRange name) {
    if (!function) return;
    for (const Rule *rule : rulesFor(Target::Function, function)) {
      const bool applies = !given || llvm::all_of(rule->conditions, [&](const Condition &condition) {
        return holds(condition, *given, *context_);
      });
      if (applies) addUse(*rule, (use + " '" + qualifiedName(function) + "'").str(), place, name);
    }
  }

  static const NamedDecl *declarationOf(TypeLoc type) {
    if (const auto alias = type.getAs<TypedefTypeLoc>()) return alias.getDecl();
    if (const auto tag = type.getAs<TagTypeLoc>()) return tag.getDecl();
    if (const auto special = type.getAs<TemplateSpecializationTypeLoc>())
      return special.getTypePtr()->getTemplateName().getAsTemplateDecl();
    if (const auto deduced = type.getAs<DeducedTemplateSpecializationTypeLoc>())
      return deduced.getTypePtr()->getTemplateName().getAsTemplateDecl();
    return nullptr;
  }

  void checkType(TypeLoc type) {
    const SourceLocation place = type.getBeginLoc();
    if (place.isInvalid()) return;
    if (const auto fundamental = type.getAs<BuiltinTypeLoc>()) return checkFundamental(fundamental);
    const NamedDecl *declaration = declarationOf(type);
    if (!declaration || declaration->getLocation() == place) return;
    const bool isPlain = !type.getAs<TemplateSpecializationTypeLoc>();
    for (const Rule *rule : rulesFor(Target::Type, declaration))
      addUse(*rule, "type '" + qualifiedName(declaration) + "'", place,
             isPlain ? nameRange(type.getSourceRange()) : CharSourceRange());
  }

  void checkFundamental(BuiltinTypeLoc type) {
    const StringRef name = type.getTypePtr()->getName(context_->getPrintingPolicy());
    for (const Rule &rule : rules_)
      if (rule.target == Target::Type && re2::RE2::FullMatch(re2::StringPiece(name.data(), name.size()), *rule.pattern))
        addUse(rule, ("type '" + name + "'").str(), type.getBeginLoc(), nameRange(type.getSourceRange()));
  }

  static CharSourceRange nameRange(SourceRange range) {
    const bool written = range.isValid() && range.getBegin().isFileID() && range.getEnd().isFileID();
    return written ? CharSourceRange::getTokenRange(range) : CharSourceRange();
  }

  void addUse(const Rule &rule, std::string what, SourceLocation at, CharSourceRange name) {
    const SourceManager &sources = context_->getSourceManager();
    if (at.isInvalid() || (at.isMacroID() && sources.isInSystemMacro(at))) return;
    uses_.push_back({&rule, std::move(what), sources.getFileLoc(at), name});
  }

  // The innermost namespace, class or function whose text holds the place.
  std::string scopeAround(SourceLocation place) const {
    const SourceManager &sources = context_->getSourceManager();
    const NamedDecl *innermost = nullptr;
    SourceLocation latest;
    for (const NamedDecl *scope : scopes_) {
      const SourceLocation begin = sources.getFileLoc(scope->getBeginLoc());
      const SourceLocation end = sources.getFileLoc(scope->getEndLoc());
      if (!sources.isPointWithin(place, begin, end)) continue;
      if (innermost && sources.isBeforeInTranslationUnit(begin, latest)) continue;
      innermost = scope;
      latest = begin;
    }
    return innermost ? qualifiedName(innermost) : std::string();
  }

  void report(const Use &use) {
    const Rule &rule = *use.rule;
    // A template's instantiations, and the name and the call of one use, share the place.
    if (!reported_.emplace(use.place, &rule - rules_.data()).second) return;
    const SourceManager &sources = context_->getSourceManager();
    if (!rule.allowedFiles.empty() && rule.allowsFile(repositoryPath(use.place, sources, root_))) return;
    if (!rule.allowedScopes.empty() && rule.allowsScope(scopeAround(use.place))) return;
    {
      auto finding = diag(use.place, "%0 is forbidden: %1");
      finding << use.what << rule.message;
      if (rule.severity != Severity::Error) finding << weighing(rule.severity);
    }
    if (rule.replacement.empty()) return;
    auto note = diag(use.place, "the policy names '%0' instead", DiagnosticIDs::Note);
    note << rule.replacement;
    if (use.name.isValid()) note << FixItHint::CreateReplacement(use.name, rule.replacement);
  }

  const std::string rulesText_;
  const std::string root_;
  std::vector<Rule> rules_;
  std::vector<Use> uses_;
  std::vector<const NamedDecl *> scopes_;
  llvm::DenseMap<const Decl *, RuleList> known_;       // looked up only
  llvm::DenseSet<const Expr *> judged_;                // callees of calls: no address is taken there
  std::set<std::pair<SourceLocation, long>> reported_; // place, number of the rule
  ASTContext *context_ = nullptr;
};

} // namespace

extern const CheckDef kDef;
const CheckDef kDef{
    .id = "lintel-forbidden-call",
    .summary = "a function, macro, type or header is used that the policy forbids",
    .severity = Severity::Error,
    .category = "policy",
    .cwe = {78, 676},
    .cert = {},
    .since = "0.1.0",
    .options = {{kRules, OptionType::Rules, "", "what is forbidden, where it is allowed, and what to use instead"}},
    .factory = make<ForbiddenCall>,
};

} // namespace lintel::checkers::checks::forbidden_call
