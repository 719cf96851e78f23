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
