#!/usr/bin/env bash
# Plan cycles of the scheduler alone, on one core, measured by JMH: a scheduler's first cycle, and a
# cycle after twenty gangs ended and twenty were submitted. The queue holds half as many gangs as
# there are devices. The table goes to standard output, JMH's own output to standard error.
#
#   bench/plan.sh [DEVICES=1000,10000,100000] [SITES=1] [HEAP=4g] [SECONDS=20]
set -euo pipefail
cd "$(dirname "$0")/.."
. launcher/toolchain.sh
find_jdk
find_maven
log=$(mktemp)
trap 'rm -f "$log"' EXIT
"$MAVEN" -q -pl bench -am -DskipTests package >&2
"$JAVA_HOME/bin/java" -cp "bench/target/classes:$(cat bench/target/classpath)" \
  org.openjdk.jmh.Main PlanCycles \
  -p devices="${1:-1000,10000,100000}" -p sites="${2:-1}" -wi 1 -w "${4:-20}" -i 1 -r "${4:-20}" \
  -jvmArgs "-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xmx${3:-4g}" | tee "$log" >&2
awk '
  /^# Parameters:/ {
    match($0, /devices = [0-9]+/)
    devices = substr($0, RSTART + 10, RLENGTH - 10)
  }
  match($0, /heap in use: [0-9]+/) { heap[devices] = substr($0, RSTART + 13, RLENGTH - 13) }
  /^PlanCycles[.][a-z]+:p/ {
    if (!($2 in known)) { known[$2]; order[++count] = $2 }
    figure[$2, $1] = $(NF - 1)
  }
  function percentiles(n, benchmark,   name) {
    name = "PlanCycles." benchmark
    return sprintf("%.2f / %.2f / %.2f ms", figure[n, name ":p0.50"], figure[n, name ":p0.99"], \
      figure[n, name ":p1.00"])
  }
  END {
    print "| devices | queued gangs | first cycle: p50 / p99 / max |" \
      " cycle after changes: p50 / p99 / max | heap of fleet, queue and scheduler |"
    print "| ---: | ---: | ---: | ---: | ---: |"
    for (i = 1; i <= count; i++) {
      n = order[i]
      printf "| %d | %d | %s | %s | %s MiB |\n", \
        n, n / 2, percentiles(n, "cold"), percentiles(n, "incremental"), heap[n]
    }
  }' "$log"
