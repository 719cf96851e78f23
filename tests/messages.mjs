// The catalogue of launch errors, text by text: each real text is recognised as what its page says,
// no look-alike is; the ids are those of the facts; no message from another world is claimed.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Outcome, root, run, withFolder } from "./lib/cases.mjs";

const folder = "docs/messages";
const shared = process.env.ROLECALL_SHARED ?? join(root, "../shared");
const catalogued = 172;
const outcome = new Outcome();

/** `id phase cause certainty` of everything that is found in the text. */
function diagnose(text) {
  const { stdout, status, signal } = run(["check", "--format", "json", "-"], { input: text });
  if (signal || status === 3) outcome.fault(`exits ${signal ?? status}: ${text.slice(0, 200)}`);
  const found = stdout === "" ? [] : JSON.parse(stdout).diagnosis;
  return found.map((d) => `${d.id} ${d.phase} ${d.cause} ${d.certainty}`);
}

// ---- the pages ---------------------------------------------------------------------------------

/** [{ id, where, examples: [{ sign, text, expected }] }] of one page's catalogue. */
function entriesOf(file) {
  const entries = [];
  let inside = false;
  readFileSync(join(root, folder, file), "utf8").split("\n").forEach((line, i) => {
    const where = `${folder}/${file}:${i + 1}`;
    const heading = /^### ([a-z0-9-]+)$/.exec(line);
    const example = /^([=+-]) (.*)$/.exec(line);
    if (heading) entries.push({ id: heading[1], where, examples: [] });
    else if (line.startsWith("```")) inside = line === "```examples";
    else if (inside && example) {
      entries.at(-1).examples.push({ sign: example[1], text: example[2], where });
    } else if (inside) outcome.fault(`${where}: not a line of examples`);
  });
  return entries;
}

/** A line `json:REASON` is what run-task prints of a task that it did not start. */
function inputOf(text) {
  if (!text.startsWith("json:")) return text;
  return JSON.stringify({ tasks: [], failures: [{ arn: "arn:aws:ecs:1", reason: text.slice(5) }] });
}

function checkEntry({ id, where, examples }) {
  const own = [];
  const count = { "+": 0, "-": 0 };
  for (const { sign, text, where: at } of examples) {
    outcome.checked();
    if (sign === "=") {
      own.push(text);
      continue;
    }
    const found = diagnose(inputOf(text));
    count[sign] += 1;
    if (sign === "+" && found.join("; ") !== own.at(-1)) {
      outcome.fault(`${at}: ${id}: found <${found.join("; ")}>, want <${own.at(-1)}>`);
    }
    const meaningOf = (line) => line.split(" ").slice(0, 3).join(" ");
    if (sign === "-" && found.some((f) => own.map(meaningOf).includes(meaningOf(f)))) {
      outcome.fault(`${at}: ${id}: the look-alike is taken for ${found.join("; ")}`);
    }
  }
  if (count["+"] === 0) outcome.fault(`${where}: ${id} has no real text`);
  if (count["-"] === 0) outcome.fault(`${where}: ${id} has no look-alike`);
}

/** The ids in the tables of messages A to L. */
function idsOfFacts(path) {
  const ids = new Set();
  let inMessages = false;
  for (const line of readFileSync(path, "utf8").split("\n")) {
    if (line.startsWith("## ")) inMessages = /^## [A-L]\. /.test(line);
    const id = inMessages && /^\| ([a-z][a-z0-9-]+) \|/.exec(line);
    if (id) ids.add(id[1]);
  }
  return ids;
}

const entries = readdirSync(join(root, folder))
  .filter((file) => file.endsWith(".md"))
  .sort()
  .flatMap(entriesOf);
const ids = new Set(entries.map(({ id }) => id));
if (ids.size !== entries.length) outcome.fault("an id stands twice in the catalogue");
if (ids.size !== catalogued) {
  outcome.fault(`${ids.size} messages are catalogued, not ${catalogued}`);
}
const facts = join(shared, "facts/launch-errors.md");
if (existsSync(facts)) {
  for (const id of idsOfFacts(facts)) {
    if (!ids.has(id)) outcome.fault(`${id} of the facts has no entry in ${folder}`);
  }
}
entries.forEach(checkEntry);

// ---- beside files, and alone -------------------------------------------------------------------

const account = "111122223333";
const taskSession = "97e56dadd03045deaa5e8b6c688ec319";
const refused = (action, resource, clause) =>
  `CannotPullContainerError: denied: User: arn:aws:sts::${account}:assumed-role/web-execution/` +
  `${taskSession} is not authorized to perform: ${action} on resource: ${resource}${clause}\n`;
