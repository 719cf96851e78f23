// Questions for simulators of IAM, by a seed: each draws one service's call and writes policies of
// every layer around it, which fit it often enough that all layers have a say.

/** Equal seeds give equal questions. */
export function randomOf(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n) => Math.floor(next() * n);
  const one = (list) => list[below(list.length)];
  const chance = (p) => next() < p;
  const some = (list, most) => Array.from({ length: 1 + below(most) }, () => one(list));
  return { below, one, chance, some };
}

const own = "111122223333";
const other = "444455556666";
const accounts = [own, other];

// Calls, their resources, and patterns that fit some of them.
const keyId = "key/1234abcd-12ab-34cd-56ef-1234567890ab";
const services = [
  {
    calls: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:GetObjectTagging"],
    resources: ["arn:aws:s3:::data/a/b.txt", "arn:aws:s3:::data/bob/x", "arn:aws:s3:::logs/2026"],
    patterns: [
      "arn:aws:s3:::data/*",
      "arn:aws:s3:::*/b.txt",
      "arn:aws:s3:::????/*",
      "arn:aws:s3:::*",
    ],
  },
  {
    calls: ["s3:ListBucket", "s3:GetBucketPolicy"],
    resources: ["arn:aws:s3:::data", "arn:aws:s3:::logs"],
    patterns: ["arn:aws:s3:::data", "arn:aws:s3:::l*", "arn:aws:s3:::data/*"],
  },
  {
    calls: ["s3:ListAllMyBuckets", "ecr:GetAuthorizationToken", "ec2:DescribeInstances"],
    resources: ["*"],
    patterns: ["arn:aws:s3:::*", "arn:aws:ecr:*:*:repository/*"],
  },
  {
    calls: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:PutImage"],
    resources: [
      "arn:aws:ecr:eu-west-1:{}:repository/team/app",
      "arn:aws:ecr:us-east-1:{}:repository/web",
    ],
    patterns: ["arn:aws:ecr:*:*:repository/*", "arn:aws:ecr:eu-west-?:{}:repository/team/*"],
    bare: true,
  },
  {
    calls: ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:GetQueueUrl"],
    resources: ["arn:aws:sqs:eu-west-1:{}:jobs", "arn:aws:sqs:us-east-1:{}:jobs-dead"],
    patterns: ["arn:aws:sqs:*:*:jobs*", "arn:aws:sqs:eu-*:{}:j?bs"],
  },
  {
    calls: ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"],
    resources: [`arn:aws:kms:eu-west-1:{}:${keyId}`],
    patterns: ["arn:aws:kms:*:*:key/*", "arn:aws:kms:eu-west-1:{}:key/1234*"],
    guarded: true,
    bare: true,
  },
  {
    calls: ["sts:AssumeRole"],
    resources: ["arn:aws:iam::{}:role/target", "arn:aws:iam::{}:role/deep/er/target"],
    patterns: ["arn:aws:iam::*:role/*", "arn:aws:iam::{}:role/t*"],
    trust: true,
    guarded: true,
  },
  {
    calls: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
    resources: ["arn:aws:secretsmanager:eu-west-1:{}:secret:prod/db-AbCdEf"],
    patterns: [
      "arn:aws:secretsmanager:*:*:secret:prod/db-??????",
      "arn:aws:secretsmanager:*:{}:secret:*",
    ],
    bare: true,
  },
  {
    calls: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resources: ["arn:aws:logs:eu-west-1:{}:log-group:/ecs/app:log-stream:main"],
    patterns: [
      "arn:aws:logs:*:*:log-group:/ecs/*:log-stream:*",
      "arn:aws:logs:*:{}:log-group:/ecs/app:*",
    ],
    noPolicy: true,
  },
  {
    calls: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"],
    resources: ["arn:aws:dynamodb:eu-west-1:{}:table/Music"],
    patterns: ["arn:aws:dynamodb:*:*:table/*", "arn:aws:dynamodb:eu-west-1:{}:table/M*c"],
  },
  {
    calls: ["sns:Publish", "sns:Subscribe"],
    resources: ["arn:aws:sns:eu-west-1:{}:alarms"],
    patterns: ["arn:aws:sns:*:*:alarms", "arn:aws:sns:eu-west-1:{}:*"],
  },
  {
    calls: ["ssm:GetParameters", "ssm:GetParameter"],
    resources: ["arn:aws:ssm:eu-west-1:{}:parameter/prod/url"],
    patterns: ["arn:aws:ssm:*:*:parameter/prod/*", "arn:aws:ssm:*:{}:parameter/*/u?l"],
    noPolicy: true,
  },
];

