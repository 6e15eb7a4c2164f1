/** The extension's problem matcher reads what its task prints, and its tools for models are those of `podns mcp`. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { agentTools } from "../../server/src/protocol/agent-tools.ts";
import { directoryWith, lesson, podns } from "./in-process.ts";

const { contributes } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

test("each line of podns lint --format unix is a problem", async () => {
  const typo = lesson.replace("serviceName: web-headless", "serviceName: web-headles");
  const directory = directoryWith({ "a folder/web (1): x.yaml": typo, "b.yaml": typo });
  const { stdout } = await podns(directory.path, ["lint", "--format", "unix"]);
  const json = await podns(directory.path, ["lint", "--format", "json"]);
  directory.remove();
  const [pattern] = contributes.problemPatterns;
  const expression = new RegExp(pattern.regexp);
  const found = stdout
    .trimEnd()
    .split("\n")
    .map((line) => {
      const match = expression.exec(line) ?? [];
      const [file, at, severity, message, rule] = [
        pattern.file,
        pattern.line,
        pattern.severity,
        pattern.message,
        pattern.code,
      ].map((group: number) => match[group]);
      return { file, line: Number(at), severity, message, rule };
    });
  const rows: readonly Record<string, unknown>[] = JSON.parse(json.stdout);
  expect(found.length).toBeGreaterThan(1);
  const key = (one: Record<string, unknown>): string => JSON.stringify([one["file"], one["rule"], one["message"]]);
  expect(found.map(key).sort()).toEqual(rows.map(key).sort());
});

test("the matcher, the task and the tools are there under the names that the documents give them", () => {
  expect(contributes.problemMatchers[0]).toMatchObject({ name: "podns", pattern: "$podns" });
  expect(contributes.taskDefinitions[0].type).toBe("podns");
  expect(contributes.languageModelTools.map(({ name }: { readonly name: string }) => name)).toEqual(
    agentTools.map(({ name }) => `podns_${name}`),
  );
});
