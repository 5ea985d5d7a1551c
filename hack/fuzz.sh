#!/usr/bin/env bash
# Searches for what the tests have not drawn yet: every fuzz target of the module, one after the other, and the laws over
# drawn specs from a seed that nobody has used.
#
#   fuzz.sh [TIME]     each target for TIME (20s); CHECKS draws of each law (500)
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

laws=$(grep -rl --include='*_test.go' 'rapid\.Check' cmd internal golden | xargs -n 1 dirname | sort -u)
for folder in $laws; do
  tests=$(grep -l 'rapid\.Check' "$folder"/*_test.go | xargs grep -hoE '^func Test[A-Za-z0-9_]+' | sed 's/^func //' | paste -sd '|')
  echo "== ./$folder $tests"
  RAPID_CHECKS=${CHECKS:-500} go test "./$folder" -count 1 -timeout 1h -run "^($tests)\$" </dev/null || failed=1
done
exit $failed
