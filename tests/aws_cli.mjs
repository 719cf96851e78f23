// The real AWS CLI against the served simulator: byte for byte what the commands print themselves.
// Debian's /usr/bin/aws, else the one on the path.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command, Outcome, root } from "./lib/cases.mjs";
import { patience, serve } from "./lib/serve.mjs";

const outcome = new Outcome();
const folder = mkdtempSync(join(tmpdir(), "rolecall-aws-"));
const aws = existsSync("/usr/bin/aws") ? "/usr/bin/aws" : "aws";
const atOnce = 2;

// Releases of the AWS CLI after Debian's know this parameter; the model is extended the way that
// botocore offers for it.
const text = { shape: "SimulationPolicyListType" };
const extension = {
  merge: {
    shapes: {
      SimulateCustomPolicyRequest: {
        members: { OrderedOrganizationPolicyInputList: { shape: "OrganizationPolicies" } },
      },
      OrganizationPolicies: { type: "list", member: { shape: "OrganizationPolicy" } },
      OrganizationPolicy: { type: "structure", members: { ServiceControlPolicyInputList: text } },
    },
  },
};
const models = join(folder, "models");
mkdirSync(join(models, "iam/2010-05-08"), { recursive: true });
writeFileSync(join(models, "iam/2010-05-08/service-2.sdk-extras.json"), JSON.stringify(extension));

const environment = {
  PATH: process.env.PATH,
  HOME: folder,
  LC_ALL: "C.UTF-8",
  AWS_ACCESS_KEY_ID: "anyone",
  AWS_SECRET_ACCESS_KEY: "anything",
  AWS_DEFAULT_REGION: "us-east-1",
  AWS_DATA_PATH: models,
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_PAGER: "",
  NO_PROXY: "127.0.0.1",
  NO_COLOR: "1",
};

function execute(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: environment, cwd: folder, timeout: 2 * patience });
    const parts = { stdout: [], stderr: [] };
    child.stdin.end();
    child.stdout.on("data", (bytes) => parts.stdout.push(bytes));
    child.stderr.on("data", (bytes) => parts.stderr.push(bytes));
    child.on("error", reject);
    child.on("close", (status, signal) => {
      const [stdout, stderr] = [parts.stdout, parts.stderr].map((p) => Buffer.concat(p).toString());
      resolve({ status: status ?? signal, stdout, stderr });
    });
  });
}

// --- Questions -----------------------------------------------------------------------------------

const policy = (...statements) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const statement = (Effect, Action, Resource, more) => ({ Effect, Action, Resource, ...more });
const allow = (action, resource = "*", more = {}) => statement("Allow", action, resource, more);
const deny = (action, resource = "*", more = {}) => statement("Deny", action, resource, more);
const secure = { Condition: { Bool: { "aws:SecureTransport": true } } };
const temporary = { Condition: { Null: { "aws:TokenIssueTime": true } } };

const large = JSON.stringify(
  {
    Version: "2012-10-17",
    Statement: [
      allow("s3:*", "arn:aws:s3:::open/*"),
      deny("s3:*", "arn:aws:s3:::shut/*"),
      allow("ec2:*", "*", { Condition: { StringLike: { "aws:username": "ä*&<é>" } } }),
      allow("sqs:*", "arn:aws:sqs:*:*:${aws:PrincipalTag/team, 'none'}-*"),
    ],
  },
  null,
  2,
);
// The AWS CLI takes a list from a file, and no single policy: it would send its characters.
writeFileSync(join(folder, "list.json"), JSON.stringify([large]));
writeFileSync(join(folder, "dos.json"), JSON.stringify([large.replaceAll("\n", "\r\n")]));
writeFileSync(
  join(folder, "account.json"),
  JSON.stringify({
    UserDetailList: [
      {
        UserName: "alice",
        UserId: "AIDAEXAMPLE",
        Arn: "arn:aws:iam::111122223333:user/alice",
        UserPolicyList: [
          {
            PolicyName: "home",
            PolicyDocument: JSON.parse(policy(allow("s3:*", "arn:aws:s3:::${aws:username}/*"))),
          },
        ],
        GroupList: ["readers"],
        AttachedManagedPolicies: [],
        PermissionsBoundary: { PermissionsBoundaryArn: "arn:aws:iam::111122223333:policy/limit" },
      },
    ],
    GroupDetailList: [
      {
        GroupName: "readers",
        Arn: "arn:aws:iam::111122223333:group/readers",
        GroupPolicyList: [
          {
            PolicyName: "list",
            PolicyDocument: encodeURIComponent(policy(allow("s3:List*", "*", secure))),
          },
        ],
        AttachedManagedPolicies: [],
      },
    ],
    RoleDetailList: [
      {
        RoleName: "lost",
        Arn: "arn:aws:iam::111122223333:role/lost",
        RolePolicyList: [],
        AttachedManagedPolicies: [{ PolicyArn: "arn:aws:iam::111122223333:policy/lost" }],
      },
    ],
    Policies: [
      {
        Arn: "arn:aws:iam::111122223333:policy/limit",
        DefaultVersionId: "v1",
        PolicyVersionList: [
          {
            VersionId: "v1",
            IsDefaultVersion: true,
            Document: JSON.parse(policy(allow("s3:Get*", "*", temporary))),
          },
        ],
      },
    ],
  }),
);

