/**
 * What a finding, a hover, a lens and the panel say of a host is what the resolver answers for it, asked in that Pod with its
 * application's client: over random clusters with random names in them, and over the repositories beside the checkout.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { asUri, type Uri } from "../../server/src/base/source.ts";
import { verdict } from "../../server/src/dns/clients/verdict.ts";
import { answer } from "../../server/src/dns/server/server.ts";
import { fullSupport } from "../../server/src/ide/features/client.ts";
import { idOf, nameOfService, podsBehind, serviceOf } from "../../server/src/ide/features/cluster-objects.ts";
import { codeLenses } from "../../server/src/ide/features/code-lenses.ts";
import { rangeOf } from "../../server/src/ide/features/convert.ts";
import { hover } from "../../server/src/ide/features/hover.ts";
import { simulateQuestion } from "../../server/src/ide/features/panel-simulation.ts";
import type { Finding } from "../../server/src/ide/rules/run/rule.ts";
import { judgeFile } from "../../server/src/ide/rules/run/run.ts";
import type { Declaration } from "../../server/src/kubernetes/manifests/manifest.ts";
import type { HostMention } from "../../server/src/kubernetes/mentions/mention.ts";
import type { AnalysedFile, Analysis, Environment } from "../../server/src/workspace/analysis.ts";
import { askersFor, simulateFor, simulateFrom } from "../../server/src/workspace/asking/ask-from-pod.ts";
import { givenBy, hostsOf, siteOf } from "../../server/src/workspace/asking/mentions.ts";
import { siteSpan } from "../../server/src/workspace/places/site.ts";
import { defaultSettings } from "../../server/src/workspace/settings/settings.ts";
import { Workspace } from "../../server/src/workspace/workspace.ts";
import { type Manifest, randomCluster } from "./random-cluster.ts";

const seed = process.env["PODNS_SEED"];
const runs = {
  numRuns: Number(process.env["PODNS_RUNS"] ?? 60),
  ...(seed === undefined ? {} : { seed: Number(seed) }),
};

/** Hosts of one file that are looked at: a repository has files with thousands. */
const mostOfFile = process.env["PODNS_RUNS"] === undefined ? 20 : 200;

/** How many of what was compared; a test that compares nothing shows nothing. */
interface Compared {
  hovers: number;
  panels: number;
  findings: number;
  lenses: number;
}

function expectOneTruth(analysis: Analysis, uris: readonly Uri[]): Compared {
  const compared: Compared = { hovers: 0, panels: 0, findings: 0, lenses: 0 };
  for (const uri of uris) {
    const environments = analysis.environmentsOf(uri);
    const [environment] = environments;
    const file = analysis.files.get(uri);
    if (environment === undefined || file === undefined) continue;
    let left = mostOfFile;
    for (const declaration of declarationsIn(file)) {
      const [made] = environment.madeFrom(declaration);
      if (made === undefined || declaration.refusals.length > 0) continue;
      for (const mention of hostsOf(analysis, made)) {
        if (left-- <= 0) break;
        compareHover(analysis, uri, environment, made, mention, compared);
        comparePanel(analysis, uri, environment, made, mention, compared);
      }
    }
    if (environments.length === 1) compareFindings(analysis, uri, compared);
    compareLenses(analysis, uri, environment, compared);
  }
  return compared;
}

function declarationsIn(file: AnalysedFile): readonly Declaration[] {
  return file.manifests.flatMap(({ manifest }) => manifest.declarations);
}

/** Every host has a hover, with the verdict's words. */
function compareHover(
  analysis: Analysis,
  uri: Uri,
  environment: Environment,
  declaration: Declaration,
  mention: HostMention,
  compared: Compared,
): void {
  const written = siteSpan(analysis, siteOf(declaration, mention));
  // What a generator or an overlay writes is hovered where it is written.
  if (written?.uri !== uri || mention.expanded || mention.host.includes("*")) return;
  const { start } = rangeOf(analysis, uri, written.span);
  const shown = hover(analysis, { textDocument: { uri }, position: start }, { ...fullSupport, markdown: false });
  const simulation = simulateFor(environment, declaration, givenBy(analysis, mention));
  const text = shown === null ? "" : JSON.stringify(shown.contents);
  // A word that nothing calls a host, such as the name of a role, may be that of a Service by accident.
  if (!mention.isHost && (simulation.outcome !== "resolved" || mention.form === "bare")) return;
  const [first] = verdict(simulation).phrases;
  expect([mention.host, text]).toEqual([mention.host, expect.stringContaining(first?.text.trim() ?? "")]);
  compared.hovers++;
}

