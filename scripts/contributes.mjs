/** Knows how package.json's settings follow from the tables in the sources: writes them, or with `--check` compares. */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const file = path.join(root, "package.json");

const levels = ["default", "error", "warning", "information", "hint", "off"];

/** The two tables, from the sources as they stand. */
async function tables() {
  const contents = `
    export { settingRows } from "./server/src/analysis/settings.ts";
    export { rules } from "./server/src/rules/rules.ts";
  `;
  const stdin = { contents, resolveDir: root, loader: "ts" };
  const options = { bundle: true, write: false, format: "esm", platform: "browser", target: "es2022" };
  const { outputFiles } = await build({ stdin, ...options });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

async function properties() {
  const { settingRows, rules } = await tables();
  const rows = settingRows.map(({ key, schema, description }) => [`podns.${key}`, { ...schema, description }]);
  const severities = rules.map(({ id, why }) => [
    `podns.rules.${id}`,
    { type: "string", enum: levels, default: "default", markdownDescription: `Severity of \`${id}\`. ${why}` },
  ]);
  return Object.fromEntries([...rows, ...severities]);
}

async function main() {
  const text = await readFile(file, "utf8");
  const manifest = JSON.parse(text);
  manifest.contributes.configuration.properties = await properties();
  const wanted = `${JSON.stringify(manifest, undefined, 2)}\n`;
  // The formatter may have put a short list on one line.
  if (JSON.stringify(JSON.parse(text)) === JSON.stringify(manifest)) return;
  if (process.argv.includes("--check")) {
    console.error("package.json does not hold the settings of the tables: npm run contributes");
    process.exitCode = 1;
    return;
  }
  await writeFile(file, wanted);
}

await main();
