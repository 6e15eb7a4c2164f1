import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asUri } from "../../base/source.ts";
import { createFileHost, decodeText } from "./file-host.ts";

let root = "";

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "podns-host-"));
  for (const folder of ["app", "app/deep er", ".git", "vendor", "target"]) mkdirSync(join(root, folder));
  for (const file of [
    "b.yaml",
    "a.yml",
    "c.json",
    "notes.md",
    "app/ä.yaml",
    "app/deep er/x.YAML",
    ".git/x.yaml",
    "vendor/v.yaml",
    "target/t.yaml",
  ]) {
    writeFileSync(join(root, file), `# ${file}\n`);
  }
  writeFileSync(join(root, "app", "binary.yaml"), Uint8Array.from([107, 0, 1, 2]));
  symlinkSync("..", join(root, "app", "loop"));
  symlinkSync("b.yaml", join(root, "again.yaml"));
  symlinkSync("nowhere.yaml", join(root, "broken.yaml"));
  symlinkSync(join(root, "notes.md"), join(root, "app", "named.yaml"));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

test("finds manifests once, follows links, leaves out what is excluded", async () => {
  const skipped: string[] = [];
  const host = createFileHost([root], { onSkipped: (path, why) => skipped.push(`${path.slice(root.length)}: ${why}`) });
  const base = pathToFileURL(root).href;
  const found = (await host.findFiles(["**/vendor/**"])).map((uri) => decodeURIComponent(uri.slice(base.length)));
  expect(found).toEqual([
    "/a.yml",
    "/b.yaml",
    "/c.json",
    "/app/binary.yaml",
    "/app/ä.yaml",
    "/app/deep er/x.YAML",
    "/target/t.yaml",
    "/app/named.yaml",
  ]);
  expect(skipped).toEqual(["/broken.yaml: the link leads nowhere"]);
});

test("reads texts; null and a reason for what is not text", async () => {
  const skipped: string[] = [];
  const host = createFileHost([root], { maxBytes: 10, onSkipped: (_, why) => skipped.push(why) });
  const uris = ["b.yaml", "app/binary.yaml", "gone.yaml", "app/deep er/x.YAML"].map((file) =>
    asUri(pathToFileURL(join(root, file)).href),
  );
  expect(await host.readFiles([...uris, asUri("untitled:1")])).toEqual(["# b.yaml\n", null, null, null, null]);
  expect(skipped).toEqual([
    "it is not text",
    "no such file or directory",
    "it has 21 bytes, 10 are the most that is read",
  ]);
});

test("decodes byte order marks", () => {
  expect(decodeText(Uint8Array.from([0xef, 0xbb, 0xbf, 97]))).toBe("a");
  expect(decodeText(Uint8Array.from([0xff, 0xfe, 97, 0]))).toBe("a");
  expect(decodeText(Uint8Array.from([0xfe, 0xff, 0, 97]))).toBe("a");
  expect(decodeText(Uint8Array.from([]))).toBe("");
});
