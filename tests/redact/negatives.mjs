// Documents of which nothing may be replaced: what only looks secret, and what is public knowledge.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../lib/cases.mjs";
import { documents } from "./kept_documents.mjs";
import { nearMisses } from "./near_misses.mjs";
import { Draw, plain } from "./shapes.mjs";
import { named, unnamed, wrap } from "./syntaxes.mjs";

const digests = [
  (r) => `sha256:${r.h(64)}`,
  (r) => `nginx@sha256:${r.h(64)}`,
  (r) => `sha512-${r.b(86)}==`,
  (r) => `redis:7.2.4@sha256:${r.h(64)}`,
  (r) => `sha384-${r.b(64)}`,
  (r) => `md5:${r.h(32)}`,
];
const traces = [
  (r) => r.uuid(),
  (r) => `1-${r.h(8)}-${r.h(24)}`,
  (r) => `Root=1-${r.h(8)}-${r.h(24)}`,
  (r) => `Root=1-${r.h(8)}-${r.h(24)};Parent=${r.h(16)};Sampled=1`.split(";")[0],
];
const times = [
  () => "2026-03-01T10:15:30.123456789Z",
  () => "2026-03-01T10:15:30+01:00",
  () => "20260301T101530Z",
  () => "202603011015",
  () => "1772360130",
  () => "1772360130123",
  () => "12:34:56",
  () => "P3DT4H",
  () => "2026-03-01",
  () => "01/Mar/2026:10:15:30",
];
const versions = [
  () => "v1.2.3.4",
  () => "v2.14.0-rc.1+build.77",
  () => "10.15.7",
  () => "Mozilla/5.0",
  () => "4.15.0.1083",
  () => "python-3.11.4-slim-bookworm",
  () => "nginx:1.25.3-alpine3.18",
  () => "aws-cli/2.15.30",
  () => "1.3.6.1.4.1.311.21.20",
  () => "openjdk-17.0.9.0.9-2.el8",
  () => "release-2026.03.1",
];
const images = [
  "nginx:1.25",
  "public.ecr.aws/nginx/nginx:1.25-alpine",
  "docker.io/library/redis:7.2",
  "amazon/aws-for-fluent-bit:stable",
  "amazon/amazon-ecs-agent:latest",
  "datadog/agent:7",
  "public.ecr.aws/aws-observability/aws-otel-collector:v0.40.0",
  "postgres:16.2-alpine3.19",
  "public.ecr.aws/docker/library/python:3.12-slim",
  "mcr.microsoft.com/dotnet/aspnet:8.0",
  "gcr.io/distroless/static-debian12:nonroot",
  "registry.k8s.io/pause:3.9",
  "quay.io/prometheus/prometheus:v2.51.0",
].map((image) => () => image);
const documented = [
  "AKIAIOSFODNN7EXAMPLE",
  "123456789012",
  "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  "user@example.com",
  "192.0.2.44",
  "198.51.100.7",
  "203.0.113.25",
  "2001:db8::17",
  "www.example.org",
  "arn:aws:iam::123456789012:root",
  "https://sqs.us-east-1.amazonaws.com/123456789012/queue",
  "AIDACKCEVSQ6C2EXAMPLE",
  "00:00:5e:00:53:af",
  "123456789012.dkr.ecr.us-east-1.amazonaws.com/app:latest",
  "AROACLKWSDQRAOEXAMPLE",
  "localhost:8080",
  "ASIAIOSFODNN7EXAMPLE",
  "000000000000",
  "https://api.example.net/v1/items?page=2&sort=asc",
].map((value) => () => value);
const addresses = [
  "0.0.0.0/0",
  "127.0.0.1:8080",
  "255.255.255.0",
  "169.254.170.2",
  "169.254.169.254",
  "10.0.0.0/16",
  "10.12.3.4",
  "172.16.40.5",
  "192.168.1.10",
  "100.64.3.2",
  "::1",
  "fe80::1",
  "::/0",
  "10.0.0.2",
  "http://169.254.170.2/v3/stats",
  "http://127.0.0.1:2019/metrics",
  "172.31.0.0/20",
  "224.0.0.1",
].map((value) => () => value);
const hosts = [
  "ecs.us-east-1.amazonaws.com",
  "https://logs.eu-west-1.amazonaws.com/",
  "s3.amazonaws.com",
  "secretsmanager.eu-central-1.amazonaws.com",
  "https://github.com/aws/amazon-ecs-agent",
  "registry.npmjs.org",
  "git@github.com:aws/copilot-cli.git",
  "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/",
  "public.ecr.aws",
  "index.docker.io",
  "https://pypi.org/simple",
  "sts.amazonaws.com",
  "deb.debian.org",
  "api.ecr.ap-south-1.amazonaws.com",
  "ssm.us-gov-west-1.amazonaws.com",
  "http://www.w3.org/2001/XMLSchema",
].map((value) => () => value);
const code = [
  "com.amazonaws.services.ecs.AmazonECSClient",
  "org.springframework.boot.SpringApplication",
  "std::vector",
  "getElasticLoadBalancerTargetGroupAttributes",
  "@aws-sdk/client-secrets-manager",
  "main.go",
  "package-lock.json",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "ECS_ENABLE_TASK_IAM_ROLE",
  "getty@tty1.service",
  "a.b.c",
  "index.d.ts",
  "java.lang.NullPointerException",
  "src/main/java/App.java",
  "0xdeadbeef",
  "#ff8800",
  "app.config.secret_key",
  "xml.etree.ElementTree",
  "net/http.(*Transport).roundTrip",
  "node_modules/express/lib/router/index.js:284",
  "DEBIAN_FRONTEND=noninteractive",
  "/usr/lib/x86_64-linux-gnu/libssl.so.3",
  "application/x-www-form-urlencoded",
  "ASIAPACIFICSOUTHEAST",
  "sk-circle-fade-dot",
  "key-value-store-configuration",
  "pk_attribute_definition_name",
  "hf_hub_download_with_retry_and_backoff",
  "--enable-logs-with-structured-json-output",
  "THE_QUICK_BROWN_FOX",
  "TargetGroupFullNameWithoutPrefix",
  "abcdefghijklmnopqrstuvwxyz",
  "xxxxxxxxxxxxxxxxxxxxxxxx",
  "0123456789abcdef",
  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  "AAAAAAAAAAAAAAAAAAAAAAAA",
  "-----------------------",
  "________________",
  "npm_config_user_agent",
  "npm_lifecycle_event",
  "do_not_collect_metrics",
  "rnd_seed",
  "pul-request",
  "dapi",
  "github_pat_",
  "glpat-",
  "sha256~",
  "AKIA",
  "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
  "eyJ",
  "SG.",
  "hvs.",
].map((value) => () => value);
const vocabulary = [
  "secretsmanager:GetSecretValue",
  "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
  "ecs-tasks.amazonaws.com",
  "aws:SecureTransport",
  "us-east-1",
  "eu-central-1b",
  "t3.micro",
  "FARGATE_SPOT",
  "iam:PassRole",
  "kms:ViaService",
  "ecr:GetAuthorizationToken",
  "arn:aws:s3:::*",
  "awslogs-stream-prefix",
  "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
  "ssm:GetParameters",
  "secretsmanager:VersionStage",
  "AWSServiceRoleForECS",
  "c6gn.16xlarge",
  "ResourceInitializationError",
  "CannotPullContainerError",
  "aws:PrincipalOrgID",
  "sts:AssumeRoleWithWebIdentity",
  "logs:CreateLogStream",
  "ap-northeast-3",
].map((value) => () => value);
const numbers = [
  "4929123456789013",
  "042100005264",
  "8589934592",
  "3600000",
  "99.95%",
  "1e-9",
  "7777777777777777",
  "5000000000",
  "0.000123456789",
  "65535",
  "18446744073709551615",
  "01234567",
].map((value) => () => value);
const people = [
  "/home/ec2-user/app",
  "/root/.cache",
  "user=root",
  "/home/node/app",
  "www-data",
  "/Users/Shared/x",
  "nobody:nogroup",
  "1000:1000",
  "root@localhost",
].map((value) => () => value);

