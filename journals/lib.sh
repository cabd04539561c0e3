# shellcheck shell=bash
# What scenarios are made of. make.sh sets BASE, CLONE, JAVA, LIB and HOME_FOLDER.
# shellcheck disable=SC2119,SC2120,SC2154 # Scenarios, read elsewhere, give arguments or none.

say() { printf 'journals: %s\n' "$*" >&2; }

fail() {
  say "$@"
  exit 1
}

# --- The version's programs ----------------------------------------------------------------------

ark() { "$CLONE/arkwright" --home "$HOME_FOLDER" "$@"; }

# On ports that nobody chose, and with more cores than there are: most jobs only sleep.
up() { ark up --port 0 --gateway-port 0 --cpus "${CPUS:-4}" "$@" >/dev/null; }

down() { ark down "$@" >&2; }

tool() { # class and arguments, with the classes of the version
  "$JAVA/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
    -cp "$BASE/tools:$LIB/*" "$@"
}

# --- Its API, which takes less time to ask than the command --------------------------------------

is_up() { [ -e "$HOME_FOLDER/server.json" ] && ! is_gone "$(server_pid)"; }

url() { jq -r .url "$HOME_FOLDER/server.json"; }

gateway() { jq -r .gateway "$HOME_FOLDER/server.json"; }

# METHOD PATH [options of curl]: the answer, whatever its status is.
api() {
  local method=$1 path=$2
  shift 2
  curl -sS --max-time 30 -X "$method" -H "Authorization: Bearer $(cat "$HOME_FOLDER/admin.token")" \
    "$@" "$(url)/api/v1$path"
}

