#!/usr/bin/env bash
# Makes the tables of docs/research/*.md and docs/benchmarks.md anew, each between
# "<!-- table: COMMAND -->" and "<!-- /table -->" by its command. About 15 minutes of CPU for all.
#
#   bench/tables.sh [PART]
#
# PART: only the tables whose command holds it, such as fgd or "wait-awhile.sh nightly". A table whose
# data are absent, or whose command fails, stays as it is.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

make_table() { # page, its command
  # A command of the page is words without quotes.
  read -ra words <<<"$2"
  if ! "${words[@]}" >"$work/table" </dev/null; then
    echo "tables: $2 failed; its table stays" >&2
    failed=1
  elif [ -s "$work/table" ]; then
    awk -v begin="<!-- table: $2 -->" -v command="$2" -v table="$work/table" '
      $0 == "<!-- /table -->" { within = 0 }
      !within { print }
      $0 == begin {
        within = 1
        print "\n    " command "\n"
        while ((getline line < table) > 0) print line
        print ""
      }' "$1" >"$work/page"
    cat "$work/page" >"$1"
  fi
}

for page in docs/research/*.md docs/benchmarks.md; do
  while IFS= read -r command; do
    if [[ $command != *"${1:-}"* ]]; then
      continue
    fi
    echo "tables: $page: $command" >&2
    make_table "$page" "$command"
  done < <(sed -n 's/^<!-- table: \(.*\) -->$/\1/p' "$page")
done
exit $failed
