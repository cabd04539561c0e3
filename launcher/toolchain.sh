# shellcheck shell=sh
# Finds what building and starting Arkwright need, and says what is missing. Sourced by ./arkwright,
# ./check and bench/*.sh, so it is POSIX sh; each start goes through it, so it starts no process where
# nothing is missing.
#
#   require_jdk    sets java_home
#   find_jdk       the same, and exports it as JAVA_HOME
#   find_maven     sets MAVEN
#   find_natives   sets natives, the folder with llama.cpp's libraries, fetched if need be; 1 where
#                  they could not be had, 3 where there are none for this machine
#
# Root on Debian gets missing packages installed.

JAVA_FEATURE_MIN=25

say() { printf 'arkwright: %s\n' "$*" >&2; }

fail() { # what is wrong, then lines about what to do
  say "$1"
  shift
  for line in "$@"; do printf '  %s\n' "$line" >&2; done
  exit 1
}

is_jdk() { # folder: a JDK that is new enough? Reads its release file.
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS='=' read -r key value; do
    if [ "$key" = JAVA_VERSION ]; then
      value=${value#\"}
      feature=${value%%[!0-9]*}
      [ "${feature:-0}" -ge "$JAVA_FEATURE_MIN" ]
      return
    fi
  done <"$1/release"
  return 1
}

search_jdk() { # sets java_home; ARKWRIGHT_JDK_FOLDERS are other folders of JDKs, for tests
  if [ -n "${JAVA_HOME:-}" ] && is_jdk "$JAVA_HOME"; then
    java_home=$JAVA_HOME
    return
  fi
  java_home=$(command -v java || true)
  if [ -n "$java_home" ]; then
    java_home=$(readlink -f "$java_home")
    java_home=${java_home%/bin/java}
    if is_jdk "$java_home"; then return; fi
  fi
  for folder in ${ARKWRIGHT_JDK_FOLDERS:-/usr/lib/jvm "${HOME:-/root}/.sdkman/candidates/java" /opt}; do
    for java_home in "$folder"/*; do
      if is_jdk "$java_home"; then return; fi
    done
  done
  java_home=
  return 1
}

is_root_on_debian() {
  [ "$(id -u)" = 0 ] && [ -r /etc/debian_version ] && command -v apt-get >/dev/null
}

apt() { # words for apt-get; waits for whoever else installs something just now
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@"
}

update_packages() { # once is enough, and without a network what is known has to do
  [ -z "${packages_are_updated:-}" ] || return 0
  packages_are_updated=yes
  apt update >/dev/null 2>&1 || :
}

install_packages() { # names; its chatter is shown only where it fails
  is_root_on_debian || return 1
  update_packages
  say "installing: $*"
  log=$(mktemp)
  if ! apt install -y --no-install-recommends "$@" >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

install_jdk() {
  is_root_on_debian || return 1
  say "no JDK $JAVA_FEATURE_MIN or newer here; looking for a package of one (apt-get update)"
  update_packages
  for package in openjdk-25-jdk-headless temurin-25-jdk openjdk-26-jdk-headless openjdk-27-jdk-headless; do
    if apt-cache show "$package" >/dev/null 2>&1 && install_packages "$package" && search_jdk; then
      return
    fi
  done
  return 1
}

require_jdk() {
  search_jdk || install_jdk ||
    fail "needs a JDK of version $JAVA_FEATURE_MIN or newer, and found none." \
      "Looked at JAVA_HOME, PATH, /usr/lib/jvm, ~/.sdkman and /opt." \
      "Get one from https://adoptium.net/temurin/releases/?version=$JAVA_FEATURE_MIN (a .tar.gz unpacked below /opt will do)," \
      "or with a package: apt install openjdk-25-jdk-headless, dnf install java-25-openjdk-devel;" \
      "or set JAVA_HOME to one."
}

find_jdk() {
  require_jdk
  JAVA_HOME=$java_home
  export JAVA_HOME
}

find_maven() {
  if MAVEN=$(command -v mvn); then return; fi
  if is_root_on_debian; then
    # shellcheck disable=SC2034 # for those who source this
    if install_packages maven && MAVEN=$(command -v mvn); then return; fi
    fail "needs Maven to build, and the package maven could not be installed; see above."
  else
    fail "needs Maven 3.8 or newer to build, and found no mvn on PATH." \
      "Install it: apt install maven, dnf install maven, brew install maven;" \
      "or see https://maven.apache.org/install.html"
  fi
}

# Without them everything works but serving text models: so a build goes on, and says what is missing.
find_natives() { # after require_jdk; $root is where the sources are
  pin="$root/work/llama/src/main/resources/org/arkwright/llama/natives.properties"
  natives=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/arkwright/$(sed -n 's/^folder=//p' "$pin")
  if [ -d "$natives" ]; then return; fi
  natives=$("$java_home/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "$root/launcher/Natives.java" "$pin")
}
