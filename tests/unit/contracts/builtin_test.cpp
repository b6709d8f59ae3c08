// The table that is compiled in: every file is valid, and the judgements that people rely on stand.
#include "checkers/contracts/contracts.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

using namespace lintel;
using namespace lintel::checkers;

namespace {

const Contracts &builtin() {
  const Result<Contracts> &contracts = builtinContracts();
  if (!contracts) FAIL(toString(contracts.error()));
  return *contracts;
}

bool mustCheck(const std::string &name) {
  const FunctionContract *contract = builtin().function(name, 3);
  return contract && contract->mustCheck;
}

} // namespace

TEST_CASE("every built-in file is valid and no function is in two of them") {
  std::set<std::string> seen;
  for (const FunctionContract &contract : builtin().functions()) {
    CAPTURE(contract.function, contract.file, contract.line);
    const std::string arity = contract.arity ? std::to_string(*contract.arity) : "any";
    CHECK(seen.insert(contract.function + "/" + arity).second);
    CHECK_FALSE(contract.library.empty());
    for (const IgnoreCondition &condition : contract.okToIgnoreWhen)
      if (contract.arity && condition.kind != IgnoreCondition::Kind::ErrorPath)
        CHECK(condition.argument < *contract.arity);
  }
  CHECK(seen.size() > 600);
  for (const std::string library : {"C library", "C++ library", "POSIX", "Linux", "OpenSSL", "zlib",
                                    "compression libraries", "libcurl", "SQLite", "database clients", "libuv"}) {
    CAPTURE(library);
    CHECK(
        std::ranges::any_of(builtin().functions(), [&](const auto &contract) { return contract.library == library; }));
  }
}

TEST_CASE("results that carry data, rights or ownership must be looked at") {
  for (const std::string name : {"malloc",
                                 "realloc",
                                 "fopen",
                                 "fread",
                                 "fwrite",
                                 "fputs",
                                 "fprintf",
                                 "fflush",
                                 "fseek",
                                 "fsetpos",
                                 "rename",
                                 "system",
                                 "sscanf",
                                 "fgets",
                                 "read",
                                 "write",
                                 "pread",
                                 "open",
                                 "ftruncate",
                                 "fsync",
                                 "mkdir",
                                 "chdir",
                                 "chroot",
                                 "setuid",
                                 "setgid",
                                 "setgroups",
                                 "chmod",
                                 "chown",
                                 "dup2",
                                 "pipe",
                                 "fork",
                                 "socket",
                                 "bind",
                                 "listen",
                                 "accept",
                                 "connect",
                                 "send",
                                 "recv",
                                 "mmap",
                                 "mprotect",
                                 "msync",
                                 "pthread_create",
                                 "sem_wait",
                                 "posix_memalign",
                                 "getrandom",
                                 "epoll_ctl",
                                 "timerfd_settime",
                                 "sqlite3_open_v2",
                                 "sqlite3_exec",
                                 "sqlite3_prepare_v2",
                                 "sqlite3_bind_text",
                                 "sqlite3_bind_zeroblob64",
                                 "sqlite3_step",
                                 "deflate",
                                 "inflate",
                                 "RAND_bytes",
                                 "SSL_read",
                                 "SSL_write",
                                 "EVP_DigestInit_ex",
                                 "EVP_EncryptUpdate",
                                 "EVP_CipherFinal_ex",
                                 "curl_easy_perform",
                                 "mdb_txn_commit",
                                 "uv_queue_work",
                                 "uv_listen",
                                 "redisCommand",
                                 "PQexec",
                                 "ZSTD_compress",
                                 "LZ4_decompress_safe"}) {
    CAPTURE(name);
    CHECK(mustCheck(name));
  }
}

TEST_CASE("results that nobody misses are left alone") {
  for (const std::string name : {"printf",
                                 "sqlite3_bind_int",
                                 "sqlite3_bind_null",
                                 "sqlite3_initialize",
                                 "sqlite3_config",
                                 "sqlite3_shutdown",
                                 "curl_multi_perform",
                                 "BIO_read",
                                 "BIO_write",
                                 "puts",
                                 "putchar",
                                 "snprintf",
                                 "memcpy",
                                 "strcpy",
                                 "close",
                                 "unlink",
                                 "remove",
                                 "kill",
                                 "waitpid",
                                 "sigaction",
                                 "setsockopt",
                                 "shutdown",
                                 "ioctl",
                                 "munmap",
                                 "pthread_join",
                                 "pthread_mutex_lock",
                                 "pthread_mutex_unlock",
                                 "pthread_mutex_init",
                                 "nanosleep",
                                 "signal",
                                 "setvbuf",
                                 "setlocale",
                                 "mktime",
                                 "strftime",
                                 "umask",
                                 "sqlite3_finalize",
                                 "sqlite3_reset",
                                 "sqlite3_close",
                                 "curl_easy_setopt",
                                 "deflateEnd",
                                 "SHA256_Update",
                                 "SSL_shutdown",
                                 "uv_timer_start",
                                 "uv_fs_write",
                                 "redisAppendCommand",
                                 "execvp",
                                 "getchar",
                                 "time"}) {
    CAPTURE(name);
    CHECK_FALSE(mustCheck(name));
  }
}

TEST_CASE("the known error types are in the table, with a way to pass them on") {
  for (const std::string name :
       {"std::error_code", "std::expected", "tl::expected", "absl::Status", "absl::StatusOr", "llvm::Error",
        "llvm::Expected", "leveldb::Status", "rocksdb::Status", "arrow::Status", "arrow::Result", "grpc::Status",
        "folly::Expected", "boost::system::error_code", "outcome::result", "boost::outcome_v2::basic_result",
        "outcome_v2_35644f5c::basic_result"}) {
    CAPTURE(name);
    CHECK(builtin().type(name));
  }
  CHECK_FALSE(builtin().type("Status"));
  CHECK(builtin().type("absl::StatusOr")->propagate.at("absl::Status") == "{}.status()");
  for (const TypeContract &type : builtin().types())
    for (const auto &[to, expression] : type.propagate) {
      CAPTURE(type.type, to);
      CHECK(expression.find("{}") != std::string::npos);
      CHECK(type.failed.find("{}") != std::string::npos);
    }
}
