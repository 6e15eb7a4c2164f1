import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { directoryWith, dump, lesson, podns } from "./in-process.ts";

const broken = "apiVersion: v1\nkind: Service\nmetadata: {name: half\n";
const port = `# An application.
apiVersion: v1
kind: Service
metadata:
  name: api
spec:
  selector:
    app: api
  ports:
    - port: 80
      targetPort: nothing
---
apiVersion: v1
kind: Pod
metadata:
  name: api
  labels:
    app: api
spec:
  containers:
    - name: api
      image: api
`;
let directory = { path: "", remove: (): void => {} };

beforeAll(() => {
  directory = directoryWith({
    "app/web.yaml": lesson,
    "dump.json.yaml": dump,
    "broken/mixed.yaml": `${broken}---\n${lesson}`,
    "typo/db.yaml": lesson.replace("serviceName: web-headless", "serviceName: web-headles"),
    "port/api.yaml": port,
    "shared/.git/HEAD": "",
    "shared/.podns.yaml": "clusterDomain: repo.test\nrules:\n  target-port-unknown: error\n",
    "shared/deep/k8s/api.yaml": port,
    "wrong/.podns.yaml": "rule: {}\n",
    "typo/vendor/ignored.yaml": lesson,
    Corefile: ".:53 {\n    kubernetes example.test {\n        pods verified\n    }\n    unheard-of\n}\n",
    "empty.yaml": "",
    "binary.yaml": Uint8Array.from([0, 1, 2, 3]),
    "resolv.conf": "nameserver 10.96.0.10\nsearch svc.cluster.local\noptions ndots:5\n",
  });
});
afterAll(() => directory.remove());

describe("podns pods", () => {
  test("JSON: every Pod with its names, by number", async () => {
    const { status, stdout, stderr } = await podns(directory.path, ["pods", "--format", "json", "app"]);
    expect([status, stderr]).toEqual([0, ""]);
    const pods: unknown = JSON.parse(stdout);
    expect(pods).toHaveLength(3);
    expect(pods).toMatchObject([
      {
        name: "default/web-0",
        controller: "StatefulSet default/web",
        hostname: "web-0",
        subdomain: "web-headless",
        addresses: [expect.stringMatching(/^10\.244\./)],
        ready: true,
        synthetic: true,
        source: { file: "app/web.yaml", line: 17 },
      },
      { name: "default/web-1" },
      { name: "default/web-2", names: expect.arrayContaining(["web-2.web-headless.default.svc.cluster.local"]) },
    ]);
    expect(Object.keys(Array.isArray(pods) ? pods[0] : {})).toEqual([
      "name",
      "controller",
      "hostname",
      "subdomain",
      "names",
      "addresses",
      "ready",
      "synthetic",
      "source",
    ]);
  });

  test("the table of a dump: given addresses, nothing predicted, nothing implied", async () => {
    const { stdout } = await podns(directory.path, ["pods", "--snapshot", "dump.json.yaml"]);
    expect(stdout).toMatchInlineSnapshot(`
      "POD         CONTROLLER  HOSTNAME  SUBDOMAIN  ADDRESS     READY  NAMES                              SOURCE
      shop/api-0  -           api-0     api        10.244.3.4  yes    api-0.api.shop.svc.cluster.local   dump.json.yaml:9
                                                                      10-244-3-4.shop.pod.cluster.local
      "
    `);
  });

  test("standard input is a file called -", async () => {
    const { stdout } = await podns(directory.path, ["pods", "--format", "json", "-"], lesson);
    expect(JSON.parse(stdout)).toMatchObject([{ source: { file: "-", line: 17 } }, {}, {}]);
  });

  test("files, directories and standard input are one cluster", async () => {
    const service = lesson.slice(0, lesson.indexOf("---"));
    const workload = lesson.slice(lesson.lastIndexOf("---") + 4);
    const parts = directoryWith({ "a/service.yaml": service, "b/set.yaml": workload });
    const { stdout } = await podns(parts.path, ["pods", "--format", "json", "a", "b/set.yaml", "-"], "# nothing\n");
    parts.remove();
    expect(JSON.parse(stdout)[1].names).toContain("web-1.web-headless.default.svc.cluster.local");
  });

  test("families, namespace and domain", async () => {
    const flags = ["--families", "IPv6,IPv4", "-n", "shop", "--domain", "k8s.example"];
    const { stdout } = await podns(directory.path, ["pods", "--format", "json", ...flags, "app"]);
    const [first] = JSON.parse(stdout);
    expect(first.name).toBe("shop/web-0");
    expect(first.addresses).toEqual([expect.stringMatching(/^fd00:/), expect.stringMatching(/^10\.244\./)]);
    expect(first.names).toContain("web-0.web-headless.shop.svc.k8s.example");
  });
});

