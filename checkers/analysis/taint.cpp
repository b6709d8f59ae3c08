#include "checkers/analysis/taint.h"

namespace lintel::checkers {

namespace {
constexpr unsigned kMaxTrace = 24;
}

llvm::StringRef toString(Origin origin) {
  switch (origin) {
  case Origin::Request: return "from the request";
  case Origin::Network: return "from the network";
  case Origin::File: return "read from outside";
  case Origin::StandardInput: return "from standard input";
  case Origin::CommandLine: return "from the command line";
  case Origin::Environment: return "from the environment";
  case Origin::Library: return "from a library function";
  case Origin::Random: return "from a random number generator";
  case Origin::Program: return "from a constant";
  }
  return "from outside";
}

const Trace *sourceOf(const Trace *trace) {
  while (trace->before) trace = trace->before;
  return trace;
}

const Trace *Traces::intern(Trace trace) {
  const auto key = std::make_tuple(trace.before, trace.range.getBegin().getRawEncoding(), trace.message);
  const auto [entry, isNew] = known_.try_emplace(key, nullptr);
  if (isNew) {
    trace.id = traces_.size();
    traces_.push_back(std::move(trace));
    entry->second = &traces_.back();
  }
  return entry->second;
}

const Trace *Traces::source(Origin origin, bool pageNamed, clang::SourceRange range, std::string message) {
  Trace trace;
  trace.origin = origin;
  trace.pageNamed = pageNamed;
  trace.range = range;
  trace.message = std::move(message);
  return intern(std::move(trace));
}

const Trace *Traces::step(const Trace *before, clang::SourceRange range, std::string message) {
  if (before->length >= kMaxTrace) return before;
  for (const Trace *trace = before; trace; trace = trace->before)
    if (trace->range.getBegin() == range.getBegin() && trace->message == message) return before;
  Trace trace = *before;
  trace.before = before;
  trace.range = range;
  trace.message = std::move(message);
  trace.length = before->length + 1;
  return intern(std::move(trace));
}

Value join(const Value &a, const Value &b, QueryTexts &texts) {
  Value value = a;
  if (!a.isTainted() || (a.bounded && b.isUnbounded())) {
    value.trace = b.isTainted() ? b.trace : a.trace;
    value.bounded = b.isTainted() ? b.bounded : a.bounded;
  }
  value.text = texts.join(a.text, b.text);
  return value;
}

} // namespace lintel::checkers
