// LLVM's allocators, inlined from headers into our instrumented code, poison memory that the uninstrumented
// libclang-cpp.so then hands out without unpoisoning it. Only poisoning by hand is switched off.
extern "C" const char *__asan_default_options();
extern "C" const char *__asan_default_options() { return "allow_user_poisoning=0"; }