// Under names that say secret: what only stands for a value.
const standIns = [
  "${DB_PASSWORD}",
  "$DB_PASSWORD",
  "$(DB_PASSWORD)",
  "{{ db_password }}",
  "<your-password>",
  "%DB_PASSWORD%",
  "{{resolve:secretsmanager:app/db:SecretString:password}}",
  "{{resolve:ssm-secure:/app/db:1}}",
  "((password))",
  "@db_password@",
  "changeme",
  "your-api-key-here",
  "xxxxxxxx",
  "********",
  "REDACTED",
  "<redacted>",
  "dummy",
  "true",
  "false",
  "null",
  "none",
  "/run/secrets/db_password",
  "file:///run/secrets/token",
  "",
  "CHANGE_ME",
  "your_password",
  "[REDACTED]",
  "${env:TOKEN}",
  "${var.db_password}",
  "placeholder",
  "example",
  "arn:aws:secretsmanager:us-east-1:123456789012:secret:app-AbCdEf",
  "not-set",
  "undefined",
  "N/A",
];
const secretNames = [
  "DB_PASSWORD",
  "API_TOKEN",
  "CLIENT_SECRET",
  "AWS_SECRET_ACCESS_KEY",
  "SIGNING_KEY",
];

// Names that hold a word of secrets and mean none.
const innocent = [
  ["MAX_TOKENS", "4096"],
  ["TOKEN_TYPE", "Bearer"],
  ["AUTH_TYPE", "oauth2"],
  ["AUTH_MODE", "iam"],
  ["PRIMARY_KEY", "id"],
  ["PARTITION_KEY", "pk"],
  ["SORT_KEY", "sk"],
  ["KEYBOARD_LAYOUT", "us-intl"],
  ["PASSWORD_LENGTH", "16"],
  ["PASSWORD_POLICY", "strict"],
  ["TOKEN_COUNT", "12"],
  ["SECRET_COUNT", "3"],
  ["TOKEN_ENDPOINT", "https://example.com/oauth2/token"],
  ["CACHE_KEY", "user-list"],
  ["PASSWORD_FILE", "/run/secrets/db"],
  ["KEY_NAME", "default"],
  ["TOKEN_TTL_SECONDS", "3600"],
  ["AUTH_ENABLED", "true"],
  ["SECRET_ROTATION_DAYS", "30"],
  ["PASSWORD_MIN_AGE", "1"],
  ["KEY_PREFIX", "app:"],
  ["SSL_KEY_PATH", "/etc/ssl/key.pem"],
  ["JWT_ALGORITHM", "RS256"],
  ["SESSION_TIMEOUT", "900"],
  ["COOKIE_SECURE", "true"],
  ["PUBLIC_KEY_PATH", "/etc/app/public.pem"],
  ["CREDENTIALS_PROVIDER", "container"],
  ["TOKENIZER", "standard"],
  ["SECRETS_BACKEND", "aws"],
  ["AWS_PROFILE", "default"],
  ["SIGNING_ALGORITHM", "HS256"],
  ["PASSWORD_RESET_ENABLED", "false"],
  ["KEYSPACE", "main"],
  ["FOREIGN_KEY_CHECKS", "0"],
];
const publicNames = [
  ["GIT_COMMIT", (r) => r.h(40)],
  ["COMMIT_SHA", (r) => r.h(40)],
  ["GIT_SHA", (r) => r.h(7)],
  ["IMAGE_TAG", (r) => r.h(12)],
  ["ETAG", (r) => r.h(32)],
  ["SOURCE_VERSION", (r) => r.h(40)],
  ["BUILD_ID", (r) => r.uuid()],
  ["REQUEST_ID", (r) => r.uuid()],
  ["TRACE_ID", (r) => r.h(32)],
  ["X_AMZN_REQUEST_ID", (r) => r.uuid()],
  ["CHECKSUM", (r) => r.h(64)],
  ["IMAGE_DIGEST", (r) => `sha256:${r.h(64)}`],
  ["CORRELATION_ID", (r) => r.uuid()],
  ["REVISION", (r) => r.h(40)],
  ["MD5", (r) => r.h(32)],
  ["SHA256", (r) => r.h(64)],
  ["SPAN_ID", (r) => r.h(16)],
];

