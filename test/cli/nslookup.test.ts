/** The command `podns nslookup`. */
import { describe, expect, test } from "vitest";
import { files } from "./commands.fixture.ts";
import { lesson, podns, withFiles } from "./in-process.ts";

const directory = withFiles(files);

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
