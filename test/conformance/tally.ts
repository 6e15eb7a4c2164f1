/** Counts what a replay compared, for the table of `npm run conformance`. It does not judge the answers. */
import { afterEach, type TestContext } from "vitest";

/** What one test replayed of a recording. */
export interface Tally {
  /** The recording, as it is called below `data/`. */
  readonly file: string;
  /** The way it was replayed: `engine`, `from manifests`, `over the wire`, `plain`, … */
  readonly mode: string;
  /** What is counted: `queries`, `runs`, `cases`. */
  readonly unit: string;
  readonly total: number;
  readonly right: number;
  /** What is not replayed, and why. */
  readonly leftOut?: { readonly count: number; readonly reason: string };
}

declare module "vitest" {
  interface TaskMeta {
    /** Taken by scripts/conformance-reporter.mjs. */
    tallies?: Tally[];
  }
}

/** Adds a count to the table. Call it before the assertion: a test that fails is counted, too. */
export function tally({ task }: Pick<TestContext, "task">, counted: Tally): void {
  task.meta.tallies = [...(task.meta.tallies ?? []), counted];
}

/** Counts every test of the describe block around the call as one answer. */
export function tallyEach(counted: Pick<Tally, "file" | "mode" | "unit">): void {
  afterEach((context) => {
    tally(context, { ...counted, total: 1, right: context.task.result?.state === "fail" ? 0 : 1 });
  });
}
