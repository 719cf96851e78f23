// Names that a template uses but nobody declares: CloudFormation and Terraform refuse those, so a
// fix must bring none.
import { dirname } from "node:path";
import { isHcl } from "./template_trees.mjs";

function* branches(value) {
  if (value === null || typeof value !== "object") return;
  yield value;
  for (const inner of Object.values(value)) yield* branches(inner);
}

function* strings(value) {
  if (typeof value === "string") yield value;
  else if (value !== null && typeof value === "object") {
    for (const [key, inner] of Object.entries(value)) {
      yield key;
      yield* strings(inner);
    }
  }
}

const namesIn = (text) => [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map((match) => match[1].trim());

// What one object of a template refers to by `Ref`, `Fn::GetAtt` or `Fn::Sub`.
function usedBy(object) {
  const sub = object["Fn::Sub"];
  const attribute = object["Fn::GetAtt"];
  const used = typeof object.Ref === "string" ? [object.Ref] : [];
  if (typeof attribute === "string") used.push(attribute.split(".")[0]);
  if (Array.isArray(attribute)) used.push(String(attribute[0]));
  if (typeof sub === "string") used.push(...namesIn(sub).map((name) => name.split(".")[0]));
  if (Array.isArray(sub)) {
    const own = Object.keys(sub[1] ?? {});
    const names = namesIn(sub[0]).filter((name) => !own.includes(name));
    used.push(...names.map((name) => name.split(".")[0]));
  }
  return used;
}

function undeclaredInTemplate(tree) {
  const declared = new Set([
    ...Object.keys(tree.Parameters ?? {}),
    ...Object.keys(tree.Resources ?? {}),
  ]);
  const used = [...branches(tree)].filter((each) => !Array.isArray(each)).flatMap(usedBy);
  return used.filter((name) => !name.startsWith("AWS::") && !declared.has(name));
}

// What the blocks of a module declare, as one writes it in expressions.
function declaredInModule(tree) {
  const names = ["path.module", "path.root", "path.cwd", "terraform.workspace"];
  const add = (prefix, object) => names.push(...Object.keys(object ?? {}).map((n) => prefix + n));
  for (const [type, all] of Object.entries(tree.resource ?? {})) add(`${type}.`, all);
  for (const [type, all] of Object.entries(tree.data ?? {})) add(`data.${type}.`, all);
  add("var.", tree.variable);
  add("module.", tree.module);
  for (const block of tree.locals ?? []) add("local.", block);
  return names;
}

const reference = /(?<![\w.])(data\.\w+\.\w+|(?:var|local|module)\.\w+|aws_\w+\.\w+)/g;

function usedInModule(tree) {
  const texts = [...strings(tree)].filter((text) => text.includes("${"));
  return texts.flatMap((text) => text.match(reference) ?? []);
}

/** `path: name` of what is used and not declared, in files and the modules that they belong to. */
export function undeclared(files, treesOf) {
  const modules = new Map(); // of Terraform, by folder
  const found = [];
  for (const file of files) {
    const trees = treesOf(file)?.trees ?? [];
    const folder = dirname(file.path);
    if (isHcl(file.path)) {
      modules.set(folder, [...(modules.get(folder) ?? []), { file, tree: trees[0] ?? {} }]);
    } else if (trees[0]?.Resources) {
      found.push(...undeclaredInTemplate(trees[0]).map((name) => `${file.path}: ${name}`));
    } else {
      // A file that a configuration reads knows what it is given, and nothing of the configuration.
      const used = namesIn(file.bytes.toString("utf8")).flatMap((n) => n.match(reference) ?? []);
      found.push(...used.map((name) => `${file.path}: ${name}`));
    }
  }
  for (const members of modules.values()) {
    const declared = new Set(members.flatMap(({ tree }) => declaredInModule(tree)));
    for (const { file, tree } of members) {
      const names = usedInModule(tree).filter((name) => !declared.has(name));
      found.push(...names.map((name) => `${file.path}: ${name}`));
    }
  }
  return new Set(found);
}
