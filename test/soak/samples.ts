/** The files that a soak begins with, and the edits that a person, a paste or an accident makes of a text. */
import { cpSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Random } from "./random.ts";

const names = ["web", "web-headless", "api", "db", "db-headless", "cache", "queue", "web-headles"];
const namespaces = ["default", "shop", "prod"];

/** A Service; in this namespace, else in any or none. */
export function serviceText(random: Random, given?: string): string {
  const name = random.pick(names);
  const namespace = given ?? (random.chance(0.3) ? random.pick(namespaces) : undefined);
  const kind = random.pick(["  clusterIP: None\n", "", "  type: ExternalName\n  externalName: db.example.com\n"]);
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
${namespace === undefined ? "" : `  namespace: ${namespace}\n`}spec:
${kind}  selector:
    app: ${name.replace(/-headless?$/, "")}
  ports:
    - name: http
      port: ${random.pick(["80", "8080", "5432"])}
`;
}

export function setText(random: Random, namespace?: string): string {
  const app = random.pick(["web", "api", "db", "cache"]);
  return `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: ${app}${namespace === undefined ? "" : `, namespace: ${namespace}`} }
spec:
  serviceName: ${random.pick(names)} # 🐳 ${random.pick(["é", "a"])}
  replicas: ${random.below(6)}
  selector:
    matchLabels: { app: ${app} }
  template:
    metadata:
      labels: { app: ${app} }
    spec:
      containers:
        - name: main
          image: nginx
          env:
            - { name: PEERS, value: "${app}-0.${random.pick(names)}.default.svc.cluster.local,${app}-1.${random.pick(names)}" }
          ports: [{ name: http, containerPort: 80 }]
