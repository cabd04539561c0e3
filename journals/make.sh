#!/usr/bin/env bash
# Makes samples of what a version writes: plays scenarios with its command and its processes, and
# keeps their journals with what the version itself says about them. README.md says what for.
#
#   journals/make.sh [COMMIT] [FOLDER]   plays all scenarios into FOLDER, else journals/COMMIT
#   journals/make.sh --live FOLDER       leaves a home in FOLDER whose server was stopped while
#                                        jobs run, and prints their ids and process ids
#
# ARKWRIGHT_CLONE      a built clone of that commit, to build none
# ARKWRIGHT_COMMIT     for --live: which commit, else the default
# ARKWRIGHT_SCENARIOS  plays only those; whether every kind occurs is looked at all the same
set -euo pipefail

# The version whose stored forms the samples beside this file hold.
COMMIT_DEFAULT=8d4787fb

# Paths get into journals and logs, so everything happens in one folder with a name that says no
# more than it has to, and on a host that is called `sample` where this may name it.
BASE=/tmp/arkwright-sample
SEEDS='30 130 178 403 463'

here=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(dirname "$here")
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$here/lib.sh"

# Namespaces of our own give the host its name, and end whatever a scenario left running.
enter_namespaces() {
  local spaces=(unshare --uts --mount --pid --cgroup --fork --mount-proc --kill-child)
  if [ -z "${ARKWRIGHT_SAMPLE_HOST:-}" ] && "${spaces[@]}" hostname sample 2>/dev/null; then
    exec "${spaces[@]}" env ARKWRIGHT_SAMPLE_HOST=sample bash "$here/make.sh" "$@"
  fi
  if [ -n "${ARKWRIGHT_SAMPLE_HOST:-}" ]; then
    hostname "$ARKWRIGHT_SAMPLE_HOST"
  else
    say 'no namespaces here: the node is named for this machine'
  fi
}

