/** Opens hostile files in the language server, edits them and asks everything, within bounds of time and memory. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Built, buildPackage } from "../cli/build.ts";
import { charts } from "./charts.ts";
import { listed, write } from "./inputs.ts";
import { type Served, serveHostile } from "./language-server.ts";

/** Seconds of the processor for a scan, four rounds of all answers and three edits; what one run of `podns lint` may take, twice. */
const seconds = 12;
const megabytes = 1000;
/**
 * Seconds without an answer, by the clock. A machine that is busy with other things makes them more: the client takes a server
 * for hanging after 30. What was seen on a quiet machine was below 2, and is printed.
 */
const deafness = 10;

/** The file that is opened, by the name of the input. */
const opened: Readonly<Record<string, string>> = {
  "a million '---'": "a.yaml",
  "10 MB of newlines": "a.yaml",
  "15,000 equal ConfigMaps": "a.yaml",
  "30,000 expressions of a selector": "a.yaml",
  "60,000 times the same peer in one variable": "a.yaml",
  "8,000 variables with hosts in one namespace": "a.yaml",
  "8,000 ExternalNames in a chain": "a.yaml",
  "20,000 ConfigMaps with a host each": "a.yaml",
  "a list of 4,000 Services and 1,000 Applications in one document": "a.yaml",
  "a block nested 5,000 deep": "a.yaml",
  "a list of 10,000 aliases": "a.yaml",
  "100 Deployments × 100 hosts of 100 Services": "a.yaml",
  "a List of 5,000 Services in JSON": "a.json",
  "a template of 50,000 documents": "c/templates/a.yaml",
  "bases that double at each of 14 levels": "level0/a.yaml",
  "pods of 30 environments with 5,000 Pods each": "d0/a.yaml",
  "200,000 globs in .podns.yaml": ".podns.yaml",
  "a scenario of 20,000 events": "scenario.yaml",
  pipes: "app/kustomization.yaml",
  "lint of pipes and devices that settings, a chart and every field of a kustomization name": "kustomization.yaml",
  "a template: quotes within quotes": "c/templates/a.yaml",
  "a template: regexFindAll over 300,000 characters": "c/templates/a.yaml",
  "a schema that wants 50,000 different maps, and one of 50,000 values for 20,000 items": "c/values.yaml",
};

let built: Built | undefined;
let server = "";
let folder = "";
const table: string[] = [];

beforeAll(async () => {
  // The server beside what it loads for charts.
  built = await buildPackage();
  server = join(dirname(built.file), "server.node.js");
  folder = mkdtempSync(join(tmpdir(), "podns-hostile-"));
}, 120_000);

afterAll(() => {
  built?.remove();
  rmSync(folder, { recursive: true, force: true });
  console.log(table.join("\n"));
});

function isWithin(served: Served): boolean {
  return served.seconds < seconds && served.deaf < deafness;
}

test.skipIf(process.platform === "win32").each(Object.entries(opened))(
  "%s",
  { timeout: 300_000 },
  async (name, file) => {
    const input = [...listed, ...charts].find((one) => one.name === name);
    expect(input).toBeDefined();
    if (input === undefined) return;
    const own = mkdtempSync(join(folder, "input-"));
    write(own, input);
    const document = { file, text: readFileSync(join(own, file), "utf8") };
    let served = await serveHostile(server, own, document);
    // What else runs on the machine makes the same work dearer.
    if (!isWithin(served)) served = await serveHostile(server, own, document);
    rmSync(own, { recursive: true, force: true });
    const { deaf, during, edits } = served;
    table.push(
      `${served.seconds.toFixed(1)} s, ${served.megabytes.toFixed(0)} MB, deaf for ${deaf.toFixed(1)} s (${during}), ` +
        `findings after edits ${edits.map((one) => one.toFixed(1)).join(", ")} s: ${name}`,
    );
    expect(served.complaints).toEqual([]);
    expect(served.seconds).toBeLessThan(seconds);
    expect(served.megabytes).toBeLessThan(megabytes);
    expect(deaf).toBeLessThan(deafness);
  },
);