const custom = (...args) => ["custom-policy", ...args];
const principal = (arn, ...args) => [
  "principal-policy",
  ...["--policy-source-arn", `arn:aws:iam::111122223333:${arn}`],
  ...args,
];
const key = (name, type, ...values) => ({
  ContextKeyName: name,
  ContextKeyType: type,
  ContextKeyValues: values,
});
const many = Array.from({ length: 250 }, (_, i) => `s3:Action${i}`);
const crossAccount = [
  ...["--policy-input-list", policy(allow("s3:*")), "--action-names", "s3:GetObject"],
  ...["--resource-arns", "arn:aws:s3:::open/k"],
  ...["--caller-arn", "arn:aws:iam::444455556666:user/alice"],
  ...["--resource-owner", "arn:aws:iam::111122223333:root", "--resource-policy"],
  policy({ ...allow("s3:*", "arn:aws:s3:::open/*"), Principal: { AWS: "444455556666" } }),
];
const token = (value) => Buffer.from(JSON.stringify(value)).toString("base64");
const file = ["--policy-input-list", "file://list.json"];
const three = ["--action-names", "s3:GetObject", "ec2:RunInstances", "sqs:SendMessage"];

const questions = {
  "no resources": custom(...file, ...three),
  "one resource": custom(...file, ...three, "--resource-arns", "arn:aws:s3:::open/a"),
  "resources with mixed results": custom(
    ...[...file, ...three, "--resource-arns"],
    ...["arn:aws:s3:::open/a+b c%41ü", "arn:aws:s3:::shut/a", "arn:aws:sqs:eu-west-1:1:none-q"],
  ),
  "lines that end in CR LF": custom("--policy-input-list", "file://dos.json", ...three),
  "several policies": custom("--policy-input-list", policy(allow("s3:*")), large, ...three),
  "no policies": custom("--policy-input-list", "[]", ...three),
  "context": custom(
    ...[...file, ...three, "--context-entries"],
    JSON.stringify([
      {},
      key("aws:username", "string", "ä&<é>"),
      key("aws:PrincipalTag/team", "stringList", "none", "b"),
      key("s3:max-keys", "numeric", "1e2"),
    ]),
  ),
  "context in shorthand": custom(
    ...[...file, ...three, "--context-entries"],
    "ContextKeyName=aws:username,ContextKeyValues=alice,ContextKeyType=string",
    "ContextKeyName=aws:TagKeys,ContextKeyValues=a,b,ContextKeyType=stringList",
  ),
  "a boundary": custom(
    ...[...file, ...three, "--permissions-boundary-policy-input-list", policy(allow("ec2:*"))],
    ...["--resource-arns", "*"],
  ),
  "another account": custom(...crossAccount),
  "an organisation that denies": custom(
    ...[...file, ...three, "--ordered-organization-policy-input-list"],
    JSON.stringify([
      { ServiceControlPolicyInputList: [policy(allow("*")), policy(deny("ec2:*"))] },
      { ServiceControlPolicyInputList: [policy(allow("*"))] },
    ]),
  ),
  "an organisation without policies": custom(
    ...[...file, ...three, "--ordered-organization-policy-input-list"],
    JSON.stringify([{ ServiceControlPolicyInputList: [] }]),
  ),
  "three pages": custom(...file, "--action-names", ...many),
  "some of three pages": custom(...file, "--action-names", ...many, "--max-items", "230"),
  "as much as a page": custom(...file, "--action-names", ...many, "--max-items", "100"),
  "from within a page": custom(
    ...[...file, "--action-names", ...many, "--page-size", "7", "--max-items", "30"],
    "--starting-token",
    token({ Marker: "ActionNames.member.11", boto_truncate_amount: 3 }),
  ),
  "from beyond a page": custom(
    ...[...file, "--action-names", ...many, "--page-size", "7", "--max-items", "3"],
    ...["--starting-token", token({ Marker: "ActionNames.member.11", boto_truncate_amount: 9 })],
  ),
  "a marker for a token": custom(
    ...[...file, ...three, "--starting-token", "ActionNames.member.3"],
  ),
  "a page of the API": custom(...file, "--action-names", ...many, "--no-paginate"),
  "a small page of the API": custom(...file, ...three, "--no-paginate", "--max-items", "2"),
  "its last page": custom(...file, ...three, "--marker", "ActionNames.member.2"),
  "none at all": custom(...file, ...three, "--max-items", "0"),
  "a user": principal("user/alice", ...three, "--resource-arns", "arn:aws:s3:::alice/a"),
  "a user in another boundary": principal(
    ...["user/alice", ...three, "--permissions-boundary-policy-input-list"],
    policy(allow("s3:*")),
  ),
  "a group and one policy more": principal(
    ...["group/readers", ...three, "--policy-input-list", policy(allow("ec2:*"))],
  ),
  "context keys": ["context-keys-for-custom-policy", ...file, "--no-paginate"],
  "context keys of no policy": ["context-keys-for-custom-policy", "--policy-input-list", "[]"],
  "context keys of a user": [
    ...["context-keys-for-principal-policy", "--policy-source-arn"],
    ...["arn:aws:iam::111122223333:user/alice", ...file],
  ],
};

