/**
 * Extracts all mentions from an object's JSON value, of every kind, custom resources included. It does not look at
 * other objects or check whether a name exists.
 */

import { asList, asMap, valueAt } from "../../base/json.ts";
import { formatPath, type Path } from "../manifests/path.ts";
import { podSpecPath } from "../manifests/pod-template.ts";
import type { JsonValue } from "../manifests/read-yaml.ts";
import {
  type ContainerJson,
  calledByKubelet,
  containersOf,
  type PodIdentity,
  podsOf,
  variablesOf,
} from "./containers.ts";
import { expandRanges, expandVariables, type Variables } from "./expand.ts";
import { shellText, valuesOf } from "./formats.ts";
import { isHostKey } from "./host-words.ts";
import { hostsIn, longestText } from "./hosts.ts";
import type { HostMention, HostPartMention, Mention, MentionContext } from "./mention.ts";
import { type Segment, wholeSegment } from "./segment.ts";
import { servicesIn } from "./services.ts";

/**
 * The mentions of an object, by their order in it.
 * @param object the object as the API server would get it
 * @param namespace what `metadata.namespace` of the downward API says where the object states none
 */
export function mentionsIn(object: JsonValue, namespace: string): readonly Mention[] {
  const kind = text(valueAt(object, ["kind"]));
  const apiVersion = text(valueAt(object, ["apiVersion"]));
  if (kind === "" || /^(CustomResourceDefinition|Namespace|List|Event|Lease)$/.test(kind)) return [];
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  const delivered = deliveredBy(group, kind, object);
  const landing = delivered?.namespace === undefined ? {} : { namespace: delivered.namespace };
  const found: Found = { hosts: [], keys: new Set(), room: mostExpanded, landing };
  const core = group === "";
  if (core && kind === "ConfigMap") configMap(object, "data", found);
  else if (core && kind === "Secret") configMap(object, "stringData", found);
  else if (kind === "Certificate" && group === "cert-manager.io") certificate(object, found);
  else {
    const own = text(valueAt(object, ["metadata", "namespace"]));
    const podSpec = podSpecPath(kind);
    if (podSpec !== undefined) pods(object, podSpec, podsOf(object, kind, own || namespace), found);
    const spec = asMap(object) ?? {};
    for (const [key, value] of Object.entries(spec)) {
      if (!skippedAtRoot.has(key)) fields(value, [key], podSpec, found, delivered?.skipped);
    }
  }
  return [...servicesIn(object, kind, group), ...found.hosts];
}

interface Found {
  readonly hosts: (HostMention | HostPartMention)[];
  readonly keys: Set<string>;
  /** Characters of expanded texts that are still read. */
  room: number;
  /** What every host gets. */
  readonly landing: Pick<HostMention, "namespace">;
}

/** Characters of all texts that are made of one object's: more than the 2 MiB that a process can be given (execve). */
const mostExpanded = 4_000_000;

const skippedAtRoot: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata", "status", "webhooks"]);

/** Fields whose strings are not addresses, whatever they look like. */
const skipped: ReadonlySet<string> = new Set([
  "annotations",
  "apiVersion",
  "backend",
  "backendRefs",
  "description",
  "dnsConfig",
  "dnsNames",
  "externalName",
  "hostAliases",
  "hostname",
  "hostnames",
  "image",
  "imageID",
  "containerID",
  "containerImage",
  "kind",
  "labels",
  "matchExpressions",
  "matchLabels",
  "metadata",
  "mountPath",
  "name",
  "namespace",
  "nodeSelector",
  "path",
  "selector",
  "serviceName",
  "subdomain",
  "subPath",
  "tls",
  "tolerations",
  "volumeMounts",
]);

