/**
 * Derives package.json's settings, package.nls.json and the JSON schema of `.podns.yaml` from the tables in the sources: writes them, or
 * with `--check` compares.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { grouped, moved } from "./words.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const file = path.join(root, "package.json");
const wordsFile = path.join(root, "package.nls.json");
const schemaFile = path.join(root, "schemas", "podns.schema.json");

const levels = ["default", "error", "warning", "information", "hint", "off"];

/** The two tables, from the sources as they stand. */
async function tables() {
  const contents = `
    export { settingRows } from "./server/src/workspace/settings/settings.ts";
    export { rules } from "./server/src/ide/rules/run/rules.ts";
    export { agentTools, inputSchema } from "./server/src/protocol/agent-tools.ts";
    export { personalSettings } from "./server/src/workspace/settings/repository-settings.ts";
  `;
  const stdin = { contents, resolveDir: root, loader: "ts" };
  const options = { bundle: true, write: false, format: "esm", platform: "browser", target: "es2022" };
  const { outputFiles } = await build({ stdin, ...options });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

async function properties() {
  const { settingRows, rules } = await tables();
  const rows = settingRows.map(({ key, schema, description }) => [
    `podns.${key}`,
    { ...schema, markdownDescription: description },
  ]);
  const severities = rules.map(({ id, why }) => [
    `podns.rules.${id}`,
    { type: "string", enum: levels, default: "default", markdownDescription: `Severity of \`${id}\`. ${why}` },
  ]);
  return Object.fromEntries([...rows, ...severities]);
}

/** The tools for models, as VS Code lists them. */
async function languageModelTools() {
  const { agentTools, inputSchema } = await tables();
  return agentTools.map((tool) => ({
    name: `podns_${tool.name}`,
    toolReferenceName: `podns${tool.name.replace(/(?:^|_)(.)/g, (_, letter) => letter.toUpperCase())}`,
    displayName: tool.title,
    userDescription: tool.description.split(/(?<=\.) /)[0],
    modelDescription: tool.description,
    canBeReferencedInPrompt: true,
    tags: ["kubernetes", "dns"],
    inputSchema: inputSchema(tool),
  }));
}

/** The repository file: the settings that are not about one person, and all severities. */
async function schema() {
  const { settingRows, rules, personalSettings } = await tables();
  const shared = settingRows.filter(({ key }) => !personalSettings.has(key));
  const rows = shared.map(({ key, schema: { editPresentation, ...schema }, description }) => [
    key,
    { ...schema, description },
  ]);
  const severities = rules.map(({ id, why }) => [id, { enum: [...levels, false], description: why }]);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "PodNS settings of a repository (.podns.yaml)",
    description: "Shared by editor and command line. Flags win over it, and it wins over the editor's settings.",
    type: "object",
    additionalProperties: false,
    properties: {
      ...Object.fromEntries(rows),
      rules: {
        type: "object",
        description: "Severities by rule id.",
        additionalProperties: false,
        properties: Object.fromEntries(severities),
      },
    },
  };
}

/** Writes the schema where it differs; with `--check` says so. */
async function updateSchema() {
  const wanted = await schema();
  const written = JSON.parse(await readFile(schemaFile, "utf8").catch(() => "null"));
  if (JSON.stringify(written) === JSON.stringify(wanted)) return;
  if (process.argv.includes("--check")) {
    console.error("schemas/podns.schema.json does not hold the settings of the tables: npm run contributes");
    process.exitCode = 1;
    return;
  }
  await mkdir(path.dirname(schemaFile), { recursive: true });
  await writeFile(schemaFile, `${JSON.stringify(wanted, undefined, 2)}\n`);
}

async function main() {
  await updateSchema();
  const text = await readFile(file, "utf8");
  const manifest = JSON.parse(text);
  manifest.contributes.configuration = grouped(await properties());
  manifest.contributes.languageModelTools = await languageModelTools();
  const known = JSON.parse(await readFile(wordsFile, "utf8").catch(() => "{}"));
  const words = moved(manifest, known);
  const wanted = `${JSON.stringify(manifest, undefined, 2)}\n`;
  // The formatter may have put a short list on one line.
  const isSame = JSON.stringify(JSON.parse(text)) === JSON.stringify(manifest);
  if (isSame && JSON.stringify(known) === JSON.stringify(words)) return;
  if (process.argv.includes("--check")) {
    console.error("package.json and package.nls.json do not hold the settings, tools and words: npm run contributes");
    process.exitCode = 1;
    return;
  }
  await writeFile(file, wanted);
  await writeFile(wordsFile, `${JSON.stringify(words, undefined, 2)}\n`);
}

await main();
