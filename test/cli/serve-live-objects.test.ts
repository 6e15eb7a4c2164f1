/** `podns serve` keeps what a cluster would keep: objects before refused ones, the DNS server's configuration. */
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

const zone = "default.svc.cluster.local";
const one = "10.96.1.1";

const service = (name: string, spec: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { ${spec} }\n`;
const web = service("web", `clusterIP: ${one}, ports: [{ port: 80 }]`);

const set = (replicas: string, serviceName = "peers"): string => `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: set }
spec:
  serviceName: ${serviceName}
  replicas: ${replicas}
  selector: { matchLabels: { app: set } }
  template:
    metadata: { labels: { app: set } }
    spec: { containers: [{ name: c, image: nginx }] }
`;
const peers = service("peers", "clusterIP: None, selector: { app: set }, ports: [{ port: 80 }]");

describe("objects", () => {
  test("that the API server refuses leave the ones before", async () => {
    const refused: readonly (readonly [string, string, RegExp])[] = [
      [
        "no address",
        web.replace(one, "10.96.1"),
        /web\.yaml:4:20: Service default\/web: the API server refuses it: spec\.clusterIP/,
      ],
      [
        "an invalid port",
        web.replace("80", "80000"),
        /web\.yaml:4:\d+: Service default\/web: the API server refuses it: spec\.ports/,
      ],
      ["a number where a text is needed", web.replace("spec:", "  labels: { a: 1 }\nspec:"), /refuses|error/],
      [
        "another invalid name",
        web.replace("name: web", "name: -web-"),
        /Service default\/web: the API server refuses it: metadata\.name/,
      ],
      [
        "a field of another type",
        web.replace("[{ port: 80 }]", "80"),
        /Service default\/web: the API server refuses it/,
      ],
    ];
    await live({ "k8s/web.yaml": web, "k8s/other.yaml": peers }, ["k8s"], async (server) => {
      for (const [index, [title, text, line]] of refused.entries()) {
        server.write("k8s/web.yaml", text);
        await server.says(line);
        await server.says(/; still serving the object before it|; still serving its last good version/);
        expect([title, await server.ask(`web.${zone}`)]).toEqual([title, one]);
        server.write(
          "k8s/web.yaml",
          web.replace(/$/, `---\n${service(`more${index}`, `clusterIP: 10.96.2.${index}, ports: [{ port: 80 }]`)}`),
        );
        await server.says(/(Service default\/web|k8s\/web\.yaml): good again/);
        await server.answers(`more${index}.${zone}`, `10.96.2.${index}`);
        expect([title, await server.ask(`web.${zone}`)]).toEqual([title, one]);
      }
      server.remove("k8s/web.yaml");
      await server.answers(`web.${zone}`, "NXDOMAIN");
    });
  });

  test("that are changed where they cannot be changed stay, until they are deleted", async () => {
    const files = {
      "k8s/web.yaml": web,
      "k8s/set.yaml": set("2"),
      "k8s/peers.yaml": `${peers}---\n${peers.replace("peers", "others")}`,
    };
    await live(files, ["k8s"], async (server) => {
      server.write("k8s/web.yaml", web.replace(one, "10.96.9.9"));
      await server.says(
        /Service default\/web: the API server refuses the change: spec\.clusterIPs\[0\]: .*may not change once set.*; still serving the object before it/,
      );
      expect(await server.ask(`web.${zone}`)).toBe(one);
      server.write("k8s/set.yaml", set("3", "others"));
      await server.says(
        /StatefulSet default\/set: the API server refuses the change: spec: .*forbidden.*; still serving the object before it/i,
      );
      expect((await server.ask(`peers.${zone}`)).split(" ")).toHaveLength(2);
      expect(await server.ask(`set-0.others.${zone}`)).toBe("NXDOMAIN");
      // What may change does, and what cannot is forgotten with the object.
      server.write("k8s/set.yaml", set("3"));
      await server.says(/StatefulSet default\/set: good again/);
      await server.answers(`set-2.peers.${zone}`, await server.ask(`set-2.peers.${zone}`));
      server.remove("k8s/web.yaml");
      await server.answers(`web.${zone}`, "NXDOMAIN");
      server.write("k8s/web.yaml", web.replace(one, "10.96.9.9"));
      await server.answers(`web.${zone}`, "10.96.9.9");
      // An address that is not written any more is still the Service's.
      server.write("k8s/web.yaml", web.replace(`clusterIP: ${one}, `, ""));
      await server.says(/reloaded/);
      server.write("k8s/web.yaml", web.replace(one, "10.96.9.9"));
      await server.answers(`web.${zone}`, "10.96.9.9");
    });
  });

  test("that a kustomization makes are judged like written ones", async () => {
    const files = {
      "k/kustomization.yaml": "namePrefix: x-\nresources: [web.yaml]\n",
      "k/web.yaml": web,
    };
    await live(files, ["k"], async (server) => {
      server.write("k/web.yaml", web.replace("80", "0"));
      await server.says(
        /k\/web\.yaml:4:\d+: Service default\/x-web: the API server refuses it: .*; still serving the object before it/,
      );
      expect(await server.ask(`x-web.${zone}`)).toBe(one);
      server.write("k/web.yaml", web.replace("80", "81"));
      await server.says(/Service default\/x-web: good again/);
      await server.answers(`x-web.${zone}`, `0 100 81 x-web.${zone}.`, "SRV");
    });
  });
});

const corefile = (domain: string, more = ""): string => `.:53 {\n  kubernetes ${domain} in-addr.arpa\n${more}}\n`;

const broken: readonly (readonly [string, string])[] = [
  ["a brace that is missing", ".:53 {\n  kubernetes other.test\n"],
  ["a plugin that does not exist", corefile("other.test", "  kubernets x\n")],
  ["an option that does not exist", ".:53 {\n  kubernetes other.test {\n    tll 5\n  }\n}\n"],
  ["an invalid value", ".:53 {\n  kubernetes other.test {\n    ttl many\n  }\n}\n"],
  ["nothing", ""],
  ["prose", "this is not a configuration\n"],
  ["an invalid upstream", corefile("other.test", "  forward . 8.8.8.8.8\n")],
  ["one zone twice", `${corefile("other.test")}${corefile("another.test")}`],
  ["reverse zones alone", ".:53 {\n  kubernetes 10.0.0.0/8\n}\n"],
];

describe("the configuration", () => {
  test("of --corefile stays while the new one is broken or not there", async () => {
    const files = { "k8s/web.yaml": web, Corefile: corefile("one.test") };
    await live(files, ["k8s", "--corefile", "Corefile"], async (server) => {
      const check = async (title: string): Promise<void> => {
        const names = ["web.default.svc.one.test", "web.default.svc.other.test"];
        const found = await Promise.all(names.map((name) => server.ask(name)));
        expect([title, ...found]).toEqual([title, one, "SERVFAIL"]);
      };
      for (const [title, text] of [...broken, ["no text", "\0"] as const]) {
        server.write("Corefile", text);
        await server.says(/Corefile:.*; still serving the last good configuration/);
        await check(title);
        server.write("Corefile", corefile("one.test", `  # ${title}\n`));
        await server.says(/Corefile: good again/);
      }
      server.remove("Corefile");
      await server.says(/Corefile: not read: no such file or directory; still serving the last good configuration/);
      // Manifests are followed meanwhile.
      server.write("k8s/new.yaml", service("new", "clusterIP: 10.96.1.2, ports: [{ port: 80 }]"));
      await server.answers("new.default.svc.one.test", "10.96.1.2");
      await check("gone");
      server.write("Corefile/x", "");
      await server.says(/Corefile: not read: it is a directory; still/);
      server.remove("Corefile");
      server.write("Corefile", `\ufeff${corefile("TWO.test.").replaceAll("\n", "\r\n")}`);
      await server.says(/Corefile: good again/);
      await server.answers("web.default.svc.two.test", one);
      server.replace("Corefile", corefile("."));
      await server.answers("web.default.svc", one);
      await server.answers("1.1.96.10.in-addr.arpa", "web.default.svc.", "PTR");
    });
  });

  test("of the settings, too", async () => {
    const settings = (text: string): string => `dnsServer: coredns\ncorefile: |\n${text.replace(/^/gm, "  ")}\n`;
    const files = { "k8s/web.yaml": web, "k8s/.podns.yaml": settings(corefile("one.test")) };
    await live(files, ["k8s"], async (server) => {
      for (const [title, text] of broken) {
        if (title === "nothing") continue;
        server.write("k8s/.podns.yaml", settings(text));
        await server.says(
          /k8s\/\.podns\.yaml:2:1: error: line \d+ of its Corefile: .*; still serving its last good version/,
        );
        expect([title, await server.ask("web.default.svc.one.test")]).toEqual([title, one]);
        server.write("k8s/.podns.yaml", settings(corefile("one.test", `  # ${title}\n`)));
        await server.says(/k8s\/\.podns\.yaml: good again/);
      }
      server.write("k8s/.podns.yaml", settings(corefile("two.test")));
      await server.answers("web.default.svc.two.test", one);
    });
  }, 60_000);

  test("of the manifests, too", async () => {
    const configMap = (text: string): string =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: coredns, namespace: kube-system }\ndata:\n  Corefile: |\n${text.replace(/^/gm, "    ")}\n`;
    const files = { "k8s/web.yaml": web, "k8s/dns.yaml": configMap(corefile("one.test")) };
    await live(files, ["k8s"], async (server) => {
      const check = async (title: string): Promise<void> =>
        expect([title, await server.ask("web.default.svc.one.test")]).toEqual([title, one]);
      for (const [title, text] of broken) {
        if (title === "nothing") continue;
        server.write("k8s/dns.yaml", configMap(text));
        await server.says(
          /k8s\/dns\.yaml:\d+:\d+: ConfigMap kube-system\/coredns: line \d+ of its Corefile: .*; still serving the last good configuration/,
        );
        await check(title);
        server.write("k8s/dns.yaml", configMap(corefile("one.test", `  # ${title}\n`)));
        await server.says(/ConfigMap kube-system\/coredns: good again/);
      }
      server.write("k8s/dns.yaml", configMap(corefile("one.test")).replace("Corefile:", "Corefil:"));
      await server.says(/ConfigMap kube-system\/coredns: it has no key 'Corefile'; still/);
      server.remove("k8s/dns.yaml");
      await server.says(/ConfigMap kube-system\/coredns: it is gone; still serving the last good configuration/);
      await check("gone");
      server.write("k8s/dns.yaml", configMap(corefile("two.test")));
      await server.says(/ConfigMap kube-system\/coredns: good again/);
      await server.answers("web.default.svc.two.test", one);
    });
  });
});

