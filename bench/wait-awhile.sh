#!/usr/bin/env bash
# The tables of docs/energy.md: "Let's Wait Awhile" with the paper's policies and with Arkwright's. About 25 s of CPU.
#
#   bench/wait-awhile.sh
#
# The paper's carbon intensities are read from $ARKWRIGHT_DATA/lets-wait-awhile (default ../shared/data).
set -euo pipefail
cd "$(dirname "$0")/.."
. launcher/toolchain.sh
find_jdk
find_maven
data=${ARKWRIGHT_DATA:-../shared/data}/lets-wait-awhile
if [ ! -f "$data/gb_ci.csv" ]; then
  echo "wait-awhile: skipped, no $data (set ARKWRIGHT_DATA)" >&2
  exit 0
fi
"$MAVEN" -q -pl twin -am -DskipTests package
"$JAVA_HOME/bin/java" -cp "twin/target/classes:$(cat twin/target/classpath)" \
  org.arkwright.twin.waiting.WaitAwhile "$data"
