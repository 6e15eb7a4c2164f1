/**
 * Replays what kustomize makes of folders with symbolic links (kustomize-links.json), through the command line: the same
 * objects or an error, and nothing that lies outside of the workspace.
 */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { directoryWith, podns } from "../cli/in-process.ts";
import { recordedJson } from "./recorded.ts";
import { tallyEach } from "./tally.ts";

type Files = Readonly<Record<string, string | { readonly link: string }>>;

interface Case {
  readonly id: string;
  readonly build: string;
  readonly files: Files;
  /** `Kind/name`, or `error`. */
  readonly made: readonly string[] | "error";
  /** kustomize follows it out of the workspace. */
  readonly leaves?: boolean;
}

const { outside, cases } = recordedJson<{ readonly outside: Files; readonly cases: readonly Case[] }>(
  "kustomize-links.json",
);

function write(root: string, folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, folder, path);
    mkdirSync(dirname(file), { recursive: true });
    if (typeof content === "string") writeFileSync(file, content.replaceAll("@", root));
    else symlinkSync(content.link.replaceAll("@", root), file);
  }
}

interface Printed {
  readonly objects: readonly { readonly kind: string; readonly metadata: { readonly name: string } }[];
  readonly open: readonly string[];
  readonly error: string | null;
}

/** The workspace is a repository, or the current directory of one who is in none. */
const modes = { repository: "/", "current directory": "ws" } as const;

describe.skipIf(process.platform === "win32").each(Object.entries(modes))("kustomize-links.json (%s)", (mode, cwd) => {
  tallyEach({ file: "kustomize-links.json", mode, unit: "cases" });
  test.each(cases.map((recorded) => [recorded.id, recorded] as const))("%s", async (id, recorded) => {
    const folder = directoryWith({});
    write(folder.path, "", outside);
    write(folder.path, "ws", recorded.files);
    if (mode === "repository") mkdirSync(join(folder.path, "ws/.git"));
    const here = cwd === "/" ? cwd : join(folder.path, cwd);
    const built = join(folder.path, "ws", recorded.build);
    const { stdout, stderr } = await podns(here, ["render", "--format", "json", built]);
    const commands = mode === "repository" ? ["pods", "records", "lint"] : [];
    const others = await Promise.all(
      commands.map((command) => podns(here, [command, "--format", "json", join(folder.path, "ws")])),
    );
    folder.remove();
    const { objects, open, error }: Printed = JSON.parse(stdout);
    const names = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`).toSorted();
    const isBeside = id === "base-link-within-own-folder" && mode !== "repository";
    if (recorded.leaves === true || isBeside)
      expect([names.includes("Service/outside-base"), open.length]).toEqual([false, 1]);
    else expect(error === null ? names : "error").toEqual(recorded.made);
    const printed = [stdout, stderr, ...others.flatMap((output) => [output.stdout, output.stderr])].join("\n");
    expect(printed).not.toContain("TOPSECRET");
    if (!JSON.stringify(recorded.files).includes("outside-")) expect(printed).not.toMatch(/outside-(?:web|base)\b/);
  });
});