describe("podns records", () => {
  test("JSON: what every record points to", async () => {
    const { stdout } = await podns(directory.path, ["records", "--format", "json", "app"]);
    const records: Record<string, unknown>[] = JSON.parse(stdout);
    const own = records.filter(({ source }) => source !== null);
    expect(own.find(({ name }) => name === "web.default.svc.cluster.local.")).toEqual({
      name: "web.default.svc.cluster.local.",
      type: "A",
      ttl: 30,
      data: "10.96.7.7",
      object: "Service default/web",
      controller: null,
      synthetic: false,
      source: { file: "app/web.yaml", line: 9 },
    });
    expect(own.filter(({ name }) => name === "web-headless.default.svc.cluster.local.")).toHaveLength(3);
    expect(own.find(({ name }) => name === "web-1.web-headless.default.svc.cluster.local.")).toMatchObject({
      object: "Pod default/web-1",
      controller: "StatefulSet default/web",
      synthetic: true,
      source: { file: "app/web.yaml", line: 17 },
    });
  });

  test("zone and hosts", async () => {
    const zone = await podns(directory.path, ["records", "--snapshot", "--format", "zone", "dump.json.yaml"]);
    expect(zone.stdout.split("\n").filter((line) => / (A|SRV|PTR) /.test(line))).toMatchInlineSnapshot(`
      [
        "api.shop.svc.cluster.local. 30 IN A 10.244.3.4",
        "_http._tcp.api.shop.svc.cluster.local. 30 IN SRV 0 100 80 api-0.api.shop.svc.cluster.local.",
        "api-0.api.shop.svc.cluster.local. 30 IN A 10.244.3.4",
        "4.3.244.10.in-addr.arpa. 30 IN PTR api-0.api.shop.svc.cluster.local.",
      ]
    `);
    const hosts = await podns(directory.path, ["records", "--snapshot", "--format", "hosts", "dump.json.yaml"]);
    expect(hosts.stdout).toMatchInlineSnapshot(`
      "10.244.3.4	api.shop.svc.cluster.local api-0.api.shop.svc.cluster.local
      "
    `);
  });

  test("a Corefile configures the server, and says what is not modelled", async () => {
    const { stdout, stderr } = await podns(directory.path, [
      "records",
      "--format",
      "zone",
      "--corefile",
      "Corefile",
      "app",
    ]);
    expect(stdout).toContain("web-0.web-headless.default.svc.example.test. 5 IN A 10.244.");
    expect(stdout).not.toContain("cluster.local");
    expect(stderr).toMatch(/^Corefile:5: information: .*unheard-of/);
  });

  test("a server that answers what the specification says, and no more", async () => {
    const names = async (server: string): Promise<readonly string[]> => {
      const { stdout } = await podns(directory.path, ["records", "--format", "json", "--dns-server", server, "app"]);
      const records: { name: string }[] = JSON.parse(stdout);
      return records.map(({ name }) => name);
    };
    const isDashed = (name: string): boolean => /^\d+-\d+-\d+-\d+\.web\.default/.test(name);
    expect((await names("coredns")).filter(isDashed)).toHaveLength(3);
    expect((await names("spec")).filter(isDashed)).toEqual([]);
    expect(await names("spec")).toContain("web-1.web-headless.default.svc.cluster.local.");
    const args = ["nslookup", "web-0.web.default.svc.cluster.local.", "--from", "web-0", "--explain", "app"];
    const { stdout } = await podns(directory.path, [...args, "--dns-server", "spec"]);
    expect(stdout).toContain(
      "is not headless, and this DNS server has names for single Pods under headless Services only",
    );
  });

  test("the server's own addresses", async () => {
    const args = ["records", "--snapshot", "--format", "zone", "--server-ip", "10.244.3.4", "dump.json.yaml"];
    const { stdout } = await podns(directory.path, args);
    expect(stdout).toContain("cluster.local. 30 IN NS api-0.api.shop.svc.cluster.local.\n");
  });
});