// What redaction puts in is what it leaves alone the next time: the table of docs/redaction.md.
export function placeholders() {
  const page = readFileSync(join(root, "docs/redaction.md"), "utf8");
  const table = page.split("## Placeholders")[1].split("\n## ")[0];
  return [...table.matchAll(/^\| \w+ \|.*?\| `([^`]+)`/gm)].map((m) => m[1]);
}

// Each group with the reason why its items stay.
const groups = {
  digests: ["a digest of something public, which it names and does not open", digests],
  traces: ["who has it can ask support, and can do nothing else", traces],
  times: ["when something happened tells the story and not the person", times],
  versions: ["versions of public software explain faults", versions],
  images: ["a public image", images],
  "documented values": ["nobody's: it stands in public documentation", documented],
  addresses: ["means the same in every network", addresses],
  hosts: ["a public host that everybody uses", hosts],
  code: ["a name in code, or the beginning of a token without the token", code],
  vocabulary: ["a word of AWS's own", vocabulary],
  numbers: ["a plain number", numbers],
  people: ["a login that every machine has", people],
};

const drawn = (draw, text) => text.replace(/<([dhwb])(\d+)>/g, (_, c, n) => draw[c](Number(n)));

function* wrappedIn(group, why, syntaxes, draw, most, ...args) {
  const all = Object.entries(syntaxes);
  const start = draw.below(1000);
  let made = 0;
  for (let i = 0; i < all.length && made < most; i++) {
    const [syntax, make] = all[(start + i) % all.length];
    const document = wrap(make, ...args);
    if (!document?.text) continue;
    made++;
    yield { group, why, syntax, ...document };
  }
}

// Values by themselves, in two places without a name and in one with a name of no meaning.
function* valuesAlone(draw) {
  for (const [group, [why, makers]] of Object.entries(groups)) {
    for (const make of makers) {
      yield* wrappedIn(group, why, unnamed, draw, 2, make(draw));
      const name = draw.pick(["SETTING", "VALUE", "REF"]);
      yield* wrappedIn(group, why, named, draw, 1, name, make(draw));
    }
  }
  for (const value of placeholders()) {
    yield* wrappedIn("placeholders", "what redaction put in", unnamed, draw, 1, plain(value));
  }
}

function* valuesUnderNames(draw) {
  for (const value of standIns) {
    const name = draw.pick(secretNames);
    yield* wrappedIn("stand-ins", "only stands for a value", named, draw, 3, name, value);
  }
  for (const [name, value] of innocent) {
    const why = `${name} holds no secret in spite of its name`;
    yield* wrappedIn("innocent names", why, named, draw, 3, name, value);
  }
  for (const [name, make] of publicNames) {
    const why = `the name ${name} says that it is public`;
    yield* wrappedIn("public by name", why, named, draw, 3, name, make(draw));
  }
}

function* texts(draw) {
  for (const [why, make] of Object.entries(documents)) {
    for (let i = 0; i < (make.length > 0 ? 2 : 1); i++) {
      const [path, text] = make(draw);
      yield { group: "documents", why, syntax: "document", path, text };
    }
  }
  for (const [row, why, item] of nearMisses) {
    const text = drawn(draw, item);
    yield { group: "near misses", row, why, syntax: "alone", path: "x.txt", text: `${text}\n` };
    yield* wrappedIn("near misses", why, unnamed, draw, 1, text);
  }
}

/** { group, why, syntax, path, text } */
export function* negatives(seed) {
  const draw = new Draw(77 + 1000 * seed);
  yield* valuesAlone(draw);
  yield* valuesUnderNames(draw);
  yield* texts(draw);
}
