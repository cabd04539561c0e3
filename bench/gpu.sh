#!/usr/bin/env bash
# The first look at a real GPU: finds the devices and compares them with nvidia-smi, shows ranks that
# see theirs alone, shares of a device, energy by NVML beside a load, a killed worker under load, and
# the bill. Prints a report for docs/benchmarks.md. Below eight minutes.
#
#   bench/gpu.sh bundle [FOLDER]    makes what the run needs, on a machine where Arkwright is built:
#                                   below 64 MiB, in target/gpu
#   bench/gpu.sh [run [FOLDER]]     runs it, on Linux with NVIDIA's driver; nothing else needs to be
#                                   installed, and no network is used
#   bench/gpu.sh fake [FOLDER]      proves the script itself: the same against libraries that gcc
#                                   makes of bench/gpu, which stand in for the driver; as root
#
# Copy bench/gpu.sh and target/gpu to the machine, side by side as they are here. The report is in
# $OUT, or in target/gpu-report if that is not set. Ends with 0 when every check passed, 1 when one
# did not, or there is no GPU.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
MIB_MAX=64

say() { printf 'gpu: %s\n' "$*" >&2; }
fail() {
  say "$1"
  shift
  for line in "$@"; do printf '  %s\n' "$line" >&2; done
  exit 1
}

# --- The bundle ----------------------------------------------------------------------------------

# Those of launcher/dist.sh but for what looks into a process that runs, and Kerberos.
run_modules=java.base,java.logging,java.management,java.naming,java.net.http,java.sql
run_modules=$run_modules,java.transaction.xa,java.xml,jdk.management,jdk.unsupported,jdk.net,jdk.zipfs

# What a run never loads: corpora, archives, S3, PostgreSQL, TLS, other machines' libraries, and what
# only tests have on their class path.
is_needed() { # name of a jar
  case $1 in
    extjwnl-* | langchain4j-* | netty-tcnative-boringssl-static-* | postgresql-* | brotli4j-* | \
      native-linux-* | zstd-jni-* | commons-* | xz-* | *-osx-* | *-windows-* | netty-codec-haproxy-* | \
      netty-resolver-dns-native-* | *-kqueue-* | checker-qual-* | *onnxruntime* | llama-* | byte-buddy-* | guava-* | jna-* | gson-* | \
      jopt-simple-* | jsonschema-* | fastcsv-*) return 1 ;;
    s3-* | regions-* | sdk-core-* | third-party-jackson-* | aws-* | http-auth* | http-client-spi-* | \
      apache5-client-* | httpclient5-* | httpcore5-* | endpoints-spi-* | retries* | checksums* | \
      profiles-* | eventstream-* | url-connection-client-* | crt-core-* | arns-* | auth-* | \
      metrics-spi-* | json-utils-* | identity-spi-* | protocol-core-* | utils-*) return 1 ;;
  esac
  case $1 in
    *-linux-aarch_64.jar) [ "$(uname -m)" = aarch64 ] ;;
    *-linux-x86_64.jar) [ "$(uname -m)" = x86_64 ] ;;
  esac
}

