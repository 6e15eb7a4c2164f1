/** Maps the characters of a text in a literal block (`|`) to those of its source, and back: line by line, without the indentation. */
import { isScalar } from "yaml";
import { lineAt, lineStarts, nextLineAt } from "../../base/lines.ts";
import { nodeAt } from "./locate.ts";
import type { Manifest } from "./manifest.ts";
import type { Path } from "./path.ts";

export interface LiteralBlock {
  readonly value: string;
  /** The offset in the manifest's text of an offset in the value. */
  readonly sourceOf: (offset: number) => number;
  /** The offset in the value; undefined outside of the block. */
  readonly valueOf: (offset: number) => number | undefined;
}

/** Undefined where no such block is written at the path. YAML 1.1, section 9.3.2. */
export function literalBlockAt(manifest: Manifest, path: Path): LiteralBlock | undefined {
  const node = nodeAt(manifest, path);
  if (!isScalar(node) || node.type !== "BLOCK_LITERAL" || typeof node.value !== "string") return undefined;
  if (node.range === undefined || node.range === null || node.tag !== undefined) return undefined;
  const { value } = node;
  const [, end] = node.range;
  const start = nextLineAt(manifest.text, node.range[0]);
  const sourceStarts = lineStarts(manifest.text.slice(start, end)).map((each) => start + each);
  const valueStarts = lineStarts(value);
  const indent = indentOf(manifest.text, sourceStarts, value, valueStarts);
  return {
    value,
    sourceOf: (offset) => {
      const line = lineAt(valueStarts, offset);
      return (sourceStarts[line] ?? start) + indent + offset - (valueStarts[line] ?? 0);
    },
    valueOf: (offset) => {
      if (offset < start || offset > end) return undefined;
      const line = lineAt(sourceStarts, offset);
      const first = valueStarts[line];
      if (first === undefined) return undefined;
      return Math.min(first + Math.max(0, offset - (sourceStarts[line] ?? 0) - indent), value.length);
    },
  };
}

/** What stands before each line: of the first that is not blank, what the value lacks. */
function indentOf(
  text: string,
  sourceStarts: readonly number[],
  value: string,
  valueStarts: readonly number[],
): number {
  for (const [line, start] of valueStarts.entries()) {
    const end = (valueStarts[line + 1] ?? value.length + 1) - 1;
    const written = value.slice(start, end);
    if (written.trim() === "") continue;
    return text.indexOf(written, sourceStarts[line]) - (sourceStarts[line] ?? 0);
  }
  return 0;
}
