// Ratios within one run on one machine, beside the budgets of the design. Run by ./dev bench.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { measureRates } from "./iam_rate.mjs";
import { line, verdict } from "./lines.mjs";
import { benchPage } from "./page.mjs";
import { benchRedactHostile, benchRedactRecall, benchRedactSpeed } from "./redact.mjs";
import { authorizationDetails, taskDefinition } from "./synthetic.mjs";
import { benchTemplates } from "./templates.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const built = join(root, "build/release/bench");
const command = join(root, "build/rolecall");
const scratch = join(root, "build/bench");
const peers = join(root, "build/peers");

function numbers(program, args, options = {}) {
  const text = execFileSync(program, args, { encoding: "utf8", ...options });
  return text.trim().split(" ").map(Number);
}

function timeOf(rounds, program, args, options) {
  const all = [String(rounds), program, ...args];
  const [min, median, kilobytes, own] = numbers(join(built, "bench_run"), all, options);
  return { min: min / 1000, median: median / 1000, kilobytes, own: own / 1000 };
}

const ms = (t) => `${t.toFixed(2)} ms`;
const ratio = (r) => `${r.toFixed(r < 10 ? 2 : 0)}x`;
const atMost11 = (growth) => `at most 11 ${verdict(growth <= 11)}`;

function benchIncident() {
  console.log("\n-- check on the incident, whole process");
  const own = timeOf(300, command, ["check", "examples/incident"], { cwd: root });
  line("rolecall check, least", ms(own.min));
  line("rolecall check, median", ms(own.median), `at most 3 ms ${verdict(own.median <= 3)}`);
  line("rolecall check, peak memory", `${own.kilobytes} kB`);
  if (!existsSync(join(peers, "node_modules/@cloud-copilot/iam-simulate"))) {
    console.log("@cloud-copilot/iam-simulate is not in build/peers: no comparison");
    return;
  }
  const script = 'import("@cloud-copilot/iam-simulate")';
  const peer = timeOf(15, process.execPath, ["-e", script], { cwd: peers });
  const factor = peer.median / own.median;
  line("node that only imports iam-simulate, median", ms(peer.median));
  line("that is, times ours", ratio(factor), `at least 30 ${verdict(factor >= 30)}`);
}

function benchJson() {
  console.log("\n-- JSON to tree, against simdjson's DOM on the same file");
  for (const services of [700, 7000]) {
    const file = join(scratch, `roles-${services}.json`);
    const text = authorizationDetails(services);
    writeFileSync(file, text);
    const megabytes = Buffer.byteLength(text) / 1e6;
    const rounds = String(Math.ceil(200 / megabytes));
    const [own, used] = numbers(join(built, "bench_json"), [file, rounds]);
    const [peer] = numbers(join(built, "bench_peer"), [file, rounds]);
    const name = `${megabytes.toFixed(1)} MB`;
    const rate = (ns) => `${((megabytes * 1e9) / ns).toFixed(0)} MB/s`;
    line(`${name}: rolecall, simdjson`, `${rate(own)}, ${rate(peer)}`);
    const part = `1/${(own / peer).toFixed(2)}`;
    line(`${name}: part of simdjson's rate`, part, `at least 1/8 ${verdict(own / peer <= 8)}`);
    line(`${name}: memory per input byte`, (used / (megabytes * 1e6)).toFixed(2));
  }
}

function writeAccount(services) {
  const folder = join(scratch, `account-${services}`);
  let bytes = 0;
  mkdirSync(join(folder, "tasks"), { recursive: true });
  const add = (name, text) => {
    bytes += Buffer.byteLength(text);
    writeFileSync(join(folder, name), text);
  };
  add("roles.json", authorizationDetails(services));
  for (let i = 0; i < services; i++) add(`tasks/${i}.json`, taskDefinition(i));
  return { folder, bytes };
}

function benchGrowth() {
  console.log("\n-- growth: accounts of 20, 200 and 2000 services");
  const empty = timeOf(50, command, ["--version"]);
  let last = null;
  for (const services of [20, 200, 2000]) {
    const { folder, bytes } = writeAccount(services);
    const t = timeOf(services > 1000 ? 5 : 30, command, ["check", "--format", "json", folder]);
    const time = t.min - empty.min;
    const memory = t.kilobytes - empty.kilobytes;
    const name = `${services} services, ${(bytes / 1e6).toFixed(2)} MB`;
    line(`${name}: time`, ms(t.min));
    const perByte = ((memory * 1024) / bytes).toFixed(1);
    line(`${name}: peak memory, per input byte`, `${t.kilobytes} kB, ${perByte}`);
    if (last) {
      const [slower, larger] = [time / last.time, memory / last.memory];
      line("  10 times the input costs in time", ratio(slower), atMost11(slower));
      line("  and in memory", ratio(larger), atMost11(larger));
    }
    last = { time, memory };
  }
}

async function benchSimulate(usual) {
  const kind = usual ? "usual questions" : "generated questions, odd ones too";
  console.log(`\n-- IAM decisions a second, against iam-simulate on the same ${kind}`);
  const entry = join(peers, "node_modules/@cloud-copilot/iam-simulate/dist/esm/index.js");
  if (!existsSync(entry)) return;
  const peer = await import(pathToFileURL(entry).href);
  const rates = await measureRates(command, scratch, peer, usual);
  const perSecond = (rate) => `${Math.round(rate)}/s`;
  const times = (what, factor, least) =>
    line(what, ratio(factor), `at least ${least} ${verdict(factor >= least)}`);
  line(`${rates.lines} questions: rolecall, compiled`, perSecond(rates.decided));
  const both = (one, all) => `${perSecond(one)}, ${perSecond(all)}`;
  const cores = `one core, and all ${cpus().length}`;
  line(`JSON in and out, ${cores}`, both(rates.whole, rates.wholeOnAll));
  line("the same where no two lines share policies", both(rates.apart, rates.apartOnAll));
  line(
    "their fastest call, and their validated one (one core)",
    both(rates.fastest, rates.validated),
  );
  times("compiled, times their fastest call", rates.decided / rates.fastest, 100);
  times("compiled, times their validated call", rates.decided / rates.validated, 1500);
  line("JSON in and out on one core, times their fastest", ratio(rates.whole / rates.fastest));
  times("on all cores, times their fastest call", rates.wholeOnAll / rates.fastest, 20);
}

mkdirSync(scratch, { recursive: true });
benchIncident();
benchJson();
benchGrowth();
benchTemplates({ command, scratch, timeOf, line, verdict });
await benchSimulate(true);
await benchSimulate(false);
benchRedactSpeed({ root, command, scratch, timeOf, line, verdict });
benchRedactHostile({ command, scratch, timeOf, line, verdict });
await benchRedactRecall({ program: join(built, "bench_redact"), peers, line, verdict });
rmSync(scratch, { recursive: true });
await benchPage(join(root, "build/web"));
