# shellcheck shell=sh disable=SC2154
# What ./arkwright does on its first start and whenever a source is newer than the build; sourced by
# it, with its variables: root, build, java_home, the options and the main classes.

make_class_path() { # folder: its jars with our own first, for those are asked first
  class_path=
  for jar in "$1"/arkwright-cli-*.jar "$1"/picocli-*.jar "$1"/jackson-*.jar "$1"/*.jar; do
    case ":$class_path:" in
      *":$jar:"*) ;;
      *) class_path=${class_path:+$class_path:}$jar ;;
    esac
  done
  printf '%s\n' "$class_path"
}

# What runs inside ranks has a folder of jars of its own: hundreds of megabytes that neither the
# command nor the server should see. They are linked to Maven's copies where the disk allows it.
gather() { # folder of a module, folder for its jars
  mkdir -p "$2"
  tr ':' '\n' <"$1/target/classpath" | while read -r jar || [ -n "$jar" ]; do
    if [ -f "$jar" ]; then ln -f "$jar" "$2/" 2>/dev/null || cp "$jar" "$2/"; fi
  done
  cp "$1"/target/arkwright-*.jar "$2/"
  rm -f "$2"/arkwright-*-tests.jar
}

gather_natives() { # folder of llama.cpp's libraries, folder for them beside the jars that load them
  mkdir -p "$2"
  for file in "$1"/*; do ln -f "$file" "$2/" 2>/dev/null || cp "$file" "$2/"; done
}

# Its driver would unpack this library at each start, and compare the two byte by byte. Where it is
# not the right one, the driver does so still.
unpack_sqlite() { # folder of jars
  case $(uname -sm) in
    'Linux x86_64') native=org/sqlite/native/Linux/x86_64/libsqlitejdbc.so ;;
    'Linux aarch64') native=org/sqlite/native/Linux/aarch64/libsqlitejdbc.so ;;
    *) return ;;
  esac
  for jar in "$1"/sqlite-jdbc-*.jar; do
    (cd "$1" && "$java_home/bin/jar" --extract --file "$jar" "$native" && mv "$native" . && rm -r org) || :
  done
}

is_in_use() { # folder: whether a process runs from it
  grep -qsF "$1/" /proc/[0-9]*/cmdline
}

