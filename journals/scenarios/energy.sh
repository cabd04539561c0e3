# shellcheck shell=bash disable=SC2016,SC2154
# A site that looks at its energy: an envelope that is lowered while jobs run, so that one is
# paused; then emissions, and after them prices, that turn out to be high for a while: jobs that run
# are paused, and others wait. What the site says of itself and the series change with restarts.

play() {
  write_site 0.4
  up
  lack_power
  lack_clean_energy
  lack_price
  # Its four cores would draw more than the envelope ever allows.
  submit <<<'{name: hungry, command: [true], resources: {cpus: 4}}' >&2
}

write_site() { # kilowatts, more lines
  cat >"$HOME_FOLDER/site.yaml" <<YAML
watts: {cpuCore: 10..100, devices: {h100: 70..700, other: 60..400}}
pue: 1
power: {envelope: $1}
ordering: fair-share
placement: {packing: 2, carbon: 1}
topology: {'*': r1}
YAML
  if [ $# -gt 1 ]; then printf '%s\n' "${@:2}" >>"$HOME_FOLDER/site.yaml"; fi
}

restart() {
  down
  write_site "$@"
  up
}

lack_power() {
  local jobs=() n
  for n in 1 2 3; do
    jobs+=("$(submit <<<"{name: powered-$n, priority: $n, command: [sleep, '15'],
      preemptible: $([ "$n" = 1 ] && echo false || echo true), resources: {cpus: 1}}")")
  done
  for job in "${jobs[@]}"; do await "$job" Running; done
  restart 0.25
  until_true 30 is_paused POWER
  restart 0.4
  ended "${jobs[@]}"
}

is_paused() { api GET /journal/export | grep -q "\"type\":\"Paused\",\"why\":\"$1\""; }

# A series whose first value holds for so many seconds more, and another one for half an hour.
series() { # file, name, seconds, first value, later value
  local begin slot at
  begin=$(($(date +%s) + $3 - 60))
  {
    echo "time,$2"
    for slot in $(seq 0 30); do
      at=$(date -u -d "@$((begin + 60 * slot))" +%FT%TZ)
      echo "$at,$([ "$slot" = 0 ] && echo "$4" || echo "$5")"
    done
  } >"$HOME_FOLDER/$1"
}

# The emissions that were told are low; what is told after the restart is not.
lack_clean_energy() {
  series co2.csv grams 60 100 100
  restart 0.25 'carbon: {source: co2.csv, refresh: 1h}' 'carbonPrice: 90'
  local job
  job=$(submit <<<'{name: clean, command: [sleep, 300], expectedDuration: 30s, interruptible: true,
    restartCost: 0s, resources: {cpus: 1}}')
  await "$job" Running
  down
  series co2.csv grams 30 900.5 100
  up
  until_true 60 is_paused CARBON
  await "$job" Queued
  ark explain "$job" >&2
  ark cancel "$job" >&2
  ended "$job"
}

lack_price() {
  series prices.csv price 60 0.1 0.1
  restart 0.25 'tariff: {source: prices.csv, forecastError: 2.5}' \
    'carbon: {source: co2.csv, refresh: 1h}' 'carbonPrice: 0'
  local paused held
  paused=$(submit <<<'{name: cheap, script: "[ $ARKWRIGHT_ATTEMPT = 2 ] || sleep 300",
    expectedDuration: 30s, interruptible: true, restartCost: 1s, resources: {cpus: 1}}')
  await "$paused" Running
  down
  series prices.csv price 30 0.9 0.1
  up
  until_true 60 is_paused PRICE
  held=$(submit <<<'{name: held, command: [sleep, 1], deferrable: true, expectedDuration: 20s,
    deadline: "2030-01-01T00:00:00Z", resources: {cpus: 1}}')
  sleep 1
  ark explain "$held" >&2
  ended "$paused" "$held"
}
