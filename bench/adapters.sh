#!/usr/bin/env bash
# Sixteen texts at once with an adapter each, beside sixteen of the model alone, in turns.
#
#   bench/adapters.sh MODEL.gguf [ADAPTERS=200] [ROUNDS=5] [THREADS=1]
set -euo pipefail
cd "$(dirname "$0")/.."
. launcher/toolchain.sh
find_jdk
find_maven
model=${1:?expected a GGUF file}

"$MAVEN" -q -pl bench -am -DskipTests package
exec "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED \
  -cp "bench/target/classes:$(cat bench/target/classpath)" \
  org.arkwright.bench.gateway.AdapterBenchmark "$model" "${2:-200}" "${3:-5}" "${4:-1}"
