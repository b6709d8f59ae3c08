// Built files: ELF and archives made by the real tools.
#include "fixtures.h"
#include "sbom/linked/archive.h"
#include "sbom/linked/elf.h"
#include "tests/support/command.h"
#include "tests/support/temporary_directory.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;
using namespace lintel::test;

namespace {

class Build {
public:
  const std::string &path() const { return directory_.path(); }
  std::string operator/(const std::string &name) const { return directory_ / name; }
  void write(const std::string &name, const std::string &content) const { directory_.write(name, content); }

  void run(const std::string &line) const {
    Lines words;
    std::string word;
    for (const char c : line + " ") {
      if (c != ' ') {
        word += c;
      } else if (!word.empty()) {
        words.push_back(std::move(word));
        word.clear();
      }
    }
    const CommandResult result = runCommand(words, path());
    INFO(line << "\n" << result.err);
    REQUIRE(result.status == 0);
  }

  // A link_commands.json with these commands, which are also run.
  void link(const Lines &commands) const {
    std::string json = "[";
    for (const std::string &command : commands) {
      run(command);
      json += (json.size() > 1 ? "," : "") + std::string("\n{\"directory\": \"") + path() + "\", \"command\": \"" +
              command + "\"}";
    }
    write("link_commands.json", json + "]\n");
  }

  LinkedView view() const { return readLinked(RealFileSystem(), {path(), path(), {}}); }

  std::string bytes(const std::string &name) const {
    const auto content = RealFileSystem().read(*this / name, 1u << 30);
    REQUIRE(content);
    return *content;
  }

  // Without the directory: "archive liba.a(a.o)". Only what lies in the directory.
  Lines inputs(const LinkedView &view, const std::string &name) const {
    Lines lines;
    for (std::string line : inputsOf(view, *this / name)) {
      if (const std::size_t at = line.find(path() + "/"); at != std::string::npos)
        lines.push_back(line.replace(at, path().size() + 1, ""));
    }
    return lines;
  }

private:
  TemporaryDirectory directory_;
};

const std::string kCompiler = "clang-22 -fuse-ld=lld ";

// one.o and two.o in liba.a; main calls one alone.
void writeArchiveProject(const Build &build) {
  build.write("one.c", "int helper(void); int one(void) { return helper(); }\n");
  build.write("two.c", "int two(void) { return 2; }\n");
  build.write("helper.c", "__attribute__((visibility(\"hidden\"))) int helper(void) { return 1; }\n");
  build.write("main.c", "int one(void); int main(void) { return one(); }\n");
  build.run("clang-22 -c one.c two.c helper.c main.c");
}

bool names(const LinkedView &view, const std::string &path, const std::string &part) {
  const Lines lines = inputsOf(view, path, true);
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string &line) { return line.find(part) != std::string::npos; });
}

} // namespace

TEST_CASE("members of an archive that went in are told apart from those that did not") {
  const Build build;
  writeArchiveProject(build);
  for (const char *ar : {"ar crs", "llvm-ar-22 crs", "ar crsT"}) {
    INFO(ar);
    build.run("rm -f liba.a");
    build.link({std::string(ar) + " liba.a one.o two.o helper.o", kCompiler + "-o app main.o liba.a"});
    const auto view = build.view();
    CHECK(view.problems.empty());
    CHECK(build.inputs(view, "app") == Lines{"archive liba.a(helper.o one.o)", "object main.o"});
    CHECK(artefact(view, build / "app").built);
    Lines closure;
    for (const LinkInput &input : linkClosure(view, artefact(view, build / "app")))
      if (input.kind == LinkKind::Object) closure.push_back(input.path);
    CHECK(closure == Lines{build / "helper.o", build / "main.o", build / "one.o"});
  }
}

TEST_CASE("members are not guessed where the built file is stripped") {
  const Build build;
  writeArchiveProject(build);
  build.link({"ar crs liba.a one.o two.o helper.o", kCompiler + "-s -o app main.o liba.a"});
  CHECK(build.inputs(build.view(), "app") == Lines{"archive liba.a", "object main.o"});
}