describe("podns nslookup", () => {
  test("a Pod with its node's resolv.conf does not ask the cluster's DNS server", async () => {
    const onNode = lesson.replace("    spec:\n", "    spec:\n      hostNetwork: true\n");
    const name = "web-1.web-headless.default.svc.cluster.local";
    const asked = await podns(directory.path, ["nslookup", name, "--from", "web-0", "--explain", "-"], onNode);
    expect(asked.status).toBe(1);
    expect(asked.stdout).toContain(`** server can't find ${name}: NXDOMAIN`);
    expect(asked.stdout).toContain("asks the node's DNS server, which knows no name of the cluster");
    const policy = onNode.replace(
      "hostNetwork: true\n",
      "hostNetwork: true\n      dnsPolicy: ClusterFirstWithHostNet\n",
    );
    expect((await podns(directory.path, ["nslookup", name, "--from", "web-0", "-"], policy)).status).toBe(0);
  });

  test("prints and exits as nslookup does", async () => {
    const found = await podns(directory.path, ["nslookup", "web", "--from", "web-0", "app"]);
    const recursion = ";; Got recursion not available from 10.96.0.10\n";
    const server = "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\n";
    const answer = "Name:\tweb.default.svc.cluster.local\nAddress: 10.96.7.7\n";
    expect(found).toEqual({ status: 0, stderr: "", stdout: `${recursion}${server}${answer}${recursion}\n` });
    const missing = await podns(directory.path, ["nslookup", "wob", "--from", "default/web-0", "app"]);
    expect(missing.status).toBe(1);
    expect(missing).toMatchObject({
      stderr: "",
      stdout: expect.stringContaining("** server can't find wob: NXDOMAIN\n"),
    });
  });

  test("the program is that of the Pod's image, unless one is chosen", async () => {
    const alpine = lesson.replace("image: nginx", "image: nginx:alpine");
    const guessed = await podns(directory.path, ["nslookup", "web", "--from", "web-0", "--json", "-"], alpine);
    expect(JSON.parse(guessed.stdout).client).toBe("busybox-nslookup@1.36");
    const args = ["nslookup", "web", "--from", "web-0", "--json", "--as", "getent-hosts", "-"];
    expect(JSON.parse((await podns(directory.path, args, alpine)).stdout).client).toBe("getent-hosts");
  });

  test.each([
    ["sts/web", "default/web-0"],
    ["statefulset/web", "default/web-0"],
    ["pod/web-1", "default/web-1"],
    ["default/po/web-1", "default/web-1"],
  ])("--from %s names what kubectl names", async (from, meant) => {
    const { stdout } = await podns(directory.path, ["nslookup", "web-headless", "--from", from, "app", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ from: meant });
  });

  test("--from names it likewise at a moment", async () => {
    const asked = ["nslookup", "web-1.web-headless", "--from", "sts/web", "--at", "1s", "app", "--json"];
    const { status, stdout } = await podns(directory.path, asked);
    expect([status, JSON.parse(stdout).outcome]).toEqual([0, "resolved"]);
  });

  test("--from: a kind that does not fit", async () => {
    const { status, stderr } = await podns(directory.path, ["nslookup", "web-headless", "--from", "deploy/web", "app"]);
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/^podns: no Pod 'deploy\/web'; there are default\/web-0/),
    ]);
  });

  test("a workload's name means its first Pod", async () => {
    const { status, stdout } = await podns(directory.path, [
      "nslookup",
      "web-headless",
      "--from",
      "web",
      "app",
      "--json",
    ]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      client: "bind-nslookup",
      from: "default/web-0",
      exitCode: 0,
      outcome: "resolved",
      records: [{ object: "Pod default/web-0" }, { type: "A" }, { ttl: 30 }],
      steps: [
        { name: "web-headless.default.svc.cluster.local.", type: "A", result: "NOERROR", reason: "headless" },
        {},
      ],
    });
  });

  test("says why", async () => {
    const { stdout } = await podns(directory.path, ["nslookup", "web.shop", "--from", "web-0", "--explain", "app"]);
    expect(stdout).toContain("Why (search default.svc.cluster.local svc.cluster.local cluster.local, ndots:5):\n");
    expect(stdout).toMatch(/\n1 +web\.shop\.default\.svc\.cluster\.local\. +A +NXDOMAIN +\S/);
  });

  test("another resolv.conf, another program", async () => {
    const args = ["nslookup", "web.default", "--from", "web-0", "--resolv-conf", "resolv.conf", "app"];
    expect((await podns(directory.path, args)).stdout).toContain("Name:\tweb.default.svc.cluster.local\n");
    const busybox = await podns(directory.path, [...args, "--as", "busybox-nslookup@1.28"]);
    expect(busybox.stdout).not.toContain("Address:\t10.96.0.10#53");
  });

  test("names outside the cluster are not asked by default", async () => {
    const { status, stderr } = await podns(directory.path, ["nslookup", "example.com.", "--from", "web-0", "app"]);
    expect(status).toBe(1);
    expect(stderr).toBe(
      "podns: 'example.com.' is outside the cluster, and nobody is asked without a Corefile (--corefile) that forwards\n",
    );
  });

  test("what a headless Service answers is counted by Pod, or by endpoint where there are no Pods", async () => {
    const dual = lesson.replace(
      "clusterIP: None",
      "clusterIP: None\n  ipFamilies: [IPv4, IPv6]\n  ipFamilyPolicy: PreferDualStack",
    );
    const asked = ["nslookup", "web-headless", "--from", "web-0", "--families", "IPv4,IPv6", "--explain", "-"];
    expect((await podns(directory.path, asked, dual)).stdout).toContain(
      "headless Service 'web-headless': its 3 ready Pods",
    );
    const elsewhere = `apiVersion: v1
kind: Service
metadata: { name: db }
spec: { clusterIP: None }
---
apiVersion: v1
kind: Endpoints
metadata: { name: db }
subsets: [{ addresses: [{ ip: 192.168.7.1 }, { ip: 192.168.7.2 }] }]
`;
    const { stdout } = await podns(directory.path, ["nslookup", "db", "--explain", "-"], elsewhere);
    expect(stdout).toContain("headless Service 'db': its 2 ready endpoints");
  });

  test("of a ClusterIP without Pods it is said that no Pod is behind it", async () => {
    const empty = `apiVersion: v1\nkind: Service\nmetadata: { name: db }\nspec: { selector: { app: db }, ports: [{ port: 80 }] }\n`;
    const { stdout } = await podns(directory.path, ["nslookup", "db", "--explain", "-"], empty);
    expect(stdout).toContain(
      "resolves to the ClusterIP of Service 'db', made up until the cluster assigns one; no Pod is behind it in these manifests\n",
    );
    expect(stdout).toContain("the ClusterIP of Service 'db', which has no Pod behind it here");
    expect(stdout).not.toContain("hides its Pods");
  });

  test("a name that fails behind a Service of the cluster is about that Service, whatever could be asked outside", async () => {
    const governed = lesson.replace("name: web }", "name: front }").replaceAll("web-headless", "web");
    const asked = ["nslookup", "web-9.web", "--from", "web-0", "--explain", "-"];
    const { status, stdout, stderr } = await podns(directory.path, asked, governed);
    expect(stdout).toContain(
      "no name of this cluster: headless Service 'web' has no endpoint 'web-9'; the DNS server would go on to ask its upstream, PodNS does not\n",
    );
    expect([status, stderr]).toEqual([
      1,
      "podns: 'web-9.web.' is outside the cluster, and nobody is asked without a Corefile (--corefile) that forwards\n",
    ]);
  });

  test("an alias that leads outside is in the cluster itself", async () => {
    const alias =
      "apiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {type: ExternalName, externalName: db.example.com}\n";
    const { stderr } = await podns(directory.path, ["nslookup", "db", "-"], alias);
    expect(stderr).toBe(
      "podns: the alias 'db.default.svc.cluster.local.' leads outside the cluster, and nobody is asked without a Corefile (--corefile) that forwards\n",
    );
  });

  test("an unknown Pod: those whose name begins with it", async () => {
    const job =
      "apiVersion: batch/v1\nkind: Job\nmetadata: {name: import}\nspec: {completions: 2, parallelism: 2, completionMode: Indexed, template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox}]}}}\n";
    const { stderr } = await podns(directory.path, ["nslookup", "web", "--from", "import-1", "-"], job);
    expect(stderr).toMatch(/^podns: no Pod 'import-1'; did you mean default\/import-1-\w{5}\?\n$/);
  });

  test("an unknown Pod: near ones", async () => {
    const near = await podns(directory.path, ["nslookup", "web", "--from", "wep-1", "app"]);
    expect(near).toEqual({
      status: 2,
      stdout: "",
      stderr: expect.stringMatching(/^podns: no Pod 'wep-1'; did you mean default\/web-/),
    });
    const far = await podns(directory.path, ["nslookup", "web", "--from", "something-else", "app"]);
    expect(far.stderr).toContain(
      "podns: no Pod 'something-else'; there are default/web-0, default/web-1, default/web-2",
    );
  });
});

