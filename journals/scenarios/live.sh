# shellcheck shell=bash disable=SC2016,SC2154
# A server that was killed while things go on: a gang and a single job that run, one that is being
# stopped, jobs that wait for room, for a quota, for their next attempt, a deployment with a
# replica. The answers are those of the server just before. What ran here runs no more where the
# sample is read: its journal is for reading and folding, not for starting a server on.

play() {
  up
  cp "$here/scenarios/replica.py" .
  ark quota set small --cpus 0.5 >&2
  ark deploy echo --cpus 0.2 -- python3 "$PWD/replica.py" '{port}' >&2
  local gang single stopping backing held
  gang=$(submit <<<'{name: gang, ranks: 2, command: [sleep, 3000], resources: {cpus: 1}}')
  single=$(submit <<<'{name: single, command: [sleep, 3000], timeout: 1h, expectedDuration: 10m,
    resources: {cpus: 0.5, devices: {share: 250}}}')
  stopping=$(submit <<<'{name: stopping, script: "trap : TERM; while :; do sleep 1; done",
    grace: 1h, resources: {cpus: 0.1}}')
  backing=$(submit <<<'{name: backing-off, command: ["false"],
    restart: {maxRestarts: 9, backoff: 5m}, resources: {cpus: 0.1}}')
  held=$(submit <<<'{name: in-quota, project: small, command: [sleep, 3000],
    resources: {cpus: 0.5}}')
  for job in "$gang" "$single" "$stopping" "$held"; do await "$job" Running; done
  ark cancel "$stopping" >&2
  await "$stopping" Stopping
  await "$backing" Queued
  submit <<<'{name: beyond-quota, project: small, command: [true], resources: {cpus: 0.5}}' >&2
  submit <<<'{name: for-room, command: [true], resources: {cpus: 3}}' >&2
  submit <<<'{name: behind, priority: -1, command: [true], resources: {cpus: 3}}' >&2
  sleep 2
}

asks() {
  local answers=$1 ranks
  mapfile -t ranks < <(jq -rn '[inputs.rankStates[].pid // empty] | .[]' \
    <(for job in $(api GET '/jobs' | jq -r '.jobs[].id'); do api GET "/jobs/$job"; done))
  # What runs goes on, and would be told of while the server is asked.
  tool Sample freeze "$HOME_FOLDER/journal.db"
  ask_running "$answers"
  kill_hard "$(server_pid)"
  mkdir "$BASE/kept"
  cp "$HOME_FOLDER"/journal.db* "$BASE/kept/"
  tool Sample thaw "$BASE/kept/journal.db"
  kill_hard "$(worker_pid)"
  # Those that ended while the server was asked are gone.
  for rank in "${ranks[@]}"; do kill -9 -- "-$rank" 2>/dev/null || true; done
}
