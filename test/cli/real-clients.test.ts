/**
 * Real programs ask `podns serve` in a network namespace of their own, with the Pod's resolv.conf and hosts file, and print
 * what the simulation prints. Linux only, where namespaces are allowed; each program that is missing is named.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ClientId, clientIds } from "../../server/src/dns/clients/simulation.ts";
import { buildCli } from "./build.ts";
import { directoryWith, podns } from "./in-process.ts";

/** The lesson's application, a Service with more Pods than fit into 512 octets, and one that nothing selects. */
const manifests = `apiVersion: v1
kind: Service
metadata: { name: web-headless }
spec: { clusterIP: None, selector: { app: web }, ports: [{ name: http, port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { clusterIP: 10.96.7.7, selector: { app: web }, ports: [{ name: http, port: 80 }] }
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
    spec: { containers: [{ name: nginx, image: nginx }] }
---
apiVersion: v1
kind: Service
metadata: { name: many }
spec: { clusterIP: None, selector: { app: many } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: many }
spec:
  replicas: 40
  selector: { matchLabels: { app: many } }
  template:
    metadata: { labels: { app: many } }
    spec: { containers: [{ name: c, image: nginx }] }
---
apiVersion: v1
kind: Service
metadata: { name: nobody }
spec: { clusterIP: None, selector: { app: nobody } }
---
apiVersion: v1
kind: Service
metadata: { name: alias }
spec: { type: ExternalName, externalName: web.default.svc.cluster.local }
`;

const allowed = spawnSync("unshare", ["-mn", "true"]).status === 0;
const why = allowed ? "" : " (skipped: no network namespace can be made here)";

const names = [
  "web",
  "web-headless",
  "web-headless.",
  "web-1.web-headless",
  "web-1.web-headless.default",
  "web-1.web-headless.default.svc.cluster.local",
  "web-9.web-headless",
  "web-0",
  "nobody",
  "alias",
  "many",
  "kubernetes.default",
  "default.svc.cluster.local",
  "localhost",
  "10.96.7.7",
  "10.244.255.254",
];

interface Program {
  readonly client: ClientId;
  readonly command: string;
  readonly isThere: () => boolean;
  readonly package: string;
}

const runs = (command: string, ...args: string[]): boolean => spawnSync(command, args).error === undefined;

let directory = { path: "", remove: (): void => {} };
let cli = { file: "", remove: (): void => {} };

const programs: readonly Program[] = [
  { client: "bind-nslookup", command: "nslookup", isThere: () => runs("nslookup", "-v"), package: "bind9-dnsutils" },
  { client: "host", command: "host", isThere: () => runs("host", "-V"), package: "bind9-host" },
  { client: "dig", command: "dig", isThere: () => runs("dig", "-v"), package: "bind9-dnsutils" },
  {
    client: "dig+search+short",
    command: "dig +search +short",
    isThere: () => runs("dig", "-v"),
    package: "bind9-dnsutils",
  },
  { client: busyboxRelease(), command: "busybox nslookup", isThere: () => runs("busybox"), package: "busybox" },
  { client: "getent-hosts", command: "getent hosts", isThere: () => runs("getent", "--version"), package: "libc-bin" },
  {
    client: "getent-ahosts",
    command: "getent ahosts",
    isThere: () => runs("getent", "--version"),
    package: "libc-bin",
  },
  { client: "musl-getent", command: "./getent-musl hosts", isThere: buildMuslGetent, package: "musl-tools and gcc" },
];

function busyboxRelease(): ClientId {
  const minor = /^BusyBox v1\.(\d+)/.exec(spawnSync("busybox", { encoding: "utf8" }).stdout ?? "")?.[1];
  return clientIds.find((id) => id === `busybox-nslookup@1.${minor}`) ?? "busybox-nslookup@1.36";
}

function buildMuslGetent(): boolean {
  const source = fileURLToPath(new URL("getent.c", import.meta.url));
  const built = spawnSync("musl-gcc", ["-static", "-o", join(directory.path, "getent-musl"), source]);
  return built.error === undefined && built.status === 0;
}

