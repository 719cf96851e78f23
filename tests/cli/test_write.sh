# --write: all or nothing, modes kept, links followed, nobody else's change overwritten.
fresh_incident write
rm incident/stopped.txt

chmod 640 incident/taskdef.json
mv incident/taskdef.json real.json
ln -s ../real.json incident/taskdef.json
rolecall fix --write --quiet incident
expect_status 0 'fix --write through a link'
checks=$((checks + 1))
[ -L incident/taskdef.json ] || fail 'the link was replaced'
[ "$(stat -c %a real.json)" = 640 ] || fail 'the mode was not kept'
grep -q 'role/web-execution' real.json || fail 'the file behind the link was not changed'
[ -z "$(find . -name '*.rolecall-*')" ] || fail 'a temporary file was left behind'

# No rights to write: nothing at all is written.
if [ "$(id -u)" != 0 ]; then
  fresh_incident readonly
  rm incident/stopped.txt
  cp -R incident before
  chmod 555 incident/roles/web-execution
  rolecall fix --write incident
  expect_status 2 'a folder that cannot be written'
  expect_in err 'no file was changed'
  checks=$((checks + 1))
  diff -r before incident || fail 'something was written'
fi

# New files and folders.
fresh new
cp "$root/examples/incident/taskdef.json" .
sed -i 's|"executionRoleArn": ""|"executionRoleArn": "arn:aws:iam::111122223333:role/web-execution"|' taskdef.json
mkdir -p roles/web-execution
cp "$root/examples/incident/roles/web-execution/trust.json" roles/web-execution/
rolecall fix .
cp "$work/out" patch
rolecall fix --write .
expect_status 0 'fix --write with a new file'
expect_in err 'rolecall: created roles/web-execution/'
mkdir tree
cp "$root/examples/incident/taskdef.json" tree/
sed -i 's|"executionRoleArn": ""|"executionRoleArn": "arn:aws:iam::111122223333:role/web-execution"|' tree/taskdef.json
mkdir -p tree/roles/web-execution
cp "$root/examples/incident/roles/web-execution/trust.json" tree/roles/web-execution/
(cd tree && git init -q . && git apply ../patch) 2>"$work/err"
status=$?
expect_status 0 'git apply with a new file'
checks=$((checks + 1))
diff -r tree/roles roles || fail 'git apply and --write differ in the new file'

"$command" fix --write - <taskdef.json >"$work/out" 2>"$work/err"
status=$?
checks=$((checks + 1))
[ "$status" = 0 ] || [ "$status" = 1 ] || [ "$status" = 2 ] || fail "fix --write -: status $status"

# A last line without its end.
fresh_incident noeol
rm incident/stopped.txt
printf '%s' "$(cat incident/taskdef.json)" >t && mv t incident/taskdef.json
rolecall fix incident
(git init -q . && git apply "$work/out") 2>"$work/err"
status=$?
expect_status 0 'git apply without a final line end'

# Changed by someone else between reading and writing: the pipe is opened for reading only after the
# folder was read, so that the change comes in between.
fresh_incident changed
rm incident/stopped.txt
mkfifo pipe
(
  exec 3>pipe
  echo >>incident/taskdef.json
  echo 'nothing of interest' >&3
) &
rolecall fix --write incident pipe
wait
expect_status 2 'a file that changed meanwhile'
expect_in err 'incident/taskdef.json was not written: it was changed by someone else'
checks=$((checks + 1))
grep -q '"executionRoleArn": ""' incident/taskdef.json || fail 'the change was overwritten'
[ -z "$(find . -name '*.rolecall-*')" ] || fail 'a temporary file was left behind'

# Templates are edited where they say it; generated ones are left alone, and what is needed is told.
fresh templates
cat > template.yaml <<'END'
Resources:
  Execution:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: ecs-tasks.amazonaws.com}
            Action: sts:AssumeRole
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      RequiresCompatibilities: [FARGATE]
      ExecutionRoleArn: !GetAtt Execution.Arn
      ContainerDefinitions:
        - Name: web
          Image: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1
END
mkdir cdk.out
cp template.yaml cdk.out/template.yaml
rolecall fix --write template.yaml
expect_status 0 'fix of a template'
expect_in out 'The proof holds'
checks=$((checks + 1))
grep -q 'Action: ecr:GetAuthorizationToken' template.yaml || fail 'the template was not written'
rolecall fix template.yaml
expect_status 0 'second fix of a template'
expect_in out 'There is nothing to mend'
cp cdk.out/template.yaml before.txt
rolecall fix --write cdk.out/template.yaml
expect_status 1 'fix of a generated template'
expect_in out 'Nothing was changed: what is needed stands above'
expect_in out 'let execution role `${Execution}` call `ecr:GetAuthorizationToken`'
expect_in err 'no file was changed'
expect_same before.txt cdk.out/template.yaml
