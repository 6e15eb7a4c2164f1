/** Writes a value as YAML in the style of an existing text. */
import { stringify } from "yaml";

/** How a file is written. */
export interface YamlStyle {
  /** Spaces per level. */
  readonly indent: number;
  /** True when list items stand deeper than their key. */
  readonly indentLists: boolean;
  readonly lineBreak: "\n" | "\r\n";
}

/** The style of a text: indentation of its first nested key, of its first list, and its first line break. */
export function styleOf(source: string): YamlStyle {
  const lineBreak = source.includes("\r\n") ? "\r\n" : "\n"; // kubectl splits documents at line feeds only.
  const text = source.includes("\r") ? source.replace(/\r\n?/g, "\n") : source;
  const { nested, list } = stepsOf(text);
  const step = nested ?? 2;
  return {
    indent: step >= 1 && step <= 8 ? step : 2,
    indentLists: list === undefined || list > 0,
    lineBreak,
  };
}

/** How much further right than their key the first nested key and the first list stand. */
function stepsOf(text: string): { readonly nested: number | undefined; readonly list: number | undefined } {
  let nested: number | undefined;
  let list: number | undefined;
  // The line before, blank lines and comments left out, when it ends with a colon.
  let key: { readonly indent: number; readonly isItem: boolean } | undefined;
  for (const line of linesOf(text)) {
    const content = line.trimStart();
    if (content === "" || content.startsWith("#")) continue;
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    const isItem = line.startsWith("- ", indent);
    if (key !== undefined && isItem) list ??= indent - key.indent;
    else if (key?.isItem === false && indent > 0 && /[^\s#-]/.test(line.charAt(indent))) nested ??= indent - key.indent;
    if (nested !== undefined && list !== undefined) break;
    const bare = withoutDashes(line.slice(indent)).trimEnd();
    const isKey = /^[^\s#-]./.test(bare) && bare.endsWith(":");
    key = isKey ? { indent, isItem } : undefined;
  }
  return { nested, list };
}

/**
 * The lines of a text, without their ends. A last line without line break cannot hold a key, and is treated like any
 * other.
 */
function* linesOf(text: string): Iterable<string> {
  for (let start = 0; start <= text.length; ) {
    const end = text.indexOf("\n", start);
    yield text.slice(start, end < 0 ? text.length : end);
    if (end < 0) return;
    start = end + 1;
  }
}

function withoutDashes(line: string): string {
  let at = 0;
  while (line.startsWith("- ", at)) at += 2;
  return line.slice(at);
}

/**
 * The value in block style, ending with a line break. Strings that YAML 1.1 (kubectl's reader) would take for
 * something else are quoted.
 */
export function writeYaml(value: unknown, style: YamlStyle): string {
  const text = stringify(value, {
    schema: "yaml-1.1",
    indent: style.indent,
    indentSeq: style.indentLists,
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });
  return style.lineBreak === "\n" ? text : text.replace(/\n/g, style.lineBreak);
}

/** Each line of the text that holds something, moved right by `columns`. */
export function indentLines(text: string, columns: number): string {
  return text.replace(/^(?=[^\r\n])/gm, " ".repeat(columns));
}
