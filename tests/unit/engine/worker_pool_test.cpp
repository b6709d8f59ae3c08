#include "checkers/engine/worker_pool.h"

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <numeric>
#include <unistd.h>

using namespace lintel::checkers;

namespace {

std::vector<std::size_t> firstN(std::size_t n) {
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), 0);
  return order;
}

constexpr bool kSanitized =
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    true;
#else
    false;
#endif

} // namespace

TEST_CASE("results are indexed by task, whatever the order and the number of workers") {
  for (unsigned jobs : {1u, 2u, 7u, 50u}) {
    std::vector<std::size_t> order = firstN(20);
    std::reverse(order.begin(), order.end());
    std::size_t done = 0;
    const auto results = runInWorkers(
        order, [](std::size_t i) { return std::string(i * 1000, 'a' + static_cast<char>(i)); },
        {jobs, std::chrono::seconds(30), 0}, [&](std::size_t) { ++done; });
    REQUIRE(results.size() == 20);
    CHECK(done == 20);
    for (std::size_t i = 0; i < 20; ++i) {
      CHECK(results[i].end == TaskEnd::Done);
      CHECK(results[i].bytes == std::string(i * 1000, 'a' + static_cast<char>(i)));
    }
  }
}

TEST_CASE("a bad task costs itself and nothing else") {
  const auto task = [](std::size_t i) -> std::string {
    if (i == 1) std::raise(SIGSEGV);
    if (i == 3)
      for (;;) ::pause();
    if (i == 5) ::_exit(9);
    return "fine";
  };
  for (unsigned jobs : {1u, 2u}) {
    const auto results = runInWorkers(firstN(7), task, {jobs, std::chrono::milliseconds(1500), 0}, nullptr);
    REQUIRE(results.size() == 7);
    for (std::size_t i : {0u, 2u, 4u, 6u}) CHECK(results[i].bytes == "fine");
    CHECK(results[1].end == TaskEnd::Crashed);
    CHECK(results[1].detail.find("signal 11 (Segmentation fault)") == 0);
    CHECK(results[3].end == TaskEnd::TimedOut);
    CHECK(results[5].end == TaskEnd::Crashed);
    CHECK(results[5].detail == "the worker ended with status 9");
  }
}

TEST_CASE("a task that outgrows its memory is told apart from a crash") {
  if (kSanitized) return; // limits cannot be set under a sanitizer, which reserves memory itself
  const auto task = [](std::size_t i) -> std::string {
    std::vector<std::unique_ptr<char[]>> hoard;
    while (i == 0) {
      hoard.push_back(std::make_unique<char[]>(1 << 20));
    }
    return "fine";
  };
  const auto results = runInWorkers(firstN(2), task, {1, std::chrono::seconds(60), 512ull << 20}, nullptr);
  CHECK(results[0].end == TaskEnd::OutOfMemory);
  CHECK(results[0].detail == "needed more memory than the limit of 512 MiB");
  CHECK(results[1].bytes == "fine");
}

TEST_CASE("a crash in a used worker is tried once more in a fresh one") {
  // The task fails only in a process that has run another before, as memory corruption would.
  static bool used = false;
  const auto task = [](std::size_t) -> std::string {
    if (used) std::abort();
    used = true;
    return "fine";
  };
  const auto results = runInWorkers(firstN(4), task, {1, std::chrono::seconds(30), 0}, nullptr);
  for (const TaskResult &result : results) CHECK(result.bytes == "fine");
}

TEST_CASE("no tasks, no workers") {
  CHECK(runInWorkers({}, [](std::size_t) { return ""; }, {2}, nullptr).empty());
}
