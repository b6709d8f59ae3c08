#!/usr/bin/env bash
# demo.sh LINTEL: runs the gate on this service and ends 0 when it fails with exactly the findings that
# expected.txt names. LINTEL is build/<preset>/bin/lintel; `orders_database` has been built beside it.
set -euo pipefail

if [ $# != 1 ]; then
  echo "usage: demo.sh PATH/TO/lintel" >&2
  exit 2
fi
lintel=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
database=$(dirname "$(dirname "$lintel")")/examples/orders

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

status=0
"$lintel" gate --root "$here" -p "$database" -o "json:$work/report.json" || status=$?
if [ "$status" != 1 ]; then # 1: findings that the policy enforces
  echo "demo: expected exit code 1 (the gate fails), got $status" >&2
  exit 1
fi

python3 - "$work/report.json" >"$work/found.txt" <<'PYTHON'
import collections, json, sys

with open(sys.argv[1], encoding="utf-8") as file:
    report = json.load(file)
found = collections.Counter(
    (finding["disposition"], finding["rule"], finding["location"]["path"]) for finding in report["findings"]
)
for key, count in sorted(found.items()):
    print(*key, count)
PYTHON

if ! diff -u --label expected --label found <(grep -v '^#' "$here/expected.txt") "$work/found.txt" >&2; then
  echo "demo: the gate's findings are not the expected ones" >&2
  exit 1
fi
echo
echo "demo: the gate failed, as it should: every finding is one that expected.txt names."
