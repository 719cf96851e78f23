# redact and restore: copies, the map, the way back, and `--redact` of check and fix. Secrets are put
# together here: none of them stands in this file as it is.
password="Correct$(printf '%s' Horse)77Battery"
account="9$(printf '%s' 87654)321098"

redact_bundle() {
  fresh "$1"
  mkdir -p acmeco/roles/acmeco-exec
  cat >acmeco/taskdef.json <<EOF
{
  "family": "acmeco-web",
  "executionRoleArn": "arn:aws:iam::$account:role/acmeco-exec",
  "networkMode": "awsvpc",
  "requiresCompatibilities": ["FARGATE"],
  "cpu": "256",
  "memory": "512",
  "containerDefinitions": [
    {
      "name": "web",
      "image": "$account.dkr.ecr.eu-west-1.amazonaws.com/acmeco/web:1.2.3",
      "environment": [{"name": "DB_PASSWORD", "value": "$password"}]
    }
  ]
}
EOF
  cat >acmeco/roles/acmeco-exec/trust.json <<EOF
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
 "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
EOF
  printf 'plain text of acmeco with %s in it\r\n' "$password" >acmeco/notes
  printf 'DB_PASSWORD=%s\n' "$password" >acmeco/.env
}

expect_clean() { # FILE...: none of what was planted
  checks=$((checks + 1))
  if grep -rqF -e "$password" -e "$account" -e acmeco "$@"; then
    fail "something planted is left in $*"
    grep -rnF -e "$password" -e "$account" -e acmeco "$@" | cut -c1-200 | head -5
  fi
}

# One file to standard output; the summary names no original.
redact_bundle one
rolecall redact --word acmeco acmeco/taskdef.json
expect_status 0 'redact one file'
expect_clean "$work/out" "$work/err"
expect_in err 'replaced in 1 file'
expect_in out 'dkr.ecr.eu-west-1.amazonaws.com'
expect_in out 'web:1.2.3'
"$command" redact - <acmeco/notes >"$work/out" 2>"$work/err"
status=$?
expect_status 0 'redact standard input'

# Several files need a folder.
rolecall redact acmeco
expect_status 2 'several files and no folder'
expect_in err 'name a folder for the copies with -o'
expect_empty out

# A folder: every text file, hidden ones too, the map beside it, and back.
rolecall redact --word acmeco -o copies --map way-back acmeco
expect_status 0 'redact a folder'
expect_empty out
expect_clean copies "$work/err"
checks=$((checks + 1))
[ "$(stat -c %a way-back)" = 600 ] || fail 'the map has another mode than 0600'
[ -z "$(find copies -name '*acmeco*')" ] || fail 'a name is left in a path'
[ "$(find copies -type f | wc -l)" = 4 ] || fail 'not every file was copied'
[ -z "$(find . -name '*.rolecall-*')" ] || fail 'a temporary file was left behind'
for copy in $(find copies -type f); do
  rolecall restore --map way-back "$copy"
  expect_status 0 "restore $copy"
  cp "$work/out" restored
  checks=$((checks + 1))
  found=
  for original in acmeco/taskdef.json acmeco/notes acmeco/.env acmeco/roles/acmeco-exec/trust.json; do
    cmp -s restored "$original" && found=yes
  done
  [ "$found" = yes ] || fail "$copy does not come back as it was"
done

# Nothing is replaced: neither copies nor the map.
cp -R copies before
rolecall redact -o copies acmeco
expect_status 2 'copies that exist'
expect_in err 'a file of this name exists already; nothing was written'
checks=$((checks + 1))
diff -r before copies >/dev/null || fail 'copies were changed'
rolecall redact -o other --map way-back acmeco
expect_status 2 'a map that exists'
expect_in err 'the map was not written: a file of its name exists already'
checks=$((checks + 1))
[ -z "$(find other -type f 2>/dev/null)" ] || fail 'copies were written without their way back'
ln -s nowhere link
rolecall redact -o other2 --map link acmeco
expect_status 2 'a map that is a link'
checks=$((checks + 1))
[ ! -e nowhere ] || fail 'a link was followed'
rolecall redact -o other3 --map other3/map acmeco
expect_status 2 'a map among the copies'
expect_in err 'whoever has it has the originals'

# No text.
printf 'a\000b' >binary
rolecall redact binary
expect_status 2 'a file that is no text'
expect_in err 'it holds NUL bytes and so is no text'
cp binary acmeco/
rolecall redact -o copies2 acmeco
expect_status 0 'a folder with a file that is no text'
expect_in err 'passed over 1 file: no text in UTF-8'
checks=$((checks + 1))
[ "$(find copies2 -name notes -o -name binary | wc -l)" = 1 ] || fail 'a file that is no text was copied'
rm acmeco/binary

