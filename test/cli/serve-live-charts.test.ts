/** `podns serve` follows what is not manifests: charts that helm renders, and the scenario. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildCli } from "./build.ts";
import { type Live, turn, withLive } from "./live.ts";

let cli = { file: "", remove: (): void => {} };
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());

const live = (
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  work: (live: Live) => Promise<void>,
): Promise<void> => withLive(cli.file, files, args, work);

const zone = "default.svc.cluster.local";

/** In the place of helm: puts the address of the values files into the templates, and counts its runs. */
const helm = `#!/bin/sh
[ "$1" = version ] && exit 0
chart=$3
echo run >> "$chart/../runs"
address=$(sed -n 's/^address: //p' "$chart/values.yaml" 2>/dev/null)
shift 5
[ "$1" = --values ] && address=$(sed -n 's/^address: //p' "$2")
grep -q '^name:' "$chart/Chart.yaml" || { printf 'Error: validation: chart.metadata.name is required\\nand more\\n' >&2; exit 1; }
for file in "$chart"/templates/*.yaml "$chart"/templates/*/*.yaml; do
  [ -f "$file" ] || continue
  if grep -q 'fail' "$file"; then echo "Error: template: \${file#"$chart"/}:3: it fails" >&2; exit 1; fi
  printf -- '---\\n# Source: shop/%s\\n' "\${file#"$chart"/}"
  sed -e "s/{{ .Values.address }}/$address/" -e "s/{{ .Files }}/$(cat "$chart/files/name" 2>/dev/null)/" "$file"
done
`;
const template = (name: string, address = "{{ .Values.address }}"): string =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  clusterIP: ${address}\n  ports:\n  - port: 80\n`;
const one = "10.96.1.1";
const chart = {
  "bin/helm": helm,
  "charts/shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
  "charts/shop/values.yaml": `address: ${one}\n`,
  "charts/shop/templates/web.yaml": template("web"),
  "charts/shop/templates/file.yaml": template("{{ .Files }}", "10.96.2.1"),
  "charts/shop/files/name": "first\n",
};

describe("charts", () => {
  test("are rendered again when any of their files changes, and only then", async () => {
    await live(chart, ["charts", "--helm"], async (server) => {
      expect([await server.ask(`web.${zone}`), await server.ask(`first.${zone}`)]).toEqual([one, "10.96.2.1"]);
      const runs = (): number => server.read("charts/runs").split("run").length;
      const before = runs();
      server.write("charts/plain.yaml", template("plain", "10.96.3.1"));
      await server.answers(`plain.${zone}`, "10.96.3.1");
      expect(runs()).toBe(before);
      server.replace("charts/shop/files/name", "second\n");
      await server.answers(`second.${zone}`, "10.96.2.1");
      await server.answers(`first.${zone}`, "NXDOMAIN");
      server.write("charts/shop/templates/deep/more.yaml", template("more", "10.96.4.1"));
      await server.answers(`more.${zone}`, "10.96.4.1");
      server.remove("charts/shop/templates/deep");
      await server.answers(`more.${zone}`, "NXDOMAIN");
      // A Service keeps its address: another one has another.
      server.write("charts/shop/values.yaml", "address: 10.96.1.2\n");
      await server.says(
        /Service default\/web: the API server refuses the change: .*; still serving the object before it/,
      );
      server.write("charts/shop/values.yaml", `address: ${one}\n`);
      await server.says(/Service default\/web: good again/);
      server.write("charts/shop/values-big.yaml", "address: 10.96.1.9\n");
      server.write("charts/shop/templates/big.yaml", template("big-{{ .Values.address }}".replace(/\./g, "."), "None"));
      await server.says(/reloaded/);
      server.write("charts/other/Chart.yaml", "name: other\n");
      server.write("charts/other/templates/new.yaml", template("new", "10.96.5.1"));
      await server.answers(`new.${zone}`, "10.96.5.1");
      server.remove("charts/other");
      await server.answers(`new.${zone}`, "NXDOMAIN");
    });
  });

  const failures: readonly (readonly [string, (server: Live) => void])[] = [
    ["a template that fails", (server) => server.write("charts/shop/templates/web.yaml", "a:\n\n{{ fail }}\n")],
    ["a new template that fails", (server) => server.write("charts/shop/templates/new.yaml", "{{ fail }}\n")],
    [
      "a template that is gone, beside one that fails",
      (server) => {
        server.remove("charts/shop/templates/web.yaml");
        server.write("charts/shop/templates/file.yaml", "{{ fail }}\n");
      },
    ],
    ["a Chart.yaml without a name", (server) => server.write("charts/shop/Chart.yaml", "version: 1.0.0\n")],
    ["a pipe", (server) => server.pipe("charts/shop/files/pipe")],
    ["a link that leads outside", (server) => server.link("/etc/hostname", "charts/shop/files/outside")],
  ];
  test("that helm refuses stand as they were", async () => {
    await live({ ...chart, ".git/HEAD": "" }, ["charts", "--helm"], async (server) => {
      for (const [title, breaks] of failures) {
        breaks(server);
        const line = await server.says(/^.*charts\/shop: not rendered: .*; still serving its last good rendering$/m);
        expect([title, await server.ask(`web.${zone}`), await server.ask(`first.${zone}`)]).toEqual([
          title,
          one,
          "10.96.2.1",
        ]);
        expect([title, line]).toEqual([title, expect.not.stringContaining("\n")]);
        // Said once, however often it fails.
        const said = server.errors().split("; still serving").length;
        server.write("charts/shop/values.yaml", `address: ${one}\n# ${title}\n`);
        await turn(500);
        expect([title, server.errors().split("; still serving").length]).toEqual([title, said]);
        server.remove("charts/shop");
        for (const [name, text] of Object.entries(chart)) if (name !== "bin/helm") server.write(name, text);
        await server.says(/charts\/shop: good again/);
      }
    });
  });

  test("whose files vanish for a moment are not missed", async () => {
    await live(chart, ["charts", "--helm"], async (server) => {
      const seen = await server.during(`web.${zone}`, async () => {
        for (let round = 0; round < 3; round++) {
          server.move("charts/shop/templates/web.yaml", "charts/shop/templates/web.yaml~");
          await turn(300);
          server.move("charts/shop/templates/web.yaml~", "charts/shop/templates/web.yaml");
          server.write("charts/shop/templates/web.yaml", "");
          await turn(300);
          server.write("charts/shop/templates/web.yaml", chart["charts/shop/templates/web.yaml"]);
          await turn(100);
        }
      });
      expect([...seen]).toEqual([one]);
      server.remove("charts/shop/templates/web.yaml");
      await server.answers(`web.${zone}`, "NXDOMAIN");
    });
  });
});

