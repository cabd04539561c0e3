#!/usr/bin/env bash
# Speed and memory of the twin: a synthetic trace through the production control loop, kernel,
# scheduler and ledger.
#
#   bench/twin.sh [JOBS=50000] [NODES=40]
set -euo pipefail
cd "$(dirname "$0")/.."
. launcher/toolchain.sh
find_jdk
find_maven
jobs=${1:-50000}
nodes=${2:-40}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$MAVEN" -q -pl twin -am -DskipTests package
twin() { # replaces the calling shell
  exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders \
    -cp "twin/target/classes:$(cat twin/target/classpath)" org.arkwright.twin.command.TwinMain "$@"
}
# Five jobs per hour and node of eight devices keep about half of the devices busy.
(twin generate --jobs "$jobs" --rate $((5 * nodes)) >"$work/jobs.csv")
printf 'nodes: [{name: n, count: %d, devices: {kind: h100, count: 8}}]\n' "$nodes" \
  >"$work/fleet.yaml"
for policy in fifo forecast; do
  twin replay "$work/jobs.csv" --fleet "$work/fleet.yaml" --policy "$policy" >"$work/report" &
  twin=$!
  peak=0
  while kill -0 $twin 2>/dev/null; do
    now=$(awk '/VmHWM/ {print $2}' /proc/$twin/status 2>/dev/null || true)
    peak=${now:-$peak}
    sleep 0.2
  done
  wait $twin
  awk -v p="$policy" -v k="$peak" 'BEGIN { printf "%s: peak memory %.0f MB\n", p, k / 1000 }'
done
