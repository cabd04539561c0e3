# shellcheck shell=bash disable=SC2034
# What ./check --engines and --browser set up, each by the name that its tests bear as a tag; sourced
# by ./check after toolchain.sh. What root on Debian may install, is; Python's and Node's packages go
# into target/engines.
#
#   set_up NAME    0 when it is there, with what in `found`; else why not in `reason`

ENGINES_BY_DEFAULT=(postgresql s3 openai-python openai-node anthropic-python anthropic-node bubblewrap gcc python openapi-generator llama-headers)
ENGINES_WHEN_NAMED=(mlflow lightning torch)
engines_folder=$PWD/target/engines

set_up() {
  found='' reason=''
  case $1 in
    postgresql) set_up_postgresql ;;
    s3) set_up_s3 ;;
    openai-python | anthropic-python) set_up_python_with "openai, anthropic" openai anthropic ;;
    openai-node | anthropic-node) set_up_node openai @anthropic-ai/sdk ;;
    bubblewrap) set_up_bubblewrap ;;
    gcc) found=/usr/bin/gcc && has_or_gets /usr/bin/gcc gcc libc6-dev ;;
    python) found=/usr/bin/python3 && has_or_gets /usr/bin/python3 python3 ;;
    mlflow) set_up_python_with "mlflow, sklearn, xgboost" mlflow scikit-learn xgboost ;;
    lightning) set_up_python_with "mlflow, lightning" mlflow lightning ;;
    torch) set_up_torch ;;
    openapi-generator) set_up_generator ;;
    llama-headers) set_up_llama_headers ;;
    chromium) set_up_chromium ;;
  esac
}

has_or_gets() { # program, then its packages
  if command -v "$1" >/dev/null; then return; fi
  if ! is_root_on_debian; then
    reason="no $1, and only root on Debian can have ${*:2} installed"
  elif ! install_packages "${@:2}" || ! command -v "$1" >/dev/null; then
    reason="${*:2} could not be installed"
  else
    return 0
  fi
  return 1
}

