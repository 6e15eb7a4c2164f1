/** One document of the output as helm reads it: its kind, and whether it is a hook (helm pkg/releaseutil/manifest_sorter.go). */
import { decode } from "../yaml/decode.ts";
import { YamlError } from "../yaml/input.ts";
import type { YamlNode } from "../yaml/node.ts";
import { parseYaml } from "../yaml/parser.ts";
import { rawMaker, unmarshalError } from "../yaml/read.ts";
import { mapShape, stringShape, structShape, type Typed, typed } from "../yaml/typed.ts";
import type { Document } from "./split.ts";
import type { WrittenText } from "./text.ts";

/** A document of a template's output. */
export interface Manifest {
  /** The template's name. */
  readonly source: string;
  readonly document: Document;
  /** All that the template wrote. */
  readonly written: WrittenText;
  /** Undefined: there is nothing but comments. */
  readonly node: YamlNode | undefined;
  readonly kind: string;
  readonly role: "object" | "hook" | "unknown hook";
}

/** A document that helm cannot read. */
export class ManifestError extends Error {
  readonly written: WrittenText;
  /** Where in what was written. */
  readonly offset: number;
  constructor(message: string, written: WrittenText, offset: number) {
    super(message);
    this.written = written;
    this.offset = offset;
  }
}

const headShape = structShape("releaseutil.SimpleHead", {
  apiVersion: stringShape,
  kind: stringShape,
  metadata: structShape("", { name: stringShape, annotations: mapShape(stringShape) }),
});

const hookEvents: ReadonlySet<string> = new Set([
  "pre-install",
  "post-install",
  "pre-delete",
  "post-delete",
  "pre-upgrade",
  "post-upgrade",
  "pre-rollback",
  "post-rollback",
  "test",
  "test-success",
]);

/** @throws {ManifestError} in helm's words */
export function readManifest(source: string, document: Document, written: WrittenText): Manifest {
  let node: YamlNode | undefined;
  let head: Typed;
  try {
    node = parseYaml(document.text);
    head = node === undefined ? undefined : typed(decode(node, rawMaker), headShape);
  } catch (error) {
    const problem = unmarshalError(error);
    if (problem === undefined) throw error;
    const offset = document.start + (error instanceof YamlError ? error.offset : 0);
    throw new ManifestError(`YAML parse error on ${source}: ${problem}`, written, offset);
  }
  const fields = mapOf(head);
  const kind = fields.get("kind");
  const hook = mapOf(mapOf(fields.get("metadata")).get("annotations"));
  const role = roleOf(hook.has("helm.sh/hook") ? (hook.get("helm.sh/hook") ?? "") : undefined);
  return { source, document, written, node, kind: typeof kind === "string" ? kind : "", role };
}

function roleOf(hook: Typed): Manifest["role"] {
  if (typeof hook !== "string") return "object";
  const known = hook.split(",").every((event) => hookEvents.has(event.trim().toLowerCase()));
  return known ? "hook" : "unknown hook";
}

function mapOf(value: Typed): ReadonlyMap<string, Typed> {
  return value instanceof Map ? value : new Map();
}
