import fc from "fast-check";
import { expect, test } from "vitest";
import { ask, fixed, textOf } from "../../../../test/fixture/panel.ts";
import { clientIds } from "../../dns/clients/simulation.ts";
import type { SimulateResult } from "../../protocol/simulate.ts";

const services = `
# file: app/services.yaml
apiVersion: v1
kind: Service
metadata:
  name: web-headless
spec:
  clusterIP: None
  selector:
    app: web
  ports:
    - name: http
      port: 80
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - name: http
      port: 80
`;

function set(serviceName: string, more = ""): string {
  return `
# file: app/web.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: ${serviceName}
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:${more}
      containers:
        - name: nginx
          image: nginx
          ports:
            - name: http
              containerPort: 80
`;
}

const client = `
# file: app/client.yaml
apiVersion: v1
kind: Pod
metadata:
  name: client
spec:
  containers:
    - name: shell
      image: busybox:1.37
`;

const lesson = services + set("web-headless") + client;

function rows({ steps }: SimulateResult): readonly string[] {
  return steps.map(({ head, tail, types, result, why }) => `${head}|${tail} ${types.join()} ${result}: ${textOf(why)}`);
}

const said = ({ verdict }: SimulateResult): string => `${verdict.kind}: ${textOf(verdict.text)}`;
const titles = ({ fixes }: SimulateResult): readonly string[] => fixes.map(({ title }) => title);

test("the Pod under the cursor asks: of a workload the first, of a Service the first behind it", () => {
  const at = (field: string): string | undefined => ask(lesson.replace(field, `${field}$0`)).from?.id;
  expect(at("kind: StatefulSet")).toBe("default/web-0");
  expect(at("clusterIP: None")).toBe("default/web-0");
  expect(at("kind: Pod")).toBe("default/client");
});

test("the Pod chosen asks, unless there is none of that name; then the file's own, then the nearest", () => {
  const uri = "file:///workspace/app/client.yaml";
  expect(ask(lesson, { uri, from: "default/web-2" }).from?.id).toBe("default/web-2");
  expect(ask(lesson, { uri, from: "default/web-9" }).from?.id).toBe("default/client");
  expect(ask(lesson, { uri: "file:///workspace/app/services.yaml" }).from?.id).toBe("default/client");
  expect(ask(lesson).from?.id).toBe("default/client");
});

test("the pickers hold the Pods that manifests make, with workload, addresses and readiness", () => {
  const { pods, environments, environment } = ask(lesson);
  expect(pods.map(({ id, workload, ready }) => `${id} ${workload} ${ready}`)).toEqual([
    "default/client Pod true",
    "default/web-0 StatefulSet web true",
    "default/web-1 StatefulSet web true",
    "default/web-2 StatefulSet web true",
  ]);
  expect(environments).toEqual([{ id: environment?.id, label: environment?.label }]);
});

test("a workspace without manifests has nobody to ask", () => {
  const result = ask("# file: notes.yaml\na: 1\n", { name: "web" });
  expect(result).toMatchObject({ environment: null, environments: [], pods: [], from: null, stdout: "", steps: [] });
});

test("the program is guessed from the Pod's image, unless the settings or the person choose", () => {
  const from = "default/client";
  expect(ask(lesson, { from }).client).toBe("busybox-nslookup@1.36");
  expect(ask(`# settings: {"client": "dig"}${lesson}`, { from }).client).toBe("dig");
  expect(ask(`# settings: {"client": "dig"}${lesson}`, { from, client: "host" }).client).toBe("host");
});