remove_old_builds() { # all but the current one and those that a process still runs from
  for old in "$build"/builds/*; do
    if [ "$old" != "$1" ] && ! is_in_use "$old"; then
      rm -rf "$old"
    fi
  done
}

# Says now and then which of its modules the build is at. Ends with the process that builds.
show_progress() { # the build's log
  said=
  # The sleep outlives the build, and must not keep the caller's output open.
  while sleep 5 >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
    now=$(sed -n 's/^\[INFO\] Building .*\[\([0-9]*\)\/\([0-9]*\)\]$/module \1 of \2/p' "$1" | tail -n 1)
    if [ "$now" != "$said" ]; then say "$now"; fi
    said=$now
  done
}

build_distribution() {
  find_maven
  say "building; the first time this takes minutes, as libraries are downloaded"
  mkdir -p "$build/builds"
  find_natives || {
    natives=
    say "without llama.cpp's libraries, see above: models in GGUF cannot be served"
  }
  modules=front/cli
  for pom in "$root"/work/*/pom.xml; do
    if [ -f "$pom" ]; then modules=$modules,work/$(basename "${pom%/pom.xml}"); fi
  done
  profiles=
  if wants_cuda; then
    say "with CUDA for training: 460 MB more to download the first time"
    profiles=-Pcuda
  fi
  stamp="$build/builds/.stamp"
  : >"$stamp" # What changes while we build is newer than the build.
  log="$build/build.log"
  say "what the build says is in $log"
  : >"$log"
  show_progress "$log" 9>&- &
  progress=$!
  built=yes
  # shellcheck disable=SC2086
  (cd "$root" && JAVA_HOME=$java_home "$MAVEN" -B -T 1C $profiles -pl "$modules" -am package \
    -Dmaven.test.skip=true -Dspotless.check.skip=true) >"$log" 2>&1 || built=no
  kill "$progress" 2>/dev/null || :
  wait "$progress" 2>/dev/null || :
  if [ "$built" = no ]; then
    grep -E "ERROR|WARNING.*[.]java:" "$log" | head -n 15 >&2 || tail -n 15 "$log" >&2
    fail "the build failed; all it said is in $log"
  fi
  new="$build/builds/$(date +%Y%m%d-%H%M%S)-$$"
  mkdir -p "$new"
  cp "$root"/front/cli/target/distribution/*.jar "$root"/front/cli/target/arkwright-cli-*.jar "$new"
  for module in "$root"/work/*; do
    if [ -f "$module/target/classpath" ]; then
      gather "$module" "$new/work-$(basename "$module")"
    fi
  done
  if [ -n "$natives" ]; then
    gather_natives "$natives" "$new/work-serve/llama.cpp"
    ln -s ../work-serve/llama.cpp "$new/work-convert/llama.cpp"
  fi
  if [ -n "$profiles" ]; then : >"$new/cuda"; fi
  make_class_path "$new" >"$new/classpath"
  unpack_sqlite "$new"
  touch -r "$stamp" "$new/classpath"
  say "training the start-up cache"
  make_caches "$new"
  ln -sfn "builds/$(basename "$new")" "$build/lib.new"
  mv -fT "$build/lib.new" "$build/lib" # A running server keeps the jars it started with.
  remove_old_builds "$new"
  say "built"
}

# Ahead-of-time caches (JEP 514) halve what starting costs; without them everything works the same.
make_caches() { # folder of jars
  IFS= read -r class_path <"$1/classpath"
  # shellcheck disable=SC2086
  "$java_home/bin/java" $cli_options -XX:AOTCacheOutput="$1/cli.aot" -cp "$class_path" \
    "$cache_training_class" >"$1/cli.aot.log" 2>&1 || rm -f "$1/cli.aot"
  train_server_cache "$1"
}

train_server_cache() ( # folder of jars: lets a server run one job in a home of its own
  unset ARKWRIGHT_URL ARKWRIGHT_TOKEN
  home=$(mktemp -d)
  log="$1/server.aot.log"
  : >"$log" # It is looked into before the server has come to open it.
  # shellcheck disable=SC2086
  "$java_home/bin/java" $server_options -XX:AOTCacheOutput="$1/server.aot" \
    -Darkwright.worker.options="-XX:AOTCacheOutput=$1/worker.aot" -cp "$class_path" \
    "$server_class" --home "$home" --port 0 --gateway-port 0 >"$log" 2>&1 9>&- &
  server=$!
  trap 'kill "$server" 2>/dev/null; exit 130' INT TERM
  tries=0
  until grep -q 'is ready' "$log" || [ "$tries" -ge 300 ] || ! kill -0 "$server" 2>/dev/null; do
    sleep 0.1
    tries=$((tries + 1))
  done
  for words in 'run -- true' 'jobs --all' 'nodes' 'down --stop-jobs'; do
    # shellcheck disable=SC2086
    "$java_home/bin/java" $cli_options -cp "$class_path" "$cli_class" \
      --home "$home" $words >>"$log" 2>&1 || kill "$server" 2>/dev/null || true
  done
  worker=$(sed -n 's/.*"pid" *: *\([0-9]*\).*/\1/p' "$home/worker/worker.json" 2>/dev/null || true)
  wait "$server" || rm -f "$1/server.aot"
  tries=0 # The worker writes its cache as it ends.
  while [ -n "$worker" ] && kill -0 "$worker" 2>/dev/null; do
    if [ "$tries" -ge 300 ]; then kill "$worker" && rm -f "$1/worker.aot"; break; fi
    sleep 0.1
    tries=$((tries + 1))
  done
  rm -rf "$home"
)
