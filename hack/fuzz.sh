#!/usr/bin/env bash
# Runs every fuzz target of the module, one after the other.
#
#   fuzz.sh [TIME]     each for TIME (20s)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
time=${1:-20s}
targets=$(find cmd internal golden -name '*_test.go' -exec grep -HoE '^func Fuzz[A-Za-z0-9_]+' {} + | sort)
[ -n "$targets" ] || { echo "fuzz.sh: there is no fuzz target" >&2; exit 1; }
failed=0
while IFS=: read -r file func; do
  name=${func#func }
  echo "== ./$(dirname "$file") $name"
  go test "./$(dirname "$file")" -run '^$' -fuzz "^$name\$" -fuzztime "$time" </dev/null || failed=1
done <<<"$targets"
exit $failed
