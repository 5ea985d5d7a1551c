#!/usr/bin/env bash
# Lets pre-commit itself install the hooks of this clone's HEAD, and run them in a temporary repository: on a good
# tree, then on commits that have to be refused. Needs pre-commit, git and Go; the hooks are built once, in minutes.
#
#   hooks.sh HARDEN-GEN
set -euo pipefail
tool=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
here=$PWD rev=$(git rev-parse HEAD)
command -v pre-commit >/dev/null || { echo "hooks.sh: there is no pre-commit (apt-get install pre-commit)" >&2; exit 2; }
dir=$(mktemp -d "${TMPDIR:-/tmp}/harden-gen-hooks.XXXXXX")
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT # Go keeps modules read-only
export PRE_COMMIT_HOME=$dir/home GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com

mkdir "$dir/repository" && cd "$dir/repository"
git init -q -b main
"$tool" init web -q --image "registry.example.com/shop/web:1.0.0@sha256:$(printf '1%.0s' {1..64})" --port http=80:8080 --flux fleet:k8s
"$tool" overlay staging -q --namespace web-staging
sed -e "s#repo: .*#repo: $here#" -e "s#rev: .*#rev: $rev#" "$here/docs/examples/pre-commit-config.yaml" >.pre-commit-config.yaml
pre-commit install >/dev/null

# commit NAME WANT: what lies there is committed, or refused by the hook that is named, and taken back.
commit() {
  git add -A
  if out=$(git commit -m "$1" 2>&1); then got=passes; else got=$(sed -n 's/^- hook id: //p' <<<"$out" | paste -sd' '); fi
  [ "$got" = "$2" ] || { printf '%s\n\nhooks.sh: %s: %s, and not %s\n' "$out" "$1" "$got" "$2" >&2; exit 1; }
  echo "$1: $got"
  git reset -q --hard && git clean -fdq
}
commit "a good tree" passes
echo "# Shop" >README.md
commit "a file beside the tree" passes
sed -i 's/replicas: 2/replicas: 5/' k8s/base/web/deployment.yaml
commit "an edited file of the base" harden-gen-diff
sed -i 's/containerPort: 8080/containerPort: 8081/' k8s/harden.yaml
commit "a spec from which nothing was generated" harden-gen-diff
sed -i 's/prune: false/prune: true/' k8s/gitops/staging.yaml
commit "an edited Kustomization of Flux" harden-gen-diff
git rm -q k8s/overlays/staging/kustomization.yaml
commit "a file deleted" harden-gen-diff
mkdir k8s/overlays/hand
printf 'resources: [../../base]\nimages: [{name: registry.example.com/shop/web, newTag: 2.0.0}]\n' >k8s/overlays/hand/kustomization.yaml
commit "an overlay that is weaker" harden-gen-check
sed -i 's/readOnlyRootFilesystem: true/readOnlyRootFilesystem: false/' k8s/base/web/deployment.yaml
commit "an edit that is weaker" "harden-gen-diff harden-gen-check"
sed -i 's/1.0.0@sha256/1.0.1@sha256/' k8s/harden.yaml && "$tool" generate -q
commit "a new image, generated" passes
