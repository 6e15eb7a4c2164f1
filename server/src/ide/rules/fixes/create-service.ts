/** Writes the headless Service that a workload lacks, before the workload and in the style of its file. */

import type { Edit } from "../../../base/edit.ts";
import { lineStartAt } from "../../../base/lines.ts";
import { spanOf } from "../../../kubernetes/manifests/locate.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { KubeObject, Labels, PodSpec, ServiceObject, ServicePort } from "../../../kubernetes/manifests/object.ts";
import { isWorkloadObject, labelsOfPods, podSpecOf } from "../../../kubernetes/manifests/pod-template.ts";
import { indentLines, writeYaml } from "../../../kubernetes/manifests/write-yaml.ts";
import { immutability } from "../../../kubernetes/validation/immutable.ts";
import type { Analysis, Place } from "../../../workspace/analysis.ts";
import type { Fix } from "../run/rule.ts";
import { replaceValue } from "./edit-fields.ts";
import { styleIn } from "./text-style.ts";

/** Creates the Service `name` for the Pods of a workload (or for a Pod): selector and ports are theirs. */
export function createHeadlessService(analysis: Analysis, declaration: Declaration, name: string): readonly Fix[] {
  const { object } = declaration;
  const selector = selectorFor(object);
  const spec = podSpecOf(object)?.spec;
  if (selector === undefined || Object.keys(selector).length === 0 || spec === undefined) return [];
  const edits = insertBefore(analysis, declaration, headless(name, object.meta.namespace, selector, portsOf(spec)));
  return edits.length === 0 ? [] : [{ title: `Create headless Service '${name}' before the ${object.kind}`, edits }];
}

/** Adds a headless Service beside a regular one and points the StatefulSet to it; the regular one stays. */
export function addHeadlessBeside(analysis: Analysis, set: Declaration, regular: Declaration): readonly Fix[] {
  const { object } = regular;
  const selector = selectorFor(set.object);
  if (object.kind !== "Service" || selector === undefined || Object.keys(selector).length === 0) return [];
  const name = freeName(analysis, `${object.meta.name}-headless`);
  const spec = podSpecOf(set.object)?.spec;
  const ports = object.type === "ExternalName" || object.ports.length === 0 ? portsOf(spec) : regularPorts(object);
  const service = headless(name, set.object.meta.namespace, object.selector ?? selector, ports);
  const edits = insertBefore(analysis, set, service);
  const pointer = replaceValue(analysis, set, ["spec", "serviceName"], name);
  if (edits.length === 0 || pointer.length === 0) return [];
  return [
    {
      title: `Add headless Service '${name}' beside '${object.meta.name}' and use it (serviceName is ${immutability("StatefulSet", ["spec", "serviceName"])})`,
      preferred: true,
      edits: [...edits, ...pointer],
    },
  ];
}

interface ServiceManifest {
  readonly apiVersion: "v1";
  readonly kind: "Service";
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: { readonly clusterIP: "None"; readonly selector: Labels; readonly ports?: readonly ServicePort[] };
}

interface ConfigMapManifest {
  readonly apiVersion: "v1";
  readonly kind: "ConfigMap";
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data: Readonly<Record<string, string>>;
}

function headless(
  name: string,
  namespace: string | undefined,
  selector: Labels,
  ports: readonly ServicePort[],
): ServiceManifest {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    spec: { clusterIP: "None", selector, ...(ports.length === 0 ? {} : { ports }) },
  };
}