/** Every string below a value, apart from containers, which have rules of their own. */
function fields(
  value: JsonValue,
  path: Path,
  podSpec: Path | undefined,
  found: Found,
  more: ReadonlySet<string> = nothingMore,
): void {
  if (typeof value === "string") {
    const context: MentionContext = isCalledByKubelet(path) ? { kind: "kubelet" } : { kind: "field" };
    for (const segment of valuesOf("", value)) add(found, segment, value, path, context);
    return;
  }
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      fields(item, [...path, index], podSpec, found, more);
    });
    return;
  }
  const inPodSpec =
    podSpec !== undefined && path.length === podSpec.length && path.every((part, at) => part === podSpec[at]);
  for (const [key, item] of Object.entries(asMap(value) ?? {})) {
    if (skipped.has(key) || more.has(key) || (inPodSpec && /^(initC|ephemeralC|c)ontainers$/.test(key))) continue;
    fields(item, [...path, key], podSpec, found, more);
  }
}

const nothingMore: ReadonlySet<string> = new Set();
const patches: ReadonlySet<string> = new Set(["patches"]);

/** What Flux and Argo CD have applied: where that lands, and fields whose strings become parts of other objects. */
function deliveredBy(
  group: string,
  kind: string,
  object: JsonValue,
): { readonly namespace: string | undefined; readonly skipped: ReadonlySet<string> } | undefined {
  const at = (...path: Path): string | undefined => text(valueAt(object, ["spec", ...path])) || undefined;
  switch (`${group}/${kind}`) {
    case "helm.toolkit.fluxcd.io/HelmRelease":
    case "kustomize.toolkit.fluxcd.io/Kustomization":
      return { namespace: at("targetNamespace"), skipped: patches };
    case "argoproj.io/Application":
      return { namespace: at("destination", "namespace"), skipped: patches };
    case "argoproj.io/ApplicationSet":
      return { namespace: at("template", "spec", "destination", "namespace"), skipped: patches };
    default:
      return undefined;
  }
}

function configMap(object: JsonValue, field: string, found: Found): void {
  for (const [key, value] of Object.entries(asMap(valueAt(object, [field])) ?? {})) {
    if (typeof value !== "string" || key === "_example") continue;
    for (const segment of valuesOf(key, value)) add(found, segment, value, [field, key], { kind: "config", key });
  }
}

function certificate(object: JsonValue, found: Found): void {
  const name = (path: Path): void => {
    const item = valueAt(object, path);
    if (typeof item === "string") add(found, wholeSegment(item, "value"), item, path, { kind: "certificate" });
  };
  // Any text may be a common name: one with a blank is a title.
  if (!/\s/.test(text(valueAt(object, ["spec", "commonName"])))) name(["spec", "commonName"]);
  for (const list of ["dnsNames", "uris"])
    asList(valueAt(object, ["spec", list])).forEach((_, index) => {
      name(["spec", list, index]);
    });
}

function pods(object: JsonValue, spec: Path, identities: readonly PodIdentity[], found: Found): void {
  for (const container of containersOf(object, spec)) {
    const variables = identities.map((pod) => variablesOf(container, pod));
    asList(container.value["env"]).forEach((item, index) => {
      const entry = asMap(item);
      const value = entry?.["value"];
      if (typeof value !== "string") return;
      const context: MentionContext = { kind: "env", container: container.name, name: text(entry?.["name"]) };
      // A variable sees those before it; the map holds all, which differs only for names that are set twice.
      for (const segment of valuesOf("", value)) {
        for (const made of distinct(segment, variables)) {
          add(found, made, value, [...container.path, "env", index, "value"], context);
        }
      }
    });
    for (const field of ["command", "args"]) words(container, [field], variables, found);
    for (const field of commands) words(container, field, [new Map()], found);
    for (const handler of calledByKubelet) {
      const path = [...container.path, ...handler, "host"];
      const host = valueAt(container.value, [...handler, "host"]);
      if (typeof host === "string") add(found, wholeSegment(host, "value"), host, path, { kind: "kubelet" });
    }
  }
}

/** Commands in which Kubernetes does not expand variables. */
const commands: readonly Path[] = [
  ["livenessProbe", "exec", "command"],
  ["readinessProbe", "exec", "command"],
  ["startupProbe", "exec", "command"],
  ["lifecycle", "postStart", "exec", "command"],
  ["lifecycle", "preStop", "exec", "command"],
];

