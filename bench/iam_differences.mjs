// The differences that docs/iam-differences.md lists. Each class rewrites a question so that AWS
// would answer as before and the peer no longer stumbles; null when it has nothing to rewrite.
// A difference is of a class only when the peer, asked the rewritten question, agrees with us.

const isText = (value) => typeof value === "string";
const listOf = (value) => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

function* policiesOf(line) {
  for (const name of ["identityPolicies", "permissionBoundaryPolicies", "vpcEndpointPolicies"]) {
    for (const entry of line[name] ?? []) yield entry.policy;
  }
  for (const name of ["serviceControlPolicies", "resourceControlPolicies"]) {
    for (const level of line[name] ?? []) for (const entry of level.policies) yield entry.policy;
  }
  if (line.sessionPolicy) yield line.sessionPolicy;
  if (line.resourcePolicy) yield line.resourcePolicy;
}

// A copy on which `edit` was at work; null when it changed nothing.
function edited(line, edit) {
  const copy = structuredClone(line);
  edit(copy);
  return JSON.stringify(copy) === JSON.stringify(line) ? null : copy;
}

function eachStatement(line, edit) {
  return edited(line, (copy) => {
    for (const policy of policiesOf(copy)) {
      for (const statement of listOf(policy.Statement)) edit(statement, policy, copy);
    }
  });
}

function contextOf(line, key) {
  const context = line.request.contextVariables;
  const name = Object.keys(context).find((k) => k.toLowerCase() === key.toLowerCase());
  return name === undefined ? undefined : context[name];
}

/** What an operator is: `ForAllValues:StringNotLikeIfExists` is of StringNotLike, negated. */
function operatorOf(text) {
  const base = text.replace(/^For(AllValues|AnyValue):/, "").replace(/IfExists$/, "");
  return {
    text,
    base,
    negated: /Not/.test(base),
    family: /^(String|Numeric|Date|Bool|Binary|Arn|Null)|Ip/.exec(base)?.[0],
  };
}

// Rewrites the patterns of resources: `change` gives one or a list.
function eachResource(line, change) {
  return eachStatement(line, (statement, policy, copy) => {
    for (const name of ["Resource", "NotResource"]) {
      if (!statement[name]) continue;
      const found = listOf(statement[name]).flatMap((text) => change(text, policy, copy));
      statement[name] = found.length === 1 ? found[0] : found;
    }
  });
}

// A `*` at the end of a segment may stand for several: all ways to make six of fewer.
function acrossColons(text) {
  const parts = text.split(":");
  const missing = 6 - parts.length;
  const ends = parts.flatMap((part, i) => (i > 0 && part.endsWith("*") ? [i] : []));
  if (missing <= 0 || text === "*" || ends.length === 0) return text;
  return ends.map((i) => parts.toSpliced(i + 1, 0, ...Array(missing).fill("*")).join(":"));
}

// `repository` spelt `repo*`: the resource itself, or nothing.
function withWholeType(text, policy, line) {
  const rest = text.split(":").slice(5).join(":");
  if (!/^[a-z-]+[*?][^/:]*[/:]/.test(rest)) return text;
  const glob = rest
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const asked = line.request.resource.resource.split(":").slice(5).join(":");
  if (!new RegExp(`^${glob}$`).test(asked)) return nothing.Arn;
  return [...text.split(":").slice(0, 5), asked].join(":");
}

// Rewrites the values of conditions of one family: `change(value, place)` gives one or a list.
function eachValue(line, family, change) {
  return eachStatement(line, (statement, policy, copy) => {
    for (const [text, keys] of Object.entries(statement.Condition ?? {})) {
      const operator = operatorOf(text);
      if (!family.includes(operator.family)) continue;
      for (const key of Object.keys(keys)) {
        const given = contextOf(copy, key);
        const place = { operator, key, given, policy, statement, line: copy };
        const values = listOf(keys[key]).flatMap((value) => change(value, place));
        keys[key] = values.length === 1 ? values[0] : values;
      }
    }
  });
}

