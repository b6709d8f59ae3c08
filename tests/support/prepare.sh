#!/usr/bin/env bash
# Fetches what tests read and the repository does not hold, into build/. Idempotent: what is there with
# the right content is not fetched again, so a second call needs no network.
set -euo pipefail
cd "$(dirname "$0")/../.."

# The official JSON Schemas, unchanged, from npm packages that carry them (SARIF: OASIS, CycloneDX: ECMA-424 with the
# SPDX licence list, JSF and the names of cryptography that it refers to, SPDX 3: the project's own). A line is: the
# name here, the package, the path in it, the SHA-256. No npm package carries the schema of SPDX 2.3.
schemas=build/schemas
datadog=@datadog/datadog-ci@2.48.0
cdxgen=@cyclonedx/cdxgen@12.8.4
schema_files=(
  "sarif-2.1.0.json $datadog dist/commands/sarif/json-schema/sarif-schema-2.1.0.json 10666d46649b52e262001e70d43e6c52f7c0279ca3dbdfe9a7dc2e4071556454"
  "bom-1.6.schema.json $datadog dist/commands/sbom/json-schema/cyclonedx/bom-1.6.schema.json c216f2ca4ef47ff655577b2f7cf09554efbecf20b00ef56085a64073a2370ec0"
  "jsf-0.82.schema.json $datadog dist/commands/sbom/json-schema/jsf/jsf-0.82.schema.json d93c679b5199c2bb14917a0d8cb6533f99a73eb6548db9b18d87113d6f4b0478"
  "spdx.schema.json $datadog dist/commands/sbom/json-schema/spdx/spdx.schema.json 68bca8e5562d11a741e515205419d79922cfb8bf6747912649b42acdf007614a"
  "bom-1.7.schema.json $cdxgen data/bom-1.7.schema.json df472ef4aaf593904c479293723a1a5c191d6672715c93b3c0b5c318f3914221"
  "cryptography-defs.schema.json $cdxgen data/cryptography-defs.schema.json 018ea7f78b5208ec647cfd10f669cc9c26aba6aceb79c4da7f9c0ef4c99b60de"
  "spdx-3.0.1.schema.json $cdxgen data/spdx-export.schema.json 873ff9d3177a0c12495fe585c5012f7bec0aa70aabed1f2f1e79f25bd95eb107"
)

has_sha256() { [ -f "$1" ] && [ "$(sha256sum <"$1" | cut -d' ' -f1)" = "$2" ]; }

# Fetches the schemas of one package that are not there yet.
fetch_schemas() {
  local package=$1 tmp name from path sum missing=()
  for entry in "${schema_files[@]}"; do
    read -r name from path sum <<<"$entry"
    [ "$from" = "$package" ] && ! has_sha256 "$schemas/$name" "$sum" && missing+=("$entry")
  done
  [ ${#missing[@]} = 0 ] && return
  tmp=$(mktemp -d)
  trap 'rm -rf "$tmp"' EXIT
  if ! npm pack --silent --ignore-scripts --pack-destination "$tmp" "$package" >"$tmp/log" 2>&1; then
    cat "$tmp/log" >&2
    echo "prepare: npm could not fetch $package; the schemas in $schemas need the network once" >&2
    exit 1
  fi
  mkdir -p "$schemas"
  for entry in "${missing[@]}"; do
    read -r name from path sum <<<"$entry"
    tar -xmzf "$tmp"/*.tgz -C "$tmp" "package/$path"
    if ! has_sha256 "$tmp/package/$path" "$sum"; then
      echo "prepare: $path of $package has not the expected SHA-256 ($sum); it is not used" >&2
      exit 1
    fi
    mv "$tmp/package/$path" "$schemas/$name"
  done
  rm -rf "$tmp"
  trap - EXIT
}

fetch_schemas "$datadog"
fetch_schemas "$cdxgen"
