#!/usr/bin/env bash
# Brings the chat templates of others with which GoldenTemplatesTest compares this engine and Python:
# those of llama.cpp (as node-llama-cpp on npm carries its sources), of Hugging Face's TRL and of
# Axolotl (PyPI). Needs npm, git, python3 with pip and unzip; some 40 MB are downloaded and removed.
#
#   fetch_templates.sh [FOLDER]     default: ~/.cache/arkwright/chat-templates
set -euo pipefail
folder=${1:-${ARKWRIGHT_TEMPLATES:-$HOME/.cache/arkwright/chat-templates}}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

verified() { # file, SHA-256
  echo "$2  $1" | sha256sum --check --quiet ||
    { echo "$1 is not the file that was compared: $2 was expected" >&2; exit 1; }
}

npm pack --silent node-llama-cpp@3.22.1 >/dev/null
verified node-llama-cpp-3.22.1.tgz a0d9dd80eacd2ab1cfe71aee57ac8a806487fd70b3d2a38fbec637752d9e5c5f
tar xzf node-llama-cpp-3.22.1.tgz package/llama/gitRelease.bundle
git -c advice.detachedHead=false clone --quiet package/llama/gitRelease.bundle llama
for wheel in trl==1.16.0 axolotl==0.19.0; do
  python3 -m pip download --quiet --no-deps --only-binary :all: --dest . "$wheel"
done
verified trl-1.16.0-py3-none-any.whl c4726e139dd40e1a41661511c639c8a68416782b2e3e8c0befebd77bb7ba0396
verified axolotl-0.19.0-py3-none-any.whl f28eb3ad3709975eec4adfe13307dd980c7e7917cc43cb03f2c6f26c007135cc

mkdir -p "$folder"/{llama.cpp,trl,axolotl}
cp llama/models/templates/*.jinja "$folder/llama.cpp/"
unzip -qjo trl-1.16.0-py3-none-any.whl '*.jinja' -d "$folder/trl"
unzip -qjo axolotl-0.19.0-py3-none-any.whl '*.jinja' -d "$folder/axolotl"
echo "$(find "$folder" -name '*.jinja' | wc -l) templates are in $folder"
