# Files: what is read, what is passed over, what is refused and with which words.
fresh input

rolecall check nowhere.json
expect_status 2 'no such file'
expect_in err 'rolecall: cannot read nowhere.json: No such file or directory'

mkdir empty
rolecall check empty
expect_status 2 'empty folder'
expect_in err 'nothing was recognised in empty (0 files read); looked for ECS task'
expect_empty out

echo 'good morning' >empty/readme.txt
rolecall check empty
expect_status 2 'folder with nothing in it that is known'
expect_in err '(1 file read)'

if [ "$(id -u)" != 0 ]; then
  echo '{}' >secret.json
  chmod 000 secret.json
  rolecall check secret.json
  expect_status 2 'unreadable file'
  expect_in err 'cannot read secret.json: Permission denied'
fi

rolecall check /dev/zero
expect_status 2 'a device'
expect_in err 'cannot read /dev/zero: it is a device, not a file'

if truncate -s 300M large.json 2>/dev/null; then
  rolecall check large.json
  expect_status 3 'too large'
  expect_in err 'large.json: the limit on file size of 268435456 bytes was reached'
  rm large.json
fi

awk 'BEGIN { for (i = 0; i < 100000; i++) printf "["; print "" }' >deep.json
rolecall check deep.json
expect_status 3 'nested too deep'
expect_in err 'the limit on nesting depth of 512 levels was reached'

# A folder: sorted, without what tools keep in it, links and pipes do no harm.
cp -R "$root/examples/incident" web
chmod -R u+w web
rolecall check --format json web
cp "$work/out" plain.json
mkdir -p web/.git web/node_modules/x web/.terraform
for folder in .git node_modules/x .terraform; do cp web/taskdef.json "web/$folder/"; done
ln -s . web/again
ln -s nowhere web/dangling.json
mkfifo web/pipe.json
head -c 2000000 /dev/zero >web/program
rolecall check --format json web
expect_status 1 'a folder with links'
expect_same "$work/out" plain.json
expect_in err 'passed over web/again: it is a link to a folder'

rolecall check --format json ./web//
expect_same "$work/out" plain.json
rolecall check --format json "$PWD/web"
expect_same "$work/out" plain.json
rolecall check --format json web/taskdef.json web web/stopped.txt
expect_same "$work/out" plain.json

"$command" check - <web/taskdef.json >"$work/out" 2>"$work/err"
status=$?
expect_status 1 'standard input'
expect_in out '--> -:7:23'

rolecall check - -
expect_status 2 'standard input twice'
expect_in err 'standard input was named twice'

# Bare policies get their role by flag.
mv web/roles/web-execution/policy.json exec.json
rolecall check --quiet --execution-role exec.json web/taskdef.json
expect_status 1 'a role by flag'
expect_in out 'error[RC'

rolecall check --execution-role web web/taskdef.json
expect_status 2 'a folder for a role'
expect_in err 'web is a folder; this option takes a file'

# Text of the user cannot act on the terminal.
printf '{"family": "a\\u001b[31mb\342\200\256c", "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{"name": "w\\u0007", "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/x:1"}]}' >hostile.json
rolecall check hostile.json
checks=$((checks + 1))
if grep -q "$(printf '\033')" "$work/out" || grep -q "$(printf '\342\200\256')" "$work/out"; then
  fail 'control characters reached standard output'
fi

# A list of containers alone has no place for roles: that it names none says nothing about them.
cat >containers.json <<'JSON'
[{ "name": "web", "image": "public.ecr.aws/nginx/nginx:1",
   "secrets": [{ "name": "A", "valueFrom": "arn:aws:ssm:eu-west-1:111122223333:parameter/a" }] }]
JSON
rolecall check containers.json
expect_status 0 'containers alone'
expect_not_in out 'denied '
expect_in out '? unknown'
expect_in out 'execution role  not shown'
expect_in out 'aws ecs describe-task-definition --task-definition <family>'

# An error text alone is explained; "no findings" would sound as if something had been checked.
printf 'CannotPullContainerError: failed to resolve ref docker.io/library/nginx:zzz: docker.io/library/nginx:zzz: not found\n' >stopped.txt
rolecall check stopped.txt
expect_status 0 'an error text alone'
expect_in out '1 error text explained; no task definition in the input to compare with'
expect_not_in out 'no findings'