without() ( # jar, new jar, paths within it that are left out
  from=$1 to=$2
  shift 2
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  cd "$work"
  "$java_home/bin/jar" --extract --file "$from"
  if [ $# -gt 0 ]; then rm -rf "$@"; fi
  "$java_home/bin/jar" --create --file "$to" --manifest META-INF/MANIFEST.MF .
)

make_bundle() { # folder
  local new=$1.new-$$ jar name
  if [ -e "$1" ] && [ ! -e "$1/gpu-bundle" ]; then
    fail "$1 is no earlier bundle; nothing was changed" "Name another: bench/gpu.sh bundle FOLDER"
  fi
  ./arkwright version >/dev/null # Builds if needed.
  # shellcheck source=launcher/toolchain.sh
  . launcher/toolchain.sh
  find_jdk
  # shellcheck source=launcher/build.sh
  . launcher/build.sh
  say() { printf 'gpu: %s\n' "$*" >&2; } # Again, for those say who they are.
  rm -rf "$new"
  mkdir -p "$new/lib" "$new/launcher" "$new/gpu"
  say "a Java runtime"
  "$java_home/bin/jlink" --add-modules "$run_modules" --strip-java-debug-attributes \
    --no-header-files --no-man-pages --compress zip-9 --output "$new/runtime"
  rm -f "$new/runtime/lib/classlist" "$new/runtime/lib/jrt-fs.jar" # For tools alone.
  if command -v strip >/dev/null; then
    strip --strip-unneeded "$new/runtime/lib/server/libjvm.so"
  else
    say "without strip (package binutils) the bundle is 5 MiB larger"
  fi
  say "jars"
  tr ':' '\n' <target/arkwright/lib/classpath | while read -r jar || [ -n "$jar" ]; do
    name=${jar##*/}
    case $name in
      sqlite-jdbc-*) without "$jar" "$new/lib/$name" org/sqlite/native ;;
      armeria-[0-9]*)
        without "$jar" "$new/lib/$name" com/linecorp/armeria/server/docs \
          com/linecorp/armeria/internal/shaded/{bouncycastle,reflections}
        ;;
      micrometer-core-*)
        without "$jar" "$new/lib/$name" io/micrometer/core/instrument/binder/{cache,commonspool2,db} \
          io/micrometer/core/instrument/binder/{grpc,http,httpcomponents,hystrix,jersey,jetty,jpa} \
          io/micrometer/core/instrument/binder/{kafka,logging,mongodb,okhttp3,system,tomcat}
        ;;
      arkwright-*) # Compressed, however it was built.
        without "$jar" "$new/lib/$name" org/arkwright/{train,serve,twin,simulation,experiments}
        ;;
      *) if is_needed "$name"; then cp "$jar" "$new/lib/"; fi ;;
    esac
  done
  cp target/arkwright/lib/libsqlitejdbc.so "$new/lib/"
  "$java_home/bin/javac" --release 25 -nowarn -proc:none -d "$new/gpu" \
    -cp "$(cat target/arkwright/lib/classpath)" \
    bench/src/main/java/org/arkwright/bench/gpu/*.java
  cp arkwright LICENSE "$new/"
  cp launcher/toolchain.sh launcher/build.sh launcher/dist.sh "$new/launcher/"
  : >"$new/lib/stamp" # No caches are made on the way: they would be larger than all the rest.
  : >"$new/gpu-bundle"
  rm -rf "$1"
  mkdir -p "$(dirname "$1")"
  mv "$new" "$1"
  make_class_path "$1/lib" >"$1/lib/classpath"
  local kib
  kib=$(du -sk --apparent-size "$1" | cut -f 1)
  say "$1: $((kib / 1024)).$((kib % 1024 * 10 / 1024)) MiB in $(find "$1" -type f | wc -l) files"
  if [ "$kib" -gt $((MIB_MAX * 1024)) ]; then fail "that is more than $MIB_MAX MiB"; fi
}

# --- The run -------------------------------------------------------------------------------------

run() { # folder of the bundle, then "fake" where it is one
  local bundle status=0 ground report
  [ -e "$1/gpu-bundle" ] || fail "there is no bundle in $1" \
    "Make one where Arkwright is built, and copy it here: bench/gpu.sh bundle"
  bundle=$(cd -P "$1" && pwd)
  shift
  report=${OUT:-$root/target/gpu-report}
  mkdir -p "$report"
  ground=$(mktemp -d "${TMPDIR:-/tmp}/ark-gpu-XXXXXX")
  "$bundle/runtime/bin/java" -XX:+UseSerialGC -Xmx256m --enable-native-access=ALL-UNNAMED \
    -cp "$bundle/gpu:$bundle/lib/*" org.arkwright.bench.gpu.GpuBench \
    "$bundle/arkwright" "$bundle/runtime/bin/java" "$bundle/gpu:$bundle/lib/*" \
    "$ground" "$report/gpu.md" "$@" || status=$?
  if [ -d "$ground/home" ]; then
    "$bundle/arkwright" --home "$ground/home" down --stop-jobs >/dev/null 2>&1 || true
    cp "$ground/home/server.log" "$ground/home/worker/worker.log" "$report/" 2>/dev/null || true
  fi
  if [ "$status" = 0 ]; then
    rm -rf "$ground"
    say "every check passed; the report is $report/gpu.md"
  else
    say "ended with $status; what is left is in $ground, logs are in $report"
  fi
  return "$status"
}

# --- The fake ------------------------------------------------------------------------------------

fake() { # folder of the bundle
  local library status=0
  command -v gcc >/dev/null || fail "skipped: gcc is not installed, which makes the stand-ins"
  if ! unshare -m true 2>/dev/null; then
    fail "skipped: only root can show a driver's files that are not there (unshare -m)"
  fi
  library=$(mktemp -d)
  mkdir "$library/busy" "$library/bin"
  gcc -O2 -shared -fPIC "-DBUSY_FOLDER=\"$library/busy\"" -DDEVICES=2 -o "$library/libcuda.so.1" \
    bench/gpu/fake-cuda.c -lm
  gcc -O2 -shared -fPIC "-DBUSY_FOLDER=\"$library/busy\"" -DDEVICES=2 \
    -o "$library/libnvidia-ml.so.1" \
    plant/worker/src/test/resources/org/arkwright/worker/device/fake-nvml.c
  cat >"$library/bin/nvidia-smi" <<'SMI'
#!/bin/sh
for i in 0 1; do
  echo "GPU-0000000$i-aaaa-bbbb-cccc-dddddddddddd, NVIDIA H100 80GB HBM3, 81559, 0.0.fake"
done
SMI
  chmod +x "$library/bin/nvidia-smi"
  say "this is a fake: libraries of bench/gpu stand in for NVIDIA's driver"
  # Evidence of hardware, that nobody else sees.
  LD_LIBRARY_PATH=$library PATH=$library/bin:$PATH unshare -m "$BASH" -c '
    mount -t tmpfs none /proc/driver
    mkdir -p /proc/driver/nvidia/gpus/0000:1b:00.0
    exec "$BASH" bench/gpu.sh run "$1" fake' fake "$1" || status=$?
  rm -rf "$library"
  return "$status"
}

case ${1:-run} in
  bundle)
    [ $# -le 2 ] || fail "expected bench/gpu.sh bundle [FOLDER]"
    make_bundle "${2:-$root/target/gpu}"
    ;;
  run) run "${2:-$root/target/gpu}" "${@:3}" ;;
  fake)
    [ $# -ge 2 ] || make_bundle "$root/target/gpu" # One that is there may be of an older build.
    fake "${2:-$root/target/gpu}"
    ;;
  -h | --help) sed -n '2,/^set /{ /^set /d; s/^# \{0,1\}//; p; }' bench/gpu.sh ;;
  *)
    say "'$1' is unknown; expected bundle, run or fake; bench/gpu.sh --help tells more"
    exit 2
    ;;
esac
