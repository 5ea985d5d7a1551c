#!/usr/bin/env bash
# Measures whole processes side by side, on a file system in memory, and prints each ratio beside
# its limit. Ratios hold on any machine; milliseconds do not. Needs hyperfine.
#
#   bench.sh     exit 1 when something is over its limit
#
# Everything is measured in rounds, and a ratio is the median of those of the rounds: a machine is
# now faster, now slower, but hardly within one round.
#
# Environment: ROUNDS (5), each with RUNS (20) of what takes milliseconds, BIG_RUNS (3) of what takes longer.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export CGO_ENABLED=0
ROUNDS=${ROUNDS:-5} RUNS=${RUNS:-20} BIG_RUNS=${BIG_RUNS:-3}
command -v hyperfine >/dev/null || { echo "bench.sh: nothing measured, hyperfine is missing (apt-get install hyperfine)"; exit 0; }

parent=/dev/shm
[ -w $parent ] || parent=${TMPDIR:-/tmp}
dir=$(mktemp -d "$parent/harden-gen-bench.XXXXXX")
trap 'rm -rf "$dir"' EXIT
tool=$dir/harden-gen

echo "building ..."
flags=(-trimpath -ldflags "-s -w")
make --no-print-directory build BIN="$dir"
go build "${flags[@]}" -o "$dir/" ./test/bench/hello ./test/bench/writebytes ./test/bench/peak
make --no-print-directory bin/bench/kustomize bin/bench/helm
cp bin/bench/kustomize bin/bench/helm "$dir/"
cd "$dir"

# spec N: an application of N workloads; each has a port, probes, and calls the one before it.
spec() {
  cat <<'YAML'
apiVersion: harden-gen.dev/v1alpha1
kind: HardenedApplication
metadata: {name: bench}
platform: {gateway: {namespace: gateway-system, podLabels: {app.kubernetes.io/name: envoy}}}
workloads:
YAML
  awk -v n="$1" 'BEGIN {
    for (i = 0; i < n; i++) {
      printf "- name: w%d\n  image: registry.example.com/bench/w%d:1.0.0@sha256:%064d\n", i, i, i
      print "  ports: [{name: http, containerPort: 8080, servicePort: 80, from: [gateway]}]"
      print "  probes: {readiness: \"http://:http/readyz\", liveness: \"http://:http/healthz\"}"
      if (i) printf "  connects: [{to: {workload: w%d}, ports: [http]}]\n", i - 1
    }
  }'
}

