/**
 * Inputs that once stopped the program or filled the memory, each with the bounds that hold for the whole process and with
 * what it says where something was given up.
 */
import { execFileSync } from "node:child_process";
import { closeSync, ftruncateSync, mkdirSync, openSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface Input {
  readonly name: string;
  /** Texts by path, or what makes the folder's content. */
  readonly files: Readonly<Record<string, string>> | ((folder: string) => void);
  /** What is run in the folder; `lint` when absent. */
  readonly command?: readonly string[];
  /** Seconds of the processor, user and system; 6 when absent. */
  readonly seconds?: number;
  /** Resident megabytes at most; 700 when absent. */
  readonly megabytes?: number;
  /** What one of the lines says. */
  readonly says?: RegExp;
}

/** Writes an input's files. */
export function write(folder: string, { files }: Input): void {
  if (typeof files === "function") {
    files(folder);
    return;
  }
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function times(count: number, make: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => make(index)).join("");
}

function configMap(value: string, key = "a.conf"): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  ${key}: ${JSON.stringify(value)}\n`;
}

function pod(container: string, name = "a"): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  containers:\n  - name: a\n    image: a\n${container}`;
}

function service(name: string, rest = "selector: {app: a}, ports: [{port: 80}]"): string {
  return `---\napiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {${rest}}\n`;
}

function statefulSet(replicas: number, name = "web"): string {
  return `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: ${name}}
spec:
  replicas: ${replicas}
  serviceName: ${name}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: a, image: a}]}
---
apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {clusterIP: None, selector: {app: ${name}}, ports: [{port: 80}]}
`;
}

const kafka = "9092 9093 9094 9095 9096 9097 9098 9099 9100 9101 9102";

function script(text: string): string {
  return pod(`    command: [sh, -c, ${JSON.stringify(text)}]\n`);
}

