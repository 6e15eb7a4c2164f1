/**
 * Names, paths and texts of manifests that attack whoever shows them, through every command: no byte of the output moves
 * a cursor, turns text around, or gives a command to what reads a log.
 */
import { spawn } from "node:child_process";
import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isVisible } from "../../server/src/base/visible.ts";
import { buildCli } from "./build.ts";
import { directoryWith, lesson, podns } from "./in-process.ts";

/** What a text may try. */
const attacks = {
  characters:
    "\u001b]0;owned\u0007\u001b[31m\u202egnp.exe\u2066\u009b31m\u0085\u2028\u2029\b\u007f\r##[error]owned##vso[x]",
  line: "\n::error file=a.yaml::owned\n",
  begin: "::error::owned",
  blank: "  ::add-mask::owned",
} as const;

/** Objects with the text in every field that comes back in names, records, findings and messages. */
function objects(text: string): string {
  const quoted = JSON.stringify(text);
  const named = JSON.stringify(`web${text}`);
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: named },
      spec: { selector: { app: quoted }, ports: [{ port: 80 }] },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: '"out"', namespace: quoted },
      spec: { type: "ExternalName", externalName: named },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: '"api"', labels: { app: quoted } },
      spec: { selector: { app: '"api"' }, ports: [{ name: quoted, port: 80, targetPort: quoted }], clusterIP: quoted },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: '"fine"' },
      spec: { selector: { app: named }, ports: [{ name: '"http"', port: 80, targetPort: named }] },
    },
    {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: { name: '"set"' },
      spec: {
        serviceName: named,
        selector: { matchLabels: { app: '"set"' } },
        template: {
          metadata: { labels: { app: '"set"' } },
          spec: {
            hostname: quoted,
            subdomain: named,
            containers: [
              {
                name: named,
                image: named,
                env: [
                  {
                    name: '"URL"',
                    value: JSON.stringify(`http://web-0.gone${text}.default.svc.cluster.local:80/${text}`),
                  },
                  { name: quoted, value: JSON.stringify(`postgres://gone.default.svc.cluster.local/${text}`) },
                ],
              },
            ],
          },
        },
      },
    },
    { apiVersion: "v1", kind: "Pod", metadata: { name: named, namespace: named }, spec: { containers: [] } },
    { apiVersion: "v1", kind: quoted, metadata: { name: quoted } },
    { apiVersion: quoted, kind: '"Service"', metadata: { name: quoted } },
    {
      apiVersion: "v1",
      kind: '"ConfigMap"',
      metadata: { name: '"settings"', annotations: { [`a${text}`]: quoted } },
      data: { [`k${text}`]: quoted },
    },
    {
      apiVersion: "v1",
      kind: '"Pod"',
      metadata: { name: '"plain"', [`unknown${text}`]: quoted },
      spec: { containers: [{ name: "c", image: "busybox" }] },
    },
  ]
    .map((object) =>
      JSON.stringify(object, (_, value) =>
        typeof value === "string" && value.startsWith('"') ? JSON.parse(value) : value,
      ),
    )
    .join("\n---\n");
}

