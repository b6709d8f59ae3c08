#!/usr/bin/env bash
# Puts real code under build/corpus: upstream sources as Debian distributes them, at pinned versions, with a
# compile database each. apt is given a configuration of its own, so that the machine's sources stay as they
# are. A second call does nothing. With names as arguments: only these projects; mold only serves the bills of
# materials (./dev bench-sbom) and must be named.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/../.."

corpus=$PWD/build/corpus
mirror=${LINTEL_DEBIAN_MIRROR:-http://deb.debian.org/debian}
release=bookworm

# Only what a source package needs: where to fetch it, and Debian's keys to verify it.
private_apt() {
  local state=$corpus/apt/$release
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $release main" >"$state/sources.list"
  apt-get -q -o Dir::Etc::SourceList="$state/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State::Lists="$state/lists" -o Dir::Cache="$state/cache" -o APT::Sandbox::User=root "$@" >&2
}

updated=
# The upstream archive alone is pinned: a point release of Debian changes the patches, not these bytes.
fetch() { # package, archive, SHA-256
  local dir=$corpus/$1 download=$corpus/download
  [ -f "$dir/.archive" ] && [ "$(cat "$dir/.archive")" = "$3" ] && return 1
  [ "$updated" = "$release" ] || private_apt update
  updated=$release
  rm -rf "$dir" "$download"
  mkdir -p "$download" "$dir"
  (cd "$download" && private_apt source --download-only --tar-only --only-source "$1")
  echo "$3  $download/$2" | sha256sum --check --quiet >&2 ||
    { echo "prepare: Debian's $1 is no longer $2 with SHA-256 $3; pin the new one and judge its findings again" >&2; exit 1; }
  tar -x --strip-components=1 -f "$download/$2" -C "$dir"
  rm -rf "$download"
}

finish() { echo "$2" >"$corpus/$1/.archive"; }

configure() { # project, CMake options...
  local project=$1
  shift
  cmake -S "$corpus/$project" -B "$corpus/$project/build" -G Ninja -DCMAKE_EXPORT_COMPILE_COMMANDS=ON \
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER=gcc -DCMAKE_CXX_COMPILER=g++ "$@" >&2
}

# What `make` would compile and link, without doing it. Generated headers are made before.
database() { # project, make arguments...
  local project=$1
  shift
  mkdir -p "$corpus/$project/build"
  # A dry run cannot make what later commands read; the compile commands are there all the same.
  { make -C "$corpus/$project" --dry-run --always-make --print-directory "$@" 2>/dev/null || true; } |
    tests/corpus/database_from_make.py "$corpus/$project" "$corpus/$project/build"
}

leveldb() {
  local sum=9a37f8a6174f09bd622bc723b55881dc541cd50747cbd08831c2a82d620f6d76
  fetch leveldb leveldb_1.23.orig.tar.gz $sum || return 0
  configure leveldb -DLEVELDB_BUILD_TESTS=OFF -DLEVELDB_BUILD_BENCHMARKS=OFF
  finish leveldb $sum
}

redis() {
  local sum=4b1dc4ee6d622a09fff9c6777191209750fb5e5a725ef78ea012d6eef4c22982
  fetch redis redis_7.0.15.orig.tar.gz $sum || return 0
  (cd "$corpus/redis/src" && ./mkreleasehdr.sh) >&2
  database redis V=1 MALLOC=libc all
  finish redis $sum
}

curl() {
  local sum=cdb38b72e36bc5d33d5b8810f8018ece1baa29a8f215b4495e495ded82bbf3c7
  fetch curl curl_7.88.1.orig.tar.gz $sum || return 0
  configure curl -DBUILD_TESTING=OFF -DCURL_USE_OPENSSL=ON -DCURL_USE_LIBSSH2=OFF -DENABLE_MANUAL=OFF
  finish curl $sum
}

sqlite3() {
  local sum=aaa776260ab4dc976db34aa7891819484c8676b5b2783123ebc6301e2ca5d655
  fetch sqlite3 sqlite3_3.40.1.orig.tar.xz $sum || return 0
  mkdir -p "$corpus/sqlite3/build"
  (cd "$corpus/sqlite3/build" && ../configure --disable-tcl --disable-readline --disable-amalgamation \
    --enable-fts5 --enable-rtree --enable-session && make parse.c opcodes.c keywordhash.h sqlite3.h fts5.c shell.c) >&2
  make -C "$corpus/sqlite3/build" --dry-run --always-make --print-directory libsqlite3.la sqlite3 2>/dev/null |
    tests/corpus/database_from_make.py "$corpus/sqlite3" "$corpus/sqlite3/build"
  finish sqlite3 $sum
}

nginx() {
  local sum=9ebb333a9e82b952acd3e2b4aeb1d4ff6406f72491bab6cd9fe69f0dea737f31
  fetch nginx nginx_1.22.1.orig.tar.gz $sum || return 0
  (cd "$corpus/nginx" && ./configure --without-http_rewrite_module --without-http_gzip_module --with-http_ssl_module \
    --with-http_v2_module --with-stream --with-stream_ssl_module --with-mail --with-threads) >&2
  database nginx -f objs/Makefile
  finish nginx $sum
}

git() {
  local sum=c58da92c378df4a986ca33266897a7397e86c22ee266a284d8c2432c39066b59
  fetch git git_2.39.5.orig.tar.xz $sum || return 0
  make -C "$corpus/git" NO_GETTEXT=1 NO_TCLTK=1 NO_PYTHON=1 NO_EXPAT=1 command-list.h config-list.h hook-list.h >&2
  database git NO_GETTEXT=1 NO_TCLTK=1 NO_PYTHON=1 NO_EXPAT=1 V=1 all
  finish git $sum
}

protobuf() {
  local sum=930c2c3b5ecc6c9c12615cf5ad93f1cd6e12d0aba862b572e076259970ac3a53
  fetch protobuf protobuf_3.21.12.orig.tar.gz $sum || return 0
  configure protobuf -Dprotobuf_BUILD_TESTS=OFF -Dprotobuf_BUILD_EXAMPLES=OFF
  finish protobuf $sum
}

# Newer than the others: bookworm's package uses Debian's libraries in place of those that mold brings with it.
mold() {
  local sum=5d5840a835eb23f686742f3a386843e130655340ef3dd3b521fcfe93c02b4583 release=trixie
  fetch mold mold_2.37.1+dfsg.orig.tar.xz $sum || return 0
  configure mold -DBUILD_TESTING=OFF -DMOLD_MOSTLY_STATIC=ON
  cmake --build "$corpus/mold/build" --target git_hash >&2
  finish mold $sum
}

projects=("$@")
[ $# -gt 0 ] || projects=(leveldb redis curl sqlite3 nginx git protobuf)
for project in "${projects[@]}"; do "$project"; done
