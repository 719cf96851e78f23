# simulate: batches, and AWS's own simulator.
fresh simulate

allow='{"Version":"2012-10-17","Statement":[{"Sid":"Read","Effect":"Allow","Action":"s3:Get*","Resource":"*"}]}'
deny='{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::shut/*"}]}'
secure='{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}}'
other='{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ec2:*","Resource":"*"}}'

# question ACTION RESOURCE MEMBERS
question() {
  printf '{"request":{"principal":"arn:aws:iam::111122223333:role/app","action":"%s","resource":{"resource":"%s","accountId":"111122223333"},"contextVariables":{}},%s}\n' \
    "$1" "$2" "$3"
}
key='arn:aws:s3:::open/key'
shut='arn:aws:s3:::shut/key'
identity() { printf '"identityPolicies":[{"name":"own","policy":%s}]' "$1"; }

{
  question s3:GetObject "$key" "$(identity "$allow")"
  question s3:PutObject "$key" "$(identity "$allow")"
  question s3:GetObject "$shut" \
    "\"identityPolicies\":[{\"name\":\"own\",\"policy\":$allow},{\"name\":\"guard\",\"policy\":$deny}]"
  question s3:GetObject "$key" "$(identity "$secure")"
  question s3:GetObject "$key" "$(identity "$secure"),\"contextComplete\":false"
  question s3:GetObject "$key" \
    "$(identity "$allow"),\"permissionBoundaryPolicies\":[{\"name\":\"limit\",\"policy\":$other}]"
  question s3:GetObject "$key" "$(identity "$allow"),\"sessionPolicy\":$other"
  question s3:GetObject "$key" "$(identity "$allow"),\"nobodyKnows\":{\"this\":1}"
  question s3:GetObject "$key" "$(identity "$allow"),\"serviceControlPolicies\":[{\"orgIdentifier\":\"r-root\",\"policies\":[{\"name\":\"all\",\"policy\":$allow}]},{\"orgIdentifier\":\"ou-prod\",\"policies\":[{\"name\":\"guard\",\"policy\":$other}]}]"
} >good.ndjson
rolecall simulate --batch good.ndjson
expect_status 0 'a batch'
expect_empty err
golden simulate-batch.ndjson
cp "$work/out" from-file

"$command" simulate --batch - <good.ndjson >"$work/out" 2>"$work/err"
status=$?
expect_status 0 'a batch from standard input'
expect_same from-file "$work/out"

tr '\n' '\r' <good.ndjson | sed 's/\r/\r\n/g' >dos.ndjson
"$command" simulate --batch=dos.ndjson >"$work/out" 2>"$work/err"
status=$?
expect_status 0 'CR LF, and the name behind an equals sign'
expect_same from-file "$work/out"

{
  echo 'nothing like JSON'
  echo '{"request":1}'
  echo '[1]'
  echo '{"request":{}} {"request":{}}'
  question 's3:Get*' "$key" "$(identity "$allow")"
  question s3GetObject "$key" "$(identity "$allow")"
  question s3:GetObjekt "$key" "$(identity "$allow")"
  question s33:GetObject "$key" "$(identity "$allow")"
  question s3:GetObject 'arn:aws:s3' "$(identity "$allow")"
  question s3:GetObject "$key" '"identityPolicies":{}'
  question s3:GetObject "$key" '"identityPolicies":[{"name":"own","policy":"*"}]'
  question s3:GetObject "$key" '"identityPolicies":[{"name":"own","policy":{"Statement":{"Effect":"allow","Action":"*","Resource":"*"}}}]'
  question s3:GetObject "$key" '"identityPolicies":[],"identityPolicies":[]'
  question s3:GetObject "$key" '"identityPolicies":[],"contextComplete":"no"'
  question s3:GetObject "$key" "$(identity "$allow")" |
    sed 's/"contextVariables":{}/"contextVariables":{"aws:SourceIp":{"a":1}}/'
  question s3:GetObject "$key" "$(identity "$allow")" |
    sed 's/"contextVariables":{}/"contextVariables":{"aws:SourceIp":["192.0.2.1","192.0.2.2"]}/'
  echo
  question s3:GetObject "$key" "$(identity "$allow")" | sed 's/arn:aws:iam::111122223333:role/nobody/'
  question s3:GetObject "$key" "$(identity "$allow")"
} >bad.ndjson
rolecall simulate --batch bad.ndjson
expect_status 2 'lines that cannot be asked'
golden simulate-refused.ndjson

