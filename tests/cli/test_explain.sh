# explain: pages and error texts.
fresh explain

rolecall explain RC101
expect_status 0 'a code'
expect_in out '# RC101 execution-role-missing'
rolecall explain rc101
expect_in out '# RC101 execution-role-missing'
rolecall explain execution-role-missing
expect_in out '# RC101 execution-role-missing'
rolecall explain dial-timeout
expect_in out 'dial tcp'

rolecall explain execution-role-mising
expect_status 2 'a misspelt name'
expect_in err 'did you mean `execution-role-missing`?'
rolecall explain RC101 RC102
expect_status 2 'two codes'

"$command" explain - <"$root/examples/incident/stopped.txt" >"$work/out" 2>"$work/err"
status=$?
expect_status 0 'standard input'
golden explain-incident.txt

rolecall explain "$root/examples/incident/stopped.txt"
expect_status 0 'a file'
expect_in out 'network (certain)'

echo 'all is well' >fine.txt
rolecall explain fine.txt
expect_status 2 'nothing known'
expect_in err 'no launch failure was recognised'
expect_empty out
