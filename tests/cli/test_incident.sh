# The incident, as the README shows it.
fresh_incident incident

rolecall check incident
expect_status 1 'check'
expect_empty err
golden incident-check.txt

rolecall check --format json incident
expect_status 1 'check in JSON'
expect_in out '"version":1'

rolecall check --fail-on never incident
expect_status 0 '--fail-on never'
rolecall check --quiet incident
expect_status 1 '--quiet'
expect_not_in out 'registry-auth'
expect_in out 'error[RC101]'

rolecall check --color always incident
expect_in out "$(printf '\033[1;31m')error[RC101]"
NO_COLOR=1 "$command" check --color auto incident >"$work/out"
expect_not_in out "$(printf '\033')"

rolecall fix incident
expect_status 1 'fix: the network is not mended by it'
golden incident-fix.txt

# The whole output is a patch.
cp -R incident patched
(cd patched/.. && mkdir tree && mv patched tree/incident && cd tree && git init -q . &&
  git apply --check "$work/out" && git apply "$work/out") 2>"$work/err"
status=$?
expect_status 0 'git apply'

# And so is the quiet one, and what --write does.
rolecall fix --quiet incident
expect_not_in out '#'
cp -R incident written
cd written/.. || exit 2
mkdir w && mv written w/incident && cd w || exit 2
rolecall fix --write incident
expect_status 1 'fix --write'
expect_in err 'rolecall: changed incident/taskdef.json'
cd .. || exit 2
checks=$((checks + 1))
diff -r -x .git tree/incident w/incident || fail 'git apply and --write differ'

# A second fix has nothing to do.
cd w || exit 2
cp -R incident before
rolecall fix --write incident
checks=$((checks + 1))
diff -r before incident || fail 'a second fix changes something'
expect_not_in out 'diff --git'

# Without the error text nothing is left to do by hand.
rm incident/stopped.txt
rolecall check --fail-on error incident
expect_status 0 'check after the fix'

cd .. || exit 2
rolecall fix --commands incident
golden incident-commands.txt
rolecall fix --commands incident
checks=$((checks + 1))
sh -n "$work/out" || fail 'the commands are no shell script'
