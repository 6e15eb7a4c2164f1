/** Knows how to write a value as YAML in the style of a text that is already there. */
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
  const lineBreak = source.includes("\r\n") ? "\r\n" : "\n"; // Between documents kubectl knows no lone carriage return.
  const text = source.includes("\r") ? source.replace(/\r\n?/g, "\n") : source;
  const nested = /^( *)[^\s#-][^\n]*:[ \t]*\n(?:[ \t]*(?:#[^\n]*)?\n)*( +)[^\s#-]/m.exec(text);
  const list = /^( *)(?:- )*[^\s#-][^\n]*:[ \t]*\n(?:[ \t]*(?:#[^\n]*)?\n)*( *)- /m.exec(text);
  const step = nested === null ? 2 : (nested[2] ?? "").length - (nested[1] ?? "").length;
  return {
    indent: step >= 1 && step <= 8 ? step : 2,
    indentLists: list === null ? true : (list[2] ?? "").length > (list[1] ?? "").length,
    lineBreak,
  };
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
