#!/usr/bin/env bash
# Plan cycles of the scheduler alone, on one core, by JMH: the first cycle of a scheduler, and one after twenty ends and
# as many submissions. Half as many gangs wait as there are devices.
#
#   bench/plan.sh [DEVICES=1000,10000,100000] [SITES=1] [HEAP=4g] [SECONDS=20]
set -euo pipefail
cd "$(dirname "$0")/.."
. launcher/toolchain.sh
find_jdk
find_maven
"$MAVEN" -q -pl bench -am -DskipTests package
exec "$JAVA_HOME/bin/java" -cp "bench/target/classes:$(cat bench/target/classpath)" org.openjdk.jmh.Main PlanCycles \
  -p devices="${1:-1000,10000,100000}" -p sites="${2:-1}" -wi 1 -w "${4:-20}" -i 1 -r "${4:-20}" \
  -jvmArgs "-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xmx${3:-4g}"
