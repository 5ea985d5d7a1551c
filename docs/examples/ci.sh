#!/bin/sh
# What CI runs for a pull request in a repository with a tree in k8s/.
#
#   ci.sh BRANCH     the branch that the pull request goes to, such as origin/main
#
# Leaves the comment for the pull request in harden-gen.md. Exit code 3: the tree is not what
# harden.yaml says, a control is broken, or the change opens something that a person has to approve.
set -u
status=0

# The committed files are those that the committed harden.yaml makes.
harden-gen diff k8s || status=$?

# Every control holds in the base and in every overlay. GitHub shows the lines beside the code.
harden-gen check k8s --format "${CHECK_FORMAT:-github}" || status=$?

# What the pull request means, in words.
harden-gen diff k8s --against "$1" --format markdown --exit-on wider >harden-gen.md || status=$?
exit $status