describe("many changes", () => {
  test("at once are one reload, and questions are answered meanwhile", async () => {
    const many = (address: string): Record<string, string> =>
      Object.fromEntries(
        Array.from({ length: 600 }, (_, index) => [
          `k8s/d${index % 20}/s${index}.yaml`,
          service(`s${index}`, `clusterIP: None, externalIPs: [${address}]`),
        ]),
      );
    await live({ ...many("192.0.2.1"), "k8s/web.yaml": web }, ["k8s"], async (server) => {
      await turn(100);
      const before = server.errors();
      const seen = await server.during(`web.${zone}`, async () => {
        for (const [name, text] of Object.entries(many("192.0.2.2"))) server.write(name, text);
        server.write("k8s/last.yaml", service("last", "clusterIP: 10.96.1.9, ports: [{ port: 80 }]"));
        await server.answers(`last.${zone}`, "10.96.1.9");
      });
      expect([...seen]).toEqual([one]);
      await server.says(/reloaded: 0 Pods, 602 Services/);
      expect(
        server
          .errors()
          .slice(before.length)
          .match(/reloaded/g),
      ).toHaveLength(1);
    });
  });
});

describe("a scenario", () => {
  test("goes on over a reload: its clock does not begin again, and what has happened holds for new objects", async () => {
    const files = {
      "k8s/set.yaml": `${set("2")}---\n${peers}`,
      "s.yaml":
        "events:\n- { at: 5s, scale: statefulset/set, replicas: 1 }\n- { at: 100000h, scale: statefulset/set, replicas: 3 }\n",
    };
    await live(files, ["k8s", "--scenario", "s.yaml", "--speed", "10"], async (server) => {
      expect((await server.ask(`peers.${zone}`)).split(" ")).toHaveLength(2);
      await server.says(/^5s: /m);
      for (let left = 2; left !== 1; ) left = (await server.ask(`peers.${zone}`)).split(" ").length;
      const told = server.errors();
      server.write("k8s/more.yaml", web);
      await server.says(/reloaded/);
      await server.answers(`web.${zone}`, one);
      // The reload replays the scenario: the set stays scaled, and nothing is told again.
      expect((await server.ask(`peers.${zone}`)).split(" ")).toHaveLength(1);
      expect(server.errors().slice(told.length)).not.toMatch(/^(5s|100000h)/m);
      server.write("k8s/more.yaml", "kind: [\n");
      await server.says(/still serving its last good version/);
      expect(await server.ask(`web.${zone}`)).toBe(one);
    });
  });
});
