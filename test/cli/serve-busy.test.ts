/** `podns serve` while it reads what takes long: questions are answered all the while, from the last good state. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildCli } from "./build.ts";
import { directoryWith, lesson } from "./in-process.ts";
import { type Live, turn, withLive } from "./live.ts";

let cli = { file: "", remove: (): void => {} };
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());

const name = "web.default.svc.cluster.local";

/** The longest time without an answer while something goes on, as a part of all the time that it takes. */
async function longestGap(live: Live, work: () => Promise<unknown>): Promise<number> {
  let [isOver, longest] = [false, 0];
  const began = performance.now();
  const asking = (async () => {
    for (let last = performance.now(); !isOver; last = performance.now()) {
      expect(await live.ask(name)).toBe("10.96.7.7");
      longest = Math.max(longest, performance.now() - last);
      await turn(5);
    }
  })();
  await work();
  isOver = true;
  await asking;
  return longest / (performance.now() - began);
}

const documents = (count: number, of: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => of(index)).join("---\n");
const configMap = (index: number): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m${index}\ndata:\n  a: value\n`;

test.each([
  ["a large file", "app/large.yaml", "\n".repeat(8_000_000), /reloaded/],
  ["a file that is broken behind 150,000 lines", "app/web.yaml", "%YAML 1.2\n".repeat(150_000), /last good version/],
  ["thousands of objects", "app/many.yaml", documents(6000, configMap), /reloaded/],
  [
    "a scenario of 30,000 events",
    "scenario.yaml",
    `events:\n${"- ready: web-0\n  at: 1s\n".repeat(30_000)}`,
    /reloaded/,
  ],
  [
    "a Corefile that is too large",
    "Corefile",
    "a {\n  whoami\n}\n".repeat(600_000),
    /Corefile:1: error: too large.*last good/,
  ],
])("%s", async (_, file, text, said) => {
  const corefile = ".:53 {\n  kubernetes cluster.local\n}\n";
  const files = { "app/web.yaml": lesson, Corefile: corefile, "scenario.yaml": "events: []\n" };
  await withLive(cli.file, files, ["app", "--corefile", "Corefile", "--scenario", "scenario.yaml"], async (live) => {
    expect(await live.ask(name)).toBe("10.96.7.7");
    const gap = await longestGap(live, async () => {
      live.write(file, text);
      await live.says(said);
    });
    expect(gap).toBeLessThan(0.6);
  });
});

test("when the thread that answers ends by itself, the program ends with it and says why", async () => {
  const fault = `if (!require("node:worker_threads").isMainThread) setTimeout(() => { throw new Error("a fault"); }, 500);`;
  const directory = directoryWith({ "web.yaml": lesson, "fault.cjs": fault });
  try {
    const flags = ["--require", join(directory.path, "fault.cjs"), cli.file, "serve", ".", "--listen", "127.0.0.1:0"];
    const child = spawn(process.execPath, flags, { cwd: directory.path });
    let errors = "";
    child.stderr.on("data", (chunk) => {
      errors += String(chunk);
    });
    expect(await new Promise((resolve) => child.once("close", resolve))).toBe(2);
    expect(errors).toContain("a fault");
  } finally {
    directory.remove();
  }
});
