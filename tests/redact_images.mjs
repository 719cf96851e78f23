// Image references of all sorts, well formed and malformed in every way, under the laws of
// redaction: what is wrong with a reference before is wrong with it after, and nothing else is.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root, withFolder } from "./lib/cases.mjs";
import { Draw, jwt, plain, withBase62 } from "./redact/shapes.mjs";

const leastBundles = 3000;
const leastFindings = 2000;
const program = join(process.env.ROLECALL_BUILD ?? join(root, "build/asan"), "tests/redact_laws");

const r = new Draw(11);
const account = "482913057716";
const words = r.w(48);
const hex = r.h(129);
const secrets = [
  plain(`ghp_${withBase62(r)}`),
  `AKIA${r.B32(16)}`,
  "a3f1c2d4-5b6e-4f70-8a91-b2c3d4e5f607",
  words,
  words.toLowerCase(),
  hex.slice(0, 32),
  hex.slice(0, 64),
  account,
  plain(jwt(r)),
];
const long = (text) => text.repeat(Math.ceil(130 / text.length));

const accounts = [
  account, "48291305771", "4829130577161", "482913A57716", "4829a3057716", "4829-1305-7716",
  "abcdef123456", "ACCOUNT_ID", "XXXXXXXXXXXX", "ACMEPAY", "my-account", "", "111122223333",
  "602401143452", "602401143453", words, hex.slice(0, 12), `${account}.${account}`, "${ACCOUNT}",
  "<ACCOUNT>", "482 913", `acme.${account}`,
];
const registries = [
  "dkr.ecr.eu-west-1.amazonaws.com", "dkr.ecr-fips.us-east-1.amazonaws.com",
  "dkr-ecr.eu-west-1.on.aws", "dkr.ecr.cn-north-1.amazonaws.com",
  "dkr.ecr.eu-west-1.amazonaws.com.cn", "dkr.ecr.eu-west-1.amazonawr.com",
  "dkr.ecr.amazonaws.com", "dkr.ecr.eu-west1.amazonaws.com", "dkr.ecr.EU-WEST-1.amazonaws.com",
  "dkr.ecr.example.net", "dkr.ecr", "DKR.ECR.eu-west-1.amazonaws.com",
  "ecr.eu-west-1.amazonaws.com", "dkr.ecr.eu-west-1.amazonaws.com:443",
  "dkr.ecr.acme-region.amazonaws.com", "dkr.ecr.${AWS::Region}.amazonaws.com",
];
const hosts = [
  "", "registry.acme.internal/", "registry.corp-acme.com:5000/", "Registry.Acme.io/",
  "localhost:5000/", "10.1.2.3:5000/", "52.17.80.3/", "[2a05:d018::7]:5000/", "ghcr.io/",
  "GHCR.IO/", "quay.io/", "acmeregistry/", "acmeregistry:5000/", "deploy@reg.acme.io/",
  "reg_acme.acme.io/", "-reg.acme.io/", "reg..acme.io/", "reg.acme.io:/", "reg.acme.io:http/",
  "public.ecr.aws/", "reg acme.io/", "rég.acme.io/", "$REGISTRY/", "{{registry}}/", `${words}/`,
  "https://reg.acme.io/", "docker://reg.acme.io/", " reg.acme.io/", "//",
  `arn:aws:ecr:eu-west-1:${account}:repository/`,
  ...accounts.map((each) => `${each}.${registries[0]}/`),
  ...registries.flatMap((each) => [`${account}.${each}/`, `482913A57716.${each}/`]),
];
const names = [
  "web", "acme/pay", "Acme/Pay", "ACMEPAY", "acme//pay", "acme/", "/pay", "-acme/pay", "acme-/pay",
  "acme/pay_", "acme/.pay", "ac me/pay", "acmé/pay", "acme/pay+", "", "acme__pay", "acme@pay",
  "acme/${SVC}", "<SERVICE>", "REPOSITORY_URI", "REPLACE_ME_IMAGE1_NAME", "1234567",
  ...secrets.map((each) => `acme/${each}`),
];
const tags = [
  "", ":", ":latest", ":2.14.0", ":-x", ":a b", ":a/b", ":a:b", ":release-2026-01-05T12:00:00Z",
  ":1.0+build", ":${TAG}", ":Acme-Prod", ":IMAGE_TAG", ":joe@acme.io", ":hunter2@", ": x",
  ":dGhpcyBpcyBhIHNlY3JldCBvZiBhY21l==", `:${"v".repeat(128)}`, `:1.2${"v".repeat(130)}7`,
  ...[hex, words, words.toLowerCase(), "acme-payments.", "1234567890", "1a2b-3c4d.", "reg.acme.io-",
    "10.1.2.3-", account].map((each) => `:${long(each)}`),
  ...secrets.flatMap((each) => [`:${each}`, `:${each}${"v".repeat(130)}`]),
];
const digests = [
  "", `@sha256:${hex.slice(0, 64)}`, `@sha256:${hex.slice(0, 64).toUpperCase()}`,
  `@sha256:${hex.slice(0, 63)}`, `@sha512:${hex.slice(0, 128)}`, "@", "@latest",
  `@${hex.slice(0, 64)}`, `@sha256:${words}`, `@sha256:${"1".repeat(64)}`,
  ...secrets.map((each) => `@${each}`),
];

