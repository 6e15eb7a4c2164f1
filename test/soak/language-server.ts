/** The soak of the language server: operations at random, a fresh server beside the old one at intervals, memory. */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EditorState, type Programs, SoakEditor } from "./editor.ts";
import { ask, differences, type Extent, inquiries, type Said } from "./everything.ts";
import { forgetLastGood } from "./last-good.ts";
import { chooseStep, type Operation } from "./operations.ts";
import { type Random, randomFrom } from "./random.ts";
import { copyRepository, writeSamples } from "./samples.ts";
import type { Memory } from "./server-process.ts";

export interface SoakOptions {
  readonly seed: number;
  readonly programs: Programs;
  /** Operations at most, and the moment (milliseconds since 1970) after which no round begins. */
  readonly operations: number;
  readonly until: number;
  /** Operations between two comparisons. */
  readonly interval: number;
  /** Folders of real repositories; one of them is copied into the workspace. */
  readonly corpora: readonly string[];
  readonly say: (line: string) => void;
  /** Where a failure leaves what it was. */
  readonly results: string;
  /** How much is compared. */
  readonly extent?: Extent;
  /** Milliseconds within which the old server has to say what the fresh one says: events are read after each other. */
  readonly patience?: number;
  /** Milliseconds for looking for fewer operations that make the same difference. */
  readonly shrinking?: number;
}

/** A fresh server needs so much; the old one may need this many times as much, and a little more. */
const bound = { factor: 1.5, heap: 32 * 1024 * 1024, rss: 200 * 1024 * 1024 };