/** The panel, asked in the same Pod with the same client, says the same. */
function comparePanel(
  analysis: Analysis,
  uri: Uri,
  environment: Environment,
  declaration: Declaration,
  mention: HostMention,
  compared: Compared,
): void {
  const simulation = simulateFor(environment, declaration, givenBy(analysis, mention));
  const { pod, client } = simulation;
  if (pod === undefined) return;
  const { name, type } = givenBy(analysis, mention);
  const asked = { uri, environment: environment.id, from: idOf(pod), name, client, ...(type ? { type } : {}) };
  const { verdict: told, stdout } = simulateQuestion(analysis, asked);
  const words = told.text.map(({ text }) => text).join("");
  // What was meant instead may follow, and decide of which step the reason is.
  const [first] = verdict(simulation).phrases;
  if (simulation.outcome !== "outside")
    expect([name, stdout, words]).toEqual([name, simulation.stdout, expect.stringContaining(first?.text ?? "")]);
  compared.panels++;
}

/** A finding that says that a host does not resolve, or that it is answered, is right about it. */
function compareFindings(analysis: Analysis, uri: Uri, compared: Compared): void {
  for (const { finding, environment } of judgeFile(analysis, uri)) {
    compareServers(analysis, environment, finding, compared);
    const { declaration, path, within } = finding.at;
    const says = /^'([^']+)'.* does not resolve/s.test(finding.message);
    const isAnswered = finding.message.includes("CoreDNS answers it");
    if (within === undefined || (!says && !isAnswered)) continue;
    const mentions = hostsOf(analysis, declaration).filter(
      (mention) =>
        mention.within.start === within.start &&
        mention.path.join(".") === path.join(".") &&
        finding.message.startsWith(`'${mention.host}'`),
    );
    for (const mention of mentions) {
      const { outcome } = simulateFor(environment, declaration, givenBy(analysis, mention));
      const isRight = isAnswered ? outcome === "resolved" : outcome !== "resolved";
      expect([finding.message, outcome, isRight]).toEqual([finding.message, outcome, true]);
      compared.findings++;
    }
  }
}

/** A name that the DNS servers of a Pod do not know does not resolve in it. */
function compareServers(
  analysis: Analysis,
  environment: Environment,
  { at, message, related = [] }: Finding,
  compared: Compared,
): void {
  const name = /outside the cluster, which does not know '([^']+)'|which do not know '([^']+)'/.exec(message);
  const [used] = related;
  if (name === null || used === undefined) return;
  const mention = hostsOf(analysis, used.at.declaration).find(({ host }) => host === (name[1] ?? name[2]));
  const [asker] = askersFor(environment, at.declaration);
  expect([message, mention === undefined]).toEqual([message, false]);
  // Of two objects of one name the first makes no Pod.
  if (mention === undefined || asker === undefined) return;
  const { outcome } = simulateFrom(environment, used.at.declaration, givenBy(analysis, mention), asker);
  expect([message, outcome === "resolved"]).toEqual([message, false]);
  compared.findings++;
}

/** The lens of a headless Service counts the Pods that its name answers with. */
function compareLenses(analysis: Analysis, uri: Uri, environment: Environment, compared: Compared): void {
  const titles = codeLenses(analysis, { textDocument: { uri } }, fullSupport).map(
    ({ command }) => command?.title ?? "",
  );
  const file = analysis.files.get(uri);
  for (const declaration of file === undefined ? [] : declarationsIn(file)) {
    const [made] = environment.madeFrom(declaration);
    const service = made && serviceOf(environment, made);
    if (service?.headless !== true) continue;
    const pods = podsBehind(environment, service);
    if (pods.some(({ ready, addresses }) => !ready || addresses.length !== 1)) continue;
    const type = service.families[0] === "IPv6" ? "AAAA" : "A";
    const name = `${nameOfService(environment, service)}.`;
    const response = answer(environment.server, { name, type }, () => "unreachable");
    const found = new Set(
      response.kind === "reply" ? response.answer.flatMap(({ origin }) => origin?.pod?.name ?? []) : [],
    );
    if (found.size !== pods.length) continue;
    expect(titles.some((title) => title.startsWith(`${found.size} Pod`))).toBe(true);
    compared.lenses++;
  }
}

interface Named {
  readonly name: string;
  readonly namespace: string;
}

/** A random cluster with objects that name what is in it, rightly and wrongly. */
const withHosts = randomCluster.chain((manifests) => {
  const named = manifests.flatMap((manifest): Named[] => {
    const { name, namespace } = (manifest["metadata"] ?? {}) as { readonly name?: string; readonly namespace?: string }; // As random-cluster.ts makes them.
    return name === undefined ? [] : [{ name, namespace: namespace ?? "default" }];
  });
  const one = fc.constantFrom(...named, { name: "nowhere", namespace: "default" });
  const host = fc
    .tuple(one, one, fc.nat(3), fc.constantFrom("", ".svc", ".svc.cluster.local", ".cluster.local"))
    .chain(([a, b, ordinal, end]) =>
      fc.constantFrom(
        a.name,
        `${a.name}.${a.namespace}${end}`,
        `${a.name}-${ordinal}.${b.name}`,
        `${a.name}-${ordinal}.${b.name}.${b.namespace}${end}`,
        `${a.name}-${ordinal}.${a.name}.${b.name}.${b.namespace}${end}`,
        `${a.name}${end}`,
        `_http._tcp.${a.name}.${a.namespace}.svc`,
      ),
    );
  const value = fc
    .tuple(host, fc.constantFrom("", ":80", "http://", "."))
    .map(([name, form]) => (form === "http://" ? `http://${name}/x` : `${name}${form}`));
  const dns = fc.constantFrom<Manifest>(
    {},
    { hostNetwork: true },
    { hostNetwork: true, dnsPolicy: "ClusterFirstWithHostNet" },
    { dnsPolicy: "Default" },
    { dnsPolicy: "None", dnsConfig: { nameservers: ["8.8.8.8"] } },
    { dnsConfig: { options: [{ name: "ndots", value: "1" }] } },
  );
  const spec = fc.record({ value, image: fc.constantFrom("alpine", "debian"), dns, reads: fc.boolean() }).map(
    ({ value: text, image, dns: settings, reads }): Manifest => ({
      ...settings,
      containers: [
        {
          name: "c",
          image,
          env: [{ name: "DB_HOST", value: text }],
          ...(reads ? { envFrom: [{ configMapRef: { name: "hosts" } }] } : {}),
        },
      ],
    }),
  );
  const pod = fc.record({ spec, from: one }).map(
    ({ spec: own, from }): Manifest => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "asker", namespace: from.namespace },
      spec: own,
    }),
  );
  const job = fc.record({ spec, from: one }).map(
    ({ spec: own, from }): Manifest => ({
      apiVersion: "batch/v1",
      kind: "CronJob",
      metadata: { name: "nightly", namespace: from.namespace },
      spec: {
        schedule: "0 3 * * *",
        jobTemplate: { spec: { template: { spec: { ...own, restartPolicy: "Never" } } } },
      },
    }),
  );
  const config = fc.record({ value, from: one }).map(
    ({ value: text, from }): Manifest => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "hosts", namespace: from.namespace },
      data: { DB_HOST: text },
    }),
  );
  return fc.tuple(fc.constant(manifests), fc.array(fc.oneof(pod, job, config), { minLength: 1, maxLength: 4 }));
});