describe("podns lint", () => {
  test("JSON: places from 1, files with forward slashes", async () => {
    const { status, stdout } = await podns(directory.path, ["lint", "--format", "json", "typo"]);
    expect(status).toBe(0);
    const [finding] = JSON.parse(stdout);
    expect(finding).toMatchObject({
      rule: "service-name-unknown",
      severity: "warning",
      message: expect.stringContaining("'web-headles'"),
      file: "typo/db.yaml",
      line: 21,
      column: 16,
      endLine: 21,
      endColumn: 27,
      object: "StatefulSet default/web",
      environment: expect.any(String),
      fixes: expect.arrayContaining([expect.stringContaining("web-headless")]),
    });
  });

  test("JSON spans the object that is judged as a whole, text points to the field", async () => {
    const json = await podns(directory.path, ["lint", "--format", "json", "port"]);
    expect(JSON.parse(json.stdout)).toMatchObject([{ rule: "target-port-unknown", line: 2, endLine: 11 }]);
    expect((await podns(directory.path, ["lint", "port"])).stdout).toMatch(/^port\/api\.yaml\n {2}11:19 +warning /);
  });

  test("nothing to say", async () => {
    const stderr = "checked 1 file, 3 objects, 0 names in 1 environment\n";
    expect(await podns(directory.path, ["lint", "app"])).toEqual({ status: 0, stdout: "No problems.\n", stderr });
    expect((await podns(directory.path, ["lint", "--format", "json", "app"])).stdout).toBe("[]\n");
  });

  test("--fail-on says which findings make the exit status", async () => {
    const statusOf = async (level: string, folder: string): Promise<number> =>
      (await podns(directory.path, ["lint", "--fail-on", level, folder])).status;
    expect(await statusOf("error", "typo")).toBe(0);
    expect(await statusOf("warning", "typo")).toBe(1);
    expect(await statusOf("information", "typo")).toBe(1);
    expect(await statusOf("never", "broken")).toBe(0);
    expect(await statusOf("information", "app")).toBe(0);
  });

  test("the summary counts what was looked at, and says of which names nothing is said", async () => {
    const config = (name: string): string =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c, namespace: shop }\ndata:\n  url: http://${name}/\n`;
    const parts = directoryWith({
      "open/kustomization.yaml": "resources: [c.yaml, 'https://example.com/base.yaml']\n",
      "open/c.yaml": config("api.shop.svc:80"),
      "near/c.yaml": config("my-kafka-bootstrap.shop.svc:9092"),
      "far/c.yaml": config("dns.kube-system.svc"),
      "found/s.yaml": `apiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: shop }\nspec: { ports: [{ port: 80 }] }\n---\n${config("web.shop.svc")}`,
    });
    const { stdout, stderr } = await podns(parts.path, ["lint", "--why", "--format", "json"]);
    expect(JSON.parse(stdout)).toEqual([]);
    expect(
      stderr
        .split("\n")
        .filter((line) => line !== "")
        .sort(),
    ).toEqual([
      expect.stringMatching(
        /^checked 5 files, 5 objects, 4 names in 2 environments; 3 names not judged: 1 .*\(--why lists them\)$/,
      ),
      "far/c.yaml:5:15: 'dns.kube-system.svc' is not judged: it is one in namespaces that these manifests do not fill ('kube-system')",
      "near/c.yaml:5:15: 'my-kafka-bootstrap.shop.svc' is not judged: it is one that an operator, a chart or a template may make",
      "open/c.yaml:5:15: 'api.shop.svc' is not judged: it is one behind the open kustomization 'open' ('https://example.com/base.yaml' is remote)",
    ]);
    parts.remove();
  });

  test("an empty folder is said to be empty", async () => {
    const parts = directoryWith({ "empty/README.md": "nothing\n" });
    const { status, stdout, stderr } = await podns(parts.path, ["lint", "--format", "json", "empty"]);
    expect([status, stdout, stderr]).toEqual([
      0,
      "[]\n",
      "podns: 'empty' holds no Kubernetes manifest: nothing was checked\n",
    ]);
    parts.remove();
  });

  test("of nothing it is not said that it has no problems", async () => {
    const parts = directoryWith({
      "empty/README.md": "nothing\n",
      "more/notes.yaml": "# nothing\n",
      "set/.podns.yaml": "rules: {}\n",
      "bare/kustomization.yaml": "resources: [missing.yaml]\n",
    });
    expect(await podns(parts.path, ["lint", "empty", "more"])).toEqual({
      status: 0,
      stdout: "",
      stderr: "podns: 'empty', 'more' hold no Kubernetes manifest: nothing was checked\n",
    });
    const { stderr } = await podns(parts.path, ["lint", "set"]);
    expect(stderr).toBe("podns: 'set' holds no Kubernetes manifest: nothing but .podns.yaml was checked\n");
    const bare = await podns(parts.path, ["pods", "bare"]);
    expect(bare.stderr).toBe("podns: 'bare' holds no Kubernetes manifest\n");
    const pods = await podns(parts.path, ["pods", "empty"]);
    expect(pods).toEqual({ status: 0, stdout: "No Pods.\n", stderr: "podns: 'empty' holds no Kubernetes manifest\n" });
    parts.remove();
  });

  test("names that somebody wants to hear nothing of are counted with that reason", async () => {
    const config = (comment: string): string =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c, namespace: shop }\ndata:\n  url: http://web.shop.svc/${comment}\n---\napiVersion: v1\nkind: Service\nmetadata: { name: api, namespace: shop }\nspec: { ports: [{ port: 80 }] }\n`;
    const parts = directoryWith({
      "told/c.yaml": config(""),
      "ignored/c.yaml": config(" # podns-ignore host-unresolvable: it is there"),
      "off/.podns.yaml": "rules: { host-unresolvable: off }\n",
      "off/c.yaml": config(""),
      "list/db.yaml": `apiVersion: v1
kind: Service
metadata: { name: db, namespace: shop }
spec: { clusterIP: None, selector: { app: db }, ports: [{ port: 5432 }] }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: shop }
spec:
  serviceName: db
  selector: { matchLabels: { app: db } }
  replicas: 1
  template:
    metadata: { labels: { app: db } }
    spec:
      containers:
        - name: db
          image: db
          args: ["--peers=db-0.db:5432,db-1.db:5432,db-2.db:5432"] # podns-ignore peer-list-drift
`,
      "nothing/c.yaml": config("").replace("web.shop.svc/", "web.elsewhere.svc/ # podns-ignore host-unresolvable"),
    });
    const lastOf = async (folder: string): Promise<string> => (await podns(parts.path, ["lint", folder])).stderr;
    // One finding is about two names of a list.
    expect(await lastOf("list")).toContain("; 2 names not judged: 2 that comments ignore (podns-ignore) (--why");
    expect(await lastOf("told")).toBe("checked 1 file, 2 objects, 1 name in 1 environment\n");
    expect(await lastOf("ignored")).toContain("; 1 name not judged: 1 that comments ignore (podns-ignore) (--why");
    expect(await lastOf("off")).toContain(
      "; 1 name not judged: 1 that no rule judges ('host-unresolvable' is off) (--",
    );
    // A comment that ignores nothing is not the reason.
    expect(await lastOf("nothing")).toContain(
      "; 1 name not judged: 1 in namespaces that these manifests do not fill ('elsewhere') (--",
    );
    parts.remove();
  });

  test("a mistake in the command line is one line, with what was meant", async () => {
    expect((await podns(directory.path, ["lint", "--fial-on", "never", "app"])).stderr).toBe(
      "podns: unknown option '--fial-on'; did you mean --fail-on?\n",
    );
  });

  test("on a terminal there are colours, and messages keep to its width", async () => {
    const screen = { paint: (style: string, text: string) => `<${style}>${text}</>`, columns: 70 };
    const { stdout } = await podns(directory.path, ["lint", "typo"], "", { look: screen });
    expect(stdout).toMatch(
      /^<bold>typo\/db\.yaml<\/>\n {2}21:16 {4}<yellow>warning {4}<\/> no Service 'web-headles' in/,
    );
    const lines = stdout.replace(/<[^<>]*>/g, "").split("\n");
    expect(lines.every((line) => line.length <= 70)).toBe(true);
    expect(lines.join(" ").replace(/ +/g, " ")).toContain(
      "get no names of their own; did you mean 'web-headless'? service-name-unknown",
    );
  });

  test("how far it is, where somebody watches, goes before anything else is said", async () => {
    const said: (string | undefined)[] = [];
    await podns(directory.path, ["lint", "typo"], "", { status: (line) => said.push(line) });
    expect(said.at(-1)).toBeUndefined();
  });

  test("a broken document is an error, and its neighbours are judged", async () => {
    const { status, stdout } = await podns(directory.path, ["lint", "broken"]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^broken\/mixed\.yaml\n {2}\d+:\d+ +error /);
  });
});

