#!/usr/bin/env bash
# Proves that what `arkwright dist` makes needs nothing but itself: it is made, moved, and run with no
# Java, Maven or git on PATH; by root also without a network, with the JDKs, the home folder and the
# sources hidden, and from a read-only mount. Part of ./check --long; about four minutes.
#
#   launcher/prove-dist.sh [DIST]
#
# DIST: one that is there; it is copied.
set -Eeuo pipefail
trap 'echo "prove-dist: stopped at line $LINENO" >&2' ERR

ok() { printf 'prove-dist: %s\n' "$*"; }
wrong() {
  printf 'prove-dist: WRONG: %s\n' "$1" >&2
  if [ -f "${2:-}" ]; then tail -n 30 "$2" >&2; fi
  exit 1
}

# --- Around it: made, judged, moved --------------------------------------------------------------

outside() { # a dist, or nothing
  cd "$(dirname "$0")/.."
  work=$(mktemp -d)
  trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

  mkdir "$work/mine"
  : >"$work/mine/letter"
  if ./arkwright dist "$work/mine" >"$work/said" 2>&1 || ! grep -q 'no earlier dist' "$work/said"; then
    wrong "it would write into a folder of somebody's" "$work/said"
  fi
  [ -f "$work/mine/letter" ] || wrong "it removed somebody's file"
  ok "a folder of somebody's is refused"

  if [ -n "$1" ]; then cp -a "$1" "$work/made"; else ./arkwright dist "$work/made"; fi
  . launcher/toolchain.sh
  find_jdk
  compare_modules "$work/made"
  mkdir "$work/moved here"
  mv "$work/made" "$work/moved here/arkwright"

  # Just what the launcher, the server and the jobs of this proof name.
  mkdir "$work/tools"
  for tool in sh env setsid setpriv readlink dirname basename stty nproc sleep touch mv rm mkdir cat \
    cp ls echo true uname; do
    if file=$(type -P "$tool"); then ln -s "$file" "$work/tools/$tool"; fi
  done
  mkdir "$work/tmp"

  if [ "$(id -u)" = 0 ] && unshare -mn true 2>/dev/null; then
    unshare -mn "$BASH" "$PWD/launcher/prove-dist.sh" --inside "$work" "$PWD" yes
  else
    ok "skipped: hiding JDKs, sources and network, and a read-only mount; only root can do that"
    "$BASH" "$PWD/launcher/prove-dist.sh" --inside "$work" "$PWD" no
  fi
}

compare_modules() { # dist: whether its runtime has what its jars ask for
  "$1/runtime/bin/java" --list-modules | sed 's/@.*//' | sort >"$work/has"
  # One jar at a time, for some of them are modules that would ask for others.
  cat >"$work/Wanted.java" <<'JAVA'
void main(String[] jars) {
  var jdeps = java.util.spi.ToolProvider.findFirst("jdeps").orElseThrow();
  for (String jar : jars) {
    jdeps.run(System.out, System.err,
        "--multi-release", "25", "--ignore-missing-deps", "-summary", jar);
  }
}
JAVA
  "$JAVA_HOME/bin/java" "$work/Wanted.java" "$1"/lib/*.jar "$1"/lib/work-*/*.jar 2>/dev/null |
    sed -n 's/.* -> \(java[.].*\|jdk[.].*\)/\1/p' | sort -u >"$work/wanted"
  # java.desktop: see launcher/dist.sh; java.compiler: annotations of a build.
  missing=$(comm -23 "$work/wanted" "$work/has" | sed '/^java[.]desktop$/d; /^java[.]compiler$/d')
  [ -z "$missing" ] || wrong "launcher/dist.sh lacks modules that jars ask for: $missing"
  grep -q '^java.sql$' "$work/wanted" || wrong "jdeps found nothing"
  ok "its runtime has what jdeps finds in the jars: $(wc -l <"$work/wanted") modules, less two"
}

# --- Within: nothing of a developer's machine ----------------------------------------------------

