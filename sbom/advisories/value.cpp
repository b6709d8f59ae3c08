#include "sbom/advisories/value.h"

#include <algorithm>
#include <utility>

namespace lintel::sbom::osv {
namespace {

struct Extent {
  std::size_t values = 1;
  std::size_t weight = 0;
};

Extent extentOf(const Value &value) { // as deep as the builder lets values be
  Extent extent;
  extent.weight = value.text.size();
  for (const std::string &key : value.keys) extent.weight += key.size();
  for (const Value &item : value.items) {
    const Extent inner = extentOf(item);
    extent.values += inner.values;
    extent.weight += inner.weight;
  }
  return extent;
}

std::size_t depthOf(const Value &value) {
  std::size_t depth = 0;
  for (const Value &item : value.items) depth = std::max(depth, depthOf(item));
  return depth + 1;
}

} // namespace

const Value *Value::find(std::string_view key) const {
  const auto at = std::find(keys.begin(), keys.end(), key);
  return at == keys.end() ? nullptr : &items[static_cast<std::size_t>(at - keys.begin())];
}

const char *describe(Value::Kind kind) {
  switch (kind) {
  case Value::Kind::Null: return "null";
  case Value::Kind::Boolean: return "true or false";
  case Value::Kind::Number: return "a number";
  case Value::Kind::String: return "a string";
  case Value::Kind::Array: return "a list";
  case Value::Kind::Object: return "an object";
  }
  return "";
}

bool ValueBuilder::stop(std::string what, int line, std::string expected) {
  problem_.what = std::move(what);
  problem_.line = line;
  problem_.expected = std::move(expected);
  return false;
}

bool ValueBuilder::tooMuch(int line) {
  return stop("the document holds too much", line, "at most " + std::to_string(kMaxValues) + " values");
}

Value *ValueBuilder::place(int line) {
  if (values_ > kMaxValues || weight_ > kMaxWeight) {
    tooMuch(line);
    return nullptr;
  }
  if (open_.empty()) {
    if (begun_) return nullptr;
    begun_ = true;
    return &root_;
  }
  return &open_.back()->items.emplace_back();
}

bool ValueBuilder::scalar(Value::Kind kind, std::string text, int line) {
  values_ += 1;
  weight_ += text.size();
  Value *value = place(line);
  if (!value) return false;
  value->kind = kind;
  value->line = line;
  value->text = std::move(text);
  last_ = value;
  return true;
}

bool ValueBuilder::begin(Value::Kind kind, int line) {
  if (open_.size() == kMaxDepth)
    return stop("the document nests too deep", line, "at most " + std::to_string(kMaxDepth) + " levels");
  if (!scalar(kind, "", line)) return false;
  open_.push_back(open_.empty() ? &root_ : &open_.back()->items.back());
  return true;
}

bool ValueBuilder::key(std::string name, int line) {
  weight_ += name.size();
  std::vector<std::string> &keys = open_.back()->keys;
  constexpr std::size_t kMaxKeys = 10'000; // each is compared with all before it
  if (keys.size() == kMaxKeys) return stop("an object has too many keys", line, "at most " + std::to_string(kMaxKeys));
  if (open_.back()->find(name)) return stop("the key '" + name.substr(0, 100) + "' comes twice", line, "each key once");
  keys.push_back(std::move(name));
  return true;
}

bool ValueBuilder::end() {
  last_ = open_.back();
  open_.pop_back();
  return true;
}

Value ValueBuilder::take() {
  begun_ = false;
  last_ = nullptr;
  return std::exchange(root_, Value());
}

bool ValueBuilder::charge(const Value &value, int line) {
  const Extent extent = extentOf(value);
  values_ += extent.values;
  weight_ += extent.weight;
  return values_ <= kMaxValues && weight_ <= kMaxWeight ? true : tooMuch(line);
}

bool ValueBuilder::copy(const Value &value, int line) {
  if (!charge(value, line)) return false;
  if (open_.size() + depthOf(value) > kMaxDepth)
    return stop("the document nests too deep", line, "at most " + std::to_string(kMaxDepth) + " levels");
  Value *target = place(line);
  if (!target) return false;
  *target = value;
  last_ = target;
  return true;
}

} // namespace lintel::sbom::osv
