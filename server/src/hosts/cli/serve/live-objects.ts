/**
 * Keeps what an API server would keep: the object before one that it refuses, or before a change that it refuses; and the
 * Corefile of the manifests before one that CoreDNS refuses. Which files and kustomizations there are is not looked at.
 */

import { refusedChange } from "../../../cluster/history/objects.ts";
import { type Existing, existingObjects, namespaceOf } from "../../../cluster/state/identity.ts";
import { corefileDefect } from "../../../dns/server/corefile-health.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { JsonValue } from "../../../kubernetes/manifests/read-yaml.ts";
import type { Analysis } from "../../../workspace/analysis.ts";
import { clusterOptions } from "../../../workspace/settings/model-settings.ts";
import { objectName } from "../object-name.ts";
import { placeOf } from "../place.ts";
import { writtenValue } from "../scenario.ts";
import type { Session } from "../session.ts";
import type { Trouble } from "./troubles.ts";

/** The objects that are there now. */
export interface LiveObjects {
  readonly declarations: readonly Declaration[];
  /** By object. */
  readonly troubles: ReadonlyMap<string, Trouble>;
  /** The whole object, also of a declaration that is in no file any more. */
  readonly wholeOf: (declaration: Declaration) => JsonValue | undefined;
}

/** An object that is there. */
interface Live {
  readonly declaration: Declaration;
  /** As the API server has it, where that is not what the files say. */
  readonly value?: JsonValue;
}

/** What one generation hands to the next. */
interface Generation {
  readonly analysis: Analysis;
  /** By `Kind namespace/name`. */
  readonly live: ReadonlyMap<string, Live>;
}

/** What the candidates become: one that is not in the map stays. */
interface Resolving {
  readonly session: Session;
  readonly analysis: Analysis;
  readonly before: Generation;
  readonly found: ReadonlyMap<string, Existing>;
  readonly live: Map<string, Live>;
  readonly instead: Map<Declaration, readonly Declaration[]>;
  readonly added: Declaration[];
  readonly troubles: Map<string, Trouble>;
}

/**
 * Makes a function from what is applied to what is there. The first time everything is taken as it is.
 * Its last argument is awaited between steps of work.
 */
export function makeLiveObjects(
  session: Session,
): (analysis: Analysis, applied: readonly Declaration[], pause: () => Promise<void>) => Promise<LiveObjects> {
  let before: Generation | undefined;
  return async (analysis, applied, pause) => {
    const { objects, notes } = existingObjects(applied, clusterOptions(analysis.settings, session.snapshot));
    const found = new Map(objects.map((existing) => [keyOf(existing), existing]));
    const resolving: Resolving = {
      ...{
        session,
        analysis,
        found,
        live: new Map<string, Live>(),
        instead: new Map(),
        added: [],
        troubles: new Map(),
      },
      before: before ?? { analysis, live: new Map() },
    };
    for (const [key, existing] of found) {
      change(resolving, key, existing);
      await pause();
    }
    for (const { declaration, kind } of notes)
      if (kind === "refused" && declaration.refusals.length > 0) refuse(resolving, declaration);
    if (before !== undefined) for (const name of configMaps) keepCorefile(resolving, name);
    const { live, instead, added, troubles } = resolving;
    before = { analysis, live };
    const values = new Map([...live.values()].map((one) => [one.declaration, one.value]));
    return {
      declarations: [...applied.flatMap((candidate) => instead.get(candidate) ?? [candidate]), ...added],
      troubles,
      wholeOf: (declaration) => values.get(declaration) ?? writtenValue(analysis, declaration),
    };
  };
}

function keyOf({ object, namespace }: Existing): string {
  return `${object.kind} ${namespace}/${object.meta.name}`;
}

/** An object that is new, the same, or changed as far as the API server lets it. */
function change(resolving: Resolving, key: string, { declaration }: Existing): void {
  const { session, analysis, before, live } = resolving;
  const old = before.live.get(key);
  if (old === undefined || old.declaration === declaration) {
    live.set(key, old ?? { declaration });
    return;
  }
  const isJudged = !session.snapshot && !declaration.templated && !old.declaration.templated;
  const was = isJudged ? valueBefore(before, old) : undefined;
  const now = isJudged ? writtenValue(analysis, declaration) : undefined;
  const [error] = refusedChange(was, now);
  if (error === undefined) {
    const value = withKeptAddress(was, now);
    live.set(key, { declaration, ...(value === undefined || value === now ? {} : { value }) });
  } else keep(resolving, key, old, declaration, `the API server refuses the change: ${worded(error)}`, error.path);
}

function valueBefore({ analysis }: Generation, { declaration, value }: Live): JsonValue | undefined {
  return value ?? writtenValue(analysis, declaration);
}

