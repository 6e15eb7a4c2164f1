/** Prints a kustomization for `podns render`: objects, why there may be others, and where values are written. */

import { folderPathOf } from "../../base/uri-path.ts";
import { printYaml } from "../../kubernetes/kustomize/print.ts";
import type { RenderedObject, RenderResult } from "../../kubernetes/kustomize/render.ts";
import { formatPath, type Path } from "../../kubernetes/manifests/path.ts";
import type { JsonValue } from "../../kubernetes/manifests/read-yaml.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { writtenSpan } from "../../workspace/places/site.ts";
import { localPaths } from "../node/disk-paths.ts";
import { rangeOf } from "./place.ts";
import type { Session } from "./session.ts";
import { type Shown, shownJson, shownYaml } from "./shown.ts";

export interface RenderFlags {
  readonly format: string;
  readonly origins?: boolean;
}

/** What a command prints, and with which status it ends. */
export interface Rendered {
  readonly text: Shown;
  readonly problems: readonly string[];
  readonly status: number;
}

/** The kustomization of a folder given as an absolute path. */
export function renderFolder(session: Session, analysis: Analysis, folder: string, flags: RenderFlags): Rendered {
  const result = analysis.rendering(folderPathOf(localPaths.toUri(folder)));
  const error = result.error === undefined ? null : errorText(session, analysis, result);
  // Where kustomize fails it prints nothing.
  const objects = error === null ? result.objects : [];
  const values = objects.map(({ value }) => value);
  const status = error === null ? 0 : 1;
  if (flags.format === "json") {
    const origins = objects.map((object) => Object.fromEntries(originsOf(session, analysis, object)));
    const shown = { objects: values, open: result.open, error, ...(flags.origins === true ? { origins } : {}) };
    return { text: shownJson(shown), problems: [], status };
  }
  const places = flags.origins === true ? objects.map((object) => originsOf(session, analysis, object)) : [];
  const yaml = printYaml(values, (index, path) => {
    const place = places[index]?.get(formatPath(path));
    return place && `${place.file}:${place.line}:${place.column}`;
  });
  const open = result.open.map((reason) => `podns: ${reason}\n`);
  return { text: shownYaml(yaml), problems: error === null ? open : [...open, `podns: ${error}\n`], status };
}

function errorText(session: Session, analysis: Analysis, { error }: RenderResult): string {
  const place = error?.at && placeAt(session, analysis, error.at.uri, error.at);
  return `${place === undefined ? "" : `${place.file}:${place.line}:${place.column}: `}${error?.message ?? ""}`;
}

/** Lines and columns from 1. */
interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

function placeAt(
  session: Session,
  analysis: Analysis,
  uri: Parameters<Session["fileName"]>[0],
  origin: NonNullable<ReturnType<RenderedObject["origin"]>>,
): Place | undefined {
  const span = writtenSpan(analysis, origin);
  const file = analysis.files.get(uri);
  if (span === undefined || file === undefined) return undefined;
  const { line, column } = rangeOf(file, span);
  return { file: session.fileName(uri), line, column };
}

/** The places of the values that concern DNS, by path. */
export function originsOf(
  session: Session,
  analysis: Analysis,
  { value, origin }: Pick<RenderedObject, "value" | "origin">,
): ReadonlyMap<string, Place> {
  const found = new Map<string, Place>();
  for (const path of scalarsOf(value, [])) {
    const text = formatPath(path);
    const from = bearsOnDns(text) ? origin(path) : undefined;
    const place = from && placeAt(session, analysis, from.uri, from);
    if (place !== undefined) found.set(text, place);
  }
  return found;
}

function scalarsOf(value: JsonValue, path: Path): readonly Path[] {
  if (Array.isArray(value)) return value.flatMap((item: JsonValue, index) => scalarsOf(item, [...path, index]));
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([key, item]) => scalarsOf(item, [...path, key]));
  return [path];
}

const pod = String.raw`(?:spec\.)?(?:jobTemplate\.spec\.)?(?:template\.)?`;

/** Names, labels, selectors, ports and everything else that decides names, records and resolv.conf. */
const patterns: readonly RegExp[] = [
  /^(?:apiVersion|kind)$/,
  /^metadata\.(?:name|namespace|generateName)$/,
  /^metadata\.(?:labels|annotations)\b/,
  new RegExp(`^${pod}metadata\\.labels\\b`),
  /^spec\.(?:serviceName|clusterIPs?|type|externalName|publishNotReadyAddresses|ipFamil\w+|sessionAffinity)\b/,
  /^spec\.(?:selector|ports|replicas|ordinals|podManagementPolicy|minReadySeconds|completions|parallelism|completionMode)\b/,
  new RegExp(`^${pod}spec\\.(?:hostname|subdomain|hostNetwork|setHostnameAsFQDN|dnsPolicy|dnsConfig|hostAliases)\\b`),
  new RegExp(`^${pod}spec\\.(?:initC|c)ontainers\\[\\d+\\]\\.(?:name|ports|env|args|command)\\b`),
  /^spec\.(?:rules|tls|defaultBackend|backend|podSelector|ingress|egress|service|hostnames|parentRefs)\b/,
  /^(?:data|stringData|subsets|endpoints|addressType|ports|webhooks|roleRef|subjects)\b/,
];

function bearsOnDns(path: string): boolean {
  return patterns.some((pattern) => pattern.test(path));
}
