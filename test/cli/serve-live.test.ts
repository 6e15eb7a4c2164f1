/** `podns serve` keeps the last good state of each unit: files, kustomizations, objects, the configuration. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildCli } from "./build.ts";
import { type Live, turn, withLive } from "./live.ts";

let cli = { file: "", remove: (): void => {} };
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());

const live = (
  files: Readonly<Record<string, string | Uint8Array>>,
  args: readonly string[],
  work: (live: Live) => Promise<void>,
): Promise<void> => withLive(cli.file, files, args, work);

/** A Service with that address. */
const service = (name: string, ip: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { clusterIP: ${ip}, ports: [{ port: 80 }] }\n`;

const web = "web.default.svc.cluster.local";
const api = "api.default.svc.cluster.local";
const one = "10.96.1.1";
const two = "10.96.1.2";

/** Two documents of one file. Addresses of Services do not change: a changed one is another Service. */
const both = `${service("web", one)}---\n${service("api", two)}`;

describe("files", () => {
  const broken: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
    [
      "a syntax error in one document of two",
      `${service("web", one)}---\nkind: [\n`,
      /k8s\/all\.yaml:\d+:\d+: error: .+; still/,
    ],
    [
      "a syntax error in the first document",
      `kind: [\n---\n${service("api", two)}`,
      /k8s\/all\.yaml:\d+:\d+: error: .+; still/,
    ],
    ["a NUL octet", `${both}\0`, /k8s\/all\.yaml: not read: it is not text; still/],
    [
      "NUL octets alone, as a power failure leaves them",
      new Uint8Array(300),
      /k8s\/all\.yaml: not read: it is not text; still/,
    ],
    ["an empty file", "", /k8s\/all\.yaml: it is empty; still/],
    ["blanks and separators alone", "\n---\n \n---\n", /k8s\/all\.yaml: it is empty; still/],
    ["a conflict of versions", both.replace("kind", "<<<<<<< HEAD\nkind"), /k8s\/all\.yaml:\d+:\d+: error: .+; still/],
    [
      "a tab for indentation",
      both.replace("metadata: { name: web }", "metadata:\n\tname: web"),
      /all\.yaml:\d+:\d+: error: /,
    ],
    [
      "a key that is written twice",
      both.replace("kind", "kind: Service\nkind"),
      /k8s\/all\.yaml:\d+:\d+: error: .+; still/,
    ],
    ["another text", "404: Not Found\n", /k8s\/all\.yaml:1:1: error: an object without apiVersion; still/],
    ["prose", "there is nothing here\n", /k8s\/all\.yaml:1:1: error: it is not an object; still/],
    [
      "an object without its kind",
      both.replace("kind: Service\n", ""),
      /k8s\/all\.yaml:1:1: error: an object without kind; st/,
    ],
    [
      "an object without its name",
      both.replace("{ name: web }", "{}"),
      /k8s\/all\.yaml:1:1: error: an object without a name; s/,
    ],
    ["a template", both.replace("{ name: web }", "{{ .Values.meta }}"), /k8s\/all\.yaml:\d+:\d+: error: .+; still/],
    ["a separator with a word", both.replace("---", "--- x:"), /k8s\/all\.yaml:\d+:\d+: error: .+; still/],
    ["an anchor that is missing", both.replace("80", "*nothing"), /k8s\/all\.yaml:\d+:\d+: error: .+; still/],
    [
      "more than is read",
      `${both}# ${"x".repeat(17 * 1024 * 1024)}\n`,
      /k8s\/all\.yaml: not read: it has \d+ bytes, .+; still/,
    ],
  ];

  test("that are broken keep their objects until they are good again", async () => {
    const files = { "k8s/all.yaml": both, "k8s/other.yaml": service("other", "10.96.2.1") };
    await live(files, ["k8s"], async (server) => {
      for (const [index, [title, content, line]] of broken.entries()) {
        server.write("k8s/all.yaml", content);
        await server.says(line);
        expect([title, await server.ask(web), await server.ask(api)]).toEqual([title, one, two]);
        // Other files are followed meanwhile.
        const other = `10.96.2.${index + 2}`;
        server.write("k8s/new.yaml", service(`new${index}`, other));
        await server.answers(`new${index}.default.svc.cluster.local`, other);
        expect([title, await server.ask(web), await server.ask(api)]).toEqual([title, one, two]);
        server.write("k8s/all.yaml", `${service(`more${index}`, `10.96.3.${index}`)}---\n${both}`);
        await server.says(/k8s\/all\.yaml: good again/);
        await server.answers(`more${index}.default.svc.cluster.local`, `10.96.3.${index}`);
      }
      expect(server.errors().match(/still serving/g)).toHaveLength(broken.length);
    });
  });

  test("that vanish for a moment are never missed, and gone when they are deleted for good", async () => {
    await live({ "k8s/all.yaml": both, "k8s/api.yaml": service("other", "10.96.2.1") }, ["k8s"], async (server) => {
      const seen = await server.during(web, async () => {
        for (let round = 0; round < 5; round++) {
          server.move("k8s/all.yaml", "k8s/all.yaml~");
          await turn(100);
          server.move("k8s/all.yaml~", "k8s/all.yaml");
          server.remove("k8s/all.yaml");
          await turn(100);
          server.write("k8s/all.yaml", both);
          server.write("k8s/all.yaml", "");
          await turn(100);
          server.write("k8s/all.yaml", both.slice(0, -30));
          await turn(100);
          server.replace("k8s/all.yaml", both);
        }
      });
      expect([...seen]).toEqual([one]);
      server.remove("k8s/all.yaml");
      await server.answers(web, "NXDOMAIN");
      expect(await server.ask("other.default.svc.cluster.local")).toBe("10.96.2.1");
      expect(server.errors()).not.toContain("good again");
    });
  });

  test("that become folders, links that lead nowhere, and folders that vanish keep what they had", async () => {
    const files = { "k8s/a/web.yaml": service("web", one), "k8s/api.yaml": service("api", two) };
    await live(files, ["k8s"], async (server) => {
      server.remove("k8s/api.yaml");
      server.write("k8s/api.yaml/inner.yaml", service("inner", "10.96.2.1"));
      await server.says(/k8s\/api\.yaml: not read: it is a directory; still serving its last good version/);
      await server.answers("inner.default.svc.cluster.local", "10.96.2.1");
      expect(await server.ask(api)).toBe(two);
      server.remove("k8s/api.yaml");
      server.write("k8s/api.yaml", service("api2", "10.96.1.9"));
      await server.answers("api2.default.svc.cluster.local", "10.96.1.9");
      await server.answers("inner.default.svc.cluster.local", "NXDOMAIN");
      server.link("nowhere.yaml", "k8s/a/web.yaml");
      await server.says(/k8s\/a\/web\.yaml: not read: the link leads nowhere; still serving its last good version/);
      expect(await server.ask(web)).toBe(one);
      server.write("k8s/a/nowhere.yaml", service("target", "10.96.1.7"));
      await server.says(/k8s\/a\/web\.yaml: good again/);
      await server.answers("target.default.svc.cluster.local", "10.96.1.7");
      server.move("k8s", "k8s.away");
      await server.says(/k8s: not read: there is no such folder; still serving the last good version of its files/);
      expect(await server.ask("target.default.svc.cluster.local")).toBe("10.96.1.7");
      server.move("k8s.away", "k8s");
      await server.says(/k8s: good again/);
      server.write("k8s/last.yaml", service("last", "10.96.1.8"));
      await server.answers("last.default.svc.cluster.local", "10.96.1.8");
    });
  });

  test("behind links that are turned, as volumes of ConfigMaps turn them", async () => {
    const files = {
      ".git/HEAD": "",
      "one/web.yaml": service("web", one),
      "two/web.yaml": service("api", two),
      "k8s/.keep": "",
    };
    await live(files, ["k8s"], async (server) => {
      server.link("../one", "k8s/..data");
      server.link("..data/web.yaml", "k8s/web.yaml");
      await server.answers(web, one);
      const seen = await server.during(web, async () => {
        server.link("../two", "k8s/..next");
        server.move("k8s/..next", "k8s/..data");
        await server.answers(api, two);
      });
      expect([...seen].sort()).toEqual([one, "NXDOMAIN"]);
      server.write("two/web.yaml", service("behind", "10.96.1.5"));
      await server.answers("behind.default.svc.cluster.local", "10.96.1.5");
    });
  });

  test("with line ends and marks of other systems, new folders, other names", async () => {
    await live({ "k8s/web.yaml": service("web", one) }, ["k8s"], async (server) => {
      server.write("k8s/web.yaml", `\ufeff${both.replaceAll("\n", "\r\n")}`);
      await server.answers(api, two);
      server.write("k8s/deep/er/new.yml", service("new", "10.96.1.3"));
      await server.answers("new.default.svc.cluster.local", "10.96.1.3");
      server.move("k8s/deep", "k8s/other");
      server.write(
        "k8s/other/er/more.json",
        JSON.stringify({
          apiVersion: "v1",
          kind: "Service",
          metadata: { name: "json" },
          spec: { clusterIP: "10.96.1.4", ports: [{ port: 80 }] },
        }),
      );
      await server.answers("json.default.svc.cluster.local", "10.96.1.4");
      expect(await server.ask("new.default.svc.cluster.local")).toBe("10.96.1.3");
      server.write("k8s/web.yaml", Buffer.from(`\ufeff${service("wide", "10.96.1.6")}`, "utf16le"));
      await server.answers("wide.default.svc.cluster.local", "10.96.1.6");
    });
  });

  test("that were broken from the start are followed, too", async () => {
    const files = { "k8s/web.yaml": `${service("web", one)}---\nkind: [\n` };
    await live(files, ["k8s"], async (server) => {
      expect(server.errors()).toMatch(/k8s\/web\.yaml:\d+:\d+: error: /);
      // As long as nothing gets lost.
      server.write("k8s/web.yaml", `${both}---\nkind: [\n`);
      await server.answers(api, two);
      server.write("k8s/web.yaml", `kind: [\n---\n${service("api", two)}`);
      await server.says(/k8s\/web\.yaml:\d+:\d+: error: .*; still serving its last good version/);
      expect([await server.ask(web), await server.ask(api)]).toEqual([one, two]);
      server.write("k8s/web.yaml", both.replace("web", "web2"));
      await server.says(/k8s\/web\.yaml: good again/);
      await server.answers("web2.default.svc.cluster.local", one);
      await server.answers(web, "NXDOMAIN");
    });
  });

  test("of settings: broken, they count as they were", async () => {
    const files = { "k8s/.podns.yaml": "clusterDomain: one.test\n", "k8s/web.yaml": service("web", one) };
    await live(files, ["k8s"], async (server) => {
      expect(await server.ask("web.default.svc.one.test")).toBe(one);
      server.write("k8s/.podns.yaml", "clusterDomain: [\n");
      await server.says(/k8s\/\.podns\.yaml:\d+:\d+: error: .+; still serving its last good version/);
      server.write("k8s/.podns.yaml", "clusterDomain: 7\n");
      await server.says(/k8s\/\.podns\.yaml:1:16: error: .+; still serving its last good version/);
      expect(await server.ask("web.default.svc.one.test")).toBe(one);
      server.write("k8s/.podns.yaml", "clusterDomain: two.test\n");
      await server.says(/good again/);
      await server.answers("web.default.svc.two.test", one);
    });
  });
});

