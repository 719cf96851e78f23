// Documents of which nothing may be replaced: what only looks secret, and what is public knowledge.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../lib/cases.mjs";
import { Draw, plain } from "./shapes.mjs";
import { named, unnamed, wrap } from "./syntaxes.mjs";

const digests = [
  (r) => `sha256:${r.h(64)}`, (r) => `nginx@sha256:${r.h(64)}`, (r) => `sha512-${r.b(86)}==`,
  (r) => `redis:7.2.4@sha256:${r.h(64)}`, (r) => `sha384-${r.b(64)}`, (r) => `md5:${r.h(32)}`,
];
const traces = [
  (r) => r.uuid(), (r) => `1-${r.h(8)}-${r.h(24)}`, (r) => `Root=1-${r.h(8)}-${r.h(24)}`,
  (r) => `Root=1-${r.h(8)}-${r.h(24)};Parent=${r.h(16)};Sampled=1`.split(";")[0],
];
const times = [
  () => "2026-03-01T10:15:30.123456789Z", () => "2026-03-01T10:15:30+01:00", () => "20260301T101530Z",
  () => "202603011015", () => "1772360130", () => "1772360130123", () => "12:34:56", () => "P3DT4H",
  () => "2026-03-01", () => "01/Mar/2026:10:15:30",
];
const versions = [
  () => "1.2.3.4", () => "v2.14.0-rc.1+build.77", () => "10.15.7", () => "Mozilla/5.0", () => "4.15.0.1083",
  () => "python-3.11.4-slim-bookworm", () => "nginx:1.25.3-alpine3.18", () => "aws-cli/2.15.30",
  () => "1.3.6.1.4.1.311.21.20", () => "openjdk-17.0.9.0.9-2.el8", () => "release-2026.03.1",
];
const images = [
  "nginx:1.25", "public.ecr.aws/nginx/nginx:1.25-alpine", "docker.io/library/redis:7.2",
  "amazon/aws-for-fluent-bit:stable", "amazon/amazon-ecs-agent:latest", "datadog/agent:7",
  "public.ecr.aws/aws-observability/aws-otel-collector:v0.40.0", "postgres:16.2-alpine3.19",
  "public.ecr.aws/docker/library/python:3.12-slim", "mcr.microsoft.com/dotnet/aspnet:8.0",
  "gcr.io/distroless/static-debian12:nonroot", "registry.k8s.io/pause:3.9", "quay.io/prometheus/prometheus:v2.51.0",
].map((image) => () => image);
const documented = [
  "AKIAIOSFODNN7EXAMPLE", "123456789012", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "user@example.com",
  "192.0.2.44", "198.51.100.7", "203.0.113.25", "2001:db8::17", "www.example.org", "arn:aws:iam::123456789012:root",
  "https://sqs.us-east-1.amazonaws.com/123456789012/queue", "AIDACKCEVSQ6C2EXAMPLE", "00:00:5e:00:53:af",
  "123456789012.dkr.ecr.us-east-1.amazonaws.com/app:latest", "AROACLKWSDQRAOEXAMPLE", "localhost:8080",
  "ASIAIOSFODNN7EXAMPLE", "000000000000", "https://api.example.net/v1/items?page=2&sort=asc",
].map((value) => () => value);
const addresses = [
  "0.0.0.0/0", "127.0.0.1:8080", "255.255.255.0", "169.254.170.2", "169.254.169.254", "10.0.0.0/16",
  "10.12.3.4", "172.16.40.5", "192.168.1.10", "100.64.3.2", "::1", "fe80::1", "::/0", "10.0.0.2",
  "http://169.254.170.2/v3/stats", "http://127.0.0.1:2019/metrics", "172.31.0.0/20", "224.0.0.1",
].map((value) => () => value);
const hosts = [
  "ecs.us-east-1.amazonaws.com", "https://logs.eu-west-1.amazonaws.com/", "s3.amazonaws.com",
  "secretsmanager.eu-central-1.amazonaws.com", "https://github.com/aws/amazon-ecs-agent", "registry.npmjs.org",
  "git@github.com:aws/copilot-cli.git", "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/",
  "public.ecr.aws", "index.docker.io", "https://pypi.org/simple", "sts.amazonaws.com", "deb.debian.org",
  "api.ecr.ap-south-1.amazonaws.com", "ssm.us-gov-west-1.amazonaws.com", "http://www.w3.org/2001/XMLSchema",
].map((value) => () => value);
const code = [
  "com.amazonaws.services.ecs.AmazonECSClient", "org.springframework.boot.SpringApplication", "std::vector",
  "getElasticLoadBalancerTargetGroupAttributes", "@aws-sdk/client-secrets-manager", "main.go", "package-lock.json",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "ECS_ENABLE_TASK_IAM_ROLE", "getty@tty1.service", "a.b.c", "index.d.ts",
  "java.lang.NullPointerException", "src/main/java/App.java", "0xdeadbeef", "#ff8800", "app.config.secret_key",
  "xml.etree.ElementTree", "net/http.(*Transport).roundTrip", "node_modules/express/lib/router/index.js:284",
  "DEBIAN_FRONTEND=noninteractive", "/usr/lib/x86_64-linux-gnu/libssl.so.3", "application/x-www-form-urlencoded",
  "ASIAPACIFICSOUTHEAST", "sk-circle-fade-dot", "key-value-store-configuration", "pk_attribute_definition_name",
  "hf_hub_download_with_retry_and_backoff", "--enable-logs-with-structured-json-output", "THE_QUICK_BROWN_FOX",
  "TargetGroupFullNameWithoutPrefix", "abcdefghijklmnopqrstuvwxyz", "xxxxxxxxxxxxxxxxxxxxxxxx", "0123456789abcdef",
  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "AAAAAAAAAAAAAAAAAAAAAAAA", "-----------------------", "________________",
  "npm_config_user_agent", "npm_lifecycle_event", "do_not_collect_metrics", "rnd_seed", "pul-request", "dapi",
  "github_pat_", "glpat-", "sha256~", "AKIA", "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "eyJ", "SG.", "hvs.",
].map((value) => () => value);
const vocabulary = [
  "secretsmanager:GetSecretValue", "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
  "ecs-tasks.amazonaws.com", "aws:SecureTransport", "us-east-1", "eu-central-1b", "t3.micro", "FARGATE_SPOT",
  "iam:PassRole", "kms:ViaService", "ecr:GetAuthorizationToken", "arn:aws:s3:::*", "awslogs-stream-prefix",
  "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess", "ssm:GetParameters", "secretsmanager:VersionStage",
  "AWSServiceRoleForECS", "c6gn.16xlarge", "ResourceInitializationError", "CannotPullContainerError",
  "aws:PrincipalOrgID", "sts:AssumeRoleWithWebIdentity", "logs:CreateLogStream", "ap-northeast-3",
].map((value) => () => value);
const numbers = [
  "4929123456789013", "042100005264", "8589934592", "3600000", "99.95%", "1e-9", "7777777777777777",
  "5000000000", "0.000123456789", "65535", "18446744073709551615", "01234567",
].map((value) => () => value);
const people = [
  "/home/ec2-user/app", "/root/.cache", "user=root", "/home/node/app", "www-data", "/Users/Shared/x",
  "nobody:nogroup", "1000:1000", "root@localhost",
].map((value) => () => value);

