/** Knows how objects are printed as a stream of YAML documents that any reader of YAML 1.1 or 1.2 takes alike. */
import { Document, isMap, isScalar, isSeq } from "yaml";
import type { Path } from "../manifests/path.ts";
import type { JsonValue } from "../manifests/read-yaml.ts";

/**
 * The objects as `kustomize build` prints them: keys in order, lists not indented.
 * @param commentAt what is said behind the value at a path
 */
export function printYaml(
  objects: readonly JsonValue[],
  commentAt: (index: number, path: Path) => string | undefined = () => undefined,
): string {
  return objects
    .map((object, index) => {
      const document = new Document(object, { version: "1.1", sortMapEntries: true, aliasDuplicateObjects: false });
      addComments(document.contents, [], (path) => commentAt(index, path));
      return document.toString({ indentSeq: false, lineWidth: 0 });
    })
    .join("---\n");
}

function addComments(node: unknown, path: Path, commentAt: (path: Path) => string | undefined): void {
  if (isMap(node)) {
    for (const { key, value } of node.items)
      addComments(value, [...path, isScalar(key) ? String(key.value) : ""], commentAt);
  } else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) addComments(item, [...path, index], commentAt);
  } else if (isScalar(node)) {
    const comment = commentAt(path);
    // Behind a block scalar a comment would be part of its text.
    if (comment !== undefined && !(typeof node.value === "string" && node.value.includes("\n")))
      node.comment = ` ${comment}`;
  }
}
