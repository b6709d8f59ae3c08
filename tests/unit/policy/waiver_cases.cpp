#include "tests/unit/policy/policy_cases.h"

namespace lintel::policy::test {

const char *const kFullWaivers = R"yaml(version: 1
waivers:
  - rule: lintel-error-discarded
    path: src/cache.cpp
    fingerprint: 0123456789abcdef0123456789abcdef
    reason: the cache is only an optimisation
    owner: storage-team
    expires: 2030-06-30
  - { rule: documents/no-latest-tag, path: "deploy/**", symbol: "orders::save", reason: r, owner: o, expires: 2028-02-29 }
)yaml";

const std::vector<BadCase> &badWaivers() {
  static const std::string begin = "version: 1\nwaivers:\n  - { path: p, owner: o, reason: r, ";
  static const std::string print = "fingerprint: 0123456789abcdef0123456789abcdef, ";
  static const std::string file = ".lintel/waivers.yaml:";
  static const std::vector<BadCase> cases = {
      {"no list",
       Kind::Structure,
       "version: 1\n",
       {file + "1:1: missing key 'waivers'; expected waivers: a list of mappings"}},
      {"all keys are mandatory",
       Kind::Structure,
       "version: 1\nwaivers: [{}]\n",
       {file + "2:11: missing key 'expires'; expected expires: a date YYYY-MM-DD",
        file + "2:11: missing key 'fingerprint' or 'symbol'; expected exactly one of 'fingerprint' or 'symbol'",
        file + "2:11: missing key 'owner'; expected owner: a string that is not empty",
        file + "2:11: missing key 'path'; expected path: a glob",
        file + "2:11: missing key 'reason'; expected reason: a string that is not empty",
        file + "2:11: missing key 'rule'; expected rule: a string that is not empty"}},
      {"fingerprint and symbol",
       Kind::Structure,
       begin + print + "symbol: f, rule: lintel-error-discarded, expires: 2030-01-01 }\n",
       {file + "3:5: too many keys; expected exactly one of 'fingerprint' or 'symbol'"}},
      {"a day that does not exist",
       Kind::Meaning,
       begin + "symbol: f, rule: lintel-error-discarded, expires: 2027-02-29 }\n",
       {file + "3:87: 'expires' is '2027-02-29'; expected a day of the calendar, YYYY-MM-DD"}},
      {"a date of another form",
       Kind::Structure,
       begin + "symbol: f, rule: lintel-error-discarded, expires: 1/2/2027 }\n",
       {file + "3:87: 'expires' is '1/2/2027'; expected a date YYYY-MM-DD"}},
      {"a short fingerprint",
       Kind::Structure,
       begin + "fingerprint: abc, rule: lintel-error-discarded, expires: 2030-01-01 }\n",
       {file + "3:50: 'fingerprint' is 'abc'; expected a fingerprint of 32 hexadecimal digits"}},
      {"an unknown rule",
       Kind::Meaning,
       begin + "symbol: f, rule: lintel-eror-discarded, expires: 2030-01-01 }\n",
       {file + "3:54: no rule has the id 'lintel-eror-discarded'; expected the id of a rule; did you mean "
               "'lintel-error-discarded'?"}},
      {"a waiver of a waiver's finding",
       Kind::Meaning,
       begin + "symbol: f, rule: policy/unused-waiver, expires: 2030-01-01 }\n",
       {file + "3:54: a finding about a waiver cannot be waived; expected another rule; mend or remove the waiver that "
               "it speaks of"}},
      {"an empty file",
       Kind::Structure,
       "# nothing yet\n",
       {".lintel/waivers.yaml: the file is empty; expected a mapping; write 'version: 1'"}},
  };
  return cases;
}

} // namespace lintel::policy::test
