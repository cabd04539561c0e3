#!/usr/bin/env bash
# The Philly experiment of Helios with the production ordering policies; prints a table of
# docs/research/philly.md. Takes about 2 minutes of CPU time.
#
#   bench/philly.sh
#
# philly.csv.gz (petuum/adaptdl's reduction of msr-fiddle/philly-traces) and philly_vc.csv are read
# from $ARKWRIGHT_DATA/philly (default ../shared/data).
set -euo pipefail
cd "$(dirname "$0")/.."
. launcher/toolchain.sh
find_jdk
find_maven
data=${ARKWRIGHT_DATA:-../shared/data}/philly
if [ ! -f "$data/philly.csv.gz" ]; then
  echo "philly: skipped, no $data/philly.csv.gz (set ARKWRIGHT_DATA)" >&2
  exit 0
fi
"$MAVEN" -q -pl experiments -am -DskipTests package >&2
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx1g \
  -cp "experiments/target/classes:$(cat experiments/target/classpath)" \
  org.arkwright.experiments.philly.PhillyProtocol "$data"
