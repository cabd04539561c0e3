# shellcheck shell=bash disable=SC2016,SC2154
# Servers of models: two replicas of a command, scaled, changed to a second generation, asleep and
# woken; one that fails again and again; a model of this build that embeds; requests with keys,
# whole and streamed, counted and not, one of them over its limit; keys and deployments that go.

play() {
  up
  cp "$here/scenarios/replica.py" .
  ark deploy echo --replicas 2 --cpus 0.2 --env MODE=one --upstream-model parrot \
    --memory 128MiB -- python3 "$PWD/replica.py" '{port}' >&2
  local app limited
  app=$(ark key create --name app -o json | jq -r .key)
  limited=$(ark key create --name limited --rpm 1 --tpm 100000 -o json | jq -r .key)
  for _ in 1 2 3; do complete "$app" echo; done
  complete "$app" echo '"stream": true, "stream_options": {"include_usage": true},'
  complete "$app" echo '"stream": true,'
  complete "$app" echo '"user": "uncounted",'
  complete "$limited" echo
  complete "$limited" echo # Refused.
  until_true 30 has_events UsageRecorded 1
  change_echo
  crash
  embed
  sleep_and_wake "$app"
  ark key revoke "$(ark key ls -o json | jq -r '.[] | select(.name == "limited").id')" >&2
  api PUT /projects/research/deployments/waits -H 'Content-Type: application/yaml' \
    --data-binary @- >&2 <<YAML
command: [python3, $PWD/replica.py, '{port}']
replicas: 1..3
priority: -7
resources: {devices: {kind: h100, count: 2, minMemory: 40GiB}}
scaling: {targetOutstanding: 2, stabilisation: 10s, idle: 1m}
probes: {path: /ready, period: 500ms, timeout: 5s, failures: 2, startup: 30s}
drain: 1s
YAML
  sleep 2
  down --stop-jobs
}

complete() { # key, deployment, members of the request
  curl -sS --max-time 60 "$(gateway)/v1/chat/completions" -H "Authorization: Bearer $1" -d "{${3:-}
    \"model\": \"$2\", \"messages\": [{\"role\": \"user\", \"content\": \"One two three\"}]}" >&2
}

change_echo() {
  ark scale echo 1 >&2
  until_true 60 has_replicas echo 1
  ark deploy echo --cpus 0.2 --env MODE=two -- python3 "$PWD/replica.py" '{port}' >&2
  ark deploy gone --cpus 0.1 --detach -- python3 "$PWD/replica.py" '{port}' >&2
  sleep 3
  ark undeploy gone >&2
}

has_replicas() {
  [ "$(api GET "/projects/default/deployments/$1" | jq '.replicas | length')" = "$2" ]
}

is_deployment_in() {
  [ "$(api GET "/projects/default/deployments/$1" | jq -r .state)" = "$2" ]
}

crash() {
  ark deploy broken --cpus 0.1 -- sh -c 'echo the weights are missing; exit 3' >&2 || true
  is_deployment_in broken CrashLoop
}

embed() {
  ark model import minilm --builtin >&2
  ark deploy minilm --model minilm --cpus 0.5 >&2
  ark embed minilm 'The cat sleeps.' 'A kitten naps.' >&2
  ark scale minilm 0 >&2
}

sleep_and_wake() { # key
  api PUT /projects/default/deployments/sleepy -H 'Content-Type: application/yaml' \
    --data-binary @- >&2 <<YAML
command: [python3, $PWD/replica.py, '{port}']
replicas: 0..2
resources: {cpus: 0.2}
scaling: {targetOutstanding: 1, stabilisation: 1s, idle: 1s}
YAML
  sleep 2
  complete "$1" sleepy
  until_true 60 is_deployment_in sleepy Sleeping
}
