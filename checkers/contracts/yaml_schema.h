// Reading YAML against a schema that is written as handlers: each key of a map has one. It says whether
// the value is good, and carries the same as JSON Schema, so that the two cannot drift apart. The first
// problem ends the reading and carries its place.
#pragma once

#include "core/support/result.h"

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <yaml-cpp/yaml.h>

namespace lintel::checkers {

// "a, b, c"
std::string join(const std::vector<std::string> &words);

class YamlSchema {
public:
  using Node = YAML::Node;
  using Json = nlohmann::ordered_json;
  using Read = std::function<Status(const Node &)>;
  struct Handler {
    Read read;
    std::function<Json()> schema; // called only when somebody asks
  };
  struct Key {
    std::string name;
    Handler value;
    std::string summary;
  };
  using Keys = std::vector<Key>;

  explicit YamlSchema(std::string file) : file_(std::move(file)) {}

  Problem problemAt(const YAML::Mark &mark, std::string what, std::string expected = "", std::string hint = "") const;
  tl::unexpected<Problem> wrong(const Node &node, std::string what, std::string expected = "",
                                std::string hint = "") const;

  Result<Node> load(const std::string &text) const;
  // Hands every value of a map to its key's handler. Unknown and repeated keys are errors.
  Status map(const Node &node, const std::string &what, const Keys &keys) const;
  Status list(const Node &node, const std::string &what, const Read &each) const;
  static Json schemaOf(const Keys &keys);
  static Json listOf(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }
  static Json oneOrList(Json item) { return {{"anyOf", Json::array({item, listOf(item)})}}; }

  // The handlers below refer to out; they are used before it goes away.
  Handler text(std::string &out) const;
  Handler texts(std::vector<std::string> &out) const;          // one or a list
  Handler boolean(bool &out) const;                            // yes, no, true, false
  Handler argument(std::optional<unsigned> &out) const;        // a position or number of arguments
  Handler pattern(std::string &out) const;                     // RE2
  Handler qualifiedNames(std::vector<std::string> &out) const; // one or a list
  template <class T> Handler oneOf(T &out, std::vector<std::pair<std::string, T>> values) const {
    const auto schema = [values] {
      Json names;
      for (const auto &[name, value] : values) names["enum"].push_back(name);
      return names;
    };
    return {choice(out, std::move(values)), schema};
  }

private:
  template <class T> Read choice(T &out, std::vector<std::pair<std::string, T>> values) const {
    return [this, &out, values = std::move(values)](const Node &node) -> Status {
      std::vector<std::string> names;
      for (const auto &[name, value] : values) {
        if (node.IsScalar() && node.Scalar() == name) {
          out = value;
          return {};
        }
        names.push_back(name);
      }
      return unknownValue(node, names);
    };
  }

  Status unknownValue(const Node &node, const std::vector<std::string> &names) const;
  std::string file_;
};

} // namespace lintel::checkers
