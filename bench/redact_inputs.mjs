// Texts that nobody writes: what each detector waits for, and what structures are made of, again
// and again, so that anything that is looked at more often than once shows.
import { labelledSet } from "../tests/redact/set.mjs";

const repeated = (piece) => (size) => Buffer.alloc(size, Buffer.from(piece));

// Pieces that are told from each other by a number.
const counted = (make) => (size) => {
  const pieces = [];
  for (let i = 0, n = 0; n < size; i++) {
    pieces.push(make(i));
    n += pieces.at(-1).length;
  }
  return Buffer.from(pieces.join(""), "latin1").subarray(0, size);
};

// Bytes that look drawn; the same ones each time.
function drawn(alphabet, size) {
  const bytes = Buffer.alloc(size);
  let state = 1;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = alphabet.charCodeAt((state >>> 8) % alphabet.length);
  }
  return bytes;
}
const base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const pick = (i, n) => (Math.imul(i + 1, 2654435761) >>> 0) % n;
const word = (i) => {
  let letters = "";
  for (let n = i + 1000; n > 0; n = Math.floor(n / 20)) letters += "bcdfghjklmnpqrstvwxz"[n % 20];
  return letters;
};
const digits = (i, n) => String(pick(i, 1e9)).padStart(n, "0");
const hex = (i, n) => pick(i, 2 ** 32).toString(16).padStart(n, "0");

const keyDigits = (i) => hex(i, 8).toUpperCase().replace(/[0189]/g, "Q");

