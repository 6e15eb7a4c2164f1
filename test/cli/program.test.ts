/** The bundle as a program: any directory, standard streams, exit status, real sockets, real clients. */
import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { buildCli } from "./build.ts";
import { directoryWith, dump, lesson } from "./in-process.ts";

let cli = { file: "", remove: (): void => {} };
let directory = { path: "", remove: (): void => {} };

beforeAll(async () => {
  cli = await buildCli();
  directory = directoryWith({ "app/web.yaml": lesson, "dump.yaml": dump });
});
afterAll(() => {
  cli.remove();
  directory.remove();
});

describe("podns as a program", () => {
  const run = (args: readonly string[], input = "", cwd = directory.path) =>
    spawnSync(process.execPath, [cli.file, ...args], { input, cwd, encoding: "utf8", maxBuffer: 1 << 26 });

  test("runs from any directory, with paths relative to it", () => {
    const { status, stdout, stderr } = run(
      ["records", "--format", "hosts", "--snapshot", join(directory.path, "dump.yaml")],
      "",
      tmpdir(),
    );
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^10\.244\.3\.4\t/);
  });

  test("reads standard input, writes everything, exits with its status", () => {
    const many = Array.from({ length: 400 }, (_, index) => lesson.replaceAll("web", `web${index}`)).join("---\n");
    const { status, stdout } = run(["records", "--format", "json", "-"], many);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).length).toBeGreaterThan(400 * 6);
    expect(run(["nslookup", "nowhere", "--from", "web-0", "app"]).status).toBe(1);
    expect(run(["pods", "nowhere"]).status).toBe(2);
  });
});

interface Server {
  readonly port: number;
  readonly stderr: (text: string) => Promise<string>;
}

const children: ChildProcess[] = [];

/** Starts `podns serve` and waits for its port. */
async function serve(args: readonly string[]): Promise<Server> {
  const child = spawn(process.execPath, [cli.file, "serve", "--listen", "127.0.0.1:0", ...args], {
    cwd: directory.path,
  });
  children.push(child);
  let errors = "";
  const waiting = new Set<() => void>();
  child.stderr?.on("data", (chunk) => {
    errors += String(chunk);
    for (const check of waiting) check();
  });
  const port = await new Promise<number>((resolve, reject) => {
    let output = "";
    child.stdout?.on("data", (chunk) => {
      output += String(chunk);
      const match = /^listening on 127\.0\.0\.1:(\d+)\n/.exec(output);
      if (match !== null) resolve(Number(match[1]));
    });
    child.once("exit", (code) => reject(new Error(`ended with ${code}: ${errors}`)));
  });
  const stderr = (text: string): Promise<string> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (!errors.includes(text)) return;
        waiting.delete(check);
        resolve(errors);
      };
      waiting.add(check);
      check();
    });
  return { port, stderr };
}

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null) continue;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
    expect(child.exitCode).toBe(0);
  }
});

function client(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, [...args], { encoding: "utf8", timeout: 120_000 }, (error, stdout) => {
      // A status of 1 is an answer, too: nslookup's NXDOMAIN.
      if (error !== null && typeof error.code !== "number") reject(error);
      else resolve(stdout);
    });
  });
}

const hasClients = ["dig", "nslookup"].every((program) => spawnSync(program, ["-v"]).error === undefined);
const clients = hasClients ? "dig and nslookup" : "dig and nslookup (skipped: bind9-dnsutils is not installed)";