test("a Pod's name: printed, explained row by row, with the record and the Pod behind it", () => {
  const result = ask(lesson, { from: "default/web-0", name: "web-1.web-headless" });
  const address = result.pods.find(({ name }) => name === "web-1")?.addresses[0] ?? "";
  expect(result.stdout).toContain(`Name:\tweb-1.web-headless.default.svc.cluster.local\nAddress: ${address}\n`);
  expect(result.command).toBe("kubectl exec web-0 -- nslookup web-1.web-headless");
  expect(result.exitCode).toBe(0);
  expect(said(result)).toBe(`good: resolves to Pod 'web-1'[web.yaml:4] at '${address}'*`);
  expect(rows(result)).toEqual([
    "web-1.web-headless|default.svc.cluster.local A,AAAA 1 address: headless Service 'web-headless'[services.yaml:4] · endpoint 'web-1': hostname and subdomain of StatefulSet 'web'[web.yaml:4] · search list of 'web-0'[web.yaml:4], entry 1",
  ]);
  expect(result.records).toMatchObject([
    { name: "web-1.web-headless.default.svc.cluster.local", type: "A", data: address, ready: true, synthetic: true },
  ]);
  expect(result.records.map(({ behind }) => textOf(behind))).toEqual(["Pod 'web-1'[web.yaml:4]"]);
  expect(result.fixes).toEqual([]);
});

test("each row of Why leads into the editor", () => {
  for (const name of ["web", "web-1.web-headless.default.svc", "nothing", "web.", "example.com", "10.96.0.1"]) {
    for (const { why, head } of ask(lesson, { from: "default/web-0", name }).steps) {
      // The final dot and an address are the person's own: no manifest decides that they are asked as they are.
      const isOwn = name.endsWith(".") || head.endsWith(".arpa");
      expect(`${name} ${head}: ${isOwn || why.some(({ link }) => link !== undefined)}`).toBe(`${name} ${head}: true`);
    }
  }
});

test("the search list of a Pod with its own leads to where it is written", () => {
  const own = set("web-headless", "\n      dnsConfig:\n        searches: [svc.cluster.local]");
  const { steps } = ask(services + own, { from: "default/web-0", name: "web.default" });
  expect(steps.flatMap(({ why }) => why.flatMap(({ link }) => link?.label ?? []))).toContain("web.yaml:17");
});

test("BusyBox asks A of every candidate and then AAAA: one row for each candidate all the same", () => {
  const result = ask(lesson, { from: "default/client", name: "web-headless" });
  expect(result.steps.map(({ tail, types, result: outcome }) => `${tail} ${types.join()} ${outcome}`)).toEqual([
    "default.svc.cluster.local A,AAAA 3 addresses",
    "svc.cluster.local A,AAAA NXDOMAIN",
    "cluster.local A,AAAA NXDOMAIN",
  ]);
});

test("a type that is not there is told from a name that is not there", () => {
  const result = ask(lesson, { from: "default/web-0", name: "web", type: "txt" });
  expect(result.type).toBe("TXT");
  expect(result.steps.map((step) => `${step.outcome} ${step.result}`)).toEqual(["nodata no TXT record"]);
  expect(result.verdict.kind).toBe("warning");
});

test("getent and Go take no record type", () => {
  const result = ask(lesson, { name: "web", type: "SRV", client: "getent-hosts" });
  expect(result.types).toEqual([]);
  expect(result.type).toBeNull();
});

test("a wrong name is explained, with the name that was meant", () => {
  const result = ask(lesson, { from: "default/web-0", name: "web-headles" });
  expect(said(result)).toBe(
    "bad: does not resolve: no Service 'web-headles' in namespace 'default'; did you mean 'web-headless'[services.yaml:4]?",
  );
  expect(result.meant).toEqual(["web-headless"]);
  expect(result.exitCode).toBe(1);
  expect(result.fixes).toEqual([]);
});

test.each([
  ["web-1", "Pod 'web-1' is called 'web-1.web-headless'", "web-1.web-headless"],
  ["web-1.web", "Pod 'web-1' is called 'web-1.web-headless'", "web-1.web-headless"],
  ["webb-1.web-headless", "did you mean 'web-1'?", "web-1.web-headless"],
  ["web.defaullt", "did you mean 'default'?", "web.default"],
  ["web-headles.default.svc.cluster.local.", "did you mean 'web-headless'?", "web-headless.default.svc.cluster.local."],
])("'%s' means: %s", (name, words, meant) => {
  const result = ask(lesson, { from: "default/web-0", name });
  expect(result.verdict.text.map(({ text, code }) => (code === true ? `'${text}'` : text)).join("")).toContain(words);
  expect(result.meant).toContain(meant);
  const answer = ask(lesson, { from: "default/web-0", name: meant });
  expect(answer.verdict.kind).toBe("good");
});

