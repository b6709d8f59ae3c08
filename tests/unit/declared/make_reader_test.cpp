#include "build_fixture.h"

#include <catch2/catch.hpp>

using namespace lintel;
using namespace lintel::sbom;

namespace {

// "-l z, pkg-config zlib>=1.2": kind, name and constraint of all declarations in their order.
std::string summaryOf(const std::string &text, const std::string &path = "Makefile") {
  std::string summary;
  for (const Declaration &found : declarationsOf(path, text)) {
    CHECK_FALSE(found.required);
    REQUIRE(found.channel.starts_with("make:"));
    summary += (summary.empty() ? "" : ", ") + found.channel.substr(5) + " " + found.name + found.constraint;
  }
  return summary;
}

struct Case {
  const char *text;
  const char *expected;
};

void check(const std::vector<Case> &cases) {
  for (const Case &c : cases) {
    INFO(c.text);
    CHECK(summaryOf(c.text) == c.expected);
  }
}

bool isRead(const std::string &path) {
  bool found = false;
  for (const Reader &reader : buildFileReaders()) found = found || reader.reads(path);
  return found;
}

} // namespace

TEST_CASE("which files are makefiles") {
  for (const char *path : {"Makefile", "a/GNUmakefile", "makefile", "src/Makefile.am", "rules/link.mk"}) {
    INFO(path);
    CHECK(isRead(path));
  }
  for (const char *path : {"Makefile.in", "Makefile.am.orig", "MyMakefile", "mk", "a.mkd"}) {
    INFO(path);
    CHECK_FALSE(isRead(path));
  }
}

TEST_CASE("words -lNAME of makefiles") {
  check({
      {"LDLIBS = -lz -lstdc++\n", "-l z, -l stdc++"},
      {"LDLIBS=-lz", "-l z"},
      {"LDLIBS += \"-lz\" '-lbz2'\n", "-l z, -l bz2"},
      {"a: b\n\t$(CC) -o a b -Wl,-lgtk-x11-2.0\n", "-l gtk-x11-2.0"},
      {"LDLIBS = -lz \\\n  -lbz2 \\\r\n  -lm\n", "-l z, -l bz2, -l m"},
      {"X = $(if $(Y),-lz,-lbz2)\n", "-l z, -l bz2"},
      {"LDLIBS = -lz -lz\nOTHER = -lz\n", "-l z"},
      {"# -lz\nA = 1 # -lbz2 \\\n -lgone\nB = -lm\n", "-l m"},
      {"A = \\# -lz\n", "-l z"},
      {"a:\n\tx y#z -lm # -lgone\n", "-l m"},
      {"A = -l$(NAME) -lboost_$(PART) -l${N}x -l@LIB@ -l%\n", ""},
      {"A = $(patsubst %,-l%,$(LIBS)) $(addprefix -l,$(X))\n", ""},
      {"a:\n\t@ls -la x\n\t-/bin/ls -C -lh\n\tbash -lc x\n\ttest $$n -lt 5 && wc -l\n", ""},
      {"A = -L/usr/lib x-lz -l /-lz\n", ""},
      {"a:\n\tfind . ! -perm -444 -links 1 -exec chmod a+r {} \\; -o -links 2 ';' -links 3\n", ""},
      {"a:\n\tsh -lx libtool --mode=link gcc -lz; bash -c \"cc -lm\"; ls | xargs -l cc -lbz2\n", "-l z, -l m, -l bz2"},
      {"a = if test -d x; then find x -links 1; fi; y=`grep -list x` -lz\n", "-l z"},
      {"a:\n\t-ls -long; $(CC) -o find find.o -lz $(shell ls -lx) -lm\n", "-l z, -l m"},
      {"", ""},
      {"\\", ""},
  });
}

TEST_CASE("modules of pkg-config in makefiles") {
  check({
      {"A := $(shell pkg-config --libs zlib)\n", "pkg-config zlib"},
      {"A := $(shell $(PKG_CONFIG) --cflags --libs zlib glib-2.0) -lm\n", "pkg-config zlib, pkg-config glib-2.0, -l m"},
      {"A := `${PKG_CONFIG} --libs-only-L gtk+-3.0` -lm\n", "pkg-config gtk+-3.0, -l m"},
      {"A := $(shell pkgconf --libs 'zlib >= 1.2' x 2>/dev/null || echo no)\n", "pkg-config zlib>=1.2, pkg-config x"},
      {"A := $(shell pkg-config --libs x > /dev/null)\n", "pkg-config x"},
      {"A := $(shell arm-linux-pkg-config --static --libs $(call f, y) x)\n", "pkg-config x"},
      {"A := $(shell pkg-config --libs $(DEPS) lib$(N) ./a.pc)\n", ""},
      {"A := $(shell pkg-config --libs \\\n  x \\\n  y)\n", "pkg-config x, pkg-config y"},
      {"A := $(shell pkg-config --modversion zlib)\n", ""},
      {"PKG_CONFIG ?= pkg-config\nB = my-pkg-configure --libs x\n", ""},
      {"A := $(shell pkg-config --libs x", "pkg-config x"},
      {"A = `wrap HAVE_X $(PKG_CONFIG) --libs 'x y' \\\n HAVE_Z $(PKG_CONFIG) --libs z`\n",
       "pkg-config x, pkg-config y, pkg-config z"},
      {"A = `$(PKG_CONFIG) --libs x $(PKG_CONFIG) --libs y`\n", "pkg-config x, pkg-config y"},
  });
}

