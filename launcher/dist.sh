# shellcheck shell=sh disable=SC2154
# `arkwright dist [FOLDER]`: one folder that runs without a JDK, Maven or git, or a network; sourced by
# ./arkwright, with its variables. What is in it, and what for: docs/operations/dist.md.

# What the jars ask of Java: launcher/prove-dist.sh compares with what jdeps finds. Beyond that:
# jdk.jcmd and jdk.jfr to look into a server that runs; jdk.naming.dns and jdk.net because Netty asks
# for them by name; jdk.zipfs to read archives as folders. java.desktop is left out: what jdeps finds
# of it are points and windows that nobody draws here.
dist_modules=java.base,java.logging,java.management,java.naming,java.net.http,java.security.jgss
dist_modules=$dist_modules,java.sql,java.transaction.xa,java.xml,jdk.httpserver,jdk.management
dist_modules=$dist_modules,jdk.unsupported,jdk.jcmd,jdk.jfr,jdk.naming.dns,jdk.net,jdk.zipfs

is_dist() { # folder: an earlier dist?
  [ -f "$1/release" ] && grep -q '^ARKWRIGHT_VERSION=' "$1/release"
}

refuse_others() { # folder: only what nobody misses may be replaced
  if [ -e "$1" ] && [ ! -d "$1" ]; then
    fail "$1 is a file; expected a folder, or one that is not there yet"
  fi
  if [ -d "$1" ] && ! is_dist "$1" && [ -n "$(ls -A "$1")" ]; then
    fail "$1 is not empty and no earlier dist; nothing was changed" \
      "Name another folder: arkwright dist FOLDER"
  fi
  if is_dist "$1" && is_in_use "$(cd -P "$1" && pwd)"; then
    fail "a program still runs from $1; nothing was changed" \
      "Stop it (arkwright down --stop-jobs), or name another folder: arkwright dist FOLDER"
  fi
}

make_runtime() { # folder
  # Stripping libraries, too (--strip-debug), would need binutils, and finds nothing in those that
  # JDKs come with.
  if ! "$java_home/bin/jlink" --add-modules "$dist_modules" --strip-java-debug-attributes \
    --no-header-files --no-man-pages --compress zip-6 --output "$1" >"$stage/log" 2>&1; then
    cat "$stage/log" >&2
    fail "jlink of $java_home failed; see above"
  fi
  # For what has no cache of its own, such as the trainer, and with the server's headers for the twin.
  "$1/bin/java" -Xshare:dump >"$stage/log" 2>&1 || :
  "$1/bin/java" -XX:+UseCompactObjectHeaders -Xshare:dump >"$stage/log" 2>&1 || :
}

copy_jars() { # from folder, to folder: those that can be of use on a machine like this
  mkdir -p "$2"
  for jar in "$1"/*.jar; do
    case $jar in
      *-osx-* | *-windows-*) ;;
      *) cp "$jar" "$2/" ;; # No links: the times of copies are changed.
    esac
  done
}

wrong_words() {
  say "$1; expected: arkwright dist [FOLDER]"
  exit 2
}

make_dist() { # what follows `arkwright dist`
  case ${1:-}${2:+ $2} in
    -* | *' '-*) wrong_words "no options are known: '$*'" ;;
  esac
  [ $# -le 1 ] || wrong_words "one folder is enough: '$*'"
  [ -z "$packed" ] || fail "$root is a dist already: copy it, or make one where the sources are"
  # shellcheck source=launcher/build.sh
  . "$root/launcher/build.sh"
  require_build
  from=$(cd -P "$build/lib" && pwd)
  version=$(cd "$from" && echo arkwright-cli-*.jar)
  version=${version#arkwright-cli-}
  version=${version%.jar}
  machine=$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)
  folder=${1:-$root/target/dist/arkwright-$version-$machine}
  refuse_others "$folder"
  mkdir -p "$(dirname "$folder")"
  folder=$(cd -P "$(dirname "$folder")" && pwd)/$(basename "$folder")
  stage="$folder.new-$$" # What is not whole never stands at the folder's name.
  trap 'rm -rf "$stage"' EXIT
  trap 'exit 130' INT TERM
  mkdir "$stage"

  say "a Java runtime of what Arkwright needs, from $java_home"
  make_runtime "$stage/runtime"
  say "the jars, and those of training and serving"
  lib="$stage/lib"
  copy_jars "$from" "$lib"
  for jars in "$from"/work-*; do copy_jars "$jars" "$lib/${jars##*/}"; done
  if [ -d "$from/work-serve/llama.cpp" ]; then
    cp -R "$from/work-serve/llama.cpp" "$lib/work-serve/"
    ln -s ../work-serve/llama.cpp "$lib/work-convert/llama.cpp"
  fi
  for file in libsqlitejdbc.so cuda; do
    if [ -e "$from/$file" ]; then cp "$from/$file" "$lib/"; fi
  done
  make_class_path "$lib" >"$lib/classpath"
  mkdir "$stage/launcher"
  cp "$root/arkwright" "$root/LICENSE" "$stage/"
  cp "$root/launcher/toolchain.sh" "$root/launcher/build.sh" "$root/launcher/dist.sh" \
    "$stage/launcher/"
  say "the notices of the libraries"
  "$java_home/bin/java" "$root/launcher/Dependencies.java" notices "$lib" >"$stage/NOTICES.md" ||
    fail "the jars in $lib could not be described; see above"
  date_jars "$lib"
  say "training the start-up cache with that runtime"
  java_home="$stage/runtime"
  make_caches "$lib"
  rm -f "$lib"/*.aot.log "$stage/log"
  for cache in cli server worker; do
    [ -f "$lib/$cache.aot" ] || say "without $cache.aot: it could not be made, and starts take longer"
  done
  printf 'ARKWRIGHT_VERSION="%s"\nMACHINE="%s"\n' "$version" "$machine" >"$stage/release"
  grep '^JAVA_VERSION=' "$stage/runtime/release" >>"$stage/release"
  chmod -R a+rX "$stage"

  if [ -d "$folder" ]; then
    refuse_others "$folder" # A minute has passed.
    rm -rf "$folder"
  fi
  mv "$stage" "$folder"
  trap - EXIT INT TERM
  say "$folder is ready: $(du -sh "$folder" | cut -f 1) ($(du -sh "$folder/runtime" | cut -f 1) runtime," \
    "$(du -sh "$folder/lib" | cut -f 1) lib)"
  say "copy it anywhere on a machine like this one, and start its ./arkwright"
}
