// What is computed once for each AST and lives as long as it does.
#pragma once

#include "clang/AST/ASTContext.h"

#include <map>
#include <mutex>

namespace lintel::checkers {

template <class T> class PerContext {
public:
  // Made from the context when it is asked for first.
  static T &of(clang::ASTContext &context) {
    {
      const std::lock_guard lock(mutex);
      if (const auto found = all.find(&context); found != all.end()) return *found->second;
    }
    // One thread works on an AST: the lock is for the others, which need not wait for the walk that makes a T.
    auto *entry = new (context) PerContext(context);
    context.addDestruction(entry);
    const std::lock_guard lock(mutex);
    return *(all[&context] = &entry->value_);
  }

  explicit PerContext(clang::ASTContext &context) : context_(context), value_(context) {}
  // With the AST, before its address can serve another one.
  ~PerContext() {
    const std::lock_guard lock(mutex);
    all.erase(&context_);
  }
  PerContext(const PerContext &) = delete;
  PerContext &operator=(const PerContext &) = delete;

private:
  // clangd analyses several files at once, each in a thread of its own.
  static inline std::mutex mutex;
  static inline std::map<const clang::ASTContext *, T *> all;
  clang::ASTContext &context_;
  T value_;
};

} // namespace lintel::checkers