# A line of ten megabytes between two others: an error on its own line, and little memory.
{
  question s3:GetObject "$key" "$(identity "$allow")"
  head -c 10000000 /dev/zero | tr '\0' x
  echo
  question s3:GetObject "$key" "$(identity "$allow")"
} >long.ndjson
rolecall simulate --batch long.ndjson
expect_status 2 'a line of ten megabytes'
expect_in out 'the limit on line size of 8388608 bytes was reached'
[ "$(wc -l <"$work/out")" = 3 ] || fail 'three lines, three answers'
head -c 9000000 /dev/zero | tr '\0' x >endless
rolecall simulate --batch endless
expect_status 2 'a long line without an end'
[ "$(wc -l <"$work/out")" = 1 ] || fail 'one line, one answer'

# Any length in constant memory: 64 MB of address space are enough for 40 MB of lines.
for i in 1 2 3 4 5 6 7 8 9 10; do cat good.ndjson good.ndjson good.ndjson good.ndjson; done >many
for i in 1 2 3 4 5 6 7 8 9 10; do cat many many many many many many many many many many; done >more
(ulimit -v 65536 && exec "$command" simulate --batch more) >"$work/out" 2>"$work/err"
status=$?
expect_status 0 'a long batch in little memory'
[ "$(wc -l <"$work/out")" = "$(wc -l <more)" ] || fail 'as many answers as lines'
rm -f more "$work/out"

rolecall simulate --batch good.ndjson --rate
expect_status 0 'rate'
expect_in out '9 questions compiled: 2 Allowed, 1 ExplicitlyDenied, 5 ImplicitlyDenied, 1 Unknown'
tail -n 1 "$work/out" | grep -Eq '^[0-9]+ decisions per second$' || fail 'the last line is the rate'
rolecall simulate --batch "$root/README.md" --rate
expect_status 2 'rate of nothing'

rolecall simulate --batch missing.ndjson
expect_status 2 'no such file'
expect_in err 'cannot read missing.ndjson: No such file'
rolecall simulate
expect_status 2 'nothing to simulate'
expect_in err 'needs custom-policy, principal-policy, or --batch'
rolecall simulate --bach good.ndjson
expect_status 2 'misspelt option'
expect_in err '`--bach` is not understood here'
rolecall simulate --help
expect_status 0 'help'
expect_in out '--policy-input-list'

