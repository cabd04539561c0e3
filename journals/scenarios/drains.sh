# shellcheck shell=bash disable=SC2016,SC2154
# A node that is cordoned, so that a job waits for it, and freed again; then drained: a job that can
# resume moves at once, another has until the deadline and is stopped there, and both start again
# once the drain is over. At the end the node is cordoned, and a job waits for it.

play() {
  up
  until_true 30 has_events NodeJoined 1
  local waits moves stays
  ark node cordon sample --reason 'bad DIMM in B2' >&2
  waits=$(submit <<<'{name: waits, command: [sleep, 1], resources: {cpus: 0.2}}')
  sleep 1
  ark explain "$waits" >&2
  ark node uncordon sample >&2
  ended "$waits"
  moves=$(submit <<<'{name: moves, resources: {cpus: 0.2},
    script: "[ $ARKWRIGHT_ATTEMPT = 2 ] || sleep 300"}')
  stays=$(submit <<<'{name: stays, preemptible: false, resources: {cpus: 0.2},
    script: "[ $ARKWRIGHT_ATTEMPT = 2 ] || sleep 300"}')
  await "$moves" Running
  await "$stays" Running
  ark node drain sample --deadline 4s --reason 'firmware' >&2
  await "$moves" Queued
  await "$stays" Queued
  ark node uncordon sample >&2
  ended "$moves" "$stays"
  ark node drain sample >&2
  ark node cordon sample >&2
  submit <<<'{name: held, command: [true], resources: {cpus: 0.2}}' >&2
  sleep 1
}
