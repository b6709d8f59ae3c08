#include "checkers/engine/command_line.h"

#include "core/support/path.h"

#include "clang/Driver/ToolChain.h"
#include "clang/Driver/Types.h"
#include "clang/Options/Options.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Option/Arg.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Support/Path.h"
#include "llvm/TargetParser/Triple.h"

namespace lintel::checkers {
namespace {

using namespace clang::options;
using llvm::StringRef;

constexpr const char *kClang = LINTEL_CLANG_BINARY;
constexpr const char *kResourceDir = LINTEL_CLANG_RESOURCE_DIR;

// Preprocessing, language and target, by option. Paths here are only ever read as source text.
bool isKept(unsigned id) {
  switch (id) {
  case OPT_D:
  case OPT_U:
  case OPT_I:
  case OPT_F:
  case OPT_undef:
  case OPT_imacros:
  case OPT_isystem:
  case OPT_iquote:
  case OPT_idirafter:
  case OPT_iprefix:
  case OPT_iwithprefix:
  case OPT_iwithprefixbefore:
  case OPT_isystem_after:
  case OPT_isysroot:
  case OPT__sysroot:
  case OPT__sysroot_EQ:
  case OPT_iframework:
  case OPT_nostdinc:
  case OPT_nostdincxx:
  case OPT_nostdlibinc:
  case OPT_stdlib_EQ:
  case OPT_std_EQ:
  case OPT_ansi:
  case OPT_x:
  case OPT_trigraphs:
  case OPT_no_integrated_cpp:
  case OPT_target:
  case OPT_target_legacy_spelling:
  case OPT_pthread: return true;
  default: return false;
  }
}

// -f options with a value that change the language; every other one with a value may name a file.
bool isLanguageValue(StringRef spelling) {
  return llvm::StringSwitch<bool>(spelling)
      .Cases({"-fvisibility=", "-ffp-contract=", "-fconstexpr-depth=", "-fconstexpr-steps=", "-ftemplate-depth="}, true)
      .Cases({"-fbracket-depth=", "-fms-compatibility-version=", "-fmsc-version=", "-fclang-abi-compat="}, true)
      .Cases({"-fabi-version=", "-finput-charset=", "-fexec-charset=", "-fwchar-type=", "-fopenmp-version="}, true)
      .Default(false);
}

// Flags without a value that would still write, cache or load something.
bool isUnsafeFlag(StringRef spelling) {
  return spelling.contains("plugin") || spelling.contains("module") || spelling.contains("pch") ||
         spelling.contains("profile") || spelling.contains("coverage") || spelling.contains("time-") ||
         spelling.contains("save-") || spelling.contains("lto") || spelling.contains("dump") ||
         spelling.contains("sanitize") || spelling.contains("split-dwarf") || spelling.contains("stack-usage") ||
         spelling.contains("bitcode") || spelling.contains("diagnostics") || spelling.contains("xray") ||
         spelling == "-fsyntax-only" || spelling.contains("crash");
}

bool isFlag(const llvm::opt::Arg &arg) { return arg.getOption().getKind() == llvm::opt::Option::FlagClass; }

bool isKeptByGroup(const llvm::opt::Arg &arg) {
  const llvm::opt::Option option = arg.getOption().getUnaliasedOption();
  const StringRef spelling = arg.getSpelling();
  if (option.matches(OPT_m_Group) || spelling.starts_with("-march=") || spelling.starts_with("-mtune="))
    return !spelling.starts_with("-mllvm") && !spelling.contains("relocatable");
  if (option.matches(OPT_O_Group)) return true; // __OPTIMIZE__ and what headers make of it
  if (!spelling.starts_with("-f")) return false;
  if (isFlag(arg)) return !isUnsafeFlag(spelling);
  return isLanguageValue(spelling);
}

void render(const llvm::opt::ArgList &args, const llvm::opt::Arg &arg, std::vector<std::string> &out) {
  llvm::opt::ArgStringList strings;
  arg.render(args, strings);
  out.insert(out.end(), strings.begin(), strings.end());
}

// "-Wp,-DX=1,-UY": the preprocessor options that hardening wrappers hand through.
void keepPreprocessorValues(const llvm::opt::Arg &arg, std::vector<std::string> &out) {
  for (StringRef value : arg.getValues())
    if (value.size() > 2 && (value.starts_with("-D") || value.starts_with("-U") || value.starts_with("-I")))
      out.push_back(value.str());
}

// The driver would look for FILE.pch or FILE.gch beside FILE and load it; handed to the front end, FILE is only text.
void keepInclude(StringRef file, std::vector<std::string> &out) {
  out.insert(out.end(), {"-Xclang", "-include", "-Xclang", file.str()});
}

// CMake passes the text of a precompiled header as "-Xclang -include -Xclang FILE"; keep that one form.
void keepForwardedInclude(const std::vector<StringRef> &forwarded, std::vector<std::string> &out) {
  for (std::size_t i = 0; i + 1 < forwarded.size(); ++i)
    if (forwarded[i] == "-include") keepInclude(forwarded[i + 1], out);
}

// A target is part of the names of files that the driver looks for.
bool isTargetName(StringRef name) {
  return !name.empty() && !name.contains("..") &&
         llvm::all_of(name, [](char c) { return llvm::isAlnum(c) || StringRef("._+-").contains(c); });
}

// Source text only: a serialised AST, a module or LLVM IR would be loaded rather than parsed.
Status checkLanguage(const llvm::opt::ArgList &args, const std::string &file) {
  namespace types = clang::driver::types;
  const llvm::opt::Arg *chosen = args.getLastArg(OPT_x);
  StringRef extension = llvm::sys::path::extension(file);
  extension.consume_front(".");
  const types::ID type = chosen && StringRef(chosen->getValue()) != "none"
                             ? types::lookupTypeForTypeSpecifier(chosen->getValue())
                             : types::lookupTypeForExtension(extension);
  if (type != types::TY_INVALID && types::isDerivedFromC(type)) return {};
  return fail("not C or C++ source, by its name or by -x");
}

// What the compiler's name says: g++ and clang++ compile C++, aarch64-linux-gnu-gcc has a target.
Status addDriverMode(const std::string &program, std::vector<std::string> &out) {
  const std::string name = llvm::sys::path::filename(program).str();
  const auto parsed = clang::driver::ToolChain::getTargetAndModeFromProgramName(name);
  const StringRef mode = parsed.DriverMode ? parsed.DriverMode : "";
  if (mode == "--driver-mode=cl" || name == "cl.exe" || name == "cl")
    return fail("MSVC-style compile commands are not supported");
  if (name == "nvcc") return fail("CUDA compile commands are not supported");
  if (!mode.empty())
    out.push_back(mode.str());
  else if (StringRef(name).contains("++"))
    out.push_back("--driver-mode=g++");
  // A cross compiler's prefix is a target; any other ("ccache-gcc") is only a name.
  if (llvm::Triple(parsed.TargetPrefix).getArch() != llvm::Triple::UnknownArch)
    out.push_back("--target=" + parsed.TargetPrefix);
  return {};
}

} // namespace

Result<CompileCommand> sanitise(const CompileCommand &command) {
  if (command.arguments.empty()) return fail("the compile command is empty");
  // Configuration files would bring in arguments that nobody has looked at.
  CompileCommand safe{command.file, command.directory, {kClang, "--no-default-config"}, ""};
  if (Status status = addDriverMode(command.arguments.front(), safe.arguments); !status)
    return fail(std::move(status.error()));

  std::vector<const char *> raw;
  for (std::size_t i = 1; i < command.arguments.size(); ++i) {
    if (command.arguments[i] == "--") break;
    raw.push_back(command.arguments[i].c_str());
  }
  unsigned missingIndex = 0;
  unsigned missingCount = 0;
  const llvm::opt::InputArgList args = clang::getDriverOptTable().ParseArgs(
      raw, missingIndex, missingCount, llvm::opt::Visibility(clang::options::ClangOption));

  if (Status status = checkLanguage(args, command.file); !status) return fail(std::move(status.error()));

  std::vector<StringRef> forwarded;
  for (const llvm::opt::Arg *arg : args) {
    const unsigned id = arg->getOption().getUnaliasedOption().getID();
    if (id == OPT_INPUT || id == OPT_UNKNOWN) continue; // the file is added below; GCC-only flags mean nothing to Clang
    if (id == OPT_Wp_COMMA)
      keepPreprocessorValues(*arg, safe.arguments);
    else if (id == OPT_Xclang)
      forwarded.push_back(arg->getValue());
    else if (id == OPT_include)
      keepInclude(arg->getValue(), safe.arguments);
    else if ((id == OPT_target || id == OPT_target_legacy_spelling) && !isTargetName(arg->getValue()))
      return fail("the compile command names a target with a character that no target has");
    else if (isKept(id) || isKeptByGroup(*arg))
      render(args, *arg, safe.arguments);
  }
  keepForwardedInclude(forwarded, safe.arguments);

  safe.arguments.insert(safe.arguments.end(),
                        {"-Wno-everything", "-fsyntax-only", "-resource-dir", kResourceDir, "--", safe.file});
  return safe;
}

std::string commandKey(const CompileCommand &command) {
  std::string key;
  // With its size before it, no argument can look like two.
  const auto add = [&key](StringRef part) { key += std::to_string(part.size()) + ':' + part.str(); };
  add(command.directory);
  add(llvm::sys::path::extension(command.file));
  for (std::size_t i = 0; i + 1 < command.arguments.size(); ++i) add(command.arguments[i]); // the file stands last
  return key;
}

std::string builtinHeaderDirectory() { return std::string(kResourceDir) + "/include"; }

} // namespace lintel::checkers
