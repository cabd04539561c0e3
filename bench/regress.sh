#!/usr/bin/env bash
# Compares two commits: is B slower than A?
#
#   bench/regress.sh A B [OPTIONS]
#
#   --rounds N       number of rounds (default 5); an interval needs at least two
#   --figures LIST   measure only these figures, such as cli,plan
#   --floor PERCENT  differences up to this size are ignored (default 2)
#   --out FOLDER     where to write raw.tsv and table.tsv (default target/regress/A-B/DATE)
#   --keep           keep the clones and their builds in ${TMPDIR:-/tmp}/arkwright-regress/COMMIT,
#                    and reuse those already there
#   --cache FOLDER   like --keep, but in FOLDER
#   --short          a tenth of the work, to try this tool; the figures mean little
#   --list           list the figures
#
# Both commits are cloned and built in the same way: with the same JDK, by their own launchers (thus
# with their startup caches); building is not timed. A round measures every figure on both sides,
# one right after the other, in alternating order: A B, B A, A B and so on. Measured are wall time
# and the processor time of all processes together, which is more telling on a shared machine.
#
# For each figure a round yields one ratio B/A, so anything that slows both sides at once cancels
# out. Reported are the median ratio and a 95 % interval of the geometric mean: Student's t on the
# logarithms, with rounds - 1 degrees of freedom. Five ratios are too few to bootstrap; the t
# interval is wide where rounds disagree, as it should be.
#   slower                    the whole interval is worse than A by more than the floor
#   faster                    the whole interval is better than A by more than the floor
#   same within noise (±x %)  neither; x is the half-width of the interval
# For two equal commits one interval in twenty misses the truth on average, half of the time on the
# slower side: measure a slower figure again (--keep --figures NAME --rounds 10) before you believe
# it. A commit compared with itself (bench/regress.sh A A) shows the noise of the machine.
#
# Exit status: 0, or 1 when a figure is slower, 2 for invalid arguments, 3 when a figure could not
# be measured.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=launcher/toolchain.sh
. "$root/launcher/toolchain.sh"

# --- Figures -------------------------------------------------------------------------------------
#
# A figure is a function figure_NAME that takes the folder of a built clone. It prints lines of
# name, value, unit and better direction (lower, higher) with `record`, and runs with its own folder
# $work. Classes move between commits, so they are looked up by simple name; the first name found is
# used.

core_benchmark=(CoreBenchmark)
server_benchmark=(ServerBenchmark)
plan_benchmark=(PlanCycles)
simulation=(Simulate)

declare -A about # for --list
FIGURES=(cli up core plan twin server simulation)

about[cli]="the command alone: arkwright version, mean of ten runs"
figure_cli() {
  local clone=$1 times=$((10 / part + 1))
  "$clone/arkwright" version >/dev/null
  timed repeat "$times" "$clone/arkwright" version
  record cli.version "$(over "$wall" "$times" 1000)" ms lower
  record cli.version.cpu "$(over "$cpu" "$times" 1000)" ms lower
}

about[up]="arkwright up on an empty home until ready, median of three; memory five seconds later"
figure_up() {
  local clone=$1 i
  for i in 1 2 3; do
    home=$work/home$i
    timed serve "$clone"
    echo "$wall" >>"$work/walls"
    over "$(server_cpu)" 1 1 "$cpu" >>"$work/cpus"
    if [ "$i" = 3 ]; then
      sleep 5
      record up.memory "$(resident "$(pid_in server.json)")" MiB lower
    fi
    stop "$clone"
  done
  record up.ready "$(median <"$work/walls")" s lower
  record up.ready.cpu "$(median <"$work/cpus")" s lower
}

about[core]="kernel, scheduler, control loop and journal: 100,000 jobs run, replayed, kept pending"
figure_core() {
  local clone=$1 jobs=$((100000 / part)) java
  find_class "$clone" "${core_benchmark[@]}"
  java=("$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xmx2g
    --enable-native-access=ALL-UNNAMED -cp "$class_path" "$class")
  timed "${java[@]}" "$work/journal.db" history "$jobs"
  record core.events "$(extract 's/^durable events: .* = \([0-9,.]*\)\/s.*/\1/p')" events/s higher
  record core.events.cpu "$cpu" s lower
  timed "${java[@]}" "$work/journal.db" recover
  record core.recovery \
    "$(extract 's/^recovery per million events: \([0-9,.]*\) s.*/\1/p')" s/M lower
  timed "${java[@]}" "$work/pending.db" pending "$jobs"
  record core.pending \
    "$(extract 's/^pending jobs: .* \([0-9,.]*\) bytes each.*/\1/p')" bytes/job lower
}

