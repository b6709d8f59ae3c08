#include "sbom/linked/link_command.h"

#include "core/support/file_system.h"
#include "fixtures.h"
#include "sbom/linked/command_words.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;
using namespace lintel::test;

namespace {

struct Parsed {
  std::vector<LinkCommand> commands;
  std::vector<Problem> problems;
};

Parsed parse(const std::string &line, const Overlay &files = {}) {
  const OverlayFileSystem fileSystem(files);
  ResponseFiles responseFiles(fileSystem, kRoot, kBuild);
  CommandPlace place;
  place.directory = kBuild;
  place.problem.file = "link.txt";
  place.problem.line = 7;
  Parsed parsed;
  parsed.commands = parseLinkCommands(line, place, responseFiles, parsed.problems);
  return parsed;
}

// "exe /no-repo/build/app: a.o -lz(static) libb.a(whole)"; one for each command, joined by "; ".
std::string describe(const std::string &line, const Overlay &files = {}) {
  static constexpr const char *kTypes[] = {"exe ", "so ", "a "};
  std::string text;
  for (const LinkCommand &command : parse(line, files).commands) {
    text += (text.empty() ? "" : "; ") + std::string(kTypes[static_cast<int>(command.type)]) + command.output + ":";
    for (const CommandInput &input : command.inputs) {
      text += (input.isLibrary ? " -l" : " ") + input.name;
      if (input.onlyStatic) text += "(static)";
      if (input.wholeArchive) text += "(whole)";
    }
  }
  return text;
}

} // namespace

TEST_CASE("a command says what it links") {
  struct Case {
    std::string line;
    std::string expected;
  };
  const std::vector<Case> cases = {
      {"gcc a.o -o app", "exe /no-repo/build/app: a.o"},
      {"cc a.o", "exe /no-repo/build/a.out: a.o"},
      {"/usr/bin/x86_64-linux-gnu-g++-12 -O2 a.o -o/opt/app -lz", "exe /opt/app: a.o -lz"},
      {"clang++-22 -shared -Wl,-soname,libx.so.1 -o libx.so.1.2 a.o", "so /no-repo/build/libx.so.1.2: a.o"},
      {"ccache env LC_ALL=C", ""},
      {"LC_ALL=C ccache g++ -o app a.o", "exe /no-repo/build/app: a.o"},
      {"gcc -o app a.c b.S -lm", "exe /no-repo/build/app: a.c b.S -lm"},
      {"gcc -l z -o app a.o -l:libq.a", "exe /no-repo/build/app: -lz a.o -l:libq.a"},
      // What is no link.
      {"gcc -c a.c -o a.o", ""},
      {"gcc -E a.c -o a.i", ""},
      {"gcc --version", ""},
      {"gcc -r -o all.o a.o b.o", ""},
      {"ld -r -o all.o a.o b.o", ""},
      {"echo gcc a.o -o app", ""},
      {"cp a.o app", ""},
      {"", ""},
      // Options with a value that is no input.
      {"gcc -T script.ld -Xlinker -rpath -Xlinker /opt/lib -u main -z now -o app a.o", "exe /no-repo/build/app: a.o"},
      {"gcc -Wl,-rpath,/opt/lib:/x -Wl,--version-script,a.map -Wl,-z,relro a.o -o app", "exe /no-repo/build/app: a.o"},
      {"ld -m elf_x86_64 -dynamic-linker /lib64/ld-linux-x86-64.so.2 -soname x -o app a.o",
       "exe /no-repo/build/app: a.o"},
      {"gcc -isystem inc -I inc -D X -include x.h a.c -o app", "exe /no-repo/build/app: a.c"},
      // Static and shared, whole archives; as they stand in the order of the words.
      {"gcc a.o -Wl,-Bstatic -lz -Wl,-Bdynamic -lm -o app", "exe /no-repo/build/app: a.o -lz(static) -lm"},
      {"gcc -lm a.o -static -lz -o app", "exe /no-repo/build/app: -lm(static) a.o -lz(static)"},
      {"gcc -static-libgcc a.o -lz -o app", "exe /no-repo/build/app: a.o -lz"},
      {"gcc a.o -Wl,--push-state,-Bstatic -lz -Wl,--pop-state -lm -o app",
       "exe /no-repo/build/app: a.o -lz(static) -lm"},
      {"gcc a.o -Wl,--whole-archive libb.a -Wl,--no-whole-archive libc.a -o app",
       "exe /no-repo/build/app: a.o libb.a(whole) libc.a"},
      {"gcc -Wl,--start-group liba.a libb.a -Wl,--end-group -o app", "exe /no-repo/build/app: liba.a libb.a"},
      {"ld -Bstatic -lz -shared -o libx.so a.o", "so /no-repo/build/libx.so: -lz(static) a.o"},
      // Archives.
      {"ar crs libx.a a.o b.o", "a /no-repo/build/libx.a: a.o b.o"},
      {"/usr/bin/ar qc libx.a a.o", "a /no-repo/build/libx.a: a.o"},
      {"llvm-ar-22 -rcs libx.a a.o", "a /no-repo/build/libx.a: a.o"},
      {"gcc-ar csrDT libx.a a.o", "a /no-repo/build/libx.a: a.o"},
      {"ar --plugin lto.so rc libx.a a.o", "a /no-repo/build/libx.a: a.o"},
      {"ar rb old.o libx.a a.o", "a /no-repo/build/libx.a: a.o"},
      {"ar t libx.a", ""},
      {"ar x libx.a a.o", ""},
      {"ranlib libx.a", ""},
      // Several commands in a line.
      {": && g++ a.o -o app && :", "exe /no-repo/build/app: a.o"},
      {"cd sub && ar qc libx.a a.o && ranlib libx.a", "a /no-repo/build/sub/libx.a: a.o"},
      {"rm -f libx.a; ar qc libx.a a.o ; gcc -o app b.o", "a /no-repo/build/libx.a: a.o; exe /no-repo/build/app: b.o"},
      {"python3 wrap.py --output=x -- g++ -shared -o libx.so a.o", "so /no-repo/build/libx.so: a.o"},
      // Quotes.
      {"gcc 'my file.o' -o \"my app\"", "exe /no-repo/build/my app: my file.o"},
  };
  for (const auto &[line, expected] : cases) {
    INFO(line);
    CHECK(describe(line) == expected);
  }
}

