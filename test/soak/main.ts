/** The command line of the soak; scripts/soak.mjs builds and starts it. */
import { parseArgs } from "node:util";
import { soakDnsServer } from "./dns-server.ts";
import { soakLanguageServer } from "./language-server.ts";
import { corpusFolders } from "./samples.ts";

const { values } = parseArgs({
  options: {
    server: { type: "string" },
    cli: { type: "string" },
    probe: { type: "string" },
    root: { type: "string" },
    results: { type: "string" },
    seed: { type: "string" },
    minutes: { type: "string", default: "20" },
    operations: { type: "string", default: "Infinity" },
    interval: { type: "string", default: "300" },
    packets: { type: "string", default: "Infinity" },
    only: { type: "string" },
    corpus: { type: "boolean", default: true },
  },
  allowNegative: true,
});

/** Minutes after which the workspace is another one. */
const minutesPerWorkspace = 7;

function given(name: "server" | "cli" | "probe" | "root" | "results"): string {
  const value = values[name];
  if (value === undefined) throw new Error(`--${name} is missing`);
  return value;
}

const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
const started = Date.now();
const end = started + Number(values.minutes) * 60_000;
const finite = Number.isFinite(Number(values.operations));
const say = (line: string): void => {
  console.log(`${((Date.now() - started) / 1000).toFixed(0).padStart(5)} s  ${line}`);
};

async function languageServer(): Promise<void> {
  const corpora = values.corpus ? corpusFolders(given("root")) : [];
  for (let turn = 0; turn === 0 || (!finite && Date.now() < end); turn++) {
    await soakLanguageServer({
      seed: seed + turn * 1000,
      programs: { server: given("server"), probe: given("probe") },
      operations: Number(values.operations),
      until: Math.min(end, Date.now() + minutesPerWorkspace * 60_000),
      interval: Number(values.interval),
      corpora,
      say: (line) => say(`language server  ${line}`),
      results: given("results"),
    });
  }
}

async function dnsServer(): Promise<void> {
  await soakDnsServer({
    seed,
    cli: given("cli"),
    probe: given("probe"),
    packets: Number(values.packets),
    until: end,
    interval: Number(values.interval) * 3,
    say: (line) => say(`serve            ${line}`),
  });
}

async function main(): Promise<void> {
  console.log(`soak with --seed ${seed}, ${values.minutes} minutes at most`);
  const parts = [...(values.only === "dns" ? [] : [languageServer]), ...(values.only === "lsp" ? [] : [dnsServer])];
  const results = await Promise.allSettled(parts.map((part) => part()));
  for (const result of results) {
    if (result.status === "rejected") {
      process.exitCode = 1;
      console.error(`✖ ${result.reason instanceof Error ? result.reason.stack : String(result.reason)}`);
    }
  }
  say(process.exitCode === 1 ? "failed" : "no difference, no leak, no complaint");
}

await main();
