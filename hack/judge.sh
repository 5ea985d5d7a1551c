#!/usr/bin/env bash
# Lets public scanners look at every golden base, and compares what they find with the table
# "Accepted findings" in docs/judges.md.
#
#   judge.sh FOLDER     FOLDER holds scan.sh, which runs whatever scanner is installed
#
# Exit 0: everything found is accepted there; 1: something is not; 2: a scanner could not run.
set -euo pipefail
judges=$(realpath -m "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export SCANNER_EXTRA=$PWD/hack/scan-extra.sh
if [ ! -x "$judges/scan.sh" ]; then
  echo "judge.sh: nothing judged, there is no scan.sh in $1 (make judge JUDGES=folder)"
  exit 0
fi

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0
for base in golden/*/base; do
  case=$(basename "$(dirname "$base")")
  status=0
  "$judges/scan.sh" -v "$base" >"$tmp/out" 2>"$tmp/err" || status=$?
  if [ "$status" -ge 2 ]; then
    echo "$case: a scanner could not run: $(grep -hE ' FAIL |^scan' "$tmp/out" "$tmp/err" | head -n 3)"
    failed=2
  fi
  # A judge's line begins at the margin, its findings are indented below it.
  awk -v case="$case" '
    /^[^ ]/ { judge = $1; if ($2 ~ /^[0-9]+$/) print case "\t" judge; next }
    { sub(/^ +/, ""); print case "\t" judge "\t" $0 }' "$tmp/out" >>"$tmp/found"
done

awk -v failed="$failed" '
  function trim(s) { gsub(/^[ \t`]+|[ \t`]+$/, "", s); return s }
  FNR == 1 { file++ }
  file == 1 { # docs/judges.md
    if (/^## /) inside = /^## Accepted findings/
    if (!inside || !/^\|/ || /^\| *(---|judge)/) next
    n = split($0, cell, "|")
    if (n != 6 || trim(cell[5]) == "") { print "docs/judges.md:" FNR ": a row needs judge, finding, where and why"; failed = 2; next }
    rows++
    rowJudge[rows] = trim(cell[2]); rowText[rows] = trim(cell[3]); rowWhere[rows] = trim(cell[4]); rowLine[rows] = FNR
    next
  }
  {
    split($0, field, "\t")
    if (!(field[1] in seenCase)) { seenCase[field[1]] = 1; cases[++caseCount] = field[1] }
    if (!(field[2] in seenJudge)) { seenJudge[field[2]] = 1; judges[++judgeCount] = field[2] }
    key = field[1] "\t" field[2]
    ran[key] = 1
    if (field[3] == "") next
    for (i = 1; i <= rows; i++)
      if (rowJudge[i] == field[2] && index(field[3], rowText[i]) && (rowWhere[i] == "all" || index(", " rowWhere[i] ",", ", " field[1] ","))) {
        accepted[key]++
        used[i] = 1
        break
      }
    if (i > rows) { open[key]++; news[++newCount] = field[1] ": " field[2] ": " field[3] }
  }
  END {
    printf "%-20s", "case"
    for (j = 1; j <= judgeCount; j++) printf " %*s", length(judges[j]) < 8 ? 8 : length(judges[j]), judges[j]
    print ""
    for (c = 1; c <= caseCount; c++) {
      printf "%-20s", cases[c]
      for (j = 1; j <= judgeCount; j++) {
        key = cases[c] "\t" judges[j]
        printf " %*s", length(judges[j]) < 8 ? 8 : length(judges[j]), key in ran ? open[key] + 0 " (" accepted[key] + 0 ")" : "-"
      }
      print ""
    }
    print "\nnot explained (explained in docs/judges.md); - did not run"
    for (i = 1; i <= rows; i++) if (!used[i] && rowJudge[i] in seenJudge)
      print "docs/judges.md:" rowLine[i] ": nobody finds this any more: " rowJudge[i] " " rowText[i]
    for (i = 1; i <= newCount; i++) print news[i]
    if (!judgeCount) { print "no scanner is installed"; failed = 2 }
    exit failed ? failed : newCount > 0
  }' docs/judges.md "$tmp/found"