about[plan]="plan cycles with 10,000 devices, by JMH: a scheduler's first, and one after changes"
figure_plan() {
  local clone=$1 seconds=$((10 / part + 1)) benchmark
  find_class "$clone" "${plan_benchmark[@]}"
  benchmark=${class##*.}
  timed "$JAVA_HOME/bin/java" -cp "$class_path" org.openjdk.jmh.Main "$benchmark" \
    -p devices=$((10000 / part)) -p sites=1 -wi 1 -w "$seconds" -i 1 -r "$seconds" \
    -jvmArgs "-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xmx4g"
  record plan.first "$(sampled "$benchmark.cold:p0.50")" ms lower
  record plan.change "$(sampled "$benchmark.incremental:p0.50")" ms lower
  record plan.change.p99 "$(sampled "$benchmark.incremental:p0.99")" ms lower
}

about[twin]="the twin: 10,000 synthetic jobs, the same for both sides, on 320 devices with fifo"
figure_twin() {
  local clone=$1
  if [ ! -f "$inputs/jobs.csv" ]; then
    "$clone/arkwright" twin generate --jobs $((10000 / part)) --rate 200 >"$inputs/jobs.new"
    mv "$inputs/jobs.new" "$inputs/jobs.csv"
    echo 'nodes: [{name: n, count: 40, devices: {kind: h100, count: 8}}]' >"$inputs/fleet.yaml"
  fi
  timed "$clone/arkwright" twin replay "$inputs/jobs.csv" --fleet "$inputs/fleet.yaml" --policy fifo
  record twin.replay "$wall" s lower
  record twin.replay.cpu "$cpu" s lower
}

about[server]="a real server: submit to running, one at a time; 2,000 no-op jobs, 16 at a time"
figure_server() {
  local clone=$1 count=$((2000 / part)) java before
  find_class "$clone" "${server_benchmark[@]}"
  home=$work/home
  serve "$clone" --cpus 8 >"$work/up"
  java=("$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$class_path" "$class"
    "$(sed -n 's/.*"url" *: *"\([^"]*\)".*/\1/p' "$home/server.json")" "$(cat "$home/admin.token")")
  timed "${java[@]}" noop "$((count / 4))" 16 # warms up the JIT compiler
  timed "${java[@]}" latency $((100 / part))
  record server.latency "$(extract 's/^submit to running: .* p50 \([0-9,.]*\) ms.*/\1/p')" ms lower
  record server.latency.p99 \
    "$(extract 's/^submit to running: .* p99 \([0-9,.]*\) ms.*/\1/p')" ms lower
  before=$(server_cpu)
  timed "${java[@]}" noop "$count" 16
  record server.noop "$(extract 's/^no-op jobs completed.* = \([0-9,.]*\)\/s.*/\1/p')" jobs/s higher
  # The benchmark's own warm-up runs a quarter more jobs than it counts. Ranks are included, since
  # the worker has waited for them.
  record server.noop.cpu \
    "$(over "$(server_cpu)" $((count + count / 4)) 1000 "-$before")" ms/job lower
  stop "$clone"
}

about[simulation]="seeds 1 to 200 of the fault simulation of ./check"
figure_simulation() {
  local clone=$1
  find_class "$clone" "${simulation[@]}"
  timed "$JAVA_HOME/bin/java" -XX:+UseParallelGC -Xmx2g -cp "$class_path" "$class" \
    --seeds 1..$((200 / part))
  record simulation "$wall" s lower
  record simulation.cpu "$cpu" s lower
}

# --- Helpers of figures --------------------------------------------------------------------------

record() { # name, value, unit, better: refuses a value that is not a number
  if [[ ! $2 =~ ^[0-9]+([.][0-9]+)?$ ]]; then
    echo "$1 is '$2', not a number; the output was:" >&2
    tail -n 20 "$work/out" >&2 || :
    return 1
  fi
  printf '%s\t%s\t%s\t%s\n' "$@"
}

timed() { # command: sets wall and cpu, in seconds with all children; its output is in $work/out
  local TIMEFORMAT='%R %U %S' user sys status=0
  { time "$@" >"$work/out" 2>"$work/err"; } 2>"$work/time" || status=$?
  if [ "$status" -ne 0 ]; then
    cat "$work/out" "$work/err" >&2
    return "$status"
  fi
  read -r wall user sys <"$work/time"
  cpu=$(over "$user" 1 1 "$sys")
}

repeat() { # times, command
  local i
  for ((i = 0; i < $1; i++)); do "${@:2}"; done
}

extract() { # sed script: its first line of the timed output, without thousands separators
  sed -n "$1" "$work/out" | head -n 1 | tr -d ,
}

sampled() { # JMH's name of a percentile
  awk -v name="$1" '$1 == name { print $(NF - 1) }' "$work/out"
}

over() { # a, n, factor, b: (a + b) * factor / n
  awk -v a="$1" -v n="$2" -v f="$3" -v b="${4:-0}" 'BEGIN { printf "%.4f\n", (a + b) * f / n }'
}

median() { # of numbers, one per line
  sort -g | awk '
    { v[NR] = $1 }
    END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

find_class() { # clone, simple names: sets class and its module's class_path
  local clone=$1 name file classes
  shift
  for name in "$@"; do
    while IFS= read -r file; do
      classes=${file%%/target/classes/*}/target/classes
      if [ -f "${classes%/classes}/classpath" ]; then
        class=${file#"$classes/"}
        class=${class%.class}
        class=${class//\//.}
        class_path=$classes:$(cat "${classes%/classes}/classpath")
        return
      fi
    done < <(find "$clone" -path '*/target/classes/*' -name "$name.class" | sort)
  done
  echo "no class $* in a module with target/classpath" >&2
  return 1
}

serve() { # clone, further options of up: starts a server in $home
  echo "$1 $home" >>"$servers"
  "$1/arkwright" --home "$home" up --port 0 --gateway-port 0 "${@:2}"
}

stop() { # clone
  "$1/arkwright" --home "$home" down --stop-jobs >/dev/null
}

resident() { # pid: MiB
  awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$1/status"
}

pid_in() { # a file of the home folder
  sed -n 's/.*"pid" *: *\([0-9]*\).*/\1/p' "$home/$1"
}

server_cpu() { # seconds of server and worker, and of the children they have waited for
  local file pid
  for file in server.json worker/worker.json; do
    pid=$(pid_in "$file" 2>/dev/null) || continue
    if [ -n "$pid" ]; then cat "/proc/$pid/stat" 2>/dev/null || :; fi
  done | awk -v tick="$(getconf CLK_TCK)" '
    { sub(/.*[)] /, ""); ticks += $12 + $13 + $14 + $15 }
    END { printf "%.2f", ticks / tick }'
}

# --- Arguments -----------------------------------------------------------------------------------

wrong_usage() {
  echo "regress: $1" >&2
  echo "usage: bench/regress.sh A B [--rounds N] [--figures LIST] [--floor PERCENT]" >&2
  echo "       [--out FOLDER] [--keep] [--cache FOLDER] [--short] | --list | --help" >&2
  exit 2
}

list() {
  local name
  for name in "${FIGURES[@]}"; do printf '%-12s %s\n' "$name" "${about[$name]}"; done
}

rounds=5 floor=2 part=1 keep=no out='' names=("${FIGURES[@]}") commits=()
cache=${TMPDIR:-/tmp}/arkwright-regress
while [ $# -gt 0 ]; do
  case $1 in
    --rounds | --figures | --floor | --out | --cache)
      [ $# -ge 2 ] || wrong_usage "$1 takes a value"
      ;;
  esac
  case $1 in
    -h | --help)
      sed -n '2,/^set /{ /^set /d; s/^# \{0,1\}//; p; }' "${BASH_SOURCE[0]}"
      exit
      ;;
    --list)
      list
      exit
      ;;
    --rounds)
      [[ $2 =~ ^[1-9][0-9]{0,2}$ ]] ||
        wrong_usage "--rounds is '$2'; expected a whole number from 1 to 999"
      rounds=$2
      shift
      ;;
    --floor)
      [[ $2 =~ ^[0-9]+([.][0-9]+)?$ ]] ||
        wrong_usage "--floor is '$2'; expected a percentage, such as 2"
      floor=$2
      shift
      ;;
    --figures)
      IFS=', ' read -ra names <<<"$2"
      [ ${#names[@]} -gt 0 ] || wrong_usage "--figures is empty; expected some of: ${FIGURES[*]}"
      for name in "${names[@]}"; do
        [[ " ${FIGURES[*]} " = *" $name "* ]] ||
          wrong_usage "there is no figure '$name'; expected some of: ${FIGURES[*]}"
      done
      shift
      ;;
    --out)
      out=$2
      shift
      ;;
    --keep) keep=yes ;;
    --cache)
      keep=yes
      cache=$2
      shift
      ;;
    --short) part=10 ;;
    -*) wrong_usage "unknown option '$1'" ;;
    *) commits+=("$1") ;;
  esac
  shift
