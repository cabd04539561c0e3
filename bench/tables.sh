#!/usr/bin/env bash
# Regenerates the tables of docs/scheduling.md: each stands between "<!-- table: COMMAND -->" and
# "<!-- /table -->" and is replaced by the output of its command. Takes about 15 minutes of CPU
# time.
#
#   bench/tables.sh [PART]
#
# PART selects the tables whose command contains it, such as fgd or "wait-awhile.sh nightly". A
# table whose data are absent, or whose command fails, stays as it is.
set -euo pipefail
cd "$(dirname "$0")/.."
page=docs/scheduling.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
while IFS= read -r command; do
  if [[ $command != *"${1:-}"* ]]; then
    continue
  fi
  echo "tables: $command" >&2
  # Commands on the page are plain words without quotes.
  read -ra arguments <<<"$command"
  if ! "${arguments[@]}" >"$work/table" </dev/null; then
    echo "tables: $command failed; its table is unchanged" >&2
    failed=1
  elif [ -s "$work/table" ]; then
    awk -v begin="<!-- table: $command -->" -v command="$command" -v table="$work/table" '
      $0 == "<!-- /table -->" { within = 0 }
      !within { print }
      $0 == begin {
        within = 1
        print "\n    " command "\n"
        while ((getline line < table) > 0) print line
        print ""
      }' "$page" >"$work/page"
    cat "$work/page" >"$page"
  fi
done < <(sed -n 's/^<!-- table: \(.*\) -->$/\1/p' "$page")
exit $failed
