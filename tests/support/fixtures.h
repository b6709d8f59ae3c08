// Fixtures of checks: source files whose comments say what is expected on each line.
//
//   // args: -std=c++17            compiler arguments (first lines of the file)
//   // options: Name=value;Name=v  options of the check; a name that comes again adds an item to its list
//   // hosts: engine               does not hold under clang-tidy
//   call();  // expect: TEXT       exactly one finding on this line, with TEXT in its message; repeatable
//   call();  // step: TEXT         a step of some finding of the file stands on this line, with TEXT in it; engine only
//   // weighs: SEVERITY         every finding of this line has that severity; engine only
//   // fix: TEXT                   (alone on the next line) the safe fix turns the line above into TEXT
//   // review: TEXT                the same for the fix that needs review; "none": there is no such fix
#pragma once

#include <map>
#include <string>
#include <vector>

namespace lintel::test {

struct Fixture {
  std::string path; // absolute
  std::string rule; // "lintel-..."
  std::vector<std::string> arguments;
  std::map<std::string, std::string> options;
  bool engineOnly = false;
  std::multimap<int, std::string> expected; // line -> part of the message
  std::multimap<int, std::string> steps;    // line -> part of the text of a step
  std::map<int, std::string> weights;       // line -> severity
  std::map<int, std::string> fixed;         // line -> the line after the safe fix, blanks normalised
  std::map<int, std::string> reviewed;      // the same after the fix that needs review, or "none"
  std::vector<std::string> lines;
};

Fixture readFixture(const std::string &path, const std::string &rule);

// Every fixture of every check, sorted by path. checksDirectory: .../checkers/checks.
std::vector<Fixture> allFixtures(const std::string &checksDirectory);

struct Report {
  int line = 0;
  std::string message;
};
// What differs between expectation and reports, one line each ("12: expected 'x', got nothing"); empty when all is
// well.
std::string compare(const Fixture &fixture, const std::vector<Report> &reports);

// The same for the steps: each expected one must be there, others may be.
std::string compareSteps(const Fixture &fixture, const std::vector<Report> &steps);

// The same for severities, which the reports hold as their messages.
std::string compareWeights(const Fixture &fixture, const std::vector<Report> &severities);

// A line without its expectation comments, runs of white space as one blank.
std::string bareLine(const std::string &line);

} // namespace lintel::test
