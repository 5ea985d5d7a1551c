#!/usr/bin/env bash
# Records docs/wizard.md: a session with the wizard, drawn by a real terminal of 80 by 24. Needs tmux.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
command -v tmux >/dev/null || { echo "record.sh: tmux is needed" >&2; exit 1; }
make --no-print-directory build >/dev/null
tool=$PWD/bin/harden-gen
page=$PWD/docs/wizard.md
dir=$(mktemp -d)
session=harden-gen-record-$$
trap 'tmux kill-session -t "$session" 2>/dev/null || true; rm -rf "$dir"' EXIT
image=registry.example.com/shop/api:1.4.2@sha256:$(printf '1%.0s' {1..64})

tmux new-session -d -s "$session" -x 80 -y 24 -c "$dir" "$tool init 2>&1; exec cat"

# shows TEXT: waits until the screen has it.
shows() {
  for _ in $(seq 200); do
    if tmux capture-pane -p -t "$session" | grep -qF -- "$1"; then return; fi
    sleep 0.05
  done
  echo "record.sh: $1 was never shown" >&2
  tmux capture-pane -p -t "$session" >&2
  exit 1
}
keys() { tmux send-keys -t "$session" "$@"; }
answer() { keys -l "$1"; keys Enter; }
# take: the screen as it stands, without what is blank below it.
take() {
  echo '```'
  tmux capture-pane -p -t "$session" | sed -e 's/[[:space:]]*$//' | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'
  echo '```'
  echo
}

{
  cat <<'TEXT'
# The wizard

`harden-gen init` on a terminal asks for what flags leave open. This session is recorded by
`hack/record.sh`; what each page asks, and why, is in [spec.md](spec.md#what-init-asks).

Enter goes on, shift+tab goes back, esc or ctrl+c leaves. Who leaves has written nothing, and gets the
answers so far as a spec: save it, and `harden-gen init -f FILE` goes on from there. On a terminal that
cannot draw (`TERM=dumb`), with `ACCESSIBLE=1` or with `--plain` the same questions are asked line by
line, in plain text that a screen reader can follow; with `--plain` the answers may come from a pipe.
`harden-gen add` asks for one more workload. Where a `harden.yaml` lies, `harden-gen init` changes it in
place: what is not changed keeps its text, and the review names every comment that would be lost. What
an environment says beyond the questions is kept, too; `harden-gen overlay NAME` has a flag for each of them.

A name, and an image by its digest:

TEXT
  shows '1 of 3'
  answer api
  shows '┃ Image'
  answer registry.example.com/shop/api:1.4.2
  shows 'has no digest'
  take
  keys C-u
  answer "$image"
  shows '┃ Namespace'
  keys Enter
  shows '2 of 3'
  echo 'A port, and who may call it:'
  echo
  keys Enter
  shows 'Container port'
  answer http
  shows '┃ Container port'
  answer 8080
  shows '┃ Service port'
  answer 80
  shows '┃ Protocol'
  take
  keys Enter
  shows 'Who may call http?'
  keys Enter
  shows 'The gateway: traffic from outside'
  take
  keys Enter
  shows 'Remove gateway'
  keys Enter
  shows 'from gateway'
  keys Enter
  shows 'nobody has said where it is'
  echo 'What an answer needs to know is asked at once:'
  echo
  answer gateway-system
  shows '┃ Pod labels'
  keys -l app.kubernetes.io/name=envoy
  shows '> app.kubernetes.io/name=envoy'
  take
  keys Enter
  shows '3 of 3'
  keys Enter
  shows 'Pods of another namespace'
  keys Enter
  shows '┃ Namespace'
  answer data
  shows '┃ Pod labels'
  answer app=postgres
  shows '┃ Ports'
  answer 5432
  shows 'ns/data/app=postgres:5432'
  keys Enter
  shows 'Adjust something?'
  echo 'Everything else has a default, and can be adjusted:'
  echo
  take
  keys Up Enter
  shows 'Further places'
  keys Enter
  shows 'such as staging'
  answer staging
  shows '┃ Namespace'
  echo 'The application may run elsewhere, too; an environment is in a namespace of its own unless it is told otherwise:'
  echo
  take
  keys Enter
  shows 'What differs in staging?'
  keys Down Down Enter
  shows '┃ Replicas'
  answer 1
  shows '┃ Image'
  keys Enter
  shows 'replicas 1'
  echo 'and is as the base in all that is not said:'
  echo
  take
  keys Enter
  shows 'namespace api-staging'
  keys Enter
  shows 'Adjust something?'
  keys Enter
  shows 'Write this?'
  echo 'Nothing is written before it was seen:'
  echo
  take
  keys Enter
  shows '--replicas api=1'
  echo 'The command lines that make the same, for scripts:'
  echo
  take
} >"$dir/wizard.md"
sed -i -e '${/^$/d}' "$dir/wizard.md"
cp "$dir/wizard.md" "$page"
echo "recorded docs/wizard.md"
