/** The command `podns pods`. */
import { describe, expect, test } from "vitest";
import { files } from "./commands.fixture.ts";
import { directoryWith, lesson, podns, withFiles } from "./in-process.ts";

const directory = withFiles(files);

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
