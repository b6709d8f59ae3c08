// ANSI colours, or none.
#pragma once

#include <string>
#include <string_view>

namespace lintel::report {

enum class Tint { Bold, Red, Yellow, Cyan, Green, Dim };

class Painter {
public:
  explicit Painter(bool color) : color_(color) {}

  std::string operator()(Tint tint, std::string_view text) const {
    if (!color_ || text.empty()) return std::string(text);
    return std::string(code(tint)) + std::string(text) + "\x1b[0m";
  }

private:
  static std::string_view code(Tint tint) {
    switch (tint) {
    case Tint::Bold: return "\x1b[1m";
    case Tint::Red: return "\x1b[1;31m";
    case Tint::Yellow: return "\x1b[1;33m";
    case Tint::Cyan: return "\x1b[1;36m";
    case Tint::Green: return "\x1b[32m";
    case Tint::Dim: return "\x1b[2m";
    }
    return "";
  }

  bool color_;
};

} // namespace lintel::report
