# lintel_checks(<folder> LINKS ...)
#
# One object library for each check folder, and one library over them all with the generated registry:
# an explicit list, so that neither a linker nor a static constructor decides which checks exist.
function(lintel_checks folder)
  cmake_parse_arguments(ARG "" "" "LINKS" ${ARGN})
  file(GLOB checks CONFIGURE_DEPENDS LIST_DIRECTORIES false ${CMAKE_SOURCE_DIR}/${folder}/*/check.cpp)
  set(declarations "")
  set(entries "")
  set(objects "")
  foreach(check ${checks})
    get_filename_component(dir ${check} DIRECTORY)
    get_filename_component(id ${dir} NAME)
    string(REPLACE "-" "_" cxx ${id})
    file(GLOB sources CONFIGURE_DEPENDS ${dir}/*.cpp)
    add_library(check_${cxx} OBJECT ${sources})
    target_include_directories(check_${cxx} PUBLIC ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
    target_link_libraries(check_${cxx} PUBLIC ${ARG_LINKS})
    lintel_uses_clang(check_${cxx})
    list(APPEND objects $<TARGET_OBJECTS:check_${cxx}>)
    string(APPEND declarations "namespace checks::${cxx} {\nextern const CheckDef kDef;\n}\n")
    string(APPEND entries "      &checks::${cxx}::kDef,\n")
  endforeach()
  set(DECLARATIONS "${declarations}")
  set(ENTRIES "${entries}")
  configure_file(${CMAKE_SOURCE_DIR}/cmake/registry.cpp.in ${CMAKE_BINARY_DIR}/generated/${folder}/registry.cpp)
  file(GLOB pages CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*/check.md)
  set(out ${CMAKE_BINARY_DIR}/generated/${folder}/embedded.cpp)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DHEADER=${folder}/embedded.h -DNAMESPACE=checkers_checks
            -DKEY_FROM=${CMAKE_SOURCE_DIR}/${folder} "-DFILES=${pages}" -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${pages} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
  set(NAMESPACE checkers_checks)
  configure_file(${CMAKE_SOURCE_DIR}/cmake/embedded.h.in ${CMAKE_BINARY_DIR}/generated/${folder}/embedded.h)
  add_library(checkers_checks STATIC ${objects} ${CMAKE_BINARY_DIR}/generated/${folder}/registry.cpp ${out})
  target_include_directories(checkers_checks PUBLIC ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
  target_link_libraries(checkers_checks PUBLIC ${ARG_LINKS})
endfunction()
