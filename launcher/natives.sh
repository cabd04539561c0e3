#!/bin/sh
# Fetches what our binding to llama.cpp loads, verified, into the user's cache, and prints the folder;
# where it is there, nothing is fetched. ./arkwright and ./check do this by themselves when they
# build. Exit code 3: there are no such libraries for this machine. See docs/dependencies.md.
set -eu
root=$(cd -P "$(dirname "$0")/.." && pwd)
# shellcheck source=launcher/toolchain.sh
. "$root/launcher/toolchain.sh"
require_jdk
find_natives
printf '%s\n' "$natives"