/** The same in a custom resource that holds containers. */
function isCalledByKubelet(path: Path): boolean {
  const [caller, handler, field] = path.slice(-3);
  if (field !== "host" || (handler !== "httpGet" && handler !== "tcpSocket")) return false;
  return typeof caller === "string" && /^(livenessProbe|readinessProbe|startupProbe|postStart|preStop)$/.test(caller);
}

function words(container: ContainerJson, field: Path, variables: readonly Variables[], found: Found): void {
  const list = asList(valueAt(container.value, field));
  const program = field[0] === "args" ? asList(container.value["command"]) : [];
  list.forEach((item, index) => {
    // The first word of a command is a program.
    if (typeof item !== "string" || (index === 0 && field.at(-1) === "command")) return;
    const script = /\s/.test(item.trim());
    const segment = script ? shellText(item) : wholeSegment(item, "value");
    const context: MentionContext = { kind: "argument", container: container.name, script };
    const before = [...program, ...list.slice(Math.max(0, index - mostBefore), index)].flatMap((word) =>
      typeof word === "string" && word.length < longestWord ? [word] : [],
    );
    for (const made of distinct(segment, variables)) {
      add(found, made, item, [...container.path, ...field, index], context, script ? [] : before.slice(-mostBefore));
    }
  });
}

/** How many words of a command in front of another are looked at, and how many characters of one. */
const mostBefore = 8;
const longestWord = 200;

/** What the Pods make of the segment, each text once; of a long one only what the first makes. */
function distinct(segment: Segment, variables: readonly Variables[]): readonly Segment[] {
  const texts = new Map<string, Segment>();
  for (const known of segment.text.length > longestForEach ? variables.slice(0, 1) : variables) {
    const made = expandVariables(segment, known);
    texts.set(made.text, made);
  }
  return [...texts.values()];
}

/** Characters: each Pod's own text is read up to this length. */
const longestForEach = 100_000;

/** Adds the hosts of a segment; several texts of one segment (ranges, Pods) name the same host at a place once. */
function add(
  found: Found,
  segment: Segment,
  value: string,
  path: Path,
  context: MentionContext,
  before: readonly string[] = [],
): void {
  if (segment.text.length > longestText) return;
  const texts = segment.expanded ? segment.text.length : 0;
  if (texts > found.room) return;
  const variants = expandRanges(segment, found.room - texts);
  found.room -= texts + (variants.length - 1) * segment.text.length;
  const isUnderHostKey = isHostKey(segment.key ?? keyOf(path, context));
  const isList = isUnderHostKey && segment.reads === "value" && isListOfWords(segment.text);
  let at: string | undefined;
  for (const one of variants) {
    for (const { within, portWithin, host, isHost, isPart, ...rest } of hostsIn(one, before, isList)) {
      const written = one.toValue(within);
      if (written === undefined || written.end <= written.start) continue;
      at ??= formatPath(path);
      const key = `${at} ${written.start} ${host}`;
      if (found.keys.has(key)) continue;
      found.keys.add(key);
      if (isPart === true) {
        found.hosts.push({ kind: "host-part", path, within: written, context, labels: host.split(".") });
        continue;
      }
      const port = portWithin && one.toValue(portWithin);
      found.hosts.push({
        kind: "host",
        path,
        within: written,
        context,
        host,
        labels: host.split("."),
        isHost: isHost || isUnderHostKey,
        expanded: one.expanded && value.slice(written.start, written.end) !== host,
        ...rest,
        ...found.landing,
        ...(port === undefined ? {} : { portWithin: port }),
      });
    }
  }
}

/** `a,b:80 c`: several words, each of which can be a host. */
function isListOfWords(text: string): boolean {
  const words = text.slice(0, longestList).split(/[\s,;]+/);
  return text.length < longestList && words.length > 1 && words.every((word) => /^[a-z0-9][a-z0-9.:-]*$|^$/.test(word));
}

/** Characters of a list of hosts. */
const longestList = 4000;

/** What the string is the value of. */
function keyOf(path: Path, context: MentionContext): string {
  if (context.kind === "env") return context.name;
  if (context.kind === "config") return context.key;
  return context.kind === "field" || context.kind === "kubelet"
    ? (path.findLast((part) => typeof part === "string") ?? "")
    : "";
}

function text(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}