TEST_CASE("a map and --whole-archive say which members went in, also of a stripped file") {
  const Build build;
  writeArchiveProject(build);
  build.link({"ar crs liba.a one.o two.o helper.o", kCompiler + "-s -Wl,-Map=app.map -o app main.o liba.a",
              "gcc -s -Wl,-Map,gnu.map -o gnu main.o liba.a",
              kCompiler + "-s -Wl,--whole-archive liba.a -Wl,--no-whole-archive main.o -o whole"});
  const auto view = build.view();
  CHECK(view.problems.empty());
  CHECK(build.inputs(view, "app") == Lines{"archive liba.a(helper.o one.o)", "object main.o"});
  CHECK(build.inputs(view, "gnu") == Lines{"archive liba.a(helper.o one.o)", "object main.o"});
  CHECK(build.inputs(view, "whole") == Lines{"archive liba.a(helper.o one.o two.o)", "object main.o"});
}

TEST_CASE("objects whose code is made in the link leave the members open") {
  const Build build;
  writeArchiveProject(build);
  build.run("clang-22 -flto -c two.c -o two.o");
  build.link({"ar crs liba.a one.o two.o helper.o", kCompiler + "-o app main.o liba.a"});
  CHECK(build.inputs(build.view(), "app") == Lines{"archive liba.a", "object main.o"});
}

TEST_CASE("needed libraries are found through the run path") {
  const Build build;
  build.write("x.c", "int x(void) { return 1; }\n");
  build.write("main.c", "int x(void); int main(void) { return x(); }\n");
  build.run("mkdir lib");
  for (const char *tags : {"--enable-new-dtags", "--disable-new-dtags"}) {
    INFO(tags);
    build.link({kCompiler + "-shared -Wl,-soname,libx.so.1 -o lib/libx.so.1.2 x.c",
                kCompiler + "-o app main.c lib/libx.so.1.2 -Wl,-rpath,$ORIGIN/lib -Wl," + tags});
    build.run("ln -sf libx.so.1.2 lib/libx.so.1");
    const auto view = build.view();
    CHECK(view.problems.empty());
    CHECK(build.inputs(view, "app") == Lines{"shared lib/libx.so.1.2", "object main.c < " + (build / "main.c")});
    CHECK(names(view, build / "app", "libc.so.6 [DT_NEEDED of app]"));
  }
}

TEST_CASE("a needed library that is not there keeps its name") {
  const Build build;
  build.write("x.c", "int x(void) { return 1; }\n");
  build.write("main.c", "int x(void); int main(void) { return x(); }\n");
  build.run(kCompiler + "-shared -Wl,-soname,libgone.so.7 -o libx.so x.c");
  build.link({kCompiler + "-o app main.c libx.so"});
  CHECK(names(build.view(), build / "app", "shared libgone.so.7 [DT_NEEDED of app]"));
}

TEST_CASE("an ELF file says what it is") {
  const Build build;
  build.write("x.c", "int x(void) { return 1; }\n");
  build.write("main.c", "int main(void) { return 0; }\n");
  build.run("clang-22 -c x.c");
  build.run(kCompiler + "-shared -Wl,-soname,libx.so.1 -o libx.so x.o");
  build.run(kCompiler + "-pie -Wl,-rpath,/a:$ORIGIN/../lib:rel:${ORIGIN}:/$LIB -o pie main.c");
  build.run(kCompiler + "-no-pie -o nopie main.c");
  build.run(kCompiler + "-static -o static main.c");
  const auto read = [&](const std::string &name) {
    const auto elf = readElf(build.bytes(name), build / name);
    REQUIRE(elf);
    return *elf;
  };
  CHECK(read("x.o").type == ElfFile::Type::Relocatable);
  CHECK(read("libx.so").type == ElfFile::Type::SharedObject);
  CHECK(read("libx.so").soname == "libx.so.1");
  CHECK(read("pie").type == ElfFile::Type::Executable);
  CHECK_FALSE(read("pie").isStatic);
  CHECK(read("pie").needed == Lines{"libc.so.6"});
  CHECK(searchPath(read("pie"), "/opt/bin/pie") == Lines{"/a", "/opt/lib", "/opt/bin"});
  CHECK(read("nopie").type == ElfFile::Type::Executable);
  CHECK(read("static").isStatic);
  CHECK(read("static").needed.empty());
}

