import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { capabilitiesByRequest } from "../server/src/hosts/lsp/capabilities.ts";
import { features } from "../server/src/hosts/lsp/features.ts";
import {
  chooseEnvironmentCommand,
  compareCommand,
  compareEnvironmentsCommand,
  explorerCommands,
  mapCommand,
  openSampleCommand,
  recordsCommand,
  renderedChartCommand,
  serverCommands,
  simulateCommand,
} from "../server/src/protocol/commands.ts";
import * as requests from "../server/src/protocol/request.ts";
import { settingRows } from "../server/src/workspace/settings/settings.ts";

function read(path: string): string {
  return readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), "utf8");
}

const page = read("PROTOCOL.md");
const readme = read("README.md");
// The shape is asserted below, by what is compared with it.
const manifest = JSON.parse(read("package.json")) as {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly configuration: readonly { readonly properties: Readonly<Record<string, unknown>> }[];
  };
};

const words: Readonly<Record<string, string>> = JSON.parse(read("package.nls.json"));

/** The interfaces of the wire by name, as their files write them. */
function interfaces(): ReadonlyMap<string, string> {
  const source = ["commands", "simulate", "timeline", "environments", "explorer", "map", "decisions"]
    .map((name) => read(`server/src/protocol/${name}.ts`))
    .join("\n");
  const found = source.matchAll(/^export interface (\w+)(?: extends \w+)? \{\n.*?^\}$/gms);
  return new Map([...found].map(([text, name = ""]) => [name, text]));
}

function headings(pattern: RegExp): readonly string[] {
  return [...page.matchAll(pattern)].map(([, name = ""]) => name).sort();
}

const namesOfTypes = /^export interface (\w+)(?: extends \w+)? \{/gm;

test("PROTOCOL.md has the types as they are (vitest -u writes them)", async () => {
  const types = interfaces();
  const written = page.replace(/```ts\n(.*?)```/gs, (_, block: string) => {
    const names = [...block.matchAll(namesOfTypes)].map(([, name = ""]) => name);
    return `\`\`\`ts\n${names.map((name) => `${types.get(name) ?? `// There is no ${name}.`}\n`).join("\n")}\`\`\``;
  });
  await expect(written).toMatchFileSnapshot("../PROTOCOL.md");
  expect(headings(namesOfTypes)).toEqual([...types.keys()].sort());
});

test("PROTOCOL.md describes every custom method and command", () => {
  const methods = Object.values(requests).map(({ method }) => method);
  expect(headings(/^### `(podns\/\w+)`$/gm)).toEqual(methods.sort());
  expect(headings(/^### `(podns\.\w+)`$/gm)).toEqual([recordsCommand, renderedChartCommand, simulateCommand].sort());
});

test("PROTOCOL.md lists the requests of the table", () => {
  const [, table = ""] = /## Standard requests\n(.*?)\n## /s.exec(page) ?? [];
  const listed = [...table.matchAll(/`((?:textDocument|workspace|callHierarchy)\/[\w/]+)`(?=[^|]*\|[^|]*\|$)/gm)].map(
    ([, name]) => name,
  );
  const custom = new Set(Object.values(requests).map(({ method }) => method));
  const answered = features.map(({ method }) => method).filter((method) => !custom.has(method));
  // Pulled diagnostics of the workspace wait for news: they are answered beside the table.
  expect(listed.sort()).toEqual([...answered, "workspace/diagnostic"].sort());
});

test("every row of the table but the custom ones announces itself, and nothing else is announced", () => {
  const announced = Object.keys(capabilitiesByRequest);
  const custom = [
    "podns/simulate",
    "podns/timeline",
    "podns/names",
    "podns/records",
    "podns/environments",
    "podns/compare",
    "podns/explorer",
    "podns/explorerPlace",
    "podns/renderedChart",
    "podns/decisions",
    "podns/map",
    "podns/mapText",
  ];
  expect([...announced, ...custom].sort()).toEqual(features.map(({ method }) => method).sort());
  for (const capabilities of Object.values(capabilitiesByRequest)) expect(Object.keys(capabilities)).toHaveLength(1);
});

test("package.json and README.md have the commands and the settings", () => {
  const { commands, configuration } = manifest.contributes;
  expect(commands.map(({ command }) => command).sort()).toEqual(
    [
      chooseEnvironmentCommand,
      compareCommand,
      compareEnvironmentsCommand,
      mapCommand,
      openSampleCommand,
      recordsCommand,
      renderedChartCommand,
      simulateCommand,
      ...Object.values(explorerCommands),
      ...Object.values(serverCommands),
    ].sort(),
  );
  for (const { command } of commands) expect(readme).toContain(`PodNS: ${words[`command.${command}`]}`);
  const rows = settingRows.map(({ key }) => `podns.${key}`);
  const contributed = configuration
    .flatMap(({ properties }) => Object.keys(properties))
    .filter((key) => !key.startsWith("podns.rules."));
  expect(contributed.sort()).toEqual([...rows].sort());
  const [, table = ""] = /## Settings\n(.*?)\n\n\S(?!\|)/s.exec(readme) ?? [];
  const described = [...table.matchAll(/`(podns\.\w+)`/g)].map(([, key]) => key);
  expect(described.sort()).toEqual([...rows, "podns.rules"].sort());
});
