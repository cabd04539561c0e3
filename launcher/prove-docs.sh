#!/usr/bin/env bash
# Runs the examples of README.md and docs/ as typed, page by page: each page in a copy of these
# sources (built already), in a home folder of its own, and by root also with processes and ports of
# its own, so that nothing else on the machine is met. Part of ./check --long.
#
#   launcher/prove-docs.sh [--keep] [PAGE…]     --keep leaves the scratch folder, with all output
#
# What a block is, its fence says:
#
#   no language, sh     commands, run in order, those of a page one after the other. Each must end
#                       with 0, or as a comment at its end says: `# exits with 2`
#   any, whose first line is `# FILE` or `# FILE: REMARK`
#                       that file, such as hello.py, job.yaml or ~/.arkwright/site.yaml
#   text                what a program printed, a drawing
#   other               part of a file
#
# A comment before a block of commands skips it:
#
#   <!-- not run: REASON -->
#
# At most five may be skipped in all; their number and reasons are printed. A line that looks like a
# command in a block that is not run is a failure.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
root=$PWD
skipped_max=5
page_seconds=1500

keep=
if [ "${1:-}" = --keep ]; then
  keep=yes
  shift
fi
pages=("$@")
if [ ${#pages[@]} -eq 0 ]; then
  # The reference of commands is made from the program; ReferenceTest compares them.
  mapfile -t pages < <(find README.md docs -name '*.md' ! -path docs/reference/cli.md | sort)
fi

scratch=$(mktemp -d)
child=
trap 'kill $child 2>/dev/null; rm -rf "$scratch"; exit 130' INT TERM
failed=() ran=0 skipped=0 seconds=$SECONDS

# Writes a page's blocks into a folder, numbered: .sh, or .file with its name in .name, or .skip with
# the reason; what is wrong with the page itself goes into `wrong`.
extract() { # page, folder
  awk -v folder="$2" -v page="$1" '
    function put(suffix, text) { printf "%s", text > (name suffix); close(name suffix) }
    function wrong(what) { print page ":" NR ": " what > (folder "/wrong") }
    /^<!-- not run: .+ -->$/ {
      reason = $0
      sub(/^<!-- not run: /, "", reason)
      sub(/ -->$/, "", reason)
      next
    }
    /^ *```/ && !inside {
      inside = 1
      indent = match($0, /`/) - 1
      language = $0
      sub(/^ *```/, "", language)
      text = file = ""
      lines = 0
      next
    }
    /^ *```$/ && inside {
      inside = 0
      name = sprintf("%s/%03d", folder, ++number)
      if (file != "") { put(".file", text); put(".name", file) }
      else if (language == "" || language == "sh") put(reason == "" ? ".sh" : ".skip", reason == "" ? text : reason "\n")
      else if (reason != "") wrong("only commands are skipped")
      reason = ""
      next
    }
    inside {
      line = substr($0, indent + 1)
      if (!lines++ && language != "" && match(line, /^# [~A-Za-z0-9_.\/-]+\.[a-z]+(:|$)/)) {
        file = substr(line, 3)
        sub(/:.*/, "", file)
      }
      if (file == "" && language != "" && language != "sh" && line ~ /^([$] |[.]?\/?arkwright [a-z]|[.]\/|curl |export |bench\/|launcher\/|pip |python3? [^=])/)
        wrong("a command in a block that is not run: " line)
      # What a command ends with, where that is not 0.
      if (match(line, / +# exits with [0-9]+$/)) {
        status = line
        sub(/.* /, "", status)
        line = "expect " status " " substr(line, 1, RSTART - 1)
      }
      text = text line "\n"
      next
    }
    /[^ ]/ && reason != "" { wrong("no block follows \"not run\""); reason = "" }
  ' "$1"
}

copy_sources() { # folder: what git has, as it is now, with its times, beside what was built of it
  git ls-files -z --cached --others --exclude-standard |
    while IFS= read -rd '' file; do if [ -e "$file" ]; then printf '%s\0' "$file"; fi; done |
    tar --null --no-recursion -T - -cf - | tar -xf - -C "$1"
  # Folders newer than the build would have it made again.
  find "$1" -type d -exec touch -r "$root/pom.xml" {} +
  ln -s "$root/target" "$1/target"
}

write_script() { # page, its place: all of its examples as one script
  local page=$1 place=$2 block name
  printf 'set -euo pipefail\n'
  # shellcheck disable=SC2016 # the script's own
  printf '%s\n' 'expect() { # status, command
    local wanted=$1 status=0
    shift
    "$@" || status=$?
    if [ "$status" -ne "$wanted" ]; then echo "ends with $status, and not with $wanted: $*"; exit 1; fi
  }'
  # Pages that do not say how a server starts are for readers who have one.
  if ! grep -qsE 'arkwright (--home [^ ]+ )?(up|quickstart|server up)' "$place"/blocks/*.sh; then
    echo 'arkwright up'
  fi
  for block in "$place"/blocks/*; do
    name=${block%.*}
    case $block in
      *.file)
        echo "mkdir -p \"\$(dirname $(cat "$name.name"))\" && cp '$block' $(cat "$name.name")"
        ;;
      *.sh)
        echo "echo; echo '== block ${name##*/} of $page'; set -x"
        cat "$block"
        echo '{ set +x; } 2>/dev/null'
        ;;
    esac
  done
}

alone=()
if [ "$(id -u)" = 0 ] && unshare -mnpf true 2>/dev/null; then
  # shellcheck disable=SC2016 # the inner shell's own
  alone=(unshare -mnpf --kill-child --mount-proc "$BASH" -c 'ip link set lo up; exec "$@"' -)
else
  echo "prove-docs: without namespaces, which only root can make: the usual ports must be free"
fi

run_page() { # page
  local page=$1 place here began=$SECONDS status=0
  place=$scratch/$(tr / _ <<<"${page%.md}")
  here=$place/user/arkwright
  mkdir -p "$place/blocks" "$here" "$place/bin"
  extract "$page" "$place/blocks"
  for block in "$place"/blocks/*.skip; do
    if [ -e "$block" ]; then
      echo "skipped $page: $(cat "$block")"
      skipped=$((skipped + 1))
    fi
  done
  if [ -s "$place/blocks/wrong" ]; then
    failed+=("$page")
    sed 's/^/FAILED  /' "$place/blocks/wrong"
    return
  fi
  if ! compgen -G "$place/blocks/*.sh" >/dev/null; then return; fi
  ran=$((ran + $(find "$place/blocks" -name '*.sh' | wc -l)))
  copy_sources "$here"
  ln -s "$here/arkwright" "$place/bin/arkwright" # as a reader does who wants to type it anywhere
  write_script "$page" "$place" >"$place/page.sh"
  # shellcheck disable=SC2016 # the inner shell's own
  (
    cd "$here" || exit 1
    unset ARKWRIGHT_HOME ARKWRIGHT_URL ARKWRIGHT_TOKEN VIRTUAL_ENV CONDA_PREFIX
    HOME=$place/user PATH=$place/bin:$PATH exec "${alone[@]}" timeout -k 30 "$page_seconds" \
      "$BASH" -c 'bash "$1"; status=$?; arkwright down --stop-jobs >/dev/null 2>&1; exit $status' \
      - "$place/page.sh"
  ) >"$place/out" 2>&1 </dev/null &
  child=$!
  wait "$child" || status=$?
  if [ $status -ne 0 ]; then
    failed+=("$page")
    echo "FAILED  $page: ends with $status"
    tail -n 15 "$place/out" | sed 's/^/        /'
  else
    echo "ok      $page: $(find "$place/blocks" -name '*.sh' | wc -l) in $((SECONDS - began)) s"
  fi
  # Its servers have ended; what they kept is large.
  if [ -z "$keep" ]; then rm -rf "$place"; fi
}

./arkwright version >/dev/null || exit 1 # Builds, where that is needed.
for page in "${pages[@]}"; do run_page "$page"; done
echo "prove-docs: $ran examples run, $skipped skipped (at most $skipped_max)," \
  "${#failed[@]} pages failed, in $((SECONDS - seconds)) s"
if [ -n "$keep" ]; then echo "prove-docs: see $scratch"; else rm -rf "$scratch"; fi
if [ "$skipped" -gt "$skipped_max" ] || [ ${#failed[@]} -gt 0 ]; then exit 1; fi