const set = `apiVersion: v1
kind: Service
metadata: { name: peers }
spec: { clusterIP: None, selector: { app: set }, ports: [{ port: 80 }] }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: set }
spec:
  serviceName: peers
  replicas: 2
  selector: { matchLabels: { app: set } }
  template: { metadata: { labels: { app: set } }, spec: { containers: [{ name: c, image: nginx }] } }
`;

describe("the scenario", () => {
  const first = "events:\n- { at: 0s, scale: statefulset/set, replicas: 1 }\n";
  const broken: readonly (readonly [string, (server: Live) => void, RegExp])[] = [
    [
      "a syntax error",
      (server) => server.write("s.yaml", "events: [\n"),
      /^s\.yaml:\d+: error: .*; still playing the last good scenario$/m,
    ],
    [
      "an event of the wrong form",
      (server) => server.write("s.yaml", `${first}- { at: 1s, explode: statefulset/set }\n`),
      /^s\.yaml:3: error: .*; still playing/m,
    ],
    ["nothing", (server) => server.write("s.yaml", ""), /^s\.yaml: it is empty; still playing/m],
    ["a NUL octet", (server) => server.write("s.yaml", `${first}\0`), /^s\.yaml: not read: it is not text; still/m],
    ["no file", (server) => server.remove("s.yaml"), /^s\.yaml: not read: no such file or directory; still playing/m],
    [
      "a folder",
      (server) => {
        server.remove("s.yaml");
        server.write("s.yaml/x", "");
      },
      /^s\.yaml: not read: it is a directory; still playing/m,
    ],
    [
      "a file that it names and that is not there",
      (server) => server.write("s.yaml", `${first}- { at: 1s, apply: none.yaml }\n`),
      /^none\.yaml: not read: no such file or directory; still playing/m,
    ],
  ];
  test("is followed, and the last good one is played while it is broken", async () => {
    await live(
      { "k8s/set.yaml": set, "s.yaml": first },
      ["k8s", "--scenario", "s.yaml", "--speed", "100"],
      async (server) => {
        const count = async (): Promise<number> => (await server.ask(`peers.${zone}`)).split(" ").length;
        const becomes = async (wanted: number): Promise<void> => {
          for (let left = 500; (await count()) !== wanted; left--) {
            if (left === 0) throw new Error(`${await count()} Pods, and not ${wanted}`);
            await turn(20);
          }
        };
        await becomes(1);
        for (const [title, breaks, line] of broken) {
          breaks(server);
          await server.says(line);
          expect([title, await count()]).toEqual([title, 1]);
          server.write(
            "k8s/more.yaml",
            `${set.replaceAll("peers", "more").replaceAll("set }", "none }")}`.split("---")[0] ?? "",
          );
          server.remove("s.yaml");
          server.write("s.yaml", `# ${title}\n${first}`);
          await server.says(/^s\.yaml: good again$/m);
        }
        server.replace("s.yaml", first.replace("replicas: 1", "replicas: 3"));
        await becomes(3);
        server.write("s.yaml", "events:\n- { at: 0s, apply: other.yaml }\n");
        await server.says(/^other\.yaml: not read: .*; still playing/m);
        server.write("other.yaml", set.replace("replicas: 2", "replicas: 4"));
        await server.says(/^s\.yaml: good again$/m);
        await becomes(4);
        server.write("other.yaml", set.replace("replicas: 2", "replicas: 5"));
        await becomes(5);
      },
    );
  });
});

