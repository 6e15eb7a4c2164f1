/** `podns diff`: which names appear, vanish or change between two states, and who names them. */
import { afterEach, describe, expect, test } from "vitest";
import { gitRepository, type TestRepository } from "./git-repository.ts";
import { directoryWith, dump, podns } from "./in-process.ts";

let directory = { path: "", remove: (): void => {} };
let repository: TestRepository | undefined;
afterEach(() => {
  directory.remove();
  repository?.remove();
  directory = { path: "", remove: (): void => {} };
  repository = undefined;
});

const service = (spec: string, name = "db"): string =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { ${spec} }\n`;
const headless = "clusterIP: None, selector: { app: db }, ports: [{ port: 5432 }]";
const set = (replicas: number): string =>
  `---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: db }\nspec:\n  serviceName: db\n  replicas: ${replicas}\n  selector: { matchLabels: { app: db } }\n  template:\n    metadata: { labels: { app: db } }\n    spec: { containers: [{ name: c, image: postgres }] }\n`;
const db = (replicas: number, spec = headless): string => `${service(spec)}${set(replicas)}`;
const api = (host: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: api }\nspec:\n  containers:\n    - name: c\n      image: c\n      env:\n        - { name: DB_HOST, value: ${host} }\n`;

interface Diff {
  readonly environments: readonly {
    readonly name: string;
    readonly added: readonly { readonly name: string; readonly object: string }[];
    readonly removed: readonly {
      readonly name: string;
      readonly object: string;
      readonly usedBy: readonly unknown[];
    }[];
    readonly changed: readonly unknown[];
  }[];
}

async function diff(
  cwd: string,
  ...args: readonly string[]
): Promise<{ readonly status: number; readonly diff: Diff }> {
  const { status, stdout, stderr } = await podns(cwd, ["diff", "--format", "json", ...args]);
  if (stdout === "") throw new Error(stderr);
  return { status, diff: JSON.parse(stdout) };
}

