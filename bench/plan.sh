#!/usr/bin/env bash
# Plan cycles of the scheduler alone, on one core.
#
#   bench/plan.sh [DEVICES=100000] [PENDING=50000] [CYCLES=2000] [HEAP=4g] [SITES=1]
set -euo pipefail
cd "$(dirname "$0")/.."
. launcher/toolchain.sh
find_jdk
find_maven
"$MAVEN" -q -pl bench -am -DskipTests package
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders "-Xmx${4:-4g}" \
  -cp "bench/target/classes:$(cat bench/target/classpath)" \
  org.arkwright.bench.PlanBenchmark "${1:-100000}" "${2:-50000}" "${3:-2000}" "${5:-1}"
