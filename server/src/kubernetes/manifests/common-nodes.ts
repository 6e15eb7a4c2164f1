/** Makes the library's nodes of those that common-yaml.ts reads. */
import {
  Pair,
  type ParsedNode,
  type Scalar as PlainScalar,
  type Range,
  Scalar,
  type Schema,
  YAMLMap,
  YAMLSeq,
} from "yaml";
import type { CommonNode, CommonScalar } from "./common-yaml.ts";

export function libraryNode(node: CommonNode, schema: Schema): ParsedNode {
  if (node.kind === "scalar") return libraryScalar(node);
  const range: Range = [node.start, node.end, node.behind];
  if (node.kind === "list") {
    const list = new YAMLSeq(schema);
    for (const item of node.items) list.items.push(libraryNode(item, schema));
    return Object.assign(list, node.isFlow ? { flow: true, range } : { range }) as ParsedNode; // All in it has a range.
  }
  const map = new YAMLMap(schema);
  for (const [index, key] of node.keys.entries()) {
    const value = node.values[index];
    map.items.push(new Pair(libraryScalar(key), value === undefined ? null : libraryNode(value, schema)));
  }
  return Object.assign(map, node.isFlow ? { flow: true, range } : { range }) as ParsedNode; // The same.
}

export function libraryScalar({ text, style, start, end, behind }: CommonScalar): PlainScalar.Parsed {
  const range: Range = [start, end, behind];
  return Object.assign(new Scalar(text), { type: style, range, source: text }) as PlainScalar.Parsed; // As parsing gives it.
}
