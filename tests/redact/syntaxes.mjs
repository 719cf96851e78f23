// Where values stand in the files that people paste. Each takes a name in CAPITALS_AND_UNDERSCORES
// and a value with marks, and returns a path and a text, or null where such a value cannot stand.
import { plain } from "./shapes.mjs";

const bare = (v) => /^[\w.:/+=@~%*!?,-]+$/.test(v);
const quotable = (v) => !/["'\\\n\r$`]/.test(v);
const json = (v) => JSON.stringify(v);
const kebab = (n) => n.toLowerCase().replaceAll("_", "-");
const camel = (n) => n.toLowerCase().replace(/_(.)/g, (_, c) => c.toUpperCase());
const escapeXml = (v) => v.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

const taskDefinition = (environment, extra = {}) => ({
  family: "web",
  networkMode: "awsvpc",
  requiresCompatibilities: ["FARGATE"],
  cpu: "256",
  memory: "512",
  containerDefinitions: [
    { name: "app", image: "nginx:1.25.3", essential: true, environment, ...extra },
  ],
});
const withTwo = (name, value) => [
  { name: "LOG_LEVEL", value: "info" },
  { name, value },
  { name: "PORT", value: "8080" },
];

export const named = {
  "task definition": (n, v) => ["taskdef.json", json(taskDefinition(withTwo(n, v)))],
  "task definition, laid out": (n, v) => [
    "taskdef.json",
    JSON.stringify(taskDefinition(withTwo(n, v)), null, 2),
  ],
  "JSON member": (n, v) => ["config.json", JSON.stringify({ port: 8080, [camel(n)]: v }, null, 4)],
  "JSON, Key and Value": (n, v) => ["env.json", json({ Variables: [{ Key: n, Value: v }] })],
  "JSON in a JSON string": (n, v) => [
    "taskdef.json",
    json(taskDefinition([{ name: "APP_CONFIG", value: json({ [n]: v, debug: false }) }])),
  ],
  "JSON with BOM": (n, v) => ["config.json", `\ufeff${json({ [n]: v })}`],
  ".env": (n, v) => bare(v) && [".env", `PORT=8080\n${n}=${v}\nDEBUG=false\n`],
  ".env, quoted": (n, v) => quotable(v) && [".env", `${n}="${v}"\nPORT="8080"\n`],
  ".env, CRLF": (n, v) => bare(v) && ["prod.env", `PORT=8080\r\n${n}=${v}\r\nDEBUG=false\r\n`],
  export: (n, v) => quotable(v) && ["run.sh", `#!/bin/sh\nset -eu\nexport ${n}='${v}'\nexec app\n`],
  "YAML member": (n, v) =>
    bare(v) && !/^[%*!@?]|:$/.test(v) && ["values.yaml", `port: 8080\n${camel(n)}: ${v}\n`],
  "YAML, quoted": (n, v) => quotable(v) && ["values.yaml", `app:\n  env:\n    ${n}: '${v}'\n`],
  "YAML, name and value": (n, v) =>
    quotable(v) && ["deploy.yaml", `env:\n  - name: ${n}\n    value: "${v}"\n  - name: PORT\n`],
  CloudFormation: (n, v) =>
    quotable(v) && [
      "template.yaml",
      `          Environment:\n            - Name: ${n}\n              Value: ${
        bare(v) && !/^[%*!@?]|:$/.test(v) ? v : `"${v}"`
      }\n`,
    ],
  HCL: (n, v) => quotable(v) && ["main.tf", `locals {\n  ${n.toLowerCase()} = "${v}"\n}\n`],
  "HCL, name and value": (n, v) =>
    quotable(v) && ["main.tf", `environment = [\n  { name = "${n}", value = "${v}" },\n]\n`],
  Dockerfile: (n, v) => bare(v) && ["Dockerfile", `FROM alpine:3.19\nENV ${n}=${v}\nCMD ["app"]\n`],
  compose: (n, v) =>
    bare(v) && ["compose.yaml", `services:\n  web:\n    environment:\n      - ${n}=${v}\n`],
  properties: (n, v) =>
    bare(v) && ["app.properties", `server.port=8080\napp.${kebab(n).replaceAll("-", ".")}=${v}\n`],
  INI: (n, v) => bare(v) && ["app.ini", `[server]\n${n.toLowerCase()} = ${v}\nport = 8080\n`],
  TOML: (n, v) => quotable(v) && ["app.toml", `[app]\n${n.toLowerCase()} = "${v}"\n`],
  "XML attribute": (n, v) =>
    quotable(v) && ["web.config", `<add key="${n}" value="${escapeXml(v)}" />\n`],
  "XML element": (n, v) =>
    quotable(v) && [
      "app.xml",
      `<config>\n  <${camel(n)}>${escapeXml(v)}</${camel(n)}>\n</config>\n`,
    ],
  "log line": (n, v) =>
    bare(v) && [
      "app.log",
      `2026-03-01T10:00:00Z INFO starting ${n.toLowerCase()}=${v} port=8080\n`,
    ],
  logfmt: (n, v) => quotable(v) && ["app.log", `level=info msg=boot ${n.toLowerCase()}="${v}"\n`],
  "Python dictionary": (n, v) =>
    quotable(v) && ["out.log", `env: {'PORT': '8080', '${n}': '${v}'}\n`],
  JavaScript: (n, v) => quotable(v) && ["config.js", `export const ${camel(n)} = "${v}";\n`],
  "command line": (n, v) =>
    bare(v) && ["run.sh", `docker run -p 8080:80 -e ${n}=${v} --rm nginx:1.25\n`],
  flag: (n, v) => quotable(v) && ["run.sh", `deploy --region eu-west-1 --${kebab(n)} '${v}'\n`],
  systemd: (n, v) => quotable(v) && ["app.service", `[Service]\nEnvironment="${n}=${v}"\n`],
  "coloured log": (n, v) => bare(v) && ["ci.log", `\u001b[32m${n}\u001b[0m=${v}\n`],
};

// What needs no name to be recognised.
export const unnamed = {
  sentence: (v) => bare(v) && ["ticket.txt", `It failed when ${v} was used, says the log.\n`],
  parenthesis: (v) => bare(v) && ["trace.log", `    at Client.connect (${v})\n`],
  "quoted in a log": (v) =>
    quotable(v) && ["app.log", `10:00:01 WARN cannot use "${v}", giving up\n`],
  CSV: (v) => bare(v) && !v.includes(",") && ["list.csv", `id,setting,size\n7,${v},12\n`],
  "JSON list": (v) => ["list.json", json(["first", v, "last"])],
  "command in a task definition": (v) => [
    "taskdef.json",
    json(taskDefinition([], { command: ["app", "start", v] })),
  ],
  "end of a line, CRLF": (v) =>
    bare(v) && ["notes.txt", `The setting is\r\n${v}\r\nand that is it\r\n`],
  "HTML code": (v) => quotable(v) && ["page.html", `<p>Use <code>${escapeXml(v)}</code></p>\n`],
  "nothing else": (v) => ["value.txt", v],
  "Markdown code": (v) => !v.includes("`") && ["README.md", `Set it to \`${v}\` and restart.\n`],
};

/** Whether `syntax` can hold the value; the document or null. */
export function wrap(make, ...args) {
  const value = args[args.length - 1];
  const document = make(...args.slice(0, -1), plain(value));
  if (!document) return null;
  // The marks are letters of no syntax: the text with them is made the same way.
  const [path] = document;
  return { path, text: marked(make, args) ?? null };
}

// Marks change what fits, so that the check is of the plain value and the text of the marked one:
// they are put through as letters that every syntax takes, and that no draw gives.
const letters = { "⟦": "xMaRk0Xx", "⟧": "xMaRk1Xx", "⟪": "xMaRk2Xx", "⟫": "xMaRk3Xx" };

function marked(make, args) {
  const value = args[args.length - 1].replace(/[⟦⟧⟪⟫]/g, (mark) => letters[mark]);
  const document = make(...args.slice(0, -1), value);
  return document && document[1].replace(/xMaRk([0-3])Xx/g, (_, i) => "⟦⟧⟪⟫"[i]);
}
