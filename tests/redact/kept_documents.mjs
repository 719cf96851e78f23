// Whole documents of which nothing may be replaced, each under the reason why.
const stamp = "2026-03-01T10:00:00.000000+00:00";
const hex = (r, n) => r.h(n);

export const documents = {
  "a task's identifier opens nothing, and names no one": (r) => [
    "events.txt",
    "(service web) has started 1 tasks: (task " +
      `${hex(r, 32)}).\n` +
      "(service web) has reached a steady state.\n",
  ],
  "a deployment's number and an event's identifier": (r) => [
    "events.json",
    JSON.stringify({
      events: [
        {
          id: r.uuid(),
          createdAt: stamp,
          message: `(service api) (deployment ecs-svc/${r.d(19)}) deployment completed.`,
        },
      ],
    }),
  ],
  "what ECS says when it cannot place a task": () => [
    "events.txt",
    "(service web) was unable to place a task because no container instance met all " +
      "of its requirements. The closest matching container-instance has insufficient memory " +
      "available.\n",
  ],
  "the account is AWS's example, the digits are a target group's": (r) => [
    "events.txt",
    "(service web) (port 8080) is unhealthy in (target-group " +
      "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/" +
      `${r.h(16)}) due to (reason ` +
      "Health checks failed with these codes: [502]).\n",
  ],
  "a request's identifier is what AWS support asks for": (r) => [
    "stopped.txt",
    "ResourceInitializationError: unable to pull secrets or registry auth: execution " +
      `resource retrieval failed: RequestID: ${r.uuid()}, context deadline exceeded\n`,
  ],
  "a public registry that everybody pulls from": () => [
    "stopped.txt",
    'CannotPullContainerError: Error response from daemon: Get "https://registry-1.' +
      'docker.io/v2/": net/http: request canceled while waiting for connection\n',
  ],
  "a code and a request's identifier":
    (r) => ["stopped.txt", `AccessDeniedException: status code: 400, request id: ${r.uuid()}\n`],
  "an event of CloudTrail without a person in it": (r) => [
    "trail.json",
    JSON.stringify(
      {
        eventVersion: "1.08",
        eventTime: "2026-03-01T10:00:00Z",
        eventSource: "ecs.amazonaws.com",
        eventName: "RunTask",
        awsRegion: "us-east-1",
        userAgent: "aws-cli/2.15.30 " + "Python/3.11.8 Linux/5.10 exe/x86_64",
        requestID: r.uuid(),
        eventID: r.uuid(),
        readOnly: false,
        eventType: "AwsApiCall",
        managementEvent: true,
        eventCategory: "Management",
      },
      null,
      2,
    ),
  ],
  "a task's identifier in the name of a log stream":
    (r) => ["log.txt", `ecs/app/${r.h(32)} ${stamp} GET /health 200 1.23ms\n`],
  "actions, condition keys and principals are AWS's words": () => [
    "policy.json",
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "PullImage",
          Effect: "Allow",
          Action: ["ecr:GetAuthorizationToken", "secretsmanager:GetSecretValue", "kms:Decrypt"],
          Resource: "*",
          Condition: {
            StringEquals: { "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com" },
          },
        },
      ],
    }),
  ],
  "a trust policy names a service alone": () => [
    "trust.json",
    JSON.stringify(
      {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "ecs-tasks.amazonaws.com" },
            Action: "sts:AssumeRole",
          },
        ],
      },
      null,
      2,
    ),
  ],
  "references to resources, not values": () => [
    "main.tf",
    'resource "aws_ecs_task_definition" "web" {\n  execution_role_arn = aws_iam_role.exec.arn\n' +
      '  container_definitions = jsonencode([{ secrets = [{ name = "DB_PASSWORD", valueFrom = ' +
      "aws_secretsmanager_secret.db.arn }] }])\n}\n",
  ],
  "references in HCL under names of secrets": () => [
    "main.tf",
    "  password = var.db_password\n  token    = data.aws_ssm_parameter.token.value\n" +
      "  secret   = random_password.db.result\n",
  ],
  "code that reads a password and holds none": () => [
    "app.js",
    "const password = process.env.DB_PASSWORD;\nconst token = await fetchToken(password);\n" +
      'if (token === undefined) throw new Error("token missing");\n',
  ],
  "parameters and a subscript with names of secrets": () => [
    "app.py",
    "def login(user, password):\n    token = get_token(user, password)\n" +
      '    secret = os.environ["APP_SECRET"]\n    return token\n',
  ],
  "a comparison with the empty string": () => [
    "app.go",
    'password := os.Getenv("DB_PASSWORD")\nif password == "" {\n\tlog.Fatal("no password")\n}\n',
  ],
  "a call, and null": () => [
    "App.java",
    "private final String password = config.getPassword();\nString token = null;\n",
  ],
  "prose about authentication": () => [
    "notes.txt",
    "The Bearer token is missing, so Basic authentication was tried. The password must have " +
      "twelve characters, and the secret name is case sensitive.\n",
  ],
  "prose about keys and passwords": () => [
    "notes.txt",
    "Please rotate the API key and the access token every ninety days; the password reset link " +
      "expires after an hour.\n",
  ],
  "the name of a secret, and a parser's complaint": () => [
    "log.txt",
    "WARN secret not found: DB_PASSWORD\nERROR invalid token: unexpected end of input\n",
  ],
  "what became of a password is not the password":
    () => ["log.txt", "ERROR authentication failed: password: incorrect\nINFO token: refreshed\n"],
  "a JSON schema describes a password": () => [
    "schema.json",
    JSON.stringify({
      type: "object",
      properties: {
        password: { type: "string", minLength: 12 },
        token: { type: "string", format: "uuid" },
      },
      required: ["password"],
    }),
  ],
  "a reference to a Kubernetes secret": () => [
    "k8s.yaml",
    "env:\n- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: app\n" +
      "      key: password\n",
  ],
  "a ConfigMap is no Secret": () => [
    "k8s.yaml",
    "kind: ConfigMap\napiVersion: v1\nmetadata:\n  name: app\ndata:\n  level: info\n",
  ],
  "an empty value, and a path of a parameter": () => [
    "taskdef.json",
    JSON.stringify(
      {
        containerDefinitions: [
          {
            name: "app",
            image: "nginx:1.25",
            environment: [{ name: "DB_PASSWORD", value: "" }],
            secrets: [{ name: "API_TOKEN", valueFrom: "/app/prod/token" }],
            linuxParameters: { capabilities: { drop: ["ALL"] }, initProcessEnabled: true },
            healthCheck: {
              command: ["CMD-SHELL", "curl -f http://localhost:8080/health || exit 1"],
              interval: 30,
            },
          },
        ],
      },
      null,
      2,
    ),
  ],
  "references of CloudFormation in YAML": () => [
    "template.yaml",
    "      Environment:\n        - Name: DB_PASSWORD\n          Value: !Ref DbPassword\n" +
      "        - Name: TOKEN\n          Value: !Sub " +
      "'{{resolve:secretsmanager:${Secret}:SecretString:token}}'\n",
  ],
  "references of CloudFormation in JSON": () => [
    "template.json",
    JSON.stringify({
      Environment: [
        { Name: "DB_PASSWORD", Value: { Ref: "DbPassword" } },
        { Name: "TOKEN", Value: { "Fn::ImportValue": "Token" } },
      ],
    }),
  ],
  "-p is a port here, and makes parents there":
    () => ["run.sh", "docker run -p 8080:80 -u 1000:1000 --rm nginx:1.25\nmkdir -p /var/lib/app\n"],
  "-p asks for the password; the other is a variable": () => [
    "run.sh",
    "mysql -h localhost -u root -p < dump.sql\n" +
      'curl -u "$USER:$PASSWORD" https://example.com/\n',
  ],
  "a variable names the secret": () => [
    "run.sh",
    'aws secretsmanager get-secret-value --secret-id "$SECRET_ID" --query SecretString\n',
  ],
  "a public key": (r) => [
    "k.pem",
    `-----BEGIN PUBLIC KEY-----\n${r.base64(48)}\n${r.base64(20)}\n-----END PUBLIC KEY-----\n`,
  ],
  "a block without a body":
    () => ["k.pem", "-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----\n"],
  "a public key without a comment":
    (r) => ["id.pub", `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${r.b(43)}\n`],
  "a public web key has no d": (r) => [
    "jwk.json",
    JSON.stringify({ kty: "EC", crv: "P-256", x: r.u(43), y: r.u(43), use: "sig" }),
  ],
  "the integrity of a public package": (r) => [
    "package-lock.json",
    JSON.stringify(
      {
        "node_modules/ajv": {
          version: "8.17.1",
          resolved: "https://registry.npmjs.org/ajv/-/ajv-8.17.1.tgz",
          integrity: `sha512-${r.b(86)}==`,
        },
      },
      null,
      2,
    ),
  ],
  "the checksum of a public module": (r) => ["go.sum", `golang.org/x/sys v0.17.0 h1:${r.b(43)}=\n`],
  "commits of git": (r) => [
    "git.log",
    `commit ${r.h(40)}\nMerge: ${r.h(7)} ${r.h(7)}\nDate:   Sun Mar 1 10:00:00 2026 +0100\n`,
  ],
  "blobs of git": (r) => [
    "a.diff",
    `diff --git a/main.go b/main.go\nindex ${r.h(7)}..${r.h(7)} 100644\n--- a/main.go\n`,
  ],
  "layers of an image in a build":
    (r) => ["build.log", `Step 3/9 : RUN npm ci\n ---> Running in ${r.h(12)}\n ---> ${r.h(12)}\n`],
  "digests of a public image": (r) => [
    "build.log",
    `#8 [2/5] FROM docker.io/library/node:20@sha256:${r.h(64)}\n#8 sha256:${r.h(64)} 2.81MB\n`,
  ],
  "an ETag and a request's identifier": (r) => [
    "http.log",
    `HTTP/1.1 200 OK\r\nETag: "${r.h(32)}"\r\nx-amzn-RequestId: ${r.uuid()}\r\n` +
      "Content-Type: application/json\r\nCache-Control: no-cache\r\n",
  ],
  "the identifiers that S3's support asks for":
    (r) => ["s3.log", `x-amz-id-2: ${r.b(74)}==\nx-amz-request-id: ${r.U(16)}\n`],
  "a KeyError names a variable, not its value": () => [
    "trace.log",
    'Traceback (most recent call last):\n  File "/app/main.py", line 12, in <module>\n' +
      "    main()\nKeyError: 'DB_PASSWORD'\n",
  ],
  "class names and line numbers of Java": () => [
    "trace.log",
    'Exception in thread "main" java.net.UnknownHostException\n\tat java.base/sun.nio.ch.' +
      "NioSocketImpl.connect(NioSocketImpl.java:567)\n",
  ],
  "scopes, a ratio and a time of day": () => [
    "x.cpp",
    "std::map<std::string, std::vector<int>> a = foo::bar();\n// ratio 16:9, at 12:30:45\n",
  ],
  "class names of CSS begin like tokens": () => [
    "x.css",
    ".sk-folding-cube .sk-cube { background-color: #3f9c2a; transform: rotateZ(45deg); }\n",
  ],
  "the text of a licence": () => [
    "LICENSE",
    "Licensed under the Apache License, Version 2.0; see http://www.apache.org/licenses/" +
      "LICENSE-2.0 for the terms.\n",
  ],
  "twelve digits that count packets": () => [
    "metrics.log",
    "memory 8589934592 of 17179869184 bytes, 042100005264 packets, load 0.42 0.36 0.31\n",
  ],
  "twelve digits that are orders and products": () => [
    "orders.csv",
    "order,upc,amount\n100000000017,042100005264,12.50\n100000000018,036000291452,7.25\n",
  ],
  "a variable that must be set": () => [
    "compose.yaml",
    "services:\n  db:\n    image: postgres:16\n    environment:\n" +
      "      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?must be set}\n",
  ],
  "secrets that a workflow fills in": () => [
    "ci.yaml",
    "env:\n  AWS_ACCESS_KEY_ID: ${{ secrets.AWS_ACCESS_KEY_ID }}\n  TOKEN: ${{ github.token }}\n",
  ],
  "a property that another fills in":
    () => ["x.properties", "spring.datasource.password=${DB_PASSWORD}\nspring.jpa.open=false\n"],
  "vocabulary of a stopped task": () => [
    "stopped.json",
    JSON.stringify({
      stopCode: "TaskFailedToStart",
      stoppedReason: "Task failed ELB health " + "checks",
      desiredStatus: "STOPPED",
      platformVersion: "1.4.0",
      connectivity: "CONNECTED",
    }),
  ],
  "a local address and variables": () => [
    "nginx.conf",
    "location /api { proxy_pass http://127.0.0.1:8080; proxy_set_header Host $host; }\n",
  ],
  "addresses of the own machine":
    () => ["hosts", "127.0.0.1 localhost\n::1 ip6-localhost ip6-loopback\n"],
  "a table of times":
    () => ["cron", "*/5 * * * * root test -x /usr/sbin/anacron || run-parts /etc/cron.daily\n"],
};