// Under names that say secret: what only stands for a value.
const standIns = [
  "${DB_PASSWORD}", "$DB_PASSWORD", "$(DB_PASSWORD)", "{{ db_password }}", "<your-password>", "%DB_PASSWORD%",
  "{{resolve:secretsmanager:app/db:SecretString:password}}", "{{resolve:ssm-secure:/app/db:1}}", "((password))",
  "@db_password@", "changeme", "your-api-key-here", "xxxxxxxx", "********", "REDACTED", "<redacted>", "dummy",
  "true", "false", "null", "none", "/run/secrets/db_password", "file:///run/secrets/token", "",
  "CHANGE_ME", "your_password", "[REDACTED]", "${env:TOKEN}", "${var.db_password}", "placeholder", "example",
  "arn:aws:secretsmanager:us-east-1:123456789012:secret:app-AbCdEf", "not-set", "undefined", "N/A",
];
const secretNames = ["DB_PASSWORD", "API_TOKEN", "CLIENT_SECRET", "AWS_SECRET_ACCESS_KEY", "SIGNING_KEY"];

// Names that hold a word of secrets and mean none.
const innocent = [
  ["MAX_TOKENS", "4096"], ["TOKEN_TYPE", "Bearer"], ["AUTH_TYPE", "oauth2"], ["AUTH_MODE", "iam"],
  ["PRIMARY_KEY", "id"], ["PARTITION_KEY", "pk"], ["SORT_KEY", "sk"], ["KEYBOARD_LAYOUT", "us-intl"],
  ["PASSWORD_LENGTH", "16"], ["PASSWORD_POLICY", "strict"], ["TOKEN_COUNT", "12"], ["SECRET_COUNT", "3"],
  ["TOKEN_ENDPOINT", "https://example.com/oauth2/token"], ["CACHE_KEY", "user-list"],
  ["PASSWORD_FILE", "/run/secrets/db"], ["KEY_NAME", "default"], ["TOKEN_TTL_SECONDS", "3600"],
  ["AUTH_ENABLED", "true"], ["SECRET_ROTATION_DAYS", "30"], ["PASSWORD_MIN_AGE", "1"], ["KEY_PREFIX", "app:"],
  ["SSL_KEY_PATH", "/etc/ssl/key.pem"], ["JWT_ALGORITHM", "RS256"], ["SESSION_TIMEOUT", "900"],
  ["COOKIE_SECURE", "true"], ["PUBLIC_KEY_PATH", "/etc/app/public.pem"], ["CREDENTIALS_PROVIDER", "container"],
  ["TOKENIZER", "standard"], ["SECRETS_BACKEND", "aws"], ["AWS_PROFILE", "default"], ["SIGNING_ALGORITHM", "HS256"],
  ["PASSWORD_RESET_ENABLED", "false"], ["KEYSPACE", "main"], ["FOREIGN_KEY_CHECKS", "0"],
];
const publicNames = [
  ["GIT_COMMIT", (r) => r.h(40)], ["COMMIT_SHA", (r) => r.h(40)], ["GIT_SHA", (r) => r.h(7)],
  ["IMAGE_TAG", (r) => r.h(12)], ["ETAG", (r) => r.h(32)], ["SOURCE_VERSION", (r) => r.h(40)],
  ["BUILD_ID", (r) => r.uuid()], ["REQUEST_ID", (r) => r.uuid()], ["TRACE_ID", (r) => r.h(32)],
  ["X_AMZN_REQUEST_ID", (r) => r.uuid()], ["CHECKSUM", (r) => r.h(64)], ["IMAGE_DIGEST", (r) => `sha256:${r.h(64)}`],
  ["CORRELATION_ID", (r) => r.uuid()], ["REVISION", (r) => r.h(40)], ["MD5", (r) => r.h(32)],
  ["SHA256", (r) => r.h(64)], ["SPAN_ID", (r) => r.h(16)],
];