const repository = `arn:aws:ecr:eu-west-1:${account}:repository/shop/web`;
const foreignRepository = "arn:aws:ecr:eu-west-1:444455556666:repository/shop/web";
const pull = (clause, on = repository) => refused("ecr:BatchGetImage", on, clause);
const byIdentity = " because no identity-based policy allows the ecr:BatchGetImage action";
const notAssumed =
  `ECS was unable to assume the role 'arn:aws:iam::${account}:role/web-execution' that was ` +
  "provided for this task.\n";
const document = (...statements) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (...actions) => ({ Effect: "Allow", Action: actions, Resource: "*" });
const trust = (service) =>
  document({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } });
const policy = (name, text) => ({ path: `roles/web-execution/${name}.json`, bytes: text });
const pullActions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

const joined = [
  { name: "no file", text: pull(byIdentity), certainty: "certain", files: undefined,
    statement: { Effect: "Allow", Action: pullActions, Resource: repository } },
  { name: "agreement", text: pull(""), with: [policy("logs", document(allow("logs:*")))],
    files: "agree", certainty: "certain" },
  { name: "an old text alone", text: pull(""), certainty: "likely", files: undefined },
  { name: "disagreement", text: pull(byIdentity), files: "disagree", certainty: "certain",
    with: [policy("pull", document(allow("ecr:*")))], says: "you are looking at another role" },
  { name: "another account's role", text: pull(byIdentity).replace(account, "999988887777"),
    files: undefined, certainty: "certain",
    with: [{ path: "role.json", bytes: JSON.stringify({ RoleName: "web-execution",
      Arn: `arn:aws:iam::${account}:role/web-execution`, PolicyName: "pull",
      PolicyDocument: JSON.parse(document(allow("ecr:*"))) }) }] },
  { name: "a Deny in the files", files: "agree", certainty: "certain",
    text: pull(" with an explicit deny in an identity-based policy"), cure: /^no Allow cures this/,
    with: [policy("deny", document(allow("ecr:*"),
      { Effect: "Deny", Action: "ecr:BatchGetImage", Resource: "*" }))] },
  { name: "a Deny elsewhere", files: "open", certainty: "certain",
    text: pull(" with an explicit deny in an identity-based policy"), cure: /^no Allow cures this/,
    with: [policy("logs", document(allow("logs:*")))] },
  { name: "a service control policy", files: "open", cure: /^no Allow inside the account/,
    text: pull(" with an explicit deny in a service control policy: arn:aws:organizations::" +
      "444455556666:policy/o-1/service_control_policy/p-1. Go to https://console.aws.amazon.com/" +
      "iam/home#/access-troubleshooter for complete details"), certainty: "certain",
    denied: { service: "ecr", action: "ecr:BatchGetImage", resource: repository,
      principal: `arn:aws:sts::${account}:assumed-role/web-execution/${taskSession}`,
      policyType: "service control",
      policy: "arn:aws:organizations::444455556666:policy/o-1/service_control_policy/p-1" },
    with: [policy("pull", document(allow("ecr:*")))], says: "what refuses is not in the input" },
  { name: "two faults", files: "open", certainty: "certain", cure: /endpoint/,
    text: pull(" because no VPC endpoint policy allows the ecr:BatchGetImage action"),
    with: [policy("logs", document(allow("logs:*")))], says: "is not enough" },
  { name: "a boundary", files: "agree", certainty: "certain", cure: /boundary of `web-execution`/,
    text: pull(" because no permissions boundary allows the ecr:BatchGetImage action"),
    with: [policy("pull", document(allow("ecr:*"))),
      policy("boundary", document(allow("logs:*")))],
    statement: { Effect: "Allow", Action: pullActions, Resource: repository } },
  { name: "a Deny in the boundary", certainty: "certain", files: undefined, cure: /^no Allow/,
    text: pull(" with an explicit deny in a permissions boundary") },
  { name: "the repository's own policy", certainty: "certain", files: undefined,
    text: pull(" because no resource-based policy allows the ecr:BatchGetImage action",
      foreignRepository),
    statement: { Effect: "Allow", Action: pullActions,
      Principal: { AWS: `arn:aws:iam::${account}:role/web-execution` } } },
  { name: "a log stream", certainty: "likely", files: undefined,
    text: refused("logs:CreateLogStream", `arn:aws:logs:eu-west-1:${account}:log-group:/ecs/web:` +
      "log-stream:web/web/1", ""),
    statement: { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: `arn:aws:logs:eu-west-1:${account}:log-group:/ecs/web:*` } },
  { name: "a secret by its name", certainty: "likely", files: undefined,
    text: refused("secretsmanager:GetSecretValue",
      `arn:aws:secretsmanager:eu-west-1:${account}:secret:shop/database`, ""),
    statement: { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"],
      Resource: `arn:aws:secretsmanager:eu-west-1:${account}:secret:shop/database-??????` } },
  { name: "passing a role", certainty: "certain", files: undefined,
    text: "An error occurred (AccessDeniedException) when calling the RunTask operation: User: " +
      `arn:aws:sts::${account}:assumed-role/deploy/GitHubActions is not authorized to perform: ` +
      `iam:PassRole on resource: arn:aws:iam::${account}:role/web because no identity-based ` +
      "policy allows the iam:PassRole action",
    statement: { Effect: "Allow", Action: ["iam:PassRole"],
      Resource: `arn:aws:iam::${account}:role/web`,
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } } } },
  { name: "a wrong trust policy", text: notAssumed, files: "agree", certainty: "certain",
    with: [policy("trust", trust("ec2.amazonaws.com"))] },
  { name: "a right trust policy", text: notAssumed, files: "disagree", certainty: "likely",
    with: [policy("trust", trust("ecs-tasks.amazonaws.com"))] },
];

