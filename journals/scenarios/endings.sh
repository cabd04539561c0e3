# shellcheck shell=bash disable=SC2016,SC2154
# Every way in which a job ends, and why: exit codes, signals, time, memory, a missing program,
# cancellation before and after the start, ranks that are lost with their worker or their node; with
# restarts after a wait and without. Besides, everything that a job may say of itself, submissions
# that are repeated or refused, and jobs that wait for ever, each for a reason of its own.

play() {
  up
  submit_plain
  submit_failing
  submit_full
  repeat_and_refuse
  local jobs
  mapfile -t jobs <ids
  ended "${jobs[@]}"
  cancel_some
  lose_with_worker
  lose_with_node
  leave_waiting
}

note() { tee -a ids; }

submit_plain() {
  submit <<<'{name: plain, command: [echo, hello], resources: {cpus: 0.1}}' | note
  submit <<'YAML' | note
name: script
script: |
  #!/usr/bin/env bash
  # Lines and "quotes" of all 'kinds' — and letters such as ü, ☃ and 😀.
  printf '%s\n' "$GREETING" && sleep 0.2
env: {GREETING: "Grüß\tGott \\ \u0001", EMPTY: ''}
resources: {cpus: 0.1, memory: 64MiB}
YAML
  submit <<<'{name: gang, ranks: 3, topology: same-node, command: [sleep, 1],
    resources: {cpus: 0.1}}' | note
  submit <<<'{name: half, command: [sleep, 1], resources: {cpus: 0, devices: {share: 500}}}' | note
  submit <<<'{name: other-half, command: [sleep, 1],
    resources: {cpus: 0, devices: {kind: cpu, minMemory: 1MiB, share: 500}}}' | note
  submit <<<'{name: device, command: [sleep, 0.5], priority: -1000,
    resources: {cpus: 0, devices: {kind: cpu|h100, count: 1}}}' | note
}

submit_failing() {
  submit <<<'{name: code, command: [sh, -c, exit 3], resources: {cpus: 0.1}}' | note
  submit <<<'{name: signal, script: kill -SEGV $$, resources: {cpus: 0.1}}' | note
  submit <<<'{name: missing, command: [no-such-program], resources: {cpus: 0.1}}' | note
  submit <<<'{name: nowhere, command: [pwd], workingDirectory: /no/such/folder,
    resources: {cpus: 0.1}}' | note
  submit <<<'{name: sandboxed, command: [pwd], isolation: sandbox, resources: {cpus: 0.1}}' | note
  submit <<<'{name: late, command: [sleep, 60], timeout: 1s, resources: {cpus: 0.1}}' | note
  submit <<<'{name: deaf, script: "trap : TERM; while :; do sleep 1; done", timeout: 1s, grace: 1s,
    restart: {maxRestarts: 1, backoff: 200ms}, resources: {cpus: 0.1}}' | note
  submit <<<'{name: greedy, command: [python3, -c, "print(len(bytearray(10 ** 9)))"],
    resources: {cpus: 0.1, memory: 64MiB}}' | note
  submit <<<'{name: third-time, script: "[ $ARKWRIGHT_ATTEMPT = 3 ]",
    restart: {maxRestarts: 5, backoff: 500ms}, resources: {cpus: 0.1}}' | note
  submit <<<'{name: one-of-three, ranks: 3, script: "[ $RANK = 1 ] && exit 7; sleep 60",
    restart: {maxRestarts: 1, backoff: 300ms}, resources: {cpus: 0.1}}' | note
}

submit_full() {
  mkdir -p folder
  submit full-1 <<YAML | note
name: full
project: research
priority: 1000
ranks: 2
resources: {cpus: 0.25, memory: 32MiB, devices: {kind: cpu, minMemory: 16MiB, share: 250}}
topology: any
command: [sh, -c, 'echo rank \$RANK of \$WORLD_SIZE in \$PWD']
env: {ALPHA: '1', ZETA: über}
workingDirectory: $PWD/folder
timeout: 1h30m
restart: {maxRestarts: 3, backoff: PT1.5S}
grace: PT2.5S
labels: {team: vision, a/b: ''}
expectedDuration: 90s
deadline: 2030-12-01T00:00:00.5Z
preemptible: false
isolation: process
YAML
}

# The second of a key gets the first one's job; what is wrong leaves no trace.
repeat_and_refuse() {
  submit same-key <<<'{name: keyed, command: [sleep, 1], resources: {cpus: 0.1}}' | note
  submit same-key <<<'{name: keyed, command: [sleep, 1], resources: {cpus: 0.1}}' >&2
  submit <<<'{name: keyed, command: [true], ranks: nine}' >&2 || true
  submit <<<'{name: keyed, command: [true]}' >&2 || true # Its name is taken.
}

cancel_some() {
  local running stubborn queued
  running=$(submit <<<'{name: cancelled, command: [sleep, 60], resources: {cpus: 0.1}}')
  stubborn=$(submit <<<'{name: stubborn, script: "trap : TERM; while :; do sleep 1; done",
    grace: 500ms, resources: {cpus: 0.1}}')
  queued=$(submit <<<'{name: never-began, command: [true], resources: {cpus: 1000}}')
  await "$running" Running
  await "$stubborn" Running
  ark cancel "$running" "$stubborn" "$queued" >&2
  ended "$running" "$stubborn" "$queued"
}

# The worker dies, and what it watched over is killed before the next one comes.
lose_with_worker() {
  local job
  job=$(submit <<<'{name: lost, command: [sleep, 60], restart: {maxRestarts: 1, backoff: 100ms},
    resources: {cpus: 0.1}}')
  await "$job" Running
  local rank
  rank=$(rank_pids "$job")
  kill_hard "$(worker_pid)"
  kill -9 -- "-$rank"
  until_true 30 is_attempt "$job" 2
  await "$job" Running
  rank=$(rank_pids "$job")
  kill_hard "$(worker_pid)"
  kill -9 -- "-$rank"
  ended "$job"
}

is_attempt() { [ "$(api GET "/jobs/$1" | jq .attempts)" -ge "$2" ]; }

# A worker that is stopped for longer than its lease: the node is lost, and comes back.
lose_with_node() {
  local restarted alone
  restarted=$(submit <<<'{name: node-lost, ranks: 2, command: [sleep, 4],
    restart: {maxRestarts: 1, backoff: 100ms}, resources: {cpus: 0.1}}')
  alone=$(submit <<<'{name: node-lost-too, command: [sleep, 60], resources: {cpus: 0.1}}')
  await "$restarted" Running
  await "$alone" Running
  kill -STOP "$(worker_pid)"
  until_true 60 has_events NodeLost 1
  ended "$restarted" "$alone"
}

leave_waiting() {
  submit <<<'{name: too-large, command: [true], resources: {cpus: 1000}}'
  submit <<<'{name: no-device, command: [true], resources: {devices: {kind: h100}}}'
  submit <<<'{name: no-spread, ranks: 2, topology: spread, command: [true], resources: {cpus: 0.1}}'
  submit <<<'{name: too-wide, ranks: 40, command: [true], labels: {team: vision}}'
}
