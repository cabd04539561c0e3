# shellcheck shell=bash disable=SC2016,SC2154
# Datasets, models and checkpoints: from a folder, a file and an archive, again without and with a
# change, in two projects, removed; jobs that read and make them, one that leaves nothing where it
# promised to, one that is stopped with a checkpoint and goes on from it, one that need not run.

play() {
  up
  make_files
  ark dataset import words "$PWD/words" >&2
  ark dataset import words "$PWD/words" >&2 # Nothing new: no version.
  echo plum >>words/list.txt
  ark dataset import words "$PWD/words" >&2
  ark dataset import packed "$PWD/words.tar.gz" >&2
  ark dataset import one "$PWD/words/list.txt" --sha256 \
    "$(sha256sum words/list.txt | cut -d ' ' -f 1)" --project research >&2
  ark model import weights "$PWD/weights" >&2
  ark model import bad "$PWD/pickles" >&2 || true
  make_by_jobs
  ark dataset rm words@1 >&2
  ark model rm weights@1 >&2
  ark gc >&2
}

make_files() {
  mkdir -p words/deep weights pickles
  printf 'pear\napple\n' >words/list.txt
  printf '#!/bin/sh\n' >words/deep/run.sh
  chmod +x words/deep/run.sh
  tar -czf words.tar.gz words
  # One tensor of 4 numbers, behind its header of 56 bytes.
  {
    printf '\070\0\0\0\0\0\0\0%-56s' '{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}'
    head -c 16 /dev/zero
  } >weights/model.safetensors
  touch pickles/model.pkl
  cat >make.yaml <<'YAML'
name: make
script: |
  sort $ARKWRIGHT_INPUT_DATA/list.txt >$ARKWRIGHT_OUTPUT_SORTED/list.txt
  echo 1 >$ARKWRIGHT_OUTPUT_MODEL/weights
inputs: {data: dataset/words, old: dataset/words@1}
outputs: {sorted: dataset/sorted, model: model/counter}
resources: {cpus: 0.2}
YAML
}

make_by_jobs() {
  local making again empty training reading
  making=$(submit <make.yaml)
  ended "$making"
  # The same work on the same inputs is answered with what it made.
  api POST '/jobs?reuse=true' -H 'Content-Type: application/yaml' --data-binary @make.yaml >&2
  again=$(submit <<<'{name: make-more, script: echo 2 > $ARKWRIGHT_OUTPUT_MODEL/weights,
    outputs: {model: model/counter}, resources: {cpus: 0.2}}')
  empty=$(submit <<<'{name: empty, command: [true], outputs: {out: dataset/none},
    resources: {cpus: 0.2}}')
  training=$(submit <<<'{name: training, project: research, resources: {cpus: 0.2},
    restart: {maxRestarts: 2, backoff: 100ms},
    script: "echo $ARKWRIGHT_ATTEMPT >> $ARKWRIGHT_CHECKPOINTS/steps; [ $ARKWRIGHT_ATTEMPT = 2 ]"}')
  reading=$(submit <<<'{name: reading, command: [sleep, 3], inputs: {data: dataset/words@1},
    resources: {cpus: 0.2}}')
  submit <<<'{command: [true], inputs: {data: dataset/nothing}}' >&2 || true
  ark dataset rm words@1 >&2 || true # A job reads it.
  ended "$again" "$empty" "$training" "$reading"
}
