/** Time on the command line: --at, --scenario, timeline, and a server whose clock runs. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asUri } from "../../server/src/base/source.ts";
import { readScenario } from "../../server/src/cluster/scenario/read-scenario.ts";
import { directoryWith, lesson, podns } from "./in-process.ts";

const corefile = `.:53 {
    kubernetes cluster.local in-addr.arpa ip6.arpa {
        pods insecure
        ttl 30
    }
    cache 30
}
`;

let directory = { path: "", remove: (): void => {} };

beforeAll(() => {
  directory = directoryWith({
    "app/web.yaml": lesson,
    "replaced.yaml": "events:\n- at: 10s\n  delete: pod/web-1\n",
    "warm.yaml":
      "events:\n- { at: 12s, ask: web-1.web-headless.default.svc.cluster.local., from: web-0 }\n- { at: 10s, delete: pod/web-1 }\n",
    "bad.yaml": "events:\n- at: 10s\n  explode: pod/web-1\n",
    "nobody.yaml": "events:\n- at: 10s\n  delete: pod/web-7\n",
    "late.yaml": "events:\n- at: 20s\n  apply: app/web.yaml\n",
    "fast.json": JSON.stringify({ start: "empty", timings: { readiness: "1s" } }),
    Corefile: corefile,
  });
});
afterAll(() => directory.remove());

const name = "web-1.web-headless.default.svc.cluster.local";

describe("podns nslookup --at", () => {
  test("prints what nslookup prints at that moment", async () => {
    const at = (moment: string): ReturnType<typeof podns> =>
      podns(directory.path, [
        "nslookup",
        `${name}.`,
        "--from",
        "web-0",
        "--at",
        moment,
        "--scenario",
        "replaced.yaml",
        "app",
      ]);
    const [before, meanwhile, after] = await Promise.all([at("9s"), at("12500ms"), at("35s")]);
    expect([before.status, meanwhile.status, after.status]).toEqual([0, 1, 0]);
    expect(meanwhile.stdout).toContain(`** server can't find ${name}: NXDOMAIN`);
    const address = (text: string): string | undefined => /^Address: (10\.244\..*)$/m.exec(text)?.[1];
    expect(address(before.stdout)).toBeDefined();
    expect(address(after.stdout)).not.toBe(address(before.stdout));
  });

  test("caches are cold, but for questions of the scenario and of --asked-at", async () => {
    const at = (...more: readonly string[]): ReturnType<typeof podns> =>
      podns(directory.path, [
        "nslookup",
        `${name}.`,
        "--from",
        "web-0",
        "--at",
        "20s",
        "--corefile",
        "Corefile",
        "--json",
        ...more,
        "app",
      ]);
    const cold = await at("--scenario", "replaced.yaml");
    expect(JSON.parse(cold.stdout)).toMatchObject({ outcome: "resolved" });
    for (const warm of [
      await at("--scenario", "replaced.yaml", "--asked-at", "12s"),
      await at("--scenario", "warm.yaml"),
    ]) {
      expect(JSON.parse(warm.stdout)).toMatchObject({
        outcome: "nxdomain",
        steps: [{ cached: { cache: "coredns", age: 8, held: 30, remaining: 22, negative: true, stale: true } }],
      });
    }
    const said = await podns(directory.path, [
      "nslookup",
      `${name}.`,
      "--from",
      "web-0",
      "--at",
      "20s",
      "--asked-at",
      "12s",
      "--scenario",
      "replaced.yaml",
      "--corefile",
      "Corefile",
      "--explain",
      "app",
    ]);
    expect(said.stdout).toContain(
      "from CoreDNS's cache: stored 8s ago for 30s, 22s left; stale, as the server itself says NOERROR now",
    );
  });

  test("a Pod that does not run cannot ask", async () => {
    const { status, stderr } = await podns(directory.path, [
      "nslookup",
      name,
      "--from",
      "web-1",
      "--at",
      "12s",
      "--scenario",
      "replaced.yaml",
      "app",
    ]);
    expect(status).toBe(2);
    expect(stderr).toBe(
      "podns: no container of 'web-1' runs at 12s (12s: Pod 'web-1' is created; 13s: Pod 'web-1' has the address 10.244.230.42)\n",
    );
  });
});

describe("scenarios", () => {
  test("defects are told with file and line, and end the command", async () => {
    const { status, stderr } = await podns(directory.path, ["timeline", "web", "--scenario", "bad.yaml", "app"]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^bad\.yaml:3: error: 'explode' is not a field of this/);
  });

  test("events that cannot happen are warnings", async () => {
    const { status, stderr } = await podns(directory.path, [
      "timeline",
      "web-headless",
      "--from",
      "web-0",
      "--scenario",
      "nobody.yaml",
      "app",
    ]);
    expect(status).toBe(0);
    expect(stderr).toBe("nobody.yaml:2: warning: there is no Pod 'web-7' to delete\n");
  });

  test("a file among the manifests that the scenario applies comes with it, not before", async () => {
    const at = async (moment: string): Promise<unknown> =>
      JSON.parse(
        (await podns(directory.path, ["pods", "--at", moment, "--scenario", "late.yaml", "--format", "json", "app"]))
          .stdout,
      );
    expect(await at("19s")).toEqual([]);
    expect(await at("60s")).toHaveLength(3);
  });

  test("pods and records at a moment of a first start", async () => {
    const pods = await podns(directory.path, [
      "pods",
      "--at",
      "5s",
      "--scenario",
      "fast.json",
      "--format",
      "json",
      "app",
    ]);
    expect(JSON.parse(pods.stdout)).toMatchObject([
      { name: "default/web-0", ready: true },
      { name: "default/web-1", ready: false },
    ]);
    const records = await podns(directory.path, [
      "records",
      "--at",
      "5s",
      "--scenario",
      "fast.json",
      "--format",
      "zone",
      "app",
    ]);
    expect(records.stdout).toContain("web-0.web-headless.default.svc.cluster.local.");
    expect(records.stdout).not.toContain("web-1.web-headless");
  });

  test("those of the sample workspace can be played", () => {
    const folder = new URL("../workspace/time/", import.meta.url);
    const files = readdirSync(fileURLToPath(folder)).filter((file) => file.endsWith(".scenario.yaml"));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const url = new URL(file, folder);
      expect(readScenario(readFileSync(url, "utf8"), asUri(url.href), () => undefined).problems).toEqual([]);
    }
  });

  test("the schema knows every field that is read, and no other", () => {
    const schema: unknown = JSON.parse(
      readFileSync(new URL("../../schemas/scenario.schema.json", import.meta.url), "utf8"),
    );
    const { properties, definitions } = schema as {
      readonly properties: object;
      readonly definitions: { readonly event: { readonly properties: object } };
    };
    const told = (text: string): readonly string[] => {
      const { problems } = readScenario(text, asUri("test:scenario"), () => undefined);
      return problems.flatMap(({ message }) => /there are (.*)$/.exec(message)?.[1]?.split(", ") ?? []);
    };
    expect(Object.keys(properties).sort()).toEqual([...told("colour: red")].sort());
    expect(Object.keys(definitions.event.properties).sort()).toEqual([...told("events: [{ colour: red }]")].sort());
  });
});

describe("podns timeline", () => {
  test("JSON: what happens, what the client sees, what is true, what it means", async () => {
    const { status, stdout, stderr } = await podns(directory.path, [
      "timeline",
      "web-1.web-headless",
      "--from",
      "web-0",
      "--scenario",
      "replaced.yaml",
      "--corefile",
      "Corefile",
      "--format",
      "json",
      "app",
    ]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toMatchObject({
      name: "web-1.web-headless",
      from: "web-0",
      every: 1,
      events: expect.arrayContaining([{ at: 10, text: "Pod 'web-1' is deleted", pod: "default/web-1", event: true }]),
      seen: [
        { from: 0, to: 10, rcode: "NOERROR", stale: false },
        { from: 10, to: 30, rcode: "NOERROR", stale: true, servedBy: ["coredns"], ttl: [20, 1] },
        { from: 30, to: null, rcode: "NOERROR", stale: false },
      ],
      server: [{ to: 10 }, { from: 10, to: 17, rcode: "NXDOMAIN", answer: [] }, { from: 17 }],
      bounds: { positive: 30, negative: 30 },
      connections: [{ ends: { at: 10, how: "deleted", gone: 12 }, next: { at: 30 } }, { ends: null }],
    });
  });

  test("the table and the answer in words", async () => {
    const { stdout } = await podns(directory.path, [
      "timeline",
      "web-1.web-headless",
      "--from",
      "web-0",
      "--scenario",
      "replaced.yaml",
      "app",
    ]);
    expect(stdout).toContain("What happens:\nAT   EVENT\n10s  Pod 'web-1' is deleted\n");
    expect(stdout).toMatch(/^10s {3}17s {2}NXDOMAIN {2}- +30 {3}DNS server/m);
    expect(stdout).toContain("Does the client need to reconnect? Yes");
    expect(stdout).toContain("Does it need to update its DNS cache? No");
  });

  test("flags that make no sense are refused", async () => {
    const never = await podns(directory.path, [
      "timeline",
      "web",
      "--from",
      "nobody",
      "--scenario",
      "replaced.yaml",
      "app",
    ]);
    expect([never.status, never.stderr]).toEqual([
      2,
      "podns: no Pod 'nobody' at any time; there are default/web-0, default/web-1, default/web-2\n",
    ]);
    const zero = await podns(directory.path, [
      "timeline",
      "web",
      "--every",
      "0s",
      "--scenario",
      "replaced.yaml",
      "app",
    ]);
    expect(zero.status).toBe(2);
    const much = await podns(directory.path, [
      "timeline",
      "web",
      "--every",
      "1ms",
      "--until",
      "10h",
      "--scenario",
      "replaced.yaml",
      "app",
    ]);
    expect(much.stderr).toContain("more than 50000 questions");
  });
});