# Submits the YAML on stdin and prints the job's id. A first argument is the idempotency key.
submit() {
  local key=()
  if [ $# -gt 0 ]; then key=(-H "Idempotency-Key: $1"); fi
  api POST /jobs -H 'Content-Type: application/yaml' "${key[@]}" --data-binary @- |
    jq -er '.id // error(tostring)'
}

state() { api GET "/jobs/$1" | jq -r .state; }

# Waits until the condition holds: `until_true SECONDS COMMAND…`.
until_true() {
  local left=$(($1 * 10))
  shift
  until "$@"; do
    left=$((left - 1))
    if [ "$left" -le 0 ]; then fail "waited in vain: $*"; fi
    sleep 0.1
  done
}

is_in() { # job, states separated by |
  local now
  now=$(state "$1" 2>/dev/null) || return 1
  [[ "|$2|" == *"|$now|"* ]]
}

await() { until_true "${3:-60}" is_in "$1" "$2"; } # job, states, seconds

ended() { for job in "$@"; do await "$job" 'Succeeded|Failed|Cancelled' 120; done; }

# Waits until that many events of a type are in the journal.
has_events() { # type, count
  [ "$(api GET /journal/export | grep -c "\"type\":\"$1\"")" -ge "$2" ]
}

# --- Killing -------------------------------------------------------------------------------------

server_pid() { jq -r .pid "$HOME_FOLDER/server.json"; }

worker_pid() { jq -r .pid "$HOME_FOLDER/${1:-worker}/worker.json"; } # folder of the worker

# What was killed may be a zombie for a while, of which the last thread has ended or has not.
is_gone() { # process
  local threads=("/proc/$1/task"/*)
  [ ! -e "/proc/$1/stat" ] ||
    { [ "${#threads[@]}" -le 1 ] && grep -q '^State:.*zombie' "/proc/$1/status" 2>/dev/null; }
}

kill_hard() { # process; returns when it is gone
  if kill -9 "$1" 2>/dev/null; then until_true 10 is_gone "$1"; fi
}

# Leaders of the process groups of a job's ranks, as the version itself has them.
rank_pids() { api GET "/jobs/$1" | jq -r '.rankStates[].pid // empty'; }

# --- Asking --------------------------------------------------------------------------------------

# Asks a copy of the home that nothing can be added to, by two servers in turn, and keeps what both
# say. The second one has no snapshots, so it comes to the same from the first entry on.
ask_frozen() {
  local answers=$1 round
  if is_up; then down; fi
  cp -a "$HOME_FOLDER" "$BASE/untouched"
  for round in 1 2; do
    if [ "$round" = 2 ]; then rm -f "$HOME_FOLDER"/journal.db.snapshot-*; fi
    mkdir "$BASE/answers-$round"
    ark twin verify >"$BASE/answers-$round/twin-verify.txt" 2>&1 || true
    tool Sample freeze "$HOME_FOLDER/journal.db"
    up ${ASKED_WITH:+"$ASKED_WITH"}
    ask "$BASE/answers-$round"
    down
    # A home is bound to its folder: a copy elsewhere would be another home, with another journal.
    rm -rf "$HOME_FOLDER"
    cp -a "$BASE/untouched" "$HOME_FOLDER"
  done
  rm -rf "$BASE/untouched"
  keep_same "$answers"
}

# Asks the server that runs, twice: for a home whose jobs run on.
ask_running() {
  local answers=$1 round
  for round in 1 2; do
    mkdir "$BASE/answers-$round"
    ark twin verify >"$BASE/answers-$round/twin-verify.txt" 2>&1 || true
    ask "$BASE/answers-$round"
    sleep 2
  done
  keep_same "$answers"
}

keep_same() {
  tool Sample same "$BASE/answers-1" "$BASE/answers-2" "$1"
  rm -rf "$BASE/answers-1" "$BASE/answers-2" "$BASE/asked"
  find "$1" -type f -size +40k -exec gzip -9 -n {} +
}

# All that the version says about the home, a file each.
ask() {
  local to=$1
  sleep 1 # For the plan that follows the start.
  api GET /journal/export >"$to/export.jsonl"
  ark events >"$to/events.txt"
  ark journal verify -o json >"$to/verify.json"
  ark jobs --all --limit 100000 -o json >"$to/jobs-all.json"
  ark jobs -o json >"$to/jobs.json"
  ark nodes -o json >"$to/nodes.json"
  ark devices -o json >"$to/devices.json"
  ark quota show -o json >"$to/quota.json"
  ark key ls -o json >"$to/keys.json"
  ark deployments -o json >"$to/deployments.json"
  ask_jobs "$to"
  ask_deployments "$to"
  ask_artifacts "$to"
  ask_usage "$to"
}

# A few jobs of each way to end or to wait, and why those wait that do.
ask_jobs() {
  local to=$1 job
  jq -r 'group_by([.state, .cause.type, .reason.code]) | .[] | .[0:2] | .[].id' \
    "$to/jobs-all.json" | while read -r job; do
    ark job "$job" -o json >"$to/job-$job.json"
  done
  jq -r '[.[] | select(.state == "Queued")] | .[0:8] | .[].id' "$to/jobs-all.json" |
    while read -r job; do ark explain "$job" -o json >"$to/explain-$job.json"; done
}

ask_deployments() {
  local to=$1 project name
  jq -r '.[] | "\(.project) \(.name)"' "$to/deployments.json" | while read -r project name; do
    ark deployment "$project/$name" -o json >"$to/deployment-$project-$name.json"
  done
}

ask_artifacts() {
  local to=$1 project kind name
  projects "$to" | while read -r project; do
    for kind in dataset model checkpoint; do
      ark "$kind" ls --project "$project" -o json >"$to/$kind-$project.json"
      name=$(jq -r '.[0].ref // empty' "$to/$kind-$project.json")
      if [ -n "$name" ]; then
        # A simulated journal tells of versions that no store ever had.
        ark "$kind" show --project "$project" "${name#*/}" -o json \
          >"$to/$kind-$project-show.json" 2>/dev/null || rm "$to/$kind-$project-show.json"
      else
        rm "$to/$kind-$project.json" # Most projects have none.
      fi
    done
  done
}

# Of the days that the journal tells of: what `usage` and `bill` take otherwise is the present.
ask_usage() {
  local to=$1 first last until project
  first=$(at_day "$(head -n 1 "$to/export.jsonl")")
  last=$(at_day "$(tail -n 1 "$to/export.jsonl")")
  until=$(date -u -d "$last + 1 day" +%F)
  ark usage --since "$first" --until "$until" --limit 1000 -o json >"$to/usage.json"
  projects "$to" | while read -r project; do
    ark bill --project "$project" --month "${first%-*}" --format csv >"$to/bill-$project.csv"
    ark bill --project "$project" --month "${first%-*}" --format json >"$to/bill-$project.json"
  done
}

at_day() { # an entry of the export
  local nanos
  nanos=$(grep -o '"atNanos":[0-9]*' <<<"$1" | tail -n 1 | cut -d : -f 2)
  date -u -d "@$((nanos / 1000000000))" +%F
}

projects() { # all that the journal names, and the default one
  { echo default && grep -o '"project":"[^"]*"' "$1/export.jsonl" | cut -d '"' -f 4; } | sort -u
}

# --- A home whose jobs run on --------------------------------------------------------------------

# Leaves it in a folder: a gang of two and a single job, which end well once the file `go` is there,
# and a server that was stopped by plain `down`. It is not kept as a sample, for nobody can unpack
# processes; whoever tests that a later version takes them up makes one.
leave_live_home() {
  local folder=$1 commit=$2 gang single
  mkdir "$folder" || fail "$folder has to be new"
  folder=$(cd -P "$folder" && pwd)
  CLONE=${ARKWRIGHT_CLONE:-$folder/clone}
  HOME_FOLDER=$folder/home
  if [ -z "${ARKWRIGHT_CLONE:-}" ]; then
    git clone --quiet "$repository" "$CLONE"
    git -C "$CLONE" checkout --quiet "$commit"
  fi
  "$CLONE/arkwright" version >&2
  up
  local work="until [ -e '$folder/go' ]; do date +%T; sleep 1; done"
  gang=$(submit <<<"{name: gang, ranks: 2, script: \"$work\", resources: {cpus: 0.2}}")
  single=$(submit <<<"{name: single, script: \"$work\", resources: {cpus: 0.2}}")
  await "$gang" Running
  await "$single" Running
  printf 'home %s\n' "$HOME_FOLDER"
  printf 'gang %s %s\n' "$gang" "$(rank_pids "$gang" | xargs)"
  printf 'single %s %s\n' "$single" "$(rank_pids "$single" | xargs)"
  printf 'worker %s\n' "$(worker_pid)"
  printf 'go %s\n' "$folder/go"
  down
}
