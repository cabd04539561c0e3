#!/usr/bin/env bash
# The experiment of "Beware of Fragmentation" with the scheduler's own placement; prints tables of
# docs/research/fragmentation.md. Takes about 8 minutes of CPU time for "known" and 1 for "arrived" with ten
# seeds, and 3 for "unseen" with three.
#
#   bench/fgd.sh known|arrived|unseen [SEEDS=10 [WORKLOAD…]]
#
# Nodes and pods (hkust-adsl/kubernetes-scheduler-simulator) are read from $ARKWRIGHT_DATA/fgd-openb
# (default ../shared/data).
set -euo pipefail
cd "$(dirname "$0")/.."
. launcher/toolchain.sh
find_jdk
find_maven
which=${1:?usage: bench/fgd.sh known|arrived|unseen [SEEDS [WORKLOAD…]]}
data=${ARKWRIGHT_DATA:-../shared/data}/fgd-openb
if [ ! -f "$data/openb_node_list_gpu_node.csv" ]; then
  echo "fgd: skipped, no $data/openb_node_list_gpu_node.csv (set ARKWRIGHT_DATA)" >&2
  exit 0
fi
"$MAVEN" -q -pl experiments -am -DskipTests package >&2
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx1g \
  -cp "experiments/target/classes:$(cat experiments/target/classpath)" \
  org.arkwright.experiments.fgd.FgdTable "$data" "$which" "${2:-10}" "${@:3}"