inside() { # work folder, folder of the sources, whether this is a world of its own
  work=$1
  dist="$work/moved here/arkwright"
  cd "$work"
  hidden=no
  if [ "$3" = yes ]; then
    hide "$2"
    hidden=yes
  fi
  trap 'ark down --stop-jobs >/dev/null 2>&1 || :' EXIT
  new_home
  for program in java javac mvn git; do
    if bare sh -c "command -v $program" >/dev/null; then wrong "$program can still be found"; fi
  done

  make_read_only
  ark version >said 2>&1 || wrong "version" said
  grep -q '^java 25\|^java 2[6-9]\|^java [3-9]' said || wrong "version does not tell its Java" said
  ok "version: $(tr '\n' ' ' <said)"
  serve_a_job "moved and read-only" caches
  replay_a_trace
  embed_texts
  stop

  ark quickstart --minutes 0.2 --down >said 2>&1 || wrong "quickstart" said
  grep -q 'token.*kWh\|bill' said || wrong "quickstart shows no bill" said
  ok "quickstart trained, deployed, asked and billed"
  no_complaints

  make_writable
  touch "$dist"/lib/*.jar "$dist/lib/stamp" # as a copy does that keeps no times
  touch -d '1 minute ago' "$dist/lib/stamp"
  if [ $hidden = yes ]; then
    make_read_only
    serve_a_job "copied without its times and read-only" none
    stop
    make_writable
  fi
  serve_a_job "copied without its times" caches
  stop
}

hide() { # folder of the sources
  ip link set lo up
  local own
  own=$(getent passwd "$(id -u)" | cut -d : -f 6)
  for place in /usr/lib/jvm /usr/share/maven /opt "$own" "$1"; do
    if [ -d "$place" ]; then mount --bind "$(mktemp -d "$work/nothing.XXX")" "$place"; fi
  done
  mount --bind "$dist" "$dist"
}

make_read_only() {
  if [ $hidden = yes ]; then mount -o remount,ro,bind "$dist"; else chmod -R a-w "$dist"; fi
}

make_writable() {
  if [ $hidden = yes ]; then mount -o remount,rw,bind "$dist"; else chmod -R u+w "$dist"; fi
}

new_home() { # so that no worker of an earlier one is met
  home=$(mktemp -d "$work/home.XXX")
}

bare() { env -i PATH="$work/tools" HOME="$home" TMPDIR="$work/tmp" "$@"; }
ark() { bare "$dist/arkwright" "$@"; }

serve_a_job() { # how it lies there; whether the server must have found its caches
  ark up --port 0 --gateway-port 0 >said 2>&1 || wrong "up, $1" said
  ark run -- echo hi >said 2>&1 || wrong "run, $1" said
  grep -qx 'hi' said || grep -q 'hi$' said || wrong "run did not print what the job said, $1" said
  pid=$(sed -n 's/.*"pid" *: *\([0-9]*\).*/\1/p' "$home/.arkwright/server.json")
  has=none
  if tr '\0' '\n' <"/proc/$pid/cmdline" | grep '^-XX:AOTCache=' >/dev/null; then has=caches; fi
  [ $has = "$2" ] || wrong "the server runs with $has; expected $2, $1"
  ok "$1: up and run, with ${2/none/no caches}"
}

replay_a_trace() {
  ark twin generate --jobs 50 >jobs.csv || wrong "twin generate" jobs.csv
  echo 'nodes: [{name: n, count: 8, devices: {kind: h100, count: 8}}]' >fleet.yaml
  ark twin replay jobs.csv --fleet fleet.yaml --policy fifo >said 2>&1 || wrong "twin replay" said
  ok "the twin replays"
}

embed_texts() { # by ONNX Runtime and the tokenizers' native libraries
  ark model import minilm --builtin >said 2>&1 || wrong "model import" said
  ark deploy minilm --model minilm --cpus 0.5 >said 2>&1 || wrong "deploy" said
  ark embed minilm "a dog" "a hound" >said 2>&1 || wrong "embed" said
  ark undeploy minilm >/dev/null 2>&1 || wrong "undeploy"
  ok "an embedding model is served"
}

stop() {
  ark down --stop-jobs >said 2>&1 || wrong "down" said
  no_complaints
}

no_complaints() { # by Java, that a cache does not fit
  log="$home/.arkwright/server.log"
  [ -s "$log" ] || wrong "$log is missing"
  if grep -qi '\[aot\|AOT cache\|shared class paths' "$log"; then
    wrong "Java complains of a cache" "$log"
  fi
  new_home
}

case ${1:-} in
  --inside)
    shift
    inside "$@"
    ;;
  *) outside "${1:-}" ;;
esac