const stamp = "2026-03-01T10:00:00.000000+00:00";
const hex = (r, n) => r.h(n);
const documents = [
  (r) => ["events.txt", "(service web) has started 1 tasks: (task " + `${hex(r, 32)}).\n` +
    "(service web) has reached a steady state.\n"],
  (r) => ["events.json", JSON.stringify({ events: [{ id: r.uuid(), createdAt: stamp, message:
    `(service api) (deployment ecs-svc/${r.d(19)}) deployment completed.` }] })],
  () => ["events.txt", "(service web) was unable to place a task because no container instance met all " +
    "of its requirements. The closest matching container-instance has insufficient memory available.\n"],
  (r) => ["events.txt", "(service web) (port 8080) is unhealthy in (target-group " +
    "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/" + `${r.h(16)}) due to (reason ` +
    "Health checks failed with these codes: [502]).\n"],
  (r) => ["stopped.txt", "ResourceInitializationError: unable to pull secrets or registry auth: execution " +
    `resource retrieval failed: RequestID: ${r.uuid()}, context deadline exceeded\n`],
  () => ["stopped.txt", "CannotPullContainerError: Error response from daemon: Get \"https://registry-1." +
    "docker.io/v2/\": net/http: request canceled while waiting for connection\n"],
  (r) => ["stopped.txt", "AccessDeniedException: status code: 400, request id: " + `${r.uuid()}\n`],
  (r) => ["trail.json", JSON.stringify({ eventVersion: "1.08", eventTime: "2026-03-01T10:00:00Z", eventSource:
    "ecs.amazonaws.com", eventName: "RunTask", awsRegion: "us-east-1", userAgent: "aws-cli/2.15.30 " +
    "Python/3.11.8 Linux/5.10 exe/x86_64", requestID: r.uuid(), eventID: r.uuid(), readOnly: false,
  eventType: "AwsApiCall", managementEvent: true, eventCategory: "Management" }, null, 2)],
  (r) => ["log.txt", `ecs/app/${r.h(32)} ${stamp} GET /health 200 1.23ms\n`],
  () => ["policy.json", JSON.stringify({ Version: "2012-10-17", Statement: [{ Sid: "PullImage", Effect: "Allow",
    Action: ["ecr:GetAuthorizationToken", "secretsmanager:GetSecretValue", "kms:Decrypt"], Resource: "*",
    Condition: { StringEquals: { "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com" } } }] })],
  () => ["trust.json", JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal:
    { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" }] }, null, 2)],
  () => ["main.tf", 'resource "aws_ecs_task_definition" "web" {\n  execution_role_arn = aws_iam_role.exec.arn\n' +
    "  container_definitions = jsonencode([{ secrets = [{ name = \"DB_PASSWORD\", valueFrom = " +
    "aws_secretsmanager_secret.db.arn }] }])\n}\n"],
  () => ["main.tf", "  password = var.db_password\n  token    = data.aws_ssm_parameter.token.value\n" +
    "  secret   = random_password.db.result\n"],
  () => ["app.js", "const password = process.env.DB_PASSWORD;\nconst token = await fetchToken(password);\n" +
    "if (token === undefined) throw new Error(\"token missing\");\n"],
  () => ["app.py", "def login(user, password):\n    token = get_token(user, password)\n" +
    "    secret = os.environ[\"APP_SECRET\"]\n    return token\n"],
  () => ["app.go", "password := os.Getenv(\"DB_PASSWORD\")\nif password == \"\" {\n\tlog.Fatal(\"no password\")\n}\n"],
  () => ["App.java", "private final String password = config.getPassword();\nString token = null;\n"],
  () => ["notes.txt", "The Bearer token is missing, so Basic authentication was tried. The password must have " +
    "twelve characters, and the secret name is case sensitive.\n"],
  () => ["notes.txt", "Please rotate the API key and the access token every ninety days; the password reset link " +
    "expires after an hour.\n"],
  () => ["log.txt", "WARN secret not found: DB_PASSWORD\nERROR invalid token: unexpected end of input\n"],
  () => ["log.txt", "ERROR authentication failed: password: incorrect\nINFO token: refreshed\n"],
  () => ["schema.json", JSON.stringify({ type: "object", properties: { password: { type: "string", minLength: 12 },
    token: { type: "string", format: "uuid" } }, required: ["password"] })],
  () => ["k8s.yaml", "env:\n- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: app\n" +
    "      key: password\n"],
  () => ["k8s.yaml", "kind: ConfigMap\napiVersion: v1\nmetadata:\n  name: app\ndata:\n  level: info\n"],
  () => ["taskdef.json", JSON.stringify({ containerDefinitions: [{ name: "app", image: "nginx:1.25", environment:
    [{ name: "DB_PASSWORD", value: "" }], secrets: [{ name: "API_TOKEN", valueFrom: "/app/prod/token" }],
  linuxParameters: { capabilities: { drop: ["ALL"] }, initProcessEnabled: true }, healthCheck: { command:
    ["CMD-SHELL", "curl -f http://localhost:8080/health || exit 1"], interval: 30 } }] }, null, 2)],
  () => ["template.yaml", "      Environment:\n        - Name: DB_PASSWORD\n          Value: !Ref DbPassword\n" +
    "        - Name: TOKEN\n          Value: !Sub '{{resolve:secretsmanager:${Secret}:SecretString:token}}'\n"],
  () => ["template.json", JSON.stringify({ Environment: [{ Name: "DB_PASSWORD", Value: { Ref: "DbPassword" } },
    { Name: "TOKEN", Value: { "Fn::ImportValue": "Token" } }] })],
  () => ["run.sh", "docker run -p 8080:80 -u 1000:1000 --rm nginx:1.25\nmkdir -p /var/lib/app\n"],
  () => ["run.sh", "mysql -h localhost -u root -p app < dump.sql\ncurl -u \"$USER:$PASSWORD\" https://example.com/\n"
    .replace(" -p app", " -p")],
  () => ["run.sh", "aws secretsmanager get-secret-value --secret-id \"$SECRET_ID\" --query SecretString\n"],
  (r) => ["k.pem", `-----BEGIN PUBLIC KEY-----\n${r.base64(48)}\n${r.base64(20)}\n-----END PUBLIC KEY-----\n`],
  () => ["k.pem", "-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----\n"],
  (r) => ["id.pub", `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${r.b(43)}\n`],
  (r) => ["jwk.json", JSON.stringify({ kty: "EC", crv: "P-256", x: r.u(43), y: r.u(43), use: "sig" })],
  (r) => ["package-lock.json", JSON.stringify({ "node_modules/ajv": { version: "8.17.1", resolved:
    "https://registry.npmjs.org/ajv/-/ajv-8.17.1.tgz", integrity: `sha512-${r.b(86)}==` } }, null, 2)],
  (r) => ["go.sum", `golang.org/x/sys v0.17.0 h1:${r.b(43)}=\n`],
  (r) => ["git.log", `commit ${r.h(40)}\nMerge: ${r.h(7)} ${r.h(7)}\nDate:   Sun Mar 1 10:00:00 2026 +0100\n`],
  (r) => ["a.diff", `diff --git a/main.go b/main.go\nindex ${r.h(7)}..${r.h(7)} 100644\n--- a/main.go\n`],
  (r) => ["build.log", `Step 3/9 : RUN npm ci\n ---> Running in ${r.h(12)}\n ---> ${r.h(12)}\n`],
  (r) => ["build.log", `#8 [2/5] FROM docker.io/library/node:20@sha256:${r.h(64)}\n#8 sha256:${r.h(64)} 2.81MB\n`],
  (r) => ["http.log", `HTTP/1.1 200 OK\r\nETag: "${r.h(32)}"\r\nx-amzn-RequestId: ${r.uuid()}\r\n` +
    "Content-Type: application/json\r\nCache-Control: no-cache\r\n"],
  (r) => ["s3.log", `x-amz-id-2: ${r.b(74)}==\nx-amz-request-id: ${r.U(16)}\n`],
  () => ["trace.log", "Traceback (most recent call last):\n  File \"/app/main.py\", line 12, in <module>\n" +
    "    main()\nKeyError: 'DB_PASSWORD'\n"],
  () => ["trace.log", "Exception in thread \"main\" java.net.UnknownHostException\n\tat java.base/sun.nio.ch." +
    "NioSocketImpl.connect(NioSocketImpl.java:567)\n"],
  () => ["x.cpp", "std::map<std::string, std::vector<int>> a = foo::bar();\n// ratio 16:9, at 12:30:45\n"],
  () => ["x.css", ".sk-folding-cube .sk-cube { background-color: #3f9c2a; transform: rotateZ(45deg); }\n"],
  () => ["LICENSE", "Licensed under the Apache License, Version 2.0; see http://www.apache.org/licenses/" +
    "LICENSE-2.0 for the terms.\n"],
  () => ["metrics.log", "memory 8589934592 of 17179869184 bytes, 042100005264 packets, load 0.42 0.36 0.31\n"],
  () => ["orders.csv", "order,upc,amount\n100000000017,042100005264,12.50\n100000000018,036000291452,7.25\n"],
  () => ["compose.yaml", "services:\n  db:\n    image: postgres:16\n    environment:\n" +
    "      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?must be set}\n"],
  () => ["ci.yaml", "env:\n  AWS_ACCESS_KEY_ID: ${{ secrets.AWS_ACCESS_KEY_ID }}\n  TOKEN: ${{ github.token }}\n"],
  () => ["x.properties", "spring.datasource.password=${DB_PASSWORD}\nspring.jpa.show-sql=false\n"],
  () => ["stopped.json", JSON.stringify({ stopCode: "TaskFailedToStart", stoppedReason: "Task failed ELB health " +
    "checks", desiredStatus: "STOPPED", platformVersion: "1.4.0", connectivity: "CONNECTED" })],
  () => ["nginx.conf", "location /api { proxy_pass http://127.0.0.1:8080; proxy_set_header Host $host; }\n"],
  () => ["hosts", "127.0.0.1 localhost\n::1 ip6-localhost ip6-loopback\n"],
  () => ["cron", "*/5 * * * * root test -x /usr/sbin/anacron || run-parts /etc/cron.daily\n"],
];

// What redaction puts in is what it leaves alone the next time: all of the table of docs/redaction.md.
export function placeholders() {
  const page = readFileSync(join(root, "docs/redaction.md"), "utf8");
  const table = page.split("## Placeholders")[1].split("\n## ")[0];
  return [...table.matchAll(/^\| \w+ \|.*?\| `([^`]+)`/gm)].map((m) => m[1]);
}

function* wrappedIn(group, syntaxes, draw, times_, ...args) {
  const all = Object.entries(syntaxes);
  const start = draw.below(1000);
  let made = 0;
  for (let i = 0; i < all.length && made < times_; i++) {
    const [syntax, make] = all[(start + i) % all.length];
    const document = wrap(make, ...args);
    if (!document?.text) continue;
    made++;
    yield { group, syntax, ...document };
  }
}

// Values by themselves, in two places without a name and in one or two with a name of no meaning.
const plainGroups = { digests, traces, times, versions, images, "documented values": documented, addresses, hosts,
  code, vocabulary, numbers, people };

export function* negatives() {
  const draw = new Draw(77);
  for (const [group, makers] of Object.entries(plainGroups)) {
    for (const make of makers) {
      yield* wrappedIn(group, unnamed, draw, 2, make(draw));
      yield* wrappedIn(group, named, draw, 1, draw.pick(["SETTING", "VALUE", "REF"]), make(draw));
    }
  }
  for (const value of standIns) {
    yield* wrappedIn("stand-ins", named, draw, 3, draw.pick(secretNames), value);
  }
  for (const [name, value] of innocent) yield* wrappedIn("innocent names", named, draw, 3, name, value);
  for (const [name, make] of publicNames) {
    yield* wrappedIn("public by name", named, draw, 3, name, make(draw));
  }
  for (const make of documents) {
    for (let i = 0; i < (make.length > 0 ? 2 : 1); i++) {
      const [path, text] = make(draw);
      yield { group: "documents", syntax: "document", path, text };
    }
  }
  for (const value of placeholders()) {
    yield* wrappedIn("placeholders", unnamed, draw, 1, plain(value));
  }
}
