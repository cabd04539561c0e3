#!/usr/bin/env bash
# What followers of logs cost a server while nothing happens, and while one rank writes ten lines a
# second: processor time of the writer's thread, of the follower's and of the whole server, without
# and with followers, in pairs.
#
#   bench/followers.sh [FOLLOWERS=1000] [SECONDS=20] [PAIRS=3]
#
# Times are by /proc/PID/task/TID/schedstat, in milliseconds of processor time for each second.
set -euo pipefail
cd "$(dirname "$0")/.."
followers=${1:-1000} seconds=${2:-20} pairs=${3:-3}
work=$(mktemp -d)
export ARKWRIGHT_HOME=$work/home
clients=
trap '[ -z "$clients" ] || kill "$clients" 2>/dev/null || true
      ./arkwright down --stop-jobs >/dev/null 2>&1 || true; rm -rf "$work"' EXIT
./arkwright up --port 0 >/dev/null
pid=$(sed -n 's/.*"pid" *: *\([0-9]*\).*/\1/p' "$ARKWRIGHT_HOME/server.json")
url=$(sed -n 's/.*"url" *: *"\([^"]*\)".*/\1/p' "$ARKWRIGHT_HOME/server.json")

cat >"$work/clients.py" <<'PY'
import asyncio, sys
host, port, token, job, count = sys.argv[1:6]

async def follow():
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write((f"GET /api/v1/jobs/{job}/logs?follow=true HTTP/1.1\r\nHost: {host}\r\n"
                  f"Authorization: Bearer {token}\r\nAccept: text/event-stream\r\n\r\n").encode())
    while b"begun" not in await reader.readline():
        pass
    print("following", flush=True)
    while await reader.read(65536):
        pass

async def all_of_them():
    await asyncio.gather(*(follow() for _ in range(int(count))))

asyncio.run(all_of_them())
PY

nanos() { # start of a thread's name; empty for all
  cat /dev/null $(for task in /proc/"$pid"/task/*; do
    case $(cat "$task/comm" 2>/dev/null) in "$1"*) echo "$task/schedstat" ;; esac
  done) | awk '{ sum += $1 } END { printf "%.0f", sum }'
}

measured() { # label
  local writer follower all
  writer=$(nanos arkwright-write) follower=$(nanos arkwright-follo) all=$(nanos "")
  sleep "$seconds"
  awk -v label="$1" -v w=$(($(nanos arkwright-write) - writer)) -v s="$seconds" \
    -v f=$(($(nanos arkwright-follo) - follower)) -v a=$(($(nanos "") - all)) 'BEGIN {
      printf "%-28s writer %.2f  follower %.2f  server %.1f ms a second\n",
        label, w / s / 1e6, f / s / 1e6, a / s / 1e6 }'
}

begin() { # job
  : >"$work/following"
  local address=${url#http://}
  python3 "$work/clients.py" "${address%:*}" "${address##*:}" \
    "$(cat "$ARKWRIGHT_HOME/admin.token")" "$1" "$followers" >"$work/following" &
  clients=$!
  until [ "$(wc -l <"$work/following")" -ge "$followers" ]; do sleep 0.2; done
  sleep 3
}

finish() {
  kill "$clients"
  wait "$clients" 2>/dev/null || true
  clients=
  sleep 3
}

ulimit -n "$(ulimit -Hn)"
echo "load of the machine before: $(cut -d' ' -f1 /proc/loadavg) on $(nproc) cores"
./arkwright run --name quiet --detach -- sh -c 'echo begun; sleep 100000' >/dev/null
sleep 5
begin quiet
finish # Everything that is compiled on first use.
for _ in $(seq "$pairs"); do
  measured "no followers"
  begin quiet
  measured "$followers quiet followers"
  finish
done
./arkwright run --name busy --detach -- \
  sh -c 'echo begun; while :; do echo one line of output; sleep 0.1; done' >/dev/null
sleep 3
measured "a busy rank, no followers"
begin busy
measured "a busy rank, $followers"
finish