# custom-policy: the same JSON as the AWS CLI prints.
printf '%s' '{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::open/*"},
    {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::shut/*"},
    {"Effect": "Allow", "Action": "ec2:*", "Resource": "*",
     "Condition": {"StringLike": {"aws:username": "a*"}}}
  ]
}' >policy.json
rolecall simulate custom-policy --policy-input-list file://policy.json \
  --action-names s3:GetObject --resource-arns arn:aws:s3:::open/a arn:aws:s3:::shut/a
expect_status 0 'two resources'
golden simulate-two-resources.json

rolecall simulate custom-policy --policy-input-list '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"x:A","Resource":"*"}]}' \
  --action-names x:A x:B
expect_status 0 'no resources'
golden simulate-no-resources.json

rolecall simulate custom-policy --policy-input-list file://policy.json "$other" \
  --action-names ec2:RunInstances --context-entries \
  ContextKeyName=aws:username,ContextKeyValues=alice,ContextKeyType=string \
  --permissions-boundary-policy-input-list "$allow" --output json --no-cli-pager
expect_status 0 'context and boundary'
golden simulate-boundary.json

rolecall simulate custom-policy --policy-input-list "$allow" --action-names s3:GetObject \
  --resource-arns "$key" --caller-arn arn:aws:iam::444455556666:user/alice \
  --resource-owner arn:aws:iam::111122223333:root --resource-policy \
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"s3:*","Resource":"arn:aws:s3:::open/*"}}'
expect_status 0 'another account'
golden simulate-cross-account.json

rolecall simulate custom-policy --policy-input-list "$allow" --action-names s3:GetObject \
  --ordered-organization-policy-input-list \
  '[{"ServiceControlPolicyInputList":["{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"s3:*\",\"Resource\":\"*\"}}"]}]'
expect_status 0 'an organisation'
golden simulate-organisation.json

# principal-policy: the policies come from what AWS printed of the account.
cat >account.json <<'JSON'
{
  "UserDetailList": [{
    "UserName": "alice", "UserId": "AIDAEXAMPLE", "Arn": "arn:aws:iam::111122223333:user/team/alice",
    "UserPolicyList": [{"PolicyName": "home", "PolicyDocument": {
      "Version": "2012-10-17",
      "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::home/${aws:username}/*"}
    }}],
    "GroupList": ["readers"],
    "AttachedManagedPolicies": [],
    "PermissionsBoundary": {"PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/limit"}
  }],
  "GroupDetailList": [{
    "GroupName": "readers", "Arn": "arn:aws:iam::111122223333:group/readers",
    "GroupPolicyList": [],
    "AttachedManagedPolicies": [{"PolicyName": "read", "PolicyArn": "arn:aws:iam::111122223333:policy/read"}]
  }],
  "RoleDetailList": [{
    "RoleName": "app", "Arn": "arn:aws:iam::111122223333:role/app", "RolePolicyList": [],
    "AttachedManagedPolicies": [{"PolicyName": "lost", "PolicyArn": "arn:aws:iam::111122223333:policy/lost"}]
  }, {
    "RoleName": "task", "Arn": "arn:aws:iam::111122223333:role/task", "RolePolicyList": [],
    "AttachedManagedPolicies": [{"PolicyName": "AmazonECSTaskExecutionRolePolicy",
      "PolicyArn": "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"}]
  }],
  "Policies": [
    {"Arn": "arn:aws:iam::111122223333:policy/limit", "DefaultVersionId": "v2", "PolicyVersionList": [
      {"VersionId": "v1", "IsDefaultVersion": false, "Document": {"Statement": []}},
      {"VersionId": "v2", "IsDefaultVersion": true, "Document": {"Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": ["s3:Get*", "s3:Put*"], "Resource": "*"}]}}]},
    {"Arn": "arn:aws:iam::111122223333:policy/read", "DefaultVersionId": "v1", "PolicyVersionList": [
      {"VersionId": "v1", "IsDefaultVersion": true, "Document":
        "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22s3%3AList%2A%22%2C%22Resource%22%3A%22%2A%22%7D%5D%7D"}]}
  ]
}
JSON
principal() {
  rolecall simulate principal-policy --authorization-details account.json \
    --policy-source-arn "arn:aws:iam::111122223333:$@"
}
principal user/team/alice --action-names s3:GetObject s3:ListBucket \
  --resource-arns arn:aws:s3:::home/alice/x
expect_status 0 'a user'
golden simulate-user.json
principal group/readers --action-names s3:ListBucket
expect_status 0 'a group'
expect_in out '"SourcePolicyId": "read"'
principal role/task --action-names ecr:GetAuthorizationToken
expect_status 0 'a policy of AWS that is known here'
expect_in out '"EvalDecision": "allowed"'
expect_in out '"SourcePolicyId": "AmazonECSTaskExecutionRolePolicy"'
principal role/app --action-names s3:GetObject
expect_status 2 'an attached policy that nobody shows'
expect_in err 'policy/lost` is attached and its document is in no file'
expect_empty out
principal user/bob --action-names s3:GetObject
expect_status 2 'a user nobody shows'
expect_in err 'is in no file of authorization details'
rolecall simulate principal-policy --policy-source-arn bob --action-names s3:GetObject
expect_status 2 'no ARN'
rolecall simulate custom-policy --policy-source-arn bob --action-names s3:GetObject
expect_status 2 'an option of the other simulation'

custom() { rolecall simulate custom-policy --policy-input-list "$allow" "$@"; }
custom --action-names 's3:*'
expect_status 2 'a pattern'
expect_in err 'is a pattern; ask for one action at a time'
expect_empty out
custom
expect_status 2 'no action'
expect_in err '`ActionNames` is missing'
custom --action-names s3:GetObject --context-entries ContextKeyName=aws:x,ContextKeyValues=a
expect_status 2 'a context key without type'
expect_in err 'Context key aws:x has invalid type null'
custom --action-names s3:GetObject \
  --context-entries ContextKeyName=aws:x,ContextKeyValues=0x10,ContextKeyType=numeric
expect_status 2 'a number that is none'
expect_in err 'Invalid context value for key aws:x: expected numeric format'
custom --action-names s3:GetObject --context-entries \
  ContextKeyName=aws:x,ContextKeyValues=a,b,ContextKeyType=string
expect_status 2 'several values of a single key'
custom --action-names s3:GetObject --context-entries nonsense
expect_status 2 'an entry that is none'
custom --action-names s3:GetObject --resource-owner 111122223333
expect_status 2 'an owner that is no ARN'
custom --action-names s3:GetObject --resource-policy "$allow"
expect_status 2 'a resource policy without a caller'
expect_in err 'needs `CallerArn`'
custom --action-names s3:GetObject --query EvaluationResults
expect_status 2 'query'
expect_in err 'through jq'
custom --action-name s3:GetObject
expect_status 2 'a misspelt option'
expect_in err 'did you mean --action-names?'
custom --action-names s3:GetObject --output text
expect_status 2 'another output'
custom --action-names s3:GetObject --resource-policy file://missing.json
expect_status 2 'a missing file'
expect_in err 'cannot read missing.json'

# Pages: those of the AWS CLI, and those of the API.
custom --action-names s3:GetObject s3:PutObject --max-items 1
expect_status 0 'the first of two'
expect_in out '"NextToken": "eyJNYXJrZXIiOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAxfQ=="'
expect_not_in out s3:PutObject
custom --action-names s3:GetObject s3:PutObject \
  --starting-token eyJNYXJrZXIiOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAxfQ==
expect_status 0 'the second of two'
expect_not_in out s3:GetObject
expect_not_in out NextToken
custom --action-names s3:GetObject s3:PutObject --no-paginate --max-items 01
expect_status 0 'a page of the API'
expect_in out '"IsTruncated": true'
expect_in out '"Marker": "ActionNames.member.2"'
custom --action-names s3:GetObject s3:PutObject --marker ActionNames.member.2
expect_status 0 'the page behind it'
expect_in out '"IsTruncated": false'
custom --action-names s3:GetObject --no-paginate --page-size 1
expect_status 2 'two kinds of pages'
expect_in err '--page-size cannot stand beside --no-paginate'
custom --action-names s3:GetObject --max-items some
expect_status 2 'no number'
expect_in err '--max-items takes a whole number'
custom --action-names s3:GetObject --page-size 0
expect_status 2 'a page of nothing'
custom --action-names s3:GetObject --starting-token none
expect_status 2 'no token'
expect_in err 'is none that this question was answered with'

# context-keys-for-...
rolecall simulate context-keys-for-custom-policy --policy-input-list file://policy.json "$secure"
expect_status 0 'context keys'
golden simulate-context-keys.json
rolecall simulate context-keys-for-principal-policy --authorization-details account.json \
  --policy-source-arn arn:aws:iam::111122223333:user/team/alice --no-paginate
expect_status 0 'context keys of a user'
expect_in out '"aws:username"'
rolecall simulate context-keys-for-custom-policy --policy-input-list "$allow" --max-items 1
expect_status 2 'no pages'
expect_in err 'has no pages and no --max-items'
rolecall simulate context-keys-for-custom-policy --policy-input-list "$allow" \
  --action-names s3:GetObject
expect_status 2 'an option of simulations'
expect_in err '`ActionNames` is no parameter of this question'
rolecall simulate context-keys-for-custom-policy
expect_status 2 'no policies'