for n in 1 10 100 1000; do
  spec $n >spec$n.yaml
  ./harden-gen generate -q -f spec$n.yaml -o made$n
  mkdir -p chart$n/templates
  printf 'apiVersion: v2\nname: bench\nversion: 1.0.0\n' >chart$n/Chart.yaml
  (cd made$n/base && find . -name '*.yaml' ! -name kustomization.yaml -print | while read -r f; do
    to=../../chart$n/templates/${f#./}
    mkdir -p "$(dirname "$to")"
    cp "$f" "$to"
  done)
done
./writebytes pack files1000 made1000
for n in 1 10 100; do cp spec$n.yaml made$n/harden.yaml; done

generate() { echo "./harden-gen generate -f spec$1.yaml -o out"; }
HELM_CACHE_HOME=$dir/helm.d HELM_CONFIG_HOME=$dir/helm.d HELM_DATA_HOME=$dir/helm.d
export HELM_CACHE_HOME HELM_CONFIG_HOME HELM_DATA_HOME

# measure RUNS ARGUMENT...: appends to times.csv: round,name,mean,stddev,median,user,system,min,max.
measure() {
  local runs=$1
  shift
  hyperfine --style none -N --warmup 2 --runs "$runs" --export-csv one.csv "$@" >log 2>&1 || { cat log; exit 1; }
  tail -n +2 one.csv | sed "s/^/$round,/" >>times.csv
}
for round in $(seq "$ROUNDS"); do
  measure "$RUNS" --prepare 'rm -rf out' -n hello ./hello -n help './harden-gen --help' -n one "$(generate 1)" \
    -n helm1 './helm template bench chart1' -n kustomize1 './kustomize build made1/base'
  measure "$RUNS" -n again './harden-gen generate -f spec1.yaml -o made1'
  measure "$BIG_RUNS" --prepare 'rm -rf out' -n write1000 './writebytes files1000 out' -n n100 "$(generate 100)" \
    -n n1000 "$(generate 1000)" -n helm1000 './helm template bench chart1000'
  measure "$BIG_RUNS" -n again1000 './harden-gen generate -f spec1000.yaml -o made1000'
  measure "$RUNS" -n check1 './harden-gen check made1' -n kustomize1again './kustomize build made1/base' \
    -n check10 './harden-gen check made10'
  measure "$BIG_RUNS" -n check100 './harden-gen check made100'
done

peak() { # N: the median of five
  for _ in 1 2 3 4 5; do rm -rf out; ./peak ./harden-gen generate -q -f "spec$1.yaml" -o out; done | sort -n | sed -n 3p
}
peak1=$(peak 1) peak1000=$(peak 1000)
cd "$OLDPWD"
allocs=$(go test ./internal/kustomize -run '^$' -bench '^BenchmarkBase$' -benchmem -benchtime 200x |
  awk '/^BenchmarkBase/ { for (i = 2; i <= NF; i++) if ($i == "allocs/op") print $(i - 1) }')

awk -F, -v rounds="$ROUNDS" -v peak1="$peak1" -v peak1000="$peak1000" \
  -v bytes="$(stat -c %s "$tool" 2>/dev/null || stat -f %z "$tool")" -v allocs="${allocs:-0}" '
  { ms[$1, $2] = $5 * 1000; if (!($2 in least)) { order[++n] = $2; least[$2] = $8 } if ($8 < least[$2]) least[$2] = $8 }
  function median(of,   i, j, kept) {
    for (i = 1; i <= rounds; i++) for (j = i + 1; j <= rounds; j++) if (of[j] < of[i]) { kept = of[i]; of[i] = of[j]; of[j] = kept }
    return of[int((rounds + 1) / 2)]
  }
  function time(name,   i, of) { for (i = 1; i <= rounds; i++) of[i] = ms[i, name]; return median(of) }
  function line(what, value, limit, form, relation,   bad) {
    bad = relation == "<=" ? value > limit : value < limit
    over += bad
    printf "%-58s " form "  %s " form "  %s\n", what, value, relation, limit, bad ? "OVER" : "ok"
  }
  function ratio(what, a, b, limit, relation,   i, of) {
    for (i = 1; i <= rounds; i++) of[i] = ms[i, a] / ms[i, b]
    line(what, median(of), limit, "%6.2f", relation)
  }
  END {
    print ""
    for (i = 1; i <= n; i++) printf "%-12s median %9.2f ms   least %9.2f ms\n", order[i], time(order[i]), least[order[i]] * 1000
    print ""
    ratio("--help : a Go hello-world", "help", "hello", 4.5, "<=")
    ratio("one base : a Go hello-world", "one", "hello", 6.5, "<=")
    ratio("helm template of the same objects : one base", "helm1", "one", 5, ">=")
    ratio("kustomize build of the result : one base", "kustomize1", "one", 1.7, ">=")
    ratio("1,000 workloads : a program that writes the same bytes", "n1000", "write1000", 3, "<=")
    ratio("helm template of the same objects : 1,000 workloads", "helm1000", "n1000", 6.5, ">=")
    ratio("1,000 workloads : 100 workloads", "n1000", "n100", 10, "<=")
    ratio("check of one base : kustomize build of it", "check1", "kustomize1again", 1.5, "<=")
    ratio("check, 100 workloads : 10 workloads", "check100", "check10", 10, "<=")
    line("peak memory, 1,000 workloads : one (" peak1000 " : " peak1 " KiB)", peak1000 / peak1, 1.5, "%6.2f", "<=")
    line("stripped binary, MB", bytes / 1e6, 22, "%6.2f", "<=")
    if (allocs > 0) line("allocations a base", allocs, 200, "%6d", "<=")
    else print "allocations a base: BenchmarkBase is not there"
    exit over > 0
  }' "$dir/times.csv"