test("over random clusters", () => {
  const sum: Compared = { hovers: 0, panels: 0, findings: 0, lenses: 0 };
  fc.assert(
    fc.property(withHosts, ([manifests, asking]) => {
      const workspace = new Workspace({ ...defaultSettings, families: ["IPv4"] });
      workspace.setFolders(["file:///workspace"]);
      const text = [...manifests, ...asking].map((one) => JSON.stringify(one, undefined, 1)).join("\n---\n");
      const uri = asUri("file:///workspace/all.yaml");
      workspace.apply([{ uri, text }]);
      const compared = expectOneTruth(workspace.setLoaded(), [uri]);
      for (const key of Object.keys(sum) as (keyof Compared)[]) sum[key] += compared[key];
    }),
    runs,
  );
  expect(Math.min(sum.hovers, sum.panels, sum.findings)).toBeGreaterThan(0);
});

const corpora = fileURLToPath(new URL("../../../shared/corpus/repos", import.meta.url));

/** Characters: larger files are left to other tests. */
const largest = 200_000;

test("over the repositories beside the checkout", () => {
  if (!existsSync(corpora)) return;
  const sum: Compared = { hovers: 0, panels: 0, findings: 0, lenses: 0 };
  const few = [
    "rabbitmq+diy-kubernetes-examples",
    "microservices-demo+microservices-demo",
    "Azure-Samples+aks-store-demo",
  ];
  // Whoever looks longer looks at all of them.
  for (const repository of process.env["PODNS_RUNS"] === undefined ? few : readdirSync(corpora)) {
    const files = manifestsBelow(join(corpora, repository));
    const workspace = new Workspace(defaultSettings);
    workspace.setFolders([pathToFileURL(join(corpora, repository)).href]);
    workspace.apply(files.map((path) => ({ uri: asUri(pathToFileURL(path).href), text: readFileSync(path, "utf8") })));
    const compared = expectOneTruth(
      workspace.setLoaded(),
      files.map((path) => asUri(pathToFileURL(path).href)),
    );
    for (const key of Object.keys(sum) as (keyof Compared)[]) sum[key] += compared[key];
  }
  expect(Math.min(sum.hovers, sum.panels, sum.findings)).toBeGreaterThan(0);
});

function manifestsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === ".git" ? [] : manifestsBelow(path);
    return /\.ya?ml$/.test(entry.name) && statSync(path).size < largest ? [path] : [];
  });
}