// Rewrites the request's values of the keys that conditions of one family ask for.
function eachGiven(line, family, change) {
  const asked = new Set();
  eachValue(line, family, (value, { key }) => (asked.add(key.toLowerCase()), value));
  return edited(line, ({ request }) => {
    for (const [name, value] of Object.entries(request.contextVariables)) {
      if (asked.has(name.toLowerCase()) && isText(value))
        request.contextVariables[name] = change(value);
    }
  });
}

/** One rewrite after the other. */
const both = (first, second) => (line) => {
  const half = first(line);
  return second(half ?? line) ?? half;
};

const variable = /\$\{([^},]+)(?:, *'([^']*)')?\}/g;
const hasVariables = (policy) => policy.Version === "2012-10-17";

function isAbsent(line, text) {
  return [...text.matchAll(variable)].some(([, key, usual]) => {
    if (["*", "?", "$"].includes(key)) return false;
    const value = contextOf(line, key) ?? impliedBy(line.request.principal)[key];
    return Array.isArray(value) || (value === undefined && usual === undefined);
  });
}

const nothing = { String: "no such value", Arn: "arn:aws:none:::none" };
const absentInCondition = (line) =>
  eachValue(line, ["String", "Arn"], (value, { operator, policy, line }) =>
    isText(value) && hasVariables(policy) && operator.negated && isAbsent(line, value)
      ? nothing[operator.family]
      : value,
  );
const absentInNotResource = (line) =>
  eachStatement(line, (statement, policy, copy) => {
    if (!statement.NotResource || !hasVariables(policy)) return;
    statement.NotResource = listOf(statement.NotResource).map((text) =>
      isAbsent(copy, text) ? nothing.Arn : text,
    );
  });

const isSix = (text) => text.includes(":");
const nowhere = ["203.0.113.255/32", "2001:db8:ffff:ffff::/64"];

function fullAddress(text) {
  const [head, tail] = text.toLowerCase().split("::");
  const groups = (part) => (part ? part.split(":") : []);
  const gap = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array(gap).fill("0"), ...groups(tail)];
  return all.map((group) => parseInt(group, 16).toString(16)).join(":");
}
const allSix = both(
  (line) => eachGiven(line, ["Ip"], (value) => (isSix(value) ? fullAddress(value) : value)),
  (line) =>
    eachValue(line, ["Ip"], (value, { given }) => {
      if (isText(given) && isSix(given) !== isSix(value)) return nowhere[isSix(given) ? 1 : 0];
      return isSix(value) && !value.includes("/") ? `${value}/128` : value;
    }),
);

const isEpoch = (value) => /^\d{5,}$/.test(value);
const asDate = (value) => (isEpoch(value) ? new Date(Number(value) * 1000).toISOString() : value);

const numeric = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

const withoutExponent = (value) => (/^\d+e\d$/.test(value) ? String(Number(value)) : value);
const lowered = (value) =>
  String(value).replace(/^900719925474099([23])$/, (_, last) => `900719925474099${last - 2}`);

// A date that is none is unequal to every date, and neither before nor after it.
const isDate = (text) => isEpoch(text) || !Number.isNaN(Date.parse(text));
const noDates = both(
  (line) =>
    eachValue(line, ["Date"], (value, { operator, given }) => {
      if (!isText(given) || isDate(given)) return value;
      return operator.base.startsWith("DateGreater")
        ? "2999-01-01T00:00:00Z"
        : "1900-01-01T00:00:00Z";
    }),
  (line) => eachGiven(line, ["Date"], (value) => (isDate(value) ? value : "1950-01-01T00:00:00Z")),
);

