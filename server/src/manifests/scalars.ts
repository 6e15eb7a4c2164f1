/** Finds the strings in the text of a YAML document that is part of something else: the data of a ConfigMap. */
import { isMap, isScalar, isSeq, type Scalar } from "yaml";
import { libraryScalar } from "./common-nodes.ts";
import type { CommonNode } from "./common-yaml.ts";
import { commonRoot } from "./parse-yaml.ts";
import { parseYaml } from "./read-yaml.ts";

/** The scalars that are values and not empty, in order; undefined for what is no YAML, or no collection. */
export function scalarsIn(text: string): readonly Scalar[] | undefined {
  const found: Scalar[] = [];
  const root = commonRoot(text);
  if (root !== undefined) {
    collectCommon(root, found);
    return found;
  }
  const { contents, errors } = parseYaml(text);
  if (errors.length > 0) return undefined;
  if (contents === null) return found;
  if (!isMap(contents) && !isSeq(contents)) return undefined;
  collect(contents, found);
  return found;
}

function collectCommon(node: CommonNode, found: Scalar[]): void {
  if (node.kind === "map") for (const value of node.values) collectCommon(value, found);
  else if (node.kind === "list") for (const item of node.items) collectCommon(item, found);
  else if (node.text !== "") found.push(libraryScalar(node));
}

function collect(node: unknown, found: Scalar[]): void {
  if (isMap(node)) for (const pair of node.items) collect(pair.value, found);
  else if (isSeq(node)) for (const item of node.items) collect(item, found);
  else if (isScalar(node) && typeof node.value === "string" && node.value !== "") found.push(node);
}