`;
}

function otherText(random: Random): string {
  return random.pick([
    `apiVersion: v1\nkind: Pod\nmetadata:\n  name: client\n  labels: {app: web}\nspec:\n  hostname: client\n  subdomain: ${random.pick(names)}\n  containers:\n    - {name: c, image: busybox}\n`,
    `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\nspec:\n  replicas: 2\n  selector: {matchLabels: {app: api}}\n  template:\n    metadata: {labels: {app: api}}\n    spec:\n      containers:\n        - name: c\n          image: i\n          args: ["--db=db-0.db-headless:5432", "http://${random.pick(names)}.shop"]\n`,
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  url: "http://${random.pick(names)}.${random.pick(namespaces)}.svc:80/"\n`,
    `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: in\nspec:\n  rules:\n    - http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend: {service: {name: ${random.pick(names)}, port: {name: http}}}\n`,
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: coredns, namespace: kube-system}\ndata:\n  Corefile: |\n    .:53 {\n        kubernetes ${random.pick(["cluster.local", "corp.test"])} in-addr.arpa ip6.arpa\n        forward . /etc/resolv.conf\n        cache 30\n    }\n`,
    `{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "${random.pick(names)}"}, "spec": {"clusterIP": "None", "selector": {"app": "db"}}}]}\n`,
  ]);
}

function kustomizationText(random: Random): string {
  const lines = [
    `resources: [${random.pick(["web.yaml, service.yaml", "../base", "web.yaml", "../base, extra.yaml", "missing.yaml"])}]`,
  ];
  if (random.chance(0.4)) lines.push(`namespace: ${random.pick(namespaces)}`);
  if (random.chance(0.3)) lines.push(`namePrefix: ${random.pick(["dev-", "prod-"])}`);
  if (random.chance(0.3)) lines.push("patches:\n  - path: patch.yaml");
  if (random.chance(0.3))
    lines.push("configMapGenerator:\n  - name: env\n    envs: [app.env]\n    files: [app.properties]");
  if (random.chance(0.2)) lines.push("components: [../component]");
  if (random.chance(0.2)) lines.push("replicas:\n  - {name: web, count: 4}");
  return `${lines.join("\n")}\n`;
}

/** A new text for a file of this name. */
export function textFor(file: string, random: Random): string {
  if (/kustomization\.ya?ml$/i.test(file)) return kustomizationText(random);
  if (/Chart\.yaml$/.test(file)) return "apiVersion: v2\nname: chart\nversion: 0.1.0\n";
  if (/\/templates\//.test(file)) return setText(random).replace(/replicas: \d/, "replicas: {{ .Values.replicas }}");
  if (/\.podns\.yaml$/.test(file)) {
    return random.pick([
      "clusterDomain: corp.test\n",
      "rules: {ordering: off}\n",
      "exclude: ['old/**']\n",
      "defaultNamespace: shop\n",
      "namespaces: [shop]\n",
    ]);
  }
  if (/\.env$|\.properties$/.test(file)) return `HOST=${random.pick(names)}.shop\nPORT=80\n`;
  if (/patch\.yaml$/.test(file))
    return `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web}\nspec: {replicas: ${random.below(5)}}\n`;
  const documents = Array.from({ length: 1 + random.below(3) }, () =>
    random.pick([serviceText, setText, otherText])(random),
  );
  return documents.join("---\n");
}

/** Where files come to be: plain folders, alternatives, kustomizations, a chart, odd names. */
export const places: readonly string[] = [
  "web.yaml",
  ".podns.yaml",
  "plain/web.yaml",
  "plain/service.yaml",
  "plain/client.json",
  "plain/deep/er/api.yml",
  "plain/.podns.yaml",
  "envs/dev/web.yaml",
  "envs/prod/web.yaml",
  "envs/prod/sp ace & ä#%.yaml",
  "old/web.yaml",
  "k/base/kustomization.yaml",
  "k/base/web.yaml",
  "k/base/service.yaml",
  "k/base/app.env",
  "k/base/app.properties",
  "k/dev/kustomization.yaml",
  "k/dev/patch.yaml",
  "k/dev/extra.yaml",
  "k/prod/kustomization.yml",
  "k/prod/patch.yaml",
  "k/prod/app.env",
  "k/prod/app.properties",
  "k/component/kustomization.yaml",
  "chart/Chart.yaml",
  "chart/values.yaml",
  "chart/templates/web.yaml",
  "chart/templates/service.yaml",
  "dns/coredns.yaml",
];

/** Writes the first files; the same ones for the same seed. */
export function writeSamples(folder: string, random: Random): void {
  for (const file of places) {
    if (!random.chance(0.9)) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), textFor(file, random));
  }
}

/** Repositories beside the checkout that are small enough to be compared often, where there are any. */
export function corpusFolders(root: string): readonly string[] {
  const repos = join(root, "..", "shared", "corpus", "repos");
  if (!existsSync(repos)) return [];
  return readdirSync(repos)
    .map((name) => join(repos, name))
    .filter((folder) => filesBelow(folder).length <= 250)
    .sort();
}

/** Copies a repository, without links. */
export function copyRepository(from: string, to: string): void {
  cpSync(from, to, { recursive: true, dereference: true, filter: (source) => !source.endsWith("/.git") });
}

/** Every file below a folder, relative, with slashes, in a stable order. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile() === true)
    .map((name) => name.replaceAll("\\", "/"))
    .sort();
}

const keys = Array.from(" :-\n#'\"{}[]&*!|>%@`éA0\t,.$~").concat("🐳", "\r\n", "---\n", "\uFEFF", "\u0000", "<<: *x");

/** The text after one small change. */
export function edited(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const lines = text.split("\n");
  const line = random.below(lines.length);
  switch (random.below(12)) {
    case 0:
    case 1:
      return text.slice(0, at) + random.pick(keys) + text.slice(at);
    case 2:
      return text.slice(0, at) + text.slice(at + 1 + random.below(20));
    case 3:
      return [...lines.slice(0, line), lines[line] ?? "", ...lines.slice(line)].join("\n");
    case 4:
      return [...lines.slice(0, line), ...lines.slice(line + 1)].join("\n");
    case 5:
      return lines.map((other, index) => (index === line ? `  ${other}` : other)).join("\n");
    case 6:
    case 7: {
      const from = random.pick(names);
      return text.replaceAll(new RegExp(`\\b${from}\\b`, "g"), random.pick(names));
    }
    case 8:
      return text.replace(/replicas: \d+/, `replicas: ${random.below(9)}`);
    case 9:
      return `${text}${text.endsWith("\n") ? "" : "\n"}---\n${random.pick([serviceText, setText, otherText])(random)}`;
    case 10:
      return text.includes("\r\n") ? text.replaceAll("\r\n", "\n") : text.replaceAll("\n", "\r\n");
    default:
      return text.slice(0, at);
  }
}