// Everyone whom a Deny with NotPrincipal spares is listed under each of his names.
function isExempt(line, principal) {
  const caller = line.request.principal;
  const listed = principal === "*" ? ["*"] : Object.values(principal).flat();
  const account = accountOf(caller);
  const session = /^(.*):sts::(\d+):assumed-role\/([^/]+)\//.exec(caller);
  const own = session ? [`${session[1]}:iam::${session[2]}:role/${session[3]}`, caller] : [caller];
  if (/:role\//.test(caller)) return false; // whatever its session is, it is not listed
  const names = /:root$/.test(caller) ? [] : own;
  const ofAccount =
    account === undefined ||
    listed.some((l) => l === account || l === `arn:aws:iam::${account}:root`);
  if (listed.includes("*")) return true;
  return (
    ofAccount && !line.permissionBoundaryPolicies && names.every((name) => listed.includes(name))
  );
}

// Keys of every request of this caller, whether the question spells them out or not.
function impliedBy(principal) {
  const [, partition, service, , account, resource] = principal.split(":");
  if (resource === undefined) return {};
  const [kind, name] = resource.split("/");
  const arn = kind === "assumed-role" ? `arn:${partition}:iam::${account}:role/${name}` : principal;
  const types = {
    user: "User",
    root: "Account",
    role: "AssumedRole",
    "assumed-role": "AssumedRole",
    "federated-user": "FederatedUser",
  };
  return {
    "aws:PrincipalArn": arn,
    "aws:PrincipalAccount": account,
    "aws:PrincipalType": types[kind],
    ...(kind === "user" ? { "aws:username": resource.slice(resource.lastIndexOf("/") + 1) } : {}),
    ...(kind === "root" ? { "aws:userid": account } : {}),
  };
}

// Likewise a number.
const noNumbers = both(
  (line) =>
    eachValue(line, ["Numeric"], (value, { operator, given }) => {
      if (!isText(given) || numeric.test(given)) return value;
      return operator.base.startsWith("NumericGreater") ? "9" : "1";
    }),
  (line) => eachGiven(line, ["Numeric"], (value) => (numeric.test(value) ? value : "5")),
);

const withoutEmpty = (line, text) =>
  text.replace(variable, (whole, key) => (contextOf(line, key) === "" ? "" : whole));

const accountOf = (arn) => arn.split(":")[4];
const isCaller = (line, kind) => kind.test(line.request.principal);
const sameAccount = ({ request }) => accountOf(request.principal) === request.resource.accountId;
const everything = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
};

function namesDirectly(line) {
  const { principal } = line.request;
  return listOf(line.resourcePolicy?.Statement).some(
    ({ Effect, Principal }) =>
      Effect === "Allow" &&
      (Principal === "*" ||
        listOf(Principal?.AWS).some((name) => name === "*" || name === principal)),
  );
}

// Of the services that questions are about.
const reachedByRcp = /^(s3|ecr|sqs|kms|sts|secretsmanager|logs|dynamodb):/;
const trustOfNobody = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { AWS: "arn:aws:iam::999999999999:role/nobody" },
    },
  ],
};

