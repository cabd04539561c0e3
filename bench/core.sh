#!/usr/bin/env bash
# Kernel, scheduler, control loop and journal in one process: durable events per second, recovery
# time per million events, memory of 100,000 pending jobs; then server starts with that history.
#
#   bench/core.sh [JOBS=1000000]
set -euo pipefail
cd "$(dirname "$0")/.."
. launcher/toolchain.sh
find_jdk
find_maven
jobs=${1:-1000000}
work=$(mktemp -d)
export ARKWRIGHT_HOME=$work/home
trap './arkwright down --stop-jobs >/dev/null 2>&1 || true; rm -rf "$work"' EXIT
mkdir -m 700 "$ARKWRIGHT_HOME"

"$MAVEN" -q -pl bench -am -DskipTests package
core() {
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xmx2g \
    --enable-native-access=ALL-UNNAMED \
    -cp "bench/target/classes:$(cat bench/target/classpath)" org.arkwright.bench.CoreBenchmark "$@"
}

core "$work/pending.db" pending 100000
core "$ARKWRIGHT_HOME/journal.db" history "$jobs"
core "$ARKWRIGHT_HOME/journal.db" recover

start() { # seconds, label: prints how long `up` took and the server's memory seconds later
  local begin end pid
  begin=$(date +%s%N)
  ./arkwright up --port 0 >/dev/null
  end=$(date +%s%N)
  pid=$(sed -n 's/.*"pid" *: *\([0-9]*\).*/\1/p' "$ARKWRIGHT_HOME/server.json")
  sleep "$1"
  awk -v t=$((end - begin)) -v label="$2" '/VmRSS/ {
    printf "%s: ready in %.2f s, %.0f MB resident\n", label, t / 1e9, $2 / 1024
  }' "/proc/$pid/status"
}

./arkwright version >/dev/null
start 30 "first start, $jobs finished jobs, while projections are built"
begin=$(date +%s)
# `usage` is answered from the projections.
until ./arkwright usage >/dev/null 2>&1; do sleep 1; done
echo "projections built in $(($(date +%s) - begin + 30)) s"
begin=$(date +%s%N)
./arkwright usage >/dev/null
end=$(date +%s%N)
pid=$(sed -n 's/.*"pid" *: *\([0-9]*\).*/\1/p' "$ARKWRIGHT_HOME/server.json")
awk -v t=$((end - begin)) '/VmRSS/ {
  printf "usage with one workload per job: %.1f s, server then %.0f MB resident\n",
    t / 1e9, $2 / 1024
}' "/proc/$pid/status"
./arkwright down >/dev/null
for round in 1 2 3; do
  start 5 "start $round, $jobs finished jobs"
  ./arkwright down >/dev/null
done
rm -rf "$ARKWRIGHT_HOME"
for round in 1 2 3; do
  start 5 "start $round, no history"
  ./arkwright down >/dev/null
done
