# Finds what building and starting Arkwright need; sourced by ./arkwright and ./check.
# Sets JAVA_HOME (find_jdk) and MAVEN (find_maven), installing Debian packages when root and missing.

JDK_WANTED=25

say() { echo "arkwright: $*" >&2; }

# The feature version of the JDK in a folder, from its release file; 0 when there is none.
jdk_version() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || { echo 0; return; }
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" | head -n 1
}

is_jdk() {
  local version
  version=$(jdk_version "$1")
  [ "${version:-0}" -ge "$JDK_WANTED" ]
}

search_jdk() {
  local candidate on_path
  on_path=$(command -v javac 2>/dev/null) && on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  for candidate in "${JAVA_HOME:-}" "$on_path" ${ARKWRIGHT_JVM_FOLDERS:-/usr/lib/jvm/* /opt/*jdk* "$HOME"/.sdkman/candidates/java/*}; do
    if [ -n "$candidate" ] && is_jdk "$candidate"; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  return 1
}

install_package() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
  say "installing the Debian package $1"
  apt-get -qq -o DPkg::Lock::Timeout=300 update >/dev/null 2>&1 || true
  DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 install -y \
    --no-install-recommends "$1" >/dev/null 2>&1
}

find_jdk() {
  search_jdk && return
  local package
  for package in openjdk-25-jdk-headless temurin-25-jdk; do
    if install_package "$package" && search_jdk; then return; fi
  done
  say "no JDK $JDK_WANTED or newer found (looked at JAVA_HOME, PATH, /usr/lib/jvm, /opt, ~/.sdkman)."
  say "Install one, for example Eclipse Temurin 25 from https://adoptium.net, and set JAVA_HOME to its folder."
  exit 1
}

find_maven() {
  MAVEN=$(command -v mvn) && return
  if install_package maven && MAVEN=$(command -v mvn); then return; fi
  say "Maven (mvn) is needed to build and was not found. Install Maven 3.8 or newer and put it on PATH."
  exit 1
}
