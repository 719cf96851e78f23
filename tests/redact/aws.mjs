// Rows 1 to 36: what AWS gives out.
import { hide, jwe, may, token } from "./shapes.mjs";

const session = (r) => "IQoJb3JpZ2luX2Vj" + r.b(420) + "==";
const regions = ["us-east-1", "eu-west-1", "ap-southeast-2", "eu-central-1"];
const scope = (r) => `20260301/${r.pick(regions)}/s3/aws4_request`;
const percent = (text) => encodeURIComponent(text);
const presigned = (r, host, path, action = "") =>
  `${host}${path}?${action}X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=` +
  `${token("AKIA", r.keyId("AKIA").slice(4))}${percent(`/${scope(r)}`)}` +
  "&X-Amz-Date=20260301T101500Z" +
  `&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=${hide(r.h(64))}`;
const arn = (r, service, resource) =>
  `arn:aws:${service}:${r.pick(regions)}:${hide(r.account())}:${resource}`;
const iam = (r, resource) => `arn:aws:iam::${hide(r.account())}:${resource}`;
const keyId = (r, prefix) => token(prefix, r.keyId(prefix).slice(4));
const instance = (r) => `ip-${r.pick([10, 172])}-${r.d(1)}-${r.d(2)}-${r.d(2)}`;
const rdsId = (r) => r.pick("cdfg") + r.l(11);

