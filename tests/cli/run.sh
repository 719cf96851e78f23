#!/bin/sh
# Runs the command as a user does and compares what it prints, writes and returns.
#
#   tests/cli/run.sh PATH-OF-ROLECALL [--bless]
#
# Each tests/cli/test_*.sh is one group; expected texts lie in tests/cli/golden/. --bless rewrites
# them with what happens.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
command=${1:?usage: run.sh PATH-OF-ROLECALL [--bless]}
case $command in /*) ;; *) command=$PWD/$command ;; esac
bless=${2:-}
work=$(mktemp -d) || exit 2
trap 'chmod -R u+rwx "$work"; rm -rf "$work"' EXIT
unset NO_COLOR COLORTERM
failures=0
checks=0
group=

fail() {
  failures=$((failures + 1))
  echo "$group: $*"
}

# rolecall ARGS...: runs it; leaves $status and the files out and err.
rolecall() {
  "$command" "$@" >"$work/out" 2>"$work/err" </dev/null
  status=$?
}

expect_status() {
  checks=$((checks + 1))
  [ "$status" = "$1" ] || {
    fail "$2: exit status $status instead of $1"
    sed 's/^/  | /' "$work/err"
  }
}

# expect_in FILE TEXT: a line of out or err holds this text.
expect_in() {
  checks=$((checks + 1))
  grep -qF -- "$2" "$work/$1" || {
    fail "nowhere in $1: $2"
    sed 's/^/  | /' "$work/$1" | cut -c1-200 | head -20
  }
}

expect_not_in() {
  checks=$((checks + 1))
  ! grep -qF -- "$2" "$work/$1" || fail "stands in $1 and must not: $2"
}

expect_empty() {
  checks=$((checks + 1))
  [ ! -s "$work/$1" ] || {
    fail "$1 must be empty"
    sed 's/^/  | /' "$work/$1" | cut -c1-200 | head -20
  }
}

expect_same() {
  checks=$((checks + 1))
  cmp -s "$1" "$2" || {
    fail "$1 and $2 differ"
    diff "$1" "$2" | cut -c1-200 | head -20
  }
}

# golden NAME: out is as the file golden/NAME says.
golden() {
  checks=$((checks + 1))
  if [ "$bless" = --bless ]; then
    cp "$work/out" "$here/golden/$1"
  elif ! cmp -s "$work/out" "$here/golden/$1"; then
    fail "out is not golden/$1"
    diff "$here/golden/$1" "$work/out" | cut -c1-200 | head -40
  fi
}

# fresh NAME: an empty folder to work in, which becomes the current one.
fresh() {
  rm -rf "${work:?}/$1"
  mkdir -p "$work/$1"
  cd "$work/$1" || exit 2
}

# fresh_incident: as above, with a copy of the example.
fresh_incident() {
  fresh "$1"
  cp -R "$root/examples/incident" .
  chmod -R u+w incident
}

for script in "$here"/test_*.sh; do
  group=$(basename "$script" .sh)
  # shellcheck source=/dev/null
  . "$script"
  cd "$root" || exit 2
done
echo "$checks checks, $failures failures"
[ "$failures" = 0 ]
