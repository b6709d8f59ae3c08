# Everything from Debian's packages; packages.txt at the root names them.
find_package(LLVM REQUIRED CONFIG PATHS /usr/lib/llvm-22 NO_DEFAULT_PATH)
if(NOT LLVM_VERSION_MAJOR EQUAL 22)
  message(FATAL_ERROR "Lintel needs LLVM 22, found ${LLVM_VERSION}")
endif()
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(nlohmann_json REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Catch2 2 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(GIT2 REQUIRED IMPORTED_TARGET libgit2)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(YAMLCPP REQUIRED IMPORTED_TARGET yaml-cpp)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(ARCHIVE REQUIRED IMPORTED_TARGET libarchive)
pkg_check_modules(TOML REQUIRED tomlplusplus)

# Our own names, so that the root CMakeLists.txt does not depend on how a package is found.
add_library(re2_iface INTERFACE)
target_link_libraries(re2_iface INTERFACE PkgConfig::RE2)
add_library(git2_iface INTERFACE)
target_link_libraries(git2_iface INTERFACE PkgConfig::GIT2)
add_library(xxhash_iface INTERFACE)
target_link_libraries(xxhash_iface INTERFACE PkgConfig::XXHASH)
add_library(yaml_iface INTERFACE)
target_link_libraries(yaml_iface INTERFACE PkgConfig::YAMLCPP)
add_library(sqlite_iface INTERFACE)
target_link_libraries(sqlite_iface INTERFACE PkgConfig::SQLITE)
add_library(archive_iface INTERFACE)
target_link_libraries(archive_iface INTERFACE PkgConfig::ARCHIVE)
add_library(toml_iface INTERFACE) # used as headers only: the shared library knows nothing of TOML_EXCEPTIONS=0
target_compile_definitions(toml_iface INTERFACE TOML_EXCEPTIONS=0)
add_library(expected_iface INTERFACE) # tl::expected is header-only and in the default include path

# LLVM and Clang as shared libraries: the same ones that clang-22 and clang-tidy-22 load.
add_library(llvm_iface INTERFACE)
target_include_directories(llvm_iface SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS})
target_compile_definitions(llvm_iface INTERFACE ${LLVM_DEFINITIONS_LIST})
target_link_libraries(llvm_iface INTERFACE ${LLVM_LIBRARY_DIRS}/libLLVM.so)

add_library(clang_iface INTERFACE)
target_compile_options(clang_iface INTERFACE -fno-rtti)
target_link_libraries(clang_iface INTERFACE llvm_iface ${LLVM_LIBRARY_DIRS}/libclang-cpp.so)

# clang-tidy's own framework (ClangTidyCheck, its context). Only the engine links it: the plugin
# takes these symbols from clang-tidy itself.
add_library(tidy_iface INTERFACE)
target_link_libraries(tidy_iface INTERFACE ${LLVM_LIBRARY_DIRS}/libclangTidy.a
                      ${LLVM_LIBRARY_DIRS}/libclangTidyUtils.a clang_iface)
