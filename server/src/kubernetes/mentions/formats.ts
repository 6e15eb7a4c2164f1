/**
 * Recognizes the format of the configuration that a string may hold (YAML, JSON, properties, ini, shell, XML, plain
 * text) and finds its values. Comments and keys are not values. It does not interpret the values.
 */
import type { Scalar } from "yaml";
import { finder, type Marks, partsBetween, replaceParts } from "../../base/between.ts";
import type { Span } from "../../base/span.ts";
import { splitDocuments } from "../../base/split.ts";
import { sourceSpan } from "../manifests/scalar-text.ts";
import { scalarsIn } from "../manifests/scalars.ts";
import { partOf, type Segment, wholeSegment } from "./segment.ts";

/** The values in the text of a configuration file; `name` is the file's, as far as there is one. */
export function valuesOf(name: string, text: string): readonly Segment[] {
  if (!text.includes("\n") && !/^\s*[[{]/.test(text)) return [wholeSegment(text, "value")];
  const kind = kindOf(name, text);
  if (kind === "yaml" || kind === "maybe-yaml") {
    const values = yamlValues(text);
    if (values !== undefined) return values;
    // With a mistake in it nobody can say what its panels fetch.
    if (isGrafanaDashboard(text)) return [];
  }
  if (kind === "shell") return [shellText(text)];
  if (kind === "xml") return [wholeSegment(blank(text, partsBetween(text, xmlComments)), "text")];
  return [wholeSegment(blank(text, commentsIn(text)), "text")];
}

const xmlComments: readonly Marks[] = [{ open: "<!--", close: "-->" }];

/** The text that a shell runs, without its comments: a `#` at the beginning of a word, outside of quotes. */
export function shellText(text: string): Segment {
  let made = "";
  let quote = "";
  let done = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? "";
    if (character === "\\" && quote !== "'") index++;
    else if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === "'" || character === '"') quote = character;
    else if (character === "#" && (index === 0 || /[\s;]/.test(text[index - 1] ?? ""))) {
      const line = text.indexOf("\n", index);
      const end = line < 0 ? text.length : line;
      made += text.slice(done, index) + " ".repeat(end - index);
      done = end;
      index = end;
    }
  }
  return wholeSegment(made + text.slice(done), "shell");
}

/** Lines that begin with a comment's sign, what follows a sign behind a blank, and what stands between slashes and stars. */
function commentsIn(text: string): readonly Span[] {
  const comments: Span[] = [];
  const line = /^[ \t]*(?:#|;|!|\/\/|--)[^\n]*|[ \t](?:#|\/\/)[ \t][^\n]*/gm;
  const nextOpen = finder(text, "/*");
  const nextClose = finder(text, "*/");
  let next = line.exec(text);
  for (let from = 0; ; ) {
    if (next !== null && next.index < from) {
      line.lastIndex = from;
      next = line.exec(text);
    }
    const block = nextOpen(from);
    const close = block < (next?.index ?? text.length) ? nextClose(block + 2) : text.length;
    if (close < text.length) {
      from = close + 2;
      comments.push({ start: block, end: from });
    } else if (next !== null) {
      from = next.index + next[0].length;
      comments.push({ start: next.index, end: from });
    } else return comments;
  }
}

function kindOf(name: string, text: string): "yaml" | "maybe-yaml" | "shell" | "xml" | "lines" {
  const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  if (/^#!.*\b(ba|da|z|k|a)?sh\b/.test(text) || /^(sh|bash|zsh|ksh)$/.test(extension)) return "shell";
  if (/^(ya?ml|json|jsn)$/.test(extension)) return "yaml";
  if (/^(xml|html?)$/.test(extension) || /^\s*<[?!\w]/.test(text)) return "xml";
  if (/^(properties|ini|cfg|cnf|conf|env|toml|lua|hcl|js|py|sql|md|txt)$/.test(extension)) return "lines";
  return /^\s*[[{]/.test(text) || /^[ \t]*[\w.-]+:([ \t]|$)/m.test(text) ? "maybe-yaml" : "lines";
}

/** Every string of every document; undefined when the text is not YAML, or only by accident. */
function yamlValues(text: string): readonly Segment[] | undefined {
  const whole = wholeSegment(text, "value");
  const values: Segment[] = [];
  for (const chunk of splitDocuments(text)) {
    const part = partOf(whole, { start: chunk.start, end: chunk.start + chunk.text.length });
    const scalars = scalarsIn(chunk.text);
    if (scalars === undefined) return undefined;
    const isDashboard = isGrafanaDashboard(chunk.text);
    for (const { key, under, scalar } of scalars)
      if (typeof scalar.value === "string" && !(isDashboard && (key !== "url" || under === "links")))
        values.push({ ...scalarValue(scalar, scalar.value, chunk.text, part), key });
  }
  return values;
}

/**
 * True for the JSON of a Grafana dashboard. Whoever reads it asks for what its panels fetch: other strings are ids, words, markup, and
 * links that a person opens in a browser.
 * @see https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 */
function isGrafanaDashboard(text: string): boolean {
  return /^\s*\{/.test(text) && text.includes('"schemaVersion"') && /"(?:panels|rows)"\s*:/.test(text);
}

/** A scalar inside an embedded document; one of several lines is a text again (a script in a values file). */
function scalarValue(node: Scalar, value: string, text: string, chunk: Segment): Segment {
  const multiline = value.trim().includes("\n");
  const inner = multiline ? blank(value, commentsIn(value)) : value;
  return {
    text: inner,
    toValue: (span) => {
      const source = sourceSpan(text, node, span);
      return source && chunk.toValue(source);
    },
    reads: multiline || /\s/.test(value.trim()) ? "text" : "value",
    expanded: false,
  };
}

/** The text with blanks in place of the comments, so that offsets stay. */
function blank(text: string, comments: readonly Span[]): string {
  return replaceParts(text, comments, (part) => part.replace(/[^\n]/g, " "));
}