function workspace(text: string): Readonly<Record<string, string>> {
  const quoted = JSON.stringify(text);
  const inName = text.replaceAll("/", "");
  return {
    "app/objects.yaml": objects(text),
    "app/web.yaml": lesson,
    [`app/${inName}.yaml`]: objects(text),
    [`app/${inName}/broken${inName}.yaml`]: `a: [${quoted}, *x${inName.replaceAll(/\s/g, "")}\n`,
    "app/twice.yaml": `${quoted}: 1\n${quoted}: 2\n? [${quoted}]\n: &a !<${quoted}> {<<: ${quoted}}\n`,
    "app/.podns.yaml": `${quoted}: 1\nrules: {${quoted}: ${quoted}, host-unresolvable: ${quoted}}\nclusterDomain: ${quoted}\n`,
    "chart/Chart.yaml": `name: ${quoted}\nversion: ${quoted}\n`,
    [`chart/templates/${inName}.yaml`]: "kind: Service\n",
    [`chart/values-${inName}.yaml`]: `a: ${quoted}\n`,
    "kustomized/kustomization.yaml": `namePrefix: ${quoted}
resources: [web.yaml, ${JSON.stringify(`gone${text}.yaml`)}, ${JSON.stringify(`https://example.com/${text}`)}]
configMapGenerator: [{name: ${JSON.stringify(`made${text}`)}, literals: [${JSON.stringify(`a=${text}`)}]}]
commonAnnotations: {${quoted}: ${quoted}}
`,
    "kustomized/web.yaml": lesson,
    "refused/kustomization.yaml": `${quoted}: 1\nresources: [${quoted}]\n`,
    "built/kustomization.yaml": `configMapGenerator: [{name: made, literals: [${JSON.stringify(`a=${text}`)}, ${JSON.stringify(`b${text}=1`)}]}]
commonAnnotations: {${quoted}: ${quoted}}
resources: [web.yaml]
`,
    "built/web.yaml": lesson,
    "patched/kustomization.yaml": `patches: [{target: {kind: ${quoted}}, patch: ${quoted}}]\nresources: [${JSON.stringify(`${inName}.yaml`)}]\n`,
    [`patched/${inName}.yaml`]: lesson,
    Corefile: `.:53 {\n kubernetes cluster.local\n ${quoted}\n forward . ${quoted}\n rewrite name ${quoted} ${quoted}\n hosts {\n  192.0.2.1 ${JSON.stringify(`x${text}.example.com`)} x.example.com\n }\n}\n`,
    "scenario.yaml": `events:
- {at: 1s, scale: ${JSON.stringify(`sts/${text}`)}, replicas: 2}
- {at: 2s, delete: ${JSON.stringify(`pod/web-0${text}`)}}
- {at: 3s, apply: ${JSON.stringify(`${text}.yaml`)}}
- {at: 4s, ${quoted}: ${quoted}}
- ${quoted}
`,
    "plays.yaml": "events:\n- {at: 1s, delete: pod/web-0}\n- {at: 2s, scale: sts/gone, replicas: 2}\n",
    "resolv.conf": `nameserver 10.96.0.10\nsearch ${text} svc.cluster.local\noptions ${text}\n`,
  };
}

/** Everything that one output must not hold. */
function wrongIn(output: string): readonly string[] {
  return output.split("\n").flatMap((line) => {
    const harmful =
      line.split("\t").some((part) => !isVisible(part)) || /^\s*::(?![0-9a-f:]*\s)|##\[|##vso\[/.test(line);
    return harmful ? [JSON.stringify(line.slice(0, 300))] : [];
  });
}

const helm = `#!/bin/sh
case "$1" in version) exit 0;; esac
printf 'Error: \\033[31mowned\\n::error::owned\\n' >&2
exit 1
`;

let cli = { file: "", remove: (): void => {} };
const made: { readonly path: string; readonly remove: () => void }[] = [];

beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => {
  cli.remove();
  for (const folder of made) folder.remove();
});

const commands: readonly (readonly string[])[] = [
  ["pods"],
  ["pods", "--format", "json"],
  ["pods", "--snapshot", "app"],
  ["pods", "--corefile", "Corefile", "app"],
  ["pods", "--scenario", "scenario.yaml", "--at", "2s", "app"],
  ["pods", "--scenario", "plays.yaml", "--at", "2s", "app/web.yaml"],
  ...["table", "json", "zone", "hosts"].map((format) => ["records", "--format", format]),
  ...["table", "json", "zone", "hosts"].map((format) => ["records", "--snapshot", "--format", format, "app"]),
  ["nslookup", "web", "--explain"],
  ["nslookup", "x.example.com", "--corefile", "Corefile", "--explain", "app"],
  ["nslookup", "web", "--json", "app"],
  ["nslookup", "web", "--from", "gone", "app"],
  ["nslookup", "web", "--resolv-conf", "resolv.conf", "--explain", "app"],
  ...["svg", "mermaid", "dot", "json"].map((format) => ["map", "--format", format]),
  ...["svg", "mermaid", "dot", "json"].map((format) => ["map", "--snapshot", "--format", format, "app"]),
  ["timeline", "web", "--scenario", "plays.yaml", "app/web.yaml"],
  ["timeline", "web", "--scenario", "plays.yaml", "--format", "json", "app/web.yaml"],
  ["timeline", "web", "--scenario", "scenario.yaml", "app"],
  ["lint"],
  ["lint", "--format", "json"],
  ["lint", "--snapshot", "app"],
  ...["kustomized", "refused", "built", "patched", "chart", "app"].flatMap((folder) => [
    ["render", folder],
    ["render", "--origins", folder],
    ["render", "--format", "json", "--origins", folder],
  ]),
];

describe.skipIf(process.platform === "win32").each(Object.entries(attacks))("%s", (_, text) => {
  let directory = { path: "", remove: (): void => {} };
  beforeAll(() => {
    directory = directoryWith({ ...workspace(text), "bin/helm": helm });
    chmodSync(join(directory.path, "bin/helm"), 0o755);
    symlinkSync("nowhere", join(directory.path, `app/link${text.replaceAll("/", "")}.yaml`));
    made.push(directory);
  });

  test.each(commands.map((command) => [command]))("%j", async (args) => {
    const { stdout, stderr } = await podns(directory.path, args);
    expect(wrongIn(stdout)).toEqual([]);
    expect(wrongIn(stderr)).toEqual([]);
    expect(stderr).not.toContain("this should not have happened");
    if (args.includes("json")) expect(() => JSON.parse(stdout || "null")).not.toThrow();
  });

  test("what is typed", async () => {
    for (const args of [
      ["pods", text],
      ["pods", `--${text}`],
      [text],
      ["pods", "--families", text],
      ["pods", "--corefile", text],
      ["nslookup", text, "app"],
      ["nslookup", "web", "--server", text, "app"],
      ["nslookup", "web", "--from", text, "app"],
      ["nslookup", "web", "--resolv-conf", text, "app"],
      ["timeline", text, "app"],
      ["timeline", "web", "--from", text, "--scenario", text, "app"],
      ["records", "--domain", text, "app"],
      ["render", "chart", "--helm", "--values", text],
    ]) {
      const { stdout, stderr } = await podns(directory.path, args);
      expect([args, wrongIn(stdout), wrongIn(stderr)]).toEqual([args, [], []]);
    }
  });

  test("serve, helm and the program itself", async () => {
    const env = { ...process.env, PATH: `${join(directory.path, "bin")}:${process.env["PATH"]}` };
    const flags = ["--helm", "--corefile", "Corefile", "--scenario", "plays.yaml", "--listen", "127.0.0.1:0"];
    const child = spawn(process.execPath, [cli.file, "serve", ...flags], { cwd: directory.path, env });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk) => {
      stdout += String(chunk);
      // What happens in the scenario is told as well.
      if (/^listening on 127/.test(stdout)) setTimeout(() => child.kill("SIGTERM"), 2500);
    });
    child.stderr.on("data", (chunk) => {
      stderr += String(chunk);
    });
    await new Promise((resolve) => child.once("close", resolve));
    expect(stdout).toMatch(/^listening on 127\.0\.0\.1:\d+\n$/);
    expect(stderr).toContain("owned");
    expect(wrongIn(stderr)).toEqual([]);
  });
});

test("every command was run on every attack", () => {
  expect(made).toHaveLength(process.platform === "win32" ? 0 : Object.keys(attacks).length);
});