const overlay = {
  "base/kustomization.yaml": "resources: [web.yaml]\nconfigMapGenerator:\n- name: settings\n  files: [app.conf]\n",
  "base/web.yaml": service("web", one),
  "base/app.conf": "a = 1\n",
  "component/kustomization.yaml":
    "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [extra.yaml]\n",
  "component/extra.yaml": service("extra", two),
  "overlays/x/kustomization.yaml":
    "namePrefix: x-\nresources: [../../base]\ncomponents: [../../component]\nreplacements: [{ path: replacement.yaml }]\npatches:\n- path: patch.yaml\n",
  "overlays/x/replacement.yaml":
    "source: { kind: ConfigMap, name: settings, fieldPath: metadata.name }\ntargets:\n- select: { kind: Service }\n  fieldPaths: [metadata.annotations.name]\n  options: { create: true }\n",
  "overlays/x/patch.yaml": "apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { type: ClusterIP }\n",
};
const xWeb = "x-web.default.svc.cluster.local";
const xExtra = "x-extra.default.svc.cluster.local";

describe("kustomizations", () => {
  test("with an object pasted below lose it again", async () => {
    const file = "k8s/k/kustomization.yaml";
    const set = (name: string): string =>
      `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: ${name} }\nspec:\n  serviceName: ${name}\n  replicas: 3\n  selector: { matchLabels: { app: ${name} } }\n  template:\n    metadata: { labels: { app: ${name} } }\n    spec: { containers: [{ name: c, image: i }] }\n`;
    await live({ "k8s/k/web.yaml": set("web"), [file]: "resources: [web.yaml]\n" }, ["k8s"], async (server) => {
      server.write(file, `resources: [web.yaml]\n---\n${set("api")}`);
      await server.says(/reloaded: 6 Pods/);
      server.write(file, "resources: [web.yaml]\n");
      await server.says(/reloaded: 3 Pods/);
    });
  });

  test("are followed with all that they are built from, inside and outside of the folder", async () => {
    const file = "overlays/x/kustomization.yaml";
    const files = { ...overlay, [file]: overlay[file].replace(/replacements: .*\n/, "") };
    await live(files, ["overlays/x"], async (server) => {
      expect([await server.ask(xWeb), await server.ask(xExtra), await server.ask(web)]).toEqual([one, two, "NXDOMAIN"]);
      server.write("component/extra.yaml", service("more", two));
      await server.answers("x-more.default.svc.cluster.local", two);
      server.write("base/web.yaml", both);
      await server.answers("x-api.default.svc.cluster.local", two);
      server.write("overlays/x/patch.yaml", `$patch: delete\n${overlay["overlays/x/patch.yaml"]}`);
      await server.answers(xWeb, "NXDOMAIN");
      // A new file, in a folder that nothing was read from before, with the kustomization that names it.
      server.write("base/new/kustomization.yaml", "resources: [new.yaml]\n");
      server.write("base/new/new.yaml", service("new", "10.96.1.3"));
      server.write("base/kustomization.yaml", "resources: [web.yaml, new]\n");
      await server.answers("x-new.default.svc.cluster.local", "10.96.1.3");
      server.write("base/new/new.yaml", service("newer", "10.96.1.3"));
      await server.answers("x-newer.default.svc.cluster.local", "10.96.1.3");
      expect(server.errors()).not.toContain("still serving");
    });
  });

  const failures: readonly (readonly [string, (server: Live) => void, RegExp])[] = [
    [
      "a file that is named and not there",
      (server) =>
        server.write("overlays/x/kustomization.yaml", `${overlay["overlays/x/kustomization.yaml"]}- path: no.yaml\n`),
      /overlays\/x\/kustomization\.yaml:\d+:\d+: error: kustomize cannot build '(?:overlays\/)?x': .*no\.yaml.*; still serving its last good build/,
    ],
    [
      "a patch without a target",
      (server) => server.write("overlays/x/patch.yaml", overlay["overlays/x/patch.yaml"].replace("web", "nothing")),
      /kustomize cannot build '(?:overlays\/)?x': .*; still/,
    ],
    [
      "a field that does not exist",
      (server) => server.write("overlays/x/kustomization.yaml", "namePrefix: x-\nresource: [../../base]\n"),
      /kustomize cannot build '(?:overlays\/)?x': .*; still/,
    ],
    [
      "a syntax error in the kustomization",
      (server) => server.write("overlays/x/kustomization.yaml", "resources: [\n"),
      /overlays\/x\/kustomization\.yaml:\d+:\d+: error: .*; still serving its last good version/,
    ],
    [
      "a kustomization that is a list",
      (server) => server.write("overlays/x/kustomization.yaml", "- a\n"),
      /overlays\/x\/kustomization\.yaml:\d+:\d+: error: it is not a kustomization; still/,
    ],
    [
      "an empty kustomization",
      (server) => server.write("overlays/x/kustomization.yaml", ""),
      /overlays\/x\/kustomization\.yaml: it is empty; still/,
    ],
    [
      "a kustomization that is deleted",
      (server) => server.remove("overlays/x/kustomization.yaml"),
      /x: there is no kustomization any more; still serving its last good build/,
    ],
    [
      "a syntax error in a base's kustomization",
      (server) => server.write("base/kustomization.yaml", "resources: web.yaml: x\n"),
      /base\/kustomization\.yaml:\d+:\d+: error: .*; still/,
    ],
    [
      "a syntax error in a base's file",
      (server) => server.write("base/web.yaml", "kind: [\n"),
      /base\/web\.yaml:\d+:\d+: error: .*; still serving its last good version/,
    ],
    [
      "a base that is renamed",
      (server) => server.move("base", "basis"),
      /x\/kustomization\.yaml:2:13: error: kustomize cannot build '(?:overlays\/)?x': no such file or directory: '..\/..\/base'; still/,
    ],
    [
      "a file of a base that is deleted, to which a patch belongs",
      (server) => server.remove("base/web.yaml"),
      /base\/kustomization\.yaml:1:13: error: kustomize cannot build '(?:overlays\/)?x': .*'web\.yaml'; still/,
    ],
    [
      "a remote base in place of one to which a patch belongs",
      (server) => server.write("base/kustomization.yaml", "resources: ['https://github.com/podns/gone']\n"),
      /kustomize cannot build '(?:overlays\/)?x': no resource .*; 'https:\S+' is remote; still/,
    ],
    [
      "a syntax error in a replacement",
      (server) => server.write("overlays/x/replacement.yaml", "[\n"),
      /overlays\/x\/replacement\.yaml:\d+:\d+: error: .*; still serving its last good version/,
    ],
    [
      "a replacement without a source",
      (server) =>
        server.write(
          "overlays/x/replacement.yaml",
          overlay["overlays/x/replacement.yaml"].replace("settings", "nothing"),
        ),
      /kustomize cannot build '(?:overlays\/)?x': nothing selected .*; still/,
    ],
    [
      "a component that is deleted",
      (server) => server.remove("component"),
      /kustomize cannot build '(?:overlays\/)?x': .*; still/,
    ],
    [
      "a generator's file that is deleted",
      (server) => server.remove("base/app.conf"),
      /kustomize cannot build '(?:overlays\/)?x': .*app\.conf.*; still/,
    ],
    [
      "two kustomizations in one folder",
      (server) => server.write("base/kustomization.yml", "resources: [web.yaml]\n"),
      /kustomize cannot build '(?:overlays\/)?x': .*; still/,
    ],
    [
      "one name twice",
      (server) => server.write("component/extra.yaml", `${service("extra", two)}---\n${service("extra", two)}`),
      /kustomize cannot build '(?:overlays\/)?x': .*; still/,
    ],
    [
      "a circle of bases",
      (server) => server.write("base/kustomization.yaml", "resources: [web.yaml, ../overlays/x]\n"),
      /kustomize cannot build '(?:overlays\/)?x': .*; still/,
    ],
    [
      "a file of another base is broken, too",
      (server) => {
        server.write("component/extra.yaml", "\0");
        server.write("base/kustomization.yaml", "namePrefix: y-\nresources: [web.yaml]\n");
      },
      /component\/extra\.yaml: not read: it is not text; still/,
    ],
  ];

  test.each([["overlays/x"], ["."]])(
    "of '%s' that cannot be built stand as they were",
    async (given) => {
      await live(overlay, [given], async (server) => {
        const state = async (): Promise<readonly string[]> => {
          const names = ["x-web", "x-extra", "web", "extra", "y-web"];
          return Promise.all(names.map((name) => server.ask(`${name}.default.svc.cluster.local`)));
        };
        const good = [one, two, "NXDOMAIN", "NXDOMAIN", "NXDOMAIN"];
        /** One line says it, two where two files are broken. */
        let read = server.errors().length;
        const told = (title: string, pattern: RegExp): void => {
          const lines = server.errors().slice(read).trim().split("\n");
          read = server.errors().length;
          const isOther = (line: string): boolean => !pattern.test(line) && !line.startsWith("reloaded: ");
          expect([title, lines.filter(isOther)]).toEqual([title, []]);
        };
        expect(await state()).toEqual(good);
        for (const [title, breaks, line] of failures) {
          // Of a folder as a whole these are other manifests, and no broken ones.
          if (given === "." && /kustomization that is deleted|renamed/.test(title)) continue;
          breaks(server);
          await server.says(line).catch((error: unknown) => {
            throw new Error(`${title}: ${String(error)}`);
          });
          expect([title, await state()]).toEqual([title, good]);
          told(title, /; still serving/);
          // Another edit while it is broken changes nothing.
          for (const folder of ["base", "component", "basis", "overlays/x"]) server.remove(folder);
          for (const [name, text] of Object.entries(overlay)) server.write(name, text);
          await server.says(/good again/);
          await server.answers(xWeb, one);
          expect([title, await state()]).toEqual([title, good]);
          told(title, /: good again$/);
        }
        server.write("base/web.yaml", both);
        await server.answers("x-api.default.svc.cluster.local", two);
      });
    },
    120_000,
  );
});
