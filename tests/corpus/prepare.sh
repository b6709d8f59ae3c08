#!/usr/bin/env bash
# Puts real code under build/corpus: Debian's own sources at pinned versions, with a compile database each.
# apt is given a configuration of its own, so that the machine's sources stay as they are. A second call
# does nothing.
set -euo pipefail
cd "$(dirname "$0")/../.."

corpus=$PWD/build/corpus
mirror=${LINTEL_DEBIAN_MIRROR:-http://deb.debian.org/debian}

# Only what a source package needs: where to fetch it, and Debian's keys to verify it.
private_apt() {
  local state=$corpus/apt
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror bookworm main" >"$state/sources.list"
  apt-get -q -o Dir::Etc::SourceList="$state/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State::Lists="$state/lists" -o Dir::Cache="$state/cache" -o APT::Sandbox::User=root "$@" >&2
}

fetch() { # package, version
  local dir=$corpus/$1
  [ -f "$dir/.version" ] && [ "$(cat "$dir/.version")" = "$2" ] && return
  rm -rf "$dir" "$corpus/download"
  mkdir -p "$corpus/download"
  private_apt update
  (cd "$corpus/download" && private_apt source --only-source "$1=$2")
  mv "$corpus"/download/*/ "$dir"
  rm -rf "$corpus/download"
  echo "$2" >"$dir/.version"
}

leveldb() {
  fetch leveldb 1.23-4
  [ -f "$corpus/leveldb/build/compile_commands.json" ] && return
  cmake -S "$corpus/leveldb" -B "$corpus/leveldb/build" -G Ninja -DCMAKE_EXPORT_COMPILE_COMMANDS=ON \
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER=gcc -DCMAKE_CXX_COMPILER=g++ \
    -DLEVELDB_BUILD_TESTS=OFF -DLEVELDB_BUILD_BENCHMARKS=OFF >&2
}

leveldb
