#!/bin/sh
# Installed by `lintel install`; `lintel install --uninstall` takes it away again. Edits here are lost.
# Judges every commit that is pushed against what the remote has. The hook that was here before runs
# first, and its answer counts.
pushed=$(cat)
before=$(CDPATH="" cd -- "$(dirname -- "$0")" && pwd -P)/pre-push.before-lintel
# A tool that keeps this script as its own former hook calls it again: then the kept one has run.
if [ -x "$before" ] && [ "${LINTEL_HOOK-}" != "$before" ]; then
  printf '%s' "${pushed:+$pushed
}" | LINTEL_HOOK=$before "$before" "$@" || exit $?
fi
lintel=@LINTEL@
[ -x "$lintel" ] || lintel=$(command -v lintel) || {
  echo "lintel: not found, so nothing was judged; put it into PATH or run 'lintel install' again" >&2
  exit 2
}
status=0
# A line is "local-ref local-id remote-ref remote-id"; the local ref can be an expression with spaces.
while read -r line; do
  remote_id=${line##* }
  pushed_ref=${line% * *}
  local_id=${pushed_ref##* }
  case $local_id in *[!0]*) ;; *) continue ;; esac # zeros: a deleted branch brings no code
  if ! commit=$(git rev-parse --quiet --verify "$local_id^{commit}"); then
    echo "lintel: ${pushed_ref% *} is not a commit, so it was not judged" >&2
    continue
  fi
  case $remote_id in *[!0]*) ;; *) remote_id= ;; esac
  if [ -z "$remote_id" ] || ! git cat-file -e "$remote_id" 2>/dev/null; then
    # A new branch, or one that moved: it is compared with the newest commit below it that the remote has.
    new=$(git rev-list --boundary --date-order "$commit" --not --remotes="$1") || exit 2
    [ -n "$new" ] || continue # the remote has every commit of it already
    remote_id=$(printf '%s\n' "$new" | sed -n '/^-/{s/^-//p;q;}')
  fi
  # Without anything to compare with, everything counts.
  "$lintel" gate --commit "$commit" ${remote_id:+--new-from-merge-base "$remote_id"} </dev/null
  ended=$?
  case $status:$ended in
  2:* | *:0) ;; # invalid input outranks incomplete, which outranks fail
  *:2) status=2 ;;
  *) [ "$ended" -le "$status" ] || status=$ended ;;
  esac
done <<PUSHED
$pushed
PUSHED
exit "$status"