const structures = [
  ["one line of words", "lorem ipsum dolor sit amet "],
  ["only `a`", "a"],
  ["only digits", "4"],
  ["only quotes", '"'],
  ["only blanks", " "],
  ["only line ends", "\n"],
  ["only colons", ":"],
  ["only equals", "="],
  ["only dashes", "-"],
  ["only backslashes", "\\"],
  ["only percent signs", "%"],
  ["only slashes", "/"],
  ["only dots", "."],
  ["only @", "@"],
  ["only $", "$"],
  ["only <", "<"],
  ["only {", "{"],
  ["only [", "["],
  ["names and equals", "a=b:c/"],
  ["dots", "a."],
  ["://@", "://@"],
  ["URL parameters", "a=b&"],
  ["secret URL parameters", "token=b&"],
  ["a URL with parameters", "https://h.acme.org/p?a=b&token=c&"],
  ["equal prefixes", "password=ghp_"],
  ["password=", "password="],
  ["password: on one line", "password: "],
  ["password: by lines", "password:\n"],
  ["password: |", "password: |\n  "],
  ["--password", "--password "],
  ["-p", "-p "],
  ["<password>", "<password>"],
  ["</password>", "</password>"],
  ["YAML values on one line", "- value: x "],
  ["YAML values by lines", "- value: x\n"],
  ["YAML names on one line", "- name: x "],
  ["YAML pairs", "- name: DB_PASSWORD\n  value: hunter2xyz\n"],
  ["YAML pairs on one line", "- name: DB_PASSWORD value: hunter2xyz "],
  ["values far from names", `value: x ${"y ".repeat(150)}`],
  ["JSON pairs without words", '{"name":"","value":""},'],
  ["JSON pairs", '{"name":"DB_PASSWORD","value":"hunter2xyz"},'],
  ["JSON pairs, the value first", '{"value":"hunter2xyz","name":"DB_PASSWORD"},'],
  ["JSON values alone", '"value":"",'],
  ["escaped JSON pairs", '{\\"name\\":\\"DB_PASSWORD\\",\\"value\\":\\"hunter2xyz\\"},'],
  ["open blocks", "-----BEGIN PRIVATE KEY-----"],
  ["open blocks by lines", "-----BEGIN RSA PRIVATE KEY-----\n"],
  ["half of open blocks", "-----BEGIN "],
  ["open blocks with bodies", "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\n"],
  ["ends of blocks", "-----END PRIVATE KEY-----\n"],
  ["data: of secrets", "kind: Secret\ndata:\n  a: b3BlbnNlc2FtZQ==\n"],
  ["data: by lines", "data:\n  a: b3BlbnNlc2FtZQ==\n"],
  ["data: again and again", "data:\n"],
  ["logins of .netrc", "machine a.example.org login jodo password 94qKjFfay\n"],
  ["machine", "machine "],
  ["logins of .pgpass", "host:5432:db:jodo:94qKjFfay\n"],
  ["cookies", "Cookie: a=bcdefghi; "],
  ["one long cookie", "a=bcdefghi; "],
  ["Bearer", "Bearer "],
  ["Authorization: Basic", "Authorization: Basic "],
  ["heredocs", "password = <<EOF\n"],
  ["colours", "\x1b[32m"],
  ["colours and names", "\x1b[32mpassword\x1b[0m="],
  ["quotes of HTML", "password=&quot;"],
  ["escaped quotes", 'password=\\"'],
  ["holes", "password=${x}"],
  ["open holes", "password=${"],
  ["holes of Jinja", "password={{ x }} "],
  ["eyJ", "eyJ"],
  ["eyJ.", "eyJ."],
  ["heads of JSON web tokens", "eyJhbGciOiJIUzI1NiJ9."],
  ["LS0tLS1CRUdJTi", "LS0tLS1CRUdJTi"],
  ["MII", "MII"],
  ["AKIA", "AKIA"],
  ["key identifiers", "AKIAQYLPMN5HHHFPZAM2 "],
  ["key identifiers without gaps", "AKIAQYLPMN5HHHFPZAM2"],
  ["key identifiers and secrets", `AKIAQYLPMN5HHHFPZAM2 ${base64.slice(3, 43)} `],
  ["forty signs and no identifier", `${base64.slice(3, 43)} `],
  ["arn:", "arn:"],
  ["arn:aws:", "arn:aws:"],
  ["one ARN", "arn:aws:iam::123412341234:role/acme-prod "],
  ["ARNs without gaps", "arn:aws:iam::123412341234:role/acme-prod"],
  ["ARNs with slashes", "arn:aws:s3:::acme/"],
  ["twelve digits", "123412341234 "],
  ["account 123412341234", "account 123412341234 "],
  ["image URIs", "123412341234.dkr.ecr.eu-west-1.amazonaws.com/acme/api:1.2.3 "],
  ["endpoints", "acme-db.cdefghijklmn.eu-west-1.rds.amazonaws.com "],
  ["i-", "i-0123456789abcdef0 "],
  ["subnet-", "subnet-"],
  ["one e-mail address", "jo.do@acme.org "],
  ["addresses without gaps", "a@b."],
  ["one IPv4 address", "85.214.132.117 "],
  ["IPv4 without gaps", "85.214.132.117."],
  ["1.", "1."],
  ["blocks of addresses", "85.214.132.0/24 "],
  ["one IPv6 address", "2a01:4f8:c17:b0f::2 "],
  ["IPv6 without gaps", "2a01:"],
  ["::", "::"],
  ["MAC addresses", "3c:22:fb:aa:bb:cc "],
  ["one host", "db1.acme-corp.net "],
  ["hosts without gaps", "acme.net."],
  ["internal hosts", "db1.internal "],
  ["user=", "user=jodo "],
  ["/home/", "/home/jodo/"],
  ["card numbers", "4111 1111 1111 1111 "],
  ["numbers of cards without gaps", "4111111111111111"],
  ["telephone numbers", "phone +49 30 901820 "],
  ["+1", "+1 "],
  ["IBAN", "DE89370400440532013000 "],
  ["UUIDs", "1f0c7e2a-93b4-4d5e-8f6a-0b1c2d3e4f5a "],
  ["times", "2024-03-01T12:34:56.789Z "],
  ["times without T", "2024-03-01 12:34:56,789 "],
  ["versions", "1.2.3-rc.1 "],
  ["sha256:", "sha256:"],
  ["postgres URLs", "postgres://app:hunter2xyz@db.acme.org/app "],
  ["open logins of URLs", "postgres://app:"],
  ["connection strings", "Server=db.acme.org;Pwd=hunter2xyz;"],
  ["Pwd=", "Pwd="],
  ["jdbc:", "jdbc:postgresql://"],
  ["presigned requests", "X-Amz-Signature=0123456789abcdef&X-Amz-Credential=AKIA"],
  ["hooks.slack.com", "https://hooks.slack.com/services/"],
  ["$2b$", "$2b$10$"],
  ["$6$", "$6$"],
  ["{SSHA}", "{SSHA}"],
  ["Q~", "8Q~"],
  ["words of ours", "n1n "],
  ["words of ours without gaps", "n1n"],
  ["nearly words of ours", "n1 n1N N1 0n1n "],
  ["EXAMPLE0001", "EXAMPLE0001 "],
  ["EXAMPLE", "EXAMPLE"],
  ["EXAMPLE000", "EXAMPLE000 "],
  ["placeholders of accounts", "111122223333"],
  ["placeholders of addresses", "192.0.2.1 "],
  ["the password is", "the password is "],
  ["the password is X", "the password is 94qKjFfay0Zx7 "],
  ["(service", "(service "],
  ["(service X)", "(service acme-api) "],
  ["bytes beyond ASCII", "\u00e9"],
  ["CRLF", "password=x\r\n"],
];

