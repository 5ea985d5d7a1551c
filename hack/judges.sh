#!/usr/bin/env bash
# Installs the judges of tools/judges beside those of the shared install.sh: into $SCANNER_BIN, by
# default scanners/ in the user's cache directory. `make judge` runs what is there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../tools/judges"
bin=${SCANNER_BIN:-${XDG_CACHE_HOME:-$HOME/.cache}/scanners}
mkdir -p "$bin"
export CGO_ENABLED=0
echo "trivychecks ..."
go build -trimpath -ldflags "-s -w" -o "$bin/trivychecks" ./trivychecks