describe("charts that the engine renders", () => {
  const rendered = {
    "charts/shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
    "charts/shop/values.yaml": `address: ${one}\n`,
    "charts/shop/values-prod.yaml": "address: 10.96.1.7\n",
    "charts/shop/templates/_helpers.tpl": '{{ define "name" }}{{ .Release.Name }}-web{{ end }}\n',
    "charts/shop/templates/web.yaml": template('{{ include "name" . }}'),
    "charts/shop/templates/file.yaml": template('{{ .Files.Get "files/name" | trim }}', "10.96.2.1"),
    "charts/shop/files/name": "first\n",
    "plain.yaml": template("plain", "10.96.3.1"),
  };

  test("are served with their own values, and follow templates, values and other files", async () => {
    await live(rendered, ["."], async (server) => {
      expect(server.errors()).toContain("its own values are used; --environment takes values-prod.yaml");
      expect([await server.ask(`shop-web.${zone}`), await server.ask(`first.${zone}`)]).toEqual([one, "10.96.2.1"]);
      expect(await server.ask(`plain.${zone}`)).toBe("10.96.3.1");
      server.replace("charts/shop/files/name", "second\n");
      await server.answers(`second.${zone}`, "10.96.2.1");
      server.write("charts/shop/templates/_helpers.tpl", '{{ define "name" }}db{{ end }}\n');
      await server.answers(`db.${zone}`, one);
      server.write("charts/shop/templates/more.yaml", template("more", "10.96.4.1"));
      await server.answers(`more.${zone}`, "10.96.4.1");
      server.remove("charts/shop/templates/more.yaml");
      await server.answers(`more.${zone}`, "NXDOMAIN");
      server.write("charts/other/Chart.yaml", "apiVersion: v2\nname: other\nversion: 1.0.0\n");
      server.write("charts/other/templates/new.yaml", template("new", "10.96.5.1"));
      await server.answers(`new.${zone}`, "10.96.5.1");
      server.remove("charts/other");
      await server.answers(`new.${zone}`, "NXDOMAIN");
    });
  });

  test("that helm would refuse stand as they were", async () => {
    await live(rendered, ["."], async (server) => {
      for (const [file, text] of [
        ["charts/shop/templates/web.yaml", "a: {{ if\n"],
        ["charts/shop/values.yaml", "address: [\n"],
        ["charts/shop/templates/_helpers.tpl", '{{ define "other" }}{{ end }}\n'],
      ] as const) {
        server.write(file, text);
        await server.says(/^.*shop.*: .*; still serving its last good \w+$/m);
        expect([file, await server.ask(`shop-web.${zone}`), await server.ask(`first.${zone}`)]).toEqual([
          file,
          one,
          "10.96.2.1",
        ]);
        server.write(file, rendered[file]);
        await server.says(/good again/);
        await server.answers(`shop-web.${zone}`, one);
      }
    });
  });

  test("are served with the values that --environment names", async () => {
    await live(rendered, [".", "--environment", "values-prod.yaml"], async (server) => {
      expect([await server.ask(`shop-web.${zone}`), await server.ask(`plain.${zone}`)]).toEqual([
        "10.96.1.7",
        "NXDOMAIN",
      ]);
      server.write("charts/shop/values-prod.yaml", "more: 1\n");
      await server.says(/the API server refuses the change/);
    });
  });

  test("stand as they were while no environment is called so, which is said once", async () => {
    await live(rendered, [".", "--environment", "values-prod.yaml"], async (server) => {
      server.remove("charts/shop/values-prod.yaml");
      await server.says(/no environment is called 'values-prod.yaml'; .*; still serving the last good state/);
      for (const round of [1, 2, 3]) {
        server.write("charts/shop/values.yaml", `address: 10.96.9.${round}\n`);
        await turn(500);
        server.write("charts/shop/NOTES", `${round}\n`);
        await turn(500);
      }
      expect(server.errors().split("no environment is called")).toHaveLength(2);
      expect(await server.ask(`shop-web.${zone}`)).toBe("10.96.1.7");
      server.write("charts/shop/templates/more.yaml", template("more", "10.96.4.1"));
      server.write("charts/shop/values-prod.yaml", "address: 10.96.1.7\n");
      await server.answers(`more.${zone}`, "10.96.4.1");
    });
  });
});
