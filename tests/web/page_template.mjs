// Templates in the page: from broken to the proven fix with the mouse and with keys only, coloured
// in the editor, and redacted by the same law as everything else.
import assert from "node:assert/strict";
import { test } from "node:test";
import { samples } from "./page_samples.mjs";
import { core, downloaded, faultsOfAccess, pick, settled, withPage } from "./page_world.mjs";

const sampleOf = (wanted) => samples.find(({ id }) => id === wanted);
const judge = (files) => core.analyse(files, { fix: true }, ["json"]);
const reportOf = (files) => JSON.parse(judge(files).reports.json);

/** What is selected in the editor; it lies in a shadow root. */
const selected = (page) =>
  page.waitForFunction(() => {
    const { shadowRoot } = document.querySelector("#editor");
    const words = (shadowRoot.getSelection?.() ?? getSelection()).toString();
    return words || false;
  }).then((handle) => handle.jsonValue());

const steps = {
  "the mouse": {
    open: async (page, id) => {
      await page.click("#samples-button");
      await page.click(`dialog [data-sample="${id}"]`);
    },
    toFinding: async (page) => {
      await page.click("#tab-findings");
      await page.click('[data-key="finding-0"]');
    },
    toFix: (page) => page.click("#tab-fix"),
    apply: (page) => page.click('[data-key="accept-all"]'),
  },
  keys: {
    open: async (page, id) => {
      await page.keyboard.press("Control+k");
      const wanted = page.locator(`dialog [data-sample="${id}"]:focus`);
      for (let i = 0; (await wanted.count()) === 0; i++) {
        assert.ok(i <= samples.length + 3, `${id} cannot be reached with Tab`);
        await page.keyboard.press("Tab");
      }
      await page.keyboard.press("Enter");
    },
    toFinding: async (page) => {
      await page.locator("#tab-findings").focus();
      await page.keyboard.press("Enter");
      const wanted = page.locator('[data-key="finding-0"]:focus');
      for (let i = 0; (await wanted.count()) === 0; i++) {
        assert.ok(i <= 20, "the place of the finding cannot be reached with Tab");
        await page.keyboard.press("Tab");
      }
      await page.keyboard.press("Enter");
    },
    toFix: (page) => page.keyboard.press("Control+Enter"),
    apply: (page) => page.keyboard.press("Control+Enter"),
  },
};

/** From the sample as it is to what its fix leaves: bytes of the core, and nothing to find. */
async function mend(page, id, { open, toFinding, toFix, apply }) {
  const { files } = sampleOf(id);
  const { changed, reports } = judge(files);
  const { findings, proof } = JSON.parse(reports.json);
  assert.ok(proof.holds && changed.length > 0, `${id} has a proven fix`);
  await open(page, id);
  await page.waitForFunction(
    (name) => document.querySelector("#tab-findings").textContent === name,
    `Findings (${findings.length})`,
  );
  await toFinding(page);
  const { start, end, file } = findings[0].location;
  const bytes = files.find(({ path }) => path === file).bytes.subarray(start, end);
  assert.equal(await selected(page), bytes.toString("utf8"), "the place that is named");
  await toFix(page);
  await page.locator(".proof.holds").waitFor();
  await apply(page);
  await page.getByText("There is nothing that rolecall would change").waitFor();
  await settled(page);
  assert.equal(await page.locator("#tab-findings").innerText(), "Findings");
  await page.click(`#tabs .name[title$="${changed[0].path}"]`);
  const saved = await downloaded(page, () => page.keyboard.press("Control+s"));
  assert.deepEqual(saved.bytes, Buffer.from(changed[0].bytes));
}

for (const [name, way] of Object.entries(steps)) {
  for (const id of ["cloudformation", "terraform"]) {
    test(`${id} from broken to proven, with ${name}`, () =>
      withPage({}, (page) => mend(page, id, way)));
  }
}

test("what a plan was made of is left to a person, who is told where", () =>
  withPage({ hash: "#sample=terraform-plan" }, async (page) => {
    await page.click("#tab-fix");
    await page.getByText("Left to you").waitFor();
    await page.click('[data-key="left-0"]');
    assert.match(await selected(page), /ec2\.amazonaws\.com/);
  }));

const coloured = (page, words) =>
  page.locator(".cm-line span", { hasText: words }).first().evaluate((span) => {
    const shade = document.createElement("i");
    span.append(shade);
    const names = ["name", "string", "literal", "word"];
    const kind = names.find((name) => {
      shade.style.color = `var(--code-${name})`;
      return getComputedStyle(shade).color === getComputedStyle(span).color;
    });
    shade.remove();
    return kind;
  });

