# Script mode: writes OUT, a C++ file that holds the content of FILES as raw string literals.
set(entries "")
foreach(file ${FILES})
  file(READ ${file} content)
  if(KEY_FROM)
    file(RELATIVE_PATH key ${KEY_FROM} ${file})
  else()
    get_filename_component(key ${file} NAME)
  endif()
  string(APPEND entries "      {\"${key}\", R\"lintel_embed(${content})lintel_embed\"},\n")
endforeach()
file(WRITE ${OUT} "// Generated: the text files of one folder.
#include \"${HEADER}\"

namespace lintel::embedded::${NAMESPACE} {
const std::vector<std::pair<std::string_view, std::string_view>> &files() {
  static const std::vector<std::pair<std::string_view, std::string_view>> all = {
${entries}  };
  return all;
}
} // namespace lintel::embedded::${NAMESPACE}
")
