import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asUri } from "../../base/source.ts";
import { createFileHost } from "./file-host.ts";
import { readRegularFile } from "./regular-file.ts";

const folder = mkdtempSync(join(tmpdir(), "podns-regular-"));
const server = createServer();

beforeAll(async () => {
  writeFileSync(join(folder, "fine.yaml"), "a: 1\n");
  writeFileSync(join(folder, "empty.yaml"), "");
  writeFileSync(join(folder, "sparse.yaml"), "a: 1\n");
  truncateSync(join(folder, "sparse.yaml"), 1_500_000_000);
  writeFileSync(join(folder, "late.yaml"), `${"a: 1\n".repeat(4000)}\0`);
  if (process.platform === "win32") return;
  execFileSync("mkfifo", [join(folder, "pipe.yaml")]);
  await new Promise<void>((resolve) => server.listen(join(folder, "socket.yaml"), resolve));
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

test("the bytes of a regular file, up to the limit", () => {
  const read = (name: string, most: number): string => String(readRegularFile(join(folder, name), most));
  expect([read("fine.yaml", 5), read("fine.yaml", 500), read("empty.yaml", 0)]).toEqual(["a: 1\n", "a: 1\n", ""]);
  expect(() => read("fine.yaml", 4)).toThrow("it has 5 bytes, 4 are the most that is read");
  expect(() => read("sparse.yaml", 1000)).toThrow("it has 1500000000 bytes, 1000 are the most that is read");
  expect(() => read("gone.yaml", 4)).toThrow("no such file");
  expect(() => readRegularFile(folder, 4)).toThrow("it is a directory");
});

test("a file whose size says nothing ends at the limit, too", { skip: process.platform !== "linux" }, () => {
  expect(String(readRegularFile("/proc/self/status", 1_000_000))).toContain("Name:");
  expect(() => readRegularFile("/proc/self/status", 10)).toThrow("it has more than 10 bytes");
});

describe.skipIf(process.platform === "win32")("what is not a regular file", () => {
  test("is not opened, and said", async () => {
    const read = (path: string) => () => readRegularFile(path, 1000);
    expect(read(join(folder, "pipe.yaml"))).toThrow("it is a named pipe");
    expect(read(join(folder, "socket.yaml"))).toThrow("it is a socket");
    expect(read("/dev/zero")).toThrow("it is a device");
  });

  test("is left out of a folder by its name", async () => {
    const skipped: string[] = [];
    const host = createFileHost([folder], {
      onSkipped: (path, why) => skipped.push(`${path.slice(folder.length)} ${why}`),
    });
    const found = await host.findFiles([]);
    expect(found.map((uri) => uri.slice(uri.lastIndexOf("/") + 1))).toEqual([
      "empty.yaml",
      "fine.yaml",
      "late.yaml",
      "sparse.yaml",
    ]);
    expect(skipped.splice(0)).toEqual(["/pipe.yaml it is a named pipe", "/socket.yaml it is a socket"]);
    const named = [...found, asUri(pathToFileURL(join(folder, "pipe.yaml")).href)];
    expect(await host.readFiles(named)).toEqual(["", "a: 1\n", null, null, null]);
    expect(skipped).toEqual([
      "/late.yaml it is not text",
      "/sparse.yaml it has 1500000000 bytes, 16777216 are the most that is read",
      "/pipe.yaml it is a named pipe",
    ]);
  });
});
