#!/bin/bash
# Hosts that share nothing: each has network, mount, process, host-name and IPC namespaces of its
# own, and two interfaces, on two switches. The control plane is a host on the first switch, which
# keeps the machine's files. Needs root, iproute2 and util-linux.
#   hosts.sh up NAME N FOLDER SHOW    makes hosts 1..N; SHOW lists what all may read, a path a line
#   hosts.sh run NAME I CMD...        runs a command in host I; I is 0 for the control plane's
#   hosts.sh unplug|plug NAME I       takes both cables of a host out, and puts them back
#   hosts.sh down NAME                ends all of it
# Addresses: 10.78.0.I in the management network, 10.78.1.I in the fabric; 10.78.0.254 for host 0.
set -eu
what=$1 name=$2
state=/run/arkwright-hosts-$name
netns() { echo "ark-$name-$1"; }
cable() { # host, network's number, interface, address
  ip -n "$(netns sw)" link add name "p$2-$1" type veth peer name "$3" netns "$(netns "$1")"
  ip -n "$(netns sw)" link set "p$2-$1" master "sw$2" up
  ip -n "$(netns "$1")" addr add "$4/24" dev "$3"
  ip -n "$(netns "$1")" link set "$3" up
}
host() { # number, folder, list of what it may read: a root of its own, then its first process
  new=$2/root-$1
  mkdir -p "$new" "$2/host-$1"
  # shellcheck disable=SC2016
  setsid ip netns exec "$(netns "$1")" unshare --mount --pid --uts --ipc --fork \
    --propagation private bash -c '
    set -e
    number=$1 new=$2 own=$3 show=$4
    hostname "host$number"
    mount -t tmpfs -o mode=755 tmpfs "$new"
    cd "$new"
    mkdir -p proc dev sys tmp run root host usr etc old
    chmod 1777 tmp
    for each in bin sbin lib lib64; do ln -s "usr/$each" "$each"; done
    for each in /usr /etc; do
      mount --bind "$each" ".$each" && mount -o remount,bind,ro ".$each"
    done
    mount --rbind /sys sys
    for each in null zero full random urandom tty; do
      touch "dev/$each" && mount --bind "/dev/$each" "dev/$each"
    done
    mkdir -p dev/shm && mount -t tmpfs tmpfs dev/shm
    while read -r each; do
      if [ -d "$each" ]; then mkdir -p ".$each"; else mkdir -p ".${each%/*}"; : >".$each"; fi
      mount --bind "$each" ".$each" && mount -o remount,bind,ro ".$each"
    done <"$show"
    mount --bind "$own" host
    pivot_root . old
    cd /
    mount -t proc proc /proc
    umount -l /old && rmdir /old
    while :; do sleep 1; done' init "$1" "$new" "$2/host-$1" "$3" \
    >"$2/host-$1.log" 2>&1 </dev/null &
  unshared=$!
  for _ in $(seq 100); do
    first=$(pgrep -P "$unshared" bash | head -n 1 || true)
    if [ -n "$first" ] && [ "$(nsenter -t "$first" -m -p sh -c '[ -d /old ] || ls /host/.. | grep -c proc' 2>/dev/null || true)" = 1 ]; then
      echo "$first" >"$state/$1"
      return
    fi
    sleep 0.1
  done
  cat "$2/host-$1.log" >&2
  exit 1
}
case $what in
up)
  count=$3 folder=$4 show=$5
  mkdir -p "$state"
  ip netns add "$(netns sw)"
  for network in 0 1; do
    ip -n "$(netns sw)" link add name "sw$network" type bridge
    ip -n "$(netns sw)" link set "sw$network" up
  done
  ip netns add "$(netns 0)"
  ip -n "$(netns 0)" link set lo up
  cable 0 0 eth0 10.78.0.254
  for number in $(seq "$count"); do
    ip netns add "$(netns "$number")"
    ip -n "$(netns "$number")" link set lo up
    cable "$number" 0 eth0 "10.78.0.$number"
    cable "$number" 1 fab0 "10.78.1.$number"
    host "$number" "$folder" "$show"
  done
  ;;
run)
  number=$3
  shift 3
  if [ "$number" = 0 ]; then exec ip netns exec "$(netns 0)" "$@"; fi
  # shellcheck disable=SC2016
  exec nsenter -t "$(cat "$state/$number")" --mount --uts --ipc --net --pid \
    sh -c 'cd / && exec "$@"' sh "$@"
  ;;
unplug | plug)
  to=up
  [ "$what" = plug ] || to=down
  for network in 0 1; do ip -n "$(netns sw)" link set "p$network-$3" "$to"; done
  ;;
down)
  set +e
  for each in "$state"/*; do
    [ -f "$each" ] && kill -9 "$(cat "$each")" 2>/dev/null
  done
  for each in $(ip netns list | awk '{print $1}'); do
    case $each in ark-"$name"-*)
      for process in $(ip netns pids "$each"); do kill -9 "$process" 2>/dev/null; done
      ip netns del "$each"
      ;;
    esac
  done
  rm -rf "$state"
  ;;
*) echo "hosts.sh: no '$what'" >&2 && exit 2 ;;
esac