/** The words of the table in the check, which redaction has to leave. */
function templateWords() {
  const source = readFileSync(join(root, "src/check/image_reference_malformed.c"), "utf8");
  const [, table] = /template_words\[\] = \{(.*?)\};/s.exec(source);
  return [...table.matchAll(/"(\w+)"/g)].map(([, word]) => word);
}

/** Every pair of `a` and `b`, and the rest in turn. */
function* pairs(a, b, ...rest) {
  for (const [i, one] of a.entries()) {
    for (const [k, other] of b.entries()) {
      yield [one, other, ...rest.map((each) => each[(i + k) % each.length])];
    }
  }
}

function references() {
  const all = new Set();
  const few = { hosts: hosts.slice(0, 2), names: names.slice(0, 3), tags: tags.slice(2, 4) };
  for (const [host, name, tag] of pairs(hosts, names, few.tags)) all.add(host + name + tag);
  for (const [host, tag, name] of pairs(hosts, tags, few.names)) all.add(host + name + tag);
  for (const [name, tag, host] of pairs(names, tags, few.hosts)) all.add(host + name + tag);
  for (const [tag, digest, name, host] of pairs(tags, digests, few.names, few.hosts)) {
    all.add(host + name + tag + digest);
  }
  for (const word of templateWords()) all.add(`acme/${word}_${word}:1`);
  return [...all];
}

const quoted = JSON.stringify;
const forms = [
  ["json", (image) => `{
  "family": "web",
  "executionRoleArn": "arn:aws:iam::111122223333:role/web-exec",
  "containerDefinitions": [{ "name": "web", "image": ${quoted(image)} }]
}
`],
  ["yaml", (image) => `Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      ContainerDefinitions:
        - Name: web
          Image: ${quoted(image)}
`],
  ["tf", (image) => `resource "aws_ecs_task_definition" "web" {
  family = "web"
  container_definitions = jsonencode([{
    name  = "web"
    image = ${quoted(image)}
  }])
}
`],
];

const files = references().map((image, i) => {
  const [ending, write] = forms[i % forms.length];
  return { path: `${String(i).padStart(4, "0")}.${ending}`, bytes: write(image) };
});
const done = withFolder(files, (folder) =>
  spawnSync(program, ["--only", folder], { cwd: root, encoding: "utf8" }),
);
process.stdout.write(done.stdout + done.stderr);
const totals = /(\d+) bundles, \d+ places replaced, (\d+) findings/.exec(done.stdout);
const [, bundles, findings] = totals ?? [];
const enough = bundles >= leastBundles && findings >= leastFindings;
if (!enough) console.log(`fewer than ${leastBundles} references or ${leastFindings} findings`);
process.exit(done.status === 0 && enough ? 0 : 1);
