/** Finds the strings in the text of a YAML document that is part of something else: the data of a ConfigMap. */
import { isMap, isScalar, isSeq, type Scalar } from "yaml";
import { libraryScalar } from "./common-nodes.ts";
import type { CommonNode } from "./common-yaml.ts";
import { commonRoot } from "./parse-yaml.ts";
import { parseYaml } from "./read-yaml.ts";

/** A scalar, and the key whose value it or the list around it is; "" for none. */
export interface KeyedScalar {
  readonly key: string;
  /** The key of what the scalar's own map is in; "" for none. */
  readonly under: string;
  readonly scalar: Scalar;
}

/** The scalars that are values and not empty, in order; undefined for what is not YAML, or not a collection. */
export function scalarsIn(text: string): readonly KeyedScalar[] | undefined {
  const found: KeyedScalar[] = [];
  const root = commonRoot(text);
  if (root !== undefined) {
    collectCommon(root, "", "", found);
    return found;
  }
  const { contents, errors } = parseYaml(text);
  if (errors.length > 0) return undefined;
  if (contents === null) return found;
  if (!isMap(contents) && !isSeq(contents)) return undefined;
  collect(contents, "", "", found);
  return found;
}

function collectCommon(node: CommonNode, key: string, under: string, found: KeyedScalar[]): void {
  if (node.kind === "map")
    for (const [index, value] of node.values.entries()) collectCommon(value, node.keys[index]?.text ?? "", key, found);
  else if (node.kind === "list") for (const item of node.items) collectCommon(item, key, under, found);
  else if (node.text !== "") found.push({ key, under, scalar: libraryScalar(node) });
}

function collect(node: unknown, key: string, under: string, found: KeyedScalar[]): void {
  if (isMap(node)) {
    for (const pair of node.items) collect(pair.value, isScalar(pair.key) ? String(pair.key.value) : "", key, found);
  } else if (isSeq(node)) for (const item of node.items) collect(item, key, under, found);
  else if (isScalar(node) && typeof node.value === "string" && node.value !== "")
    found.push({ key, under, scalar: node });
}
