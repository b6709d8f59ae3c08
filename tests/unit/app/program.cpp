#include "tests/unit/app/program.h"

#include "app/run.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <unistd.h>

namespace lintel::test {
namespace {

namespace fs = std::filesystem;

// The directory and the environment belong to the whole process, so they are put back.
class Surroundings {
public:
  Surroundings(const std::string &directory, const std::map<std::string, std::string> &environment)
      : before_(fs::current_path()) {
    fs::current_path(directory);
    forgetVariables();
    for (const auto &[name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
  }
  ~Surroundings() {
    forgetVariables();
    std::error_code error;
    fs::current_path(before_, error);
    if (error) std::cerr << "no way back to " << before_ << ": " << error.message() << '\n';
  }
  Surroundings(const Surroundings &) = delete;
  Surroundings &operator=(const Surroundings &) = delete;

private:
  static void forgetVariables() {
    std::vector<std::string> names = {"GIT_INDEX_FILE"}; // as Git sets it when the tests run inside a hook
    for (char **variable = ::environ; *variable; ++variable) {
      const std::string text = *variable;
      if (text.starts_with("LINTEL_")) names.push_back(text.substr(0, text.find('=')));
    }
    for (const std::string &name : names) ::unsetenv(name.c_str());
  }

  fs::path before_;
};

} // namespace

ProgramResult lintelIn(const std::string &directory, const std::vector<std::string> &arguments,
                       const std::map<std::string, std::string> &environment) {
  const Surroundings surroundings(directory, environment);
  std::vector<const char *> argv = {"lintel"};
  for (const std::string &argument : arguments) argv.push_back(argument.c_str());
  std::ostringstream out;
  std::ostringstream err;
  const int status = app::run(static_cast<int>(argv.size()), argv.data(), out, err);
  return {status, out.str(), err.str()};
}

Project::Project() {
  write("lintel.yaml", "version: 1\n");
  write("src/bad.c", "#include <unistd.h>\n"
                     "int save(int fd, const char *text, unsigned long size) {\n"
                     "  write(fd, text, size);\n"
                     "  return close(fd);\n"
                     "}\n");
  write("src/good.c", "int good(int x) { return x + 1; }\n");
  database({"src/bad.c", "src/good.c"});
}

void Project::remove(const std::string &name) const { fs::remove_all(path(name)); }

void Project::database(const std::vector<std::string> &sources) const {
  nlohmann::json entries = nlohmann::json::array();
  for (const std::string &source : sources)
    entries.push_back({{"directory", root()}, {"file", source}, {"arguments", {"cc", "-c", source}}});
  write("build/compile_commands.json", entries.dump());
}

std::string Project::read(const std::string &name) const {
  std::ifstream file(path(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

} // namespace lintel::test