done
[ ${#commits[@]} -eq 2 ] ||
  wrong_usage "expected two commits, found ${#commits[@]}${commits[*]:+: ${commits[*]}}"
hashes=()
for commit in "${commits[@]}"; do
  hash=$(git -C "$root" rev-parse --quiet --verify "$commit^{commit}") ||
    wrong_usage "there is no commit '$commit' in $root"
  hashes+=("$hash")
done
# Settings that only one of the sides understands must not reach its server, commands or JVMs.
for variable in "${!ARKWRIGHT_@}"; do unset "$variable"; done
find_jdk
find_maven

# --- Clones --------------------------------------------------------------------------------------

scratch=$(mktemp -d "${TMPDIR:-/tmp}/regress.XXXXXX")
inputs=$scratch/inputs servers=$scratch/servers
mkdir "$inputs"
: >"$servers"
clean_up() {
  local clone home
  while read -r clone home; do
    if [ -f "$home/server.json" ]; then
      "$clone/arkwright" --home "$home" down --stop-jobs >/dev/null 2>&1 || :
    fi
  done <"$servers"
  rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT TERM
if [ $keep = no ]; then cache=$scratch/clones; fi
mkdir -p "$cache"
cache=$(cd "$cache" && pwd)

progress() { echo "regress: $*" >&2; }

# A clone is complete once this file records the JDK that built it.
build() { # hash
  local clone=$cache/$1 built=$cache/$1/.git/regress-built log=$cache/$1.log
  if [ -f "$built" ] && [ "$(cat "$built")" = "$JAVA_HOME" ]; then
    progress "$(git -C "$root" log -1 --format='%h %s' "$1"): already built in $clone"
    return
  fi
  progress "$(git -C "$root" log -1 --format='%h %s' "$1"): building in $clone"
  rm -rf "$clone"
  git clone -q --shared --no-checkout "$root" "$clone"
  git -C "$clone" -c advice.detachedHead=false checkout -q --detach "$1"
  if ! (cd "$clone" && "$MAVEN" -B -q -Dmaven.test.skip=true -Dspotless.check.skip=true package &&
    ./arkwright version) >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    progress "$1 could not be built, see above; with --keep the whole log stays in $log"
    exit 3
  fi
  printf '%s\n' "$JAVA_HOME" >"$built"
}
for hash in "${hashes[@]}"; do build "$hash"; done

# --- Rounds --------------------------------------------------------------------------------------

short() { git -C "$root" rev-parse --short "$1"; }
pair=$(short "${hashes[0]}")-$(short "${hashes[1]}")
out=${out:-$root/target/regress/$pair/$(date +%Y%m%d-%H%M%S)}
mkdir -p "$out"
raw=$out/raw.tsv table=$out/table.tsv
printf 'round\tside\tcommit\tload\tfigure\tvalue\tunit\tbetter\n' >"$raw"
failed=()

measure() { # round, side, hash, figure
  local status load
  read -r load _ </proc/loadavg
  work=$scratch/work
  rm -rf "$work"
  mkdir "$work"
  # In a subshell, since errexit has no effect inside a condition.
  set +e
  (set -e && "figure_$4" "$cache/$3") >"$scratch/lines" 2>"$scratch/errors"
  status=$?
  set -e
  if [ "$status" -ne 0 ]; then
    failed+=("$4 of $2 in round $1")
    progress "$4 of $2 ($(short "$3")) could not be measured:"
    tail -n 15 "$scratch/errors" >&2
    return
  fi
  awk -v round="$1" -v side="$2" -v commit="$3" -v load="$load" -v OFS='\t' \
    '{ print round, side, commit, load, $0 }' "$scratch/lines" >>"$raw"
}

for ((round = 1; round <= rounds; round++)); do
  if [ $((round % 2)) = 1 ]; then sides=(A B); else sides=(B A); fi
  for name in "${names[@]}"; do
    progress "round $round of $rounds: $name, ${sides[*]}"
    for side in "${sides[@]}"; do
      if [ "$side" = A ]; then hash=${hashes[0]}; else hash=${hashes[1]}; fi
      measure "$round" "$side" "$hash" "$name"
    done
  done
done

# --- Verdicts ------------------------------------------------------------------------------------

slower=0
awk -F '\t' -v floor="$floor" -v OFS='\t' '
  function sort(v, n,   i, j, x) {
    for (i = 2; i <= n; i++) {
      x = v[i]
      for (j = i - 1; j >= 1 && v[j] > x; j--) v[j + 1] = v[j]
      v[j + 1] = x
    }
  }
  function median(v, n) {
    sort(v, n)
    return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
  }
  function number(x) { return sprintf(x >= 100 ? "%.0f" : x >= 10 ? "%.1f" : "%.3f", x) }
  BEGIN {
    # The 97.5th percentiles of the t distribution, by degrees of freedom.
    count = split("12.706 4.303 3.182 2.776 2.571 2.447 2.365 2.306 2.262 2.228 2.201 2.179 2.160" \
      " 2.145 2.131 2.120 2.110 2.101 2.093 2.086 2.080 2.074 2.069 2.064 2.060 2.056 2.052 2.048" \
      " 2.045 2.042", student, " ")
    print "figure", "unit", "better", "A", "B", "ratio", "low", "high", "rounds", "verdict"
  }
  NR > 1 {
    if (!($5 in unit)) { order[++figures] = $5; unit[$5] = $7; better[$5] = $8 }
    value[$5, $1, $2] = $6
    if ($1 > last) last = $1
  }
  END {
    for (f = 1; f <= figures; f++) {
      name = order[f]; n = 0; sum = 0; squares = 0
      for (r = 1; r <= last; r++) {
        if (!((name, r, "A") in value) || !((name, r, "B") in value)) continue
        n++
        a[n] = value[name, r, "A"]; b[n] = value[name, r, "B"]
        if (a[n] <= 0 || b[n] <= 0) { n--; continue }
        ratio[n] = b[n] / a[n]
        sum += log(ratio[n]); squares += log(ratio[n]) ^ 2
      }
      if (n == 0) {
        print name, unit[name], better[name], "", "", "", "", "", 0, "not measured"
        continue
      }
      middle = sum / n
      if (n > 1) {
        spread = (squares - n * middle ^ 2) / (n - 1)
        reach = student[n - 1 < count ? n - 1 : count] * sqrt(spread > 0 ? spread / n : 0)
        low = exp(middle - reach); high = exp(middle + reach)
        # Inverted for figures that are better when higher, so that above 1 is worse.
        worst = better[name] == "lower" ? high : 1 / low
        best = better[name] == "lower" ? low : 1 / high
        margin = 1 + floor / 100
        verdict = sprintf("same within noise (±%.1f %%)", (exp(reach) - 1) * 100)
        if (best > margin) verdict = "slower"
        if (worst < 1 / margin) verdict = "faster"
        low = sprintf("%.3f", low); high = sprintf("%.3f", high)
      } else {
        low = ""; high = ""; verdict = "needs two rounds"
      }
      print name, unit[name], better[name], number(median(a, n)), number(median(b, n)), \
        sprintf("%.3f", median(ratio, n)), low, high, n, verdict
    }
  }' "$raw" >"$table"

echo "A $(git -C "$root" log -1 --format='%h %s' "${hashes[0]}")"
echo "B $(git -C "$root" log -1 --format='%h %s' "${hashes[1]}")"
version=$("$JAVA_HOME/bin/java" -version 2>&1 | sed -n '2s/.*(build \(.*\))/Java \1/p')
echo "$rounds rounds, $(nproc) cores, $version, floor $floor %;" \
  "medians, ratio B/A with its 95 % interval"
echo
awk -F '\t' '
  function row(name, unit, a, b, ratio, interval, verdict) {
    printf "%-20s %-10s %12s %12s %7s  %-15s %s\n", name, unit, a, b, ratio, interval, verdict
  }
  NR == 1 { row("figure", "unit", "A", "B", "B/A", "interval", "verdict"); next }
  {
    more = $3 == "higher" ? "   (higher is better)" : ""
    row($1, $2, $4, $5, $6, $7 == "" ? "" : $7 " to " $8, $10 more)
  }' "$table"
echo
echo "values of every round: $raw"
slower=$(awk -F '\t' '$10 == "slower"' "$table" | wc -l)
if [ ${#failed[@]} -gt 0 ]; then
  printf 'could not be measured: %s\n' "${failed[@]}"
fi
if [ "$slower" -gt 0 ]; then exit 1; fi
if [ ${#failed[@]} -gt 0 ]; then exit 3; fi
