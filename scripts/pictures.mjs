/** Takes the pictures of walkthrough and README in a real VS Code, and puts them into media/. It needs a production build. */
import { spawnSync } from "node:child_process";
import { copyFile, mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const results = path.join(root, "test-results");
const media = path.join(root, "media");

const only = "^the (?:moving )?pictures? of";
const { status } = spawnSync(process.execPath, ["test/vscode/run.mjs", "ui", "--only", only], {
  cwd: root,
  stdio: "inherit",
});
if (status !== 0) process.exit(status ?? 1);
await mkdir(path.join(media, "walkthrough"), { recursive: true });
for (const file of await readdir(path.join(results, "walkthrough")))
  await copyFile(path.join(results, "walkthrough", file), path.join(media, "walkthrough", file));
await copyFile(path.join(results, "readme.png"), path.join(media, "panel.png"));
await copyFile(path.join(results, "tour.png"), path.join(media, "tour.png"));
