/** Describes places inside a document's value: keys and indices from the root. */

/** E.g. `["spec", "ports", 0, "name"]`. */
export type Path = readonly (string | number)[];

/** The path as the API server prints field paths: `spec.ports[0].name`. */
export function formatPath(path: Path): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else if (/^[A-Za-z_][\w-]*$/.test(part)) text += text === "" ? part : `.${part}`;
    else text += `[${part}]`;
  }
  return text;
}

/** True when both lead to the same place. */
export function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index]);
}
