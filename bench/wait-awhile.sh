#!/usr/bin/env bash
# "Let's Wait Awhile" with the paper's policies and Arkwright's; prints tables of
# docs/research/wait-awhile.md. Takes about 25 s of CPU time.
#
#   bench/wait-awhile.sh project|restarts|nightly
#
# The paper's carbon intensities are read from $ARKWRIGHT_DATA/lets-wait-awhile (default
# ../shared/data).
set -euo pipefail
cd "$(dirname "$0")/.."
. launcher/toolchain.sh
find_jdk
find_maven
which=${1:?usage: bench/wait-awhile.sh project|restarts|nightly}
data=${ARKWRIGHT_DATA:-../shared/data}/lets-wait-awhile
if [ ! -f "$data/gb_ci.csv" ]; then
  echo "wait-awhile: skipped, no $data (set ARKWRIGHT_DATA)" >&2
  exit 0
fi
"$MAVEN" -q -pl experiments -am -DskipTests package >&2
"$JAVA_HOME/bin/java" -cp "experiments/target/classes:$(cat experiments/target/classpath)" \
  org.arkwright.experiments.waitawhile.WaitAwhile "$data" "$which"
