/** Checks that everything of others that ships is told: a notice with its licence text, and a line of the bill of materials. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly folder: string;
  readonly texts: readonly string[];
  readonly bundles: readonly string[];
}

interface Built {
  readonly bundle: { readonly out: string };
  readonly metafile: {
    readonly outputs: Readonly<
      Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
    >;
  };
}

/** The build's scripts have no types of their own: what is used of them is written here. */
interface Scripts {
  readonly metafilesOfShipped: () => Promise<readonly Built[]>;
  readonly packagesOf: (built: readonly Built[]) => Promise<readonly BundledPackage[]>;
  readonly bundledPackages: (
    root: string,
    files: ReadonlyMap<string, readonly string[]>,
  ) => Promise<readonly BundledPackage[]>;
  readonly noticesOf: (root: string, packages: readonly BundledPackage[]) => Promise<string>;
  readonly sbomOf: (root: string, product: object, packages: readonly BundledPackage[]) => Promise<string>;
}

let scripts: Scripts;
let built: readonly Built[];
let packages: readonly BundledPackage[];
let notices: string;

beforeAll(async () => {
  const files = ["esbuild.mjs", "scripts/bundled-packages.mjs", "scripts/notices.mjs", "scripts/sbom.mjs"];
  const modules = await Promise.all(files.map((file) => import(join(root, file))));
  scripts = Object.assign({}, ...modules) as Scripts;
  built = await scripts.metafilesOfShipped();
  packages = await scripts.packagesOf(built);
  notices = await scripts.noticesOf(root, packages);
}, 120_000);

test("every package in a bundle has its notice, with all of its licence texts", () => {
  // Counted here once more, from what the bundler says: what left bytes in a bundle that ships.
  const inputs = built
    .flatMap(({ metafile }) => Object.values(metafile.outputs))
    .flatMap((output) => Object.entries(output.inputs))
    .flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []));
  const folders = new Set(inputs.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file) ?? []));
  expect(folders.size).toBeGreaterThan(10);
  expect(packages.map(({ folder: at }) => at).sort()).toEqual([...folders, "node_modules/@vscode/codicons"].sort());
  for (const name of ["yaml", "vscode-languageserver", "vscode-languageclient", "vscode-jsonrpc", "valibot"]) {
    expect(packages.map((one) => one.name)).toContain(name);
  }
  for (const { name, version, license, texts } of packages) {
    expect(notices).toContain(`\n${name} ${version} (${license})\n`);
    expect(texts.length).toBeGreaterThan(0);
    for (const text of texts) expect(notices).toContain(text);
  }
});

test("the icons have their two licences", () => {
  const [icons] = packages.filter(({ name }) => name === "@vscode/codicons");
  expect(icons).toMatchObject({
    license: "CC-BY-4.0 AND MIT",
    bundles: ["dist/codicons/codicon.css", "dist/codicons/codicon.ttf"],
  });
  expect(notices).toContain("Attribution 4.0 International");
  expect(icons?.texts.some((text) => text.includes("Permission is hereby granted"))).toBe(true);
});

test("works that are restated are told with their licences", () => {
  for (const name of ["Kubernetes", "CoreDNS", "kustomize", "Helm", "go-yaml", "sprig", "Go (BSD-3-Clause)"]) {
    expect(notices).toContain(`\n${name}`);
  }
  expect(notices).toContain("TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION");
});

const folder = mkdtempSync(join(tmpdir(), "podns-notices-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A package as npm would lay it down. */
function lay(
  name: string,
  license: unknown,
  files: Readonly<Record<string, string>>,
): ReadonlyMap<string, readonly string[]> {
  const at = join(folder, "node_modules", name);
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, "package.json"), JSON.stringify({ name, version: "1.0.0", license }));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(at, file), text);
  return new Map([["dist/x.js", [`node_modules/${name}/index.js`, "server/src/own.ts"]]]);
}

test.each([
  ["without a licence text", "bare", "MIT", {}, "has no licence text"],
  ["with a licence that nobody looked at", "strict", "GPL-3.0-only", { LICENSE: "x" }, "under 'GPL-3.0-only'"],
  ["with one that nobody looked at beside another", "mixed", "(MIT AND SSPL-1.0)", { LICENSE: "x" }, "SSPL-1.0"],
  ["without a licence", "silent", undefined, { LICENSE: "x" }, "under 'undefined'"],
])("a package %s fails the build", async (_, name, license, files, words) => {
  await expect(scripts.bundledPackages(folder, lay(name, license, files))).rejects.toThrow(words);
});

test("licence texts are found under their usual names, and packages inside of packages", async () => {
  lay("@scope/outer", "MIT", { "LICENCE.md": "outer" });
  lay("@scope/outer/node_modules/inner", "(MIT OR Apache-2.0)", {
    COPYING: "inner",
    "NOTICE.txt": "told\r\n",
    "index.js": "",
  });
  const files = new Map([
    ["dist/b.js", ["node_modules/@scope/outer/a.js", "node_modules/@scope/outer/node_modules/inner/b.js"]],
    ["dist/a.js", ["node_modules/@scope/outer/a.js"]],
  ]);
  const found = await scripts.bundledPackages(folder, files);
  expect(found.map(({ folder: at, texts, bundles }) => [at, texts, bundles])).toEqual([
    ["node_modules/@scope/outer", ["outer"], ["dist/a.js", "dist/b.js"]],
    ["node_modules/@scope/outer/node_modules/inner", ["inner", "told"], ["dist/b.js"]],
  ]);
});

test("the bill of materials is valid, lists the same packages, and is the same each time", async () => {
  const product = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as object;
  const text = await scripts.sbomOf(root, product, packages);
  expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)).toBeNull();
  const { components, metadata, dependencies } = JSON.parse(text);
  expect(metadata.component).toMatchObject({ type: "application", name: "podns" });
  const listed = components.map(({ "bom-ref": at, version, hashes, licenses, purl }: Record<string, unknown>) => {
    expect(hashes).toEqual([{ alg: "SHA-512", content: expect.stringMatching(/^[0-9a-f]{128}$/) }]);
    expect(licenses).toHaveLength(1);
    expect(purl).toMatch(/^pkg:npm\/(%40[^/@]+\/)?[^/@]+@\d/);
    return `${at} ${version}`;
  });
  expect(text).toContain('"expression": "CC-BY-4.0 AND MIT"');
  expect(listed.sort()).toEqual(packages.map(({ folder: at, version }) => `${at} ${version}`).sort());
  expect(dependencies.find(({ ref }: { ref: string }) => ref.startsWith("podns@")).dependsOn.length).toBe(
    packages.length,
  );
  expect(await scripts.sbomOf(root, product, packages)).toBe(text);
});

test("what ships has the notices and the page on security", () => {
  const ignore = readFileSync(join(root, ".vscodeignore"), "utf8").split("\n");
  expect(ignore).toContain("!dist/ThirdPartyNotices.txt");
  expect(ignore).toContain("!SECURITY.md");
  expect(readFileSync(join(root, "README.md"), "utf8")).toContain("(SECURITY.md)");
});
