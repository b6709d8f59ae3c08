#include "sbom/advisories/value.h"

#include <optional>
#include <sstream>
#include <utility>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

namespace lintel::sbom::osv {
namespace {

int lineOf(const YAML::Mark &mark) { return mark.line + 1; }

// The library offers no other way to end its parser; caught in parseYaml.
struct Stop {
  Problem problem;
};

class Handler final : public YAML::EventHandler {
public:
  void OnDocumentStart(const YAML::Mark &) override {
    anchors_.clear();
    open_.clear();
  }
  void OnDocumentEnd() override { documents.push_back(builder_.take()); }

  void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override { scalar(Value::Kind::Null, "", mark, anchor); }
  void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                const std::string &text) override {
    const bool plain = tag == "?"; // neither quoted nor tagged
    const bool isNull = plain && (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL");
    scalar(isNull ? Value::Kind::Null : Value::Kind::String, text, mark, anchor);
  }
  void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override {
    const auto named = anchors_.find(anchor);
    if (named == anchors_.end())
      throw Stop{{"an alias of a value that is not finished", "", lineOf(mark), mark.column + 1, "", ""}};
    if (expectsKey()) throw Stop{{"an alias as a key", "", lineOf(mark), mark.column + 1, "a plain key", ""}};
    check(builder_.copy(named->second, lineOf(mark)));
    finished();
  }
  void OnSequenceStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    begin(Value::Kind::Array, mark, anchor);
  }
  void OnMapStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    begin(Value::Kind::Object, mark, anchor);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapEnd() override { end(); }

  std::vector<Value> documents;

private:
  struct Open {
    bool isMapping = false;
    bool keyRead = false; // a mapping: its next value has a key
    YAML::anchor_t anchor = 0;
  };

  bool expectsKey() const { return !open_.empty() && open_.back().isMapping && !open_.back().keyRead; }

  void check(bool good) const {
    if (!good) throw Stop{builder_.problem()};
  }

  void finished() {
    if (!open_.empty()) open_.back().keyRead = false;
  }

  // Copies for anchors count as much as copies for aliases: both take memory.
  void remember(YAML::anchor_t anchor) {
    if (anchor == 0) return;
    constexpr std::size_t kMaxAnchors = 1000;
    if (anchors_.size() == kMaxAnchors)
      throw Stop{{"too many anchors", "", builder_.last()->line, 0, "at most " + std::to_string(kMaxAnchors), ""}};
    check(builder_.charge(*builder_.last(), builder_.last()->line));
    anchors_.emplace(anchor, *builder_.last());
  }

  void scalar(Value::Kind kind, const std::string &text, const YAML::Mark &mark, YAML::anchor_t anchor) {
    if (expectsKey()) {
      check(builder_.key(text, lineOf(mark)));
      open_.back().keyRead = true;
      return;
    }
    check(builder_.scalar(kind, text, lineOf(mark)));
    remember(anchor);
    finished();
  }

  void begin(Value::Kind kind, const YAML::Mark &mark, YAML::anchor_t anchor) {
    if (expectsKey()) throw Stop{{"a key that is not a scalar", "", lineOf(mark), mark.column + 1, "a plain key", ""}};
    check(builder_.begin(kind, lineOf(mark)));
    open_.push_back({kind == Value::Kind::Object, false, anchor});
  }

  void end() {
    check(builder_.end());
    const YAML::anchor_t anchor = open_.back().anchor;
    open_.pop_back();
    remember(anchor);
    finished();
  }

  ValueBuilder builder_;
  std::vector<Open> open_; // every open collection, the innermost last
  std::map<YAML::anchor_t, Value> anchors_;
};

} // namespace

Result<std::vector<Value>> parseYaml(const std::string &text, const std::string &file) {
  if (text.size() > kMaxYamlSize)
    return fail({"too large", file, 0, 0, "at most " + std::to_string(kMaxYamlSize) + " bytes", ""});
  std::istringstream stream(text);
  Handler handler;
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(handler)) {
    }
  } catch (Stop &stop) {
    stop.problem.file = file;
    return fail(std::move(stop.problem));
  } catch (const YAML::Exception &error) {
    return fail({"not valid YAML: " + error.msg, file, lineOf(error.mark), error.mark.column + 1, "", ""});
  }
  return std::move(handler.documents);
}

} // namespace lintel::sbom::osv