test("a name that the program does not complete is told with its full form", () => {
  const result = ask(lesson, { from: "default/client", name: "web-1.web-headless" });
  expect(result.meant).toEqual(["web-1.web-headless.default.svc.cluster.local"]);
  expect(said(result)).toContain("this program takes it as it is; in full it is 'web-1.web-headless.default");
  const dotted = ask(lesson, { from: "default/web-0", name: "web." });
  expect(dotted.meant).toEqual(["web.default.svc.cluster.local"]);
});

test("a name of the internet is outside: no verdict, no exit status", () => {
  const result = ask(lesson, { from: "default/web-0", name: "example.com" });
  expect(result.verdict.kind).toBe("neutral");
  expect(result.exitCode).toBeNull();
  expect(result.meant).toEqual([]);
  // In place of what nslookup says of each candidate on the way.
  expect(result.stopped).toBe("PodNS stops here: the upstream is not asked");
  expect(result.stdout).not.toContain("recursion");
});

test("one row decides: the one that was found, else the one that the verdict is about", () => {
  const decisive = ({ steps }: SimulateResult): readonly number[] =>
    steps.flatMap((step, index) => (step.decisive ? [index] : []));
  const full = "web-1.web-headless.default.svc.cluster.local";
  expect(decisive(ask(lesson, { from: "default/web-0", name: full }))).toEqual([0]);
  expect(decisive(ask(lesson, { from: "default/web-0", name: "web.default.svc" }))).toEqual([2]);
  expect(decisive(ask(lesson, { from: "default/web-0", name: "web-headles" }))).toEqual([0]);
  expect(decisive(ask(lesson, { from: "default/web-0", name: "web.shop.svc" }))).toEqual([2]);
});

test("lines that puzzle are explained, each once, and others are not", () => {
  const notes = (name: string, from = "default/web-0") =>
    ask(lesson, { from, name }).notes.map(({ line }) => line.replace(/[ \t].*/, ""));
  expect(notes("web-headles")).toContain("**");
  expect(notes("web-headless").filter((line) => line === "Address:")).toHaveLength(1);
  expect(ask(lesson, { from: "default/web-0", name: "web", client: "dig+short" }).notes).toEqual([]);
});

test.each([
  ["nginx:alpine", "neither nslookup (BusyBox ≥ 1.36) nor the application (musl) finds it"],
  ["busybox:1.28", "neither nslookup (BusyBox ≤ 1.28) nor the application finds it"],
  ["debian", undefined],
])("a name that is nowhere, in %s: %s", (image, words) => {
  const app = set("web-headless").replace("image: nginx", `image: ${image}`);
  const result = ask(services + app, { from: "default/web-0", name: "nosuch" });
  const said = textOf(result.verdict.text);
  if (words === undefined) expect(said).not.toContain("application");
  else expect(said).toContain(words);
});

test("where something unseen may exist, a missing name is doubtful, not wrong", () => {
  const kustomization = "\n# file: app/kustomization.yaml\nresources:\n  - web.yaml\n  - https://example.com/base\n";
  const result = ask(set("web-headless") + kustomization, { name: "web-headless" });
  expect(result.environment?.open).not.toEqual([]);
  expect(result.verdict.kind).toBe("warning");
});