# UTF-16 is refused, with and without bytes that are NUL, and goes through nowhere.
printf '\377\376p\000w\000' >utf16
printf '\376\377\101\060\102\060' >utf16-of-the-east
for file in utf16 utf16-of-the-east; do
  for verb in redact 'check --redact' 'fix --redact'; do
    # shellcheck disable=SC2086
    rolecall $verb $file
    expect_status 2 "$verb of $file"
    expect_empty out
    expect_in err 'it is UTF-16 or UTF-32; turn it into UTF-8 first'
  done
done

# Reports for programs.
rolecall redact --format json acmeco/taskdef.json
expect_status 0 'redact --format json'
cp "$work/err" summary.json
checks=$((checks + 1))
node -e 'const { findings } = JSON.parse(require("fs").readFileSync("summary.json", "utf8"));
  process.exit(findings.compared && findings.same > 0 && findings.different === 0 ? 0 : 1)' ||
  fail 'the summary is not JSON, or its findings differ'

# Whether check finds the same in the copies is told, and where not: here somebody wants a word gone
# that the verdicts depend on.
rolecall redact acmeco/taskdef.json
expect_in err 'check finds the same in the copies: '
rolecall redact --word password acmeco/taskdef.json
expect_status 0 'a word that a finding depends on'
expect_in err 'check does not find the same in the copies: 1 finding differs'
expect_in err '  gone  RC201 at n1n/taskdef.json:12'
expect_clean "$work/err"
rolecall redact --format json --word password acmeco/taskdef.json
cp "$work/err" summary.json
checks=$((checks + 1))
node -e 'const { findings } = JSON.parse(require("fs").readFileSync("summary.json", "utf8"));
  const [{ is, code, path, line }] = findings.differences;
  const told = [findings.different, is, code, path, line].join(" ");
  if (told !== "1 gone RC201 n1n/taskdef.json 12") { console.log(told); process.exit(1) }' ||
  fail 'the summary does not tell which finding is gone'
head -c 5000000 /dev/zero | tr '\0' 'a' >large
rolecall redact large
expect_in err 'whether check finds the same in the copies was not looked at'
rm large

# An answer that does not keep to the placeholders.
printf '{"version": 1, "entries": [{"placeholder": "EXAMPLE0001", "original": "%s", "family": "secret"},
 {"placeholder": "111122223333", "original": "%s", "family": "account"}]}\n' "$password" "$account" >map
printf 'use EXAMPLE0001 and example0001\n  in 111122223334\n' >answer
rolecall restore --map map answer
expect_status 1 'doubtful places'
expect_in out "use $password and example0001"
expect_in err '1:21: `example0001` is another spelling of `EXAMPLE0001`, and was left as it is'
expect_in err '2:6: `111122223334` is nearly `111122223333`, and was left as it is'
expect_in err 'not in this text: 111122223333'
expect_not_in err "$password"
rolecall restore --map map --format json answer
expect_status 1 'doubtful places for programs'
cp "$work/err" notes.json
checks=$((checks + 1))
node -e 'JSON.parse(require("fs").readFileSync("notes.json", "utf8"))' || fail 'the notes are not JSON'
expect_not_in err "$password"
rolecall restore --map answer answer
expect_status 2 'no map'
expect_in err 'answer: line 1, column 1:'
rolecall restore answer
expect_status 2 'restore without a map'
expect_in err 'needs --map'
printf '{"version": 1, "entries": [{"placeholder": "%s"}]}' "$password" >map2
rolecall restore --map map2 answer
expect_status 2 'a map with a fault'
expect_not_in err "$password"

# check and fix for others' eyes; a patch becomes applicable by restore.
rolecall check acmeco
plain=$status
rolecall check --redact --word acmeco acmeco
expect_status "$plain" 'check --redact'
expect_clean "$work/out" "$work/err"
rolecall check --redact --word acmeco --format json --account "$account" acmeco
expect_clean "$work/out" "$work/err"
rolecall check --redact "acmeco/no-such-file-$password"
expect_status 2 'a path that is not there'
expect_clean "$work/out" "$work/err"
rolecall fix --quiet acmeco
cp "$work/out" plain.patch
rolecall fix --quiet --redact --word acmeco --map patch-map acmeco
expect_clean "$work/out" "$work/err"
cp "$work/out" redacted.patch
rolecall restore --map patch-map redacted.patch
cp "$work/out" restored.patch
expect_same plain.patch restored.patch
rolecall fix --redact --write acmeco
expect_status 2 'fix --redact --write'
rolecall check --map m acmeco
expect_status 2 'a map without --redact'
expect_in err 'go with --redact'