TEST_CASE("a build without commands is known by its files") {
  const Build build;
  writeArchiveProject(build);
  build.run("ar crs liba.a one.o two.o helper.o");
  build.run(kCompiler + "-shared -fPIC -Wl,-soname,libx.so.1 -o libx.so.1.2 two.c");
  build.run("ln -s libx.so.1.2 libx.so.1");
  build.run("ln -s libx.so.1 libx.so");
  build.run(kCompiler + "-o app main.o liba.a");
  build.write("compile_commands.json", "[{\"directory\": \"" + build.path() +
                                           "\", \"file\": \"one.c\", "
                                           "\"command\": \"clang-22 -c one.c\"}]");
  build.write("README", "no program\n");
  const auto view = build.view();
  CHECK(view.problems.empty());
  REQUIRE(view.artefacts.size() == 3);
  CHECK(inputsOf(view, build / "liba.a") ==
        Lines{"object " + (build / "one.o") + " < " + (build / "one.c"), "object helper.o", "object two.o"});
  CHECK(build.inputs(view, "app") == Lines{"archive liba.a(helper.o one.o)"});
  CHECK(names(view, build / "app", "[symbols of app]"));
  CHECK(artefact(view, build / "libx.so.1.2").type == LinkedArtefact::Type::SharedLibrary);
}

TEST_CASE("a truncated or damaged file is an error or less, never a crash") {
  const Build build;
  writeArchiveProject(build);
  build.run("ar crs liba.a one.o two.o helper.o");
  build.run(kCompiler + "-o app main.o liba.a");
  const std::string app = build.bytes("app");
  const std::string archive = build.bytes("liba.a");
  const RealFileSystem files;
  const auto nothing = [](const std::string &) { return false; };

  REQUIRE(readElf(app, "app"));
  for (std::size_t size = 0; size < 64; ++size) CHECK_FALSE(readElf(app.substr(0, size), "app"));
  CHECK_FALSE(readElf(app.substr(0, 200), "app"));
  CHECK_FALSE(readDefinedSymbols(app.substr(0, app.size() / 2), "app"));
  const auto whole = readArchive(files, archive, "liba.a", nothing);
  REQUIRE(whole);
  CHECK(whole->size() == 3);
  int failures = 0;
  for (std::size_t size = 8; size < archive.size(); size += 13)
    failures += readArchive(files, archive.substr(0, size), "liba.a", nothing) ? 0 : 1;
  CHECK(failures > 10);
  CHECK_FALSE(readArchive(files, "text", "liba.a", nothing));
  std::string longName = "!<arch>\n#1/900000        0           0     0     644     900004    `\nname";
  CHECK_FALSE(readArchive(files, longName, "liba.a", nothing)); // BSD: the name stands before the content

  // Every byte of the header and of the program headers, set to the worst.
  for (std::size_t at = 4; at < 512; ++at)
    for (const char value : {'\0', '\x7f', '\xff'}) {
      std::string damaged = app;
      damaged[at] = value;
      const auto elf = readElf(damaged, "app");
      const auto symbols = readDefinedSymbols(damaged, "app");
      if (!elf) CHECK_FALSE(elf.error().what.empty());
      if (!symbols) CHECK(symbols.error().file == "app");
    }
  for (std::size_t at = 8; at < std::min<std::size_t>(archive.size(), 400); ++at)
    for (const char value : {'\0', '9', '/', '\xff'}) {
      std::string damaged = archive;
      damaged[at] = value;
      const auto members = readArchive(files, damaged, "liba.a", nothing);
      if (!members) CHECK(members.error().file == "liba.a");
    }
}

TEST_CASE("a truncated program is a problem of the view, which keeps what the command says") {
  const Build build;
  writeArchiveProject(build);
  build.link({"ar crs liba.a one.o two.o helper.o", kCompiler + "-o app main.o liba.a"});
  build.write("app", build.bytes("app").substr(0, 300));
  build.write("liba.a", build.bytes("liba.a").substr(0, 300));
  const auto view = build.view();
  REQUIRE_FALSE(view.problems.empty());
  CHECK(view.problems[0].file == build / "app");
  CHECK(build.inputs(view, "app") == Lines{"archive liba.a", "object main.o"});
}
