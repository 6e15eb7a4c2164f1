/**
 * Reads the mentions of a declaration as it is applied, once per document and once per rendered object. It does not
 * resolve them.
 */

import { valueAt } from "../../base/json.ts";
import type { Uri } from "../../base/source.ts";
import { type Span, touches } from "../../base/span.ts";
import { keptDocument } from "../../kubernetes/manifests/locate.ts";
import type { Declaration, Manifest } from "../../kubernetes/manifests/manifest.ts";
import { samePath } from "../../kubernetes/manifests/path.ts";
import { readDocument } from "../../kubernetes/manifests/read-yaml.ts";
import { readRecentYaml } from "../../kubernetes/manifests/recent-yaml.ts";
import { mentionsIn } from "../../kubernetes/mentions/extract.ts";
import type { HostMention, HostPartMention, Mention } from "../../kubernetes/mentions/mention.ts";
import type { Analysis, Environment } from "../analysis.ts";
import { type Site, siteSpan } from "../places/site.ts";
import { targetAt } from "../places/target.ts";
import type { Given } from "./ask-from-pod.ts";

const read = new WeakMap<
  Manifest,
  { readonly namespace: string; readonly mentions: ReadonlyMap<Declaration, readonly Mention[]> }
>();
const rendered = new WeakMap<Declaration, { readonly namespace: string; readonly mentions: readonly Mention[] }>();

/** Every mention in the declaration's object; a rendered one is read as it was rendered. */
export function mentionsOf(analysis: Analysis, declaration: Declaration): readonly Mention[] {
  const namespace = analysis.settings.defaultNamespace;
  if (declaration.rendered !== undefined) {
    const known = rendered.get(declaration);
    if (known?.namespace === namespace) return known.mentions;
    const mentions = mentionsIn(declaration.rendered.value, namespace);
    rendered.set(declaration, { namespace, mentions });
    return mentions;
  }
  const manifest = analysis.place(declaration)?.manifest;
  if (manifest === undefined) return [];
  let known = read.get(manifest);
  if (known?.namespace !== namespace) {
    known = { namespace, mentions: readMentions(manifest, namespace) };
    read.set(manifest, known);
  }
  return known.mentions.get(declaration) ?? [];
}

/** Every mention in a document, by declaration, for a table over all files: what was not read before is not kept. */
export function mentionsInDocument(
  manifest: Manifest,
  defaultNamespace: string,
): ReadonlyMap<Declaration, readonly Mention[]> {
  const known = read.get(manifest);
  return known?.namespace === defaultNamespace ? known.mentions : readMentions(manifest, defaultNamespace);
}

/** The host names among them that Pods look up: those of certificates and of what kubelet calls apart. */
export function hostsOf(analysis: Analysis, declaration: Declaration): readonly HostMention[] {
  return mentionsOf(analysis, declaration).flatMap((mention) =>
    mention.kind === "host" && mention.context.kind !== "certificate" && mention.context.kind !== "kubelet"
      ? [mention]
      : [],
  );
}

/** The host names that kubelet looks up on the node. */
export function kubeletHostsOf(analysis: Analysis, declaration: Declaration): readonly HostMention[] {
  return mentionsOf(analysis, declaration).flatMap((mention) =>
    mention.kind === "host" && mention.context.kind === "kubelet" ? [mention] : [],
  );
}

/**
 * A host as its object gives it to a program: with the final dot, from the container that holds the string, and for the name
 * of a port (`_http._tcp.…`) the question for its SRV records.
 */
export function givenBy(analysis: Analysis, { host, absolute, context, labels, namespace }: HostMention): Given {
  const { defaultNamespace } = analysis.settings;
  const isPort = labels[0]?.startsWith("_") === true && labels[1]?.startsWith("_") === true;
  return {
    name: absolute ? `${host}.` : host,
    defaultNamespace,
    ...(namespace === undefined ? {} : { namespace }),
    ...(context.kind === "env" || context.kind === "argument" ? { container: context.container } : {}),
    ...(context.kind === "kubelet" ? { by: "kubelet" } : {}),
    ...(isPort ? { type: "SRV", client: "dig+search" } : {}),
  };
}

/** The ends of host names whose first labels are not known. */
export function hostPartsOf(analysis: Analysis, declaration: Declaration): readonly HostPartMention[] {
  return mentionsOf(analysis, declaration).flatMap((mention) => (mention.kind === "host-part" ? [mention] : []));
}

/**
 * The labels of an object's strings and fields that can be names of Services, each once: which of them are, and where, only a
 * lookup tells.
 */