describe.skipIf(!hasClients)(`podns serve, asked by ${clients}`, () => {
  test("addresses, ports, reverse names; over UDP and TCP", async () => {
    const { port } = await serve(["app"]);
    const dig = (...args: string[]): Promise<string> =>
      client("dig", ["@127.0.0.1", "-p", String(port), "+tries=1", ...args]);
    const short = await dig("+short", "web.default.svc.cluster.local");
    expect(short).toBe("10.96.7.7\n");
    expect(await dig("+short", "+tcp", "web.default.svc.cluster.local")).toBe(short);
    const srv = await dig("+short", "_http._tcp.web-headless.default.svc.cluster.local", "SRV");
    expect(srv.trim().split("\n").sort()).toEqual(
      [0, 1, 2].map((at) => `0 33 80 web-${at}.web-headless.default.svc.cluster.local.`),
    );
    expect(await dig("+short", "-x", "10.96.7.7")).toBe("web.default.svc.cluster.local.\n");
    const whole = await dig("web.default.svc.cluster.local");
    expect(whole).toMatch(/status: NOERROR/);
    expect(whole).toMatch(/flags: qr aa rd; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1/);
    expect(whole).toMatch(/COOKIE: [0-9a-f]{16} \(echoed\)/);
    expect(whole).not.toMatch(/WARNING.*malformed|Warning: Message parser/i);
    expect(await dig("nothing.default.svc.cluster.local")).toMatch(
      /status: NXDOMAIN[\s\S]*IN\s+SOA\s+ns\.dns\.cluster\.local\./,
    );
    expect(await dig("web.default.svc.cluster.local", "AAAA")).toMatch(/status: NOERROR[\s\S]*ANSWER: 0, AUTHORITY: 1/);
    expect(await dig("example.com")).toMatch(/status: SERVFAIL/);
    expect(await dig("cluster.local", "AXFR")).toMatch(/Transfer failed/);
    expect(await dig("-c", "CH", "version.bind", "TXT")).toMatch(/status: REFUSED/);
    expect(await dig("+opcode=STATUS", "cluster.local")).toMatch(/status: NOTIMP/);
    expect(await dig("+edns=1", "+noednsnegotiation", "cluster.local")).toMatch(/status: BADVERS/);
    expect(await dig("WEB.Default.svc.cluster.local", "TYPE65")).toMatch(
      /status: NOERROR[\s\S]*;WEB\.Default\.svc\.cluster\.local\.\s+IN\s+(HTTPS|TYPE65)/,
    );
  });

  test("a zone as a whole, over TCP and for clients that are listed", async () => {
    const text = (to: string): string =>
      `.:53 {\n  kubernetes cluster.local\n  transfer cluster.local {\n    to ${to}\n  }\n}\n`;
    const many = writeFile("all.yaml", lesson.replace("replicas: 3", "replicas: 200"));
    const open = await serve([many, "--corefile", writeFile("Transfer", text("*"))]);
    const dig = (port: number, ...args: string[]): Promise<string> =>
      client("dig", ["@127.0.0.1", "-p", String(port), "+tries=1", "+noall", "+answer", ...args]);
    const whole = await dig(open.port, "cluster.local", "AXFR");
    const records = whole.split("\n").filter((line) => line.startsWith("web-") || line.startsWith("_http._tcp.web-"));
    // Under the Service's name, under the Pod's, and a port each.
    expect(records).toHaveLength(600);
    expect(
      whole
        .trim()
        .split("\n")
        .filter((line) => /\sSOA\s/.test(line)),
    ).toHaveLength(2);
    const serial = (await dig(open.port, "cluster.local", "SOA")).split(" ").at(-5) ?? "";
    const current = await dig(open.port, "cluster.local", `IXFR=${serial}`);
    expect(
      current
        .trim()
        .split("\n")
        .map((line) => line.split(/\s+/)[3]),
    ).toEqual(["SOA"]);
    const closed = await serve([many, "--corefile", writeFile("NoTransfer", text("192.0.2.1"))]);
    expect(await dig(closed.port, "cluster.local", "AXFR")).toMatch(/Transfer failed/);
  });

  test("autopath: the search list of the Pod that has the client's address, then the server's own", async () => {
    const corefile = writeFile(
      "Autopath",
      ".:53 {\n  autopath @kubernetes\n  kubernetes cluster.local {\n    pods verified\n  }\n  forward . 127.0.0.1:1\n}\n",
    );
    const manifests = writeFile("autopath.yaml", dump.replaceAll("10.244.3.4", "127.0.0.9"));
    const args = [manifests, "--snapshot", "--corefile", corefile, "--server-search", "api.shop.svc.cluster.local"];
    const { port } = await serve(args);
    const asked = (from: string, name: string): Promise<string> =>
      client("dig", ["@127.0.0.1", "-p", String(port), "-b", from, "+tries=1", "+noall", "+comments", "+answer", name]);
    const found = await asked("127.0.0.9", "api.shop.shop.svc.cluster.local");
    expect(found).toMatch(/status: NOERROR/);
    expect(found).toMatch(/api\.shop\.shop\.svc\.cluster\.local\. 5 IN\s+CNAME\s+api\.shop\.svc\.cluster\.local\./);
    expect(found).toMatch(/api\.shop\.svc\.cluster\.local\.\s5\s+IN\s+A\s+127\.0\.0\.9/);
    // The server's own list is the last one: `api-0` and that domain make the Pod's name.
    expect(await asked("127.0.0.9", "api-0.shop.svc.cluster.local")).toMatch(
      /CNAME\s+api-0\.api\.shop\.svc\.cluster\.local\./,
    );
    expect(await asked("127.0.0.1", "api.shop.shop.svc.cluster.local")).toMatch(/status: NXDOMAIN/);
  });

  test("nslookup prints what the simulation prints", async () => {
    const { port } = await serve(["app"]);
    const args = [`-port=${port}`, "-domain=default.svc.cluster.local", "web-headless", "127.0.0.1"];
    const real = (await client("nslookup", args))
      .replace(`127.0.0.1#${port}`, "10.96.0.10#53")
      .replace("127.0.0.1", "10.96.0.10");
    const simulated = spawnSync(process.execPath, [cli.file, "nslookup", "web-headless", "--from", "web-0", "app"], {
      cwd: directory.path,
      encoding: "utf8",
    });
    // nslookup complains of missing recursion only to servers of resolv.conf, not to one that is named.
    const lines = (text: string): readonly string[] =>
      text
        .split("\n")
        .filter((line) => !line.startsWith(";; Got recursion"))
        .sort();
    expect(lines(real)).toEqual(lines(simulated.stdout));
    expect(simulated.status).toBe(0);
  });

  test("a long answer is cut over UDP without EDNS, and whole over TCP", async () => {
    const { port } = await serve([writeFile("many.yaml", lesson.replace("replicas: 3", "replicas: 59"))]);
    const dig = (...args: string[]): Promise<string> =>
      client("dig", ["@127.0.0.1", "-p", String(port), "+noedns", "web-headless.default.svc.cluster.local", ...args]);
    const cut = await dig("+ignore");
    expect(cut).toMatch(/flags: qr aa tc rd; QUERY: 1, ANSWER: 28,/);
    expect(await dig()).toMatch(/Truncated, retrying in TCP mode[\s\S]*flags: qr aa rd; QUERY: 1, ANSWER: 59,/);
  });

  test("follows changes, and keeps the last good state", async () => {
    const file = writeFile("live/web.yaml", lesson);
    const server = await serve(["live"]);
    const count = async (): Promise<number> => {
      const text = await client("dig", [
        "@127.0.0.1",
        "-p",
        String(server.port),
        "+short",
        "web-headless.default.svc.cluster.local",
      ]);
      return text.trim().split("\n").length;
    };
    expect(await count()).toBe(3);
    writeFileSync(join(directory.path, "live/next.tmp"), lesson.replace("replicas: 3", "replicas: 5"));
    renameSync(join(directory.path, "live/next.tmp"), join(directory.path, file));
    await server.stderr("reloaded: 5 Pods, 2 Services");
    expect(await count()).toBe(5);
    writeFileSync(join(directory.path, file), "kind: [\n");
    expect(await server.stderr("still serving its last good version")).toMatch(/live\/web\.yaml:\d+:\d+: error: /);
    expect(await count()).toBe(5);
    writeFileSync(join(directory.path, "live/more.yaml"), lesson.replaceAll("web", "more"));
    await server.stderr("reloaded: 8 Pods, 4 Services");
    expect(
      await client("dig", [
        "@127.0.0.1",
        "-p",
        String(server.port),
        "+short",
        "more-0.more-headless.default.svc.cluster.local",
      ]),
    ).toMatch(/^10\.244\./);
  });

  test("a scenario's clock runs from the start, says what happens, and cached TTLs count down with it", async () => {
    const scenario = writeFile("late.scenario.yaml", "events: [{ at: 30s, apply: service/web-headless }]\n");
    const corefile = writeFile("Cached", ".:53 {\n  kubernetes cluster.local {\n    ttl 30\n  }\n  cache 30\n}\n");
    const { port, stderr } = await serve(["app", "--corefile", corefile, "--scenario", scenario, "--speed", "60"]);
    const ask = (): Promise<string> =>
      client("dig", ["@127.0.0.1", "-p", String(port), "web-0.web-headless.default.svc.cluster.local"]);
    await stderr("30s: Service 'web-headless' is created");
    // The name may have been asked by nobody before: it is there at once.
    const ttls = new Set<string>();
    while (ttls.size < 2) ttls.add(/\.\s+(\d+)\s+IN\s+A\s+10\.244\./.exec(await ask())?.[1] ?? "none");
    expect([...ttls]).not.toContain("none");
  });

  test("forwards to a real upstream where the Corefile says so", async () => {
    const upstream = await serve(["app", "--domain", "upstream.test"]);
    const corefile = writeFile(
      "Forward",
      `.:53 {\n  kubernetes cluster.local\n  forward . 127.0.0.1:${upstream.port}\n}\n`,
    );
    const { port } = await serve(["app", "--corefile", corefile]);
    const dig = await client("dig", ["@127.0.0.1", "-p", String(port), "web.default.svc.upstream.test"]);
    expect(dig).toMatch(/status: NOERROR[\s\S]*10\.96\.7\.7/);
    const args = ["nslookup", "web.default.svc.upstream.test.", "--from", "web-0", "app", "--corefile", corefile];
    const simulated = spawnSync(process.execPath, [cli.file, ...args], { cwd: directory.path, encoding: "utf8" });
    expect([simulated.status, simulated.stderr]).toEqual([0, ""]);
    expect(simulated.stdout).toContain("Name:\tweb.default.svc.upstream.test\nAddress: 10.96.7.7\n");
  });
});

