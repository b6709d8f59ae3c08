#include "core/finding/verdict.h"

namespace lintel {

const char *toString(Disposition disposition) {
  switch (disposition) {
  case Disposition::Enforced: return "enforced";
  case Disposition::Reported: return "reported";
  case Disposition::Waived: return "waived";
  case Disposition::Suppressed: return "suppressed";
  case Disposition::Known: return "known";
  }
  return "enforced";
}

const char *toString(Verdict verdict) {
  switch (verdict) {
  case Verdict::Pass: return "pass";
  case Verdict::Fail: return "fail";
  case Verdict::Incomplete: return "incomplete";
  }
  return "incomplete";
}

int exitCode(Verdict verdict) {
  switch (verdict) {
  case Verdict::Pass: return 0;
  case Verdict::Fail: return 1;
  case Verdict::Incomplete: return 3;
  }
  return 3;
}

} // namespace lintel
