// The samples of the page: the examples, and of every check's page the first case that reports.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { allCases, filesBelow } from "../tests/lib/cases.mjs";

/** [{ id, group, title, code?, files: [{ path, text, role? }], options }], the incident first. */
export function samples(root) {
  const list = examples.map(({ id, title, group = "Start here" }) => ({
    id,
    group,
    title,
    files: filesBelow(join(root, "examples", id)).map((path) => ({
      path: path.slice(join(root, "examples", id).length + 1),
      text: readFileSync(path, "utf8"),
    })),
    options: {},
  }));
  const order = groups.map(([, name]) => name);
  const ofChecks = [...fromPages(root)].sort(
    (a, b) => order.indexOf(a.group) - order.indexOf(b.group) || (a.code < b.code ? -1 : 1),
  );
  return [...list, ...ofChecks];
}

const examples = [
  { id: "incident", title: "The incident: every task dies before its container starts" },
  { id: "refusal", title: "An error text and nothing else: whose call, and the statement that cures it" },
  { id: "isolated", title: "No way out: a subnet without a route to the image's layers" },
  {
    id: "cloudformation",
    group: "Templates",
    title: "CloudFormation in YAML: the password is granted to the wrong role",
  },
  {
    id: "cloudformation-json",
    group: "Templates",
    title: "CloudFormation in JSON: a log group's ARN without its streams",
  },
  {
    id: "terraform",
    group: "Templates",
    title: "Terraform: a token scoped to the repository, and the singular of a call",
  },
  {
    id: "terraform-plan",
    group: "Templates",
    title: "A plan of Terraform: a role that trusts EC2, to be mended in what it was made of",
  },
];

const groups = [
  ["RC1", "Roles and the image pull"],
  ["RC2", "Secrets and logs"],
  ["RC3", "Trust, boundaries, organisation"],
  ["RC4", "Repository, secret and key policies"],
  ["RC5", "Network"],
  ["RC6", "Image references"],
  ["RC7", "Too wide"],
];

function* fromPages(root) {
  const seen = new Set();
  for (const { name, files, flags } of allCases()) {
    const page = /^docs\/checks\/([a-z-]+)\.md:\d+: Reported: (.*)$/.exec(name);
    if (!page || seen.has(page[1]) || files.length === 0) continue;
    const code = /^# (RC\d+)/.exec(readFileSync(join(root, name.split(":")[0]), "utf8"))?.[1] ?? "";
    const group = groups.find(([prefix]) => code.startsWith(prefix));
    if (!group || flags.length > 0) continue;
    seen.add(page[1]);
    yield {
      id: page[1],
      group: group[1],
      code,
      title: page[2],
      files: files.map(({ path, bytes }) => ({ path, text: bytes.toString("utf8") })),
      options: {},
    };
  }
}
