#!/usr/bin/env bash
# Writes what is generated from the code: docs.sh LINTEL. With --check it only compares, and fails on a difference.
set -euo pipefail
cd "$(dirname "$0")/../.."

check=
[ "${1:-}" = --check ] && { check=1; shift; }
lintel=$1

generate() { # file, command...
  local file=$1
  shift
  local text
  text=$("$@")
  if [ -z "$check" ]; then
    printf '%s\n' "$text" >"$file"
  elif [ "$text" != "$(cat "$file" 2>/dev/null)" ]; then
    echo "docs: $file is not what the code says; run ./dev docs" >&2
    exit 1
  fi
}

generate docs/checks.md "$lintel" explain --all
generate docs/lintel.schema.json "$lintel" policy schema
generate docs/contracts.schema.json "$lintel" contracts schema
generate docs/waivers.schema.json "$lintel" policy schema --waivers
