# lintel_library(<folder> [CLANG] [LINKS ...] [EMBED pattern ...])
#
# The library <folder with _ for /> from the sources that lie directly in the folder. CLANG: uses
# Clang's headers, precompiled once for all such libraries; the others share the standard library's. EMBED: files compiled in as text, declared
# in the generated header "<folder>/embedded.h" as embedded(): pairs of file name and content.
function(lintel_library folder)
  cmake_parse_arguments(ARG "CLANG" "" "LINKS;EMBED" ${ARGN})
  string(REPLACE "/" "_" name ${folder})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
  if(ARG_EMBED)
    lintel_embed(${name} ${folder} "${ARG_EMBED}" embedded)
    list(APPEND sources ${embedded})
  endif()
  if(NOT sources)
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} INTERFACE ${ARG_LINKS})
    return()
  endif()
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
  target_link_libraries(${name} PUBLIC ${ARG_LINKS})
  if(ARG_CLANG)
    lintel_uses_clang(${name})
  else()
    lintel_precompiles(${name} std LINKS re2_iface)
  endif()
endfunction()

# Compiles a target with the header cmake/<pch>_pch.h, which is precompiled once for all that use it. LINKS: what the
# header needs.
function(lintel_precompiles target pch)
  cmake_parse_arguments(ARG "" "" "LINKS" ${ARGN})
  set(carrier lintel_${pch}_pch)
  if(NOT TARGET ${carrier})
    set(source ${CMAKE_BINARY_DIR}/generated/${pch}_pch.cpp)
    file(WRITE ${source}.in "// Only carries the precompiled header.\n")
    configure_file(${source}.in ${source} COPYONLY)
    add_library(${carrier} OBJECT ${source})
    target_link_libraries(${carrier} PRIVATE ${ARG_LINKS})
    target_precompile_headers(${carrier} PRIVATE ${CMAKE_SOURCE_DIR}/cmake/${pch}_pch.h)
  endif()
  target_precompile_headers(${target} REUSE_FROM ${carrier})
endfunction()

# Compiles a target against Clang.
function(lintel_uses_clang target)
  target_link_libraries(${target} PRIVATE clang_iface)
  lintel_precompiles(${target} clang LINKS clang_iface)
endfunction()

# Text files as C++: embedded.h and embedded.cpp in the generated folder of the library.
function(lintel_embed name folder patterns out)
  set(files)
  foreach(pattern ${patterns})
    file(GLOB found CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/${pattern})
    list(APPEND files ${found})
  endforeach()
  set(dir ${CMAKE_BINARY_DIR}/generated/${folder})
  add_custom_command(
    OUTPUT ${dir}/embedded.cpp
    COMMAND ${CMAKE_COMMAND} -DOUT=${dir}/embedded.cpp -DHEADER=${folder}/embedded.h -DNAMESPACE=${name}
            "-DFILES=${files}" -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
  # A file becomes one literal, which clang takes at any length.
  set_source_files_properties(${dir}/embedded.cpp PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)
  set(NAMESPACE ${name})
  configure_file(${CMAKE_SOURCE_DIR}/cmake/embedded.h.in ${dir}/embedded.h)
  set(${out} ${dir}/embedded.cpp PARENT_SCOPE)
endfunction()