export function servicesNamedBy(mentions: readonly Mention[]): readonly string[] {
  return [...new Set(mentions.flatMap(labelsNaming))];
}

function labelsNaming(mention: Mention): readonly string[] {
  if (mention.kind === "service") return [mention.service];
  const { labels } = mention;
  const svc = labels.indexOf("svc", 2);
  if (svc >= 2) return labels.slice(svc - 2, svc - 1);
  // A Pod or `_port._protocol` may stand in front, a namespace behind.
  const first = labels[0]?.startsWith("_") === true ? 2 : labels[0] === "*" ? 1 : 0;
  return labels.slice(first, first + 2);
}

/** A text without any of these need not be parsed for mentions. */
const trace =
  /:\/\/|\.svc\b|-\d+\.|:\d{2,5}\b|\.\.\.?\d|\b(service|serviceName|backendRefs|dnsNames|value|data|hosts?|stringData|args|command)["']?:/;

/** True for a document that mentions nothing, as its text shows. */
export function isWithoutMentions({ text }: Manifest): boolean {
  return !trace.test(text) || /^kind: *["']?CustomResourceDefinition/m.test(text);
}

function readMentions(manifest: Manifest, namespace: string): ReadonlyMap<Declaration, readonly Mention[]> {
  const { text, bases, declarations } = manifest;
  if (isWithoutMentions(manifest)) return new Map();
  // Parsed for this once: `documentOf` would keep the nodes for as long as the manifest.
  const kept = keptDocument(manifest);
  const result = kept === undefined ? readRecentYaml(text) : readDocument(kept, text);
  if (result.kind !== "value") return new Map();
  return new Map(
    declarations.map((declaration, index) => {
      const value = valueAt(result.value, bases[index] ?? []);
      return [declaration, value === undefined ? [] : mentionsIn(value, namespace)];
    }),
  );
}

/** The place of a mention: a host exactly, a Service by its field. */
export function siteOf(declaration: Declaration, mention: Mention): Site {
  return mention.kind === "service"
    ? { declaration, path: mention.path }
    : { declaration, path: mention.path, within: mention.within };
}

/** A mention under a cursor. */
export interface MentionTarget {
  readonly declaration: Declaration;
  /** Several where one text stands for several names (a range, one per Pod); never empty, the first in front. */
  readonly mentions: readonly [Mention, ...Mention[]];
  /** Offsets into the file. */
  readonly span: Span;
}

/** The mentions whose host (or Service field) stands at an offset of a file, as its own documents write them. */
export function mentionAt(analysis: Analysis, uri: Uri, offset: number): MentionTarget | undefined {
  const target = targetAt(analysis, uri, offset);
  if (target?.declaration === undefined || target.part !== "value") return undefined;
  const { declaration } = target;
  for (const mention of mentionsOf(analysis, declaration)) {
    if (!samePath(mention.path, target.path)) continue;
    const span = siteSpan(analysis, siteOf(declaration, mention))?.span;
    if (span === undefined || !touches(span, offset)) continue;
    const same = mentionsOf(analysis, declaration).filter((other) => isAt(other, mention) && other !== mention);
    return { declaration, mentions: [mention, ...same], span };
  }
  return undefined;
}

/** A mention in an object that a kustomization made, in the environment of which it counts. */
export interface BuiltMention extends MentionTarget {
  readonly environment: Environment;
}

/**
 * The mentions at an offset of a file that is a part of other objects: a patch, a kustomization, what a controller lays over a
 * folder. Those of the first environment that has any.
 */
export function builtMentionAt(analysis: Analysis, uri: Uri, offset: number): BuiltMention | undefined {
  const seen = new Set<string>();
  for (const environment of analysis.builtWith(uri).flatMap((other) => analysis.environmentsOf(other))) {
    if (environment.kind !== "kustomization" || seen.has(environment.id)) continue;
    seen.add(environment.id);
    for (const declaration of environment.declarations) {
      const mentions = mentionsOf(analysis, declaration);
      for (const mention of mentions) {
        const origin = analysis.originOf(declaration, mention.path);
        if (origin === undefined || analysis.written(origin).uri !== uri) continue;
        const span = siteSpan(analysis, siteOf(declaration, mention))?.span;
        if (span === undefined || !touches(span, offset)) continue;
        const same = mentions.filter((other) => isAt(other, mention) && other !== mention);
        return { environment, declaration, mentions: [mention, ...same], span };
      }
    }
  }
  return undefined;
}

function isAt(a: Mention, b: Mention): boolean {
  if (a.kind === "service" || b.kind === "service" || !samePath(a.path, b.path)) return false;
  return a.within.start === b.within.start && a.within.end === b.within.end;
}
