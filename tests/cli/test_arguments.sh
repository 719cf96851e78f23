# The command line: what cannot be used is said, with the nearest thing that can.
fresh arguments
echo '{}' >x.json

rolecall
expect_status 2 'no arguments'
expect_in err 'rolecall: which command?'
expect_empty out

rolecall chek x.json
expect_status 2 'misspelt command'
expect_in err 'did you mean `check`?'

rolecall check --formt json x.json
expect_status 2 'misspelt option'
expect_in err 'did you mean --format?'

rolecall check --zzzzzzzzzzzz x.json
expect_status 2 'option like no other'
expect_in err 'unknown option --zzzzzzzzzzzz; `rolecall --help`'

for later in lint prevent; do
  rolecall $later x.json
  expect_status 2 "$later"
  expect_in err "does not have \`$later\` yet"
done

rolecall check --format xml x.json
expect_status 2 'unknown format'
expect_in err 'it takes text or json'

rolecall check x.json --format
expect_status 2 'missing value'
expect_in err 'option --format needs a value: text or json'

rolecall check --quiet=yes x.json
expect_status 2 'value of a flag'
expect_in err 'option --quiet takes no value'

rolecall check --account 1234 x.json
expect_status 2 'account'
expect_in err 'twelve digits'

rolecall check --launch-type fargate x.json
expect_status 2 'launch type'
expect_in err 'FARGATE, EC2, EXTERNAL or MANAGED_INSTANCES'

rolecall check --write x.json
expect_status 2 'option of another command'
expect_in err 'option --write is not one of `rolecall check`'

rolecall check
expect_status 2 'no path'
expect_in err '`rolecall check` needs PATH...'

rolecall check -- --help
expect_status 2 'a file called like an option'
expect_in err 'cannot read --help: No such file'

rolecall --version
expect_status 0 'version'
expect_in out 'rolecall 0.'

rolecall -h
expect_status 0 'help'
expect_in out 'rolecall check    PATH...'
expect_in out '--remove-from-task-role'

rolecall check --help
expect_status 0 'help of a command'
expect_in out '--launch-type TYPE'
expect_not_in out '--write'

"$command" --help >/dev/full 2>"$work/err"
status=$?
expect_status 2 'help on a full disk'
expect_in err 'cannot write to standard output: No space left on device'
