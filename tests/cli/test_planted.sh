# Nothing secret is printed: by check and fix in text and JSON, with and without faults in the input,
# in complaints and at limits. What the user wrote where a *name* belongs is shown: nobody can tell
# it from one.
fresh planted
plant() { printf 'S3cr3t%s%02dxYz' Pl4nt "$1"; }

cat >taskdef.json <<EOF
{"family": "web", "executionRoleArn": "", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
 "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "registry.example.org/app:1",
  "environment": [{"name": "DB_PASSWORD", "value": "$(plant 1)"},
   {"name": "DATABASE_URL", "value": "postgres://u:$(plant 2)@db/x"},
   {"name": "HEADERS", "value": "authorization=Bearer $(plant 3)"}, {"name": "API_KEY", "value": "$(plant 4)"}],
  "command": ["--password=$(plant 5)", "-e", "TOKEN=$(plant 6)"],
  "logConfiguration": {"logDriver": "splunk", "options": {"splunk-token": "$(plant 7)",
   "splunk-url": "https://u:$(plant 8)@h.example.org"}},
  "dockerLabels": {"password": "$(plant 9)"}}]}
EOF
cat >stopped.txt <<EOF
CannotPullContainerError: Error response from daemon: Get "https://u:$(plant 10)@registry.example.org/v2/": unauthorized: password=$(plant 11)
ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): AccessDeniedException: token=$(plant 12)
EOF
cat >broken.json <<EOF
{"family": "web", "password": "$(plant 13)" "containerDefinitions": [{"environment": [{"name": "PASSWORD", "value": $(plant 14)}]}]}
{"name": "API_TOKEN", "value": "$(plant 15)
EOF

expect_no_plant() {
  checks=$((checks + 1))
  grep -qF S3cr3tPl4nt "$work/out" "$work/err" || return 0
  fail "$1 prints what is secret"
  grep -hoE '.{0,60}S3cr3tPl4nt...xYz.{0,20}' "$work/out" "$work/err" | head -5
}

for paths in . taskdef.json 'taskdef.json stopped.txt' broken.json stopped.txt; do
  for format in text json; do
    # shellcheck disable=SC2086
    rolecall check --format "$format" $paths
    expect_no_plant "check --format $format $paths"
    # shellcheck disable=SC2086
    rolecall fix --format "$format" $paths
    expect_no_plant "fix --format $format $paths"
    # shellcheck disable=SC2086
    rolecall fix --commands $paths
    expect_no_plant "fix --commands $paths"
    # shellcheck disable=SC2086
    rolecall fix --redact $paths
    expect_no_plant "fix --redact $paths"
  done
done

# What was given to an option is not said again, whatever is wrong with it.
for option in --format --fail-on --account --launch-type --color; do
  rolecall check "$option" "$(plant 16)" .
  expect_status 2 "check $option with a value that is none"
  expect_no_plant "check $option"
done
rolecall check "--password=$(plant 17)" .
expect_status 2 'an option that there is not'
expect_no_plant 'an option that there is not'

# Paths, with --redact; a map that cannot be written, and one that is none.
mkdir -p "folder-$(plant 18)"
cp taskdef.json "folder-$(plant 18)/"
for format in text json; do
  for verb in check fix; do
    rolecall "$verb" --redact --format "$format" --word "S3cr3tPl4nt18xYz" .
    expect_no_plant "$verb --redact --format $format of a folder with a telling name"
    rolecall "$verb" --redact --format "$format" "folder-$(plant 18)/no-such-file"
    expect_status 2 "$verb --redact of a file that is not there"
    expect_no_plant "$verb --redact of a file that is not there"
  done
done
rolecall redact -o "copies-none" --map "no-such-folder/map" taskdef.json
expect_status 2 'a map in a folder that is not there'
expect_no_plant 'a map in a folder that is not there'
rm -r "folder-$(plant 18)"
printf '{"version": 1, "entries": [{"placeholder": "EXAMPLE0001", "originalBase64": "%s!"}]}' \
  "$(plant 19)" >bad-map
printf '{"version": 1, "entries": [{"placeholder": "%s"' "$(plant 20)" >cut-map
printf '{"version": 1, "%s": 1, "entries": "%s"}' "$(plant 21)" "$(plant 22)" >odd-map
printf 'EXAMPLE0001 example0002 EXAMPLE0003\n' >answer
for map in bad-map cut-map odd-map taskdef.json; do
  for format in text json; do
    rolecall restore --map "$map" --format "$format" answer
    expect_status 2 "restore with $map"
    expect_no_plant "restore with $map"
  done
done
rm bad-map cut-map odd-map
rolecall explain stopped.txt
expect_no_plant 'explain'
rolecall redact -o copies --map map .
expect_status 0 'redact what is planted'
expect_no_plant 'redact'
checks=$((checks + 1))
! grep -rqF S3cr3tPl4nt copies || {
  fail 'something planted is left in the copies'
  grep -rhoE '.{0,40}S3cr3tPl4nt...xYz' copies | head -5
}
for copy in $(find copies -type f); do
  rolecall restore --map map "$copy"
  checks=$((checks + 1))
  ! grep -qF S3cr3tPl4nt "$work/err" || fail 'restore tells what is secret'
done