const refusals = {
  "a pattern": ["InvalidInput", custom(...file, "--action-names", "s3:*")],
  "no policy": ["InvalidInput", custom("--policy-input-list", "{", ...three)],
  "a marker of another question": ["InvalidInput", custom(...file, ...three, "--marker", "x")],
  "a page too large": [
    ...["ValidationError", custom(...file, ...three, "--no-paginate", "--max-items", "1001")],
  ],
  "a context key without a type": [
    "InvalidInput",
    custom(...file, ...three, "--context-entries", '[{"ContextKeyName":"aws:x"}]'),
  ],
  "a user nobody shows": ["NoSuchEntity", principal("user/bob", ...three)],
  "a policy nobody shows": ["NoSuchEntity", principal("role/lost", ...three)],
  "no ARN of a user": ["InvalidInput", principal("policy/limit", ...three)],
  "keys of a user nobody shows": [
    "NoSuchEntity",
    ["context-keys-for-principal-policy", "--policy-source-arn", "arn:aws:iam::1:user/bob-bob"],
  ],
};

// --- Both ----------------------------------------------------------------------------------------

const details = ["--authorization-details", join(folder, "account.json")];
const server = await serve(command, details);

async function askBoth([name, ...args]) {
  const isPrincipal = name.includes("principal");
  const verb = name.startsWith("context-keys") ? `get-${name}` : `simulate-${name}`;
  const [theirs, ours] = await Promise.all([
    execute(aws, ["iam", verb, "--endpoint-url", server.url, "--output", "json", ...args]),
    execute(command, ["simulate", name, ...args, ...(isPrincipal ? details : [])]),
  ]);
  return { theirs, ours };
}

async function checkQuestion(name, args) {
  const { theirs, ours } = await askBoth(args);
  outcome.checked();
  if (theirs.status !== 0 || ours.status !== 0) {
    outcome.fault(`${name}: ${theirs.status} ${theirs.stderr} / ${ours.status} ${ours.stderr}`);
  } else if (theirs.stdout !== ours.stdout) {
    outcome.fault(`${name}: the AWS CLI prints\n${theirs.stdout}and not\n${ours.stdout}`);
  }
}

async function checkRefusal(name, [code, args]) {
  const { theirs, ours } = await askBoth(args);
  const form = /An error occurred \((\w+)\) when calling the \w+ operation: (.*)/;
  const told = form.exec(theirs.stderr);
  outcome.checked();
  if (told?.[1] !== code) outcome.fault(`${name}: not ${code}: ${theirs.stderr}`);
  else if (ours.status !== 2 || ours.stderr !== `rolecall: ${told[2]}\n`) {
    outcome.fault(`${name}: \`${told[2]}\` is not ${ours.stderr}`);
  }
}

const waiting = [
  ...Object.entries(questions).map(([name, args]) => () => checkQuestion(name, args)),
  ...Object.entries(refusals).map(([name, args]) => () => checkRefusal(name, args)),
];
async function work() {
  for (let next = waiting.shift(); next; next = waiting.shift()) await next();
}
await Promise.all(Array.from({ length: atOnce }, work));

const { status, stdout, stderr } = await server.stop();
outcome.checked();
if (status !== 0 || stderr !== "" || stdout !== `${server.url}\n`) {
  outcome.fault(`the server ends with ${status} and says ${stdout}${stderr}`);
}
rmSync(folder, { recursive: true });
outcome.close(`questions to the AWS CLI (${aws}) and to ${command.slice(root.length)}`);