export const aws = [
  {
    row: 1,
    items: 8,
    free: [
      (r) => keyId(r, "AKIA"),
      (r) => keyId(r, "ASIA"),
      (r) => keyId(r, "ABIA"),
      (r) => keyId(r, "ACCA"),
    ],
    docs: [
      (r) => [
        "error.txt",
        "An error occurred (InvalidClientTokenId) when calling GetCallerIdentity: " +
          `the key ${keyId(r, "AKIA")} is not valid\n`,
      ],
      (r) => [
        "credentials",
        `[default]\naws_access_key_id=${keyId(r, "AKIA")}\nregion = us-east-1\n`,
      ],
    ],
  },
  {
    row: 2,
    items: 8,
    free: ["AROA", "AIDA", "AGPA", "AIPA"].map((p) => (r) => token(p, r.U(17))),
    docs: [
      (r) => ["identity.json", `{"UserId": "${token("AROA", r.U(17))}:${may("deploy")}"}`],
      (r) => [
        "policy.json",
        '{"Condition":{"StringLike":{"aws:userid":"' + `${token("AROA", r.U(17))}:*"}}}`,
      ],
      (r) => ["policy.json", `{"Principal":{"AWS":"${token("AIDA", r.U(17))}"}}`],
    ],
  },
  {
    row: 3,
    items: 10,
    names: ["AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY", "SECRET_ACCESS_KEY", "S3_SECRET_KEY"],
    named: [(r) => hide(r.b(40))],
    docs: [
      (r) => [
        "credentials",
        `[prod]\naws_access_key_id = ${keyId(r, "AKIA")}\n` +
          `aws_secret_access_key = ${hide(r.b(40))}\n`,
      ],
      (r) => [
        "keys.csv",
        "Access key ID,Secret access key\r\n" + `${keyId(r, "AKIA")},${hide(r.b(40))}\r\n`,
      ],
      (r) => [
        "out.json",
        '{"AccessKey": {"UserName": "app", "Status": "Active", "AccessKeyId": ' +
          `"${keyId(r, "AKIA")}", "SecretAccessKey": "${hide(r.b(40))}"}}`,
      ],
      (r) => ["notes.txt", `key ${keyId(r, "AKIA")}\nand with it\n${hide(r.b(40))}\n`],
    ],
  },
  {
    row: 4,
    items: 8,
    free: [(r) => hide(session(r)), (r) => hide(`FwoGZXIvYXdz${r.b(380)}`)],
    names: ["AWS_SESSION_TOKEN"],
    named: [(r) => hide(session(r))],
    docs: [
      (r) => [
        "sts.json",
        `{"Credentials":{"SessionToken":"${hide(session(r))}",` +
          '"Expiration":"2026-03-01T10:00:00Z"}}',
      ],
      (r) => ["header.txt", `x-amz-security-token: ${hide(session(r))}\n`],
    ],
  },
  {
    row: 5,
    items: 12,
    names: ["AWS_ACCOUNT_ID", "ACCOUNT_ID", "AWS_ACCOUNT", "REGISTRY_ID"],
    named: [(r) => hide(r.account())],
    docs: [
      (r) => [
        "policy.json",
        `{"Principal":{"AWS":"${hide(r.account())}"},"Action":"sts:AssumeRole"}`,
      ],
      (r) => [
        "policy.json",
        `{"Condition":{"StringEquals":{"aws:SourceAccount":"${hide(r.account())}"}}}`,
      ],
      (r) => [
        "policy.json",
        `{"Condition":{"StringEquals":{"aws:PrincipalAccount":["${hide(
          r.account(),
        )}","${hide(r.account())}"]}}}`,
      ],
      (r) => [
        "ticket.txt",
        `We run this in account ${hide(`${r.d(4)}-${r.d(4)}-${r.d(4)}`)} today.\n`,
      ],
      (r) => ["log.txt", `assumed role in account ${hide(r.account())}\n`],
      (r) => [
        "event.json",
        `{"recipientAccountId":"${hide(r.account())}","awsRegion":"us-east-1"}`,
      ],
    ],
  },
  {
    row: 6,
    items: 12,
    docs: [
      (r) => ["policy.json", `{"Resource":"${iam(r, `role/${hide(r.name())}-prod-task`)}"}`],
      (r) => ["policy.json", `{"Resource":["${arn(r, "sqs", `${hide(r.name())}-jobs`)}","*"]}`],
      (r) => [
        "error.txt",
        `User: ${`arn:aws:sts::${hide(r.account())}`}:assumed-role/${hide(
          r.name(),
        )}-deploy/i-0123 is not authorized`.replace("i-0123", may("ci")) +
          " to perform: ecs:RunTask\n",
      ],
      (r) => ["taskdef.json", `{"executionRoleArn":"${iam(r, `role/${hide(r.name())}-exec`)}"}`],
      (r) => [
        "main.tf",
        `  resource = "${arn(r, "dynamodb", `table/${hide(r.name())}${may("-orders")}`)}"\n`,
      ],
      (r) => ["log.txt", `cannot read ${arn(r, "ssm", `parameter/${hide(r.name())}/prod/url`)}\n`],
      (r) => [
        "task.json",
        `{"taskArn":"${arn(r, "ecs", `task/${hide(r.name())}/${may(r.h(32))}`)}"}`,
      ],
      (r) => ["policy.json", `{"Resource":"arn:aws-cn:iam::${hide(r.account())}:role/*"}`],
    ],
  },
  {
    row: 7,
    free: [
      (r) =>
        token(
          "ABSK",
          Buffer.concat([Buffer.from("BedrockAPIKey-"), r.bytes(84)]).toString("base64"),
        ),
    ],
  },
  {
    row: 8,
    free: [
      (r) =>
        token(
          "bedrock-api-key-",
          Buffer.from(`bedrock.amazonaws.com/?Action=CallWithBearerToken&X=${r.w(160)}`).toString(
            "base64",
          ),
        ),
    ],
  },
  {
    row: 9,
    items: 8,
    docs: [
      (r) => ["log.txt", `GET ${presigned(r, "https://s3.us-east-1.amazonaws.com", "/x")} 403\n`],
      (r) => ["a.json", `{"url":"${presigned(r, "https://s3.eu-west-1.amazonaws.com", "/x/y")}"}`],
      (r) => [
        "a.json",
        JSON.stringify({ u: presigned(r, "https://s3.eu-west-1.amazonaws.com", "/x") }).replaceAll(
          "&",
          "\\u0026",
        ),
      ],
      (r) => ["run.sh", `curl -o f '${presigned(r, "https://s3.amazonaws.com", "/x")}'\n`],
      (r) => [
        "log.txt",
        `GET ${presigned(
          r,
          "https://s3.amazonaws.com",
          "/x",
        )}&X-Amz-Security-Token=${hide(percent(session(r)))}\n`,
      ],
    ],
  },
  {
    row: 10,
    docs: [
      (r) => [
        "log.txt",
        `https://s3.amazonaws.com/x?AWSAccessKeyId=${keyId(
          r,
          "AKIA",
        )}&Expires=1772360000&Signature=${hide(percent(r.b(27) + "="))}\n`,
      ],
      (r) => [
        "a.json",
        `{"u":"https://s3.amazonaws.com/x?Signature=${hide(
          percent(r.b(27) + "="),
        )}&AWSAccessKeyId=${keyId(r, "ASIA")}&Expires=1772360000"}`,
      ],
    ],
  },
  {
    row: 11,
    docs: [
      (r) => [
        "log.txt",
        `Authorization: AWS4-HMAC-SHA256 Credential=${keyId(r, "AKIA")}/${scope(
          r,
        )}, SignedHeaders=host;x-amz-date, Signature=${hide(r.h(64))}\n`,
      ],
      (r) => [
        "a.json",
        `{"authorization":"AWS4-HMAC-SHA256 Credential=${keyId(r, "ASIA")}/${scope(
          r,
        )},SignedHeaders=host,Signature=${hide(r.h(64))}"}`,
      ],
      (r) => [
        "run.sh",
        `curl -H "Authorization: AWS4-HMAC-SHA256 Credential=${keyId(r, "AKIA")}/${scope(
          r,
        )}, SignedHeaders=host, Signature=${hide(r.h(64))}" https://s3.amazonaws.com/\n`,
      ],
    ],
  },
  {
    row: 12,
    docs: [
      (r) => [
        ".env",
        `PGPASSWORD=${may("db.example.com:5432")}${may("/?")}${presigned(
          r,
          "",
          "",
          "Action=connect&DBUser=app&",
        ).slice(1)}\n`,
      ],
      (r) => [
        "log.txt",
        `token ${presigned(r, "db.example.com:5432", "/", "Action=connect&DBUser=app&")} expired\n`,
      ],
      (r) => [
        "a.json",
        `["${presigned(r, "db.example.com:3306", "/", "Action=connect&DBUser=app&")}"]`,
      ],
    ],
  },
  {
    row: 13,
    docs: [
      (r) => ["log.txt", `auth ${presigned(r, "cache-1", "/", "Action=connect&User=app&")}\n`],
      (r) => ["a.json", `["${presigned(r, "cache-1", "/", "Action=connect&User=app&")}"]`],
    ],
  },
  {
    row: 14,
    free: [
      (r) =>
        token(
          "k8s-aws-v1.",
          Buffer.from(
            `https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&${r.w(300)}`,
          ).toString("base64url"),
        ),
    ],
  },
  {
    row: 15,
    items: 8,
    free: [
      (r) => hide(`eyJwYXlsb2FkIjoi${r.b(400)}`),
      (r) => hide(Buffer.from(`AWS:eyJwYXlsb2FkIjoi${r.b(400)}`).toString("base64")),
    ],
    docs: [
      (r) => [
        "a.json",
        `{"authorizationData":[{"authorizationToken":"${hide(
          Buffer.from(`AWS:eyJwYXlsb2FkIjoi${r.b(300)}`).toString("base64"),
        )}"}]}`,
      ],
    ],
  },
  {
    row: 16,
    names: ["CODEARTIFACT_AUTH_TOKEN", "CODEARTIFACT_TOKEN"],
    named: [(r) => hide(jwe(r))],
  },
  { row: 17, free: [(r) => token("da2-", r.l(26))] },
  { row: 18, free: [(r) => token("amzn.mws.", r.uuid())] },
  {
    row: 19,
    names: ["X_API_KEY", "API_GATEWAY_KEY", "API_KEY"],
    named: [(r) => hide(r.w(40))],
    docs: [
      (r) => ["log.txt", `x-api-key: ${hide(r.w(40))}\n`],
      (r) => ["run.sh", `curl -H "x-api-key: ${hide(r.w(30))}" https://example.com/prod/items\n`],
    ],
  },
  {
    row: 20,
    names: ["COGNITO_CLIENT_SECRET", "USER_POOL_CLIENT_SECRET", "CLIENT_SECRET"],
    named: [(r) => hide(r.l(51))],
    docs: [(r) => ["a.json", `{"UserPoolClient":{"ClientSecret":"${hide(r.l(52))}"}}`]],
  },
  {
    row: 21,
    items: 8,
    docs: [
      (r) => [
        "taskdef.json",
        `{"secrets":[{"name":"DB_PASSWORD","valueFrom":"${arn(
          r,
          "secretsmanager",
          `secret:${hide(r.name())}/prod/db-${r.suffix()}`,
        )}"}]}`,
      ],
      (r) => [
        "taskdef.json",
        `{"secrets":[{"name":"DB_PASSWORD","valueFrom":"${arn(
          r,
          "secretsmanager",
          `secret:${hide(r.name())}-db-${r.suffix()}:password::`,
        )}"}]}`,
      ],
      (r) => [
        "log.txt",
        "ResourceInitializationError: unable to pull secrets or registry auth: " +
          `failed to fetch secret ${arn(
            r,
            "secretsmanager",
            `secret:${hide(r.name())}-${r.suffix()}`,
          )} from secrets manager\n`,
      ],
      (r) => [
        "main.tf",
        `  valueFrom = "${arn(
          r,
          "secretsmanager",
          `secret:prod/${hide(r.name())}-${r.suffix()}`,
        )}"\n`,
      ],
    ],
  },
  {
    row: 22,
    docs: [
      (r) => [
        "ssm.json",
        JSON.stringify({
          Parameter: {
            Name: "/app/db",
            Type: "SecureString",
            Value: hide(r.password()),
            Version: 1,
          },
        }),
      ],
      (r) => [
        "ssm.json",
        JSON.stringify(
          { Parameters: [{ Value: hide(r.w(12)), Type: "SecureString", Name: "/app/setting" }] },
          null,
          2,
        ),
      ],
      (r) => [
        "run.sh",
        `aws ssm put-parameter --type SecureString --name /app/db --value '${hide(
          r.password(),
        )}'\n`,
      ],
    ],
  },
  {
    row: 23,
    names: ["KMS_KEY_ID"],
    named: [(r) => hide(r.uuid()), (r) => token("mrk-", r.h(32))],
    docs: [
      (r) => ["a.json", `{"kmsKeyId":"${arn(r, "kms", `key/${hide(r.uuid())}`)}"}`],
      (r) => ["log.txt", `denied on ${arn(r, "kms", `key/mrk-${hide(r.h(32))}`)}\n`],
      (r) => ["a.json", `{"KmsKeyId":"${hide(r.uuid())}"}`],
    ],
  },
  {
    row: 24,
    free: [(r) => hide(`AQICAH${r.b(180)}==`)],
    docs: [(r) => ["a.json", `{"CiphertextBlob":"${hide(`AQICAHi${r.b(200)}`)}"}`]],
  },
  {
    row: 25,
    items: 10,
    docs: [
      (r) => [
        "taskdef.json",
        `{"containerDefinitions":[{"name":"app","image":"${hide(
          r.account(),
        )}.dkr.ecr.eu-west-1.amazonaws.com/${hide(r.name())}/api:1.4.2"}]}`,
      ],
      (r) => [
        "log.txt",
        `CannotPullContainerError: pull image manifest has been retried 5 time(s): ${hide(
          r.account(),
        )}.dkr.ecr.us-east-1.amazonaws.com/${hide(r.name())}-web:latest: not found\n`,
      ],
      (r) => [
        "run.sh",
        `docker push ${hide(r.account())}.dkr.ecr.us-east-1.amazonaws.com/${hide(
          r.name(),
        )}@sha256:${r.h(64)}\n`,
      ],
      (r) => [
        "main.tf",
        `image = "${hide(r.account())}.dkr.ecr.cn-north-1.amazonaws.com.cn/${hide(r.name())}:v2"\n`,
      ],
      (r) => [
        "Dockerfile",
        `FROM ${hide(r.account())}.dkr.ecr-fips.us-gov-west-1.amazonaws.com/${hide(
          r.name(),
        )}:base\n`,
      ],
      (r) => [
        "compose.yaml",
        `services:\n  web:\n    image: ${hide(
          r.account(),
        )}.dkr-ecr.us-west-2.on.aws/${hide(r.name())}:1\n`,
      ],
    ],
  },
  {
    row: 26,
    items: 8,
    free: [
      (r) => `${hide(r.name())}${may("-db")}.${hide(rdsId(r))}.us-east-1.rds.amazonaws.com`,
      (r) => `${hide(r.name())}.${may("cluster-")}${hide(rdsId(r))}.eu-west-1.rds.amazonaws.com`,
      (r) => `${hide(r.name())}.${may("cluster-ro-")}${hide(rdsId(r))}.eu-west-1.rds.amazonaws.com`,
    ],
  },
  {
    row: 27,
    free: [
      (r) => `${hide(r.name())}${may(".")}${hide(r.l(6))}.ng.0001.use1.cache.amazonaws.com`,
      (r) => `${may("master.")}${hide(r.name())}.${hide(r.l(6))}.euw1.cache.amazonaws.com`,
    ],
  },
  {
    row: 28,
    items: 9,
    free: [
      (r) => `${may("vpc-")}${hide(r.name())}-${hide(r.l(26))}.eu-west-1.es.amazonaws.com`,
      (r) => `${hide(r.l(10))}.execute-api.eu-west-1.amazonaws.com`,
      (r) => `${hide(r.name())}${may("-alb")}-${hide(r.d(9))}.us-east-1.elb.amazonaws.com`,
      (r) => `${hide(`d${r.l(13)}`)}.cloudfront.net`,
      (r) => `${hide(r.l(32))}.lambda-url.eu-west-1.on.aws`,
      (r) => `${may("fs-")}${hide(r.h(17))}.efs.us-east-1.amazonaws.com`,
      (r) => `${may("b-1.")}${hide(r.name())}.${hide(r.l(6))}.c2.kafka.us-east-1.amazonaws.com`,
    ],
  },
  {
    row: 29,
    items: 6,
    docs: [
      (r) => [
        "log.txt",
        `node ip-52-${r.d(1)}-${r.d(2)}-${r.d(2)}.x\n`.replace(
          /ip-([\d-]+)\.x/,
          (_, d) => `ip-${hide(d)}.ec2.internal`,
        ),
      ],
      (r) => [
        "log.txt",
        `host=${may("ip-")}${hide(`54-2${r.d(1)}-7-1${r.d(1)}`)}.eu-west-1.compute.internal up\n`,
      ],
    ],
  },
  {
    row: 30,
    items: 10,
    free: ["i-", "vpc-", "subnet-", "sg-", "eni-", "vol-", "vpce-", "ami-"].map(
      (p) => (r) => token(p, `0${r.h(16)}`),
    ),
    docs: [
      (r) => [
        "a.json",
        `{"awsvpcConfiguration":{"subnets":["subnet-${hide(r.h(8))}"],` +
          `"securityGroups":["sg-${hide(`0${r.h(16)}`)}"]}}`,
      ],
    ],
  },
  {
    row: 31,
    items: 8,
    names: ["S3_BUCKET", "BUCKET_NAME", "ASSETS_BUCKET"],
    named: [(r) => `${hide(r.name())}-assets`],
    docs: [
      (r) => ["run.sh", `aws s3 cp s3://${hide(r.name())}-prod-data/x . --quiet\n`],
      (r) => ["log.txt", `PUT https://${hide(r.name())}-logs.s3.eu-west-1.amazonaws.com/x 403\n`],
      (r) => ["policy.json", `{"Resource":"arn:aws:s3:::${hide(r.name())}-backup/*"}`],
      (r) => ["log.txt", `GET https://s3.eu-west-1.amazonaws.com/${hide(r.name())}-media/x 200\n`],
    ],
  },
  {
    row: 32,
    names: ["CANONICAL_USER_ID", "CANONICAL_ID"],
    named: [(r) => hide(r.h(64))],
    docs: [
      (r) => ["acl.json", `{"Owner":{"DisplayName":"app","ID":"${hide(r.h(64))}"}}`],
      (r) => ["policy.json", `{"Principal":{"CanonicalUser":"${hide(r.h(64))}"}}`],
    ],
  },
  {
    row: 33,
    free: [
      (r) => `https://sqs.eu-west-1.amazonaws.com/${hide(r.account())}/${hide(r.name())}-jobs`,
      (r) => `https://queue.amazonaws.com/${hide(r.account())}/${hide(r.name())}`,
    ],
  },
  {
    row: 34,
    docs: [
      (r) => [
        "log.txt",
        `https://example.com/x?Expires=1772360000&Signature=${hide(
          r.b(170).replace(/[+/]/g, "~"),
        )}__&Key-Pair-Id=${token("K", r.U(13))}\n`.replace("__", hide("__")),
      ],
      (r) => [
        "a.json",
        `{"u":"https://example.com/x?Policy=${hide(r.w(200))}&Signature=${hide(
          r.w(172),
        )}&Key-Pair-Id=${token("APKA", r.U(16))}"}`,
      ],
      (r) => [
        "log.txt",
        `Cookie: CloudFront-Policy=${hide(r.w(120))}; CloudFront-Signature=${hide(
          r.w(172),
        )}; CloudFront-Key-Pair-Id=${token("K", r.U(13))}\n`,
      ],
    ],
  },
  {
    row: 35,
    docs: [
      (r) => [
        "log.txt",
        "You are not authorized to perform this operation. Encoded authorization " +
          `failure message: ${hide(r.u(420))}\n`,
      ],
      (r) => [
        "a.json",
        JSON.stringify({
          reason:
            "api error UnauthorizedOperation: You are not " +
            `authorized. Encoded authorization failure message: ${hide(r.u(300))}`,
        }),
      ],
    ],
  },
  {
    row: 36,
    docs: [
      (r) => ["log.txt", `open https://${hide(r.account())}.signin.aws.amazon.com/console now\n`],
      (r) => ["a.json", `{"url":"https://${hide(r.name())}.awsapps.com/start"}`],
      (r) => [".env", `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/v2/credentials/${hide(r.uuid())}\n`],
      (r) => ["log.txt", `sso https://${may("d-")}${hide(r.h(10))}.awsapps.com/start#/\n`],
    ],
  },
];
