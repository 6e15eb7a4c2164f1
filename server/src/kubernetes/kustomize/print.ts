/** Prints objects as a stream of YAML documents that any reader of YAML 1.1 or 1.2 takes alike. */
import { Document, isMap, isScalar, isSeq, visit } from "yaml";
import { isVisible, visible, visibleLines } from "../../base/visible.ts";
import type { Path } from "../manifests/path.ts";
import type { JsonValue } from "../manifests/read-yaml.ts";

/**
 * The objects as `kustomize build` prints them: keys in order, lists not indented. Text that would move a terminal's
 * cursor, or give a command to whatever reads a log, stands in double quotes with escapes; its value is the same.
 * @param commentAt what is said behind the value at a path
 */
export function printYaml(
  objects: readonly JsonValue[],
  commentAt: (index: number, path: Path) => string | undefined = () => undefined,
): string {
  return objects
    .map((object, index) => {
      const document = new Document(object, { version: "1.1", sortMapEntries: true, aliasDuplicateObjects: false });
      const isHarmless = !quoteHarmful(document);
      addComments(document.contents, [], (path) => commentAt(index, path));
      if (isHarmless) return document.toString({ indentSeq: false, lineWidth: 0 });
      // No line end inside of quotes, where a line could begin with anything.
      return escapeQuoted(
        document.toString({ indentSeq: false, lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER }),
      );
    })
    .join("---\n");
}

/** Logging commands of GitHub (a line that begins with `::`) and of Azure Pipelines (`##[` and `##vso[` anywhere). */
const command = /^[ \t]*::|##(?:\[|vso\[)/m;

/** Marks every text that must not be printed as it is; tells whether there was any. */
function quoteHarmful(document: Document): boolean {
  let found = false;
  visit(document, {
    Scalar: (_, node) => {
      const { value } = node;
      if (typeof value !== "string" || (value.split(/[\n\t]/).every(isVisible) && !command.test(value))) return;
      node.type = "QUOTE_DOUBLE";
      found = true;
    },
  });
  return found;
}

/** All that has to be escaped stands in double quotes (YAML 1.1 section 5.6, 1.2 section 5.7). */
function escapeQuoted(text: string): string {
  const escaped = visibleLines(text, (character) => {
    // In quotes it is an escape already, elsewhere it does no harm.
    if (character === "\t") return character;
    const code = character.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code.padStart(4, "0")}` : `\\x${code.padStart(2, "0")}`;
  });
  return escaped.replace(/##(?=\[|vso\[)/g, "#\\x23");
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
      node.comment = ` ${visible(comment).replaceAll("##", "# #")}`;
  }
}
