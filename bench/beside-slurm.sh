#!/usr/bin/env bash
# Durable submissions, no-op completions and start latency, compared with a real Slurm on the same
# machine in the same run.
#
#   bench/beside-slurm.sh [ROUNDS=3]
#
# Both sides declare 8 CPUs. Slurm's start script is taken from $ARKWRIGHT_ENGINES (default
# ../shared/engines).
set -euo pipefail
cd "$(dirname "$0")/.."
. launcher/toolchain.sh
find_jdk
find_maven
rounds=${1:-3}
work=$(mktemp -d)
engines=${ARKWRIGHT_ENGINES:-../shared/engines}

"$MAVEN" -q -pl bench -am -DskipTests package
export ARKWRIGHT_HOME=$work/home
./arkwright up --cpus 8 --port 0
clean_up() {
  ./arkwright down --stop-jobs >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap clean_up EXIT
url=$(sed -n 's/.*"url" *: *"\([^"]*\)".*/\1/p' "$ARKWRIGHT_HOME/server.json")
token=$(cat "$ARKWRIGHT_HOME/admin.token")
bench() {
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -cp "bench/target/classes:$(cat bench/target/classpath)" \
    org.arkwright.bench.ServerBenchmark "$url" "$token" "$@"
}

slurm=no
if ! command -v slurmctld >/dev/null || [ ! -x "$engines/slurm/start-slurm.sh" ]; then
  echo "skipped: Slurm (slurmctld is not installed," \
    "or $engines/slurm/start-slurm.sh is missing)"
else
  stop_both() {
    ./arkwright down --stop-jobs >/dev/null 2>&1 || true
    "$engines/slurm/stop-slurm.sh" "$work/slurm" || true
    rm -rf "$work"
  }
  trap stop_both EXIT
  if NODECPUS=2 timeout 60 "$engines/slurm/start-slurm.sh" "$work/slurm" 4 >/dev/null 2>&1 &&
    export SLURM_CONF=$work/slurm/slurm.conf && timeout 10 sinfo -h >/dev/null; then
    slurm=yes
  else
    echo "skipped: Slurm (it did not start:" \
      "$(grep -h fatal "$work"/slurm/log/*.log | tail -n 1))"
  fi
fi

slurm_submissions() { # sbatch in a loop; jobs are held so that only acceptance is measured
  local count=200 begin end
  begin=$(date +%s%N)
  for _ in $(seq $count); do sbatch -H -Q -o /dev/null --wrap true >/dev/null; done
  end=$(date +%s%N)
  awk -v n=$count -v t=$((end - begin)) 'BEGIN {
    printf "Slurm: submissions accepted: %d in %.2f s = %.0f/s\n", n, t / 1e9, n * 1e9 / t
  }'
  scancel --state=PENDING
}

slurm_completions() {
  local count=200 begin end
  begin=$(date +%s%N)
  for _ in $(seq $count); do sbatch -Q -n 1 -o /dev/null --wrap true >/dev/null; done
  while [ -n "$(squeue -h -t PENDING,RUNNING,COMPLETING)" ]; do sleep 0.1; done
  end=$(date +%s%N)
  awk -v n=$count -v t=$((end - begin)) 'BEGIN {
    printf "Slurm: no-op jobs completed: %d in %.2f s = %.0f/s\n", n, t / 1e9, n * 1e9 / t
  }'
}

for round in $(seq "$rounds"); do
  echo "round $round"
  bench latency 100
  bench noop 2000 16
  if [ $slurm = yes ]; then
    slurm_submissions
    slurm_completions
  fi
done
# Last, because the jobs it leaves behind can never start.
for round in $(seq "$rounds"); do
  echo "round $round"
  bench submit 20000 64
done
