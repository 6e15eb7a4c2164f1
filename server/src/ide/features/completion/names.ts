/**
 * Completes names in strings and fields: Services, Pods below them, SRV names, namespaces, ports, labels, whole lists of peers. The
 * shortest form that resolves from there is inserted; what stands around it stays.
 */

import type { CompletionItem, CompletionItemKind } from "vscode-languageserver-types";
import type { Uri } from "../../../base/source.ts";
import type { ServiceModel } from "../../../cluster/state/cluster.ts";
import { verdict } from "../../../dns/clients/verdict.ts";
import { clusterDomain } from "../../../dns/server/server.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import { podSpecOf } from "../../../kubernetes/manifests/pod-template.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { simulateFor } from "../../../workspace/asking/ask-from-pod.ts";
import { givenBy } from "../../../workspace/asking/mentions.ts";
import { asExpressions } from "../charts/expressions.ts";
import type { ClientSupport } from "../client.ts";
import { endpointsOf, nameOfService, namespaceInCluster, podsBehind, servicesIn } from "../cluster-objects.ts";
import { rangeOf } from "../convert.ts";
import { code, list, plainText } from "../markdown.ts";
import { inMarkdown } from "../mentions.ts";
import { meaningOf } from "../symbol/host-labels.ts";
import { selectedBy } from "../symbol/subject.ts";
import { isPortOf, type Probed } from "./probe.ts";

/** LSP's CompletionItemKind. */
const kinds = { service: 18, pod: 18, namespace: 9, port: 12, value: 12, list: 15 } as const;

/** Names sent at once; Pods of one Service among them; names with the answer in their documentation. */
const most = 200;
const mostPods = 50;
const mostAnswered = 6;
/** How many namespaces an environment may have for the names of all to be offered before one is typed. */
const mostNamespaces = 30;

interface Writing {
  readonly analysis: Analysis;
  readonly uri: Uri;
  readonly environment: Environment;
  readonly probed: Probed;
  /** Who asks for what is written. */
  readonly asker: Declaration;
  readonly namespace: string;
  readonly client: ClientSupport;
}

interface Candidate {
  /** From the shortest form on. */
  readonly forms: readonly string[];
  readonly fqdn: string;
  readonly about: string;
  /** Lower comes first. */
  readonly rank: number;
  readonly kind: CompletionItemKind;
}

/** The names that may stand at the cursor. */
export function nameCompletions(
  analysis: Analysis,
  uri: Uri,
  environment: Environment,
  probed: Probed,
  client: ClientSupport,
): readonly CompletionItem[] {
  const { known, object, mention } = probed;
  const [made] = known === undefined ? [] : environment.madeFrom(known);
  const asker = made ?? object;
  const { defaultNamespace } = analysis.settings;
  const own =
    made === undefined
      ? (object.object.meta.namespace ?? defaultNamespace)
      : namespaceInCluster(environment, made, defaultNamespace);
  const writing = { analysis, uri, environment, probed, asker, namespace: mention?.namespace ?? own, client };
  switch (probed.kind) {
    case "host":
      return hostItems(writing);
    case "port":
      return portItems(writing);
    case "backend":
      return backendItems(writing);
    case "field":
      return fieldItems(writing);
  }
}

function hostItems(writing: Writing): readonly CompletionItem[] {
  const { probed, environment } = writing;
  const typed = probed.typed.toLowerCase();
  // Any string may be a host: without a sign of it, nothing is offered before a name is begun.
  if (typed === "" && !probed.isHost) return [];
  const candidates = servicesFor(writing, typed).flatMap((service) => candidatesOf(writing, service, typed));
  const fitting = candidates.flatMap((candidate) => {
    const form = candidate.forms.find((one) => one.startsWith(typed)) ?? nearest(candidate.forms, typed);
    return form === undefined ? [] : [{ candidate, form }];
  });
  const sorted = fitting.sort((a, b) => a.candidate.rank - b.candidate.rank || compare(a.form, b.form)).slice(0, most);
  const lists = servicesIn(environment, writing.namespace).flatMap((service) => peerLists(writing, service));
  return [
    ...sorted.map(({ candidate, form }, index) =>
      item(writing, index, {
        label: form,
        text: form,
        kind: candidate.kind,
        detail: candidate.fqdn,
        documentation: index < mostAnswered ? answerOf(writing, form, candidate.about) : candidate.about,
      }),
    ),
    ...lists.map((peers, index) => item(writing, most + index, peers)),
  ];
}

