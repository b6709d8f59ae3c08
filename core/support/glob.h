// Path and name patterns of the policy: '*' and '?' stay within one path component,
// '**' crosses components, '[a-z]' and '{a,b}' as in gitignore and bash. Linear time.
#pragma once

#include "core/support/result.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace lintel {

class Glob {
public:
  // Errors: an unclosed '[' or '{', an empty pattern, a pattern of more than 1,000 bytes.
  static Result<Glob> compile(std::string_view pattern);
  bool matches(std::string_view text) const;
  const std::string &pattern() const { return pattern_; }

private:
  Glob(std::string pattern, std::shared_ptr<const re2::RE2> regex);
  std::string pattern_;
  std::shared_ptr<const re2::RE2> regex_;
};

// Include and exclude lists as the policy writes them. No include means everything.
struct GlobSet {
  std::vector<Glob> include;
  std::vector<Glob> exclude;
  bool matches(std::string_view path) const;
};

} // namespace lintel