// Context keys by the type of their values: what requests carry, and what policies compare with.
const texts = ["red", "Red", "blue", "", "a*b", "bob", "prod/eu"];
const textPatterns = [...texts, "r*", "?lue", "*", "prod/*", "*o*"];
const variables = [
  "${aws:username}",
  "${aws:PrincipalTag/team}",
  "${aws:PrincipalTag/team, 'red'}",
  "p${aws:username}",
  "${*}",
  "a${*}b",
  "${?}",
  "${$}",
  "${aws:PrincipalTag/absent}",
  "${AWS:UserName}*",
];
const kinds = {
  text: {
    keys: [
      "aws:username",
      "aws:PrincipalTag/team",
      "aws:RequestTag/env",
      "aws:PrincipalOrgID",
      "aws:userid",
    ],
    values: texts,
    operators: [
      "StringEquals",
      "StringNotEquals",
      "StringEqualsIgnoreCase",
      "StringNotEqualsIgnoreCase",
      "StringLike",
      "StringNotLike",
    ],
    patterns: [...textPatterns, ...variables],
  },
  list: {
    keys: [
      "aws:TagKeys",
      "aws:CalledVia",
      "aws:PrincipalOrgPaths",
      "aws:PrincipalServiceNamesList",
    ],
    list: true,
    values: texts,
    operators: [
      "StringEquals",
      "StringNotEquals",
      "StringEqualsIgnoreCase",
      "StringNotEqualsIgnoreCase",
      "StringLike",
      "StringNotLike",
    ],
    patterns: textPatterns,
  },
  number: {
    keys: ["aws:MultiFactorAuthAge"],
    values: ["10", "10.0", "9", "-1", "1e1", "+10", "10abc", "abc", "0010", "9007199254740993"],
    operators: [
      "NumericEquals",
      "NumericNotEquals",
      "NumericLessThan",
      "NumericLessThanEquals",
      "NumericGreaterThan",
      "NumericGreaterThanEquals",
    ],
    patterns: ["10", "9.5", "0", "-1", "1e1", "9007199254740992", 10],
  },
  date: {
    keys: ["aws:CurrentTime", "aws:TokenIssueTime"],
    values: [
      "2026-11-23T08:00:00Z",
      "2026-11-23",
      "2026-11-23T09:00:00+01:00",
      "1795420800",
      "2026",
      "soon",
    ],
    operators: [
      "DateEquals",
      "DateNotEquals",
      "DateLessThan",
      "DateLessThanEquals",
      "DateGreaterThan",
      "DateGreaterThanEquals",
    ],
    patterns: [
      "2026-11-23T08:00:00Z",
      "2026-11-23T08:00:00.000Z",
      "2026-11-22",
      "1795420800",
      "2027-01-01T00:00:00Z",
    ],
  },
  bool: {
    keys: ["aws:SecureTransport", "aws:ViaAWSService", "aws:MultiFactorAuthPresent"],
    values: ["true", "false", "True", "yes"],
    operators: ["Bool"],
    patterns: ["true", "false", true, false, "TRUE"],
  },
  address: {
    keys: ["aws:SourceIp", "aws:VpcSourceIp"],
    values: ["192.0.2.7", "198.51.100.1", "2001:db8::7", "2001:DB8:0:0:0:0:0:7", "nowhere"],
    operators: ["IpAddress", "NotIpAddress"],
    patterns: [
      "192.0.2.0/24",
      "192.0.2.7",
      "192.0.2.9/24",
      "0.0.0.0/0",
      "2001:db8::/32",
      "2001:db8::7",
      "::/0",
      "198.51.100.0/25",
    ],
  },
  arn: {
    keys: ["aws:PrincipalArn", "aws:SourceArn"],
    values: [
      "arn:aws:iam::111122223333:role/app",
      "arn:aws:iam::111122223333:user/bob",
      "arn:aws:sns:eu-west-1:111122223333:alarms",
      "arn:aws:s3:::data",
      "nothing",
    ],
    operators: ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"],
    patterns: [
      "arn:aws:iam::111122223333:role/*",
      "arn:aws:iam::*:*",
      "arn:aws:sns:*:111122223333:alarm?",
      "arn:aws:s3:::data",
      "arn:*:s3:::*",
      "*",
      "arn:aws:iam::111122223333:user/${aws:username}",
      "arn:aws:iam::${aws:PrincipalAccount}:role/app",
    ],
  },
  binary: {
    keys: ["aws:PrincipalTag/bin"],
    values: ["QmluYXJ5", "AAECAw=="],
    operators: ["BinaryEquals"],
    patterns: ["QmluYXJ5", "AAECAw==", "AAEC"],
  },
};
const kindNames = [
  "text",
  "text",
  "text",
  "list",
  "list",
  "number",
  "date",
  "bool",
  "address",
  "arn",
  "binary",
];