describe(".podns.yaml", () => {
  const rows = async (args: readonly string[], cwd = directory.path): Promise<readonly { readonly rule: string }[]> =>
    JSON.parse((await podns(cwd, ["lint", "--format", "json", ...args])).stdout);

  test("counts from the PATH's folder up to the repository's root, for files as well", async () => {
    expect(await rows(["shared/deep/k8s"])).toMatchObject([{ rule: "target-port-unknown", severity: "error" }]);
    expect(await rows(["shared/deep/k8s/api.yaml"])).toMatchObject([{ severity: "error" }]);
    expect(await rows(["."], `${directory.path}/shared`)).toMatchObject([{ severity: "error" }]);
  });

  test("outside of a repository only that of the PATH itself, and those above it up to the current directory", async () => {
    expect(await rows(["port"])).toMatchObject([{ severity: "warning" }]);
    const plain = directoryWith({
      ".podns.yaml": "rules:\n  service-name-unknown: error\n",
      "k8s/db.yaml": lesson.replace("serviceName: web-headless", "serviceName: web-headles"),
    });
    expect(await rows(["k8s"], plain.path)).toMatchObject([{ severity: "error" }]);
    expect(await rows([`${plain.path}/k8s`], `${plain.path}/k8s`)).toMatchObject([{ severity: "warning" }]);
    plain.remove();
  });

  test("flags stand over it, and what is wrong in it is reported at its place", async () => {
    const records = async (...flags: readonly string[]): Promise<string> =>
      (await podns(directory.path, ["records", "--format", "hosts", ...flags, "shared/deep/k8s"])).stdout;
    expect(await records()).toContain(".svc.repo.test");
    expect(await records("--domain", "flag.test")).toContain(".svc.flag.test");
    const found = await podns(directory.path, ["lint", "wrong"]);
    expect(found.stdout).toContain(
      "wrong/.podns.yaml\n  1:1      warning     there is no key 'rule'; did you mean 'rules'?  settings\n",
    );
  });
});

