#!/usr/bin/env bash
# Lists of a long queue on two sites: how long `GET /jobs?limit=1000` with reasons takes while jobs
# are submitted, and what the writer's thread spends on a submission, with listers and without.
#
#   bench/lists.sh [QUEUED=50000] [LISTERS=4] [RATE=1000] [SECONDS=20]
#
# The figures of the writer's and the follower's thread are processor time by /proc, in microseconds
# for each submission.
set -euo pipefail
cd "$(dirname "$0")/.."
. launcher/toolchain.sh
find_jdk
find_maven
queued=${1:-50000} listers=${2:-4} rate=${3:-1000} seconds=${4:-20}
work=$(mktemp -d)
export ARKWRIGHT_HOME=$work/home
trap './arkwright down --stop-jobs >/dev/null 2>&1 || true; rm -rf "$work"' EXIT
mkdir -m 700 "$ARKWRIGHT_HOME"
cat >"$ARKWRIGHT_HOME/site.yaml" <<'YAML'
prices: {cpuHour: 1, gibibyteHour: 0}
waitCost: 100
sites:
  cloud:
    prices: {cpuHour: 3}
    local: {cpus: 2, memory: 1 GiB}
YAML

if [ -z "${BENCH_CLASSES:-}" ]; then
  "$MAVEN" -q -pl bench -am -DskipTests package
  BENCH_CLASSES=bench/target/classes:$(cat bench/target/classpath)
fi
./arkwright up --port 0 >/dev/null
pid=$(sed -n 's/.*"pid" *: *\([0-9]*\).*/\1/p' "$ARKWRIGHT_HOME/server.json")
url=$(sed -n 's/.*"url" *: *"\([^"]*\)".*/\1/p' "$ARKWRIGHT_HOME/server.json")
lists() {
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$BENCH_CLASSES" \
    org.arkwright.bench.ListBenchmark "$url" "$(cat "$ARKWRIGHT_HOME/admin.token")" "$@"
}

ticks() { # start of a thread's name: the processor time of the server's threads so called
  local task sum=0 utime stime
  for task in /proc/"$pid"/task/*; do
    case $(cat "$task/comm" 2>/dev/null) in
      "$1"*)
        read -r utime stime < <(sed 's/.*) //' "$task/stat" | cut -d' ' -f12,13)
        sum=$((sum + utime + stime))
        ;;
    esac
  done
  echo "$sum"
}

measured() { # label, arguments of the benchmark
  local label=$1 writer follower
  shift
  writer=$(ticks arkwright-write) follower=$(ticks arkwright-follo)
  echo "== $label"
  lists "$@"
  awk -v w=$(($(ticks arkwright-write) - writer)) -v f=$(($(ticks arkwright-follo) - follower)) \
    -v n=$((rate * seconds)) -v hertz="$(getconf CLK_TCK)" 'BEGIN {
      printf "writer %.0f us a submission, follower %.0f us\n", w * 1e6 / hertz / n, f * 1e6 / hertz / n
    }'
}

memory() {
  awk -v label="$1" '/VmRSS/ { printf "%s: %.0f MB resident\n", label, $2 / 1024 }' \
    "/proc/$pid/status"
}

echo "load of the machine before: $(cut -d' ' -f1 /proc/loadavg) on $(nproc) cores"
memory "no jobs"
lists fill "$queued"
memory "$queued queued jobs"
measured "warming up" list "$listers" "$rate" "$seconds"
measured "no listers" list 0 "$rate" "$seconds"
measured "$listers listers" list "$listers" "$rate" "$seconds"
memory "afterwards"
echo "load of the machine after: $(cut -d' ' -f1 /proc/loadavg)"
