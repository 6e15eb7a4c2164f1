/** The forms of a report of `podns lint`: valid, escaped as each wants it, and with names from the root of the repository. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import sarifSchema from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json" with { type: "json" };
import { Ajv } from "ajv";
import { afterEach, describe, expect, test } from "vitest";
import { applyEdits } from "../../server/src/base/edit.ts";
import { lineStarts } from "../../server/src/base/lines.ts";
import { asUri } from "../../server/src/base/source.ts";
import { directoryWith, lesson, podns } from "./in-process.ts";

let directory = { path: "", remove: (): void => {} };
afterEach(() => directory.remove());

const typo = lesson.replace("serviceName: web-headless", "serviceName: web-headles");
const odd = `# 🎉 two code units
apiVersion: v1
kind: Service
metadata: { name: api, annotations: { "🎉🎉": x } }
spec: { selector: { app: api }, ports: [{ port: 80, targetPort: nothing }] }
---
apiVersion: v1
kind: Pod
metadata: { name: api, labels: { app: api } }
spec: { containers: [{ name: api, image: api }] }
`;

/** A repository whose manifests lie two folders deep. */
function repository(files: Readonly<Record<string, string>>): string {
  directory = directoryWith({ ".git/HEAD": "ref: refs/heads/main\n", ...files });
  return directory.path;
}

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

interface Physical {
  readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: Region };
}

interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly Physical[];
  readonly relatedLocations?: readonly (Physical & { readonly message: { readonly text: string } })[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly fixes?: readonly {
    readonly description: { readonly text: string };
    readonly artifactChanges: readonly {
      readonly artifactLocation: { readonly uri: string };
      readonly replacements: readonly {
        readonly deletedRegion: Region;
        readonly insertedContent: { readonly text: string };
      }[];
    }[];
  }[];
}

interface Sarif {
  readonly runs: readonly [
    {
      readonly columnKind: string;
      readonly tool: {
        readonly driver: { readonly rules: readonly { readonly id: string; readonly helpUri: string }[] };
      };
      readonly results: readonly SarifResult[];
    },
  ];
}

/** Valid against the schema, or the test ends. */
function sarifOf(text: string): Sarif {
  const log: unknown = JSON.parse(text);
  // The schema is of draft 4; nothing in it is read otherwise by later drafts but the names of these two keys.
  const { $schema: _, id: __, ...schema } = sarifSchema as Record<string, unknown>;
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    unicodeRegExp: false,
    formats: { uri: isUri, "uri-reference": isReference, "date-time": true },
  });
  const isValid = ajv.validate(schema, log);
  expect([isValid, ajv.errors]).toEqual([true, null]);
  return log as Sarif;
}