function conditionKey(r, kind) {
  const name = r.one(kind.keys);
  return r.chance(0.1) ? name.toUpperCase() : name;
}

function operatorFor(r, kind) {
  if (r.chance(0.08)) return "Null";
  let operator = r.one(kind.operators);
  if (kind.list ? r.chance(0.9) : r.chance(0.1)) {
    operator = `${r.one(["ForAllValues:", "ForAnyValue:"])}${operator}`;
  }
  return r.chance(0.2) ? `${operator}IfExists` : operator;
}

function conditionFor(r) {
  const condition = {};
  for (let n = 1 + r.below(2); n > 0; n--) {
    const kind = kinds[r.one(kindNames)];
    const operator = operatorFor(r, kind);
    const values = operator === "Null" ? [r.one(["true", "false"])] : r.some(kind.patterns, 3);
    condition[operator] ??= {};
    condition[operator][conditionKey(r, kind)] = values.length === 1 ? values[0] : values;
  }
  return condition;
}

function contextFor(r, caller) {
  const context = {};
  for (const kind of Object.values(kinds)) {
    for (const key of kind.keys) {
      if (!r.chance(0.6)) continue;
      context[key] = kind.list ? r.some(kind.values, 3) : r.one(kind.values);
    }
  }
  if (caller.user) context["aws:username"] = "bob";
  delete context["aws:PrincipalArn"];
  if (caller.principalArn && r.chance(0.9)) context["aws:PrincipalArn"] = caller.principalArn;
  if (r.chance(0.5)) context["aws:PrincipalAccount"] = caller.account;
  return context;
}

