# shellcheck shell=bash disable=SC2016,SC2154
# Projects that share the machine: two of a cohort that borrow from each other and take back what
# is theirs, weights, limits of lending and borrowing, one project alone and one without limits;
# work of higher priority that takes the place of others, and some that may not be moved; quotas
# that change while jobs run.

play() {
  up
  ark quota set red --cohort lab --cpus 2 --memory 4GiB --devices 0.5 --weight 2 --lend-cpus 2 >&2
  ark quota set blue --cohort lab --cpus 2 --borrow-cpus 1 --borrow-memory 1GiB --lend-devices 0 >&2
  ark quota set green --cpus 1 --memory 256MiB >&2
  ark quota set free >&2
  local jobs=() n
  for n in 1 2 3 4; do
    jobs+=("$(submit <<<"{name: red-$n, project: red, command: [sleep, '40'],
      labels: {n: '$n'}, resources: {cpus: 1}}")")
    await "${jobs[-1]}" Running
  done
  # Two of these are lent: blue takes its own back.
  for n in 1 2; do
    jobs+=("$(submit <<<"{name: blue-$n, project: blue, command: [sleep, '3'],
      resources: {cpus: 1, memory: 64MiB}, grace: 1s}")")
  done
  ended "${jobs[-1]}" "${jobs[-2]}"
  jobs+=("$(submit <<<'{name: urgent, priority: 100, preemptible: false, command: [sleep, 2],
    resources: {cpus: 3}}')")
  ended "${jobs[-1]}"
  jobs+=("$(submit <<<'{name: kept, project: free, preemptible: false, command: [sleep, 8],
    resources: {cpus: 2, devices: {share: 300}}}')")
  jobs+=("$(submit <<<'{name: small, project: green, command: [sleep, 1], resources: {cpus: 1}}')")
  ark quota set red --cohort lab --cpus 1 --memory unlimited --weight 1 >&2
  jobs+=("$(submit <<<'{name: minor, project: red, priority: -10, command: [sleep, 1],
    resources: {cpus: 0.5}}')")
  ended "${jobs[@]:6:3}"
  ark cancel "${jobs[@]:0:4}" >&2
  ended "${jobs[@]}"
  # More than their projects may ever have.
  submit <<<'{name: beyond, project: green, command: [true], resources: {cpus: 2}}' >&2
  submit <<<'{name: beyond-cohort, project: blue, ranks: 4, command: [true],
    resources: {cpus: 1}}' >&2
}
