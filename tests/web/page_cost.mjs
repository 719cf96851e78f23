// Time from the change of a document to the sentence, measured in the page, and memory.
import assert from "node:assert/strict";
import { test } from "node:test";
import { incident, patience, pick, settled, withPage } from "./page_world.mjs";

const lastMeasure = () => performance.getEntriesByName("rolecall:verdict").at(-1)?.duration;

for (const [name, size, most] of [["10 kB", 9_000, 20], ["1 MB", 1_000_000, 300]]) {
  test(`${name}: at most ${most} ms to the sentence`, () =>
    withPage({}, async (page) => {
      await pick(page, incident(size));
      const times = [];
      for (let i = 0; i < 7; i++) {
        await page.selectOption("#launch-type", i % 2 ? "EC2" : "FARGATE");
        await settled(page);
        times.push(await page.evaluate(lastMeasure));
      }
      const median = times.sort((a, b) => a - b)[3];
      console.log(`# ${name}: ${median.toFixed(1)} ms (of ${most})`);
      assert.ok(median <= most * patience, `${median} ms`);
    }));
}

// In the page: another launch type each time, and the whole answer drawn before the next.
const answerOften = async (times) => {
  const select = document.querySelector("#launch-type");
  const answer = document.querySelector("#answer");
  for (let i = 0; i < times; i++) {
    select.value = i % 2 ? "EC2" : "FARGATE";
    select.dispatchEvent(new Event("change"));
    if (answer.getAttribute("aria-busy") !== "true") throw new Error("nothing was asked");
    do await new Promise((done) => setTimeout(done));
    while (answer.getAttribute("aria-busy") === "true");
  }
};

test("memory stays where it is over 200 analyses", () =>
  withPage({ hash: "#sample=incident" }, async (page) => {
    const session = await page.context().newCDPSession(page);
    const run = async (times) => {
      await page.evaluate(answerOften, times);
      for (let i = 0; i < 3; i++) await session.send("HeapProfiler.collectGarbage");
      const { metrics } = await session.send("Performance.getMetrics");
      return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
    };
    await session.send("Performance.enable");
    const before = await run(40);
    const after = await run(200);
    const grown = (after.JSHeapUsedSize - before.JSHeapUsedSize) / 1024;
    console.log(`# ${grown.toFixed(0)} kB more, ${after.Nodes - before.Nodes} nodes more`);
    assert.ok(grown < 512, `${grown} kB more`);
    assert.ok(after.Nodes - before.Nodes < 500, `${after.Nodes - before.Nodes} nodes more`);
  }));
