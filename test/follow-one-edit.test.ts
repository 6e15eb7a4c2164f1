/** Makes the edit of docs/follow-one-edit.md, and holds the page's list of functions against those that run. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, expect, test } from "vitest";
import type { startEditor } from "./lsp/editor.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(root, "node_modules/.podns-steps-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Step {
  /** Below server/src. */
  readonly file: string;
  /** `function`, or `Class.method`. */
  readonly name: string;
}

const page = readFileSync(join(root, "docs/follow-one-edit.md"), "utf8");
const steps: readonly Step[] = [...page.matchAll(/^\d+\. `([a-z/-]+\.ts)` `([A-Za-z.]+)` /gm)].map(
  ([, file = "", name = ""]) => ({ file, name }),
);

const shown = ({ file, name }: Step): string => `${file} ${name}`;

/** The source with a call of `podnsStep` as the first statement of each of these functions. */
function traced(text: string, wanted: readonly Step[]): string {
  const lines = text.split("\n");
  for (const step of wanted) {
    const [, method] = step.name.split(".");
    const declared =
      method === undefined ? new RegExp(`^(?:export )?function\\*? ${step.name}[(<]`) : new RegExp(`^ {2}${method}\\(`);
    const start = lines.findIndex((line) => declared.test(line));
    if (start < 0) throw new Error(`${shown(step)} is not declared`);
    // The formatter ends a signature on its first line, or on one that begins with the bracket that closes it.
    const body = lines.findIndex(
      (line, index) => index >= start && / \{$/.test(line) && (index === start || /^ {0,2}\)/.test(line)),
    );
    lines.splice(body + 1, 0, `podnsStep(${JSON.stringify(shown(step))});`);
  }
  return lines.join("\n");
}

interface Traced {
  readonly startEditor: typeof startEditor;
}

/** An editor with a server whose functions of the page say that they run. */
async function tracedEditor(ran: (step: string) => void): Promise<Traced> {
  const outfile = join(folder, "editor.mjs");
  await build({
    stdin: { contents: `export { startEditor } from "./test/lsp/editor.ts";`, resolveDir: root, loader: "ts" },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    plugins: [
      {
        name: "steps",
        setup: ({ onLoad }) => {
          for (const file of new Set(steps.map((step) => step.file))) {
            const filter = new RegExp(
              `[\\\\/]server[\\\\/]src[\\\\/]${file.replaceAll("/", "[\\\\/]").replace(".", "\\.")}$`,
            );
            const wanted = steps.filter((step) => step.file === file);
            onLoad({ filter }, ({ path }) => ({ loader: "ts", contents: traced(readFileSync(path, "utf8"), wanted) }));
          }
        },
      },
    ],
  });
  Object.assign(globalThis, { podnsStep: ran });
  return (await import(pathToFileURL(outfile).href)) as Traced;
}

const workspace = `
# file: service.yaml
apiVersion: v1
kind: Service
metadata:
  name: web-headless
spec:
  clusterIP: None
  selector: { app: web }
  ports: [{ port: 80 }]
# file: set.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: web-headless
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: nginx
          env:
            - name: PEER
              value: web-2.web-headless
`;

test("the page names the functions that an edit passes, in order", async () => {
  const order = new Set<string>();
  const { startEditor } = await tracedEditor((step) => order.add(step));
  const editor = await startEditor(workspace);
  try {
    await editor.loaded();
    await editor.open("set.yaml");
    expect(await editor.diagnostics("set.yaml")).toEqual([]);
    order.clear();
    await editor.edit("set.yaml", "replicas: 3", "replicas: 2");
    const found = await editor.diagnostics("set.yaml");
    expect(found.map(({ message }) => message)).toEqual([
      expect.stringContaining("'web-2.web-headless' does not resolve"),
    ]);
    expect([...order]).toEqual(steps.map(shown));
  } finally {
    await editor.dispose();
  }
});
