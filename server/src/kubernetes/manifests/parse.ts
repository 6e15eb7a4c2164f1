/** Parses one document into a manifest: its objects, what is refused, what is wrong with its text. Never throws. */

import { shortened } from "../../base/excerpt.ts";
import { lazy } from "../../base/lazy.ts";
import { lineEndAt, lineStartAt } from "../../base/lines.ts";
import type { Uri } from "../../base/source.ts";
import { isValidated } from "../validation/validate.ts";
import { declarationOf, refusalsOf, withRefusals } from "./declare.ts";
import { keepDocument, largeText } from "./locate.ts";
import type { Declaration, Manifest, Problem, Refusal } from "./manifest.ts";
import type { KubeObject, ObjectMeta } from "./object.ts";
import { isRead, type readObject } from "./objects.ts";
import type { Path } from "./path.ts";
import { type JsonValue, parseYaml, readDocument, readYaml, type YamlResult } from "./read-yaml.ts";
import { readRecentYaml } from "./recent-yaml.ts";
import { hasPlaceholder, isCommentTemplated, isTemplated } from "./role.ts";
import { unmask } from "./template-text.ts";

/** Reads one document. Documents of kinds that are not read are recognised without being parsed. */
export function parseManifest(uri: Uri, text: string): Manifest {
  const other = recognise(text);
  if (other !== undefined) {
    const declaration: Declaration = { uri, object: other, refusals: [], templated: false };
    return { text, declarations: [declaration], bases: [[]], problems: [] };
  }
  const broken = badSeparator(text);
  if (broken !== undefined) return { text, declarations: [], bases: [], problems: [broken] };
  const document = text.length < largeText ? undefined : parseYaml(text);
  const read = (): YamlResult => (document === undefined ? readRecentYaml(text) : readDocument(document, text));
  const result = read();
  if (result.kind === "empty") return { text, declarations: [], bases: [], problems: [] };
  if (result.kind === "error") {
    // A template is not a broken manifest, and JSON without an apiVersion anywhere (a tsconfig.json) is not a manifest.
    const isForeign = uri.endsWith(".json") && !/\bapiVersion\b/.test(text);
    const isFilled =
      isTemplated(text) ||
      hasPlaceholder(text.slice(lineStartAt(text, result.span.start), lineEndAt(text, result.span.start)));
    const isSilent = isForeign || (isFilled && !result.gaveUp);
    const problems: Problem[] = isSilent ? [] : [{ span: result.span, severity: "error", message: result.message }];
    return { text, declarations: [], bases: [], problems };
  }
  const found = declarationsOf(uri, result.value);
  if (found.length === 0) return { text, declarations: [], bases: [], problems: [] };
  const problems = result.strict.map(
    ({ span, message }): Problem => ({ span, severity: "error", message: `${message}: kubectl refuses the document` }),
  );
  const strict = result.strict.map(
    ({ message }): Refusal => ({ field: "", path: [], reason: "FieldValueDuplicate", message }),
  );
  const isCommented = isCommentTemplated(text);
  const bases = found.map(({ base }) => base);
  const refusals = validated(read, bases, strict);
  const manifest: Manifest = {
    text,
    declarations: found.map(({ declaration: { object, templated } }, index) =>
      isCommented
        ? { uri, object, templated: true, refusals: [] }
        : withRefusals({ uri, object, templated }, () => refusals(index, templated)),
    ),
    bases,
    problems,
  };
  if (document !== undefined) keepDocument(manifest, document);
  return manifest;
}

/**
 * Reads one document of a Helm template from its masked text (template-text.ts). Nothing in it is judged: what cannot
 * be read is left out, and every object counts as templated. The release's own namespace does not count as stated. The
 * text is read when its objects are first asked for.
 */
export function parseTemplate(uri: Uri, text: string): Manifest {
  const found = lazy(() => {
    unread.delete(manifest);
    const result = readYaml(text);
    return result.kind === "value" ? declarationsOf(uri, result.value) : [];
  });
  const declarations = lazy(() =>
    found().map(
      ({ declaration }): Declaration => ({
        uri,
        object: withoutReleaseNamespace(declaration.object),
        refusals: [],
        templated: true,
      }),
    ),
  );
  const bases = lazy(() => found().map(({ base }) => base));
  const manifest: Manifest = {
    text,
    get declarations() {
      return declarations();
    },
    get bases() {
      return bases();
    },
    problems: [],
  };
  unread.add(manifest);
  return manifest;
}

const unread = new WeakSet<Manifest>();

/**
 * True for a template's document whose objects were never asked for: where its chart is rendered, they are not needed.
 */
export function isUnread(manifest: Manifest): boolean {
  return unread.has(manifest);
}