set_up_postgresql() { # where its tests look: PATH, and Debian's folder
  local tries
  for tries in 1 2; do
    for found in $(type -P initdb | sed 's|/initdb$||') /usr/lib/postgresql/*/bin; do
      if [ -x "$found/initdb" ] && [ -x "$found/pg_ctl" ] && [ -x "$found/postgres" ]; then return; fi
    done
    if [ "$tries" = 1 ] && { ! is_root_on_debian || ! install_packages postgresql; }; then break; fi
  done
  reason="no initdb, pg_ctl and postgres on PATH or in /usr/lib/postgresql"
  return 1
}

own_python() { # packages: a Python of our own with them
  local python=$engines_folder/python/bin/python
  mkdir -p "$engines_folder"
  if [ ! -x "$python" ]; then
    has_or_gets python3 python3 python3-venv || return 1
    if ! python3 -m venv "$engines_folder/python" >"$engines_folder/log" 2>&1; then
      # Debian's Python has no ensurepip without this package.
      rm -rf "$engines_folder/python"
      if ! is_root_on_debian || ! install_packages python3-venv ||
        ! python3 -m venv "$engines_folder/python" >"$engines_folder/log" 2>&1; then
        reason="python3 -m venv fails: $(tail -n 1 "$engines_folder/log")"
        return 1
      fi
    fi
  fi
  say "installing into target/engines/python: $*"
  if ! "$python" -m pip install "$@" >"$engines_folder/log" 2>&1; then
    reason="pip install $* failed: $(tail -n 1 "$engines_folder/log")"
    return 1
  fi
}

set_up_python_with() { # module to import, then packages
  local python
  for python in "${ARKWRIGHT_TEST_PYTHON:-python3}" "$engines_folder/python/bin/python"; do
    if "$python" -c "import $1" 2>/dev/null; then break; fi
    python=
  done
  if [ -z "$python" ] && [ -n "${ARKWRIGHT_TEST_PYTHON:-}" ] &&
    [ "$ARKWRIGHT_TEST_PYTHON" != "$engines_folder/python/bin/python" ]; then
    reason="$ARKWRIGHT_TEST_PYTHON (ARKWRIGHT_TEST_PYTHON) has no ${*:2}"
    return 1
  fi
  if [ -z "$python" ]; then
    own_python "${@:2}" || return 1
    python=$engines_folder/python/bin/python
  fi
  export ARKWRIGHT_TEST_PYTHON=$python
  found=$("$python" -c "import ${1%%,*} as m; print(m.__name__, m.__version__)")
  found="$found of $python"
}

set_up_torch() {
  set_up_python_with "torch, transformers" torch transformers || return 1
  export ARKWRIGHT_PYTHON=$ARKWRIGHT_TEST_PYTHON
}

set_up_generator() { # that of Maven Central
  local version=7.18.0
  found=$engines_folder/openapi-generator-cli-$version.jar
  if [ ! -f "$found" ]; then
    say "downloading into target/engines: openapi-generator $version, 31 MB"
    mkdir -p "$engines_folder"
    if ! "$MAVEN" -q -B dependency:copy -DoutputDirectory="$engines_folder" \
      -Dartifact="org.openapitools:openapi-generator-cli:$version" >"$engines_folder/log" 2>&1; then
      reason="openapi-generator-cli $version cannot be had: $(grep -m 1 ERROR "$engines_folder/log")"
      return 1
    fi
  fi
  export ARKWRIGHT_OPENAPI_GENERATOR=$found
}

set_up_llama_headers() { # of the pinned release, from the package that has its sources as a bundle
  local pin=work/llama/src/main/resources/org/arkwright/llama/natives.properties package
  package=$(sed -n 's/^headers=//p' "$pin")@$(sed -n 's/^version=//p' "$pin")
  has_or_gets gcc gcc libc6-dev && has_or_gets git git && has_or_gets npm npm || return 1
  found=$engines_folder/llama-headers/${package##*@}
  if [ ! -f "$found/include/llama.h" ]; then
    say "downloading into target/engines: $package, 35 MB"
    rm -rf "$engines_folder/llama-headers"
    mkdir -p "$engines_folder/llama-headers"
    if ! (cd "$engines_folder/llama-headers" && npm pack "$package" --silent &&
      tar xzf ./*.tgz package/llama/gitRelease.bundle &&
      git clone -q --no-checkout package/llama/gitRelease.bundle "$found" &&
      git -C "$found" checkout -q HEAD -- include ggml/include) >"$engines_folder/log" 2>&1; then
      reason="$package cannot be had: $(tail -n 1 "$engines_folder/log")"
      return 1
    fi
  fi
  export ARKWRIGHT_LLAMA_HEADERS=$found
}

set_up_s3() {
  mkdir -p "$engines_folder/bin"
  # In front of others: a program of that name may be there and not start.
  PATH=$engines_folder/bin:$PATH
  if ! moto_server --help >/dev/null 2>&1; then
    own_python 'moto[s3,server]' || return 1
    ln -sf ../python/bin/moto_server "$engines_folder/bin/moto_server"
  fi
  found=$(type -P moto_server)
}

has_modules() { # packages, in NODE_PATH
  local package
  for package in "$@"; do [ -d "${NODE_PATH:-}/$package" ] || return 1; done
}

set_up_node() { # packages
  has_or_gets node nodejs npm && has_or_gets npm npm || return 1
  if ! has_modules "$@"; then
    export NODE_PATH=$engines_folder/node/node_modules
    if ! has_modules "$@"; then
      mkdir -p "$engines_folder/node"
      say "installing into target/engines/node: $*"
      if ! npm install --silent --no-audit --no-fund --prefix "$engines_folder/node" "$@" \
        >"$engines_folder/log" 2>&1; then
        reason="npm install $* failed: $(tail -n 1 "$engines_folder/log")"
        return 1
      fi
    fi
  fi
  found="node $(node --version), $NODE_PATH"
}

set_up_bubblewrap() {
  has_or_gets bwrap bubblewrap || return 1
  if ! reason=$(bwrap --ro-bind / / --proc /proc --dev /dev true 2>&1); then
    reason="bwrap does not work here: ${reason##*$'\n'}"
    return 1
  fi
  found=$(bwrap --version)
}

set_up_chromium() {
  if ! command -v chromium-browser >/dev/null; then
    # Without a font there is no text to look at.
    has_or_gets chromium chromium fonts-dejavu-core || return 1
  fi
  found=$( (chromium --version || chromium-browser --version) 2>/dev/null)
}
