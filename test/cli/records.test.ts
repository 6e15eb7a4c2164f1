/** The command `podns records`. */
import { describe, expect, test } from "vitest";
import { files } from "./commands.fixture.ts";
import { podns, withFiles } from "./in-process.ts";

const directory = withFiles(files);

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
