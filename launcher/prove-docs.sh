#!/usr/bin/env bash
# Runs the examples of README.md and docs/ as typed, page by page, each page in a scratch folder
# with a home of its own:
#
#   launcher/prove-docs.sh [PAGE…]
#
# Blocks fenced without a language, or as sh, bash or console, are examples; so is a yaml block
# whose first line is `# NAME.yaml`, which becomes that file. A comment before a block,
#
#   <!-- not run: REASON -->
#
# skips it. At most five may be skipped, and their number is printed.
set -uo pipefail
cd "$(dirname "$0")/.."
root=$PWD
skipped_max=5

pages=("$@")
if [ ${#pages[@]} -eq 0 ]; then
  mapfile -t pages < <(ls README.md docs/*.md docs/guides/*.md docs/operations/*.md docs/reference/{job,deployment,site}.md)
fi

scratch=$(mktemp -d)
failed=0 ran=0 skipped=0

# Writes a page's examples into a folder: N.sh, or N.file with its name in N.name; N.skip with the
# reason.
extract() { # page folder
  awk -v folder="$2" '
    /^<!-- not run: .* -->$/ { reason = $0; sub(/^<!-- not run: /, "", reason); sub(/ -->$/, "", reason); next }
    /^ *```/ && !inside {
      inside = 1; indent = match($0, /`/) - 1
      language = $0; sub(/^ *```/, "", language)
      text = ""; first = ""; lines = 0
      next
    }
    /^ *```$/ && inside {
      inside = 0
      number++
      name = sprintf("%s/%03d", folder, number)
      if (language == "" || language == "sh" || language == "bash" || language == "console") kind = "sh"
      else if (language == "yaml" && first ~ /^# [A-Za-z0-9_.-]+\.ya?ml$/) kind = "file"
      else kind = ""
      if (kind != "" && reason != "") { print reason > (name ".skip"); close(name ".skip") }
      else if (kind == "sh") { printf "%s", text > (name ".sh"); close(name ".sh") }
      else if (kind == "file") {
        printf "%s", text > (name ".file"); close(name ".file")
        sub(/^# /, "", first); print first > (name ".name"); close(name ".name")
      }
      reason = ""
      next
    }
    inside { line = substr($0, indent + 1); if (!lines++) first = line; text = text line "\n"; next }
    /[^ ]/ { reason = "" }
  ' "$1"
}

run_page() { # page
  local page=$1 place blocks block status name
  place=$(mktemp -d "$scratch/XXXXXX")
  blocks=$place/blocks
  mkdir "$blocks" "$place/here" "$place/user"
  extract "$page" "$blocks"
  # `./arkwright` and `arkwright` are the same program as in the clone.
  ln -s "$root/arkwright" "$place/here/arkwright"
  mkdir "$place/bin" && ln -s "$root/arkwright" "$place/bin/arkwright"
  {
    echo "set -eu; cd '$place/here'"
    # Pages that do not say how a server starts are for readers who have one.
    if ! grep -qsE 'arkwright (up|quickstart|server up)' "$blocks"/*.sh; then
      echo "arkwright up"
    fi
    for block in "$blocks"/*; do
      name=${block%.*}
      case $block in
        *.skip) echo "echo 'skipped: $(tr -d "'" <"$block")'" ;;
        *.file) echo "cp '$block' '$(cat "$name.name")'" ;;
        *.sh)
          echo "echo 'block ${name##*/} of $page'"
          cat "$block"
          ;;
      esac
    done
  } >"$place/page.sh"
  skipped=$((skipped + $(find "$blocks" -name '*.skip' | wc -l)))
  ran=$((ran + $(find "$blocks" -name '*.sh' | wc -l)))
  if ! find "$blocks" -name '*.sh' | grep -q .; then return; fi
  HOME=$place/user ARKWRIGHT_HOME=$place/home PATH=$place/bin:$PATH \
    timeout 900 bash "$place/page.sh" >"$place/out" 2>&1 </dev/null
  status=$?
  ARKWRIGHT_HOME=$place/home "$root/arkwright" down --stop-jobs >/dev/null 2>&1
  if [ $status -ne 0 ]; then
    failed=$((failed + 1))
    echo "FAILED  $page: ends with $status"
    tail -n 12 "$place/out" | sed 's/^/        /'
  else
    echo "ok      $page"
  fi
}

for page in "${pages[@]}"; do run_page "$page"; done
echo "prove-docs: $ran examples run, $skipped skipped (at most $skipped_max), $failed pages failed"
if [ "$skipped" -gt "$skipped_max" ] || [ "$failed" -gt 0 ]; then exit 1; fi
rm -rf "$scratch"