// Callers, with the ways that resource policies name them.
const callers = [
  (a) => ({
    user: true,
    principal: `arn:aws:iam::${a}:user/bob`,
    principalArn: `arn:aws:iam::${a}:user/bob`,
    names: [`arn:aws:iam::${a}:user/bob`],
  }),
  (a) => ({
    principal: `arn:aws:sts::${a}:assumed-role/app/task`,
    principalArn: `arn:aws:iam::${a}:role/app`,
    names: [`arn:aws:iam::${a}:role/app`, `arn:aws:sts::${a}:assumed-role/app/task`],
    session: true,
  }),
  (a) => ({
    principal: `arn:aws:iam::${a}:role/app`,
    principalArn: `arn:aws:iam::${a}:role/app`,
    names: [`arn:aws:iam::${a}:role/app`],
    session: true,
    unnamed: true,
  }),
  (a) => ({
    principal: `arn:aws:sts::${a}:federated-user/bob`,
    principalArn: `arn:aws:sts::${a}:federated-user/bob`,
    names: [`arn:aws:sts::${a}:federated-user/bob`],
    session: true,
    federated: true,
  }),
  (a) => ({
    principal: `arn:aws:iam::${a}:root`,
    principalArn: `arn:aws:iam::${a}:root`,
    names: [`arn:aws:iam::${a}:root`],
    root: true,
  }),
  () => ({ principal: "ecs-tasks.amazonaws.com", names: [], service: true }),
  (a) => ({
    principal: `arn:aws:sts::${a}:assumed-role/AWSServiceRoleForECS/task`,
    principalArn: `arn:aws:iam::${a}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
    names: [`arn:aws:sts::${a}:assumed-role/AWSServiceRoleForECS/task`],
    session: true,
  }),
];
const callerShares = [0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 4, 5, 6];

const place = (text, account) => text.replaceAll("{}", account);

function actionPatterns(r, question) {
  const [service, name] = question.action.split(":");
  return r.some(
    [
      question.action,
      question.action,
      `${service}:*`,
      `${service}:${name.slice(0, 3)}*`,
      "*",
      `${service.toUpperCase()}:${name.toLowerCase()}`,
      `${service}:*${name.slice(-4)}`,
      `${service}:${name.slice(0, -1)}?`,
      "s3:*",
      "ec2:*",
      "iam:PassRole",
    ],
    3,
  );
}

function resourcePatterns(r, question, service) {
  const found = r.some(
    [
      question.resource,
      question.resource,
      "*",
      "*",
      ...service.patterns,
      "arn:aws:sqs:*:*:other",
      "arn:aws:s3:::data/${aws:username}/*",
      "arn:aws:s3:::*/${aws:PrincipalTag/absent}/*",
      "arn:aws:s3:::data/${aws:username, 'bob'}/*",
    ].map((p) => place(p, question.owner)),
    2,
  );
  if (r.chance(0.01))
    found[0] = r.one([
      "arn:aws:sqs:*:jobs",
      "arn:aws:sqs:EU-WEST-1:*:jobs",
      "arn:aws:ecr:*:*:repo*/*",
    ]);
  return found;
}

const single = (list) => (list.length === 1 ? list[0] : list);

function statementFor(r, question, service, { principals, effect, plain, noResource, strict }) {
  const statement = { Effect: effect };
  if (r.chance(0.2)) statement.Sid = `S${r.below(1e9)}`;
  if (principals) Object.assign(statement, principals(r, effect));
  const actions = plain && r.chance(0.7) ? ["*"] : actionPatterns(r, question);
  const found = strict ? actions.filter((a) => a !== "*") : actions;
  statement[!strict && r.chance(0.08) ? "NotAction" : "Action"] = single(
    found.length ? found : [question.action],
  );
  if (!noResource) {
    const resources = plain && r.chance(0.7) ? ["*"] : resourcePatterns(r, question, service);
    statement[r.chance(0.08) ? "NotResource" : "Resource"] = single(resources);
  }
  if (r.chance(plain ? 0.15 : 0.4)) statement.Condition = conditionFor(r);
  return statement;
}

function policyFor(r, question, service, options = {}) {
  const statements = Array.from({ length: 1 + r.below(3) }, () => {
    const effect = options.denies || r.chance(options.plain ? 0.1 : 0.15) ? "Deny" : "Allow";
    return statementFor(r, question, service, { ...options, effect });
  });
  const version =
    options.strict || r.chance(0.95) ? "2012-10-17" : r.one(["2008-10-17", undefined]);
  const Statement = statements.length === 1 && r.chance(0.3) ? statements[0] : statements;
  return version ? { Version: version, Statement } : { Statement };
}

const named = (r, make, most) =>
  Array.from({ length: 1 + r.below(most) }, (_, i) => ({ name: `p${i}`, policy: make() }));

function principalsFor(caller, trust) {
  const account = caller.account;
  const named = [...caller.names, ...caller.names];
  const aws = [
    "*",
    account,
    `arn:aws:iam::${account}:root`,
    ...named,
    // Nobody knows who asked for a federated user's session, nor the session of a caller given as
    // a role: what turns on them is Unknown here.
    `arn:aws:iam::${account}:${caller.federated ? "role" : "user"}/eve`,
    `arn:aws:iam::${other}:role/else`,
    `arn:aws:sts::${account}:assumed-role/${caller.unnamed ? "other" : "app"}/else`,
  ];
  const forms = (r) => {
    if (caller.service || r.chance(0.05)) {
      return { Service: single(r.some(["ecs-tasks.amazonaws.com", "lambda.amazonaws.com"], 2)) };
    }
    if (!trust && r.chance(0.1)) return "*";
    return { AWS: single(r.some(aws, 2)) };
  };
  return (r, effect) => {
    const not = effect === "Deny" && !trust && r.chance(0.15);
    return { [not ? "NotPrincipal" : "Principal"]: forms(r) };
  };
}

function levelsFor(r, names, make) {
  const list = names.slice(0, 1 + r.below(names.length));
  return list.map((orgIdentifier) => ({ orgIdentifier, policies: named(r, make, 2) }));
}

const everyone = () => ({ Principal: "*" });
const full = { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } };

function addResourcePolicy(r, line, question, service, caller) {
  if (service.noPolicy || question.resource === "*") return;
  if (!r.chance(service.guarded ? 0.9 : question.owner === caller.account ? 0.45 : 0.8)) return;
  line.resourcePolicy = policyFor(r, question, service, {
    principals: principalsFor(caller, service.trust),
    noResource: service.trust || (service.bare && question.action.startsWith("ecr:")),
  });
}

function addGuards(r, line, question, service) {
  if (r.chance(0.25)) {
    line.serviceControlPolicies = levelsFor(r, ["r-root", "ou-prod", own], () =>
      r.chance(0.6) ? full : policyFor(r, question, service, { plain: true }),
    );
  }
  if (r.chance(0.2)) {
    line.resourceControlPolicies = levelsFor(r, ["r-root", other], () =>
      policyFor(r, question, service, { denies: true, strict: true, principals: everyone }),
    );
  }
  if (r.chance(0.1)) {
    line.vpcEndpointPolicies = named(
      r,
      () => policyFor(r, question, service, { plain: true, principals: everyone }),
      1,
    );
  }
}

/** One question, in the form of a line of `rolecall simulate --batch`. */
export function questionFor(r) {
  const service = r.one(services);
  const account = r.chance(0.85) ? own : other;
  const caller = { ...callers[r.one(callerShares)](account), account };
  const owner = r.chance(0.7) ? account : r.one(accounts);
  const question = {
    action: r.one(service.calls),
    resource: place(r.one(service.resources), owner),
    owner,
  };
  const line = {
    request: {
      principal: caller.principal,
      action: question.action,
      resource: {
        resource: question.resource,
        accountId: question.resource === "*" ? account : owner,
      },
      contextVariables: contextFor(r, caller),
    },
    identityPolicies: [],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  };
  const make = (options) => () => policyFor(r, question, service, options);
  if (!caller.root && !caller.service && r.chance(0.92))
    line.identityPolicies = named(r, make({}), 2);
  if (!caller.root && !caller.service && r.chance(0.2)) {
    line.permissionBoundaryPolicies = named(r, make({ plain: true }), 1);
  }
  if (caller.session && r.chance(caller.federated ? 0.8 : 0.25)) {
    line.sessionPolicy = policyFor(r, question, service, { plain: true });
  }
  addResourcePolicy(r, line, question, service, caller);
  if (!caller.service || line.resourcePolicy) addGuards(r, line, question, service);
  return line;
}
