# shellcheck shell=bash
# shellcheck disable=SC2154 # $M and $tmp are of scan.sh
# Further judges for scan.sh, which reads this file when SCANNER_EXTRA names it; hack/judges.sh
# installs them. A function prints a line for each finding; 3 says that its program is not there.

scan_trivychecks() {
  need trivychecks || return 3
  trivychecks "$M" >"$tmp/trivychecks.out" || return 1
  grep -qE '^trivychecks: [1-9][0-9]* checks on [1-9]' "$tmp/trivychecks.out" || return 1
  grep -v '^trivychecks: ' "$tmp/trivychecks.out" || true
}