describe.skipIf(!allowed)(`real programs against podns serve${why}`, () => {
  let real: ReadonlyMap<string, { readonly stdout: string; readonly status: number }> = new Map();
  const missing = new Map<ClientId, string>();

  beforeAll(async () => {
    cli = await buildCli();
    directory = directoryWith({ "app/web.yaml": manifests });
    const there = programs.filter((program) => {
      const found = program.isThere();
      if (!found) missing.set(program.client, program.package);
      return found;
    });
    for (const [client, name] of missing) console.log(`not compared: ${client} (install ${name})`);
    real = await runInNamespace(there);
  }, 120_000);
  afterAll(() => {
    cli.remove();
    directory.remove();
  });

  test.each(programs)("$command", async ({ client }) => {
    if (missing.has(client)) return expect(allowed).toBe(true);
    const expected: Record<string, unknown> = {};
    const simulated: Record<string, unknown> = {};
    for (const name of names) {
      const found = real.get(`${client} ${name}`);
      expected[name] = { stdout: comparable(found?.stdout ?? "nothing"), status: found?.status };
      const { stdout, status } = await podns(directory.path, [
        "nslookup",
        name,
        "--from",
        "web-0",
        "--as",
        client,
        "--exclude",
        "getent*",
        "app",
      ]);
      simulated[name] = { stdout: comparable(stdout), status };
    }
    expect(simulated).toEqual(expected);
  });

  /** Starts the server on the cluster's DNS address and runs every program with every name. */
  async function runInNamespace(there: readonly Program[]): Promise<typeof real> {
    const conf =
      "search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n";
    const pod = JSON.parse((await podns(directory.path, ["pods", "--format", "json", "app"])).stdout).find(
      ({ name }: { name: string }) => name === "default/web-0",
    ).addresses[0];
    const hosts = `127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n${pod}\tweb-0.web-headless.default.svc.cluster.local\tweb-0\n`;
    const files = { "resolv.conf": conf, hosts, "nsswitch.conf": "hosts: files dns\n", "run.sh": script(there, pod) };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory.path, name), text);
    mkdirSync(join(directory.path, "out"));
    const ran = spawnSync("unshare", ["-mn", "sh", "run.sh"], {
      cwd: directory.path,
      encoding: "utf8",
      timeout: 100_000,
    });
    if (ran.status !== 0) throw new Error(`the namespace's script failed: ${ran.stdout}${ran.stderr}`);
    const out = (file: string): string => readFileSync(join(directory.path, "out", file), "utf8");
    return new Map(
      there.flatMap(({ client }, program) =>
        names.map((name, index) => {
          const file = `${program}-${index}`;
          return [`${client} ${name}`, { stdout: out(file), status: Number(out(`${file}.status`)) }] as const;
        }),
      ),
    );
  }

  function script(there: readonly Program[], pod: string): string {
    const mounts = ["resolv.conf", "hosts", "nsswitch.conf"].map((name) => `mount --bind ${name} /etc/${name}`);
    return [
      "set -e",
      "ip link set lo up",
      "ip addr add 10.96.0.10/32 dev lo",
      `ip addr add ${pod}/32 dev lo`,
      ...mounts,
      `"${process.execPath}" "${cli.file}" serve --listen 10.96.0.10:53 app >serve.log 2>&1 &`,
      "server=$!",
      "for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do grep -q listening serve.log && break; sleep 0.5; done",
      "grep -q listening serve.log || { cat serve.log; kill $server; exit 1; }",
      "set +e",
      ...there.flatMap(({ command }, program) =>
        names.map((name, index) => {
          const file = `out/${program}-${index}`;
          return `${command} ${name} >${file} 2>/dev/null; echo $? >${file}.status`;
        }),
      ),
      "kill $server",
      "exit 0",
    ].join("\n");
  }
});

/** Lines in any order (answers are shuffled); without what is made anew for each message. */
function comparable(text: string): readonly string[] {
  return text
    .replace(/<<>> DiG [^<]*<<>>/, "<<>> DiG <<>>")
    .replace(/, id: \d+/, "")
    .replace(/^; COOKIE:.*$/m, "; COOKIE")
    .replace(/^;; (Query time|WHEN).*$/gm, "")
    .replace(/(hostmaster\.cluster\.local\.) \d+/, "$1 0")
    .split("\n")
    .sort();
}
