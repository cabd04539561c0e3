#!/usr/bin/env bash
# The gateway alone compared with nginx, both in front of the same upstream, which streams 64
# tokens: requests per second with wrk at 1, 64 and 512 connections; latency at half the rate that
# the gateway reaches with 64; memory with 2,000 idle streams.
#
#   bench/gateway.sh [SECONDS=8]
set -euo pipefail
cd "$(dirname "$0")/.."
. launcher/toolchain.sh
find_jdk
find_maven
seconds=${1:-8}
for tool in wrk nginx; do
  command -v $tool >/dev/null || { echo "skipped: $tool is not installed"; exit 0; }
done
work=$(mktemp -d)
pids=()
clean_up() {
  kill "${pids[@]}" 2>/dev/null || true
  nginx -p "$work" -c "$work/nginx.conf" -s quit 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT
"$MAVEN" -q -pl bench -am -DskipTests package

ulimit -n 8192
class_path=bench/target/classes:$(cat bench/target/classpath)
java=("$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders
  --enable-native-access=ALL-UNNAMED -cp "$class_path")
# The gateway runs inside the server, so it is measured with the launcher's options for the server.
mapfile -t server_options < <(
  sed -n '/^server_options="/,/"$/ { s/^server_options="//; s/"$//; p }' arkwright
)
if [ ${#server_options[@]} -eq 0 ]; then
  echo "gateway: found no server_options in ./arkwright" >&2
  exit 1
fi
server=("$JAVA_HOME/bin/java" "${server_options[@]}" -cp "$class_path")
stub=org.arkwright.bench.gateway.StubUpstream
alone=org.arkwright.bench.gateway.GatewayAlone
stream_load=org.arkwright.bench.gateway.StreamLoad
ready() { until grep -q " at " "$1" 2>/dev/null; do sleep 0.1; done; }
upstream=18471 idle=18472 gateway=18473 idle_gateway=18474 proxy=18475
"${java[@]}" -Xmx256m $stub $upstream >"$work/upstream" &
pids+=($!)
"${java[@]}" -Xmx1g $stub $idle 5000 >"$work/idle" &
pids+=($!)
"${server[@]}" $alone $gateway $upstream "$work/spool" >"$work/gateway" 2>"$work/gateway.log" &
pids+=($!)
cat >"$work/nginx.conf" <<NGINX
worker_processes auto;
pid $work/nginx.pid;
error_log $work/nginx.log;
events { worker_connections 4096; }
http {
  access_log off;
  client_body_temp_path $work/body; proxy_temp_path $work/proxy; fastcgi_temp_path $work/fastcgi;
  uwsgi_temp_path $work/uwsgi; scgi_temp_path $work/scgi;
  keepalive_requests 10000000;
  upstream stub { server 127.0.0.1:$upstream; keepalive 1024; keepalive_requests 10000000; }
  server {
    listen 127.0.0.1:$proxy backlog=4096;
    location / {
      proxy_pass http://stub;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
    }
  }
}
NGINX
nginx -p "$work" -c "$work/nginx.conf"
cat >"$work/chat.lua" <<'LUA'
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer ak-bench"
wrk.body = '{"model":"bench","stream":true,"messages":[{"role":"user","content":"hi"}]}'
wrk.path = "/v1/chat/completions"
LUA
ready "$work/upstream"; ready "$work/idle"; ready "$work/gateway"

load() { # port, connections: requests per second, p50, p99
  wrk -t1 -c"$2" -d"${seconds}s" --latency -s "$work/chat.lua" "http://127.0.0.1:$1/" >"$work/wrk"
  if grep -q "Non-2xx" "$work/wrk"; then cat "$work/wrk" >&2; fi
  awk '
    /Requests\/sec/ { rate = $2 }
    $1 == "50%" { p50 = $2 }
    $1 == "99%" { p99 = $2 }
    END { print rate, p50, p99 }' "$work/wrk"
}
load $gateway 64 >/dev/null # warms up the JIT compilers
load $proxy 64 >/dev/null
half=0
for connections in 1 64 512; do
  read -r direct d50 d99 < <(load $upstream $connections)
  read -r nginx n50 n99 < <(load $proxy $connections)
  read -r ours g50 g99 < <(load $gateway $connections)
  latencies="direct $d50 $d99, nginx $n50 $n99, gateway $g50 $g99"
  awk -v c=$connections -v d="$direct" -v n="$nginx" -v g="$ours" -v t="$latencies" 'BEGIN {
    printf "%d connections: direct %.0f/s, nginx %.0f/s, gateway %.0f/s", c, d, n, g
    printf " = %.2f of nginx (target: 0.5); p50 p99: %s\n", g / n, t
  }'
  if [ $connections = 64 ]; then half=$(awk -v g="$ours" 'BEGIN { printf "%d", g / 2 }'); fi
done
echo "at half the gateway's rate, $half/s:"
for target in direct:$upstream nginx:$proxy gateway:$gateway; do
  printf '  %s: ' "${target%%:*}"
  "${java[@]}" $stream_load rate "${target##*:}" "$half" "$seconds"
done

"${server[@]}" $alone $idle_gateway $idle "$work/idle-spool" \
  >"$work/idle-gateway" 2>"$work/idle-gateway.log" &
pids+=($!)
holder=$!
ready "$work/idle-gateway"
"${java[@]}" $stream_load hold $idle_gateway 2000 >"$work/hold" &
pids+=($!)
until grep -q "streams are open" "$work/hold"; do sleep 0.2; done
awk '/VmRSS/ {
  printf "2,000 idle streams: %.0f MB resident (target: below 300)\n", $2 / 1024
}' "/proc/$holder/status"