/** Writes a manifest before another: as a document of its own, as an item of the same List, or not at all (JSON). */
export function insertBefore(
  analysis: Analysis,
  declaration: Declaration,
  manifest: ServiceManifest | ConfigMapManifest,
): readonly Edit[] {
  const place = analysis.place(declaration);
  const file = place && analysis.files.get(place.uri);
  if (place === undefined || file === undefined) return [];
  const style = styleIn(place.manifest);
  const text = writeYaml(manifest, { ...style, lineBreak: "\n" });
  if (place.base.length > 0) return insertItem(place, text, style.lineBreak);
  if (/^\s*[{[]/.test(place.manifest.text)) return [];
  const at = place.start + documentStart(place, file.text);
  return [{ uri: place.uri, span: { start: at, end: at }, text: withBreaks(`${text}---\n`, style.lineBreak) }];
}

/** Where the document's own text begins: behind a byte order mark and a heading comment that a blank line sets apart. */
function documentStart(place: Place, file: string): number {
  const { text } = place.manifest;
  const mark = text.startsWith("\ufeff") ? 1 : 0;
  if (file.slice(0, place.start).trim() !== "") return mark;
  const bare = text.slice(mark);
  const heading = endOfHeading(bare);
  return mark + (heading === 0 ? 0 : endOfBlankLines(bare, heading));
}

/** Behind the first blank line that follows a comment, when only comments and empty lines stand before it; else 0. */
function endOfHeading(text: string): number {
  let isBehindComment = false;
  for (let start = 0; ; ) {
    const end = text.indexOf("\n", start);
    if (end < 0) return 0;
    const line = text.slice(start, end).replace(/\r$/, "");
    start = end + 1;
    if (isBehindComment && /^[ \t]*$/.test(line)) return start;
    isBehindComment = /^[ \t]*#/.test(line);
    if (!isBehindComment && line !== "") return 0;
  }
}

function endOfBlankLines(text: string, from: number): number {
  for (let start = from; ; ) {
    const end = text.indexOf("\n", start);
    if (end < 0 || !/^[ \t]*\r?$/.test(text.slice(start, end))) return start;
    start = end + 1;
  }
}

function insertItem(place: Place, text: string, lineBreak: string): readonly Edit[] {
  const source = place.manifest.text;
  const item = spanOf(place.manifest, place.base, "value");
  if (item === undefined) return [];
  const lineStart = lineStartAt(source, item.start);
  const dash = /^( *)-( +)$/.exec(source.slice(lineStart, item.start));
  if (dash === null) return [];
  const [, margin = "", gap = " "] = dash;
  const body = indentLines(text, margin.length + 1 + gap.length).trimStart();
  const at = place.start + lineStart;
  return [{ uri: place.uri, span: { start: at, end: at }, text: withBreaks(`${margin}-${gap}${body}`, lineBreak) }];
}

function withBreaks(text: string, lineBreak: string): string {
  return lineBreak === "\n" ? text : text.replace(/\r?\n/g, lineBreak);
}

/** A Job's own selector holds labels that only its controller gives. */
function selectorFor(object: KubeObject): Labels | undefined {
  const ofJob = object.kind === "Job" || object.kind === "CronJob";
  const labels = isWorkloadObject(object) && !ofJob ? (object.selector?.matchLabels ?? {}) : {};
  return Object.keys(labels).length > 0 ? labels : labelsOfPods(object);
}

/** The containers' ports. With several, each needs a name of its own (core validation, ValidateService). */
function portsOf(spec: PodSpec | undefined): readonly ServicePort[] {
  const ports = (spec?.containers ?? []).flatMap((container) => container.ports);
  const distinct = ports.filter(
    (port, index) =>
      ports.findIndex(
        (other) => other.containerPort === port.containerPort && (other.protocol ?? "TCP") === (port.protocol ?? "TCP"),
      ) === index,
  );
  const used = new Set<string>();
  return distinct.map((port) => {
    let name = port.name ?? (distinct.length > 1 ? `port-${port.containerPort}` : undefined);
    if (name !== undefined && used.has(name)) name = `${name}-${port.containerPort}`;
    if (name !== undefined) used.add(name);
    return {
      ...(name === undefined ? {} : { name }),
      port: port.containerPort,
      ...(port.protocol === undefined || port.protocol === "TCP" ? {} : { protocol: port.protocol }),
    };
  });
}

function regularPorts(service: ServiceObject): readonly ServicePort[] {
  return service.ports.map(({ name, port, protocol, targetPort }) => ({
    ...(name === undefined ? {} : { name }),
    port,
    ...(targetPort === undefined ? {} : { targetPort }),
    ...(protocol === undefined || protocol === "TCP" ? {} : { protocol }),
  }));
}

function freeName(analysis: Analysis, name: string): string {
  let candidate = name;
  for (let count = 2; analysis.declarationsNamed("Service", candidate).length > 0; count++)
    candidate = `${name}-${count}`;
  return candidate;
}