/** Runs until operations or time are used up. @throws Error for the first difference, leak or complaint, with its log */
export async function soakLanguageServer(options: SoakOptions): Promise<void> {
  const { seed, say } = options;
  const random = randomFrom(seed);
  const home = realpathSync(mkdtempSync(join(tmpdir(), "podns-soak-")));
  const state = await firstState(home, options, random);
  await cp(state.folder, join(home, "first"), { recursive: true });
  const editor = new SoakEditor(options.programs, state);
  const log: Operation[] = [];
  const history: Memory[] = [];
  try {
    await editor.start();
    for (let round = 1; log.length < options.operations && (round === 1 || Date.now() < options.until); round++) {
      for (let count = 0; count < options.interval && log.length < options.operations; ) {
        for (const operation of chooseStep(editor, random)) {
          log.push(operation);
          count += 1;
          await editor.apply(operation);
        }
      }
      await editor.settle();
      const { differing, memory, fresh } = await compare(editor, options, seed + round);
      history.push(memory);
      say(
        `seed ${seed}, ${log.length} operations, ${editor.asked} questions, ${editor.files.length} files: ` +
          `${differing.length} differences; heap ${mib(memory.heapUsed)} MiB (fresh ${mib(fresh.heapUsed)}), ` +
          `resident ${mib(memory.rss)} MiB (fresh ${mib(fresh.rss)})`,
      );
      if (differing.length > 0) {
        const shrunk = await shrink(log, state, join(home, "first"), options);
        throw new Error(await report(options, log, shrunk, differing));
      }
      checkComplaints(editor, log);
      checkMemory(memory, fresh);
    }
  } catch (error) {
    await writeLog(options, log);
    throw error;
  } finally {
    await editor.process.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

async function firstState(home: string, options: SoakOptions, random: Random): Promise<EditorState> {
  const folder = join(home, "workspace");
  await mkdir(folder);
  writeSamples(folder, random);
  if (options.corpora.length > 0) {
    const corpus = random.pick(options.corpora);
    copyRepository(corpus, join(folder, "corpus"));
    options.say(`seed ${options.seed}: with ${corpus.split(/[\\/]/).at(-1)}`);
  }
  const servesFiles = random.chance(0.5);
  const takesPushes = random.chance(0.3);
  return { folder, folders: ["."], settings: {}, open: new Map(), servesFiles, takesPushes };
}

interface Comparison {
  readonly differing: readonly string[];
  readonly memory: Memory;
  readonly fresh: Memory;
}

/** A fresh server over the same files, documents and settings has to say the same. */
async function compare(editor: SoakEditor, options: SoakOptions, seed: number): Promise<Comparison> {
  const { programs, patience = 30_000 } = options;
  const other = new SoakEditor(programs, editor.state);
  try {
    await other.start();
    const list = inquiries(editor, randomFrom(seed), options.extent ?? { files: 60, places: 4 });
    const expected = await ask(other, list);
    const catchUp = async (): Promise<readonly [Said, readonly string[]]> => {
      const end = Date.now() + patience;
      let said = await ask(editor, list);
      let differing = differences(said, expected);
      while (differing.length > 0 && Date.now() < end) {
        await new Promise((resolve) => setTimeout(resolve, 250));
        const again = list.filter(({ label }) => differing.includes(label));
        said = await ask(editor, again);
        // A difference that is gone may have come back elsewhere while the last event was read.
        const still = differences(said, expected);
        differing = still.length > 0 ? still : differences(await ask(editor, list), expected);
      }
      return [said, differing];
    };
    let [said, differing] = await catchUp();
    if (differing.length > 0 && (await forgetLastGood(editor))) [said, differing] = await catchUp();
    const shown = differing.map((label) => `${label}\n  old:   ${said.get(label)}\n  fresh: ${expected.get(label)}`);
    if (other.complaints.length > 0) throw new Error(`a fresh server complains: ${other.complaints.join("\n")}`);
    return { differing: shown, memory: await editor.process.memory(), fresh: await other.process.memory() };
  } finally {
    await other.process.stop();
  }
}

function checkComplaints(editor: SoakEditor, log: readonly Operation[]): void {
  if (editor.complaints.length === 0) return;
  const last = log.slice(-30).map((operation) => JSON.stringify(operation).slice(0, 300));
  throw new Error(`the server complains: ${editor.complaints.join("\n")}\nthe last operations:\n${last.join("\n")}`);
}

function checkMemory(memory: Memory, fresh: Memory): void {
  for (const [kind, allowance] of [
    ["heapUsed", bound.heap],
    ["rss", bound.rss],
  ] as const) {
    const most = fresh[kind] * bound.factor + allowance;
    if (memory[kind] > most) throw new Error(`${kind} is ${mib(memory[kind])} MiB, ${mib(most)} MiB are allowed`);
  }
}

/** Plays parts of the log on a copy of the first files, for a bounded time: fewer and fewer that still make a difference. */
async function shrink(
  log: readonly Operation[],
  state: EditorState,
  first: string,
  options: SoakOptions,
): Promise<readonly Operation[] | undefined> {
  const end = Date.now() + (options.shrinking ?? 240_000);
  const fails = async (part: readonly Operation[]): Promise<boolean> => {
    const folder = `${first}-again`;
    await rm(folder, { recursive: true, force: true });
    await cp(first, folder, { recursive: true });
    const editor = new SoakEditor(options.programs, { ...state, folder });
    try {
      await editor.start();
      await editor.request("workspace/diagnostic", { previousResultIds: [] });
      for (const operation of part) await editor.apply(operation);
      await editor.settle();
      return (await compare(editor, options, options.seed)).differing.length > 0;
    } finally {
      await editor.process.stop();
    }
  };
  let part = log.filter((operation) => operation.do !== "pause" && operation.do !== "ask");
  if (!(await fails(part))) return undefined;
  for (
    let size = Math.ceil(part.length / 2);
    size >= 1 && Date.now() < end;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let at = 0; at < part.length && Date.now() < end; ) {
      const without = [...part.slice(0, at), ...part.slice(at + size)];
      if (await fails(without)) part = without;
      else at += size;
    }
  }
  return part;
}

async function report(
  options: SoakOptions,
  log: readonly Operation[],
  shrunk: readonly Operation[] | undefined,
  differing: readonly string[],
): Promise<string> {
  const shown = shrunk ?? log.slice(-30);
  const what =
    shrunk === undefined ? "the last operations (the log alone does not repeat it)" : "operations that repeat it";
  const text = [
    `an old server and a fresh one differ (--seed ${options.seed}):`,
    ...differing.slice(0, 5).map((line) => line.slice(0, 1500)),
    `${what}:`,
    ...shown.map((operation) => JSON.stringify(operation).slice(0, 1000)),
  ].join("\n");
  await mkdir(options.results, { recursive: true });
  await writeFile(join(options.results, `soak-${options.seed}.differences.txt`), differing.join("\n\n"));
  if (shrunk !== undefined)
    await writeFile(join(options.results, `soak-${options.seed}.shrunk.json`), JSON.stringify(shrunk, undefined, 1));
  return text;
}

async function writeLog(options: SoakOptions, log: readonly Operation[]): Promise<void> {
  await mkdir(options.results, { recursive: true });
  const lines = log.map((operation) => JSON.stringify(operation)).join("\n");
  await writeFile(join(options.results, `soak-${options.seed}.log.jsonl`), `${lines}\n`);
}

function mib(octets: number): string {
  return (octets / 1024 / 1024).toFixed(1);
}
