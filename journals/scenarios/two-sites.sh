# shellcheck shell=bash disable=SC2016,SC2154
# A home and three sites beside it, two of them rooms of this machine. All names of nodes begin with
# the machine's, and one site's name ends with another's. Jobs go where they cost least, or wait
# where waiting is cheaper; a worker of a site is killed; then the terms change and a site goes.

play() {
  write_site 100
  up
  until_true 30 has_events NodeJoined 3
  mkdir pile
  head -c 100000 /dev/zero >pile/zeros
  ark dataset import pile "$PWD/pile" >&2
  local holder hasty patient reader
  holder=$(submit <<<'{name: holder, command: [sleep, 600], expectedDuration: 10m,
    resources: {cpus: 4, memory: 64MiB}}')
  await "$holder" Running
  hasty=$(submit <<<'{name: hasty, command: [sleep, 2], expectedDuration: 5s, priority: 5,
    resources: {cpus: 1, memory: 64MiB}}')
  patient=$(submit <<<'{name: patient, project: patient, command: [sleep, 1], expectedDuration: 5s,
    resources: {cpus: 1, memory: 64MiB}}')
  ended "$hasty"
  # Two ranks never lie on two sites.
  local gang
  gang=$(submit <<<'{name: gang, ranks: 2, command: [sleep, 2], expectedDuration: 5s,
    resources: {cpus: 1, memory: 64MiB}, deadline: "2030-01-01T00:00:00Z"}')
  ended "$gang"
  reader=$(submit <<<'{name: reader, script: "sleep 2; ls $ARKWRIGHT_INPUT_DATA",
    inputs: {data: dataset/pile}, expectedDuration: 5s, resources: {cpus: 1, memory: 64MiB}}')
  sleep 2
  kill_hard "$(worker_pid worker-cloud)"
  ended "$reader"
  down
  write_site 7.5
  sed -i '/^  far:/,/^    rent/d' "$HOME_FOLDER/site.yaml"
  up
  api POST "/jobs/$holder/cancel" >&2
  ended "$holder" "$patient"
  # A site's quota is smaller than this, and home has never so many cores.
  submit <<<'{name: nowhere, ranks: 3, topology: same-node, command: [true],
    resources: {cpus: 2, memory: 64MiB}}' >&2
}

write_site() { # what an hour of waiting costs
  cat >"$HOME_FOLDER/site.yaml" <<YAML
currency: USD
prices: {cpuHour: 1, gibibyteHour: 0, deviceHour: {h100: 2.5}}
pue: 1.25
waitCost: $1
waitCosts: {patient: 0, release: 40.5}
sites:
  far:
    prices: {cpuHour: 0.5}
    rent: {startUp: 4m, minimum: 1h}
  cloud:
    prices: {cpuHour: 3}
    pue: 1.1
    carbonIntensity: 60
    kilowattHour: 0.12
    transfer: {gibibyte: 0.05, perSecond: 500 MiB}
    data: [dataset/pile]
    quota: {cpus: 2}
    rent: {startUp: 1s, minimum: 1m}
    local: {cpus: 2, memory: 1 GiB}
  my-cloud:
    prices: {cpuHour: 30}
    local: {cpus: 1, memory: 512 MiB}
topology: {'sample*': b1/r1, sample-cloud: b2/r1}
YAML
}
