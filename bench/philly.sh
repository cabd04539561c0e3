#!/usr/bin/env bash
# The Philly experiment of Helios with the production ordering policies; prints the table of docs/scheduling.md.
#
#   bench/philly.sh FOLDER
#
# FOLDER holds philly.csv.gz (petuum/adaptdl's reduction of msr-fiddle/philly-traces) and philly_vc.csv.
set -euo pipefail
cd "$(dirname "$0")/.."
. launcher/toolchain.sh
find_jdk
find_maven
folder=${1:?usage: bench/philly.sh FOLDER}
"$MAVEN" -q -pl twin -am -DskipTests package
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx1g -cp "twin/target/classes:$(cat twin/target/classpath)" \
  org.arkwright.twin.protocol.PhillyProtocol "$folder"