test.each([
  ["a missing Service", set("web-headless"), "web-1.web-headless", "Create headless Service 'web-headless'"],
  ["a mistyped serviceName", services + set("web-headles"), "web-1.web-headless", "Change serviceName"],
  [
    "a selector that matches no Pod",
    services.replace("app: web", "app: wep") + set("web-headless"),
    "web-1.web-headless",
    "Make the selector",
  ],
  [
    "a Service with a ClusterIP",
    services.replaceAll("web-headless", "peers") + set("web"),
    "web",
    "Make Service 'web' headless",
  ],
])("%s has a fix that changes the answer", (_, text, name, title) => {
  const before = ask(text, { from: "default/web-0", name });
  const fix = before.fixes.find((candidate) => candidate.title.startsWith(title));
  expect(fix?.title ?? titles(before)).toContain(title);
  const after = ask(fixed(text, fix ?? { title: "", edits: {} }), { from: "default/web-0", name });
  expect(after.verdict.kind).toBe("good");
  const data = (result: SimulateResult): readonly string[] => result.records.map((record) => record.data);
  expect(data(after)).not.toEqual(data(before));
  expect(titles(after)).toEqual([]);
});

test("a Pod that has no name anywhere is told so, with the fix", () => {
  const result = ask(services + set("web-headles"), { from: "default/web-0", name: "web-1" });
  expect(said(result)).toContain("; Pod 'web-1'[web.yaml:4] has no name of its own");
  expect(titles(result)[0]).toContain("Change serviceName to 'web-headless'");
});

test("what to ask next: the Services over the Pods, another Pod, the ports, the way back", () => {
  const result = ask(lesson, { from: "default/web-0", name: "web-1.web-headless" });
  expect(result.next.map(({ name, type }) => `${name} ${type ?? ""}`.trim())).toEqual([
    "web-headless",
    "web",
    "web-2.web-headless",
    "_http._tcp.web-headless SRV",
    result.records[0]?.data,
  ]);
  for (const question of result.next) {
    expect(ask(lesson, { from: "default/web-0", ...question }).verdict.kind).toBe("good");
  }
});

test("before the first question, the names of the asking Pod's own Services are offered", () => {
  expect(ask(lesson, { from: "default/web-0" }).next[0]).toEqual({
    name: "web-headless",
    about: "the 3 ready Pods of Service web-headless",
  });
});

test("the Pod's resolv.conf", () => {
  expect(ask(lesson).resolvConf).toBe(
    "search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n",
  );
});

test("the environment chosen before stays, as long as it exists", () => {
  const text =
    lesson + services.replace("app/", "other/").replaceAll("web", "web") + set("web").replace("app/", "other/");
  const both = ask(text, { uri: "file:///workspace/app/web.yaml" });
  expect(both.environments.length).toBe(2);
  const other = both.environments.find(({ id }) => id !== both.environment?.id);
  const uri = "file:///workspace/app/web.yaml";
  expect(ask(text, { uri, environment: other?.id ?? "" }).environment?.id).toBe(other?.id);
  expect(ask(text, { uri, environment: "gone" }).environment?.id).toBe(both.environment?.id);
});

test("any name, type and program get an answer", () => {
  const word = fc.string({ maxLength: 300 });
  const near = fc.stringMatching(/^[a-z.\\-]{0,40}$/);
  fc.assert(
    fc.property(
      fc.oneof(word, near),
      fc.option(word, { nil: "A" }),
      fc.constantFrom(...clientIds),
      (name, type, as) => {
        const result = ask(lesson, { name, type, client: as });
        expect(result.name).toBe(name.trim());
        expect(JSON.parse(JSON.stringify(result))).toEqual(result);
      },
    ),
    { numRuns: 150 },
  );
});

test.each(["web", "kubernetes", "kube-dns.kube-system.svc.cluster.local"])(
  "of a ClusterIP without Pods the verdict warns: %s",
  (name) => {
    const { verdict, stdout } = ask(services + client, { from: "default/client", name });
    expect(stdout).toContain("Address");
    const isEmpty = name === "web";
    expect(verdict.kind).toBe(isEmpty ? "warning" : "good");
    expect(textOf(verdict.text).includes("no Pod is behind it in these manifests")).toBe(isEmpty);
  },
);