test("a wrong severity spoils its own line only", async () => {
  const parts = directoryWith({
    ".podns.yaml": "rules:\n  service-name-unknown: error\n  ordering: loud\n",
    "db.yaml": lesson.replace("serviceName: web-headless", "serviceName: web-headles"),
  });
  const { status, stdout } = await podns(parts.path, ["lint", "--format", "json"]);
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject([
    { rule: "settings", severity: "error", file: ".podns.yaml", line: 3, column: 13 },
    { rule: "service-name-unknown", severity: "error" },
  ]);
  parts.remove();
});

describe("mistakes", () => {
  test.each([
    [["pods", "nowhere"], "podns: cannot read 'nowhere': no such file or directory\n"],
    [["pods", "binary.yaml"], "podns: cannot read 'binary.yaml': it is not text\n"],
    [["pods", "--corefile", "nowhere", "app"], "podns: cannot read 'nowhere': no such file or directory\n"],
    [
      ["pods", "--families", "IPv5"],
      "podns: option '--families <list>' argument 'IPv5' is invalid. 'IPv5' is not a family; IPv4 and IPv6 are.\n",
    ],
    [
      ["pods", "--server-ip", "x"],
      "podns: option '--server-ip <ip>' argument 'x' is invalid. 'x' is not an IP address.\n",
    ],
    [["pods", "--domain", "-"], "podns: '-' is not a DNS domain\n"],
    [
      ["nslookup", "web", "--type", "nope", "app"],
      "podns: option '--type <type>' argument 'nope' is invalid. 'nope' is not a record type.\n",
    ],
    [["bogus"], "podns: unknown command 'bogus'\n"],
    [["bogus", "--help"], "podns: unknown command 'bogus'\n"],
    [["--help", "recods"], "podns: unknown command 'recods'; did you mean 'records'?\n"],
    [["help", "lin"], "podns: unknown command 'lin'; did you mean 'lint'?\n"],
    [
      ["lint", "--fail-on", "hint", "app"],
      "podns: option '--fail-on <severity>' argument 'hint' is invalid. Allowed choices are error, warning, information, never.\n",
    ],
    [
      ["pods", "--format", "xml"],
      "podns: option '--format <format>' argument 'xml' is invalid. Allowed choices are table, json.\n",
    ],
    [["serve", "app"], "podns: required option '--listen <address:port>' not specified\n"],
  ])("%j", async (args, stderr) => {
    expect(await podns(directory.path, args)).toEqual({ status: 2, stdout: "", stderr });
  });

  test("a broken document is said with its place, and its neighbours are used", async () => {
    const { status, stdout, stderr } = await podns(directory.path, ["pods", "--format", "json", "broken"]);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^broken\/mixed\.yaml:\d+:\d+: error: .+\n$/);
    expect(JSON.parse(stdout)).toHaveLength(3);
  });

  test("an unreadable file below a directory is said, the rest is used", async () => {
    const { status, stdout, stderr } = await podns(directory.path, [
      "pods",
      "--format",
      "json",
      "--exclude",
      "broken/**",
      "--exclude",
      "{typo,port,shared}/**",
    ]);
    expect(stderr).toContain("binary.yaml: not read: it is not text\n");
    expect([status, JSON.parse(stdout).length]).toEqual([0, 4]);
  });

  test("a file of settings that cannot be looked at ends nothing", async () => {
    const looped = directoryWith({ "k8s/web.yaml": lesson });
    for (const name of [".git", ".podns.yaml"]) symlinkSync(name, join(looped.path, "k8s", name));
    const { status, stdout } = await podns(looped.path, ["pods", "--format", "json", "k8s"]);
    looped.remove();
    expect([status, JSON.parse(stdout).length]).toEqual([0, 3]);
  });

  test("what is named and too large is not an empty cluster", async () => {
    const large = directoryWith({ "dump.yaml": `${lesson}#${" ".repeat(17 * 1024 * 1024)}\n` });
    const named = await podns(large.path, ["pods", "dump.yaml"]);
    const found = await podns(large.path, ["pods"]);
    large.remove();
    expect([named.status, named.stdout]).toEqual([2, ""]);
    expect(named.stderr).toMatch(
      /^podns: cannot read 'dump\.yaml': it has \d+ bytes, 16777216 are the most that is read; split it into several files\n$/,
    );
    expect([found.status, found.stderr]).toEqual([
      0,
      expect.stringMatching(/^dump\.yaml: not read: it has \d+ bytes, 16777216 are the most that is read\n$/),
    ]);
  });

  test("what is not rendered is said", async () => {
    const parts = directoryWith({
      "chart/Chart.yaml": "name: chart\nversion: 1.0.0\n",
      "chart/templates/service.yaml": "kind: Service\nmetadata: {name: {{ .Release.Name }}}\n",
      "base/kustomization.yaml": "namePrefix: my-\nresources: [web.yaml]\n",
      "base/web.yaml": lesson,
    });
    const { stdout, stderr } = await podns(parts.path, ["pods", "--format", "json", "--snapshot"]);
    parts.remove();
    expect(JSON.parse(stdout)).toHaveLength(3);
    expect(stderr).toContain("podns: 1 templates of Helm charts are not rendered, e.g. chart/templates/service.yaml\n");
    expect(stderr).not.toContain("kustomization");
  });

  test("why a kustomization may make more is said", async () => {
    const parts = directoryWith({
      "kustomization.yaml": "resources: [web.yaml, https://example.com/more.yaml]\n",
      "web.yaml": lesson,
    });
    const { stderr } = await podns(parts.path, ["pods", "--format", "json"]);
    parts.remove();
    expect(stderr).toContain("podns: 'https://example.com/more.yaml' is remote (kustomization '");
  });

  test("what the API server would refuse is said", async () => {
    const twice = `${lesson}---\n${lesson.slice(0, lesson.indexOf("---"))}`;
    const { stderr } = await podns(directory.path, ["pods", "-"], twice);
    expect(stderr).toMatch(/^-:\d+:\d+: Service default\/web-headless: /);
  });

  test("help is not a mistake", async () => {
    const { status, stdout } = await podns(directory.path, ["--help"]);
    expect(status).toBe(0);
    expect(stdout).toContain("SERVFAIL");
    for (const command of ["pods", "records", "nslookup", "lint", "serve"]) expect(stdout).toContain(`  ${command} `);
  });
});

