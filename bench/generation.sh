#!/usr/bin/env bash
# Text generation through gateway and replica, compared with the same model in the measuring
# program: the same prompts and numbers of tokens, slots and threads; 1, 4 and 16 concurrent
# requests; alternating between both.
#
#   bench/generation.sh [ROUNDS=5] [PRESET=micro | MODEL.gguf]
#
# A preset is first trained for a few steps: speed does not depend on what a model has learnt.
set -euo pipefail
cd "$(dirname "$0")/.."
. launcher/toolchain.sh
find_jdk
find_maven
rounds=${1:-5}
model=${2:-micro}
context=128 tokens=96
parallel=4 # a replica's default
threads=$(nproc)
work=$(mktemp -d)
export ARKWRIGHT_HOME=$work/home
trap './arkwright down --stop-jobs >/dev/null 2>&1 || true; rm -rf "$work"' EXIT

"$MAVEN" -q -pl bench -am -DskipTests package
mkdir "$work/data" "$work/model"
bench/words.sh 5000 >"$work/data/text.txt"
sed 's/^ //; s/[.]$//' "$work/data/text.txt" >"$work/prompts"
if [ -f "$model" ]; then
  cp "$model" "$work/model/model.gguf"
else
  ./arkwright work train --data "$work/data" --preset "$model" --batch 4 --context $context \
    --steps 30 --validation 0 --out "$work/trained" >/dev/null
  cp "$work/trained/model.gguf" "$work/model/"
fi
size=$(stat -c %s "$work/model/model.gguf" | numfmt --to=iec)
echo "model $(basename "$model"): $size on $threads threads, $parallel slots"

./arkwright up --port 0 --gateway-port 0 >/dev/null
./arkwright model import bench "$work/model" >/dev/null
./arkwright deploy bench --model bench --cpus "$threads" >/dev/null
key=$(./arkwright key create --name bench -o json | sed -n 's/.*"key" *: *"\([^"]*\)".*/\1/p')
port=$(sed -n 's/.*"gateway" *: *"http:[^"]*:\([0-9]*\)".*/\1/p' "$ARKWRIGHT_HOME/server.json")
"$JAVA_HOME/bin/java" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
  -cp "bench/target/classes:$(cat bench/target/classpath)" \
  org.arkwright.bench.gateway.GenerationBenchmark \
  "$work/model/model.gguf" $context $parallel "$threads" "$work/prompts" "$port" "$key" bench \
  "$rounds" $tokens
