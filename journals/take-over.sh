#!/usr/bin/env bash
# Takes over the running jobs of an earlier version: its server is stopped while they go on, this version's `up`
# has to find them with the same processes, and they have to end well.
#
#   journals/take-over.sh [COMMIT=5bce564]       ARKWRIGHT_CLONE=… uses a clone of it that is built already
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
ark() { ./arkwright --home "$work/live/home" "$@"; }
trap 'touch "$work/live/go"; ark down --stop-jobs >/dev/null 2>&1 || true; rm -rf "$work"' EXIT

ARKWRIGHT_COMMIT=${1:-5bce564} journals/make.sh --live "$work/live" >"$work/left"
cat "$work/left"
pids() { awk -v job="$1" '$1 == job { $1 = $2 = ""; print }' "$work/left" | xargs; }
running() { ark job "$1" -o json | tr -d ' \n' | grep -o '"pid":[0-9]*' | cut -d : -f 2 | xargs; }

ark up --port 0 --gateway-port 0
sleep 3 # The new worker reads the old one's spool.
for job in gang single; do
  if [ "$(running $job)" != "$(pids $job)" ]; then
    echo "take-over: $job runs as '$(running $job)', and was left as '$(pids $job)'" >&2
    exit 1
  fi
done
touch "$work/live/go"
for job in gang single; do ark wait "$job" --timeout 60s; done
ark journal verify
ark twin verify
echo "take-over: both jobs ended well under this version"