const numbered = [
  ["distinct lines of words", (i) => `worker ${i} took job ${i * 7} from the queue\n`],
  ["distinct names", (i) => `family: ${word(i)}-${word(i * 3)}\n`],
  ["distinct names, none used", (i) => `${word(i)}-${word(i * 3)}\n`],
  ["distinct ARNs", (i) => `arn:aws:iam::${digits(i, 12)}:role/${word(i)}-prod\n`],
  ["distinct buckets", (i) => `arn:aws:s3:::${word(i)}/* `],
  ["distinct patterns", (i) => `arn:aws:s3:::${word(i).slice(0, 3)}*${word(i * 7)}* `],
  ["distinct accounts", (i) => `account ${digits(i, 12)} `],
  ["distinct key identifiers", (i) => `AKIA${keyDigits(i)}QYLPMN5H `],
  ["distinct e-mail addresses", (i) => `${word(i)}@${word(i * 5)}.org `],
  ["distinct hosts", (i) => `${word(i)}.${word(i * 5)}.net `],
  ["distinct IPv4 addresses", (i) => `85.${i >> 16 & 255}.${i >> 8 & 255}.${i & 255} `],
  ["distinct blocks", (i) => `85.${i >> 12 & 255}.${i >> 4 & 255}.${(i & 15) * 16}/28 `],
  ["distinct IPv6 addresses", (i) => `2a01:4f8:${hex(i, 8).slice(0, 4)}:${hex(i, 8).slice(4)}::2 `],
  ["distinct UUIDs", (i) => `${hex(i, 8)}-93b4-4d5e-8f6a-0b1c${hex(i * 3, 8)} `],
  ["distinct keys by name", (i) => `api_key=${hex(i, 8)}${word(i)}Qz7\n`],
  ["distinct passwords", (i) => `{"name":"DB_PASSWORD","value":"${word(i)}${hex(i, 8)}"},\n`],
  ["distinct tokens", (i) => `glpat-${word(i)}${hex(i, 8)}Aq7Zp9Lm `],
  ["distinct random strings", (i) => `${base64.slice(pick(i, 20), 22 + pick(i, 20))}${hex(i, 8)} `],
  ["distinct resource identifiers", (i) => `i-0${hex(i, 8)}${hex(i * 3, 8)} `],
  ["distinct users", (i) => `user=${word(i)} `],
  ["secrets that begin alike", (i) => `password=${"x7Qz".repeat(30)}${hex(i, 8)}\n`],
  ["secrets in each other", (i) => `password=x7${"Qz9".repeat(3 + (i % 60))}\n`],
  ["words of ours by number", (i) => `n${i}n `],
  ["EXAMPLE by number", (i) => `EXAMPLE${String(i).padStart(4, "0")} `],
];

