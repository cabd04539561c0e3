# shellcheck shell=bash disable=SC2016,SC2154
# Jobs of many sorts while server, worker and ranks are killed with -9 again and again: attempts
# that go on under another server, ranks whose end nobody saw, restarts, submissions that are sent
# twice, all of it many times over.

# The twin does not come to the same here: what was due while the server was dead, such as an
# attempt after its wait, was decided late, and the twin decides it in time.

STRIKES=24

play() {
  RANDOM=5
  up
  submit_storm 1
  local strike
  for strike in $(seq "$STRIKES"); do
    if [ "$strike" = 8 ]; then submit_storm 2; fi
    if [ "$strike" = 16 ]; then submit_storm 3; fi
    sleep "0.$((RANDOM % 10))"
    strike_at $((RANDOM % 5))
    if ! is_up; then up; fi
  done
  # Whoever has no answer asks again under the same key, and gets the same job.
  submit_storm 3
  local jobs
  mapfile -t jobs <ids
  ended "${jobs[@]}"
}

submit_storm() { # a number, which makes names and keys its own
  local n=$1
  {
    submit "brief-$n" <<<"{name: brief-$n, command: [sleep, 0.3], resources: {cpus: 0.2},
      restart: {maxRestarts: 9, backoff: 100ms}}"
    submit "single-$n" <<<"{name: single-$n, command: [sleep, '6'], resources: {cpus: 0.2},
      restart: {maxRestarts: 9, backoff: 200ms}}"
    submit "frail-$n" <<<"{name: frail-$n, command: [sleep, '9'], resources: {cpus: 0.2}}"
    submit "gang-$n" <<<"{name: gang-$n, ranks: 3, command: [sleep, '8'], resources: {cpus: 0.2},
      restart: {maxRestarts: 9, backoff: 100ms}}"
    submit "uneven-$n" <<<"{name: uneven-$n, ranks: 2, resources: {cpus: 0.2},
      script: 'sleep \$((2 + 4 * RANK))', restart: {maxRestarts: 9, backoff: 100ms}}"
    submit "failing-$n" <<<"{name: failing-$n, script: sleep 1; exit $n, resources: {cpus: 0.2},
      restart: {maxRestarts: 2, backoff: 300ms}}"
    submit "timed-$n" <<<"{name: timed-$n, command: [sleep, '60'], timeout: 4s,
      resources: {cpus: 0.2}, restart: {maxRestarts: 1, backoff: 100ms}}"
    submit "cancelled-$n" <<<"{name: cancelled-$n, command: [sleep, '60'], resources: {cpus: 0.2}}"
    submit "large-$n" <<<"{name: large-$n, ranks: 4, command: [sleep, '1'], resources: {cpus: 1},
      priority: $n, restart: {maxRestarts: 9, backoff: 100ms}}"
  } >>ids
  api POST "/jobs/cancelled-$n/cancel" >&2
}

strike_at() {
  case $1 in
    0) kill_hard "$(server_pid)" ;;
    1) strike_worker ;;
    2) strike_worker && kill_hard "$(server_pid)" ;;
    3) strike_rank ;;
    4) strike_rank && strike_worker ;;
  esac
}

strike_worker() {
  if [ -e "$HOME_FOLDER/worker/worker.json" ]; then kill_hard "$(worker_pid)"; fi
}

strike_rank() {
  local jobs ranks
  mapfile -t jobs < <(api GET '/jobs?state=Running' | jq -r '.jobs[].id')
  if [ "${#jobs[@]}" -gt 0 ]; then
    mapfile -t ranks < <(rank_pids "${jobs[RANDOM % ${#jobs[@]}]}")
    if [ "${#ranks[@]}" -gt 0 ]; then kill -9 -- "-${ranks[RANDOM % ${#ranks[@]}]}" || true; fi
  fi
}