/** Two folders, before and after. */
function folders(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string {
  const under = (folder: string, files: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
  directory = directoryWith({ ...under("a", before), ...under("b", after) });
  return directory.path;
}

const zone = "default.svc.cluster.local";

describe("two folders", () => {
  test("scaling down removes a Pod's name; who names it is told, and the status is 1", async () => {
    const path = folders(
      { "db.yaml": db(3), "api.yaml": api("db-2.db") },
      { "db.yaml": db(2), "api.yaml": `# moved\n${api("db-2.db")}` },
    );
    const found = await diff(path, "a", "b");
    expect(found.status).toBe(1);
    expect(found.diff.environments).toEqual([
      {
        name: expect.any(String),
        added: [],
        removed: [{ name: `db-2.db.${zone}`, object: "Pod default/db-2", usedBy: [{ file: "b/api.yaml", line: 10 }] }],
        changed: [],
      },
    ]);
    const other = await diff(path, "b", "a");
    expect(other.status).toBe(0);
    expect(other.diff.environments[0]?.added).toEqual([{ name: `db-2.db.${zone}`, object: "Pod default/db-2" }]);
  });

  test("an alias and a ConfigMap use a name; a certificate and a probe of kubelet do not", async () => {
    const after = {
      "alias.yaml": service("type: ExternalName, externalName: db.default.svc.cluster.local.", "alias"),
      "conf.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata:\n  url: postgres://db:5432/x\n",
      "cert.yaml":
        "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: { name: c }\nspec: { dnsNames: [db.default.svc] }\n",
      "probe.yaml":
        "apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { containers: [{ name: c, image: c, livenessProbe: { httpGet: { port: 80, host: db.default.svc } } }] }\n",
    };
    const path = folders({ "db.yaml": service("selector: { app: db }, ports: [{ port: 5432 }]"), ...after }, after);
    const { status, diff: found } = await diff(path, "a", "b");
    const removed = found.environments[0]?.removed.find(({ name }) => name === `db.${zone}`);
    expect([status, removed?.usedBy]).toEqual([
      1,
      [
        { file: "b/alias.yaml", line: 4 },
        { file: "b/conf.yaml", line: 5 },
      ],
    ]);
  });

  test("a name that nobody in B uses may vanish", async () => {
    const path = folders(
      { "db.yaml": db(3), "api.yaml": api("db-2.db") },
      { "db.yaml": db(2), "api.yaml": api("db-1.db") },
    );
    const found = await diff(path, "a", "b");
    expect(found.status).toBe(0);
    expect(found.diff.environments[0]?.removed).toMatchObject([{ usedBy: [] }]);
  });

  test.each([
    [
      "headless",
      "ClusterIP",
      headless,
      "selector: { app: db }, ports: [{ port: 5432 }]",
      "headless (IPv4)",
      "ClusterIP (IPv4)",
    ],
    [
      "ClusterIP",
      "ClusterIP without Pods",
      "selector: { app: db }, ports: [{ port: 1 }]",
      "selector: { app: other }, ports: [{ port: 1 }]",
      "ClusterIP (IPv4)",
      "ClusterIP without Pods (IPv4)",
    ],
    [
      "ExternalName",
      "another target",
      "type: ExternalName, externalName: a.example.com",
      "type: ExternalName, externalName: b.example.com",
      "ExternalName a.example.com",
      "ExternalName b.example.com",
    ],
    [
      "one family",
      "two",
      headless.replace("None,", "None, ipFamilyPolicy: SingleStack, ipFamilies: [IPv4],"),
      headless.replace("None,", "None, ipFamilyPolicy: RequireDualStack, ipFamilies: [IPv4, IPv6],"),
      "headless (IPv4)",
      "headless (IPv4, IPv6)",
    ],
  ])("%s becomes %s", async (_, __, before, after, was, is) => {
    const path = folders(
      { "db.yaml": db(1, before), "api.yaml": api("db") },
      { "db.yaml": db(1, after), "api.yaml": api("db") },
    );
    const flags = was.includes("IPv6") || is.includes("IPv6") ? ["--families", "IPv4,IPv6"] : [];
    const found = await diff(path, "a", "b", ...flags);
    expect(found.diff.environments[0]?.changed).toContainEqual({
      name: `db.${zone}`,
      before: was,
      after: is,
      usedBy: [{ file: "b/api.yaml", line: 9 }],
    });
    expect(found.status).toBe(0);
  });

  test("a headless Service without Pods answers no more", async () => {
    const path = folders(
      { "db.yaml": db(1), "api.yaml": api("db") },
      { "db.yaml": db(1, headless.replace("app: db", "app: no")), "api.yaml": api("db") },
    );
    const found = await diff(path, "a", "b");
    expect(found.status).toBe(1);
    expect(found.diff.environments[0]?.removed).toContainEqual({
      name: `db.${zone}`,
      object: "Service default/db",
      usedBy: [{ file: "b/api.yaml", line: 9 }],
    });
  });

  test("made-up addresses are not changes, and neither are other Pods of a Deployment", async () => {
    const deployment = (image: string, replicas: number): string =>
      `---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec:\n  replicas: ${replicas}\n  selector: { matchLabels: { app: web } }\n  template:\n    metadata: { labels: { app: web } }\n    spec: { containers: [{ name: c, image: ${image} }] }\n`;
    const web = service("selector: { app: web }, ports: [{ name: http, port: 80 }]", "web");
    const path = folders(
      { "web.yaml": `${web}${deployment("a", 2)}` },
      { "x/web.yaml": `${web}${deployment("b", 5)}` },
    );
    const found = await diff(path, "a", "b", "--domain", "k8s.test");
    expect(found.diff.environments).toEqual([{ name: expect.any(String), added: [], removed: [], changed: [] }]);
    expect((await podns(path, ["diff", "a", "b"])).stdout).toBe("No name appears, vanishes or changes.\n");
  });

  test("a field of the API that names a Service uses it, and so does the end of a name that a script fills in", async () => {
    const ingress = `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: i }\nspec:\n  defaultBackend:\n    service:\n      name: web\n      port: { number: 80 }\n`;
    const map = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: m }\ndata:\n  start.sh: |\n    ping $(hostname).web.default.svc.cluster.local\n`;
    const web = service("clusterIP: None, ports: [{ port: 80 }]", "web");
    const slice = `---\napiVersion: v1\nkind: Endpoints\nmetadata: { name: web }\nsubsets: [{ addresses: [{ ip: 192.0.2.1 }], ports: [{ port: 80 }] }]\n`;
    const path = folders(
      { "web.yaml": `${web}${slice}`, "i.yaml": ingress, "m.yaml": map },
      { "i.yaml": ingress, "m.yaml": map },
    );
    const found = await diff(path, "a", "b");
    expect(found.diff.environments[0]?.removed.find(({ name }) => name === `web.${zone}`)?.usedBy).toEqual([
      { file: "b/i.yaml", line: 7 },
      { file: "b/m.yaml", line: 6 },
    ]);
  });
});

describe("an object changes the names of another namespace", () => {
  const one = (kind: string, name: string, namespace: string, rest: string, version = "v1"): string =>
    `apiVersion: ${version}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: ${namespace} }\n${rest}\n`;
  const pod = "spec: { containers: [{ name: c, image: c }] }";
  const away = one("Service", "away", "shop", "spec: { clusterIP: None, ports: [{ port: 80 }] }");
  const names = async (path: string, ...flags: readonly string[]): Promise<readonly string[]> => {
    const [only] = (await diff(path, ...flags, "a", "b")).diff.environments;
    return [...(only?.added ?? []), ...(only?.removed ?? [])].map(({ name }) => name);
  };

  test("an address that the DNS Service would have", async () => {
    const taken = one("Service", "dns", "infra", "spec: { clusterIP: 10.96.0.10, ports: [{ port: 53 }] }");
    const path = folders({ "p.yaml": away }, { "p.yaml": away, "dns.yaml": taken });
    expect(await names(path)).toContain("kube-dns.kube-system.svc.cluster.local");
  });

  test("the only Pod of a dump, beside a workload", async () => {
    const workload = one(
      "StatefulSet",
      "db",
      "shop",
      "spec:\n  serviceName: away\n  replicas: 1\n  selector: { matchLabels: { app: db } }\n  template: { metadata: { labels: { app: db } }, spec: { containers: [{ name: c, image: c }] } }\nstatus: { observedGeneration: 1, replicas: 1 }",
      "apps/v1",
    );
    const shop = `${away.replace("ports:", "selector: { app: db }, ports:")}---\n${workload}`;
    const path = folders({ "s.yaml": shop, "p.yaml": one("Pod", "p", "other", pod) }, { "s.yaml": shop });
    expect(await names(path, "--snapshot")).toContain("db-0.away.shop.svc.cluster.local");
  });

  test("a Pod that an endpoint elsewhere is", async () => {
    const slice = one(
      "Endpoints",
      "away",
      "shop",
      "subsets: [{ addresses: [{ ip: 192.0.2.1, hostname: h, targetRef: { kind: Pod, name: p, namespace: other } }], ports: [{ port: 80 }] }]",
    );
    const shop = `${away}---\n${slice}`;
    const path = folders({ "s.yaml": shop }, { "s.yaml": shop, "p.yaml": one("Pod", "p", "other", pod) });
    const found = await diff(path, "a", "b");
    expect(found.diff.environments[0]?.changed).toContainEqual({
      ...{ name: "h.away.shop.svc.cluster.local", before: "endpoint (IPv4)", after: "Pod (IPv4)", usedBy: [] },
    });
  });
});

describe("environments", () => {
  const overlay = (replicas: number): string =>
    `resources: [../../base]\nnamespace: shop\nreplicas:\n  - { name: db, count: ${replicas} }\n`;
  const overlays = (prod: number, staging: number): Readonly<Record<string, string>> => ({
    "base/kustomization.yaml": "resources: [db.yaml, api.yaml]\n",
    "base/db.yaml": db(3),
    "base/api.yaml": api("db-1.db"),
    "overlays/prod/kustomization.yaml": overlay(prod),
    "overlays/staging/kustomization.yaml": overlay(staging),
  });

  test("are matched by name; a name that only another overlay has does not count", async () => {
    const path = folders(overlays(3, 2), overlays(3, 1));
    const found = await diff(path, "a", "b");
    expect(found.diff.environments.map(({ name, removed }) => [name, removed.map((one) => one.name)])).toEqual([
      ["overlays/prod (kustomization)", []],
      ["overlays/staging (kustomization)", ["db-1.db.shop.svc.cluster.local"]],
    ]);
    expect(found.diff.environments[1]?.removed[0]?.usedBy).toEqual([{ file: "b/base/api.yaml", line: 9 }]);
  });

  test("two of one repository, by path and by name", async () => {
    directory = directoryWith(overlays(3, 2));
    const { path } = directory;
    for (const names of [["overlays/prod", "overlays/staging"]]) {
      const found = await diff(path, ...names);
      expect(found.diff.environments[0]?.removed.map(({ name }) => name)).toEqual(["db-2.db.shop.svc.cluster.local"]);
    }
    const { status, stderr } = await podns(path, ["diff", "overlays/prod", "nosuch"]);
    expect([status, stderr]).toEqual([2, expect.stringContaining("neither a path nor an environment")]);
  });

  test("those of the folders themselves are matched whatever the folders are called", async () => {
    const files = (prod: number): Readonly<Record<string, string>> => ({
      ...overlays(prod, 2),
      "main.yaml": service("clusterIP: None, selector: { app: db }, ports: [{ port: 1 }]", "main"),
      "tools/pod.yaml": api("db"),
    });
    const found = await diff(folders(files(3), files(2)), "a", "b");
    const differing = found.diff.environments.filter(({ added, removed }) => added.length + removed.length > 0);
    expect(differing.map(({ name }) => name)).toEqual(["overlays/prod (kustomization)"]);
  });

  test("alternatives of one name are matched by their files", async () => {
    const services = (...names: readonly string[]): string =>
      names.map((name) => service("selector: { a: b }, ports: [{ port: 80 }]", name)).join("---\n");
    const files = {
      "x/s.yaml": services("s"),
      "y/s.yaml": services("s"),
      ...Object.fromEntries([1, 2, 3].map((index) => [`x/${index}/t.yaml`, services("t", `u${index}`)])),
    };
    const fewer = Object.fromEntries(Object.entries(files).filter(([name]) => name !== "x/1/t.yaml"));
    const names = async (before: string, after: string): Promise<readonly (readonly string[])[]> => {
      const { environments } = (await diff(path, before, after)).diff;
      return environments.map(({ added, removed }) => [
        ...added.map(({ name }) => `+${name.split(".")[0]}`),
        ...removed.map(({ name }) => `-${name.split(".")[0]}`),
      ]);
    };
    const path = folders(files, fewer);
    const differing = async (before: string, after: string): Promise<readonly (readonly string[])[]> =>
      (await names(before, after)).filter((one) => one.length > 0);
    // That of x/1 is gone, with nothing that every cluster has; that of x does not see it any more.
    expect(await differing("a", "b")).toEqual([["-u1"], ["-s", "-t", "-u1"]]);
    expect(await differing("b", "a")).toEqual([["+s", "+t", "+u1"], ["+u1"]]);
  });

  test("charts are rendered", async () => {
    const chart = (replicas: number): Readonly<Record<string, string>> => ({
      "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
      "c/values.yaml": `replicas: ${replicas}\n`,
      "c/templates/db.yaml": db(3).replace("replicas: 3", "replicas: {{ .Values.replicas }}"),
    });
    const found = await diff(folders(chart(2), chart(1)), "a", "b");
    const removed = found.diff.environments.flatMap((one) => one.removed.map(({ name }) => name));
    expect(removed).toEqual([`db-1.db.${zone}`]);
  });

  test("dumps", async () => {
    const path = folders(
      { "d.yaml": dump },
      { "d.yaml": dump.replaceAll("api-0", "api-1").replaceAll("10.244.3.4", "10.244.3.9") },
    );
    const found = await diff(path, "--snapshot", "a/d.yaml", "b/d.yaml");
    const [only] = found.diff.environments;
    expect(only?.removed.map(({ name }) => name)).toContain("api-0.api.shop.svc.cluster.local");
    expect(only?.added.map(({ name }) => name)).toContain("api-1.api.shop.svc.cluster.local");
    expect(only?.changed).toEqual([]);
  });
});

describe("--git", () => {
  test("two revisions, one against the files, and the last common commit", async () => {
    repository = await gitRepository({ "k8s/db.yaml": db(3), "k8s/api.yaml": api("db-2.db") });
    const { path, commit, branch, write } = repository;
    await branch("old");
    await commit({ "k8s/db.yaml": db(2) });
    for (const range of ["old..main", "HEAD~1..HEAD", "old...main", "HEAD~1..", "old"]) {
      const found = await diff(path, "--git", range);
      expect([range, found.status]).toEqual([range, 1]);
      expect(found.diff.environments[0]?.removed).toMatchObject([{ usedBy: [{ file: "k8s/api.yaml", line: 9 }] }]);
    }
    expect((await diff(path, "--git", "main..main")).status).toBe(0);
    const [same] = (await diff(path, "--git", "old..main")).diff.environments;
    expect(path.endsWith(`/${same?.name}`)).toBe(true);
    write({ "k8s/db.yaml": db(1) });
    const now = await diff(path, "--git", "HEAD", "k8s");
    expect(now.diff.environments[0]?.removed.map(({ name }) => name)).toEqual([`db-1.db.${zone}`]);
  });

  test("what does not exist is said", async () => {
    repository = await gitRepository({ "db.yaml": db(1) });
    const wrong = await podns(repository.path, ["diff", "--git", "nosuch..HEAD"]);
    expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining("podns: cannot read 'nosuch': ")]);
    directory = directoryWith({ "db.yaml": db(1) });
    expect((await podns(directory.path, ["diff", "--git", "a..b"])).stderr).toContain(
      "a revision needs a repository of git",
    );
    expect((await podns(directory.path, ["diff", "db.yaml"])).stderr).toContain("diff compares two things");
  });
});

test("the other forms say the same", async () => {
  const path = folders(
    { "db.yaml": db(3), "api`|.yaml": api("db-2.db") },
    { "db.yaml": db(2), "api`|.yaml": api("db-2.db") },
  );
  const text = async (format: string): Promise<string> =>
    (await podns(path, ["diff", "--format", format, "a", "b"])).stdout;
  expect(await text("pretty")).toContain(
    `  - removes db-2.db.${zone} (Pod default/db-2): still used in b/api\`|.yaml:9\n`,
  );
  expect(await text("pretty")).toContain("1 vanish (1 still used), 0 change, 0 appear\n");
  expect(await text("markdown")).toContain(
    `- removes \`db-2.db.${zone}\` (\`Pod default/db-2\`): still used in \`b/api'|.yaml:9\``,
  );
  expect(await text("github")).toMatch(/^::error file=b\/api`\|\.yaml,line=9,title=PodNS diff::removes db-2\.db\./);
});
