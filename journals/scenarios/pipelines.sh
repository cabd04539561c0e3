# shellcheck shell=bash disable=SC2016,SC2154
# Steps that read what others made: a first run, one in which nothing is left to do, one in which a
# step changed, and so what comes after it, and one in which a step fails.

play() {
  up
  mkdir raw lib
  printf 'pear\napple\npear\n' >raw/words.txt
  echo 'sort -u' >lib/code.sh
  ark dataset import raw "$PWD/raw" >&2
  write_pipeline 'sort -u'
  ark pipeline run words.yaml >&2
  ark pipeline run words.yaml >&2
  write_pipeline 'sort -r'
  ark pipeline run words.yaml >&2
  write_pipeline 'sort -u; false'
  ark pipeline run words.yaml >&2 || true
}

write_pipeline() { # how words are sorted
  cat >words.yaml <<YAML
name: words
steps:
  clean:
    command: [sh, -c, '$1 < \$ARKWRIGHT_INPUT_DATA/words.txt > \$ARKWRIGHT_OUTPUT_OUT/clean.txt']
    inputs: {data: dataset/raw}
    outputs: {out: dataset/clean}
    resources: {cpus: 0.2}
  count:
    command: [sh, -c, 'wc -l < \$ARKWRIGHT_INPUT_DATA/clean.txt > \$ARKWRIGHT_OUTPUT_OUT/lines.txt']
    inputs: {data: dataset/clean}
    outputs: {out: dataset/lines}
    code: [lib]
    resources: {cpus: 0.2}
  report:
    script: test -e \$ARKWRIGHT_INPUT_LINES/lines.txt
    inputs: {lines: dataset/lines@latest, raw: dataset/raw@1}
    resources: {cpus: 0.2}
  last:
    command: [echo, done]
    after: [report, clean]
    resources: {cpus: 0.2}
YAML
}