const snippets = {
  "a.yaml": [
    "# a remark\nResources:\n  Role:\n    Arn: !GetAtt Role.Arn\n    Text: |\n" +
      "      key: of a block\n    \"Quoted: key\": 'it''s'\n    Size: 256\n" +
      "    AWS::Region: \"two\n      lines\"\n",
    { Resources: "name", "!GetAtt": "word", "Role.Arn": "string", "key: of a block": "string",
      "Quoted: key": "name", "it''s": "string", 256: "literal", "AWS::Region": "name",
      "lines": "string" },
  ],
  "a.tf": [
    "resource \"aws_x\" \"y\" { # remark\n  name = \"a-${var.b}-$${c}\"\n  size = 256\n" +
      "  /* two\n  lines */\n  text = <<-EOT\n    heredoc = text\n  EOT\n  open = true\n}\n",
    { resource: "word", aws_x: "string", name: "name", "${": "word", "-$${c}": "string",
      256: "literal", "heredoc = text": "string", open: "name", true: "literal" },
  ],
};

for (const [path, [text, expected]] of Object.entries(snippets)) {
  test(`the editor colours ${path}`, () =>
    withPage({}, async (page) => {
      await pick(page, [{ path, bytes: Buffer.from(text) }]);
      await page.locator(".cm-line span").first().waitFor();
      for (const [words, kind] of Object.entries(expected)) {
        assert.equal(await coloured(page, words), kind, words);
      }
    }));
}

test("blocks are folded by their indentation", () =>
  withPage({ hash: "#sample=cloudformation" }, async (page) => {
    const line = page.locator(".cm-line", { hasText: /^Resources:/ });
    await line.click();
    await page.keyboard.press("Control+Shift+BracketLeft");
    await page.locator(".cm-foldPlaceholder").waitFor();
    assert.equal(await page.locator(".cm-line", { hasText: "TaskDefinition:" }).count(), 0);
    await page.keyboard.press("Control+Shift+BracketRight");
    await page.locator(".cm-foldPlaceholder").waitFor({ state: "detached" });
  }));

const pasted = (text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
};

for (const [id, name] of [["cloudformation", "template.yaml"], ["terraform", "main.tf"]]) {
  test(`${id} that is pasted is called ${name}`, () =>
    withPage({}, async (page) => {
      await page.evaluate(pasted, sampleOf(id).files[0].bytes.toString("utf8"));
      await page.locator(`#tabs .name[title="${name}"]`).waitFor();
      await settled(page);
      await page.getByText(id, { exact: true }).first().waitFor();
    }));
}

// Made here: a scanner of repositories takes its shape for one that somebody uses.
const key = ["AKIA", "QWERTYUIOPASDFGH"].join("");
const planted = {
  cloudformation: ["          PortMappings:", `          Environment:
            - Name: KEY
              Value: ${key}
          PortMappings:`],
  terraform: ["      essential = true", `      essential = true
      environment = [{ name = "KEY", value = "${key}" }]`],
};

for (const [id, [before, after]] of Object.entries(planted)) {
  test(`${id} is redacted, and says the same`, () =>
    withPage({}, async (page) => {
      const files = sampleOf(id).files.map(({ path, bytes }) => ({
        path,
        bytes: Buffer.from(bytes.toString("utf8").replace(before, after)),
      }));
      await pick(page, files);
      const codes = reportOf(files).findings.map(({ code }) => code);
      const copies = core.redact(files).files;
      const again = reportOf(copies).findings.map(({ code }) => code);
      assert.deepEqual(again, codes, "the copies are found to have the same faults");
      const hidden = copies.map((file) => Buffer.from(file.bytes).toString("utf8")).join("");
      assert.ok(!hidden.includes(key));
      await page.click("#show-redacted");
      await page.locator('.cm-content[aria-label^="Redacted text"]').waitFor();
      const shown = (await page.locator(".cm-content").innerText()).replaceAll("\n\n", "\n");
      assert.ok(!shown.includes(key), "the key is not shown");
      await page.click("#tab-share");
      await page.locator(".redacted .token").first().waitFor();
      assert.ok(!(await page.locator(".redacted").first().innerText()).includes(key));
    }));
}

for (const [place, context] of Object.entries({
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  "320 px": { viewport: { width: 320, height: 640 } },
})) {
  test(`axe has nothing against templates: ${place}`, async () => {
    for (const id of ["cloudformation", "terraform", "terraform-plan"]) {
      await withPage({ hash: `#sample=${id}`, ...context }, async (page) => {
        for (const view of ["rollcall", "findings", "fix", "share"]) {
          await page.click(`#tab-${view}`);
          assert.deepEqual(await faultsOfAccess(page), [], `${id}, ${view}`);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(wide <= 0, `${id}, ${view}: ${wide} px stand out to the right`);
        }
      });
    }
  });
}