function nearest(forms: readonly string[], typed: string): string | undefined {
  const [first] = forms;
  return first !== undefined && typed.length > 1 && !typed.includes(".") && first.includes(typed) ? first : undefined;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The Services of the own namespace; of others where there are few, or the name is typed already. */
function servicesFor({ environment, namespace, analysis }: Writing, typed: string): readonly ServiceModel[] {
  const found = new Set(servicesIn(environment, namespace));
  const { cluster } = environment;
  const names = [...cluster.namespaceNames()];
  if (names.length <= mostNamespaces)
    for (const name of names) for (const one of servicesIn(environment, name)) found.add(one);
  for (const label of new Set(typed.split("."))) {
    if (label === "") continue;
    for (const { object } of environment.named("Service", label).slice(0, most)) {
      const service = cluster.services.get(`${object.meta.namespace ?? analysis.settings.defaultNamespace}/${label}`);
      if (service !== undefined) found.add(service);
    }
  }
  return [...found];
}

function candidatesOf(writing: Writing, service: ServiceModel, typed: string): readonly Candidate[] {
  const { environment, namespace } = writing;
  const forms = formsOf(writing, service);
  const isOwn = service.namespace === namespace;
  const fqdn = nameOfService(environment, service);
  const made = (prefix: string, about: string, rank: number, kind: CompletionItemKind): Candidate => ({
    forms: forms.map((form) => prefix + form),
    fqdn: prefix + fqdn,
    about,
    rank: rank + (isOwn ? 0 : 10),
    kind,
  });
  const found = [made("", aboutService(service), 0, kinds.service)];
  if (typed.startsWith("_") && service.ports.length > 0) {
    for (const { name, protocol, port } of service.ports)
      if (name !== "")
        found.push(made(`_${name}._${protocol.toLowerCase()}.`, `SRV records: port ${port}`, 2, kinds.port));
  } else if (typed !== "") {
    const hosts = endpointsOf(environment, service).flatMap(({ hostname, pod }) =>
      hostname === "" ? [] : [{ hostname, pod }],
    );
    for (const { hostname, pod } of hosts.filter((one) => isBegun(one.hostname, typed)).slice(0, mostPods))
      found.push(made(`${hostname}.`, pod === undefined ? "An endpoint" : `Pod ${code(pod.name)}`, 4, kinds.pod));
  }
  return found;
}

function isBegun(hostname: string, typed: string): boolean {
  return hostname.startsWith(typed) || typed.startsWith(`${hostname}.`);
}

/** The forms of a Service's name that lead to it from there, the shortest in front. */
function formsOf(writing: Writing, service: ServiceModel): readonly string[] {
  const { environment, namespace } = writing;
  const { name, namespace: other } = service;
  const domain = clusterDomain(environment.server);
  const isOwn = other === namespace;
  // A Service of the own namespace that is called like the other namespace is asked first.
  const isShadowed = environment.cluster.services.has(`${namespace}/${other}`);
  const all = [
    ...(isOwn ? [name] : []),
    ...(isShadowed ? [] : [`${name}.${other}`]),
    `${name}.${other}.svc`,
    `${name}.${other}.svc.${domain}`,
  ];
  const first = all.findIndex((form) => leadsTo(writing, service, form));
  return first < 0 ? [`${name}.${other}.svc.${domain}`] : all.slice(first);
}

const resolved = new WeakMap<Probed, Map<string, boolean>>();

/** True when the form resolves; asked once for each kind of form. What no Pod is behind would fail in any form. */
function leadsTo(writing: Writing, service: ServiceModel, form: string): boolean {
  const known = resolved.get(writing.probed) ?? new Map<string, boolean>();
  resolved.set(writing.probed, known);
  const shape = `${form.split(".").length} ${form.endsWith(".svc")} ${service.namespace === writing.namespace}`;
  const before = known.get(shape);
  if (before !== undefined) return before;
  const { outcome, steps } = simulate(writing, form);
  const isThere = steps.some(
    ({ response }) => response.kind === "reply" && "service" in response.reason && response.reason.service === service,
  );
  if (outcome === "resolved" || isThere) known.set(shape, true);
  else if (service.type !== "ExternalName") known.set(shape, false);
  return outcome === "resolved" || isThere;
}

function simulate({ analysis, environment, asker, probed }: Writing, name: string): ReturnType<typeof simulateFor> {
  const given =
    probed.mention === undefined
      ? { defaultNamespace: analysis.settings.defaultNamespace }
      : givenBy(analysis, probed.mention);
  const { type: _, client: __, ...from } = { type: undefined, client: undefined, ...given };
  const isPort = name.startsWith("_");
  return simulateFor(environment, asker, { ...from, name, ...(isPort ? { type: "SRV", client: "dig+search" } : {}) });
}

function answerOf(writing: Writing, form: string, about: string): string {
  return `${inMarkdown(verdict(simulate(writing, form)).phrases)}.\n\n${about}`;
}

function aboutService(service: ServiceModel): string {
  const type = service.headless
    ? "headless Service"
    : service.type === "ClusterIP"
      ? "Service"
      : `Service of type ${service.type}`;
  const ports = service.ports.map(({ name, port }) => (name === "" ? String(port) : `${name} ${port}`));
  return ports.length === 0 ? type : `${type}; ports ${list(ports.map(code))}`;
}

interface Written {
  readonly label: string;
  readonly text: string;
  readonly kind: CompletionItemKind;
  readonly detail: string;
  readonly documentation?: string;
}

function item(
  { analysis, uri, environment, probed, client }: Writing,
  place: number,
  written: Written,
): CompletionItem {
  const range = rangeOf(analysis, uri, probed.word);
  const { documentation, kind } = written;
  const isHost = kind === kinds.service || kind === kinds.list;
  return {
    label: written.label,
    kind: written.kind,
    detail: written.detail,
    textEdit: { range, newText: isHost ? asExpressions(analysis, environment, written.text) : written.text },
    filterText: written.text.startsWith(probed.typed) ? written.text : `${probed.typed} ${written.text}`,
    sortText: String(place).padStart(4, "0"),
    ...(documentation === undefined
      ? {}
      : { documentation: client.markdown ? { kind: "markdown", value: documentation } : plainText(documentation) }),
  };
}

/** All Pods of a StatefulSet in one: in the form of the list that stands there, or with the Service's first port. */
function peerLists(writing: Writing, service: ServiceModel): readonly Written[] {
  const { environment, probed } = writing;
  const pods = podsBehind(environment, service).filter(
    ({ controller, subdomain }) => controller?.kind === "StatefulSet" && subdomain === service.name,
  );
  const [first] = pods;
  const { mention, text } = probed;
  if (!service.headless || first === undefined || pods.length < 2 || pods.length > mostPods || mention === undefined)
    return [];
  if (probed.typed !== "" && !`${first.hostname}.`.startsWith(probed.typed) && !service.name.startsWith(probed.typed))
    return [];
  const before = text.slice(0, mention.within.start);
  const elements = before.split(",");
  const prefix = elements.at(-1) ?? "";
  const [form = ""] = formsOf(writing, service);
  const last = elements.length > 1 ? (elements.at(-2) ?? "") : undefined;
  const port = service.ports[0]?.port;
  const suffix =
    last === undefined
      ? mention.port === undefined && port !== undefined
        ? `:${port}`
        : ""
      : (/:\d+$/.exec(last)?.[0] ?? "");
  const missing = pods.filter(({ hostname }) => !before.includes(`${hostname}.`));
  if (missing.length < 2) return [];
  const scheme = /^[\s]*/.exec(prefix)?.[0] === prefix ? "" : prefix.trimStart();
  const isUrl = scheme.endsWith("://");
  const hosts = missing.map(({ hostname }, index) => `${index > 0 && isUrl ? scheme : ""}${hostname}.${form}${suffix}`);
  const what = missing.length === pods.length ? `all ${pods.length} Pods` : `the other ${missing.length} Pods`;
  return [
    {
      label: `${what} of ${first.controller?.name ?? service.name}`,
      text: hosts.join(","),
      kind: kinds.list,
      detail: `comma-separated${suffix === "" ? "" : `, with ${suffix}`}`,
    },
  ];
}

/** The ports of the Service that the host in front leads to. */
function portItems(writing: Writing): readonly CompletionItem[] {
  const { analysis, environment, asker, probed } = writing;
  if (probed.mention === undefined) return [];
  const meaning = meaningOf(analysis, environment, asker, probed.mention);
  return (meaning?.service.ports ?? []).map(({ name, port, protocol }, index) =>
    item(writing, index, {
      label: String(port),
      text: String(port),
      kind: kinds.port,
      detail: `${protocol} ${name}`.trim(),
    }),
  );
}

function backendItems(writing: Writing): readonly CompletionItem[] {
  const { environment, probed, namespace } = writing;
  const { backend } = probed;
  if (backend === undefined) return [];
  const where = backend.namespace ?? namespace;
  if (!isPortOf(backend))
    return servicesIn(environment, where)
      .slice(0, most)
      .map((service, index) =>
        item(writing, index, {
          label: service.name,
          text: service.name,
          kind: kinds.service,
          detail: aboutService(service),
        }),
      );
  const ports = environment.cluster.services.get(`${where}/${backend.service}`)?.ports ?? [];
  return ports.flatMap(({ name, port }, index) =>
    name === "" ? [] : [item(writing, index, { label: name, text: name, kind: kinds.port, detail: `port ${port}` })],
  );
}

function fieldItems(writing: Writing): readonly CompletionItem[] {
  const { analysis, environment, probed, asker, namespace } = writing;
  const { cluster } = environment;
  const claim = probed.use?.claim;
  const texts = (values: Iterable<string>, kind: CompletionItemKind, detail: string): readonly CompletionItem[] =>
    [...new Set(values)]
      .sort(compare)
      .filter((text) => text !== "" && !text.includes("zz-podns"))
      .slice(0, most)
      .map((text, index) => item(writing, index, { label: text, text, kind, detail }));
  switch (claim?.kind) {
    case "namespace":
      return texts(cluster.namespaceNames(), kinds.namespace, "namespace");
    case "service":
      return texts(
        servicesIn(environment, claim.namespace ?? namespace).map(({ name }) => name),
        kinds.service,
        "Service",
      );
    case "label": {
      const values = cluster.podsIn(namespace).flatMap(({ labels }) => labels[claim.key] ?? []);
      return texts(values, kinds.value, `label ${claim.key} of Pods`);
    }
    case "container-port": {
      const place = { analysis, environment, declaration: asker };
      const makers = claim.selector === undefined ? [asker] : selectedBy(place, claim.selector);
      const ports = makers.flatMap(({ object }) =>
        (podSpecOf(object)?.spec.containers ?? []).flatMap((one) => one.ports),
      );
      return texts(
        ports.flatMap(({ name }) => name ?? []),
        kinds.port,
        "port of the Pods",
      );
    }
    case "workload": {
      const names = environment
        .stating(namespace)
        .flatMap(({ object }) => (object.kind === claim.of ? [object.meta.name] : []));
      return texts(names, kinds.service, claim.of);
    }
    default:
      return [];
  }
}
