#!/bin/sh
# Looks at the libraries that ship: their licences, against those allowed here, and their known faults,
# as OSV's public API tells them. Where that cannot be reached, it says so, and compares the versions
# with those that were looked at by hand: launcher/reviewed-dependencies.txt. Ends with 1 if anything
# is to do. CI runs it every week; anyone can.
#
#   launcher/audit-dependencies.sh [LIB=target/arkwright/lib]
set -eu
root=$(cd -P "$(dirname "$0")/.." && pwd)
# shellcheck source=launcher/toolchain.sh
. "$root/launcher/toolchain.sh"
find_jdk
lib=${1:-$root/target/arkwright/lib}
if [ ! -d "$lib" ]; then
  say "$lib is not there; expected a folder of jars. Build first: ./arkwright --version"
  exit 2
fi
exec "$JAVA_HOME/bin/java" "$root/launcher/Dependencies.java" audit \
  "$root/launcher/reviewed-dependencies.txt" "$lib"
