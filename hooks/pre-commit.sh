#!/bin/sh
# Installed by `lintel install`; `lintel install --uninstall` takes it away again. Edits here are lost.
# Judges what is staged. The hook that was here before runs first, and its answer counts.
before=$(CDPATH="" cd -- "$(dirname -- "$0")" && pwd -P)/pre-commit.before-lintel
# A tool that keeps this script as its own former hook calls it again: then the kept one has run.
if [ -x "$before" ] && [ "${LINTEL_HOOK-}" != "$before" ]; then
  LINTEL_HOOK=$before "$before" "$@" || exit $?
fi
lintel=@LINTEL@
[ -x "$lintel" ] || lintel=$(command -v lintel) || {
  echo "lintel: not found, so nothing was judged; put it into PATH or run 'lintel install' again" >&2
  exit 2
}
exec "$lintel" gate --staged
