/** Runs a command line inside the test's own process, on files that exist for one test only. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { run } from "../../server/src/hosts/cli/program.ts";
import type { Terminal } from "../../server/src/hosts/cli/terminal.ts";

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A directory with these files; `remove` deletes it. */
export function directoryWith(files: Readonly<Record<string, string | Uint8Array>>): {
  readonly path: string;
  readonly remove: () => void;
} {
  const path = mkdtempSync(join(tmpdir(), "podns-cli-"));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A directory with these files for the tests of one file: made before them, deleted after them. */
export function withFiles(files: Readonly<Record<string, string | Uint8Array>>): { readonly path: string } {
  let made: ReturnType<typeof directoryWith> | undefined;
  beforeAll(() => {
    made = directoryWith(files);
  });
  afterAll(() => made?.remove());
  return {
    get path() {
      return made?.path ?? "";
    },
  };
}

/** Runs `podns ARGS` in a directory; `screen`: the output goes to a terminal. */
export async function podns(
  cwd: string,
  args: readonly string[],
  stdin = "",
  screen: Pick<Terminal, "look" | "status"> = {},
): Promise<Outcome> {
  let stdout = "";
  let stderr = "";
  const status = await run(args, {
    cwd,
    ...screen,
    out: (text) => {
      stdout += text;
    },
    err: (text) => {
      stderr += text;
    },
    stdin: async () => new TextEncoder().encode(stdin),
  });
  return { status, stdout, stderr };
}

/** The lesson's application with addresses that are given, so that output can be compared whole. */
export const lesson = `apiVersion: v1
kind: Service
metadata: { name: web-headless }
spec:
  clusterIP: None
  selector: { app: web }
  ports: [{ name: http, port: 80 }]
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  clusterIP: 10.96.7.7
  selector: { app: web }
  ports: [{ name: http, port: 80 }]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: web }
spec:
  serviceName: web-headless
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: nginx, image: nginx }]
`;

/** A dump of a cluster: what is given wins, and nothing else exists. */
export const dump = `apiVersion: v1
kind: List
items:
- { apiVersion: v1, kind: Namespace, metadata: { name: shop } }
- apiVersion: v1
  kind: Service
  metadata: { name: api, namespace: shop }
  spec: { clusterIP: None, clusterIPs: [None], selector: { app: api }, ports: [{ name: http, port: 80, protocol: TCP, targetPort: 80 }] }
- apiVersion: v1
  kind: Pod
  metadata: { name: api-0, namespace: shop, labels: { app: api } }
  spec: { hostname: api-0, subdomain: api, containers: [{ name: c, image: busybox }] }
  status: { phase: Running, podIP: 10.244.3.4, podIPs: [{ ip: 10.244.3.4 }], conditions: [{ type: Ready, status: "True" }] }
`;
