/** The command `podns lint`. */
import { describe, expect, test } from "vitest";
import { files } from "./commands.fixture.ts";
import { directoryWith, podns, withFiles } from "./in-process.ts";

const directory = withFiles(files);

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
      /^<bold>typo\/db\.yaml<\/>\n {2}21:16 {4}<yellow>warning {4}<\/> the Pods of StatefulSet 'web' get/,
    );
    const lines = stdout.replace(/<[^<>]*>/g, "").split("\n");
    expect(lines.every((line) => line.length <= 70)).toBe(true);
    expect(lines.join(" ").replace(/ +/g, " ")).toContain(
      "no Service 'web-headles' in namespace 'default'; did you mean 'web-headless'? service-name-unknown",
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