/** The object of that name stays; else the one that stood in its place: of its kind, in its file, and gone now. */
function refuse(resolving: Resolving, declaration: Declaration): void {
  const { before, live, analysis, found } = resolving;
  const { object } = declaration;
  const own = `${object.kind} ${namespaceOf(object, analysis.settings)}/${object.meta.name}`;
  if (live.has(own)) return;
  const at = positionOf(analysis, declaration);
  const forsaken = [...before.live]
    .filter(([key, { declaration: old }]) => {
      const isLike = old.object.kind === object.kind && old.uri === declaration.uri;
      return isLike && !found.has(key) && !live.has(key);
    })
    .map(([key, old]) => ({ key, old, distance: Math.abs(positionOf(before.analysis, old.declaration) - at) }))
    .sort((a, b) => a.distance - b.distance);
  const named = before.live.get(own);
  const { key, old } = named === undefined ? (forsaken[0] ?? {}) : { key: own, old: named };
  const [refusal] = declaration.refusals;
  if (key === undefined || old === undefined || refusal === undefined) return;
  keep(resolving, key, old, declaration, `the API server refuses it: ${worded(refusal)}`, refusal.path);
}

/** Where an object, or what it was rendered from, stands among those of its file. */
function positionOf({ files }: Analysis, declaration: Declaration): number {
  const own = files.get(declaration.uri)?.manifests.flatMap(({ manifest }) => manifest.declarations) ?? [];
  return own.indexOf(declaration.rendered?.source ?? declaration);
}

function keep(
  { session, analysis, before, live, instead, troubles }: Resolving,
  key: string,
  old: Live,
  declaration: Declaration,
  message: string,
  path: readonly (string | number)[],
): void {
  const value = valueBefore(before, old);
  live.set(key, { declaration: old.declaration, ...(value === undefined ? {} : { value }) });
  instead.set(declaration, [old.declaration]);
  const unit = objectName(old.declaration.object, analysis.settings.defaultNamespace);
  const where = whereIs(session, analysis, declaration, path);
  troubles.set(key, { unit, line: `${where}: ${unit}: ${message}; still serving the object before it` });
}

function whereIs(
  session: Session,
  analysis: Analysis,
  declaration: Declaration,
  path: readonly (string | number)[],
): string {
  const place = placeOf(analysis, declaration, path);
  return place === undefined
    ? session.fileName(declaration.uri)
    : `${session.fileName(place.uri)}:${place.range.line}:${place.range.column}`;
}

function worded({ field, message }: { readonly field: string; readonly message: string }): string {
  return field === "" ? message : `${field}: ${message}`;
}

/** A Service keeps the address that it has where its manifest says none any more (patchAllocatedValues). */
function withKeptAddress(was: JsonValue | undefined, now: JsonValue | undefined): JsonValue | undefined {
  const [old, made] = [specOf(was), specOf(now)];
  if (old?.["clusterIP"] === undefined || made === undefined || made["clusterIP"] !== undefined) return now;
  if (old["type"] === "ExternalName" || made["type"] === "ExternalName") return now;
  const { clusterIP, clusterIPs } = old;
  const spec = { ...made, clusterIP, ...(clusterIPs === undefined ? {} : { clusterIPs }) };
  return { ...mapOf(now), spec };
}

function specOf(value: JsonValue | undefined): { readonly [key: string]: JsonValue } | undefined {
  const object = mapOf(value);
  return object?.["kind"] === "Service" ? mapOf(object["spec"]) : undefined;
}

function mapOf(value: JsonValue | undefined): { readonly [key: string]: JsonValue } | undefined {
  // What is neither null nor a list and has the type of objects is a map.
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as { readonly [key: string]: JsonValue })
    : undefined;
}

/** Those that hold Corefiles (dns/server/default-config.ts, dns/server/dns-path.ts). */
const configMaps: readonly string[] = ["coredns", "node-local-dns"];

/** A DNS server that runs keeps its configuration while the new one is broken, or not there any more. */
function keepCorefile(resolving: Resolving, name: string): void {
  const { session, analysis, before, found, live, instead, added, troubles } = resolving;
  const key = `ConfigMap kube-system/${name}`;
  const [old, now] = [before.live.get(key)?.declaration, found.get(key)?.declaration];
  if (now === old || (name === "coredns" && analysis.settings.corefile.trim() !== "")) return;
  const textBefore = corefileIn(old);
  // One that configured nothing is not worth keeping.
  if (old !== undefined && textBefore === undefined) return;
  const wrong = now === undefined ? "it is gone" : defectIn(now, textBefore);
  if (wrong === undefined) return;
  const where = now === undefined ? "" : `${whereIs(session, analysis, now, ["data", "Corefile"])}: `;
  troubles.set(key, { unit: key, line: `${where}${key}: ${wrong}; still serving the last good configuration` });
  if (now !== undefined) instead.set(now, old === undefined ? [] : [old]);
  else if (old !== undefined) added.push(old);
  if (old === undefined) live.delete(key);
  else live.set(key, { declaration: old });
}

function corefileIn(declaration: Declaration | undefined): string | undefined {
  const object = declaration?.object;
  return object?.kind === "ConfigMap" ? object.data["Corefile"] : undefined;
}

/** Why CoreDNS does not run with the ConfigMap. What a templating language fills in later is not judged. */
function defectIn(declaration: Declaration, before: string | undefined): string | undefined {
  if (declaration.templated) return undefined;
  const text = corefileIn(declaration);
  if (text === undefined) return "it has no key 'Corefile'";
  const defect = corefileDefect(text, before);
  return defect && `line ${defect.line} of its Corefile: ${defect.message}`;
}
