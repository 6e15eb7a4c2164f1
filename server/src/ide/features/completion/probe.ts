/**
 * Finds out what may be written at a cursor: it writes a made-up word there, and looks for what the object around it
 * then says of that word. So a name is found in every string and field that the rest of the server reads.
 */

import { valueAt } from "../../../base/json.ts";
import type { Uri } from "../../../base/source.ts";
import type { Span } from "../../../base/span.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import { declarationsOf } from "../../../kubernetes/manifests/parse.ts";
import type { JsonValue } from "../../../kubernetes/manifests/read-yaml.ts";
import { readRecentYaml } from "../../../kubernetes/manifests/recent-yaml.ts";
import { mentionsIn } from "../../../kubernetes/mentions/extract.ts";
import type { HostMention, ServiceMention } from "../../../kubernetes/mentions/mention.ts";
import type { Analysis } from "../../../workspace/analysis.ts";
import { fieldUses, type Use } from "../symbol/use.ts";
import { isSlowToRead } from "./slow.ts";

/** What is being written. */
export interface Probed {
  readonly kind: "host" | "port" | "field" | "backend";
  /** The word around the cursor: offsets into the file. */
  readonly word: Span;
  /** Of the word what stands in front of the cursor. */
  readonly typed: string;
  /** The object as it is with the word, and as the workspace has it. */
  readonly object: Declaration;
  readonly known: Declaration | undefined;
  readonly mention: HostMention | undefined;
  readonly backend: ServiceMention | undefined;
  readonly use: Use | undefined;
  /** The decoded string that holds the host, with the word in it. */
  readonly text: string;
  /** Something says that a host stands here, whatever is typed. */
  readonly isHost: boolean;
}

const name = "zz-podns-here";
const host = `${name}.zz-podns.svc`;
const port = 65_001;

/** Undefined where no name is written. */
export function probeAt(analysis: Analysis, uri: Uri, offset: number): Probed | undefined {
  const file = analysis.files.get(uri);
  const placed = file?.manifests.findLast(({ start }) => start <= offset);
  if (file === undefined || placed === undefined) return undefined;
  if (file.role !== "manifests" && file.role !== "helm-template") return undefined;
  const { manifest, start } = placed;
  if (offset > start + manifest.text.length) return undefined;
  const word = wordAround(file.text, offset);
  if (file.role === "helm-template" && isBesideAction(file.text, word)) return undefined;
  const typed = file.text.slice(word.start, offset);
  const at = { start: word.start - start, end: word.end - start };
  const tried = (text: string): Tried | undefined => {
    const changed = manifest.text.slice(0, at.start) + text + manifest.text.slice(at.end);
    if (isSlowToRead(changed)) return undefined;
    const result = readRecentYaml(changed);
    if (result.kind !== "value") return undefined;
    const { value } = result;
    const objects = declarationsOf(uri, value).flatMap(({ declaration, base }) => {
      const own = valueAt(value, base);
      return own === undefined ? [] : [{ declaration, own }];
    });
    return { analysis, objects };
  };
  const isBehindColon = file.text[word.start - 1] === ":" && /^\d*$/.test(file.text.slice(word.start, word.end));
  const shared = { word, typed, known: undefined };
  if (isBehindColon) {
    const found = hostIn(tried(String(port)), (mention) => mention.port === port);
    return found && { ...shared, ...withKnown(found, manifest.declarations), kind: "port", isHost: true };
  }
  const withName = tried(name);
  const field = fieldIn(withName);
  if (field !== undefined) return { ...shared, ...withKnown(field, manifest.declarations) };
  const full = hostIn(tried(host), (mention) => mention.host.includes(name));
  if (full === undefined) return undefined;
  const bare = hostIn(withName, (mention) => mention.host.includes(name));
  return {
    ...shared,
    ...withKnown(full, manifest.declarations),
    kind: "host",
    isHost: full.mention?.form === "url" || bare?.mention?.isHost === true,
  };
}

interface Tried {
  readonly analysis: Analysis;
  readonly objects: readonly { readonly declaration: Declaration; readonly own: JsonValue }[];
}

type Found = Omit<Probed, "word" | "typed" | "known">;

function hostIn(tried: Tried | undefined, isIt: (mention: HostMention) => boolean): Found | undefined {
  for (const { declaration, own } of tried?.objects ?? []) {
    const mentions = mentionsIn(own, tried?.analysis.settings.defaultNamespace ?? "default");
    const mention = mentions.find((one): one is HostMention => one.kind === "host" && isIt(one));
    if (mention === undefined) continue;
    const text = valueAt(own, mention.path);
    return {
      kind: "host",
      object: declaration,
      mention,
      backend: undefined,
      use: undefined,
      text: typeof text === "string" ? text : "",
      isHost: mention.isHost,
    };
  }
  return undefined;
}

/** A field that holds a name by the API's structure. */
function fieldIn(tried: Tried | undefined): Found | undefined {
  for (const { declaration, own } of tried?.objects ?? []) {
    const shared = { object: declaration, mention: undefined, text: "", isHost: false };
    const use = fieldUses(own).find(({ path, claim }) => claim.kind !== "declares" && valueAt(own, path) === name);
    if (use !== undefined) return { ...shared, kind: "field", use, backend: undefined };
    const mentions = mentionsIn(own, tried?.analysis.settings.defaultNamespace ?? "default");
    const backend = mentions.find(
      (one): one is ServiceMention => one.kind === "service" && (one.service === name || one.port === name),
    );
    if (backend !== undefined) return { ...shared, kind: "backend", use: undefined, backend };
  }
  return undefined;
}

/** True for the field that holds a backend's port and not its Service. */
export function isPortOf({ port: written }: ServiceMention): boolean {
  return written === name;
}

function withKnown(found: Found, declarations: readonly Declaration[]): Found & Pick<Probed, "known"> {
  const { object } = found.object;
  const known = declarations.find(
    (one) =>
      one.object.kind === object.kind &&
      one.object.meta.name === object.meta.name &&
      one.object.meta.namespace === object.meta.namespace,
  );
  return { ...found, known };
}

/** A part of a name whose other part an action prints. */
function isBesideAction(text: string, { start, end }: Span): boolean {
  let from = start;
  while (from > 0 && isOfName(text[from - 1])) from--;
  return text[from - 1] === "}" || text[end] === "{";
}

/** The characters of names around an offset. */
function wordAround(text: string, offset: number): Span {
  let [start, end] = [offset, offset];
  while (start > 0 && isOfName(text[start - 1])) start--;
  while (end < text.length && isOfName(text[end])) end++;
  // What does not begin a name belongs to the text in front: `--host=`, `- `.
  while (start < offset && (text[start] === "-" || text[start] === ".")) start++;
  return { start, end };
}

function isOfName(character: string | undefined): boolean {
  return character !== undefined && /[A-Za-z0-9._-]/.test(character);
}