# The version's build below BASE: its own, or a copy of one that is there.
provide_clone() {
  local commit=$1 from=${ARKWRIGHT_CLONE:-}
  CLONE=$BASE/clone
  if [ -n "$from" ]; then
    if [ "$(git -C "$from" rev-parse HEAD)" != "$(git -C "$repository" rev-parse "$commit")" ]; then
      fail "$from is not at $commit"
    fi
    say "copying the build of $from"
    mkdir -p "$CLONE/target"
    cp "$from/arkwright" "$CLONE/"
    if [ -d "$from/launcher" ]; then cp -a "$from/launcher" "$CLONE/"; fi
    cp -a "$from/target/arkwright" "$CLONE/target/"
  else
    git clone --quiet "$repository" "$CLONE"
    git -C "$CLONE" checkout --quiet "$commit"
  fi
  "$CLONE/arkwright" version >&2
  JAVA=$("$CLONE/arkwright" --print-jdk)/bin
  # What is not found is looked for along PATH, and the journal says where.
  export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  LIB=$CLONE/target/arkwright/lib
  # The simulation is no part of what users start, so it is compiled beside our own classes.
  mkdir "$BASE/simulation"
  git -C "$repository" archive "$commit" simulation/src/main/java | tar -x -C "$BASE"
  find "$BASE/simulation" -name '*.java' >"$BASE/sources"
  "$JAVA/javac" -nowarn -d "$BASE/tools" -cp "$LIB/*" "@$BASE/sources" "$here"/*.java
}

# Plays a scenario in a home of its own and keeps its sample. A subshell, so that no scenario finds
# what another defined.
# shellcheck disable=SC2030,SC2031
play_scenario() (
  name=$1 folder=$2
  say "playing $name"
  HOME_FOLDER=$BASE/home
  # shellcheck disable=SC2034 # For the scenarios.
  WORK=$BASE/work
  rm -rf "$HOME_FOLDER" "$WORK"
  mkdir -m 700 "$HOME_FOLDER" "$WORK"
  cd "$WORK"
  # A scenario may ask while its jobs run, and keep more than the rest does.
  asks() { ask_frozen "$@"; }
  also() { :; }
  # shellcheck source=/dev/null
  . "$here/scenarios/$name.sh"
  play
  keep "$name" "$folder/$name"
  also "$folder"
)

# Keeps what the home has: the journal in one file, what the site said, the answers and the facts.
# shellcheck disable=SC2031
keep() {
  local name=$1 target=$2
  mkdir -p "$target"
  asks "$target/answers"
  if is_up; then down; fi
  local journal=$BASE/kept/journal.db
  mkdir -p "$BASE/kept"
  if [ ! -e "$journal" ]; then
    cp "$HOME_FOLDER"/journal.db* "$BASE/kept/"
  fi
  tool Sample whole "$journal"
  rm -f "$journal".lock "$journal"-*
  tool Sample facts "$journal" >"$target/facts.json"
  local asked=$target/answers/verify.json
  if [ -e "$asked" ] && [ "$(jq -r .headHash "$asked")" != "$(jq -r .head "$target/facts.json")" ]
  then
    fail "$name: the answers are of another journal than the one that is kept"
  fi
  for file in "$BASE/kept"/journal.db*; do
    gzip -9 -n -c "$file" >"$target/$(basename "$file").gz"
  done
  rm -rf "$BASE/kept"
  # What site.yaml names lies beside it; and how principals are called, which the journal has not.
  for file in "$HOME_FOLDER"/site.yaml "$HOME_FOLDER"/*.csv "$HOME_FOLDER"/principals.json; do
    if [ -e "$file" ]; then cp "$file" "$target/"; fi
  done
}

main() {
  COMMIT=${1:-$COMMIT_DEFAULT}
  local folder=${2:-$here/$COMMIT}
  mkdir -p "$folder"
  folder=$(cd "$folder" && pwd)
  local scenarios=${ARKWRIGHT_SCENARIOS:-}
  if [ -z "$scenarios" ]; then
    for file in "$here"/scenarios/*.sh; do scenarios="$scenarios $(basename "$file" .sh)"; done
    for seed in $SEEDS; do scenarios="$scenarios simulated-$seed"; done
  fi
  for name in $scenarios; do
    # A sample that is there is what that version once wrote, and cannot be had a second time.
    if [ -e "$folder/$name" ]; then fail "$folder/$name is there; samples are never changed"; fi
  done
  enter_namespaces "$COMMIT" "$folder"
  mkdir "$BASE" || fail "$BASE is there: another run of this script is going on, or was cut off"
  trap 'rm -rf "$BASE"' EXIT
  provide_clone "$COMMIT"
  for name in $scenarios; do
    case $name in
      simulated-*) keep_simulated "${name#simulated-}" "$folder/$name" ;;
      *) play_scenario "$name" "$folder" ;;
    esac
  done
  look_for_paths "$folder"
  tool Sample coverage "$folder" || fail 'a kind occurs in no sample: see above'
  say "$(du -sh "$folder" | cut -f 1) in $folder"
}

# A seed of the simulation, in a journal of its own; WriteSimulated.java says why.
keep_simulated() {
  local seed=$1 target=$2
  say "simulating seed $seed"
  HOME_FOLDER=$BASE/home
  rm -rf "$HOME_FOLDER"
  mkdir -m 700 "$HOME_FOLDER"
  tool WriteSimulated "$seed" "$HOME_FOLDER/journal.db"
  # It is not the journal of this home, nor of any: a server has to be told to go on with it.
  asks() { ASKED_WITH=--accept-journal ask_frozen "$@"; }
  keep "simulated-$seed" "$target"
}

# Samples stay for ever and go everywhere: nothing in them may tell where they were made.
look_for_paths() {
  local folder=$1 words=(-e "$repository" -e "${ARKWRIGHT_CLONE:-$repository}")
  local unpacked=$BASE/unpacked
  mkdir "$unpacked"
  cp -r "$folder/." "$unpacked/"
  find "$unpacked" -name '*.tar.gz' -execdir tar -xzf {} \; -delete
  find "$unpacked" -name '*.gz' -exec gunzip -f {} +
  if grep -rlaF "${words[@]}" "$unpacked"; then fail 'these name a folder of this machine'; fi
  rm -rf "$unpacked"
}

case ${1:-} in
  --live) leave_live_home "${2:?the folder for the home}" "${ARKWRIGHT_COMMIT:-$COMMIT_DEFAULT}" ;;
  -*) fail "there is no option $1; expected --live FOLDER, or [COMMIT] [FOLDER]" ;;
  *) main "$@" ;;
esac