describe("kustomizations", () => {
  const overlay = {
    "base/kustomization.yaml": "resources: [web.yaml]\n",
    "base/web.yaml": lesson,
    "dev/kustomization.yaml": `namespace: dev
namePrefix: dev-
resources: [../base]
configMapGenerator:
- name: settings
  envs: [dev.env]
`,
    "dev/dev.env": "HOST=web-0\n",
    "prod/kustomization.yaml": "namespace: prod\nresources: [../base]\n",
  };

  test("a folder that is named means its kustomization, with what lies beside it", async () => {
    const parts = directoryWith(overlay);
    const { stdout, stderr } = await podns(parts.path, ["pods", "--format", "json", "dev"]);
    const both = await podns(parts.path, ["pods", "--format", "json"]);
    parts.remove();
    expect(stderr).toBe("");
    const namespaces = (text: string): readonly string[] => [
      ...new Set(
        JSON.parse(text).map(({ name }: { readonly name: string }) => name.slice(0, name.indexOf("/"))) as string[],
      ),
    ];
    expect(namespaces(stdout)).toEqual(["dev"]);
    expect(namespaces(both.stdout).toSorted()).toEqual(["dev", "prod"]);
  });

  test("render prints the objects, why there may be others, and where values are written", async () => {
    const parts = directoryWith(overlay);
    const { stdout, status } = await podns(parts.path, ["render", "dev", "--format", "json", "--origins"]);
    parts.remove();
    const { objects, open, error, origins } = JSON.parse(stdout);
    expect([status, open, error]).toEqual([0, [], null]);
    const kinds = objects.map((object: { readonly kind: string }) => object.kind);
    expect(kinds).toEqual(["ConfigMap", "Service", "Service", "StatefulSet"]);
    expect(objects[3].metadata.name).toMatch(/^dev-/);
    expect(origins[1]["metadata.namespace"]).toEqual({ file: "dev/kustomization.yaml", line: 1, column: 12 });
    expect(origins[1]["metadata.name"].file).toBe("base/web.yaml");
    expect(origins[0]["data.HOST"].file).toBe("dev/dev.env");
  });

  test("render says where no kustomization is", async () => {
    const { status, stderr } = await podns(directory.path, ["render", "app"]);
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^podns: unable to find one of .* in directory '(?!file:)[^']*app'\n$/),
    ]);
  });

  test("render says in YAML comments where values are written", async () => {
    const parts = directoryWith(overlay);
    const { stdout } = await podns(parts.path, ["render", "--origins", "prod"]);
    parts.remove();
    expect(stdout).toContain("  namespace: prod # prod/kustomization.yaml:1:12\n");
  });

  test("what kustomize refuses ends with status 1, and lint says where", async () => {
    const parts = directoryWith({ "kustomization.yaml": "resources: [web.yaml]\nnamePrefx: a-\n", "web.yaml": lesson });
    const rendered = await podns(parts.path, ["render", "--format", "json"]);
    const linted = await podns(parts.path, ["lint", "--format", "json", "."]);
    parts.remove();
    expect(rendered.status).toBe(1);
    expect(JSON.parse(rendered.stdout)).toEqual({
      objects: [],
      open: [],
      error: 'kustomization.yaml:2:12: unknown field "namePrefx"',
    });
    expect(linted.status).toBe(1);
    expect(JSON.parse(linted.stdout)[0]).toMatchObject({ rule: "kustomize", file: "kustomization.yaml", line: 2 });
  });

  test("a file that is missing leaves the result open, and lint does not judge it", async () => {
    const parts = directoryWith({ "kustomization.yaml": "resources: [web.yaml, gone.yaml]\n", "web.yaml": lesson });
    const { stdout, status } = await podns(parts.path, ["render", "--format", "json"]);
    const linted = await podns(parts.path, ["lint", "."]);
    parts.remove();
    expect([status, JSON.parse(stdout).open]).toEqual([1, ["'gone.yaml' is missing"]]);
    expect(linted.stdout).toBe("No problems.\n");
  });
});
