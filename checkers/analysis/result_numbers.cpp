#include "checkers/analysis/result_numbers.h"

#include "llvm/ADT/StringSet.h"

namespace lintel::checkers {

namespace {

const llvm::StringSet<> &yieldingNumbers() {
  static const llvm::StringSet<> names = {"open",
                                          "openat",
                                          "creat",
                                          "open64",
                                          "openat64",
                                          "creat64",
                                          "dup",
                                          "mkstemp",
                                          "mkostemp",
                                          "mkstemps",
                                          "mkostemps",
                                          "shm_open",
                                          "socket",
                                          "accept",
                                          "accept4",
                                          "fcntl",
                                          "fork",
                                          "vfork",
                                          "readlink",
                                          "readlinkat",
                                          "getline",
                                          "getdelim",
                                          "asprintf",
                                          "vasprintf",
                                          "dprintf",
                                          "iconv",
                                          "epoll_create",
                                          "epoll_create1",
                                          "eventfd",
                                          "timerfd_create",
                                          "signalfd",
                                          "inotify_init",
                                          "inotify_init1",
                                          "inotify_add_watch",
                                          "memfd_create",
                                          "pidfd_open",
                                          "sendmsg",
                                          "recvmsg",
                                          "semget",
                                          "shmget",
                                          "msgget",
                                          "mq_open",
                                          "msgrcv",
                                          "mq_receive",
                                          "printf",
                                          "vprintf",
                                          "fprintf",
                                          "vfprintf",
                                          "wprintf",
                                          "vwprintf",
                                          "fwprintf",
                                          "vfwprintf",
                                          "sprintf",
                                          "vsprintf",
                                          "snprintf",
                                          "vsnprintf",
                                          "swprintf",
                                          "vswprintf",
                                          "fputs",
                                          "fputc",
                                          "putc",
                                          "puts",
                                          "putchar",
                                          "fputws",
                                          "fputwc",
                                          "putwc",
                                          "putwchar",
                                          "fputs_unlocked",
                                          "fputc_unlocked",
                                          "putc_unlocked",
                                          "fgetc",
                                          "getc",
                                          "getchar",
                                          "ungetc",
                                          "fgetwc",
                                          "getwc",
                                          "getwchar",
                                          "ungetwc",
                                          "mbstowcs",
                                          "wcstombs",
                                          "mbsrtowcs",
                                          "wcsrtombs",
                                          "wctomb",
                                          "wcrtomb",
                                          "mbtowc",
                                          "mbrtowc"};
  return names;
}

const llvm::StringSet<> &ambiguous() {
  static const llvm::StringSet<> names = {
      "mktime", "clock", "time", "nice",  "wait",   "waitpid", "waitid",     "lseek",      "lseek64",
      "ftell",  "dup2",  "dup3", "ioctl", "prctl",  "semctl",  "shmctl",     "msgctl",     "fcntl",
      "fork",   "vfork", "poll", "ppoll", "select", "pselect", "epoll_wait", "epoll_pwait"};
  return names;
}

} // namespace

bool yieldsNumber(llvm::StringRef function) { return yieldingNumbers().contains(function); }
bool isAmbiguousResult(llvm::StringRef function) { return ambiguous().contains(function); }

bool isQuestion(llvm::StringRef function) {
  static const llvm::StringSet<> names = {"access",  "eaccess", "euidaccess",   "faccessat", "stat",     "lstat",
                                          "fstatat", "statx",   "stat64",       "lstat64",   "mkdir",    "flock",
                                          "lockf",   "kill",    "pthread_kill", "connect",   "tcgetattr"};
  return names.contains(function) || function.contains("_try");
}

} // namespace lintel::checkers