const isUri = (text: string): boolean => URL.canParse(text);
const isReference = (text: string): boolean => /^(?:[\w\-.~!$&'()*+,;=:@/?#[\]]|%[0-9A-F]{2})*$/i.test(text);

describe("sarif", () => {
  test("is valid, with rules, related places and names from the repository's root", async () => {
    const path = repository({ "deep/k8s/web.yaml": `${typo}---\n${typo}`, "deep/a b/ü#%.yaml": odd });
    const { stdout, status } = await podns(join(path, "deep"), ["lint", "--format", "sarif", "--fail-on", "warning"]);
    expect(status).toBe(1);
    const [run] = sarifOf(stdout).runs;
    expect(run.columnKind).toBe("utf16CodeUnits");
    const uris = run.results.map(({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri);
    expect(new Set(uris)).toEqual(new Set(["deep/a%20b/%C3%BC%23%25.yaml", "deep/k8s/web.yaml"]));
    for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    expect(run.tool.driver.rules.every(({ id, helpUri }) => helpUri.endsWith(`#${id}`))).toBe(true);
    expect(run.results.some(({ relatedLocations }) => (relatedLocations ?? []).length > 0)).toBe(true);
  });

  test("marks columns in UTF-16 code units, and its fixes mend the text", async () => {
    const path = repository({ "k8s/web.yaml": typo });
    const [run] = sarifOf((await podns(path, ["lint", "--format", "sarif"])).stdout).runs;
    const found = run.results.find(({ ruleId }) => ruleId === "service-name-unknown");
    const region = found?.locations[0]?.physicalLocation.region;
    const line = typo.split("\n")[(region?.startLine ?? 0) - 1] ?? "";
    expect(line.slice((region?.startColumn ?? 0) - 1, (region?.endColumn ?? 0) - 1)).toBe("web-headles");
    const fix = found?.fixes?.[0];
    const starts = lineStarts(typo);
    const offset = (atLine: number, column: number): number => (starts[atLine - 1] ?? 0) + column - 1;
    const edits = (fix?.artifactChanges[0]?.replacements ?? []).map(({ deletedRegion: at, insertedContent }) => ({
      uri: asUri("file:///x"),
      span: { start: offset(at.startLine, at.startColumn), end: offset(at.endLine, at.endColumn) },
      text: insertedContent.text,
    }));
    expect(applyEdits(typo, edits)).toBe(lesson);
  });

  test("is empty and valid where nothing is wrong", async () => {
    const path = repository({ "web.yaml": lesson });
    expect(sarifOf((await podns(path, ["lint", "--format", "sarif"])).stdout).runs[0].results).toEqual([]);
  });

  test("fingerprints stay when lines move, and differ for equal findings", async () => {
    const twice = `${typo}---\n${typo}`;
    const path = repository({ "web.yaml": twice });
    const prints = async (): Promise<readonly string[]> => {
      const [run] = sarifOf((await podns(path, ["lint", "--format", "sarif"])).stdout).runs;
      return run.results.map(({ partialFingerprints }) => partialFingerprints["podnsFinding/v1"] ?? "");
    };
    const before = await prints();
    expect(before.length).toBeGreaterThan(1);
    expect(new Set(before).size).toBe(before.length);
    directory.remove();
    repository({ "web.yaml": `# one\n# two\n${twice.replaceAll(/^spec:\n/gm, "\nspec:\n  # three\n")}` });
    const [run] = sarifOf((await podns(directory.path, ["lint", "--format", "sarif"])).stdout).runs;
    expect(run.results.map(({ partialFingerprints }) => partialFingerprints["podnsFinding/v1"])).toEqual(before);
  });
});

describe("other forms", () => {
  test("github: commands with escaped names and messages", async () => {
    const path = repository({ "a,b:c%/web.yaml": typo });
    const { stdout } = await podns(path, ["lint", "--format", "github"]);
    const [first] = stdout.split("\n");
    expect(first).toMatch(
      /^::warning file=a%2Cb%3Ac%25\/web\.yaml,line=\d+,endLine=\d+,col=\d+,endColumn=\d+,title=PodNS service-name-unknown::[^\n]*web-headles/,
    );
    expect(stdout.split("\n").filter((line) => line !== "" && !/^::(?:error|warning|notice) /.test(line))).toEqual([]);
  });

  test("github: nothing of a manifest begins a command of its own", async () => {
    const evil = typo.replace(
      "serviceName: web-headles",
      'serviceName: "x%0A::error::y ##[group]\\n::set-env name=A::b\\u001b[31m"',
    );
    const path = repository({ "web.yaml": evil });
    const { stdout } = await podns(path, ["lint", "--format", "github"]);
    expect(stdout).not.toMatch(/\n::(?:set-env)|##\[|[^5]0A::error/);
    expect(stdout).not.toContain("\u001b");
    expect(stdout).toContain("%250A");
  });

  test("gitlab: each fingerprint once, paths without ./", async () => {
    const path = repository({ "k8s/web.yaml": `${typo}---\n${typo}`, "other/web.yaml": typo });
    const issues: readonly { readonly fingerprint: string; readonly location: object; readonly severity: string }[] =
      JSON.parse((await podns(path, ["lint", "--format", "gitlab"])).stdout);
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
    expect(issues).toContainEqual(
      expect.objectContaining({
        check_name: "service-name-unknown",
        location: { path: "other/web.yaml", lines: { begin: 21, end: 21 } },
      }),
    );
    for (const { severity } of issues) expect(["info", "minor", "major", "critical", "blocker"]).toContain(severity);
  });

  test("junit and checkstyle: well-formed, counted, every file named", async () => {
    const evil = typo.replace("web-headles\n", "\"<a & 'b'>\\u0001\\ud800 ]]>\"\n");
    const path = repository({ "k8s/<&>.yaml": evil, "k8s/fine.yaml": lesson.replaceAll("web", "fine") });
    const junit = (await podns(path, ["lint", "--format", "junit"])).stdout;
    const checkstyle = (await podns(path, ["lint", "--format", "checkstyle"])).stdout;
    const json: readonly unknown[] = JSON.parse((await podns(path, ["lint", "--format", "json"])).stdout);
    for (const text of [junit, checkstyle]) {
      expect(balanced(text)).toBe(true);
      expect([...text].filter((one) => (one < " " && one !== "\n") || /\p{Surrogate}/u.test(one))).toEqual([]);
      expect(text).toContain("&lt;&amp;&gt;.yaml");
      expect(text).toContain("k8s/fine.yaml");
    }
    expect(junit.match(/<failure /g)).toHaveLength(json.length);
    expect(junit).toContain(`failures="${json.length}"`);
    expect(checkstyle.match(/<error /g)).toHaveLength(json.length);
  });

  test("json follows its schema", async () => {
    const path = repository({
      "k8s/web.yaml": `${typo}---\n${odd}`,
      "broken.yaml": "a: [\n",
      ".podns.yaml": "nosuch: 1\n",
    });
    const { stdout } = await podns(join(path, "k8s"), ["lint", "--format", "json", ".."]);
    const rows: readonly { readonly file: string; readonly rule: string }[] = JSON.parse(stdout);
    const ajv = new Ajv({ allowUnionTypes: true });
    expect([ajv.validate(lintSchema(), rows), ajv.errors]).toEqual([true, null]);
    expect(new Set(rows.map(({ file }) => file))).toEqual(new Set(["web.yaml", "../broken.yaml", "../.podns.yaml"]));
  });
});

describe("--output", () => {
  test("writes several reports, with names from the root, and the usual one to standard output", async () => {
    const path = repository({ "k8s/web.yaml": typo });
    const flags = ["sarif=out/a.sarif", "json=out/b.json", "gitlab=c.json", "pretty=d.txt"].flatMap((one) => [
      "--output",
      one,
    ]);
    const { stdout, status } = await podns(join(path, "k8s"), ["lint", ...flags, "web.yaml", "--fail-on", "never"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^web\.yaml\n/);
    const read = (file: string): string => readFileSync(join(path, "k8s", file), "utf8");
    expect(sarifOf(read("out/a.sarif")).runs[0].results.length).toBeGreaterThan(0);
    expect(JSON.parse(read("out/b.json"))[0].file).toBe("k8s/web.yaml");
    expect(JSON.parse(read("c.json"))[0].location.path).toBe("k8s/web.yaml");
    expect(read("d.txt")).toMatch(/^k8s\/web\.yaml\n/);
  });

  test("- takes standard output; lines may stand beside each other there", async () => {
    const path = repository({ "k8s/web.yaml": typo });
    const one = await podns(path, ["lint", "--output", "junit=-"]);
    expect(one.stdout).toMatch(/^<\?xml/);
    const two = await podns(path, ["lint", "--output", "pretty=-", "--output", "github=-"]);
    expect(two.stdout).toMatch(/^k8s\/web\.yaml\n[\s\S]*\n::warning /);
  });

  test.each([
    [["--output", "nosuch=x"], "FORMAT=FILE"],
    [["--output", "sarif"], "FORMAT=FILE"],
    [["--output", "sarif="], "Name a file"],
    [["--output", "sarif=x", "--output", "json=x"], "holds sarif already"],
    [["--output", "sarif=-", "--output", "pretty=-"], "holds sarif already"],
    [["--output", "sarif=web.yaml/x"], "cannot write"],
  ])("%j is refused", async (flags, message) => {
    const path = repository({ "web.yaml": typo });
    const { status, stderr } = await podns(path, ["lint", ...flags]);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(existsSync(join(path, "x"))).toBe(false);
  });

  test("outside of a repository names are relative to the current directory", async () => {
    directory = directoryWith({ "k8s/web.yaml": typo });
    const { stdout } = await podns(directory.path, ["lint", "--output", "json=-", "k8s"]);
    expect(JSON.parse(stdout)[0].file).toBe("k8s/web.yaml");
  });
});

function lintSchema(): object {
  return JSON.parse(readFileSync(new URL("../../schemas/lint.schema.json", import.meta.url), "utf8"));
}

/** True where every element is closed in its order. */
function balanced(xml: string): boolean {
  const open: string[] = [];
  for (const [, close, name, self] of xml.matchAll(/<(\/?)([a-z]+)(?:\s+[\w]+="[^"<]*")*\s*(\/?)>/g)) {
    if (name === undefined) return false;
    if (close === "/") {
      if (open.pop() !== name) return false;
    } else if (self !== "/") open.push(name);
  }
  return open.length === 0 && xml.replace(/<[^<>]*>/g, "").match(/[<>]/) === null;
}