export const classes = {
  "keys that the caller implies": (line) =>
    edited(line, (copy) => {
      for (const [key, value] of Object.entries(impliedBy(copy.request.principal))) {
        if (contextOf(copy, key) === undefined) copy.request.contextVariables[key] = value;
      }
    }),
  "missing variable, negated": both(absentInCondition, absentInNotResource),
  "0.0.0.0/0": (line) =>
    eachValue(line, ["Ip"], (value) =>
      value === "0.0.0.0/0" ? ["0.0.0.0/1", "128.0.0.0/1"] : value,
    ),
  "IPv6 addresses": allSix,
  "variables before 2012-10-17": (line) =>
    edited(line, (copy) => {
      for (const policy of policiesOf(copy)) {
        if (hasVariables(policy) || !JSON.stringify(policy).includes("${")) continue;
        policy.Statement = JSON.parse(JSON.stringify(policy.Statement).replaceAll("${", "${$}{"));
        policy.Version = "2012-10-17";
      }
    }),
  "epoch seconds": both(
    (line) => eachGiven(line, ["Date"], asDate),
    (line) => eachValue(line, ["Date"], asDate),
  ),
  "session policy beside a direct grant": (line) =>
    line.sessionPolicy && sameAccount(line) && namesDirectly(line)
      ? edited(line, ({ sessionPolicy }) => {
          sessionPolicy.Statement = [...listOf(sessionPolicy.Statement), ...everything.Statement];
        })
      : null,
  "service-linked role": (line) =>
    isCaller(line, /:assumed-role\/AWSServiceRoleFor/)
      ? edited(line, (copy) => {
          copy.serviceControlPolicies = [];
          copy.resourceControlPolicies = [];
        })
      : null,
  "account root": (line) =>
    isCaller(line, /:root$/)
      ? edited(line, (copy) => copy.identityPolicies.push({ name: "root", policy: everything }))
      : null,
  "federated user without session policy": (line) =>
    isCaller(line, /:federated-user\//) && !line.sessionPolicy
      ? {
          ...line,
          sessionPolicy: {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "iam:GetUser", Resource: "*" }],
          },
        }
      : null,
  "service principal": (line) =>
    isCaller(line, /amazonaws\.com$/) ? { ...line, serviceControlPolicies: [] } : null,
  "RCP out of reach": (line) =>
    reachedByRcp.test(line.request.action) && line.request.resource.resource !== "*"
      ? null
      : edited(line, (copy) => (copy.resourceControlPolicies = [])),
  "role without trust policy": (line) =>
    line.request.action === "sts:AssumeRole" && !line.resourcePolicy
      ? { ...line, resourcePolicy: trustOfNobody }
      : null,
  "numbers that are none": noNumbers,
  "variable in the account of an ARN": (line) =>
    eachValue(line, ["Arn"], (value, { policy, line }) => {
      if (!isText(value) || !hasVariables(policy)) return value;
      return value.replace(/:\$\{(aws:PrincipalAccount)\}:/, (whole, key) => {
        const account = contextOf(line, key) ?? accountOf(line.request.principal);
        return account === undefined ? whole : `:${account}:`;
      });
    }),
  "literal asterisk": (line) =>
    eachValue(line, ["String"], (value, { operator, policy }) =>
      isText(value) && hasVariables(policy) && operator.base.includes("Equals")
        ? value.replace(/\$\{([*?])\}/g, "$1")
        : value,
    ),
  "empty variable": (line) =>
    eachValue(line, ["String", "Arn"], (value, { policy, line }) =>
      isText(value) && hasVariables(policy) ? withoutEmpty(line, value) : value,
    ),
  "numbers with an exponent": both(
    (line) => eachGiven(line, ["Numeric"], withoutExponent),
    (line) => eachValue(line, ["Numeric"], withoutExponent),
  ),
  "numbers beyond 2^53": both(
    (line) => eachGiven(line, ["Numeric"], lowered),
    (line) => eachValue(line, ["Numeric"], lowered),
  ),
  "dates that are none": noDates,
  "ArnLike *": (line) =>
    eachValue(line, ["Arn"], (value) => (value === "*" ? "arn:*:*:*:*:*" : value)),
  "case of a region": (line) =>
    eachResource(line, (text) => (/[A-Z]/.test(text.split(":")[3] ?? "") ? nothing.Arn : text)),
  "* across colons": (line) => eachResource(line, acrossColons),
  "wildcard in a resource's type": (line) => eachResource(line, withWholeType),
  "empty variable in a resource": (line) =>
    eachResource(line, (text, policy, copy) =>
      hasVariables(policy) ? withoutEmpty(copy, text) : text,
    ),
  NotPrincipal: (line) =>
    edited(line, (copy) => {
      if (!copy.resourcePolicy) return;
      for (const statement of listOf(copy.resourcePolicy.Statement)) {
        if (!statement.NotPrincipal || isExempt(copy, statement.NotPrincipal)) continue;
        delete statement.NotPrincipal;
        statement.Principal = "*";
      }
    }),
  "booleans that are neither": (line) =>
    eachGiven(line, ["Bool"], (value) => (value.toLowerCase() === "true" ? "true" : "false")),
};

/** Names of the classes that together explain a difference, with the rewritten question. */
export async function classesOf(line, ours, askTheirs) {
  const named = Object.entries(classes);
  for (const [name, rewrite] of named) {
    const other = rewrite(line);
    if (other && (await askTheirs(other)) === ours) return { names: [name], line: other };
  }
  const together = (list) => list.reduce((said, [, rewrite]) => rewrite(said) ?? said, line);
  const agrees = async (list) => (await askTheirs(together(list))) === ours;
  let kept = named.filter(([, rewrite]) => rewrite(line));
  if (!(await agrees(kept))) return null;
  for (const one of kept) {
    const fewer = kept.filter((other) => other !== one);
    if (await agrees(fewer)) kept = fewer;
  }
  return { names: kept.map(([name]) => name), line: together(kept) };
}
