/**
 * Runs `podns lint` (and `podns nslookup`) on the small inputs that lie beside the checkout and holds what they print against
 * their expect.json. Prints how many are right. Without ../shared there is nothing to run.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { podns } from "../cli/in-process.ts";

const cases = fileURLToPath(new URL("../../../shared/cases", import.meta.url));

/** Cases that are still wrong. One that becomes right must be taken off. */
const notYetRight: ReadonlySet<string> = new Set([
  // Its line 16 is a separator of documents; the argument that it means stands on line 15, and is found there.
  "30-redpanda-extra-level",
]);

const severities = ["hint", "information", "warning", "error"] as const;
type Severity = (typeof severities)[number];

/** The form of expect.json; ../shared/cases/README.md says what each part means. */
interface Expectation {
  readonly find?: readonly {
    readonly file: string;
    /** From 1; 0: anywhere in the file. */
    readonly line: number;
    readonly message: string;
    readonly severity: Severity;
  }[];
  readonly silent?: readonly {
    readonly file: string;
    readonly line?: number;
    /** Absent: any rule. */
    readonly rules?: readonly string[];
    readonly severity: Severity;
  }[];
  readonly never?: readonly string[];
  readonly nslookup?: { readonly args: readonly string[]; readonly never: string };
}

interface Row {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
}

const names = existsSync(cases)
  ? readdirSync(cases, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
  : [];
const right: string[] = [];

test.each(names)("%s", async (name) => {
  const folder = join(cases, name);
  const expected = JSON.parse(readFileSync(join(folder, "expect.json"), "utf8")) as Expectation;
  const wrong = await wrongIn(folder, expected);
  if (wrong.length === 0) right.push(name);
  if (notYetRight.has(name)) expect(wrong, `${name} is right now: take it off the list`).not.toEqual([]);
  else expect(wrong).toEqual([]);
});

test("no case is listed that there is not", () => {
  const gone = names.length === 0 ? [] : [...notYetRight].filter((name) => !names.includes(name));
  expect(gone).toEqual([]);
});

afterAll(() => {
  console.log(
    names.length === 0 ? "no cases beside the checkout" : `cases: ${right.length} of ${names.length} are right`,
  );
});

/** What is not as expected, in words. */
async function wrongIn(folder: string, expected: Expectation): Promise<readonly string[]> {
  const linted = await podns(folder, ["lint", "--format", "json", "."]);
  const rows = JSON.parse(linted.stdout) as readonly Row[];
  const printed = rows.map(
    ({ file, line, severity, rule, message }) => `${file}:${line} ${severity} ${rule} ${message}`,
  );
  const missing = (expected.find ?? [])
    .filter(
      ({ file, line, message, severity }) =>
        !rows.some(
          (row) =>
            row.file === file &&
            (line === 0 || row.line === line) &&
            row.message.includes(message) &&
            isAtLeast(row.severity, severity),
        ),
    )
    .map(({ file, line, message, severity }) => `not found: ${file}:${line} ${severity} '${message}'`);
  const loud = (expected.silent ?? []).flatMap(({ file, line = 0, rules, severity }) =>
    rows.flatMap((row, index) =>
      row.file === file &&
      (line === 0 || row.line === line) &&
      (rules === undefined || rules.includes(row.rule)) &&
      isAtLeast(row.severity, severity)
        ? [`should be silent: ${printed[index]}`]
        : [],
    ),
  );
  const said = (expected.never ?? []).flatMap((words) =>
    printed.filter((line) => line.includes(words)).map((line) => `should not say '${words}': ${line}`),
  );
  const wrong = [...missing, ...loud, ...said, ...(await wrongAnswer(folder, expected.nslookup))];
  return wrong.length === 0 ? [] : [...wrong, ...printed.map((line) => `there is: ${line}`)];
}

async function wrongAnswer(folder: string, asked: Expectation["nslookup"]): Promise<readonly string[]> {
  if (asked === undefined) return [];
  const { stdout } = await podns(folder, ["nslookup", ...asked.args]);
  return new RegExp(asked.never, "s").test(stdout) ? [`should not print /${asked.never}/: ${stdout}`] : [];
}

function isAtLeast(severity: Severity, least: Severity): boolean {
  return severities.indexOf(severity) >= severities.indexOf(least);
}
