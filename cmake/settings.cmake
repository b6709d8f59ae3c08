# How everything of ours is compiled.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 17)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)

add_compile_options(-Wall -Wextra -Wpedantic -Wno-unused-parameter -fcolor-diagnostics)
add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
add_compile_options(-pthread) # some packages ask for it; a precompiled header must agree with its users
add_link_options(-fuse-ld=lld)

set(LINTEL_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize= (empty: none)")
if(LINTEL_SANITIZE)
  add_compile_options(-fsanitize=${LINTEL_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  # vptr and function checks need type information that LLVM's libraries are built without.
  if(LINTEL_SANITIZE MATCHES undefined)
    add_compile_options(-fno-sanitize=vptr,function)
  endif()
  add_link_options(-fsanitize=${LINTEL_SANITIZE})
endif()

# Linked into every executable: options of the sanitizers, where there are any.
add_library(sanitizer_options INTERFACE)
if(LINTEL_SANITIZE MATCHES address)
  target_sources(sanitizer_options INTERFACE ${CMAKE_SOURCE_DIR}/cmake/asan_options.cpp)
endif()

include(CTest)
