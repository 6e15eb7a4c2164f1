/**
 * Writes a replacement into JSON or YAML that a string holds (kustomize 5.8). It does not follow paths outside of the
 * string.
 */
import { parseDocument } from "yaml";
import { spendText } from "./budget.ts";
import { goJson } from "./go-json.ts";
import { toJson } from "./json.ts";
import { type Node, textOf } from "./node.ts";
import { readDocuments } from "./read.ts";
import { Refused } from "./refused.ts";

/**
 * Sets a field in the JSON or YAML that a string holds, and returns the new string. JSON keeps its form (one line, or
 * indented), YAML its comments.
 * @param write sets the field; false when there is no such field
 * @returns undefined when the string holds nothing that has fields, or not this one
 */
export function writeStructured(
  text: string,
  path: readonly string[],
  value: Node,
  write: (root: Node) => boolean,
): string | undefined {
  spendText(8 * text.length);
  try {
    const [root] = readDocuments({ text, origin: undefined });
    if (root === undefined || root.kind === "scalar" || !write(root)) return undefined;
    return /^\s*[[{]/.test(text) ? printJson(root, text) : printText(text, path, value);
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

function printJson(root: Node, before: string): string {
  const value = toJson(root);
  return before.includes("\n") && before.includes("  ") ? goJson(value, "  ") : goJson(value);
}

/** Only the field changes: the rest of the text stays as it is written. */
function printText(text: string, path: readonly string[], value: Node): string | undefined {
  const document = parseDocument(text, { schema: "failsafe", logLevel: "silent" });
  const keys = path.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  if (textOf(value) === undefined || !document.hasIn(keys)) return undefined;
  document.setIn(keys, textOf(value));
  return document.toString({ lineWidth: 0, indentSeq: false }).trim();
}