/** Writes a file into the tests' directory; returns its name. */
function writeFile(name: string, text: string): string {
  mkdirSync(dirname(join(directory.path, name)), { recursive: true });
  writeFileSync(join(directory.path, name), text);
  return name;
}

describe.skipIf(process.platform === "win32")("Helm charts", () => {
  const chart = {
    "chart/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 0.1.0\n",
    "chart/values-big.yaml": "replicas: 4\n",
    "chart/templates/set.yaml":
      "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  replicas: {{ .Values.replicas | default 1 }}\n",
    // In the place of helm: what it would print, with the replicas of the values file.
    "bin/helm": `#!/bin/sh
[ "$1" = version ] && exit 0
replicas=2; case "$*" in *values-big*) replicas=4;; esac
printf -- '---\\n# Source: shop/templates/set.yaml\\napiVersion: apps/v1\\nkind: StatefulSet\\nmetadata: {name: shop}\\nspec: {serviceName: shop, replicas: %s, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: c}]}}}\\n' $replicas
`,
  };

  test("are rendered when asked to, with each values file, and places are those of the template", () => {
    const folder = directoryWith(chart);
    chmodSync(join(folder.path, "bin/helm"), 0o755);
    const run = (...args: readonly string[]) =>
      spawnSync(process.execPath, [cli.file, ...args], {
        cwd: folder.path,
        encoding: "utf8",
        env: { ...process.env, PATH: `${join(folder.path, "bin")}:${process.env["PATH"]}` },
      });
    const without = run("render", "chart");
    const rendered = run("render", "chart", "--helm", "--values", "values-big.yaml", "--format", "json", "--origins");
    const pods = run("pods", "--helm", "--format", "json", "chart");
    folder.remove();
    expect([without.status, without.stdout, without.stderr]).toEqual([
      0,
      "---\n# Source: shop/templates/set.yaml\napiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: shop\nspec:\n  replicas: 1\n",
      "",
    ]);
    const { objects, origins } = JSON.parse(rendered.stdout);
    expect(objects[0].spec.replicas).toBe(4);
    expect(origins[0]["spec.replicas"]).toEqual({ file: "chart/templates/set.yaml", line: 6, column: 13 });
    const names = JSON.parse(pods.stdout).map(({ name }: { name: string }) => name);
    expect(names.filter((name: string) => name.startsWith("default/shop-"))).toEqual(
      expect.arrayContaining(["default/shop-0", "default/shop-1", "default/shop-2", "default/shop-3"]),
    );
  });
});
