# shellcheck shell=bash disable=SC2016,SC2154
# Every event, and every alternative, constant and optional component that an event can hold,
# whether or not a site ever wrote it so: the golden file of the version, and every-event.jsonl
# beside this. It tells no story, so no state comes of it: it is for reading alone. Its lines are in
# events.jsonl.

GOLDEN=plant/stored/src/test/resources/org/arkwright/stored

play() {
  local newest
  newest=$(git -C "$repository" ls-tree --name-only "$COMMIT" "$GOLDEN/" | sort -V | tail -n 1)
  git -C "$repository" show "$COMMIT:$newest" >events.jsonl
  cat "$here/scenarios/every-event.jsonl" >>events.jsonl
  tool Sample append events.jsonl "$HOME_FOLDER/journal.db"
}

asks() {
  mkdir -p "$1"
  echo 'No server was asked: no state comes of these events.' >"$1/README"
}

also() { grep -v '^$\|^#' events.jsonl | gzip -9 -n >"$1/every-event/events.jsonl.gz"; }
