# shellcheck shell=bash disable=SC2016,SC2154
# A whole home after a bit of everything, stopped by plain `down` while nothing runs: beside the
# journal its logs, the worker's spool, runs and metrics, the gateway's folder of usage, a small
# store, projections and tokens. It is kept as home.tar.gz, too.

play() {
  printf 'currency: USD\nprices: {cpuHour: 0.05}\n' >"$HOME_FOLDER/site.yaml"
  up
  cp "$here/scenarios/replica.py" .
  mkdir words
  printf 'pear\napple\n' >words/list.txt
  ark dataset import words "$PWD/words" >&2
  ark quota set research --cpus 1 --cohort lab >&2
  local tracked failed
  # Rank 0 logs as an MLflow client would, and leaves an output and a checkpoint.
  tracked=$(submit <<'YAML'
name: tracked
ranks: 2
resources: {cpus: 0.2}
inputs: {data: dataset/words}
outputs: {out: model/first}
script: |
  if [ "$RANK" = 1 ]; then exit 0; fi
  log() {
    curl -sS -H "Authorization: Bearer $MLFLOW_TRACKING_TOKEN" \
      "$MLFLOW_TRACKING_URI/api/2.0/mlflow/runs/$1" -d "{\"run_id\": \"$MLFLOW_RUN_ID\", $2}"
  }
  for step in 1 2 3; do
    log log-metric "\"key\": \"loss\", \"value\": 0.$step, \"step\": $step, \"timestamp\": $step"
  done
  log log-parameter '"key": "rate", "value": "0.01"'
  log set-tag '"key": "team", "value": "nlp"'
  cat "$ARKWRIGHT_INPUT_DATA/list.txt"
  echo 1 >"$ARKWRIGHT_OUTPUT_OUT/weights"
  echo 1 >"$ARKWRIGHT_CHECKPOINTS/step"
YAML
  )
  failed=$(submit <<<'{name: failed, project: research, script: "echo oh no >&2; exit 4",
    restart: {maxRestarts: 1, backoff: 100ms}, labels: {team: nlp}, resources: {cpus: 0.2}}')
  ended "$tracked" "$failed"
  ark run --name stopped --cpus 0.2 --timeout 1s -- sleep 9 >&2 || true
  use_model
  submit <<<'{name: waits, command: [true], resources: {devices: {kind: h100}}}' >&2
  down
}

use_model() {
  ark deploy echo --cpus 0.2 -- python3 "$PWD/replica.py" '{port}' >&2
  local key
  key=$(ark key create --name app -o json | jq -r .key)
  for _ in 1 2; do
    curl -sS --max-time 60 "$(gateway)/v1/chat/completions" -H "Authorization: Bearer $key" \
      -d '{"model": "echo", "messages": [{"role": "user", "content": "One two"}]}' >&2
  done
  until_true 30 has_events UsageRecorded 1
  ark scale echo 0 >&2
  until_true 60 has_no_replica echo
}

has_no_replica() { [ "$(api GET "/projects/default/deployments/$1" | jq -c .replicas)" = '[]' ]; }

# The same home in one file, once it is seen that the version itself goes on from it elsewhere.
also() {
  local archive=$1/home.tar.gz before
  until_true 30 is_gone "$(worker_pid)"
  tar -C "$BASE" --sort=name --owner=0 --group=0 --numeric-owner -cf - home | gzip -9 -n >"$archive"
  before=$(gunzip -c "$1/home/answers/jobs-all.json.gz" 2>/dev/null ||
    cat "$1/home/answers/jobs-all.json")
  mkdir "$BASE/elsewhere"
  tar -C "$BASE/elsewhere" -xzf "$archive"
  HOME_FOLDER=$BASE/elsewhere/home
  up
  if [ "$(ark jobs --all -o json)" != "$before" ]; then fail "$archive: other jobs elsewhere"; fi
  ark logs tracked >&2
  down
}
