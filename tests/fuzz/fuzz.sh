#!/usr/bin/env bash
# Runs every fuzz program for so many seconds, from its seeds; what it finds new stays in a temporary directory.
# Fails on the first crash, leak, time-out or use of more than 2 GiB, and keeps the input in build/fuzz/crashes.
set -euo pipefail
build=$1
seconds=${2:-10}
source=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$build/crashes"
for program in "$build"/bin/fuzz_*; do
  name=${program##*/fuzz_}
  corpus=$(mktemp -d)
  echo "fuzz $name: $seconds s" >&2
  "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=0 -print_funcs=0 -verbosity=0 \
    -artifact_prefix="$build/crashes/$name-" "$corpus" "$source/seeds/$name"
  rm -rf "$corpus"
done