TEST_CASE("search directories, map and dependency file are relative to where the command runs") {
  const auto parsed = parse("cd sub && gcc a.o -o app -L. -L /opt/lib -Wl,-Map=app.map -Wl,--dependency-file,app.d");
  REQUIRE(parsed.commands.size() == 1);
  const LinkCommand &command = parsed.commands.front();
  CHECK(command.libraryDirectories == Lines{"/no-repo/build/sub", "/opt/lib"});
  CHECK(command.mapFile == "/no-repo/build/sub/app.map");
  CHECK(command.dependencyFile == "/no-repo/build/sub/app.d");
}

TEST_CASE("the words of a response file take its place") {
  const Overlay files = {{"/no-repo/build/objects.rsp", "a.o 'b c.o' @more.rsp"}, {"/no-repo/build/more.rsp", "d.o\n"}};
  CHECK(describe("gcc @objects.rsp -o app", files) == "exe /no-repo/build/app: a.o b c.o d.o");
}

TEST_CASE("a response file that may not be read is a problem at the command, which is kept") {
  struct Case {
    std::string name;
    std::string what;
  };
  const Overlay files = {{"/no-repo/build/self.rsp", "x.o @self.rsp @self.rsp"},
                         {"/no-repo/build/nul.rsp", std::string("x\0y", 3)},
                         {"/etc/outside.rsp", "secret.o"}};
  for (const auto &[name, what] : std::vector<Case>{{"self.rsp", "nests deeper"},
                                                    {"nul.rsp", "NUL"},
                                                    {"missing.rsp", "cannot be read"},
                                                    {"/etc/outside.rsp", "outside"},
                                                    {"../../etc/outside.rsp", "outside"}}) {
    INFO(name);
    const auto parsed = parse("gcc a.o @" + name + " -o app", files);
    REQUIRE(parsed.problems.size() == 1);
    CHECK(parsed.problems[0].what.find(what) != std::string::npos);
    CHECK(parsed.problems[0].file == "link.txt");
    CHECK(parsed.problems[0].line == 7);
    REQUIRE(parsed.commands.size() == 1);
    CHECK(parsed.commands[0].inputs.front().name == "a.o");
  }
}

TEST_CASE("a quote that is not closed is a problem at the line") {
  const auto parsed = parse("gcc 'a.o -o app");
  REQUIRE(parsed.problems.size() == 1);
  CHECK(parsed.problems[0].line == 7);
  CHECK(parsed.commands.empty());
}

TEST_CASE("tools are known by their names") {
  for (const char *driver :
       {"cc", "c++", "/usr/bin/gcc", "g++-12", "arm-linux-gnueabihf-gcc-12.2", "clang-22", "gfortran"})
    CHECK(toolOf(driver) == Tool::CompilerDriver);
  for (const char *linker : {"ld", "ld.lld", "ld.gold", "lld-22", "mold", "x86_64-linux-gnu-ld.bfd"})
    CHECK(toolOf(linker) == Tool::Linker);
  for (const char *archiver : {"ar", "llvm-ar-22", "gcc-ar", "x86_64-linux-gnu-gcc-ar-12"})
    CHECK(toolOf(archiver) == Tool::Archiver);
  for (const char *other : {"", "cargo", "clang-tidy", "c++filt", "ldd", "tar", "ranlib", "ccache"})
    CHECK(toolOf(other) == Tool::None);
}
