#include "sbom/declared/conditions.h"

namespace lintel::sbom {
namespace {

constexpr std::size_t kMaxText = 1000;
constexpr std::size_t kMaxPassed = 16;

} // namespace

void Conditions::enter(std::string text) { frames_.push_back({{}, std::move(text), false}); }

void Conditions::alternative(std::string text) {
  otherwise();
  if (!frames_.empty()) frames_.back().current = std::move(text);
}

void Conditions::otherwise() {
  if (frames_.empty()) return;
  Frame &frame = frames_.back();
  if (frame.passed.size() < kMaxPassed) {
    frame.passed.push_back(std::move(frame.current));
  } else {
    frame.cut = true;
  }
  frame.current.clear();
}

void Conditions::leave() {
  if (!frames_.empty()) frames_.pop_back();
}

// Stops where the text would be cut off anyway, so that deep nesting costs no more than a long text.
std::vector<Conditions::Part> Conditions::parts() const {
  std::vector<Part> parts;
  std::size_t size = 0;
  for (const Frame &frame : frames_) {
    for (const std::string &passed : frame.passed) {
      if (passed.empty() || size > kMaxText) continue;
      parts.push_back({true, &passed});
      size += passed.size() + 1;
    }
    if (frame.cut) parts.push_back({false, nullptr});
    if (!frame.current.empty()) parts.push_back({false, &frame.current});
    size += frame.current.size() + 1;
    if (size > kMaxText) break;
  }
  return parts;
}

std::string Conditions::text() const {
  const auto bracketed = [](const std::string &text) {
    return text.find(' ') == std::string::npos ? text : "(" + text + ")";
  };
  const std::vector<Part> all = parts();
  std::string joined;
  for (const auto &[isNegated, part] : all) {
    if (joined.size() >= kMaxText) return joined + " ...";
    std::string text = part == nullptr ? "..." : *part;
    if (isNegated) text = std::string(words_.negation) + " " + bracketed(text);
    if (!joined.empty()) joined += " " + std::string(words_.conjunction) + " ";
    joined += all.size() == 1 ? text : bracketed(text);
  }
  return joined;
}

std::string bothOf(const std::string &outer, const std::string &inner) {
  if (outer.empty() || inner.empty()) return outer + inner;
  return "(" + outer + ") and (" + inner + ")";
}

} // namespace lintel::sbom