function merges(count: number): string {
  const chain = times(count, (index) => `  m${index}: &m${index} {k${index}: 1, <<: *m${Math.max(0, index - 1)}}\n`);
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nextra:\n  first: &m0 {a: 1}\n${chain.replace("  m0: &m0 {k0: 1, <<: *m0}\n", "")}`;
}

/** Each level has the one below twice, under two prefixes. */
function doubling(levels: number): Readonly<Record<string, string>> {
  const files: Record<string, string> = {
    "level0/kustomization.yaml": "resources: [a.yaml]\n",
    "level0/a.yaml": service("a"),
    "kustomization.yaml": `resources: [level${levels}]\n`,
  };
  for (let level = 1; level <= levels; level++) {
    files[`level${level}/kustomization.yaml`] = "resources: [a, b]\n";
    for (const side of ["a", "b"]) {
      files[`level${level}/${side}/kustomization.yaml`] =
        `namePrefix: ${side}-\nresources: [../../level${level - 1}]\n`;
    }
  }
  return files;
}

const globPath = `${"a/".repeat(40)}b.yaml`;

function sparse(folder: string): void {
  writeFileSync(join(folder, "ok.yaml"), service("ok"));
  const file = openSync(join(folder, "sparse.yaml"), "w");
  ftruncateSync(file, 1_500_000_000);
  closeSync(file);
}

function pipes(folder: string): void {
  execFileSync(
    "mkfifo",
    ["pipe.yaml", "values.txt", "kustomization.yml"].map((name) => join(folder, name)),
  );
  mkdirSync(join(folder, "app"));
  execFileSync("mkfifo", [join(folder, "app", "a.yaml"), join(folder, "app", "p.yaml"), join(folder, "app", "f.txt")]);
  writeFileSync(
    join(folder, "app", "kustomization.yaml"),
    "resources: [a.yaml]\npatches: [{path: p.yaml}]\nconfigMapGenerator: [{name: a, files: [f.txt]}]\n",
  );
}

function pipesEverywhere(folder: string): void {
  for (const name of ["c/templates", "comp"]) mkdirSync(join(folder, name), { recursive: true });
  const fields = ["crd.yaml", "openapi.json", "conf.yaml", "rep.yaml", "tr.yaml", "values.yaml"];
  const ofChart = ["c/values.yaml", "c/values.schema.json", "c/Chart.lock", "c/.helmignore", "c/templates/a.yaml"];
  const names = [".podns.yaml", "comp/kustomization.yaml", ...fields, ...ofChart];
  execFileSync(
    "mkfifo",
    names.map((name) => join(folder, name)),
  );
  symlinkSync("/dev/zero", join(folder, "zero.yaml"));
  writeFileSync(join(folder, "c", "Chart.yaml"), "apiVersion: v2\nname: c\nversion: 1.0.0\n");
  writeFileSync(join(folder, "a.yaml"), service("a"));
  writeFileSync(
    join(folder, "kustomization.yaml"),
    `resources: [a.yaml]
components: [comp, zero.yaml]
crds: [crd.yaml, /dev/zero]
openapi: {path: openapi.json}
configurations: [conf.yaml, zero.yaml]
replacements: [{path: rep.yaml}]
transformers: [tr.yaml]
helmCharts: [{name: c, valuesFile: values.yaml, additionalValuesFiles: [zero.yaml]}]
helmGlobals: {chartHome: .}
`,
  );
}

const kustomized = {
  "a.yaml": `${service("a".repeat(40))}---\n${pod("", "b".repeat(40))}`,
};

/** What an issue listed. */
export const listed: readonly Input[] = [
  {
    name: "a loop over words and a variable",
    files: { "a.yaml": script(`for p in ${kafka} $EXTRA; do nc -z kafka $p; done`) },
  },
  {
    name: "a loop over sixty digits",
    files: { "a.yaml": script(`for p in ${"1".repeat(60)} $EXTRA; do nc -z kafka $p; done`) },
  },
  { name: "192 kB of hexadecimal", files: { "a.yaml": configMap("0123456789abcdef".repeat(12_000)) } },
  { name: "200 kB of blanks, then words", files: { "a.yaml": configMap(`${" ".repeat(200_000)}a b c`) } },
  {
    name: "an unclosed quote, then ':!' × 50,000",
    files: { "a.yaml": `a: "${":!".repeat(50_000)}` },
    says: /quote|cannot be read/i,
  },
  { name: "unclosed '[' × 100,000", files: { "a.yaml": configMap("[".repeat(100_000)) } },
  { name: "unclosed '{{' × 100,000", files: { "a.yaml": configMap("{{".repeat(100_000)) } },
  { name: "unclosed '<' × 100,000 in XML", files: { "a.yaml": configMap("<!--".repeat(50_000), "a.xml") } },
  {
    name: "exclude: 25 × '*a'",
    files: { ".podns.yaml": `exclude: ["${"*a".repeat(25)}b"]\n`, [`${"a".repeat(60)}.yaml`]: service("a") },
  },
  {
    name: "exclude: 14 × '**/' against a path 40 deep",
    files: { ".podns.yaml": `exclude: ["${"**/".repeat(14)}x"]\n`, [globPath]: service("a") },
  },
  {
    name: "a target's name is '(a+)+x'",
    files: {
      ...kustomized,
      "kustomization.yaml":
        'resources: [a.yaml]\npatches: [{target: {name: "(a+)+x"}, patch: "[{op: remove, path: /spec}]"}]\n',
    },
  },
  {
    name: "an image's name is '(a+)+x'",
    files: {
      "a.yaml": pod(`  - {name: b, image: "${"a".repeat(60)}"}\n`),
      "kustomization.yaml": 'resources: [a.yaml]\nimages: [{name: "(a+)+x", newName: b}]\n',
    },
  },
  {
    name: "a replacement selects '(b+)+x'",
    files: {
      ...kustomized,
      "kustomization.yaml": `resources: [a.yaml]\nreplacements: [{source: {kind: Pod}, targets: [{select: {name: "(b+)+x"}, fieldPaths: [spec.a]}]}]\n`,
    },
  },
  {
    name: "bases that double at each of 14 levels",
    files: doubling(14),
    seconds: 20,
    says: /given up: the kustomization (makes|takes) more than/,
  },
  { name: "4,000 Services", files: { "a.yaml": times(4000, (index) => service(`a${index}`)) }, seconds: 8 },
  { name: "10 MB of newlines", files: { "a.yaml": "\n".repeat(10_000_000) } },
  { name: "a million '---'", files: { "a.yaml": "---\n".repeat(1_000_000) }, seconds: 10, megabytes: 1500 },
  { name: "records of 4,000 replicas", files: { "a.yaml": statefulSet(4000) }, command: ["records"], seconds: 8 },
  { name: "1,500 chained merge keys", files: { "a.yaml": merges(1500) }, seconds: 10 },
  {
    name: "a scenario that scales to 2147483647",
    files: { "a.yaml": statefulSet(3), "scenario.yaml": "events:\n- {at: 1s, scale: sts/web, replicas: 2147483647}\n" },
    command: ["timeline", "web", "a.yaml", "--scenario", "scenario.yaml"],
    says: /given up: the scenario has too many Pods/,
  },
  { name: "a sparse file of 1.5 GB", files: sparse, megabytes: 400, says: /sparse\.yaml.*(MB|MiB|large|bytes)/ },
  ...["lint", "pods"].map((command) => ({
    name: `${command} of pipes and devices that settings, a chart and every field of a kustomization name`,
    files: pipesEverywhere,
    command: [command],
    says: /\.podns\.yaml: not read: it is a named pipe[\s\S]*comp\/kustomization\.yaml: not read: it is a named pipe/,
  })),
  { name: "pipes", files: pipes, says: /pipe|regular/ },
  {
    name: "nesting 100,000 deep",
    files: { "a.yaml": `a: ${"[".repeat(100_000)}${"]".repeat(100_000)}` },
    says: /nest|deep/,
  },
  {
    name: "a block nested 5,000 deep",
    files: { "a.yaml": times(5000, (index) => `${" ".repeat(index)}a:\n`) },
    says: /nest|deep/,
  },
  {
    name: "JSON nested 100,000 deep",
    files: { "a.yaml": `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}` },
    says: /nest|deep/,
  },
  {
    name: "a message about a line of 1 MB",
    files: { "a.yaml": `apiVersion: v1\nkind: ${"x".repeat(1_000_000)}: y\n` },
  },
  {
    name: "1,000 NetworkPolicies for 200 Pods",
    files: {
      "a.yaml":
        times(
          1000,
          (index) =>
            `---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n${index}}\nspec: {podSelector: {}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}]}]}\n`,
        ) + times(200, (index) => `---\n${pod("", `p${index}`)}`),
    },
  },
  {
    name: "8,000 variables with hosts in one namespace",
    files: {
      "a.yaml": pod(
        `    env:\n${times(8000, (index) => `    - {name: V${index}, value: "http://s${index}.ns.svc:80"}\n`)}`,
      ),
    },
  },
  {
    name: "2,000 named ports of one Service",
    files: {
      "a.yaml": `${service("a", `selector: {app: a}, ports: [${times(2000, (index) => `{name: p${index}, port: ${index + 1}, targetPort: t${index}},`)}]`)}---\n${pod(`    ports: [${times(2000, (index) => `{name: t${index}, containerPort: ${index + 1}},`)}]\n`).replace("{name: a}", "{name: a, labels: {app: a}}")}`,
    },
  },
  {
    name: "3,000 folders that define the same Service",
    files: Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`d${index}/a.yaml`, service("a")])),
  },
  ...["pods", "records"].map((command) => ({
    name: `${command} of 30 sets with 2147483647 replicas`,
    files: { "a.yaml": times(30, (index) => `---\n${statefulSet(2_147_483_647, `w${index}`)}`) },
    command: [command],
    seconds: 8,
    says: /the first 333 are shown/,
  })),
  {
    name: "pods of 30 environments with 5,000 Pods each",
    files: Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`d${index}/a.yaml`, statefulSet(5000)])),
    command: ["pods"],
    seconds: 8,
    says: /environments are left out/,
  },
  {
    name: "records of 300 Services that select the same 2,000 Pods",
    files: { "a.yaml": `${statefulSet(2000, "a")}${times(300, (index) => service(`s${index}`))}` },
    command: ["records"],
    seconds: 8,
    says: /select more than 30000 Pods together/,
  },
  {
    name: "a scenario that scales 100 sets to 2147483647",
    files: {
      "a.yaml": times(100, (index) => `---\n${statefulSet(1, `w${index}`)}`),
      "scenario.yaml": `events:\n${times(100, (index) => `- {at: 1s, scale: sts/w${index}, replicas: 2147483647}\n`)}`,
    },
    command: ["timeline", "w1", "a.yaml", "--scenario", "scenario.yaml"],
    says: /given up: the scenario has too many Pods/,
  },
  {
    name: "timeline of a name with 2,000 addresses",
    files: { "a.yaml": statefulSet(2000) },
    command: ["timeline", "web", "a.yaml"],
    says: /'web' is (?:[\d.]+, ){7}[\d.]+ and 1992 more all the time/,
  },
  {
    name: "a scenario of 20,000 events",
    files: {
      "a.yaml": statefulSet(3),
      "scenario.yaml": `events:\n${times(10_000, (index) => `- {at: ${index}s, not-ready: pod/web-0}\n- {at: ${index}s, ready: pod/web-0}\n`)}`,
    },
    command: ["timeline", "web", "a.yaml", "--scenario", "scenario.yaml"],
    says: /given up: the scenario has more than 1500 instants/,
  },
  {
    name: "2,000 Ingresses whose Services are missing",
    files: {
      "a.yaml": times(
        2000,
        (index) =>
          `---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i${index}}\nspec: {defaultBackend: {service: {name: web-s${index}, port: {number: 80}}}}\n${service(`web-t${index}`)}`,
      ),
    },
  },
  {
    name: "2,000 Services that select the same 2,000 Pods, which lack the port",
    files: {
      "a.yaml":
        times(2000, (index) => service(`s${index}`, "selector: {app: a}, ports: [{port: 80, targetPort: http}]")) +
        times(2000, (index) => `---\n${pod("", `p${index}, labels: {app: a}`)}`),
    },
  },
  {
    name: "4,000 hosts in namespaces that are missing",
    files: {
      "a.yaml":
        times(4000, (index) => service(`s, namespace: n${index}`)) +
        `---\n${configMap(times(4000, (index) => `http://s.m${index}.svc.cluster.local `))}`,
    },
  },
  {
    name: "3,000 peers in one variable",
    files: {
      "a.yaml": `${statefulSet(2000)}---\n${pod(`    env: [{name: A, value: "${times(3000, (index) => `web-${index}.web:80,`)}"}]\n`)}`,
    },
  },
  {
    name: "8,000 peers in one variable",
    files: {
      "a.yaml": `${statefulSet(2000)}---\n${pod(`    env: [{name: A, value: "${times(8_000, (index) => `web-${index}.web:80,`)}"}]\n`)}`,
    },
  },
  {
    name: "60,000 times the same peer in one variable",
    files: {
      "a.yaml": `${statefulSet(2000)}---\n${pod(`    env: [{name: A, value: "${"web-1.web:80,".repeat(60_000)}"}]\n`)}`,
    },
  },
  {
    name: "records of 20,000 ports of one Service",
    files: {
      "a.yaml": service(
        "a",
        `selector: {app: a}, ports: [${times(20_000, (index) => `{name: q${index}, port: ${index + 1}},`)}]`,
      ),
    },
    command: ["records"],
  },
  {
    name: "records of 4,000 EndpointSlices of one Service",
    files: {
      "a.yaml":
        service("a", "clusterIP: None, ports: [{port: 80}]") +
        times(
          4000,
          (index) =>
            `---\napiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: e${index}, labels: {kubernetes.io/service-name: a}}\naddressType: IPv4\nports: [{port: 80}]\nendpoints: [{addresses: [10.1.${index >> 8}.${index & 255}]}]\n`,
        ),
    },
    command: ["records"],
  },
  {
    name: "1,000 certificates and sets that mount them, each in front of its Service",
    files: {
      "a.yaml": times(
        1000,
        (index) =>
          `---\napiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: c${index}}\nspec: {secretName: s${index}, dnsNames: [w${index}-0.w${index}.default.svc]}\n---\n${statefulSet(2, `w${index}`).replace("{containers:", `{volumes: [{name: v, secret: {secretName: s${index}}}], containers:`)}`,
      ),
    },
  },
  {
    name: "5,000 NetworkPolicies for 500 Pods",
    files: {
      "a.yaml":
        times(
          5000,
          (index) =>
            `---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n${index}}\nspec: {podSelector: {}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}]}]}\n`,
        ) + times(500, (index) => `---\n${pod("", `p${index}`)}`),
    },
  },
  {
    name: "500 replacements × 2,000 targets",
    files: {
      "a.yaml": times(2000, (index) => service(`a${index}`)),
      "kustomization.yaml": `resources: [a.yaml]\nreplacements:\n${"- {source: {kind: Service, name: a1}, targets: [{select: {kind: Service}, fieldPaths: [spec.selector.app]}]}\n".repeat(500)}`,
    },
    says: /given up: the kustomization takes more than/,
  },
  {
    name: "200,000 globs in .podns.yaml",
    files: { "a.yaml": service("a"), ".podns.yaml": `exclude: [${times(200_000, (index) => `"x${index}/**",`)}]\n` },
    says: /the globs have more than/,
  },
  {
    name: "records of a Corefile with 50,000 zones",
    files: {
      "a.yaml": service("a"),
      Corefile: `.:53 {\n  kubernetes ${times(50_000, (index) => `z${index}.x `)}\n}\n`,
    },
    command: ["records", "--corefile", "Corefile", "."],
    says: /there are more than \d+ records/,
  },
  {
    name: "50,000 unknown rules in .podns.yaml",
    files: { "a.yaml": service("a"), ".podns.yaml": `rules:\n${times(50_000, (index) => `  r${index}: error\n`)}` },
    says: /and 49900 more problems from here on/,
  },
  {
    name: "30,000 expressions of a selector",
    files: {
      "a.yaml": `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec:\n  selector:\n    matchExpressions:\n${times(30_000, (index) => `    - {key: k${index}, operator: In, values: [a, b]}\n`)}  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: a}]}}\n`,
    },
  },
  {
    name: "15,000 equal ConfigMaps",
    files: { "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\n".repeat(15_000) },
  },
  ...["lint", "records", "pods"].map((command) => ({
    name: `${command} of 400 folders with the same three Services and a set`,
    files: Object.fromEntries(
      Array.from({ length: 400 }, (_, index) => [
        `d${index}/a.yaml`,
        `${service("a")}${service("b")}${service("c")}---\n${statefulSet(3)}`,
      ]),
    ),
    command: [command],
    seconds: 8,
  })),
  {
    name: "400 folders that share one Service and each have one with a file beside them",
    files: Object.fromEntries(
      Array.from({ length: 400 }, (_, index) => [
        [`d${index}/a.yaml`, service("a") + service(`r${index}`)],
        [`r${index}.yaml`, service(`r${index}`)],
      ]).flat(),
    ),
  },
  {
    name: "60 Deployments × 100 hosts that are asked as they are",
    files: {
      "a.yaml":
        times(
          60,
          (index) =>
            `---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d${index}}\nspec:\n  selector: {matchLabels: {app: d${index}}}\n  template:\n    metadata: {labels: {app: d${index}}}\n    spec:\n      dnsConfig: {options: [{name: ndots, value: "1"}]}\n      containers: [{name: a, image: alpine, env: [${times(100, (host) => `{name: V${host}, value: "http://s${host}.default:80"},`)}]}]\n`,
        ) + times(100, (index) => service(`s${index}`)),
    },
  },
  {
    name: "30,000 comments that ignore nothing",
    files: {
      "a.yaml": `apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n${"  # podns-ignore\n".repeat(30_000)}spec: {ports: [{port: 80}]}\n`,
    },
  },
  {
    name: "8,000 ExternalNames in a chain",
    files: {
      "a.yaml": times(8_000, (index) =>
        service(`e${index}`, `type: ExternalName, externalName: e${index + 1}.default.svc.cluster.local`),
      ),
    },
  },
  {
    name: "a Corefile of 300,000 lines that are wrong, in a ConfigMap",
    files: {
      "a.yaml": configMap("a\n".repeat(300_000), "Corefile").replace(
        "{name: a}",
        "{name: coredns, namespace: kube-system}",
      ),
    },
    says: /and \d+ more lines/,
  },
  {
    name: "a Corefile with one word of 200,000 characters",
    files: { "a.yaml": service("a"), Corefile: `.:53 {\n  kubernetes cluster.local\n  ${"{$A".repeat(50_000)}\n}\n` },
    command: ["nslookup", "a", "--corefile", "Corefile", "."],
    says: /Corefile:3: /,
  },
  {
    name: "a Corefile of 20,000 caches",
    files: {
      "a.yaml": service("a"),
      "b.yaml": pod("", "client"),
      Corefile: `.:53 {\n  kubernetes cluster.local\n${times(20_000, (index) => `  cache 30 z${index}.org\n`)}}\n`,
    },
    command: ["nslookup", "a", "--from", "client", "--corefile", "Corefile", "."],
  },
  {
    name: "a chart with a loop of a thousand million steps",
    files: {
      "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
      "c/templates/a.yaml": "{{ range until 1000000000 }}a{{ end }}",
    },
    says: /not rendered: given up: the chart takes more than/,
  },
  {
    name: "2,000 Services that share a label with 2,000 Pods and match none",
    files: {
      "a.yaml":
        times(2000, (index) => service(`s${index}`, `selector: {app: a, v: x${index}}, ports: [{port: 80}]`)) +
        times(2000, (index) => `---\n${pod("", `p${index}, labels: {app: a, v: y${index}}`)}`),
    },
  },
  {
    name: "5,000 peers that are not there, in a file",
    files: {
      "a.yaml": `${statefulSet(3)}---\n${configMap("web-0.web:80,".repeat(10) + times(5_000, (index) => `web-${index}.web:80,`))}`,
    },
  },
  {
    name: "1,500 folders with settings of their own",
    files: Object.fromEntries(
      Array.from({ length: 1500 }, (_, index) => [
        [`d${index}/a.yaml`, service(`a${index}`)],
        [`d${index}/.podns.yaml`, `rules: {ndots: off}\nnamespaces: [n${index}]\n`],
      ]).flat(),
    ),
  },
  {
    name: "a list of 4,000 Services and 1,000 Applications in one document",
    files: {
      "a.yaml": `apiVersion: v1\nkind: List\nitems:\n${times(4000, (index) => `- {apiVersion: v1, kind: Service, metadata: {name: s${index}}, spec: {ports: [{port: 80}]}}\n`)}${times(1000, (index) => `- {apiVersion: argoproj.io/v1alpha1, kind: Application, metadata: {name: a${index}}, spec: {source: {repoURL: https://example.org/a, path: p${index}}, destination: {namespace: n}}}\n`)}`,
    },
  },
  {
    name: "20,000 ConfigMaps with a host each",
    files: {
      "a.yaml": times(
        20_000,
        (index) =>
          `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a${index}}\ndata: {a: "http://s${index}:80"}\n`,
      ),
    },
    seconds: 8,
  },
  {
    name: "a list of 10,000 aliases",
    files: {
      "a.yaml": `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nx: &e {name: A, value: "http://a.b.svc:80"}\nspec:\n  containers:\n  - name: a\n    image: a\n    env: [${"*e,".repeat(10_000)}]\n`,
    },
  },
  {
    name: "100 Deployments × 100 hosts of 100 Services",
    files: {
      "a.yaml":
        times(
          100,
          (index) =>
            `---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d${index}}\nspec:\n  selector: {matchLabels: {app: d${index}}}\n  template:\n    metadata: {labels: {app: d${index}}}\n    spec: {containers: [{name: a, image: a, env: [${times(100, (host) => `{name: V${host}, value: "http://s${host}.default.svc.cluster.local:80"},`)}]}]}\n`,
        ) + times(100, (index) => service(`s${index}`)),
    },
  },
  {
    name: "a List of 5,000 Services in JSON",
    files: {
      "a.json": JSON.stringify({
        apiVersion: "v1",
        kind: "List",
        items: Array.from({ length: 5_000 }, (_, index) => ({
          apiVersion: "v1",
          kind: "Service",
          metadata: { name: `s${index}` },
          spec: { ports: [{ port: 80 }] },
        })),
      }),
    },
  },
];
