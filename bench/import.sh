#!/usr/bin/env bash
# Import of one large file, compared with `sha256sum` and `cp` of the same file: seconds, MB/s and
# the server's peak memory.
#
#   bench/import.sh [GIGABYTES=4] [ROUNDS=2]
set -euo pipefail
cd "$(dirname "$0")/.."
gigabytes=${1:-4}
rounds=${2:-2}
work=$(mktemp -d "${TMPDIR:-/tmp}/import.XXXXXX")
export ARKWRIGHT_HOME=$work/home
trap './arkwright down --stop-jobs >/dev/null 2>&1 || true; rm -rf "$work"' EXIT

now() { date +%s.%N; }
speed() { # start time
  awk -v from="$1" -v to="$(now)" -v g="$gigabytes" 'BEGIN {
    printf "%.1f s, %.0f MB/s\n", to - from, g * 1024 * 1.048576 / (to - from)
  }'
}

./arkwright up --port 0 >/dev/null
pid=$(sed -n 's/.*"pid" *: *\([0-9]*\).*/\1/p' "$ARKWRIGHT_HOME/server.json")
resident() { # field of /proc/PID/status
  awk -v field="$1" '$1 == field ":" { printf "%.0f MB\n", $2 / 1024 }' "/proc/$pid/status"
}
echo "resident before: $(resident VmRSS)"
for round in $(seq "$rounds"); do
  # New content each round: the store does not write content again that it already holds.
  head -c "$((gigabytes << 30))" /dev/zero |
    openssl enc -aes-128-ctr -pass "pass:$round" -nosalt -pbkdf2 >"$work/big"
  sync
  from=$(now)
  sha256sum "$work/big" >/dev/null
  cp "$work/big" "$work/copy"
  sync "$work/copy"
  echo "round $round  sha256sum + cp: $(speed "$from")"
  rm "$work/copy"
  from=$(now)
  ./arkwright dataset import "big$round" "$work/big" >/dev/null
  echo "round $round  import:         $(speed "$from")"
  ./arkwright dataset rm "big$round@1" >/dev/null
  # The next round needs the disk space now; the collector would free it only after an hour.
  rm -rf "$ARKWRIGHT_HOME"/artifacts/blobs/*/*
done
echo "peak resident: $(resident VmHWM)"