for (const wanted of joined) {
  const files = [{ path: "stopped.txt", bytes: wanted.text }, ...(wanted.with ?? [])];
  const { stdout } = withFolder(files, (cwd) => run(["check", "--format", "json", "."], { cwd }));
  const [found] = JSON.parse(stdout).diagnosis;
  const fault = (what, value) => outcome.fault(`${wanted.name}: ${what}: ${JSON.stringify(value)}`);
  outcome.checked();
  if (!found) fault("nothing is found", stdout);
  if (found?.certainty !== wanted.certainty) fault("certainty", found?.certainty);
  if (found?.comparison?.files !== wanted.files) fault("files", found?.comparison);
  if (wanted.says && !found?.comparison?.text.includes(wanted.says)) {
    fault("says", found?.comparison);
  }
  if (wanted.cure && !wanted.cure.test(found?.cure?.text)) fault("cure", found?.cure);
  if (wanted.denied && JSON.stringify(found?.denied) !== JSON.stringify(wanted.denied)) {
    fault("denied", found?.denied);
  }
  const statement = JSON.stringify(Object.entries(found?.cure?.statement ?? {}).sort());
  if (wanted.statement && statement !== JSON.stringify(Object.entries(wanted.statement).sort())) {
    fault("statement", found?.cure);
  }
  if (/^no Allow/.test(found?.cure?.text) && found.cure.statement) fault("both", found.cure);
}

// ---- other worlds ------------------------------------------------------------------------------

const unrelatedPath = join(root, "tests/lib/unrelated.txt");
const unrelated = readFileSync(unrelatedPath, "utf8").trimEnd().split("\n");
if (unrelated.length < 300) outcome.fault("fewer than 300 unrelated lines");
// Line by line, in one paragraph, and each a paragraph of its own.
for (const [name, text] of [
  ...unrelated.map((line, i) => [`line ${i + 1}`, line]),
  ["all lines", unrelated.join("\n")],
  ["all paragraphs", unrelated.join("\n\n")],
]) {
  const found = diagnose(`${text}\n`);
  outcome.checked();
  if (found.length > 0) outcome.fault(`${unrelatedPath}: ${name}: claims ${found.join("; ")}`);
}

// ---- real texts --------------------------------------------------------------------------------

const corpus = process.env.ROLECALL_CORPUS ?? join(shared, "corpus");
const expectedOf = new Map();
let name = "";
for (const line of readFileSync(join(root, "tests/lib/real_texts.txt"), "utf8").split("\n")) {
  if (line === "" || line.startsWith("#")) continue;
  if (!line.startsWith(" ")) expectedOf.set((name = line), []);
  else expectedOf.get(name).push(line.trim());
}
if (existsSync(join(corpus, "logs"))) {
  for (const file of readdirSync(join(corpus, "logs")).sort()) {
    const found = diagnose(readFileSync(join(corpus, "logs", file)));
    const wanted = expectedOf.get(file);
    outcome.checked();
    if (!wanted) outcome.fault(`${file} is not in tests/lib/real_texts.txt`);
    else if (found.join("; ") !== wanted.join("; ")) {
      outcome.fault(`${file}: found <${found.join("; ")}>, want <${wanted.join("; ")}>`);
    }
  }
}
outcome.close("texts");
