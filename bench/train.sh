#!/usr/bin/env bash
# Tokens per second of training as a job, of the same loop started by hand, and of the same network
# in Python PyTorch, alternating on the same cores.
#
#   bench/train.sh [ROUNDS=3] [STEPS=300]
#
# Python is $ARKWRIGHT_TEST_PYTHON or python3; it is skipped where torch is not installed.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-3}
steps=${2:-300}
batch=16
python=${ARKWRIGHT_TEST_PYTHON:-python3}
work=$(mktemp -d)
export ARKWRIGHT_HOME=$work/home
trap './arkwright down --stop-jobs >/dev/null 2>&1 || true; rm -rf "$work"' EXIT

mkdir "$work/data"
bench/words.sh 20000 >"$work/data/text.txt"

./arkwright up --port 0 >/dev/null
cores=$(nproc)
export OMP_NUM_THREADS=$cores
options="--data $work/data --batch $batch --steps $steps --validation 0 --preset nano"
speed() { sed -n 's/^trained .*: \([0-9,]*\) tokens\/s$/\1/p' | tr -d ,; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

by_hand() { ./arkwright work train $options --out "$work/model" | speed; }
as_job() {
  ./arkwright run --cpus "$cores" --env OMP_NUM_THREADS="$cores" -- \
    sh -c "exec \"\$ARKWRIGHT_LAUNCHER\" work train $options --out $work/model-of-job" \
    2>/dev/null | speed
}
in_python() { "$python" bench/train.py "$work/model" "$batch" "$steps"; }

has_torch=no
if "$python" -c 'import torch' 2>/dev/null; then
  has_torch=yes
else
  echo "skipped: Python ($python has no torch)"
fi
for round in $(seq "$rounds"); do
  by_hand | tee -a "$work/hand" | sed "s/^/round $round  by hand: /"
  as_job | tee -a "$work/job" | sed "s/^/round $round  as a job: /"
  if [ "$has_torch" = yes ]; then
    in_python | tee -a "$work/python" | sed "s/^/round $round  in Python: /"
  fi
done
hand=$(median <"$work/hand")
job=$(median <"$work/job")
echo "median tokens/s: by hand $hand, as a job $job"
awk -v a="$job" -v b="$hand" 'BEGIN { printf "as a job / by hand: %.3f (target: 0.98)\n", a / b }'
if [ "$has_torch" = yes ]; then
  awk -v a="$job" -v b="$(median <"$work/python")" 'BEGIN {
    printf "as a job / Python: %.3f of %d tokens/s (target: 0.95)\n", a / b, b
  }'
fi