const runs = [
  ["one run of base64", (size) => drawn(base64, size)],
  ["one run of letters and digits", (size) => drawn(base64.slice(0, 62), size)],
  ["one run of hexadecimal digits", (size) => drawn("0123456789abcdef", size)],
  ["one run of base32", (size) => drawn("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", size)],
  ["one number", (size) => drawn("0123456789", size)],
  ["lines of base64", (size) => Buffer.from(
    drawn(base64, size).toString("latin1").replace(/.{64}/g, "$&\n").slice(0, size), "latin1")],
  ["words of base64", (size) => Buffer.from(
    drawn(base64, size).toString("latin1").replace(/.{20}/g, "$& ").slice(0, size), "latin1")],
  ["words of hexadecimal digits", (size) => Buffer.from(
    drawn("0123456789abcdef", size).toString("latin1").replace(/.{32}/g, "$& ").slice(0, size),
    "latin1")],
  ["any signs", (size) => drawn("abAB01 \"'=:;,./\\-_@%${}[]()<>&|\n", size)],
  ["any bytes", (size) => drawn(String.fromCharCode(...Array(255).keys()).slice(1), size)],
];

// What each detector waits for: the first item of every row of the labelled set, and the first half
// of what must go of it.
function* triggers() {
  const seen = new Set();
  for (const { row, name, bytes, hide } of labelledSet().positives) {
    if (seen.has(name)) continue;
    seen.add(name);
    yield [`${row} ${name}`, repeated(bytes)];
    const value = hide[0] && bytes.subarray(...hide[0]);
    if (!value) continue;
    yield [`${row} ${name}, half of it`, repeated(value.subarray(0, (value.length + 1) >> 1))];
  }
}

/** Name and maker of each: what it makes has so many bytes. */
export function* hostileInputs() {
  for (const [name, piece] of structures) yield [name, repeated(piece)];
  for (const [name, make] of numbered) yield [name, counted(make)];
  yield* runs;
  yield* triggers();
}

/* ---- the way back --------------------------------------------------------------------------- */

const padded = (n, width) => String(n).padStart(width, "0");

// Four hundred of each of the families that have near misses.
const given = [
  ["name", (i) => `n${i}n`],
  ["host", (i) => `h${i}.example.com`],
  ["email", (i) => `mail${i}@example.com`],
  ["secret", (i) => `EXAMPLE${padded(i, 4)}`],
  ["uuid", (i) => `00000000-0000-4000-8000-${padded(i, 12)}`],
  ["resid", (i) => padded(i, 17)],
  ["hex", (i) => padded(i, 32)],
];
const manyGiven = 400;

/** A map with many placeholders that look alike. */
export function hostileMap() {
  const entries = [];
  for (const [family, make] of given) {
    for (let i = 1; i <= manyGiven; i++) {
      entries.push({
        placeholder: make(i),
        original: `${family}-${word(i)}`,
        family,
        detector: "thing-name",
        count: 1,
      });
    }
  }
  return JSON.stringify({ version: 1, entries, paths: [] });
}

/** Name and maker of texts that hold nearly its placeholders. */
export function hostileAnswers() {
  const some = (i) => 1 + pick(i, manyGiven);
  return [
    ["one near miss", repeated("EXAMPLE00x1 ")],
    ["the end of hosts", repeated(".example.com")],
    ["a host of the documentation", repeated("example.com ")],
    ["EXAMPLE", repeated("EXAMPLE")],
    ["zeros", repeated("0")],
    ["eight zeros", repeated("00000000 ")],
    ["words", repeated("lorem ipsum dolor sit amet ")],
    ["placeholders", counted((i) => `n${some(i)}n EXAMPLE${padded(some(i * 3), 4)} `)],
    ["invented words", counted((i) => `n${manyGiven + some(i)}n `)],
    ["other spelling", counted((i) => `example${padded(some(i), 4)} `)],
    ["slips in secrets", counted((i) => `EXAMPLE0${i % 10}x${(i >> 3) % 10} `)],
    ["slips in hosts", counted((i) => `h${some(i)}.exmple.com `)],
    ["slips in addresses", counted((i) => `mial${some(i)}@example.com `)],
    ["slips in UUIDs", counted((i) => `00000000-0000-4000-8000-0000000${10000 + pick(i, 9e4)}x `)],
    ["slips in hexadecimal digits", counted((i) => `${padded(10000 + pick(i, 9e4), 32)}a `)],
    ["other UUIDs", counted((i) => `00000000-0000-4000-8000-abcdef${hex(i, 6).slice(0, 6)} `)],
  ];
}
