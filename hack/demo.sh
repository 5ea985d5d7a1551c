#!/usr/bin/env bash
# Hardens a real application, podinfo, into a temporary folder. Needs no cluster and no root, and
# leaves nothing behind but the folder that it names.
#
#   demo.sh HARDEN-GEN
set -euo pipefail
tool=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
dir=$(mktemp -d "${TMPDIR:-/tmp}/harden-gen-demo.XXXXXX")
mkdir "$dir/k8s"
cp golden/podinfo/harden.yaml "$dir/k8s/harden.yaml"
cd "$dir"

echo "podinfo is three programs: a frontend that calls a backend, and a cache that both call."
echo "This says so, in $dir/k8s/harden.yaml:"
echo
sed -n '/^metadata/,$p' k8s/harden.yaml | cut -c1-150 | sed 's/^/    /'
echo
echo "From it, harden-gen generate makes:"
echo
"$tool" generate 2>&1
echo
echo "The whole tree is in $dir; to go on:"
echo "  cd $dir && less k8s/base/frontend/deployment.yaml"
