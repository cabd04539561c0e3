#!/usr/bin/env bash
# A storm of kill -9 on server, worker, launchers, ranks and replicas of a new home, under a load of
# short and longer jobs; afterwards it shows what is missing, doubled or left. Ends with 1 unless
# all of it is zero and the books agree. A thousand kills take about half an hour. Every process that
# names the storm's folder counts as one of it: do not look into it before the end.
#
#   bench/storm.sh [KILLS=1000]      STORM_SEED=N repeats the order of the kills
#
# Needs curl, jq, flock and pgrep, and python3 for the replicas. ./check --long runs it.
set -euo pipefail
cd "$(dirname "$0")/.."
kills=${1:-1000}
seed=${STORM_SEED:-$$}
if [ $# -gt 1 ] || [[ ! $kills =~ ^[1-9][0-9]{0,5}$ ]]; then
  echo "storm: expected a number of kills from 1 to 999999, found '$*'" >&2
  exit 2
fi
for tool in curl jq flock pgrep python3; do
  command -v $tool >/dev/null || { echo "storm: $tool is not installed" >&2; exit 1; }
done
RANDOM=$((seed % 32768))
ground=$(mktemp -d /tmp/ark-storm-XXXXXX)
home=$ground/home
mkdir "$ground/locks"
: >"$ground/ids"
: >"$ground/doubled"
declare -A struck=([server]=0 [worker]=0 [launcher]=0 [rank]=0 [replica]=0)
failures=0

ark() { ./arkwright --home "$home" "$@"; }
say() { printf 'storm: %s\n' "$*"; }
api() { # METHOD PATH [options of curl]
  local method=$1 path=$2
  shift 2
  curl -sS --fail --max-time 30 -X "$method" -H "Authorization: Bearer $(<"$home/admin.token")" \
    "$@" "$(jq -r .url "$home/server.json")/api/v1$path" 2>/dev/null
}

# --- Processes of this home, each named by an argument that no other has --------------------------

of_server() { pgrep -f -- "^[^ ]*/java .*ServerMain.* $home( |\$)" || true; }
of_worker() { jq -r .pid "$home/worker/worker.json" 2>/dev/null || true; }
of_launchers() { pgrep -f -- "^[^ ]*sh $home/worker/launcher.sh " || true; }
of_ranks() {
  local launchers
  launchers=$(of_launchers | paste -sd ,)
  if [ -n "$launchers" ]; then pgrep -P "$launchers" || true; fi
}
of_replicas() { pgrep -f -- "python3 $ground/replica.py" || true; }
of_home() { pgrep -f -- "$ground/" || true; }

names_home() { # process: whether it still is one of this home
  { tr "\0" " " <"/proc/$1/cmdline"; } 2>/dev/null | grep -qF -- "$ground/"
}
is_gone() {
  local threads=("/proc/$1/task"/*)
  [ ! -e "/proc/$1/stat" ] ||
    { [ ${#threads[@]} -le 1 ] && grep -q '^State:.*zombie' "/proc/$1/status" 2>/dev/null; }
}
until_true() { # SECONDS COMMAND…
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    if [ $SECONDS -ge "$end" ]; then return 1; fi
    sleep 0.1
  done
}

clean_up() {
  local status=$?
  trap - EXIT
  ark down --stop-jobs >/dev/null 2>&1 || true
  if [ "$status" -eq 0 ]; then
    rm -rf "$ground"
  else
    echo "storm: the home is in $ground" >&2
  fi
  exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# --- Load -----------------------------------------------------------------------------------------

up() { ark up --port 0 --gateway-port 0 --cpus 8 >/dev/null; }

number=0
submit() { # seconds that it takes, its ranks
  number=$((number + 1))
  local name=job-$number id="" tries=0
  # Two ranks at once that have the same number would be an attempt too many.
  until id=$(api POST /jobs -H 'Content-Type: application/yaml' -H "Idempotency-Key: $name" \
    --data-binary @- <<YAML
name: $name
ranks: $2
resources: {cpus: 0.2}
restart: {maxRestarts: 1000, backoff: 100ms}
script: |
  exec 9>>$ground/locks/$name.\$RANK
  flock -n 9 || echo $name.\$RANK >>$ground/doubled
  sleep $1
YAML
  ); do
    tries=$((tries + 1))
    if [ $tries -gt 20 ]; then return 1; fi
    if [ -z "$(of_server)" ]; then up; fi
    sleep 0.2
  done
  jq -r .id <<<"$id" >>"$ground/ids"
}
load() {
  case $((RANDOM % 10)) in
    0) submit $((5 + RANDOM % 15)) 1 ;;
    1) submit $((2 + RANDOM % 5)) 2 ;;
    *) submit "0.$((1 + RANDOM % 9))" 1 ;;
  esac
}

# --- Kills ----------------------------------------------------------------------------------------

strike() { # a kind; false if there is nothing of it now
  local found target
  mapfile -t found < <("of_$1")
  if [ ${#found[@]} -eq 0 ]; then return 1; fi
  target=${found[RANDOM % ${#found[@]}]}
  if [ "$1" != rank ] && ! names_home "$target"; then return 1; fi
  kill -9 "$target" 2>/dev/null || return 1
  if [ "$1" = server ] || [ "$1" = worker ]; then until_true 10 is_gone "$target" || true; fi
}
of_launcher() { of_launchers; }
of_rank() { of_ranks; }
of_replica() { of_replicas; }

storm() {
  local done=0 round=0 kind dice reported=$SECONDS
  while [ $done -lt "$kills" ]; do
    # Two kills for a job, so that some hit what is just being mended.
    if [ $((round++ % 2)) = 0 ]; then load; fi
    dice=$((RANDOM % 100))
    # The last tenth spares the server, so that what many kills leave in one server shows.
    if [ $dice -lt 6 ]; then
      if [ $((done * 10)) -lt $((kills * 9)) ]; then kind=server; else kind=worker; fi
    elif [ $dice -lt 16 ]; then
      kind=worker
    elif [ $dice -lt 41 ]; then
      kind=launcher
    elif [ $dice -lt 91 ]; then
      kind=rank
    else
      kind=replica
    fi
    if strike $kind; then
      done=$((done + 1))
      struck[$kind]=$((struck[$kind] + 1))
      if [ $kind = server ] && [ $((RANDOM % 2)) = 0 ]; then strike worker || true; fi
    fi
    if [ -z "$(of_server)" ]; then up; fi
    if [ $((SECONDS - reported)) -ge 60 ]; then
      reported=$SECONDS
      say "$done kills, $number jobs, load $(cut -d' ' -f1 /proc/loadavg)"
    fi
  done
}

# --- What is left ---------------------------------------------------------------------------------

expect() { # what, found, expected
  if [ "$2" = "$3" ]; then
    printf '  %-58s %s\n' "$1" "$2"
  else
    printf '  %-58s %s, expected %s  <==\n' "$1" "$2" "$3"
    failures=$((failures + 1))
  fi
}
all_final() {
  local open
  open=$(api GET /journal/export | jq -rn '
    reduce (inputs.event) as $e ({};
      if $e.type == "JobSubmitted" then .[$e.job] = 1
      elif $e.type | IN("JobSucceeded", "JobFailed", "JobCancelled") then del(.[$e.job])
      else . end) | length')
  [ "$open" = 0 ]
}
descriptors() {
  local fds=("/proc/$(of_server | head -1)/fd"/*)
  echo ${#fds[@]}
}
children() { find "$1" -mindepth 1 -maxdepth 1 ! -name 'licence-*' 2>/dev/null | wc -l; }
groups_left() {
  local line count=0
  while read -r _ line; do
    if [ -d "$line" ]; then
      count=$((count + $(find "$line" -mindepth 1 -maxdepth 1 -type d | wc -l)))
    fi
  done <"$home/worker/groups"
  echo $count
}
# What runs for this home besides the server and its worker, a process a line.
strangers() {
  local pid server worker
  server=$(of_server)
  worker=$(of_worker)
  for pid in $(of_home); do
    if [ "$pid" != "$server" ] && [ "$pid" != "$worker" ] && [ "$pid" != $$ ]; then
      echo "$pid"
    fi
  done
  # Who sleeps in a job's place names no home; its working folder does.
  for pid in /proc/[0-9]*; do
    case $(readlink "$pid/cwd" 2>/dev/null || true) in
      "$home/work"/*) echo "${pid#/proc/}" ;;
    esac
  done
}
count_of() { # what lists processes
  "$1" | wc -l
}
show() { # what lists processes: those that are left, for who wants to know why
  local pid line
  for pid in $("$1"); do
    line=$({ tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null || true)
    printf '    %s %s\n' "$pid" "${line:$((${#line} > 120 ? ${#line} - 120 : 0))}"
  done
}
nothing_runs() { [ -z "$(of_home)" ]; }
is_quiet() {
  [ "$(count_of strangers)$(groups_left)$(children "$home/work")$(children "$home/worker/ranks")" = 0000 ]
}

say "seed $seed, in $ground"
begin=$SECONDS
up
cp journals/scenarios/replica.py "$ground/"
sleep 3
before=$(descriptors)
ark deploy storm --replicas 2 --cpus 0.2 --detach -- \
  python3 "$ground/replica.py" '{port}' >/dev/null
storm
say "$kills kills in $((SECONDS - begin)) s:" \
  "${struck[server]} of the server, ${struck[worker]} of the worker, ${struck[launcher]} of" \
  "launchers, ${struck[rank]} of ranks, ${struck[replica]} of replicas; $number jobs;" \
  "load $(cut -d' ' -f1-3 /proc/loadavg) on $(nproc) cores"
ark undeploy storm >/dev/null 2>&1
until_true 900 all_final || say "not all jobs ended within 900 s"
until_true 60 is_quiet || true
after=$(descriptors)

api GET /journal/export >"$ground/journal"
jq -rn --rawfile ids "$ground/ids" '
  reduce (inputs.event) as $e ({};
    if $e.type == "JobSubmitted" and ($e.spec.name | startswith("job-"))
    then .submitted[$e.spec.name] += 1 | .name[$e.job] = $e.spec.name
    elif $e.type | IN("JobSucceeded", "JobFailed", "JobCancelled")
    then .ends[$e.job] += 1 | .last[$e.job] = $e
    elif $e.type == "RankEnded" then .exits[$e.exit.type] += 1
    else . end)
  | . as $all
  | ($ids | split("\n") | map(select(. != ""))) as $acknowledged
  | ([$acknowledged[] | select($all.name[.] == null or $all.ends[.] == null)] | length),
    ([$all.submitted[] | select(. > 1)] + [$all.name | keys[] | select($all.ends[.] > 1)] | length),
    ([$all.name | keys[] | select($all.last[.].type == "JobFailed")] | length),
    ($all.exits | tojson)' <"$ground/journal" >"$ground/account"
{
  read -r missing
  read -r doubled
  read -r failed
  read -r exits
} <"$ground/account"
say "ends of ranks: $exits"
echo
expect "jobs submitted" "$(sort -u "$ground/ids" | wc -l)" "$number"
expect "jobs missing, or without an end" "$missing" 0
expect "jobs doubled, or with two ends" "$doubled" 0
expect "ranks that ran twice at once" "$(wc -l <"$ground/doubled")" 0
expect "jobs failed, by the platform's losses or else" "$failed" 0
expect "processes besides server and worker" "$(count_of strangers)" 0
show strangers
expect "control groups of ranks" "$(groups_left)" 0
expect "folders in work/" "$(children "$home/work")" 0
expect "records of ranks" "$(children "$home/worker/ranks")" 0
expect "files in artifacts/tmp" "$(children "$home/artifacts/tmp")" 0
expect "descriptors of the server beyond $before at its start, of 16" \
  "$((after - before > 16 ? after - before : 0))" 0
if ark journal verify >"$ground/verify" 2>&1; then intact=yes; else intact=no; fi
expect "journal verify says intact" "$intact" yes
bill=$(ark bill show -o json | jq -r .total)
rows=$(ark bill show --format csv | python3 -c '
import csv, decimal, sys
print(sum((decimal.Decimal(r["BilledCost"]) for r in csv.DictReader(sys.stdin)), decimal.Decimal()))
')
usage=$(ark usage -o json | jq -r .total.cost)
same=$(python3 -c 'import decimal, sys
a, b, c = map(decimal.Decimal, sys.argv[1:])
# Rows of usage are rounded each to nine digits.
print("yes" if a == b and abs(a - c) <= decimal.Decimal("0.00001") else "no")' \
  "$bill" "$rows" "$usage")
expect "bill $bill = its rows $rows = usage $usage" "$same" yes
ark down --stop-jobs >/dev/null
until_true 20 nothing_runs || true
expect "processes after down" "$(count_of of_home)" 0
show of_home
echo
if [ $failures -gt 0 ]; then
  say "$failures of these are wrong"
  exit 1
fi
say "nothing is missing, doubled or left"
