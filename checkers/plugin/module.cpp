// The checks as a module of clang-tidy:
//   clang-tidy-22 --load=liblintel_tidy.so -checks='-*,lintel-*' file.cpp
#include "checkers/engine/check_def.h"

#include "clang-tidy/ClangTidyCheck.h"
#include "clang-tidy/ClangTidyModule.h"

namespace lintel::checkers {
namespace {

class Module final : public clang::tidy::ClangTidyModule {
public:
  void addCheckFactories(clang::tidy::ClangTidyCheckFactories &factories) override {
    for (const CheckDef *def : allChecks())
      factories.registerCheckFactory(
          llvm::StringRef(def->id.data(), def->id.size()),
          [def](llvm::StringRef name, clang::tidy::ClangTidyContext *context) { return def->factory(name, context); });
  }
};

// clang-tidy finds modules through a registry that is filled while the library is loaded.
clang::tidy::ClangTidyModuleRegistry::Add<Module> registration("lintel-module", "Lintel's checks.");

} // namespace
} // namespace lintel::checkers