TEST_CASE("conditions of makefiles go with what stands in them") {
  const std::string text = "ifeq ($(OS),Windows_NT)\n"
                           "A = -la1\n"
                           "else ifdef MAC\n"
                           "A = -la2\n"
                           "  ifndef X\n"
                           "A += -la3\n"
                           "  endif # X\n"
                           "else\n"
                           "A = -la4\n"
                           "endif\n"
                           "A = -la5\n"
                           "endif\n"
                           "A = -la6\n";
  std::vector<std::string> found;
  for (const Declaration &declaration : declarationsOf("x.mk", text)) found.push_back(declaration.condition);
  CHECK(found == std::vector<std::string>{"ifeq ($(OS),Windows_NT)", "(not (ifeq ($(OS),Windows_NT))) and (ifdef MAC)",
                                          "(not (ifeq ($(OS),Windows_NT))) and (ifdef MAC) and (ifndef X)",
                                          "(not (ifeq ($(OS),Windows_NT))) and (not (ifdef MAC))", "", ""});
}

TEST_CASE("Automake's own conditions count in Makefile.am only, and not in recipes") {
  const std::string text = "if WITH_Z\nLDADD = -lz\nelse !WITH_Z\nLDADD = -lm\nendif !WITH_Z\n"
                           "a:\n\tif true; then \\\n\t  $(CC) -lc; fi\n";
  const auto found = declarationsOf("Makefile.am", text);
  REQUIRE(found.size() == 3);
  CHECK(found[0].condition == "WITH_Z");
  CHECK(found[1].condition == "not WITH_Z");
  CHECK(found[2].condition.empty());
  CHECK(declarationsOf("Makefile", text).front().condition.empty());
}

TEST_CASE("variables of a makefile with one plain value are followed") {
  check({
      {"N = lua5.4\nL = -l$(N) -l${N}x\n", "-l lua5.4, -l lua5.4x"},
      {"L = -l$(N)\nexport N ?= z # why\n", "-l z"},
      {"E =\nN := wrapper\nifdef D\nE = _dbg\nendif\nA = $(shell pkg-config --libs $(N)$(E))\n", "pkg-config wrapper"},
      {"N = a\nN = b\nA = -l$(N)\n", ""},
      {"N = a\nN += b\nA = -l$(N)\n", ""},
      {"N = a b\nM = $(X)\nO != x\nA = -l$(N) -l$(M) -l$(O)\n", ""},
      {"ifdef D\nN = a\nelse\nN = b\nendif\nA = -l$(N)\n", ""},
      {"t: N = a\nA = -l$(N)\na:\n\tM = x\nB = -l$(M)\n", ""},
  });
  const auto found = declarationsOf("Makefile", "N = z\nA = -l$(N) -lm\n");
  REQUIRE(found.size() == 2);
  CHECK(found[0].location == Location{"Makefile", {2, 7}, {2, 11}});
  CHECK(found[1].location == Location{"Makefile", {2, 14}, {2, 15}});
}

TEST_CASE("a name of a makefile counts once under each condition") {
  const auto found = declarationsOf("Makefile", "ifdef WIN32\nA = -lz -lz\nendif\nA = -lz\nB = -lz\n");
  REQUIRE(found.size() == 2);
  CHECK(found[0].condition == "ifdef WIN32");
  CHECK(found[1].condition.empty());
}

TEST_CASE("a declaration of a makefile lies where its name stands") {
  const auto found = declarationsOf("src/Makefile", "A = 1\nB = \\\n  -lz $(shell pkg-config --libs foo)\n");
  REQUIRE(found.size() == 2);
  CHECK(found[0].location == Location{"src/Makefile", {3, 5}, {3, 6}});
  CHECK(found[1].location == Location{"src/Makefile", {3, 33}, {3, 36}});
}

TEST_CASE("makefiles that nobody wrote are refused or passed over") {
  CHECK(errorOf("Makefile", std::string((4u << 20) + 1, 'x')) == "1:1: the file is too large");
  std::string many;
  for (int i = 0; i <= 100'000; ++i) many += "-lx" + std::to_string(i) + " ";
  CHECK(errorOf("Makefile", "A = " + many + "\n").ends_with("the file names too many libraries"));
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "ifdef x\n";
  CHECK(onlyDeclaration("Makefile", deep + "A = -lz\n").condition.size() < 1100);
  CHECK(summaryOf("endif\nelse\n-lz\xff -lm \xfe pkg-config --libs " + std::string(100'000, '(')) == "-l m");
}