function withoutReleaseNamespace(object: KubeObject): KubeObject {
  const { namespace, ...meta } = object.meta;
  return namespace === undefined || unmask(namespace) !== "{{ .Release.Namespace }}" ? object : { ...object, meta };
}

/**
 * What is refused in each object of a document, including keys that are written twice. The document's value is read
 * again for it when it is first asked for, and not kept before.
 */
function validated(
  read: () => YamlResult,
  bases: readonly Path[],
  strict: readonly Refusal[],
): (index: number, templated: boolean) => readonly Refusal[] {
  const refused = lazy(() => {
    const result = read();
    const objects = result.kind === "value" ? objectsIn(result.value, []) : [];
    const wanted = new Set(bases.map((base) => base.join("/")));
    return objects
      .filter(({ base }) => wanted.has(base.join("/")))
      .map(({ apiVersion, kind, value }) => refusalsOf(apiVersion, kind, value));
  });
  return (index, templated) => [...(templated ? [] : (refused()[index] ?? [])), ...strict];
}

/** An object with its place in the value that held it: a `kind: List` holds several. */
export interface Found {
  readonly declaration: Declaration;
  readonly base: Path;
}

/** The objects that a JSON value is, or that it lists. */
export function declarationsOf(uri: Uri, value: JsonValue): readonly Found[] {
  return objectsIn(value, []).flatMap(({ value: object, base }) => {
    const declaration = declarationOf(uri, object);
    return declaration === undefined ? [] : [{ declaration, base }];
  });
}

interface ObjectValue {
  readonly apiVersion: string;
  readonly kind: string;
  readonly value: JsonValue;
  readonly base: Path;
}

function objectsIn(value: JsonValue, base: Path): readonly ObjectValue[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  const map = value as { readonly [key: string]: JsonValue };
  const { apiVersion, kind, items } = map;
  if (typeof apiVersion !== "string" || typeof kind !== "string" || apiVersion === "" || kind === "") return [];
  if (kind.endsWith("List") && Array.isArray(items)) {
    return items.flatMap((item: JsonValue, index: number) =>
      objectsIn(withType(item, apiVersion, kind), [...base, "items", index]),
    );
  }
  return [{ apiVersion, kind, value, base }];
}

/** Items of a typed list (PodList) may leave out their type. */
function withType(item: JsonValue, apiVersion: string, listKind: string): JsonValue {
  if (typeof item !== "object" || item === null || Array.isArray(item) || listKind === "List") return item;
  return { apiVersion, kind: listKind.slice(0, -"List".length), ...item };
}

/** An object of a kind that is not read, by its lines at column 0; undefined when the document has to be parsed. */
function recognise(text: string): ReturnType<typeof readObject> | undefined {
  const kind = /^kind:[ \t]*["']?([\w.-]+)["']?[ \t]*(?:#.*)?\r?$/m.exec(text)?.[1];
  const apiVersion = /^apiVersion:[ \t]*["']?([\w./-]+)["']?[ \t]*(?:#.*)?\r?$/m.exec(text)?.[1];
  if (kind === undefined || apiVersion === undefined || kind.endsWith("List")) return undefined;
  if (isRead(apiVersion, kind) || isValidated(apiVersion, kind)) return undefined;
  const head = /^metadata:[ \t]*(?:#.*)?\r?\n/m.exec(text);
  // Written in another way (a flow map, quoted keys), its names are not seen in the lines.
  if (head === null && /^["']?metadata["']?[ \t]*:/m.test(text)) return undefined;
  const after = head === null ? "" : text.slice(head.index + head[0].length);
  const meta = after.slice(0, /^[^\s#]/m.exec(after)?.index ?? after.length);
  const indent = /^( +)\S/m.exec(meta)?.[1] ?? "  ";
  const lines = meta.split("\n");
  const field = (key: string): string | undefined => {
    const begin = `${indent}${key}:`;
    for (const line of lines) {
      const value = line.startsWith(begin) ? /^[ \t]*["']?([^\s"'#]+)/.exec(line.slice(begin.length))?.[1] : undefined;
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const object: ObjectMeta = {
    name: field("name") ?? "",
    labels: {},
    annotations: {},
    ...(field("namespace") === undefined ? {} : { namespace: field("namespace") ?? "" }),
  };
  return { kind: "Other", apiVersion, otherKind: kind, meta: object };
}

/** kubectl ends the whole stream at such a line; here only its document is lost. */
function badSeparator(text: string): Problem | undefined {
  const match = /^---([ \t]*\S.*)$/m.exec(text);
  if (match === null || /^\s*#/.test(match[1] ?? "")) return undefined;
  const span = { start: match.index, end: match.index + match[0].length };
  const message = shortened(`invalid Yaml document separator: ${(match[1] ?? "").trim()}`);
  return { span, severity: "error", message };
}
