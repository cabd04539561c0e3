#!/usr/bin/env bash
# The experiment of "Beware of Fragmentation" with the scheduler's own placement; prints the tables of docs/scheduling.md.
#
#   bench/fgd.sh FOLDER [SEEDS=10] [WORKLOAD… | unseen]
#
# FOLDER holds openb_node_list_gpu_node.csv and openb_pod_list_*.csv.gz (hkust-adsl/kubernetes-scheduler-simulator).
set -euo pipefail
cd "$(dirname "$0")/.."
. launcher/toolchain.sh
find_jdk
find_maven
folder=${1:?usage: bench/fgd.sh FOLDER [SEEDS] [WORKLOAD… | unseen]}
"$MAVEN" -q -pl twin -am -DskipTests package
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx1g -cp "twin/target/classes:$(cat twin/target/classpath)" \
  org.arkwright.twin.fgd.FgdTable "$folder" "${@:2}"
